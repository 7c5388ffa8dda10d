"""Clauses against what was seen: kept, broken, disputed or not to be observed, and what became of findings."""

import random
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import ENTERED, at, hold
from trucewatch import agreement, coverage, incidents
from trucewatch import domain as d
from trucewatch.agreement import Seen
from trucewatch.agreement.weapons import covers
from trucewatch.mission import Clause, Mission, Period, period_for
from trucewatch.record import Held, Holdings
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 8, 9)
INSIDE_Z3_ARM = (46.838, 40.158)
"""A spot some 1.3 km within the Armenian side's 3 km zone of the exercise."""
STORE = (46.69, 39.9)


def then(day: int, hour: float = 0) -> object:
    """A moment of August 2023, UTC; the period of DAY runs from the 8th, 15.5 h, to the 9th, 15.5 h."""
    return at(day, hour) + timedelta(days=61)


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def weapon(
    kind: str = "tank", spot: tuple[float, float] = INSIDE_Z3_ARM, error: float = 200, **more: object
) -> d.Observation:
    fields: dict[str, object] = {
        "source": "op-05",
        "means": "seen",
        "when": d.When(then(9, 8), then(9, 8)),
        "where": d.Point(*spot, error),
        "count": d.Count(1, 1),
        "weapon": kind,
    }
    return d.Observation(kind="weapon", **(fields | more))  # type: ignore[arg-type]


def holding(*things: d.Account, decisions: tuple[d.Decision, ...] = ()) -> Holdings:
    named = [(f"e{i:03}", thing) for i, thing in enumerate(things)]
    rows = ObservationRows()
    for seq, (name, thing) in enumerate(named, start=1):
        if isinstance(thing, d.Observation):
            rows.add(name, seq, thing)
    held = hold([one for one in named if not isinstance(one[1], d.Observation)])
    decided = tuple(Held(f"d{i}", i, ENTERED, "tester", (), one) for i, one in enumerate(decisions))

    return replace(held, observations=rows.frame() if things else held.observations, decisions=decided)


def kept(picture: agreement.Agreement, clause: str, party: str = "") -> dict:
    return picture.compliance.filter(pl.col("clause") == clause, pl.col("party") == party).to_dicts()[0]


def assess(mission: Mission, period: Period, *things: d.Account, seen: Seen | None = None) -> agreement.Agreement:
    return agreement.assess(holding(*things), mission, period, seen)


def everything(mission: Mission, period: Period, *things: d.Account, decisions: tuple = ()) -> agreement.Agreement:
    """The agreement with the pictures of fire and looking behind it."""
    holdings = holding(*things, decisions=decisions)
    events = incidents.assess(holdings, mission)
    looking = coverage.assess(holdings, mission, period.span, events.frame)
    return agreement.assess(holdings, mission, period, Seen(incidents=events.frame, coverage=looking, wider=looking))


def test_nothing_seen_is_never_compliance(exercise, lachin, period):
    for mission, when in ((exercise, period), (lachin, period_for(lachin, DAY))):
        picture = assess(mission, when)
        assert set(picture.compliance.filter(pl.col("clause") != "")["verdict"]) <= {"not_observable", "not_due"}
        assert picture.compliance["score"].null_count() == picture.compliance.height
        silent = picture.compliance.filter(pl.col("verdict") == "not_observable", pl.col("party") != "")
        assert silent["because"].list.len().min() > 0
    remote = assess(lachin, period_for(lachin, DAY))
    assert "nobody on the ground" in kept(remote, "s6-traffic", "aze")["says"]


def test_two_weapons_in_a_zone_are_a_breach_of_the_side_whose_zone_it_is(exercise, period):
    one = assess(exercise, period, weapon())
    assert (kept(one, "ex-5", "arm")["verdict"], one.findings["verdict"].to_list().count("in_breach")) == (
        "not_observable",
        1,
    )
    assert "1 of the 2 rows that a breach needs" in kept(one, "ex-5", "arm")["says"]
    both = assess(exercise, period, weapon(), weapon("mortar", source="pt-01"))
    assert kept(both, "ex-5", "arm")["verdict"] == "in_breach"
    assert kept(both, "ex-5", "aze")["verdict"] == "not_observable"
    assert (kept(both, "ex-5")["verdict"], kept(both, "ex-5")["score"]) == ("in_breach", 0.0)
    assert kept(both, "ex-6", "arm")["verdict"] == "not_observable"


@pytest.mark.parametrize(
    ("seen", "verdict", "word"),
    [
        (weapon(error=4000), "not_observable", "not known well enough"),
        (weapon("N/K"), "not_observable", "whether the clause speaks of it"),
        (weapon(spot=STORE), "complied", "in a storage site"),
        (weapon(spot=(46.1, 39.6)), "complied", "outside the zones"),
        (weapon(where=d.Anywhere()), "not_observable", "where it stood was not told"),
    ],
)
def test_a_weapon_is_in_breach_only_where_its_kind_and_place_are_known(exercise, period, seen, verdict, word):
    row = assess(exercise, period, seen).findings.filter(clause="ex-5", kind="weapon").to_dicts()[0]
    assert row["verdict"] == verdict
    assert word in row["says"]


def test_what_others_say_of_weapons_breaks_no_promise(exercise, period):
    told = [weapon(source="spk-aze", means="told"), weapon(source="residents", means="told")]
    assert assess(exercise, period, *told).findings.filter(kind="weapon").is_empty()


@pytest.mark.parametrize(
    ("weapon_code", "from_mm", "below_mm", "answer"),
    [
        ("artillery", 100, None, "yes"),
        ("mortar", 100, None, "maybe"),
        ("mortar", None, 120.5, "yes"),
        ("hmg", 100, None, "no"),
        ("small_arms", 100, None, "no"),
        ("N/K", 100, None, "maybe"),
        ("mlrs", None, 100, "no"),
    ],
)
def test_calibres_are_intervals(weapon_code, from_mm, below_mm, answer):
    clause = Clause(id="c", title="t", bound=(), obligation="o", topic="w", from_mm=from_mm, below_mm=below_mm)
    assert covers(clause, weapon_code) == answer


def visit(count: int | None, access: str = "full", day: int = 9, weapon_code: str = "tank") -> d.Inspection:
    moment = then(day, 6)
    number = None if count is None else d.Count(count, count)
    return d.Inspection(
        source="pt-01",
        site="store-1",
        weapon=weapon_code,
        when=d.When(moment, moment),
        access=access,  # type: ignore[arg-type]
        count=number,
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (visit(8), "complied"),
        (visit(9), "complied"),
        (visit(6), "in_breach"),
        (visit(6, "partial"), "not_observable"),
        (visit(None, "denied"), "not_observable"),
        (visit(6, day=5), "not_observable"),
    ],
)
def test_storage_is_what_a_visit_of_the_period_counted(exercise, period, seen, verdict):
    picture = assess(exercise, period, seen)
    rows = picture.findings.filter(pl.col("says").str.starts_with("Storage site 1: tank")).to_dicts()
    assert [row["verdict"] for row in rows] == [verdict]
    assert kept(picture, "ex-8", "arm")["verdict"] == ("in_breach" if verdict == "in_breach" else "not_observable")
    assert kept(picture, "ex-8", "aze")["verdict"] == "not_observable"


def heard(ref: str, hour: float = 8, **more: object) -> d.Observation:
    moment = then(9, hour)
    fields: dict[str, object] = {"kind": "explosion", "means": "heard", "where": d.Point(46.88, 39.97, 500.0)}
    return d.Observation(
        source="op-07",
        when=d.When(moment, moment),
        count=d.Count(3, 3),
        ref=ref,
        **(fields | more),  # type: ignore[arg-type]
    )


def test_fire_is_held_against_nobody_until_people_attribute_it(exercise, period):
    fired = everything(exercise, period, heard("1"))
    assert kept(fired, "ex-1")["verdict"] == "in_breach"
    assert "by whom is not known" in kept(fired, "ex-1")["says"]
    for party in ("arm", "aze"):
        assert kept(fired, "ex-1", party)["verdict"] == "not_observable"
        assert "attributed to nobody" in kept(fired, "ex-1", party)["says"]
    decided = d.Decision(act="attribute", on=("e000",), value={"party": "aze"}, reason="crater and tracks")
    named = everything(exercise, period, heard("1"), decisions=(decided,))
    assert [kept(named, "ex-1", party)["verdict"] for party in ("arm", "aze")] == ["not_observable", "in_breach"]
    declined = d.Decision(act="decline", on=("e000",), reason="two directions")
    again = everything(exercise, period, heard("1"), decisions=(decided, declined))
    assert kept(again, "ex-1", "aze")["verdict"] == "not_observable"


def test_excepted_events_break_nothing(exercise, period):
    drill = everything(exercise, period, heard("1", exercise=True), heard("2", 10, assessment="controlled"))
    assert kept(drill, "ex-1")["verdict"] == "not_observable"
    assert set(drill.findings.filter(kind="incident")["verdict"]) == {"complied"}


def test_silence_is_compliance_only_where_the_share_watched_is_the_clauses(exercise, period):
    def watch(until: float) -> d.Watch:
        ring = tuple((lon, lat) for lon, lat in exercise.area.envelope.exterior.coords[:-1])
        return d.Watch(source="op-07", span=d.Span(then(8, 15), then(9, until)), view=d.Polygon(ring))

    whole, part = everything(exercise, period, watch(16)), everything(exercise, period, watch(3))
    assert (kept(whole, "ex-1")["verdict"], kept(whole, "ex-1")["score"]) == ("complied", 3.0)
    assert (kept(part, "ex-1")["verdict"], kept(part, "ex-1")["score"]) == ("not_observable", None)
    assert "of the area-hours were observed" in kept(part, "ex-1")["says"]


def violations(low: float, high: float, against: str = "", about: str = "area") -> d.Claim:
    span = d.Span(then(8, 20), then(9, 15))
    amount = d.Amount(low, high, "count")
    return d.Claim(
        claimant="spk-arm",
        source="spk-arm",
        measure="violations",
        span=span,
        amount=amount,
        about=about,
        against=against,
    )


@pytest.mark.parametrize(
    ("said", "until", "outcome"),
    [
        (violations(20, 20, "aze"), 3, "could_not_be_seen"),
        (violations(20, 20, "aze"), 16, "at_odds"),
        (violations(1, 4, "aze"), 3, "not_contradicted"),
        (violations(0, 0), 3, "at_odds"),
        (violations(0, 0, "arm"), 3, "not_contradicted"),
        (violations(0, 0, "arm"), 16, "not_contradicted"),
        (violations(0, 0, about="south"), 16, "confirmed"),
        (violations(0, 0, about="south"), 3, "not_contradicted"),
        (violations(5, 5, about="lachin"), 16, "not_compared"),
    ],
)
def test_a_count_of_violations_beside_the_record_and_what_could_be_seen(exercise, period, said, until, outcome):
    ring = tuple((lon, lat) for lon, lat in exercise.area.envelope.exterior.coords[:-1])
    watch = d.Watch(source="op-07", span=d.Span(then(8, 15), then(9, until)), view=d.Polygon(ring))
    row = everything(exercise, period, said, heard("1", 1), watch).record.to_dicts()[0]
    assert row["outcome"] == outcome
    assert outcome == "not_compared" or (row["own_least"], row["seen_share"] > 0.9) == (
        0.0 if said.about == "south" else 3.0,
        until == 16,
    )


def step(kind: str, day: int, **more: object) -> d.Step:
    moment = then(day, 9)
    fields = {"case": "A1", "clause": "ex-5", "party": "arm"} | more
    return d.Step(source="liaison", step=kind, when=d.When(moment, moment), **fields)  # type: ignore[arg-type]


def test_a_case_goes_from_finding_to_closing_and_is_overdue_in_between(exercise, period):
    found = step("finding", 1, outcome="in_breach", due=date(2023, 8, 2))
    told = step("notified", 2, due=date(2023, 8, 5))
    waiting = assess(exercise, period, found, told)
    case = waiting.cases.to_dicts()[0]
    assert (case["stage"], case["overdue"], case["closed"], case["due"]) == ("notified", True, False, date(2023, 8, 5))
    assert "overdue by 4 days" in waiting.explain("case:A1").says
    assert (kept(waiting, "ex-5", "arm")["confirmed"], kept(waiting, "ex-5", "arm")["case"]) == ("in_breach", "A1")
    assert waiting.explain("kept:ex-5:arm").entries == ("e000",)
    rest = [step("answer", 6, outcome="accepts"), step("recheck", 7, outcome="remedied"), step("closed", 8)]
    done = assess(exercise, period, found, told, *rest)
    assert (done.cases["closed"][0], done.cases["overdue"][0], kept(done, "ex-5", "arm")["confirmed"]) == (
        True,
        False,
        "",
    )
    assert done.steps["step"].to_list() == ["finding", "notified", "answer", "recheck", "closed"]
    future = assess(exercise, period, found, step("notified", 12))
    assert future.cases["stage"].to_list() == ["finding"]


def test_contacts_outside_a_case_are_in_the_log(exercise, period):
    call = d.Step(
        source="liaison", step="hotline", when=d.When(then(9, 7), then(9, 7)), party="aze", text="asked about fire"
    )
    picture = assess(exercise, period, call)
    assert picture.cases.is_empty()
    assert picture.steps.select("step", "party", "in_period").rows() == [("hotline", "aze", True)]
    assert picture.explain("step:e000").entries == ("e000",)


def test_a_clause_waits_for_its_day_and_its_prerequisite(exercise, period):
    later = Clause(id="later", title="L", bound=("arm",), obligation="o", topic="t", test="storage", after=("ex-5",))
    due = Clause(
        id="due", title="D", bound=("arm",), obligation="o", topic="t", due=DAY, due_inclusive={"a": True, "b": False}
    )
    ended = Clause(id="ended", title="E", bound=("arm",), obligation="o", topic="t", until=date(2023, 8, 1))
    mission = msgspec.structs.replace(exercise, clauses=(later, due, ended))
    picture = assess(mission, period)
    told = {row["clause"]: row["verdict"] for row in picture.compliance.to_dicts() if row["party"]}
    assert told == {"later": "not_in_force", "due": "not_due", "ended": "not_in_force"}
    assert "on which the renderings part" in kept(picture, "due")["says"]
    assert "waits for clause ex-5" in kept(picture, "later")["says"]
    met = assess(mission, period, step("finding", 2, outcome="complied"))
    assert kept(met, "later", "arm")["verdict"] == "not_observable"


@settings(max_examples=25, deadline=None)
@given(
    things=st.lists(
        st.one_of(
            st.builds(
                weapon, st.sampled_from(["tank", "artillery", "mlrs", "N/K"]), st.sampled_from([INSIDE_Z3_ARM, STORE])
            ),
            st.builds(visit, st.integers(0, 9), st.sampled_from(["full", "partial"]), st.integers(5, 9)),
            st.builds(step, st.sampled_from(["notified", "answer", "closed"]), st.integers(1, 9)),
        ),
        max_size=8,
    ),
    seed=st.integers(0, 1000),
)
def test_order_makes_no_difference_and_every_row_explains_itself(exercise, period, things, seed):
    holdings = holding(*things)
    picture = agreement.assess(holdings, exercise, period)

    mixed = list(holdings.inspections), list(holdings.steps)
    for each in mixed:
        random.Random(seed).shuffle(each)
    other = agreement.assess(replace(holdings, inspections=tuple(mixed[0]), steps=tuple(mixed[1])), exercise, period)
    for name in ("findings", "compliance", "cases", "steps"):
        frame = getattr(picture, name)
        assert frame.equals(getattr(other, name))
        assert dict(frame.schema) == getattr(agreement, name.upper())
        for row_id in frame["id"]:
            assert picture.explain(row_id).id == row_id
            assert all(picture.explain(part) for part in picture.explain(row_id).parts)
    assert frame["id"].n_unique() == frame.height
