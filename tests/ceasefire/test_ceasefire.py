"""Counts by rule and sector, explicit silence, hotspots and conversions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hand_made import hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import CONVERSIONS, COUNTS, HOTSPOTS, QUIET, Ceasefire, assess
from trucewatch.domain import Anywhere, Around, Count, Decision, Observation, Point, Span, Watch, When, Where
from trucewatch.mission import CountRule, Mission, Period, period_for, previous
from trucewatch.record import Held, Holdings
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 6, 21)
SOUTH = Point(47.028, 39.70, 300)
EAST = Point(47.10, 39.90, 300)
RULES = (
    CountRule(id="items", name="items", counts="items"),
    CountRule(id="explosions", name="explosions", counts="items", kinds=("explosion",)),
    CountRule(id="incidents", name="incidents", counts="incidents"),
    CountRule(id="sequences", name="runs", counts="observations"),
    CountRule(id="thirty", name="thirty make one", counts="items", per=30, pause_min=60),
)


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    return msgspec.structs.replace(exercise, count_rules={rule.id: rule for rule in RULES})


def period(mission: Mission) -> Period:
    return period_for(mission, DAY)


def moment(mission: Mission, minute: float) -> datetime:
    return period(mission).span.start + timedelta(minutes=minute)


def shot(
    mission: Mission,
    minute: float,
    n: int = 1,
    where: Where = SOUTH,
    kind: str = "explosion",
    source: str = "op-11",
    high: int | None = None,
    **other: object,
) -> Observation:
    start = moment(mission, minute)
    return Observation(
        source=source,
        kind=kind,
        means="heard",
        when=When(start, start + timedelta(minutes=1)),
        where=where,
        count=Count(n, n if high is None else high),
        **other,  # type: ignore[arg-type]
    )


def watch(mission: Mission, source: str = "op-11", start: float = 0, end: float = 1440, state: str = "on") -> Watch:
    post = mission.sources[source]
    assert post.lon is not None
    assert post.lat is not None
    span = Span(moment(mission, start), moment(mission, end))
    return Watch(source=source, span=span, view=Around(post.lon, post.lat, 9000), state=state)  # type: ignore[arg-type]


def held(told: Sequence[Observation], watches: Sequence[Watch], decisions: Sequence[Decision] = ()) -> Holdings:
    rows = ObservationRows()
    for number, one in enumerate(told):
        rows.add(f"o{number:02}", number, one)
    when = datetime.fromisoformat("2023-06-25T00:00:00+00:00")
    return replace(
        hold((f"w{n}", one) for n, one in enumerate(watches)),
        observations=rows.frame(),
        decisions=tuple(Held(f"d{n}", n, when, "chief", (), one) for n, one in enumerate(decisions)),
    )


def assessed(mission: Mission, holdings: Holdings) -> Ceasefire:
    events = incidents.assess(holdings, mission)
    span = Span(previous(mission, period(mission)).span.start, period(mission).span.end)
    return assess(events, coverage.assess(holdings, mission, span, events.frame), mission, period(mission))


def value(found: Ceasefire, rule: str, sector: str = "", column: str = "value") -> object:
    return found.counts.filter(rule=rule, sector=sector)[column].item()


def test_the_frames_have_their_columns(mission: Mission) -> None:
    for holdings in (held([], []), held([shot(mission, 60)], [watch(mission)])):
        found = assessed(mission, holdings)
        assert found.counts.schema == COUNTS
        assert found.quiet.schema == QUIET
        assert found.hotspots.schema == HOTSPOTS
        assert found.conversions.schema == CONVERSIONS
        assert found.counts.height == len(RULES) * (1 + len(mission.sectors))


def test_every_rule_counts_the_same_incidents_its_own_way(mission: Mission) -> None:
    told = [
        shot(mission, 60, 3),
        shot(mission, 61, 5, source="op-13"),
        shot(mission, 300, 20, kind="burst"),
        shot(mission, 600, 2, where=EAST),
        shot(mission, 700, kind="uav"),
    ]
    found = assessed(mission, held(told, [watch(mission)]))
    assert {rule.id: value(found, rule.id) for rule in RULES} == {
        "items": 3 + 20 + 2,
        "explosions": 3 + 2,
        "incidents": 3,
        "sequences": 3,
        "thirty": 0,
    }
    assert (value(found, "items", column="low"), value(found, "items", column="high")) == (25, 27)
    assert value(found, "items", "south") == 23
    assert value(found, "items", "east") == 2
    ratio = found.conversions.filter(rule="incidents", into="items")["ratio"].item()
    assert ratio == pytest.approx(25 / 3)


def test_a_sequence_of_several_kinds_is_an_incident_and_an_observation_of_each_kind(mission: Mission) -> None:
    told = [
        shot(mission, 60, 2, kind="projectile", sequence="s"),
        shot(mission, 61, 1, kind="explosion", sequence="s"),
    ]
    found = assessed(mission, held(told, [watch(mission)]))
    assert (value(found, "incidents"), value(found, "sequences"), value(found, "items")) == (2, 2, 3)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([(0, 29)], 0),
        ([(0, 30)], 1),
        ([(0, 60)], 2),
        ([(0, 20), (40, 20)], 1),
        ([(0, 20), (70, 20)], 0),
        ([(0, 20), (50, 20), (100, 20)], 2),
        ([(0, 45), (120, 45)], 2),
    ],
)
def test_thirty_rounds_make_one_until_a_pause_of_an_hour(
    mission: Mission, rounds: list[tuple[int, int]], expected: int
) -> None:
    told = [shot(mission, 200 + minute, n, kind="shot") for minute, n in rounds]
    assert value(assessed(mission, held(told, [watch(mission)])), "thirty") == expected


def test_a_run_over_the_cut_off_is_credited_once_to_the_period_that_completes_it(mission: Mission) -> None:
    told = [shot(mission, -20, 20, kind="shot"), shot(mission, 20, 20, kind="shot")]
    found = assessed(mission, held(told, [watch(mission, start=-1440)]))
    assert (value(found, "thirty"), value(found, "thirty", column="previous")) == (1, 0)
    assert (value(found, "items"), value(found, "items", column="previous")) == (20, 20)


def test_runs_do_not_cross_sectors_so_sectors_add_up(mission: Mission) -> None:
    told = [shot(mission, 60, 20, kind="shot"), shot(mission, 70, 20, where=EAST, kind="shot")]
    found = assessed(mission, held(told, [watch(mission)]))
    assert value(found, "thirty") == 0


def test_no_watch_no_figure(mission: Mission) -> None:
    found = assessed(mission, held([], [watch(mission)]))
    assert value(found, "items", "south") == 0
    assert value(found, "items", "south", "state") == "observed"
    for column in ("value", "low", "high", "exercise", "previous"):
        assert value(found, "items", "northwest", column) is None
    assert value(found, "items", "northwest", "state") == "not_observed"
    assert value(found, "items", "south", "previous_state") == "not_observed"
    assert value(found, "items", "south", "change") == "none"
    nobody = assessed(mission, held([], []))
    assert nobody.counts["value"].null_count() == nobody.counts.height
    assert nobody.conversions.is_empty()


@pytest.mark.parametrize("state", ["impaired", "denied"])
def test_a_watch_that_could_not_see_gives_no_zero(mission: Mission, state: str) -> None:
    found = assessed(mission, held([], [watch(mission, state=state)]))
    assert value(found, "items", "south") is None


def test_what_others_heard_in_a_sector_nobody_watched_is_a_figure_from_afar(mission: Mission) -> None:
    found = assessed(mission, held([shot(mission, 60, 4, where=Point(46.3, 40.1, 500))], [watch(mission)]))
    row = found.counts.filter(rule="items", sector="northwest").row(0, named=True)
    assert (row["value"], row["state"]) == (4, "from_afar")
    assert "nobody watched the sector" in found.explain(row["id"]).says


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [(10, 20, "more"), (20, 10, "fewer"), (20, 21, "similar"), (0, 0, "none"), (0, 1, "more")],
)
def test_change_against_the_period_before(mission: Mission, before: int, now: int, change: str) -> None:
    told = [shot(mission, minute, n) for minute, n in ((-300, before), (300, now)) if n]
    found = assessed(mission, held(told, [watch(mission, start=-1440)]))
    assert (value(found, "items"), value(found, "items", column="previous")) == (now, before)
    assert value(found, "items", column="change") == change
    assert value(found, "items", column="previous_kind") == "previous 24 hours"


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ((24, 99), (35, 140), "none"),
        ((35, 45), (40, 48), "similar"),
        ((2, 5), (6, 10), "more"),
        ((6, 10), (2, 5), "fewer"),
    ],
)
def test_ranges_that_overlap_are_neither_more_nor_fewer(
    mission: Mission, before: tuple[int, int], now: tuple[int, int], change: str
) -> None:
    told = [shot(mission, minute, low, high=high) for minute, (low, high) in ((-300, before), (300, now))]
    found = assessed(mission, held(told, [watch(mission, start=-1440)]))
    assert value(found, "items", column="change") == change
    assert (value(found, "items", column="previous_low"), value(found, "items", column="previous_high")) == before


def test_a_previous_period_outside_the_coverage_has_no_figure(mission: Mission) -> None:
    holdings = held([shot(mission, -300, 5)], [watch(mission, start=-1440)])
    events = incidents.assess(holdings, mission)
    looking = coverage.assess(holdings, mission, period(mission).span, events.frame)
    found = assess(events, looking, mission, period(mission))
    assert value(found, "items", column="previous") is None
    assert value(found, "items", column="previous_state") == "not_assessed"
    with pytest.raises(ValueError, match="does not reach"):
        assess(events, looking, mission, previous(mission, period(mission)))


def test_decisions_change_the_figures(mission: Mission) -> None:
    holdings = held(
        [shot(mission, 60, 3), shot(mission, 300, 5), shot(mission, 600, 7)],
        [watch(mission)],
        [Decision(act="disprove", on=("o00",)), Decision(act="dispute", on=("inc:o01",))],
    )
    found = assessed(mission, holdings)
    assert [value(found, "items", column=name) for name in ("low", "value", "high")] == [7, 12, 12]
    assert found.counts.filter(rule="items", sector="")["incidents"].item().to_list() == ["inc:o01", "inc:o02"]


def test_live_fire_exercise_is_counted_and_told_apart(mission: Mission) -> None:
    found = assessed(mission, held([shot(mission, 60, 30, exercise=True), shot(mission, 300, 2)], [watch(mission)]))
    assert (value(found, "items"), value(found, "items", column="exercise")) == (32, 30)


def test_a_mission_without_presence_has_no_figures(mission: Mission) -> None:
    remote = msgspec.structs.replace(mission, presence="remote")
    found = assessed(remote, held([shot(mission, 60, 3)], [watch(mission)]))
    assert all(frame.is_empty() for frame in (found.counts, found.quiet, found.hotspots, found.conversions))


def test_silence_is_said_for_whole_stretches_only(mission: Mission) -> None:
    watches = [
        watch(mission, "op-11", -60, 300),
        watch(mission, "op-11", 400, 700),
        watch(mission, "op-11", 500, 560, state="impaired"),
        watch(mission, "op-13", 0, 600),
        watch(mission, "op-14", 0, 30, "denied"),
    ]
    told = [shot(mission, 450), shot(mission, 200, kind="uav"), shot(mission, 100, source="op-13")]
    found = assessed(mission, held(told, watches))
    rows = [(row["source"], row["entry"], row["hours"]) for row in found.quiet.to_dicts()]
    assert rows == [("op-11", "w0", 5.0), ("op-11", "w1", pytest.approx(140 / 60))]
    assert found.quiet["start"].min() == period(mission).span.start
    assert found.quiet["means"].to_list()[0] == ["heard", "seen"]
    explained = found.explain(found.quiet["id"][0])
    assert explained.entries == ("w0",)


def test_hotspots_are_the_places_with_most(mission: Mission) -> None:
    told = [
        shot(mission, 60, 3),
        shot(mission, 300, 5),
        shot(mission, 600, 7, where=EAST),
        shot(mission, 800, 9, Anywhere()),
    ]
    found = assessed(mission, held(told, [watch(mission)]))
    assert found.hotspots["value"].to_list() == [8, 7]
    assert set(found.hotspots["place"]) <= set(mission.places)
    assert value(found, "items") == 24


def test_explains_every_row(mission: Mission) -> None:
    found = assessed(mission, held([shot(mission, 60, 31, high=40)], [watch(mission), watch(mission, "op-13")]))
    ids = [row for frame in (found.counts, found.quiet, found.hotspots, found.conversions) for row in frame["id"]]
    assert len(ids) == len(set(ids))
    for row in ids:
        explained = found.explain(row)
        assert explained.id == row
        assert explained.rule
        assert explained.says
    thirty = found.explain(found.counts.filter(rule="thirty", sector="")["id"].item())
    assert thirty.parts == ("inc:o00",)
    assert "30 of them" in thirty.rule
    assert "60 min" in thirty.rule
    with pytest.raises(KeyError):
        found.explain("cfv:none")


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-1400, 1400),
            st.integers(0, 60),
            st.sampled_from([SOUTH, EAST, Anywhere()]),
            st.sampled_from(["shot", "explosion"]),
        ),
        max_size=12,
    ),
    st.lists(st.sampled_from(["op-11", "op-01"]), max_size=2, unique=True),
)
def test_figures_are_ordered_add_up_and_are_never_zero_unwatched(
    mission: Mission, told: list[tuple[int, int, Where, str]], posts: list[str]
) -> None:
    shots = [shot(mission, minute, n, where, kind) for minute, n, where, kind in told]
    found = assessed(mission, held(shots, [watch(mission, post, start=-1440) for post in posts]))
    for row in found.counts.to_dicts():
        if row["value"] is None:
            assert row["incidents"] == []
            assert row["state"] == "not_observed"
        else:
            assert row["low"] <= row["value"] <= row["high"]
            assert row["state"] == "observed" or row["incidents"]
    in_sectors = found.counts.filter(rule="items").filter(sector="south")["value"].sum()
    in_sectors += found.counts.filter(rule="items").filter(sector="east")["value"].sum()
    nowhere = sum(n for minute, n, where, _ in told if isinstance(where, Anywhere) and minute >= 0)
    whole = value(found, "items")
    assert (whole or 0) == in_sectors + nowhere
