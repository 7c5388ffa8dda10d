"""Forecasts: distributions that add up, scores that behave, and no forecast from what nobody watched."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rates import SECTOR, burst, estimated, watch

from trucewatch.ceasefire import FAN, FORECASTS, SCORES, history
from trucewatch.ceasefire.forecasting import Foretold, conflictology, foretell
from trucewatch.domain import Span
from trucewatch.mission import Mission, Period, period_for

COUNTS = st.lists(st.integers(0, 200), min_size=7, max_size=60)


@pytest.fixture
def period(exercise: Mission) -> Period:
    return period_for(exercise, date(2023, 6, 21))


@given(past=COUNTS, days=st.sampled_from((1, 7)), ahead=st.floats(0.2, 5))
def test_a_forecast_is_a_distribution_that_rules_nothing_near_out(past: list[int], days: int, ahead: float) -> None:
    told = foretell(np.array(past), days, ahead)
    assert 0.97 < told.probability.sum() <= 1 + 1e-9
    assert (told.probability[: max(past) + 1] > 0).all()
    assert told.quantile(0.05) <= told.quantile(0.95)


@given(happened=st.integers(0, 40), between=st.floats(0, 1))
def test_scores_are_best_for_what_was_certain(happened: int, between: float) -> None:
    certain = Foretold(np.eye(41)[happened])
    even = Foretold(np.full(41, 1 / 41))
    assert certain.crps(happened) == 0 < even.crps(happened)
    assert certain.log_score(happened) < even.log_score(happened)
    assert 0 <= even.pit(happened, between) <= 1 + 1e-9


def test_crps_is_the_mean_distance_less_half_the_mean_distance_between_draws() -> None:
    told = foretell(np.array([3, 5, 0, 2, 8, 4, 4, 1]), 1)
    numbers, p = np.arange(len(told.probability)), told.probability / told.probability.sum()
    distance = (p * np.abs(numbers - 6)).sum() - 0.5 * (p[:, None] * p * np.abs(numbers[:, None] - numbers)).sum()
    assert told.crps(6) == pytest.approx(distance, abs=0.02)


def test_a_record_that_jumps_is_foretold_to_jump_again() -> None:
    calm = np.repeat([10, 80], 20)
    jumping = np.tile([10, 80], 20)
    told = [foretell(one, 1) for one in (calm, jumping)]
    beyond = [float(one.probability[200:].sum()) for one in told]
    assert beyond[1] > 3 * beyond[0]
    assert told[1].quantile(0.95) > 2 * 80 > told[0].quantile(0.95)


def test_too_short_a_past_foretells_nothing() -> None:
    with pytest.raises(ValueError, match="cannot foretell 7"):
        foretell(np.array([1, 2, 3]), 7)


def test_intervals_of_steady_counts_hold_nine_times_in_ten() -> None:
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(300):
        seen = rng.poisson(4 * rng.gamma(2.0, 0.5, 61))
        told = foretell(seen[:60], 1)
        inside.append(0.05 <= told.pit(int(seen[60]), rng.random()) <= 0.95)
    assert 0.85 <= float(np.mean(inside)) <= 0.96


def test_a_sector_is_foretold_from_its_watched_days_and_others_are_not(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-30:]
    told = [one for day in days for one in burst(4, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end))]).forecasts
    assert found.schema == FORECASTS
    day, week = found.filter(sector=SECTOR).iter_rows(named=True)
    assert 3 < day["expected"] < 5
    assert day["low"] <= 4 <= day["high"]
    assert 21 < week["expected"] < 35
    assert day["past_held"] <= day["past"] > 0


def test_a_fan_opens_and_every_past_forecast_is_scored_and_explained(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-30:]
    told = [one for day in days for one in burst(4, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end))])
    assert (found.fan.schema, found.scores.schema) == (FAN, SCORES)
    fan = found.fan.filter(sector=SECTOR)
    assert fan["days"].to_list() == list(range(1, 8))
    for column, wider in (("q05", "q25"), ("q25", "q50"), ("q50", "q75"), ("q75", "q95")):
        assert (fan[column] <= fan[wider]).all()
    assert (fan["q95"] - fan["q05"]).is_sorted()
    day, week = found.forecasts.filter(sector=SECTOR).iter_rows(named=True)
    assert (fan["q95"][0], fan["q95"][6]) == (day["high"], week["high"])
    assert found.fan.filter(sector="north")["q50"].null_count() == 7
    scores = found.scores.filter(sector=SECTOR)
    assert scores.filter(span="day").height == day["past"]
    assert scores.filter(span="day")["held"].sum() == day["past_held"]
    assert set(scores.filter(span="day")["happened"]) == {4}
    assert scores["pit"].is_between(0, 1).all()
    assert scores["end"].max() == period.span.end
    for row in (*found.scores["id"], *found.fan["id"]):
        assert found.explain(row).id == row


def test_the_peer_is_the_last_thirty_values_as_they_were() -> None:
    told = conflictology(np.arange(40), 1)
    assert told.probability.sum() == pytest.approx(1)
    assert np.flatnonzero(told.probability).tolist() == list(range(10, 40))
    assert told.mean == pytest.approx(24.5)


def test_what_is_no_longer_watched_is_not_foretold(exercise: Mission, period: Period) -> None:
    days = history(exercise, period)[-30:]
    told = [one for day in days[:20] for one in burst(4, day.start)]
    found = estimated(exercise, period, told, [watch(exercise, Span(days[0].start, days[19].end))])
    assert found.forecasts["expected"].null_count() == found.forecasts.height
    assert "no forecast" in found.explain(found.forecasts["id"][0]).says
