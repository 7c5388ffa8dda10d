"""Both sides compared: the same work makes the same figures, and a share of nothing is no share."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from hand_made import hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import BALANCE, Ceasefire, assess
from trucewatch.domain import Around, Claim, Count, Observation, Point, Span, Watch, When
from trucewatch.mission import Mission, period_for, previous
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 6, 21)
FIRST, SECOND = "op-01", "op-02"


def assessed(mission: Mission, numbers: dict[str, list[tuple[int, int]]], hours: dict[str, float]) -> Ceasefire:
    period = period_for(mission, DAY)
    rows = ObservationRows()
    for source, counts in numbers.items():
        for n, (low, high) in enumerate(counts):
            start = period.span.start + timedelta(hours=n)
            when = When(start, start + timedelta(minutes=1))
            place = Point(47.13, 39.765, 300)
            told = Observation(
                source=source, kind="shot", means="heard", when=when, where=place, count=Count(low, high)
            )
            rows.add(f"{source}-{n}", n, told)
    accounts: list[tuple[str, Watch | Claim]] = []
    for source, on in hours.items():
        post = mission.sources[source]
        assert post.lon is not None
        assert post.lat is not None
        span = Span(period.span.start - timedelta(hours=5), period.span.start + timedelta(hours=on))
        accounts.append((f"w-{source}", Watch(source=source, span=span, view=Around(post.lon, post.lat, 5000))))
    holdings = replace(hold(accounts), observations=rows.frame())
    events = incidents.assess(holdings, mission)
    both = Span(previous(mission, period).span.start, period.span.end)
    looked = coverage.assess(holdings, mission, both, events.frame)
    return assess(events, looked, mission, period, holdings=holdings)


def value(found: Ceasefire, measure: str, party: str) -> tuple[float | None, int | None]:
    ((amount, of),) = found.balance.filter(measure=measure, party=party).select("value", "of").iter_rows()
    return amount, of


def test_hours_and_numbers_are_of_the_side_a_source_stands_on_and_of_the_period(exercise: Mission) -> None:
    first, second = (exercise.sources[source].party for source in (FIRST, SECOND))
    found = assessed(exercise, {FIRST: [(10, 10), (13, 13), (4, 4)], SECOND: [(50, 60)]}, {FIRST: 6, SECOND: 2})
    assert found.balance.schema == BALANCE
    assert value(found, "hours_on", first) == (pytest.approx(6), None)
    assert value(found, "hours_on", second) == (pytest.approx(2), None)
    assert value(found, "observations", first) == (3.0, None)
    assert value(found, "round_numbers", first) == (0.5, 2)
    assert value(found, "round_numbers", second) == (1.0, 1)
    assert value(found, "range_given", first) == (0.0, 3)
    assert value(found, "range_given", second) == (1.0, 1)
    assert value(found, "claims_graded", first) == (None, 0)


def test_exchanging_the_sides_exchanges_the_figures_and_every_row_is_explained(exercise: Mission) -> None:
    numbers = [(10, 12), (7, 7)]
    one = assessed(exercise, {FIRST: numbers}, {FIRST: 3})
    other = assessed(exercise, {SECOND: numbers}, {SECOND: 3})
    first, second = (exercise.sources[source].party for source in (FIRST, SECOND))
    for measure in one.balance["measure"].unique():
        assert value(one, measure, first) == value(other, measure, second)
        assert value(one, measure, second) == value(other, measure, first)
    for row in one.balance["id"]:
        assert "side of the line" in one.explain(row).rule
    assert one.balance.filter(pl.col("measure") == "hours_on")["party"].to_list() == [p.id for p in exercise.parties]
