"""Who of those on duty told of what others told of."""

from dataclasses import replace
from datetime import UTC, datetime

from test_incidents import HERE, holding, seen, watching

from trucewatch.domain import Point, Span
from trucewatch.incidents import TRIALS, assess
from trucewatch.mission import Mission
from trucewatch.places import destination

ALWAYS = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def near(metres: float) -> Point:
    lon, lat = destination(HERE.lon, HERE.lat, 40.0, metres)
    return Point(float(lon), float(lat), 150)


def test_what_one_alone_told_of_is_a_trial_of_the_others_on_duty(exercise: Mission) -> None:
    told = {
        "a": seen("op-07", 0, near(1000), "burst"),
        "b": seen("op-07", 60, near(1500), "burst"),
        "c": seen("op-09", 60, near(1500), "burst"),
        "d": seen("op-07", 120, near(60_000), "burst"),
    }
    found = assess(replace(holding(told), watches=(watching("op-09", HERE),)), exercise)
    trials = found.trials(ALWAYS)
    assert trials.schema == TRIALS
    assert trials["source"].to_list() == ["op-09", "op-09"]
    assert trials["told"].round(1).to_list() == [0.0, 1.0]
    assert set(trials["incident"]) <= set(found.frame["id"])
    assert abs(trials["metres"].arr.first()[0] - 1000) < 50
    assert (trials["half_m"] > 0).all()


def test_of_nobody_on_duty_and_outside_the_span_there_are_none(exercise: Mission) -> None:
    told = {"a": seen("op-07", 0, near(1000), "burst")}
    assert assess(holding(told), exercise).trials(ALWAYS).is_empty()
    on_duty = assess(replace(holding(told), watches=(watching("op-09", HERE),)), exercise)
    assert on_duty.trials(Span(ALWAYS.start, datetime(2021, 1, 1, tzinfo=UTC))).is_empty()
