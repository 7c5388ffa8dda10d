"""What passed while nobody watched: estimated from like hours, never from nothing, and right nine times in ten."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.corridor.undercount import Slots, predict
from trucewatch.mission import Mission, Period, period_for

DAY = date(2023, 6, 28)
DAYS = 28


def slots(watched: np.ndarray, wanted: np.ndarray) -> Slots:
    hours = np.arange(len(watched))
    return Slots(hours % 24, hours // 24 % 7, hours // 24, watched.astype(float), wanted.astype(float))


def last_night(some_nights: int) -> tuple[Slots, np.ndarray]:
    """Four weeks watched from 6 to 18 and on the first ``some_nights`` whole nights; the last night is wanted."""
    hours = np.arange(DAYS * 24)
    day, hour = hours // 24, hours % 24
    watched = ((hour >= 6) & (hour < 18)) | ((day < some_nights) & (day < DAYS - 1))
    wanted = ~watched & (day == DAYS - 1)
    return slots(watched, wanted), hour


def test_hours_of_the_day_never_watched_have_no_estimate():
    few, hour = last_night(2)
    assert predict(few, 5.0 * few.watched, 1) is None
    enough, _ = last_night(3)
    found = predict(enough, np.where((hour >= 6) & (hour < 18), 9.0, 1.0) * enough.watched, 1)
    assert found is not None
    assert 6 <= found.low <= found.mid <= found.high <= 30


def test_the_same_arguments_give_the_same_prediction():
    some, _ = last_night(8)
    counts = np.random.default_rng(3).poisson(2.0, len(some.hour)) * some.watched
    assert predict(some, counts, 5) == predict(some, counts, 5)


def test_a_day_of_the_week_that_differs_is_taken_for_itself_and_chance_is_not():
    hours = np.arange(DAYS * 24)
    sunday = hours // 24 % 7 == 6
    lost = (hours // 24 == DAYS - 1) & (hours % 24 >= 6) & (hours % 24 < 12)
    some = slots(~lost, lost)
    rng = np.random.default_rng(8)
    quiet = predict(some, rng.poisson(np.where(sunday, 1.0, 10.0)) * some.watched, 1)
    alike = predict(some, rng.poisson(10.0, len(hours)) * some.watched, 1)
    assert quiet is not None
    assert alike is not None
    assert quiet.high < 30 < 45 < alike.mid < 75


@pytest.mark.parametrize("rate", [0.3, 4.0])
def test_nine_intervals_in_ten_hold_the_truth(rate):
    held = []
    for seed in range(250):
        rng = np.random.default_rng(seed)
        some, hour = last_night(int(rng.integers(4, 12)))
        means = rate * np.where((hour >= 6) & (hour < 18), 1.0, 0.3) * np.repeat(rng.gamma(6.0, 1 / 6, DAYS), 24)
        passed = rng.poisson(means)
        found = predict(some, passed * some.watched, seed)
        assert found is not None
        held.append(found.low <= passed[some.wanted > 0].sum() <= found.high)
    # Below one an hour the counts are too few for an interval to hold exactly nine in ten.
    assert 0.85 <= np.mean(held) <= (0.95 if rate > 1 else 0.99)


@settings(max_examples=30)
@given(
    watched=st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=96, max_size=240),
    wanted=st.integers(1, 96),
    rate=st.floats(0, 50),
    seed=st.integers(0, 10),
)
def test_bounds_are_in_order_and_only_known_hours_count(watched, wanted, rate, seed):
    seen = np.array(watched)
    missing = np.where(np.arange(len(seen)) >= len(seen) - wanted, 1 - seen, 0.0)
    some = slots(seen, missing)
    counts = np.random.default_rng(seed).poisson(rate, len(seen)) * (seen > 0)
    found = predict(some, counts, seed)
    estimable = missing[some.known[some.hour]].sum()
    assert (found is None) == (estimable == 0)
    if found is not None:
        assert 0 <= found.low <= found.mid <= found.high


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def counted(day: int, first: float, last: float, number: int, source: str = "cp-hakari") -> d.Passage:
    return d.Passage(
        source=source,
        crossing="crossing-hakari",
        direction="inbound",
        span=d.Span(at(day, first), at(day, last)),
        vehicle="truck",
        count=d.Count(number, number),
    )


def unseen(mission: Mission, period: Period, things: list[d.Account]) -> list[dict]:
    picture = corridor.assess(hold((f"e{i:03}", thing) for i, thing in enumerate(things)), mission, period)
    for row_id in picture.unseen["id"]:
        found = picture.explain(row_id)
        assert found.says
        assert set(found.parts) <= set(picture.passages["id"])
    return picture.unseen.filter(crossing="crossing-hakari", direction="inbound", of="truck").to_dicts()


def test_a_morning_lost_is_estimated_from_other_mornings_and_nights_are_left_out(exercise, period):
    days = [counted(day, 4, 14, 50) for day in range(4, 28)]
    [row] = unseen(exercise, period, [*days, counted(28, 7, 14, 35)])
    assert row["unwatched_h"] == 17.0
    assert row["estimated_h"] == 3.0
    assert 5 <= row["low"] <= 15 <= row["high"] <= 30
    assert (row["total_low"], row["total_high"]) == (None, None)


def test_where_all_hours_can_be_estimated_the_count_is_added(exercise, period):
    whole = [counted(day, 0, 24, 48) for day in range(4, 27)]
    [row] = unseen(exercise, period, [*whole, counted(27, 15.5, 24, 17), counted(28, 0, 12, 24)])
    assert row["unwatched_h"] == row["estimated_h"] == 3.5
    assert (row["total_low"], row["total_high"]) == (41 + row["low"], 41 + row["high"])


def test_too_little_watched_or_nobody_there_gives_no_estimate(exercise, period):
    days = [counted(day, 0, 24, 48) for day in range(4, 27)]
    assert unseen(exercise, period, [*days, counted(28, 7, 9, 10)]) == []
    others = [counted(day, 0, 24, 48, source="spk-aze") for day in range(4, 28)]
    assert unseen(exercise, period, others) == []


def test_a_class_never_counted_is_not_estimated(exercise, period):
    picture = corridor.assess(hold((f"e{day}", counted(day, 4, 14, 50)) for day in range(4, 29)), exercise, period)
    assert set(picture.unseen["of"]) == {"truck", "vehicles"}
    assert dict(picture.unseen.schema) == corridor.UNSEEN


def test_the_week_is_estimated_too(exercise):
    days = [counted(day, 0, 24, 48) for day in range(1, 28) if day != 24]
    end = at(28, 15.5)
    week = Period(DAY, d.Span(end - timedelta(days=7), end), 7)
    [row] = unseen(exercise, week, days)
    assert row["unwatched_h"] == row["estimated_h"] == 24.0 + 15.5
    assert row["low"] <= 2 * (24.0 + 15.5) <= row["high"]
