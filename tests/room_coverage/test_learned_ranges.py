"""How far watchers notice, learned from who told of what others told of."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch import coverage
from trucewatch.coverage import DETECTION, Ranges, learning, ranges, taught_by
from trucewatch.coverage.learning import Learned, Tried
from trucewatch.mission import Mission, period_for
from trucewatch.places.noticing import WEIGHTS

LOG_SD = 0.3
BEGIN = datetime(2023, 6, 1, tzinfo=UTC)


def tried(rng: np.random.Generator, n: int, factor: float, missed: float = 0.0) -> Tried:
    """``n`` trials up to three half distances away by a watcher whose half distance is ``factor`` times that believed.

    A share ``missed`` of what it told of was not linked.
    """
    ratio = np.repeat(rng.uniform(0.1, 3.0, (n, 1)), len(WEIGHTS), axis=1)
    told = rng.random(n) < learning.noticed(ratio / factor, WEIGHTS) * (1 - missed)
    return Tried(ratio, WEIGHTS, told.astype(np.float64), np.arange(n, dtype=np.float64) // 5)


def frame(rng: np.random.Generator, n: int, factor: float, kind: str = "burst", reach_m: float = 9000) -> pl.DataFrame:
    """TRIALS of op-09 with a table that has bursts heard at 2,800 m by day."""
    metres = rng.uniform(200, 8000, n)
    points = np.repeat(metres[:, None], len(WEIGHTS), axis=1)
    told = rng.random(n) < learning.noticed(points / (2800 * factor), WEIGHTS)
    return pl.DataFrame(
        {
            "incident": [f"inc:{number}" for number in range(n)],
            "source": ["op-09"] * n,
            "kind": [kind] * n,
            "light": ["day"] * n,
            "when": [BEGIN + timedelta(hours=number) for number in range(n)],
            "half_m": [2800.0] * n,
            "reach_m": [reach_m] * n,
            "metres": pl.Series(points, dtype=pl.Array(pl.Float64, len(WEIGHTS))),
            "told": told.astype(np.float64),
        }
    ).with_columns(pl.col("when").cast(pl.Datetime("us", "UTC")))


def learned(n: int, factor: float, seed: int, missed: float = 0.0) -> Learned:
    return learning.learn(tried(np.random.default_rng(seed), n, factor, missed), LOG_SD)


@given(near=st.floats(0.0, 10.0), farther=st.floats(0.0, 10.0))
def test_what_is_farther_is_noticed_no_more_often(near: float, farther: float) -> None:
    ratio = np.array([[near] * len(WEIGHTS), [near + farther] * len(WEIGHTS)])
    one, other = learning.noticed(ratio, WEIGHTS)
    assert 0 <= other <= one <= 1


@pytest.mark.parametrize("factor", [0.7, 1.0, 1.4])
def test_the_distance_is_found_whatever_was_believed(factor: float) -> None:
    assert np.exp(learned(1000, factor, 1).mean) == pytest.approx(factor, rel=0.08)


def test_intervals_hold_nine_times_in_ten() -> None:
    rng = np.random.default_rng(5)
    truth = LOG_SD * rng.standard_normal(80)
    found = [learned(120, float(np.exp(one)), seed) for seed, one in enumerate(truth)]
    held = [abs(one.mean - true) <= 1.645 * one.sd for one, true in zip(found, truth, strict=True)]
    assert 0.8 <= np.mean(held) <= 0.98


def test_matches_missed_hardly_move_the_distance_and_it_is_said_by_how_much_they_could() -> None:
    found = [learned(400, 1.0, seed, missed=0.1) for seed in range(10)]
    assert abs(np.mean([one.mean for one in found])) < 0.05
    assert all(one.if_missed > one.mean for one in found)


def test_fewer_trials_tell_less_and_none_tell_what_was_believed() -> None:
    nothing = learning.learn(Tried(np.empty((0, len(WEIGHTS))), WEIGHTS, np.empty(0), np.empty(0)), LOG_SD)
    assert nothing.mean == pytest.approx(0, abs=1e-9)
    assert learned(1000, 1.0, 2).sd < learned(60, 1.0, 2).sd < nothing.sd == pytest.approx(LOG_SD, rel=0.01)


def test_who_notices_nothing_of_a_kind_is_called_blind_and_who_notices_some_is_not() -> None:
    rng = np.random.default_rng(4)
    silent = tried(rng, 80, 1.0)
    assert learning.learn(Tried(silent.ratio, WEIGHTS, np.zeros(80), silent.day), LOG_SD).blind > 0.99
    assert learned(80, 0.7, 4).blind < 0.01


def test_trials_that_err_together_by_days_tell_less() -> None:
    rng = np.random.default_rng(6)
    ratio = np.repeat(rng.uniform(0.5, 2.0, (300, 1)), len(WEIGHTS), axis=1)
    day = np.arange(300) // 10
    wind = np.exp(0.5 * rng.standard_normal(30))[day]
    told = (rng.random(300) < learning.noticed(ratio / wind[:, None], WEIGHTS)).astype(np.float64)
    together = learning.learn(Tried(ratio, WEIGHTS, told, day.astype(np.float64)), LOG_SD)
    alone = learning.learn(Tried(ratio, WEIGHTS, told, np.arange(300.0)), LOG_SD)
    assert together.sd > 1.2 * alone.sd


def test_a_range_is_learned_from_enough_trials_alone_and_every_row_is_explained(exercise: Mission) -> None:
    rng = np.random.default_rng(7)
    few, many = frame(rng, 40, 1.4), frame(rng, 400, 1.4)
    for trials, state in ((few, "table"), (many, "learned")):
        found = ranges(trials, exercise)
        assert found.frame.schema == DETECTION
        row = found.frame.filter(kind="burst").row(0, named=True)
        assert row["state"] == state
        for one in found.frame.iter_rows(named=True):
            told = found.explain(one["id"])
            assert told.parts == tuple(one["incidents"])
            assert "others told of" in told.says
    assert row["half_m"] == pytest.approx(2800 * 1.4, rel=0.1)
    assert row["low_m"] < row["half_m"] < row["high_m"]
    assert row["told"] > row["foretold"]
    with pytest.raises(KeyError):
        found.explain("cov:detection/post/burst/never")


def test_what_was_not_learned_is_the_missions_own(exercise: Mission) -> None:
    found = ranges(frame(np.random.default_rng(8), 400, 1.4), exercise)
    assert found.factor("post", "burst", day=True) == pytest.approx(1.4, rel=0.1)
    for source_type, kind, day in (("post", "burst", False), ("post", "shot", True), ("camera", "burst", True)):
        assert found.factor(source_type, kind, day=day) == 1
    assert found.log_sd("burst") < found.log_sd("shot") == Ranges(exercise).log_sd("burst") == LOG_SD


def test_a_range_that_is_too_short_is_told_and_stands(exercise: Mission) -> None:
    short = ranges(frame(np.random.default_rng(9), 400, 1.0, reach_m=1500), exercise)
    assert short.frame.filter(kind="")["state"].to_list() == ["farther"]
    assert "until people change it" in short.explain("cov:detection/post/beyond").says
    rng = np.random.default_rng(9)
    deaf = frame(rng, 400, 1.0, reach_m=1500).with_columns(
        told=pl.when(pl.col("metres").arr.first() > 1500).then(0.0).otherwise(pl.col("told"))
    )
    assert ranges(deaf, exercise).frame.filter(kind="")["state"].to_list() == ["bounded"]


def test_nothing_of_the_period_itself_teaches(exercise: Mission) -> None:
    for day in (date(2023, 6, 14), date(2023, 6, 15), date(2023, 6, 16), date(2023, 6, 18), date(2023, 6, 19)):
        period = period_for(exercise, day)
        span = taught_by(exercise, period)
        assert timedelta(0) <= period.span.start - span.end < timedelta(days=7)
        assert span.end.weekday() == 0


def test_who_hears_farther_would_have_noticed_more(exercise: Mission) -> None:
    from hand_made import hold
    from trucewatch.domain import Around, Span, Watch

    post = exercise.sources["op-09"]
    assert post.lon is not None
    assert post.lat is not None
    day = Span(BEGIN + timedelta(hours=4), BEGIN + timedelta(hours=10))
    watched = hold([("w", Watch(source="op-09", span=day, view=Around(post.lon, post.lat, 9000)))])
    far = ranges(frame(np.random.default_rng(10), 400, 1.4), exercise)
    by_table, by_pairs = (
        coverage.exposure(watched, exercise, [day], one).filter(kind="burst")["detection"].sum()
        for one in (Ranges(exercise), far)
    )
    assert by_pairs > 1.3 * by_table
