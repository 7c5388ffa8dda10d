"""Alarms: what raises one, what does not, and how often chance does."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rates import DAY, SECTOR, burst, estimated, watch

from trucewatch.ceasefire import ALARMS, Ceasefire, estimating, history, surprise
from trucewatch.ceasefire.thresholds import scans, thresholds
from trucewatch.domain import Span
from trucewatch.mission import Mission, Period, period_for

LINE = np.abs(np.subtract.outer(np.arange(8.0), np.arange(8.0)))
NEAR = surprise.neighbours(LINE, 4)
LIKE = estimating.Fit(mean=2.0, shape=2.0, size=2.0)


@pytest.fixture
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def last(found: Ceasefire) -> dict[str, object]:
    return found.alarms.filter(sector=SECTOR).sort("start").row(-1, named=True)


def test_six_times_the_record_under_the_same_watch_is_an_alarm(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)
    told = [one for number, day in enumerate(days) for one in burst(2 if number < 64 else 12, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end))])
    row = last(found)
    assert found.alarms.schema == ALARMS
    assert row["state"] == "alarm"
    assert row["since"] == days[64].start
    assert row["seen"] == 72
    assert 6 < float(str(row["expected"])) < 24
    assert "ALARM" in found.explain(str(row["id"])).says
    assert len(found.explain(str(row["id"])).parts) == 72
    others = found.alarms.filter(~pl.col("sector").is_in([SECTOR, ""]))
    assert set(others["state"]) <= {"none", "not_told"}
    for one in found.alarms["id"]:
        assert "14 days" in found.explain(one).rule


def test_twice_the_record_of_twice_the_hours_is_no_alarm(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)
    told = [one for number, day in enumerate(days) for one in burst(5 if number < 64 else 10, day.start)]
    halves = [watch(exercise, Span(day.start, day.start + timedelta(hours=12))) for day in days[:64]]
    found = estimated(exercise, period, told, [*halves, watch(exercise, Span(days[64].start, days[-1].end))])
    assert last(found)["state"] == "none"


def test_without_a_watched_past_nothing_is_told(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)
    found = estimated(exercise, period, burst(20, days[-1].start), [watch(exercise, period.span)])
    assert set(found.alarms["state"]) == {"not_told"}
    assert found.alarms["seen"].null_count() == found.alarms.height


@given(seed=st.integers(0, 500), factor=st.integers(2, 6))
def test_more_recorded_on_the_last_day_is_never_less_surprising(seed: int, factor: int) -> None:
    rng = np.random.default_rng(seed)
    looked = rng.uniform(0.1, 0.9, (8, 70))
    seen = rng.poisson(2 * looked)
    more = seen.copy()
    more[:, -1] = factor * (seen[:, -1] + 1)
    scores = [surprise.shiryaev_roberts(surprise.log_ratios(one, looked, LIKE))[:, -1] for one in (seen, more)]
    assert (scores[1] > scores[0] - 0.2).all()


def test_days_not_watched_say_nothing() -> None:
    looked = np.full((8, 70), 0.5)
    looked[:, 60:65] = 0
    ratios = surprise.log_ratios(np.where(looked > 0, 2, 0), looked, LIKE)
    assert (ratios[:, 60 - surprise.FIRST : 65 - surprise.FIRST] == 0).all()


def by_hand(ratios: np.ndarray, near: np.ndarray) -> float:  # type: ignore[type-arg]
    best = -np.inf
    for centre in range(len(near)):
        for size in range(2, near.shape[1] + 1):
            for days in range(1, ratios.shape[1] + 1):
                summed = ratios[near[centre, :size], -days:].sum(axis=(0, 1))
                best = max(best, float(np.log(np.exp(summed).mean())))
    return best


@given(seed=st.integers(0, 500))
def test_the_scan_finds_the_greatest_of_all_neighbourhoods(seed: int) -> None:
    ratios = np.random.default_rng(seed).normal(-0.1, 0.5, (8, 6, 4))
    found = surprise.scan(ratios, NEAR)
    assert found.score == pytest.approx(by_hand(ratios, NEAR))
    assert 2 <= found.size <= 4


def test_chance_gives_about_as_many_alarms_as_allowed() -> None:
    rng = np.random.default_rng(3)
    looked = rng.uniform(0.1, 0.9, (8, 70))

    def quiet() -> np.ndarray:  # type: ignore[type-arg]
        return rng.poisson(2 * looked * rng.gamma(2.0, 0.5, looked.shape))

    least = thresholds(quiet(), looked, NEAR, LIKE, 20.0)
    alarms = 0
    for _ in range(150):
        ratios = surprise.log_ratios(quiet(), looked, LIKE)
        for series, level in (
            (surprise.shiryaev_roberts(ratios), least.sector),
            (scans(ratios, NEAR)[None], least.scan),
        ):
            alarms += int(((series[:, 1:] >= level) & (series[:, :-1] < level)).sum())
    assert 0.6 < alarms / (150 * 15 / 20) < 1.5
