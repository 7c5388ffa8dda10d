"""Incidents kept up as accounts arrive are those that linking everything finds, in any order and any batches."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from test_incidents import decide, holding, seen

from trucewatch.domain import Observation, Point
from trucewatch.incidents import Incidents, Standing, assess, linking
from trucewatch.incidents.given import of_mission
from trucewatch.incidents.parameters import DEFAULTS
from trucewatch.incidents.problem import merged, neighbourhoods, part, solved
from trucewatch.mission import Mission
from trucewatch.record import Holdings

SOURCES = ("op-07", "op-08", "pt-03", "cam-03", "viirs", "press")
FIRST = {source: seen(source, 0, Point(46.85, 39.92, 400)) for source in SOURCES}


@st.composite
def told(draw: st.DrawFn) -> dict[str, Observation]:
    """Accounts of three days by all kinds of sources, some in sequences, some vague."""
    return {
        f"e{n:02}": seen(
            draw(st.sampled_from(SOURCES)),
            draw(st.integers(0, 40)) + 1440 * draw(st.integers(0, 2)),
            Point(draw(st.floats(46.8, 46.9)), draw(st.floats(39.9, 39.95)), draw(st.floats(100, 1500))),
            draw(st.sampled_from(("explosion", "burst", "shot"))),
            low=draw(st.integers(1, 9)),
            length=draw(st.sampled_from((0, 1, 5, 30, 240))),
            sequence=draw(st.sampled_from(("", "", "s1", "s2"))),
        )
        for n in range(draw(st.integers(4, 14)))
    }


def put_together(first: Incidents, *later: Incidents) -> dict[str, pl.DataFrame]:
    """The frames of ``first`` with what came ``later`` in the place of what it replaces."""
    found = {name: getattr(first, name) for name in ("frame", "members", "tallies", "links", "unattached")}
    for one in later:
        of = pl.concat([one.members, found["members"]]).filter(
            pl.col("role") == "direct", pl.col("observation").is_in(one.members["observation"].implode())
        )["incident"].unique().implode()  # fmt: skip
        spoken = pl.concat([one.members["observation"], one.unattached["observation"]]).implode()
        for name, column in (("frame", "id"), ("members", "incident"), ("tallies", "incident"), ("links", "incident")):
            found[name] = pl.concat([found[name].filter(~pl.col(column).is_in(of)), getattr(one, name)])
        kept = found["unattached"].filter(~pl.col("observation").is_in(spoken))
        found["unattached"] = pl.concat([kept, one.unattached])
    return found


def assert_same(found: dict[str, pl.DataFrame], whole: Incidents) -> None:
    for name, frame in found.items():
        by = ["incident", "observation"] if name in ("members", "links") else frame.columns[0]
        assert_frame_equal(frame.sort(by), getattr(whole, name).sort(by), abs_tol=1e-6)


@settings(max_examples=15)
@given(told(), st.data())
def test_any_batches_in_any_order_give_what_linking_everything_gives(
    exercise: Mission, told: dict[str, Observation], data: st.DataObject
) -> None:
    everything = holding(FIRST | told)
    rows = everything.observations
    new = rows.filter(pl.col("id").is_in(list(told))).sample(
        fraction=1, shuffle=True, seed=data.draw(st.integers(0, 9))
    )
    standing = Standing(replace(everything, observations=rows.filter(pl.col("id").is_in(list(FIRST)))), exercise)
    before, later, at = standing.incidents, [], 0
    while at < new.height:
        size = data.draw(st.integers(1, 4))
        later.append(standing.add(new[at : at + size]))
        at += size
    assert_same(put_together(before, *later), assess(everything, exercise, standing.prior))


def test_decisions_hold_for_what_comes_later(exercise: Mission) -> None:
    told = {"a": seen("op-07", 0), "b": seen("op-08", 1), "c": seen("cam-03", 1)}
    held = holding(FIRST | told, [decide("not_same", "a", "b")])
    standing = Standing(replace(held, observations=held.observations.filter(pl.col("id") != "b")), exercise)
    found = standing.add(held.observations.filter(pl.col("id") == "b"))
    assert not any({"a", "b"} <= set(one) for one in found.frame["observations"])
    assert_same(put_together(standing.incidents, found), assess(held, exercise, standing.prior))


def test_what_was_never_met_makes_everything_be_linked_anew(exercise: Mission) -> None:
    held = holding(FIRST | {"x": seen("nobody-knows", 3), "y": seen("op-07", 5, kind="unheard-of")})
    known = pl.col("id").is_in(list(FIRST))
    standing = Standing(replace(held, observations=held.observations.filter(known)), exercise)
    assert_frame_equal(standing.add(held.observations.filter(~known)).frame, assess(held, exercise).frame)


def problems(exercise: Mission, held: Holdings):  # type: ignore[no-untyped-def]
    return linking.posed(of_mission(held, exercise), DEFAULTS)[0]


@settings(max_examples=30)
@given(told(), st.integers(1, 5), st.integers(0, 99))
def test_any_parts_that_cut_no_neighbourhood_give_the_same_groups(
    exercise: Mission, told: dict[str, Observation], n: int, seed: int
) -> None:
    problem = problems(exercise, holding(FIRST | told))
    place = neighbourhoods(problem)
    tile = np.random.default_rng(seed).integers(0, n, place.max() + 1)[place]
    chosen = [np.flatnonzero(tile == k) for k in range(n) if (tile == k).any()]
    joined = merged(problem, [(units, solved(part(problem, units))) for units in chosen])
    whole = solved(problem)
    assert _labels(joined.of) == _labels(whole.of)
    by_cluster = {int(of): float(score) for of, score in zip(joined.of, joined.score[joined.of], strict=True)}
    assert sum(by_cluster.values()) == pytest.approx(sum(whole.score[c] for c in set(whole.of.tolist())))


def _labels(of: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(of == c).tolist()) for c in set(of.tolist())}


def test_accounts_sorted_in_when_there_are_many(exercise: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.incidents.rows._FEW", 3)
    more = {f"m{n}": seen(SOURCES[n % 4], n * 7.0, length=2) for n in range(12)}
    held = holding(FIRST | more)
    standing = Standing(replace(held, observations=held.observations.filter(pl.col("id").is_in(list(FIRST)))), exercise)
    before = standing.incidents
    later = [standing.add(held.observations.filter(pl.col("id") == name)) for name in more]
    assert_same(put_together(before, *later), assess(held, exercise, standing.prior))
    assert before.frame["end"].max() < later[-1].frame["end"].max() + timedelta(minutes=1)
