"""What followed what: found where it is, not found where rhythms or bad days look like it, not told of few."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import hold
from trucewatch.ceasefire import FOLLOWING
from trucewatch.ceasefire.follow_words import following as words
from trucewatch.ceasefire.following import WITHIN, following
from trucewatch.ceasefire.follows import LEAST, WEEKS, follows
from trucewatch.incidents import Incidents, assess
from trucewatch.mission import Mission, cutoff_days, period_for

DAY = date(2023, 6, 21)


def series(
    rng: np.random.Generator, n: int, weeks: int, bad: np.ndarray | None = None, later: float = 0.0
) -> np.ndarray:
    """``n`` moments with an evening peak, ``later`` hours later; more of them on ``bad`` days."""
    weight = np.ones(7 * weeks) if bad is None else bad
    day = rng.choice(7 * weeks, n, p=weight / weight.sum())
    hour = (20 + later + 3 * rng.standard_normal(n)) % 24
    return np.asarray(day + hour / 24)


def test_what_follows_is_found() -> None:
    rng = np.random.default_rng(1)
    one = series(rng, 300, 20)
    after = one[rng.random(300) < 0.4] + 1 / 24
    other = np.concatenate([series(rng, 180, 20), after[after < 140]])
    found = following(one, other, 20, seed=1)
    assert found.days <= 0.01
    assert found.order <= 0.01
    assert following(other, one, 20, seed=1).order > 0.5


def test_days_bad_on_both_sides_deceive_one_test_and_not_the_other() -> None:
    rng = np.random.default_rng(2)
    bad = rng.gamma(0.5, 2.0, 140) + 0.01
    found = following(series(rng, 300, 20, bad), series(rng, 300, 20, bad), 20, seed=1)
    assert found.days <= 0.01
    assert found.order > 0.05


def test_one_side_that_is_always_later_in_the_day_does_not_follow() -> None:
    rng = np.random.default_rng(3)
    bad = rng.gamma(0.5, 2.0, 140) + 0.01
    found = following(series(rng, 300, 20, bad), series(rng, 300, 20, bad, later=2.0), 20, seed=1)
    assert found.order > 0.05


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), n=st.integers(0, 40))
def test_how_many_are_followed_is_counted_as_by_hand(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = 14 * rng.random(n), 14 * rng.random(30)
    found = following(one, other, 2, seed=seed)
    gaps = other[None, :] - one[:, None]
    assert found.followed == ((gaps > 0) & (gaps <= WITHIN)).any(axis=1).sum()
    assert 0 < found.days <= 1
    assert 0 < found.order <= 1


def outgoing(mission: Mission, moments: dict[str, np.ndarray]) -> Incidents:
    """Incidents assessed as outgoing at ``moments`` (days from the start), each noticed by the one source alone."""
    start = cutoff_days(mission, DAY, 7 * WEEKS)[0].start
    told = [
        {
            "id": f"inc:{source}-{number}",
            "start": start + timedelta(days=float(moment)),
            "end": start + timedelta(days=float(moment)),
            "violation": True,
            "status": "reported",
            "exercise": False,
            "assessment": "outgoing",
            "sources": [source],
        }
        for source, many in moments.items()
        for number, moment in enumerate(many)
    ]
    nobody = assess(hold([]), mission)
    return replace(nobody, frame=pl.DataFrame(told, schema_overrides=nobody.frame.schema))


@pytest.fixture(scope="module")
def found(exercise: Mission) -> pl.DataFrame:
    rng = np.random.default_rng(4)
    one = series(rng, 200, WEEKS)
    after = one + 0.5 / 24
    moments = {"op-01": one, "op-02": after[after < 7 * WEEKS]}
    return follows(outgoing(exercise, moments), exercise, period_for(exercise, DAY))


def test_each_order_of_the_parties_has_a_row_that_is_explained(found: pl.DataFrame) -> None:
    assert found.schema == FOLLOWING
    assert list(zip(found["first"], found["second"], strict=True)) == [("arm", "aze"), ("aze", "arm")]
    assert found["state"].to_list() == ["follows", "not_shown"]
    row = found.row(0, named=True)
    assert row["followed"] == row["of_first"] == 200
    told = words(row)
    assert told.id == row["id"]
    assert "nothing is said of why" in told.rule
    assert set(told.parts) == set(row["incidents"])


def test_of_few_nothing_is_told(exercise: Mission) -> None:
    moments = {"op-01": np.linspace(0, 60, LEAST - 1), "op-02": np.linspace(0.1, 60.1, 200)}
    found = follows(outgoing(exercise, moments), exercise, period_for(exercise, DAY))
    assert set(found["state"]) == {"not_told"}
    assert found["followed"].null_count() == found.height
    assert "too few" in words(found.row(0, named=True)).says


def test_what_both_sides_noticed_is_on_no_side(exercise: Mission) -> None:
    one = outgoing(exercise, {"op-01": np.linspace(0, 60, 50)})
    both = replace(one, frame=one.frame.with_columns(sources=pl.lit(["op-01", "op-02"])))
    assert follows(both, exercise, period_for(exercise, DAY)).is_empty()
