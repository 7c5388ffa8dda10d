"""Linking is local: what lies far off in time and place changes nothing, and a record may arrive in any batches."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_incidents import groups, holding, seen

from trucewatch.domain import Observation, Point
from trucewatch.incidents import assess
from trucewatch.mission import Mission

relaxed = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def told(draw: st.DrawFn) -> dict[str, Observation]:
    return {
        f"e{n:02}": seen(
            draw(st.sampled_from(("op-07", "op-08", "pt-03", "cam-03"))),
            draw(st.integers(0, 30)),
            Point(draw(st.floats(46.8, 46.9)), draw(st.floats(39.9, 39.95)), draw(st.floats(100, 1500))),
            draw(st.sampled_from(("explosion", "burst", "shot"))),
            low=draw(st.integers(1, 9)),
        )
        for n in range(draw(st.integers(2, 8)))
    }


@relaxed
@given(told(), st.integers(0, 99))
def test_the_order_of_rows_and_entries_by_hand_changes_nothing(
    exercise: Mission, told: dict[str, Observation], seed: int
) -> None:
    held = holding(told)
    mixed = held.observations.sample(fraction=1, shuffle=True, seed=seed)
    half = mixed.height // 2
    batches = replace(held, observations=mixed[half:].vstack(mixed[:half]))
    assert assess(batches, exercise).links.equals(assess(held, exercise).links)


@relaxed
@given(told())
def test_moving_everything_in_time_by_whole_days_changes_no_group(
    exercise: Mission, told: dict[str, Observation]
) -> None:
    later = {
        name: msgspec.structs.replace(
            one, when=msgspec.structs.replace(one.when, start=one.when.start + timedelta(days=7),
                                              end=one.when.end + timedelta(days=7))
        )
        for name, one in told.items()
    }  # fmt: skip
    assert groups(assess(holding(later), exercise)) == groups(assess(holding(told), exercise))


def test_accounts_a_day_apart_are_linked_each_by_themselves(exercise: Mission) -> None:
    near = {"a": seen("op-07", 0), "b": seen("op-08", 1)}
    far = {"c": seen("op-07", 1440), "d": seen("op-08", 1441)}
    assert groups(assess(holding(near | far), exercise)) == {frozenset("ab"), frozenset("cd")}


@pytest.mark.parametrize("act", [0.5, 2.0])
def test_believed_errors_change_what_is_linked_and_nothing_else(exercise: Mission, act: float) -> None:
    linking = msgspec.structs.replace(exercise.linking, people_error=act)
    mission = msgspec.structs.replace(exercise, linking=linking)
    found = groups(assess(holding({"a": seen("op-07", 0), "b": seen("op-08", 6)}), mission))
    assert found == ({frozenset("a"), frozenset("b")} if act < 1 else {frozenset("ab")})
