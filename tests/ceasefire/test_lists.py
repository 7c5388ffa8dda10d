"""Several lists of the same incidents: what they miss together, what is not told, and how accounts are matched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import LISTS, Ceasefire, assess, capture
from trucewatch.domain import Around, Count, Observation, Point, Span, Watch, When
from trucewatch.mission import Mission, cutoff_days, period_for, previous
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 6, 21)
PARTY_ONE, PARTY_TWO, PRESS, AGENCY = "spk-arm", "spk-aze", "wire-meridian", "relief-one"


def listed(n: int, shares: Sequence[float], seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).random((n, len(shares))) < np.array(shares)
    return drawn[drawn.any(axis=1)].astype(np.int64)


@pytest.mark.parametrize(("lists", "number"), [(2, 1), (3, 7), (4, 60), (5, 821)])
def test_as_many_decomposable_graphs_as_are_known(lists: int, number: int) -> None:
    assert len(capture.graphs(lists)) == number


def test_two_lists_come_to_lincoln_and_petersen() -> None:
    histories = np.repeat([[1, 1], [1, 0], [0, 1]], [400, 200, 200], axis=0)
    found = capture.missed(histories)
    assert found.quantile(0.5) == pytest.approx(100, abs=3)


def test_a_list_that_copies_another_does_not_hide_what_both_miss() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.random((2000, 3)) < (0.4, 0.35, 0.1)
    drawn[:, 2] |= drawn[:, 0] & (rng.random(2000) < 0.6)
    histories = drawn[drawn.any(axis=1)].astype(np.int64)
    found = capture.missed(histories)
    low, high = (len(histories) + found.quantile(share) for share in (0.05, 0.95))
    assert low <= 2000 <= high


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), order=st.permutations([0, 1, 2, 3]))
def test_the_order_of_the_lists_changes_nothing(seed: int, order: list[int]) -> None:
    histories = listed(120, (0.3, 0.4, 0.2, 0.3), seed)
    one, other = capture.missed(histories), capture.missed(histories[:, order])
    assert np.allclose(one.probability, other.probability)
    assert one.probability.sum() == pytest.approx(1)


@pytest.mark.parametrize("shape", [(3, 1), (3, 6)])
def test_one_list_or_too_many_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="lists can be compared"):
        capture.missed(np.ones(shape, np.int64))


def test_a_thing_on_no_list_cannot_be_given() -> None:
    with pytest.raises(ValueError, match="no list"):
        capture.missed(np.array([[1, 0], [0, 0]]))


def account(source: str, moment: datetime, n: int = 1, means: str = "told", **more: object) -> Observation:
    fields: dict[str, object] = {
        "kind": "explosion",
        "when": When(moment, moment + timedelta(minutes=1)),
        "where": Point(47.130, 39.765, 300),
        "count": Count(n, n),
    }
    return Observation(source=source, means=means, **(fields | more))  # type: ignore[arg-type]


def compared(mission: Mission, told: Sequence[Observation]) -> Ceasefire:
    rows = ObservationRows()
    for number, one in enumerate(told):
        rows.add(f"o{number:04}", number, one)
    period = period_for(mission, DAY)
    days = cutoff_days(mission, DAY, 28)
    post = mission.sources["op-11"]
    view = Around(post.lon, post.lat, 9000)  # type: ignore[arg-type]
    watch = Watch(source="op-11", span=Span(days[0].start, days[-1].end), view=view)
    holdings = replace(hold([("w", watch)]), observations=rows.frame())
    events = incidents.assess(holdings, mission)
    looked = coverage.assess(
        holdings, mission, Span(previous(mission, period).span.start, period.span.end), events.frame
    )
    return assess(events, looked, mission, period, holdings=holdings)


def world(mission: Mission, lists: Sequence[str], n: int = 240, seed: int = 1) -> list[Observation]:
    """``n`` explosions an hour and a half apart; each is on the mission's list and on those of others by chance."""
    rng = np.random.default_rng(seed)
    first = cutoff_days(mission, DAY, 28)[0].start
    told = []
    for number in range(n):
        moment = first + timedelta(minutes=90 * number)
        if rng.random() < 0.5:
            told.append(account("op-11", moment, means="heard"))
        told += [account(source, moment + timedelta(minutes=1)) for source in lists if rng.random() < 0.4]
    return told


def test_three_lists_come_near_the_truth_by_every_tolerance(exercise: Mission) -> None:
    found = compared(exercise, world(exercise, (PARTY_ONE, PARTY_TWO, PRESS)))
    assert found.lists.schema == LISTS
    assert found.lists["tolerance"].to_list() == ["strict", "usual", "loose"]
    for row in found.lists.iter_rows(named=True):
        assert row["lists"] == ["mission", "arm", "aze", "press"]
        assert row["seen"] <= row["low"] <= row["total"] <= row["high"]
    usual = found.lists.row(1, named=True)
    assert usual["low"] <= 240 <= usual["high"]
    assert usual["bound"] == "lower"
    told = found.explain(usual["id"])
    assert "Madigan and York" in told.rule
    assert set(told.parts) <= set(found.lists["incidents"][1])
    assert len(told.entries) == sum(usual["listed"][1:])


def test_of_two_lists_nothing_is_estimated(exercise: Mission) -> None:
    found = compared(exercise, world(exercise, (PARTY_ONE,)))
    assert set(found.lists["reason"]) == {"too_few_lists"}
    assert found.lists["total"].null_count() == found.lists.height
    assert "whether one follows the other" in found.explain(found.lists["id"][0]).says


def test_lists_that_hardly_meet_give_no_estimate(exercise: Mission) -> None:
    first = cutoff_days(exercise, DAY, 28)[0].start
    told = [account("op-11", first + timedelta(hours=5 * n), means="heard") for n in range(20)]
    told += [account(PARTY_ONE, first + timedelta(hours=5 * n + 2)) for n in range(20)]
    told += [account(AGENCY, first + timedelta(hours=5 * n + 3.5)) for n in range(20)]
    found = compared(exercise, told)
    assert set(found.lists["reason"]) == {"too_few_shared"}
    assert found.lists["lists"][0].to_list() == ["mission", "arm", "agencies"]


def test_what_is_relayed_or_vague_or_nowhere_is_on_no_list(exercise: Mission) -> None:
    first = cutoff_days(exercise, DAY, 28)[0].start + timedelta(hours=3)
    vague = When(first, first + timedelta(hours=12))
    told = [
        account("op-11", first, means="heard"),
        account(PRESS, first, origin="op-11"),
        account(PARTY_ONE, first, when=vague),
        account(AGENCY, first, where=Point(40.0, 50.0, 300)),
    ]
    assert compared(exercise, told).lists.is_empty()


def test_loud_incidents_on_more_lists_make_it_a_lower_bound(exercise: Mission) -> None:
    rng = np.random.default_rng(4)
    first = cutoff_days(exercise, DAY, 28)[0].start
    told = {loud: [] for loud in (True, False)}
    for number in range(240):
        moment, n = first + timedelta(minutes=90 * number), int(rng.integers(1, 30))
        for depends, accounts in told.items():
            share = 0.1 + 0.7 * (n > 15) if depends else 0.45
            if rng.random() < share:
                accounts.append(account("op-11", moment, n, means="heard"))
            accounts += [account(one, moment, n) for one in (PARTY_ONE, PARTY_TWO, PRESS) if rng.random() < share]
    varies, not_at_all = (compared(exercise, accounts).lists.row(1, named=True) for accounts in told.values())
    assert (varies["bound"], varies["reason"]) == ("lower", "loud_listed_more")
    assert varies["total"] < 240
    assert (not_at_all["bound"], not_at_all["reason"]) == ("both", "")


def test_runs_of_one_outbreak_are_one_thing_and_an_account_of_it_needs_no_choice_between_them(
    exercise: Mission,
) -> None:
    first = cutoff_days(exercise, DAY, 28)[0].start + timedelta(hours=1)
    told = []
    for number in range(30):
        moment = first + timedelta(hours=6 * number)
        told += [account("op-11", moment + timedelta(minutes=6 * run), means="heard") for run in range(3)]
        told.append(account(PARTY_ONE, moment + timedelta(minutes=6)))
    row = compared(exercise, told).lists.row(1, named=True)
    assert (row["listed"], row["seen"], row["several"]) == ([30, 30], 30, 30)
    assert len(row["incidents"]) == 90


def test_an_account_that_may_be_of_a_known_outbreak_but_fits_none_well_is_left_out(exercise: Mission) -> None:
    first = cutoff_days(exercise, DAY, 28)[0].start + timedelta(hours=1)
    told = [account("op-11", first + timedelta(hours=6 * n), means="heard") for n in range(20)]
    told += [account(PARTY_ONE, first + timedelta(hours=6 * n)) for n in range(20)]
    hour = When(first, first + timedelta(minutes=59))
    off = account(PARTY_TWO, first, kind="clash", when=hour, where=Point(47.130, 39.84, 9000))
    row = compared(exercise, [*told, off]).lists.row(0, named=True)
    assert row["tolerance"] == "strict"
    assert (row["lists"], row["seen"]) == (["mission", "arm"], 20)


def test_how_loud_is_not_read_from_counts_of_another_rule(exercise: Mission) -> None:
    """Violations of thirty rounds say nothing of items; only the mission's own counts do."""
    rng = np.random.default_rng(4)
    first = cutoff_days(exercise, DAY, 28)[0].start
    told = []
    for number in range(240):
        moment = first + timedelta(minutes=90 * number)
        if rng.random() < 0.5:
            told.append(account("op-11", moment, 3, means="heard"))
        told += [
            account(one, moment, count=Count(int(rng.integers(1, 40)), 40, "violation"))
            for one in (PARTY_ONE, PARTY_TWO, PRESS)
            if rng.random() < 0.4
        ]
    row = compared(exercise, told).lists.row(1, named=True)
    assert (row["bound"], row["reason"]) == ("lower", "loudness_unknown")
