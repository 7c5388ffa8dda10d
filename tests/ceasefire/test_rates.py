"""Estimates of what was not seen: their figures, what they refuse to say, and what they call a change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import RATES, Ceasefire, assess, estimating, history
from trucewatch.ceasefire.rates import verdict
from trucewatch.domain import Around, Count, Observation, Point, Span, Watch, When
from trucewatch.mission import Mission, Period, period_for, previous
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 6, 21)
NEAR = Point(47.130, 39.765, 300)
POST, SECTOR = "op-11", "south"


@pytest.fixture
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def burst(n: int, moment: datetime, where: Point = NEAR) -> list[Observation]:
    """``n`` explosions of the day from ``moment`` on, far enough apart in time to be so many incidents."""
    starts = [moment + timedelta(minutes=30 * number + 1) for number in range(n)]
    return [
        Observation(
            source=POST,
            kind="explosion",
            means="heard",
            when=When(start, start + timedelta(minutes=1)),
            where=where,
            count=Count(1, 1),
        )
        for start in starts
    ]


def watch(mission: Mission, span: Span, state: str = "on") -> Watch:
    post = mission.sources[POST]
    assert post.lon is not None
    assert post.lat is not None
    return Watch(source=POST, span=span, view=Around(post.lon, post.lat, 9000), state=state)  # type: ignore[arg-type]


def estimated(mission: Mission, period: Period, told: Sequence[Observation], watches: Sequence[Watch]) -> Ceasefire:
    kept = ObservationRows()
    for number, one in enumerate(told):
        kept.add(f"o{number:04}", number, one)
    holdings = replace(hold((f"w{n}", one) for n, one in enumerate(watches)), observations=kept.frame())
    events = incidents.assess(holdings, mission)
    both = Span(previous(mission, period).span.start, period.span.end)
    looked = coverage.assess(holdings, mission, both, events.frame)
    exposed = coverage.exposure(holdings, mission, history(mission, period))
    return assess(events, looked, mission, period, exposed)


def row(found: Ceasefire, sector: str = SECTOR, span: str = "period") -> dict[str, object]:
    return found.rates.filter(sector=sector, span=span).sort("start").row(-1, named=True)


def test_without_watches_there_is_no_figure(exercise: Mission, period: Period) -> None:
    found = estimated(exercise, period, [], [])
    assert found.rates.schema == RATES
    assert found.rates.height > 0
    assert found.rates["total"].null_count() == found.rates.height
    assert set(found.rates["verdict"]) == {"not_told"}
    assert "no estimate" in found.explain(found.rates["id"][0]).says


def test_blind_in_the_period_is_not_observed_though_it_was_watched_before(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-28:]
    before = Span(days[0].start, period.span.start)
    told = [one for day in days[:-1] for one in burst(3, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, before), watch(exercise, period.span, "impaired")])
    now = row(found)
    assert now["total"] is None
    assert now["seen"] is None
    assert now["verdict"] == "not_told"


def test_seen_and_unseen_add_up_and_every_row_is_explained(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-28:]
    told = [one for day in days for one in burst(4, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end))])
    frame = found.rates.drop_nulls("total")
    assert (frame["seen"] + frame["unseen"] == frame["total"]).all()
    assert (
        (frame["seen"] <= frame["low"]) & (frame["low"] <= frame["total"]) & (frame["total"] <= frame["high"])
    ).all()
    assert frame["detection"].is_between(0, 1, closed="right").all()
    assert row(found)["seen"] == 4
    assert set(frame["method"]) == {"gamma_poisson"}
    apart = {"id", "span"}
    assert {k: v for k, v in row(found).items() if k not in apart} == {
        k: v for k, v in row(found, span="day").items() if k not in apart
    }
    expected = 4 / float(str(row(found)["detection"]))
    assert expected / 2 < float(str(row(found)["total"])) < expected * 2
    for one in found.rates["id"]:
        assert "28 days" in found.explain(one).rule


def test_half_the_hours_and_half_the_record_is_a_change_in_the_looking(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-28:]
    half = [Span(day.start, day.start + day.length / 2) for day in days[-7:]]
    whole = Span(days[0].start, days[-8].end)
    told = [one for number, day in enumerate(days) for one in burst(12 if number < 21 else 6, day.start)]
    week = row(
        estimated(exercise, period, told, [watch(exercise, whole), *(watch(exercise, one) for one in half)]),
        span="week",
    )
    assert week["recorded_ratio"] == pytest.approx(0.5)
    assert 0.3 < float(str(week["detection_ratio"])) < 0.8
    assert week["verdict"] == "looking"
    assert float(str(week["ratio_low"])) < 1 < float(str(week["ratio_high"]))


def test_five_times_the_record_under_the_same_watch_is_a_change_in_the_world(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-28:]
    told = [one for number, day in enumerate(days) for one in burst(4 if number < 21 else 20, day.start)]
    week = row(estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end))]), span="week")
    assert week["verdict"] == "world"
    assert float(str(week["ratio_low"])) > 1


@given(
    recorded=st.floats(0.01, 100), looking=st.floats(0.01, 100), low=st.floats(0.01, 0.99), high=st.floats(1.01, 100)
)
def test_what_the_interval_does_not_leave_out_is_never_a_change_in_the_world(
    recorded: float, looking: float, low: float, high: float
) -> None:
    assert verdict(recorded, looking, low, high) != "world"
    assert verdict(recorded, None, low, high) == "not_told"
    assert verdict(recorded, 1 / recorded, low, high) == "not_told"


def test_the_same_draws_for_the_same_figures(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-28:]
    told, span = burst(5, days[-1].start), Span(days[0].start, days[-1].end)
    one, other = (estimated(exercise, period, told, [watch(exercise, span)]).rates for _ in range(2))
    assert one.equals(other)


def simulated(rng: np.random.Generator, share: float) -> tuple[estimating.Ints, estimating.Floats, estimating.Ints]:
    looked = np.full((12, 28), share) * (rng.random((12, 28)) < 0.8)
    rate = rng.gamma(2.0, 1.5, (12, 1)) * rng.gamma(2.0, 0.5, looked.shape)
    happened = rng.poisson(rate)
    return rng.binomial(happened, looked), looked, happened


def test_intervals_of_the_total_hold_nine_times_in_ten() -> None:
    apart = np.abs(np.subtract.outer(np.arange(12.0), np.arange(12.0)))
    inside = []
    for seed in range(12):
        seen, looked, happened = simulated(np.random.default_rng(seed), 0.4)
        like = estimating.fit(seen, looked, apart)
        (drawn,) = estimating.draws(seen, looked, apart, [(21, 28)], like, log_sd=0.0, n=400, seed=1)
        low, high = np.quantile(drawn.unseen, (0.05, 0.95), axis=1)
        unseen = (happened - seen)[:, 21:].sum(axis=1)
        inside += ((unseen >= low) & (unseen <= high)).tolist()
    assert 0.83 <= float(np.mean(inside)) <= 0.99


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), log_sd=st.sampled_from((0.0, 0.3)))
def test_less_certain_detection_never_gives_less_than_nothing(seed: int, log_sd: float) -> None:
    seen, looked, _ = simulated(np.random.default_rng(seed), 0.5)
    like = estimating.Fit(mean=2.0)
    (drawn,) = estimating.draws(seen, looked, np.zeros((12, 12)), [(0, 7)], like, log_sd=log_sd, n=100, seed=seed)
    assert (drawn.unseen >= 0).all()
    assert (drawn.rate > 0).all()


def test_history_ends_with_the_period(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)
    assert len(days) == 70
    assert days[-1].end == period.span.end
    assert all(one.end == other.start for one, other in pairwise(days))
    assert days[0].start < datetime(2023, 5, 1, tzinfo=UTC)


def test_without_exposure_there_are_no_estimates(exercise: Mission, period: Period) -> None:
    empty = hold([])
    events = incidents.assess(empty, exercise)
    looked = coverage.assess(empty, exercise, period.span, events.frame)
    assert assess(events, looked, exercise, period).rates.equals(pl.DataFrame(schema=RATES))


def test_a_mission_without_sectors_counts_and_estimates_nothing(exercise: Mission, period: Period) -> None:
    undivided = msgspec.structs.replace(exercise, sectors=())
    watches = [watch(undivided, period.span)]
    found = estimated(undivided, period, burst(3, period.span.start), watches)
    assert found.rates.is_empty()
    assert found.counts.filter(sector="", rule="incidents")["value"].to_list() == [3]
