"""Which observations are the same event."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from xml.etree import ElementTree

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Polygon

from hand_made import at, hold
from trucewatch.domain import (
    Anywhere,
    Around,
    Bearing,
    Count,
    Decision,
    Observation,
    Point,
    Span,
    Watch,
    When,
    Where,
)
from trucewatch.incidents import INCIDENTS, LINKS, MEMBERS, TALLIES, UNATTACHED, Incidents, assess, learn, waterfall
from trucewatch.mission import Mission
from trucewatch.places import destination, distance_m
from trucewatch.record import Held, Holdings
from trucewatch.record.frames import ObservationRows

HERE = Point(46.90, 39.95, 500)
FAR = Point(46.40, 40.10, 500)


def seen(
    source: str,
    minute: float,
    where: Where = HERE,
    kind: str = "explosion",
    means: str = "heard",
    low: int = 1,
    high: int | None = None,
    length: float = 1,
    **other: object,
) -> Observation:
    start = at(20, minute / 60)
    return Observation(
        source=source,
        kind=kind,
        means=means,
        when=When(start, start + timedelta(minutes=length)),
        where=where,
        count=Count(low, low if high is None else high),
        **other,  # type: ignore[arg-type]
    )


def holding(told: dict[str, Observation], decisions: Sequence[tuple[Decision, datetime]] = ()) -> Holdings:
    rows = ObservationRows()
    for number, (name, one) in enumerate(told.items(), start=1):
        rows.add(name, number, one)
    held = [
        Held(f"d{number}", 1000 + number, moment, "chief", (), decision)
        for number, (decision, moment) in enumerate(decisions)
    ]
    return replace(hold([]), observations=rows.frame(), decisions=tuple(held))


def groups(result: Incidents) -> set[frozenset[str]]:
    return {frozenset(members) for members in result.frame["observations"].to_list()}


def decide(act: str, *on: str, day: int = 21, **value: object) -> tuple[Decision, datetime]:
    return Decision(act=act, on=on, value=dict(value)), at(day)


def test_the_frames_have_their_declared_columns(exercise: Mission) -> None:
    for told in ({}, {"a": seen("op-07", 0), "b": seen("op-08", 1), "p": seen("viirs", 1, kind="thermal_anomaly")}):
        result = assess(holding(told), exercise)
        assert result.frame.schema == INCIDENTS
        assert result.members.schema == MEMBERS
        assert result.tallies.schema == TALLIES
        assert result.unattached.schema == UNATTACHED
        assert result.links.schema == LINKS


def test_two_posts_that_heard_one_explosion_make_one_corroborated_incident(exercise: Mission) -> None:
    result = assess(holding({"b": seen("op-08", 2), "a": seen("op-07", 0)}), exercise)
    [row] = result.frame.to_dicts()
    assert row["id"] == "inc:a"
    assert row["observations"] == ["a", "b"]
    assert row["sources"] == ["op-07", "op-08"]
    assert (row["status"], row["n_sources"], row["n_origins"]) == ("corroborated", 2, 2)
    assert (row["count_low"], row["count_best"], row["count_high"]) == (1, 1, 1)
    assert row["sector"] == exercise_sector(exercise, HERE)
    assert row["nearest"] in exercise.places
    assert row["violation"]


def exercise_sector(mission: Mission, where: Point) -> str:
    inside = [
        s.id for s in mission.sectors if s.area.contains(Polygon.from_bounds(*[where.lon, where.lat] * 2).centroid)
    ]
    return inside[0]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (seen("op-08", 12), "later than ten minutes after the first ended"),
        (seen("op-08", 0, FAR), "forty kilometres off"),
        (seen("op-08", 0, kind="flare"), "no explosion"),
        (seen("op-07", 1), "the same source's next row"),
        (seen("op-08", 0, Anywhere()), "does not say where"),
    ],
)
def test_what_does_not_meet_is_not_joined(exercise: Mission, other: Observation, why: str) -> None:
    assert groups(assess(holding({"a": seen("op-07", 0), "b": other}), exercise)) == {frozenset("a"), frozenset("b")}, (
        why
    )


def test_bearing_wedges_must_truly_intersect(exercise: Mission) -> None:
    def heard_towards(bearing: float) -> Bearing:
        return Bearing(46.90, 39.95, bearing, 11.25, 500, 6000)

    def from_the_east(bearing: float) -> Bearing:
        return Bearing(46.95, 39.95, bearing, 11.25, 500, 6000)

    crossing = {"a": seen("op-07", 0, heard_towards(45)), "b": seen("op-08", 0, from_the_east(315))}
    parting = {"a": seen("op-07", 0, heard_towards(315)), "b": seen("op-08", 0, from_the_east(45))}
    assert len(assess(holding(crossing), exercise).frame) == 1
    assert len(assess(holding(parting), exercise).frame) == 2


def test_a_sources_own_sequence_is_one_incident_for_each_kind(exercise: Mission) -> None:
    told = {
        "a": seen("cam-03", 0, kind="projectile", means="recorded", low=2, sequence="s1"),
        "b": seen("cam-03", 3, kind="explosion", means="recorded", low=1, sequence="s1"),
        "c": seen("cam-03", 4, kind="explosion", means="recorded", low=3, sequence="s1"),
        "d": seen("cam-03", 5, kind="explosion", means="recorded", low=1, sequence="s2"),
    }
    result = assess(holding(told), exercise)
    assert groups(result) == {frozenset("a"), frozenset("bc"), frozenset("d")}
    counted = {row["kind"]: row["count_best"] for row in result.tallies.filter(incident="inc:b").to_dicts()}
    assert counted == {"explosion": 4}
    assert result.frame.filter(id="inc:a")["count_best"].item() == 2
    assert result.frame.filter(id="inc:a")["status"].item() == "reported"


def test_a_chain_of_accounts_is_not_glued_into_one(exercise: Mission) -> None:
    told = {name: seen(source, 7 * n) for n, (name, source) in enumerate(zip("abcd", SOURCES, strict=False))}
    assert groups(assess(holding(told), exercise)) == {frozenset("ab"), frozenset("cd")}


def test_a_vague_account_neither_glues_nor_stretches(exercise: Mission) -> None:
    told = {"a": seen("op-07", 0), "b": seen("op-08", 300), "v": seen("pt-03", 0, length=360)}
    result = assess(holding(told), exercise)
    assert sorted(len(group) for group in groups(result)) == [1, 2]
    assert (result.frame["end"] - result.frame["start"]).max() == timedelta(minutes=1)


def test_differing_counts_are_reconciled_by_the_documented_rule(exercise: Mission) -> None:
    told = {"a": seen("op-07", 0, low=3), "b": seen("op-08", 1, low=10, high=16), "c": seen("ac-03", 1, low=5)}
    [row] = assess(holding(told), exercise).frame.to_dicts()
    assert (row["count_low"], row["count_best"], row["count_high"]) == (3, 5, 16)


def test_those_who_were_told_attach_and_never_make_or_join_incidents(exercise: Mission) -> None:
    party = next(source.id for source in exercise.sources.values() if source.type == "party")
    told = {
        "a": seen("op-07", 0),
        "b": seen("op-08", 300),
        "claim": seen(party, 0, means="told", kind="shelling", length=600),
        "fire": seen("viirs", 2, kind="thermal_anomaly", means="detected"),
        "nowhere": seen(party, 0, Anywhere(), means="told"),
        "other": seen("not-registered", 0),
        "resident": seen("op-07", 0, FAR, means="told"),
    }
    result = assess(holding(told), exercise)
    assert groups(result) == {frozenset("a"), frozenset("b")}
    roles = {(row["incident"], row["observation"]): row["role"] for row in result.members.to_dicts()}
    assert roles[("inc:a", "claim")] == roles[("inc:b", "claim")] == "claims"
    assert roles[("inc:a", "fire")] == "corroborates"
    assert roles[("inc:a", "other")] == "claims"
    assert set(result.unattached["observation"]) == {"nowhere", "resident"}
    status = dict(result.frame.select("id", "status").iter_rows())
    assert status == {"inc:a": "corroborated", "inc:b": "reported"}


def test_a_report_that_comes_back_is_no_second_witness(exercise: Mission) -> None:
    told = {"a": seen("op-07", 0), "b": seen("pt-03", 1, origin="op-07")}
    [row] = assess(holding(told), exercise).frame.to_dicts()
    assert (row["n_sources"], row["n_origins"], row["status"]) == (2, 1, "reported")


def test_a_mission_without_presence_has_no_incidents(exercise: Mission) -> None:
    remote = msgspec.structs.replace(exercise, presence="remote")
    result = assess(holding({"a": seen("op-07", 0), "b": seen("op-08", 0)}), remote)
    assert result.frame.is_empty()
    assert set(result.unattached["observation"]) == {"a", "b"}


class TestDecisions:
    told: ClassVar = {"a": seen("op-07", 0), "b": seen("op-08", 1), "c": seen("op-07", 200), "d": seen("pt-03", 1)}

    def assessed(self, mission: Mission, *decisions: tuple[Decision, datetime]) -> Incidents:
        return assess(holding(self.told, decisions), mission)

    def test_none(self, exercise: Mission) -> None:
        assert groups(self.assessed(exercise)) == {frozenset("abd"), frozenset("c")}

    def test_merge(self, exercise: Mission) -> None:
        assert groups(self.assessed(exercise, decide("merge", "a", "c"))) == {frozenset("abcd")}

    def test_a_merged_unit_takes_no_second_row_of_a_source_by_the_rule(self, exercise: Mission) -> None:
        told = self.told | {"e": seen("op-08", 200)}
        merged = assess(holding(told, [decide("merge", "a", "c")]), exercise)
        assert not any({"b", "e"} <= group for group in groups(merged))

    @pytest.mark.parametrize("act", ["not_same", "split"])
    def test_apart(self, exercise: Mission, act: str) -> None:
        found = groups(self.assessed(exercise, decide(act, "a", "b")))
        assert not any({"a", "b"} <= group for group in found)

    def test_split_in_groups(self, exercise: Mission) -> None:
        split = decide("split", "a", "b", "d", groups=[["a"], ["b", "d"]])
        assert groups(self.assessed(exercise, split)) == {frozenset("a"), frozenset("bd"), frozenset("c")}

    def test_split_parts_a_sequence(self, exercise: Mission) -> None:
        told = {name: seen("cam-03", n, sequence="s") for n, name in enumerate("abc")}
        found = groups(assess(holding(told, [decide("split", "a", "b", "c", groups=[["a"], ["b", "c"]])]), exercise))
        assert found == {frozenset("a"), frozenset("bc")}

    def test_unlink(self, exercise: Mission) -> None:
        assert groups(self.assessed(exercise, decide("unlink", "b"))) == {
            frozenset("ad"),
            frozenset("b"),
            frozenset("c"),
        }

    def test_lock(self, exercise: Mission) -> None:
        found = self.assessed(exercise, decide("lock", "a", "b"))
        assert groups(found) == {frozenset("ab"), frozenset("c"), frozenset("d")}

    def test_the_latest_stands(self, exercise: Mission) -> None:
        merge, part = decide("merge", "a", "c", day=21), decide("not_same", "a", "c", day=22)
        late_merge = decide("merge", "a", "c", day=23)
        for order in ((merge, part), (part, merge)):
            assert {frozenset("c")} <= groups(self.assessed(exercise, *order))
        assert groups(self.assessed(exercise, part, late_merge)) == {frozenset("abcd")}

    @pytest.mark.parametrize(
        ("act", "status"), [("verify", "verified"), ("dispute", "disputed"), ("disprove", "withdrawn")]
    )
    def test_status(self, exercise: Mission, act: str, status: str) -> None:
        found = self.assessed(exercise, decide("verify", "inc:a", day=21), decide(act, "b", day=22))
        assert found.frame.filter(id="inc:a")["status"].item() == status
        assert set(found.explain("inc:a").entries) == {"a", "b", "d", "d0", "d1"}

    def test_a_decision_that_names_nothing_here_is_said_to(self, exercise: Mission) -> None:
        found = self.assessed(exercise, decide("merge", "a", "zzz"), decide("verify", "inc:nothing"))
        assert found.without_effect == ("d0", "d1")

    def test_people_attach_and_detach_what_was_told(self, exercise: Mission) -> None:
        told = self.told | {"far": seen("viirs", 900, kind="thermal_anomaly"), "near": seen("viirs", 1)}
        found = assess(holding(told, [decide("merge", "a", "far"), decide("not_same", "a", "near")]), exercise)
        attached = set(found.members.filter(role="corroborates")["observation"])
        assert attached == {"far"}


def test_explains_every_row(exercise: Mission) -> None:
    result = assess(holding(TestDecisions.told), exercise)
    for row in (*result.frame["id"], *result.tallies["id"]):
        explained = result.explain(row)
        assert explained.entries
        assert explained.rule
        assert explained.says
    assert "10 min" in result.explain("inc:a").rule
    assert "3000 m" in result.explain("inc:a").rule
    with pytest.raises(KeyError, match="inc:zzz"):
        result.explain("inc:zzz")


def watching(source: str, where: Point, state: str = "on") -> Held[Watch]:
    view = Around(where.lon, where.lat, 9000.0)
    watch = Watch(source=source, span=Span(at(19), at(22)), view=view, state=state)  # type: ignore[arg-type]
    return Held(f"w-{source}", 1, at(1), "tester", (), watch)


def test_silent_watchers_speak_for_one_event(exercise: Mission) -> None:
    """Two accounts vague in time: two events would each have gone unnoticed by the other post, which was on duty."""
    told = {"a": seen("op-07", 0), "b": seen("op-08", 4)}
    held = holding(told)
    on_duty = replace(held, watches=(watching("op-07", HERE), watching("op-08", HERE)))
    blind = replace(held, watches=(watching("op-07", HERE, "denied"), watching("op-08", HERE, "denied")))

    def silence(holdings: Holdings) -> float:
        return float(assess(holdings, exercise).links.filter(observation="b", linked=True)["silence"].item())

    assert silence(blind) == pytest.approx(0)
    assert silence(on_duty) > 1


def test_a_link_says_why_in_words_and_in_numbers(exercise: Mission) -> None:
    third = watching("op-09", HERE)
    result = assess(replace(holding({"a": seen("op-07", 0), "b": seen("op-08", 0.5)}), watches=(third,)), exercise)
    [link] = result.links.filter(observation="b").to_dicts()
    assert link["reason"].startswith("same minute; places 0.0 km apart, within the errors of both; same kind")
    assert "op-09, on duty 0.0 km away, would have noticed one event with 98 % and said nothing" in link["reason"]
    assert result.explain(link["id"]).entries == ("b",)
    assert result.members.filter(observation="b")["reason"].item() == link["reason"]
    assert 0.5 < result.frame["probability"].item() <= 1


def test_the_waterfall_shows_every_part_and_the_sum(exercise: Mission) -> None:
    result = assess(holding({"a": seen("op-07", 0), "b": seen("op-08", 0.5, low=2)}), exercise)
    [link] = result.links.filter(observation="b").to_dicts()
    drawing = ElementTree.fromstring(waterfall(link))
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"place and time", "count", "together"} <= set(texts)
    total = sum(
        link[name] for name in ("activity", "place", "time", "count", "kind", "weapon", "assessment", "silence")
    )
    assert f"{total:+.1f}" in texts


def test_what_was_told_shares_its_probability_between_incidents(exercise: Mission) -> None:
    party = next(source.id for source in exercise.sources.values() if source.type == "party")
    told = {
        "a": seen("op-07", 0),
        "b": seen("op-08", 300),
        "claim": seen(party, 0, means="told", length=600),
    }
    fits = assess(holding(told), exercise).members.filter(observation="claim")
    assert fits["probability"].to_list() == pytest.approx([0.489, 0.489], abs=0.02)


def test_errors_are_learned_from_a_record_without_labels(exercise: Mission) -> None:
    rng = np.random.default_rng(1)
    told = {}
    for n in range(60):
        for name, source in zip("ab", ("op-07", "op-08"), strict=True):
            minute, off = 300 * n + 7 * rng.standard_normal(), 0.012 * rng.standard_normal(2)
            place = Point(HERE.lon + 0.012 * (n % 7) + off[0], HERE.lat + off[1], 700)
            told[f"{n:03}{name}"] = seen(source, minute, place)
    held = holding(told)
    learned = learn(held, exercise)
    assert learned.people > 1.5
    assert learned.devices == 1
    assert any("people" in warning for warning in assess(held, exercise).warnings)
    given = msgspec.structs.replace(
        exercise, linking=msgspec.structs.replace(exercise.linking, people_error=learned.people)
    )
    assert assess(held, given).warnings == ()
    assert assess(held, given).frame.height < assess(held, exercise).frame.height


def test_what_people_decided_teaches_how_large_errors_are(exercise: Mission) -> None:
    rng = np.random.default_rng(2)
    told = {
        f"{n:03}{name}": seen(source, 300 * n + minutes * rng.standard_normal())
        for n in range(40)
        for name, source, minutes in (("a", "op-07", 1), ("b", "op-08", 12))
    }
    by_rule = learn(holding(told), exercise).people
    merges = [decide("merge", f"{n:03}a", f"{n:03}b") for n in range(40)]
    parts = [decide("not_same", f"{n:03}a", f"{n:03}b", day=22) for n in range(40)]
    assert learn(holding(told, merges), exercise).people > 1.3 * by_rule
    assert learn(holding(told, merges + parts), exercise).people == 1


SOURCES = ("op-07", "op-08", "pt-03", "pt-04", "cam-03", "ac-03")
KINDS = ("explosion", "projectile", "burst", "shot", "muzzle_flash", "uav")


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Observation]:
    n = draw(st.integers(1, 12))
    told = {}
    for number in range(n):
        lon, lat = draw(st.floats(46.7, 46.9)), draw(st.floats(39.85, 39.95))
        where: Where = draw(
            st.sampled_from(
                [
                    Point(lon, lat, draw(st.floats(10, 2000))),
                    Bearing(lon, lat, draw(st.floats(0, 359)), 22.5, 500.0, draw(st.floats(600, 5000))),
                    Anywhere(),
                ]
            )
        )
        told[f"e{number:02}"] = seen(
            draw(st.sampled_from((*SOURCES, "viirs"))),
            draw(st.integers(0, 60)),
            where,
            draw(st.sampled_from(KINDS)),
            low=draw(st.integers(0, 40)),
            length=draw(st.sampled_from([0, 1, 15, 240])),
            sequence=draw(st.sampled_from(["", "", "s"])),
        )
    return told


def decisions_on(names: Iterable[str]) -> st.SearchStrategy[list[tuple[Decision, datetime]]]:
    one = st.builds(
        lambda act, on, day: (Decision(act=act, on=tuple(on)), at(day)),
        st.sampled_from(["merge", "split", "not_same", "unlink", "lock", "verify", "disprove"]),
        st.lists(st.sampled_from(sorted(names)), min_size=1, max_size=4, unique=True),
        st.integers(1, 28),
    )
    return st.lists(one, max_size=4)


relaxed = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(st.data())
def test_does_not_depend_on_the_order_of_arrival(exercise: Mission, data: st.DataObject) -> None:
    told = data.draw(worlds())
    held = holding(told, data.draw(decisions_on(told)))
    shuffled = held.observations.sample(fraction=1, shuffle=True, seed=data.draw(st.integers(0, 99)))
    mixed = list(held.decisions)
    random.Random(1).shuffle(mixed)
    one, other = assess(held, exercise), assess(replace(held, observations=shuffled, decisions=tuple(mixed)), exercise)
    for name in ("frame", "members", "links", "tallies", "unattached"):
        assert getattr(one, name).equals(getattr(other, name)), name


@relaxed
@given(worlds())
def test_every_account_is_somewhere_once_and_no_source_is_counted_twice(
    exercise: Mission, told: dict[str, Observation]
) -> None:
    result = assess(holding(told), exercise)
    for frame in (result.frame, result.members, result.links):
        for column in frame.select(pl.selectors.float()):
            assert not column.is_nan().any()
        assert frame["probability"].is_between(0, 1).all()
    direct = {name for name, one in told.items() if one.source != "viirs"}
    listed = result.frame["observations"].explode().to_list()
    assert sorted(listed) == sorted(direct)
    attached = set(result.members.filter(pl.col("role") != "direct")["observation"])
    assert attached | set(result.unattached["observation"]) == set(told) - direct
    assert not attached & set(result.unattached["observation"])
    for row in result.frame.to_dicts():
        runs = {(told[name].source, told[name].sequence or name) for name in row["observations"]}
        assert len(runs) == len(row["sources"]) == row["n_sources"]
        assert row["id"] == "inc:" + min(row["observations"])
        assert row["count_low"] <= row["count_best"] <= row["count_high"]


@relaxed
@given(worlds())
def test_no_incident_lies_outside_its_members_regions_and_intervals(
    exercise: Mission, told: dict[str, Observation]
) -> None:
    held = holding(told)
    result = assess(held, exercise)
    where = {row["id"]: row for row in held.observations.to_dicts()}
    for row in result.frame.to_dicts():
        placed = [where[name] for name in row["observations"] if where[name]["lon"] is not None]
        assert (row["lon"] is None) == (not placed)
        if placed:
            off = [distance_m(row["lon"], row["lat"], one["lon"], one["lat"]) <= one["radius_m"] for one in placed]
            assert any(off)
        assert row["start"] >= min(told[name].when.start for name in row["observations"])
        assert row["end"] <= max(told[name].when.end for name in row["observations"])


@relaxed
@given(st.data())
def test_the_latest_decision_is_always_honoured(exercise: Mission, data: st.DataObject) -> None:
    told = data.draw(worlds())
    direct = [name for name, one in told.items() if one.source != "viirs"]
    if len(direct) < 2:
        return
    earlier = data.draw(decisions_on(told))
    on = data.draw(st.lists(st.sampled_from(direct), min_size=2, max_size=3, unique=True))
    act = data.draw(st.sampled_from(["merge", "not_same", "unlink", "lock"]))
    last = (Decision(act=act, on=tuple(on)), at(29))
    found = groups(assess(holding(told, [*earlier, last]), exercise))
    together = [group for group in found if set(on) <= group]
    match act:
        case "merge":
            assert together
        case "lock":
            assert together == [frozenset(on)]
        case "not_same":
            assert all(len(set(on) & group) <= 1 for group in found)
        case "unlink":
            assert all(frozenset([name]) in found for name in on)


def test_the_place_of_a_wedge_and_a_position_is_about_that_of_the_position(exercise: Mission) -> None:
    lon, lat = (float(value) for value in destination(46.90, 39.95, 45, 3000))
    told = {
        "a": seen("op-07", 0, Bearing(46.90, 39.95, 45, 11.25, 500, 6000)),
        "b": seen("cam-03", 0, Point(lon, lat, 200), means="recorded"),
    }
    [row] = assess(holding(told), exercise).frame.to_dicts()
    assert distance_m(row["lon"], row["lat"], lon, lat) < 50
    assert 150 < row["radius_m"] < 200
    assert row["minor_m"] <= row["major_m"]
    assert row["means"] == "recorded"
    assert row["reason"].endswith("placed where they together put it")
