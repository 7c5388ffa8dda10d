"""Corridor access: status with age, passages without double counting, hours nobody watched, restrictions."""

import random
from datetime import date, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.mission import Mission, Period, period_for

DAY = date(2023, 6, 14)
END = 15.5
"""The cut-off in hours UTC: 19:30 at UTC+4."""

FRAMES = (
    "segments",
    "passable",
    "reach",
    "hangs",
    "snaps",
    "passages",
    "crossings",
    "unseen",
    "told",
    "gaps",
    "restrictions",
    "restriction_totals",
    "access",
)

ESTIMATES = ("p_open", "p_restricted", "p_closed", "usual_open", "half_life_h", "p_entries")
"""Columns of SEGMENTS that third sources move, and the parties do not."""


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def report(
    segment: str = "goris-tegh", status: str = "open", hour: float = 10, source: str = "pt-01", **more: object
) -> d.SegmentReport:
    when = d.When(at(14, hour), at(14, hour))
    return d.SegmentReport(source=source, segment=segment, status=status, when=when, **more)


def passage(
    low: int,
    start: float,
    end: float,
    *,
    source: str = "cp-hakari",
    crossing: str = "crossing-hakari",
    direction: str = "inbound",
    vehicle: str = "truck",
    high: int | None = None,
) -> d.Passage:
    span = d.Span(at(14, start), at(14, end))
    count = d.Count(low, low if high is None else high)
    return d.Passage(source=source, crossing=crossing, direction=direction, span=span, vehicle=vehicle, count=count)


def watch(
    start: float, end: float, *, source: str = "cp-hakari", state: str = "on", reason: str = "", day: int = 14
) -> d.Watch:
    view = d.Around(46.54, 39.589, 2000)
    return d.Watch(source=source, span=d.Span(at(day, start), at(day, end)), view=view, state=state, reason=reason)


def assess(mission: Mission, period: Period, *things: d.Account) -> corridor.Corridor:
    return corridor.assess(hold((f"e{i:03}", thing) for i, thing in enumerate(things)), mission, period)


def segment(picture: corridor.Corridor, name: str, direction: str, vehicle: str = "any") -> dict:
    rows = picture.segments.filter(segment=name, direction=direction, vehicle=vehicle).to_dicts()
    assert len(rows) == 1
    return rows[0]


def all_explained(picture: corridor.Corridor) -> None:
    ids = [row_id for name in FRAMES for row_id in getattr(picture, name)["id"]]
    assert len(ids) == len(set(ids))
    for row_id in ids:
        found = picture.explain(row_id)
        assert found.id == row_id
        assert found.says
        assert found.rule
        assert all(part in ids for part in found.parts)


def test_frames_have_the_declared_columns_even_when_empty(exercise, period):
    picture = assess(exercise, period)
    for name in FRAMES:
        assert dict(getattr(picture, name).schema) == getattr(corridor, name.upper())
    with pytest.raises(KeyError):
        picture.explain("seg:nowhere")


def test_where_nobody_looked_nothing_is_said(exercise, period):
    picture = assess(exercise, period)
    assert set(picture.segments["status"]) == {"not_observed"}
    assert picture.segments.height == 2 * len(exercise.segments)
    assert set(picture.passable["passable"]) == {"not_known"}
    assert picture.passages["count"].to_list() == [None] * picture.passages.height
    assert picture.crossings["net_low"].to_list() == [None, None]
    assert picture.gaps["hours"].to_list() == [24.0, 24.0]
    all_explained(picture)


def test_a_watched_crossing_where_nothing_passed_is_zero_not_null(exercise, period):
    picture = assess(exercise, period, watch(0, END))
    row = picture.passages.filter(crossing="crossing-hakari", direction="inbound").to_dicts()[0]
    assert (row["vehicle"], row["count"], row["watched_h"]) == ("any", 0, 15.5)
    assert picture.gaps.filter(crossing="crossing-hakari")["hours"].to_list() == [8.5]


def test_reports_on_every_segment_make_the_corridor_passable(exercise, period):
    road = [report(name) for name in exercise.corridors[0].segments]
    picture = assess(exercise, period, *road)
    ends = {row["direction"]: row for row in picture.passable.filter(corridor="lachin-corridor").to_dicts()}
    assert set(ends) == {"khankendi", "goris"}
    assert {row["passable"] for row in ends.values()} == {"yes"}
    half = assess(exercise, period, *road, report("lachin-turshsu", "closed", 15, direction="turshsu"))
    ends = {row["direction"]: row for row in half.passable.filter(corridor="lachin-corridor").to_dicts()}
    assert ends["khankendi"]["passable"] == "no"
    assert ends["khankendi"]["hangs"] == ["lachin-turshsu"]
    assert ends["goris"]["passable"] == "yes"
    without = assess(exercise, period, *road[1:])
    assert without.passable["hangs"].to_list()[:2] == [["goris-tegh"], ["goris-tegh"]]


def test_evidence_ages_and_then_sets_nothing(exercise, period):
    picture = assess(exercise, period, report("goris-tegh", hour=END - 30), report("kornidzor-hakari", hour=END - 30))
    young = segment(picture, "goris-tegh", "tegh")
    assert (young["status"], young["stale"], young["age_h"]) == ("open", True, 30.0)
    assert "last known open" in picture.explain(young["id"]).says
    old = segment(picture, "kornidzor-hakari", "kornidzor")
    assert (old["status"], old["last_known"], old["since"]) == ("not_observed", "open", None)
    assert old["reports"] == ["e001"]


def test_the_start_of_a_vague_report_counts_for_its_age(exercise, period):
    vague = msgspec.structs.replace(report("goris-tegh"), when=d.When(at(13, 12), at(14, 14)))
    row = segment(assess(exercise, period, vague), "goris-tegh", "tegh")
    assert (row["age_h"], row["age_most_h"], row["stale"]) == (14.5, 27.5, True)


def test_a_later_report_is_a_change_a_close_one_of_another_source_a_dispute(exercise, period):
    changed = assess(exercise, period, report(hour=3), report(status="closed", hour=12, source="pt-03"))
    assert segment(changed, "goris-tegh", "tegh")["status"] == "closed"
    disputed = assess(exercise, period, report(hour=10), report(status="closed", hour=12, source="pt-03"))
    row = segment(disputed, "goris-tegh", "tegh")
    assert (row["status"], row["reports"], row["since"]) == ("disputed", ["e000", "e001"], at(14, 10))
    same = assess(exercise, period, report(hour=10), report(status="closed", hour=12))
    assert segment(same, "goris-tegh", "tegh")["status"] == "closed"


def test_since_runs_back_over_evidence_that_says_the_same_but_not_over_a_silence(exercise, period):
    picture = assess(exercise, period, report(hour=-60), report(hour=-10), report(hour=2), report(hour=14))
    assert segment(picture, "goris-tegh", "tegh")["since"] == at(14, -10)


def test_a_passage_speaks_of_its_class_and_direction_alone(exercise, period):
    shut = report("kornidzor-hakari", "closed", 8, source="cp-hakari")
    picture = assess(exercise, period, shut, passage(3, 12, 14, vehicle="peacekeeper"))
    assert segment(picture, "kornidzor-hakari", "hakari_bridge", "peacekeeper")["status"] == "open"
    assert segment(picture, "kornidzor-hakari", "kornidzor", "peacekeeper")["status"] == "closed"
    assert segment(picture, "kornidzor-hakari", "hakari_bridge", "any")["status"] == "closed"


def test_a_passage_lifts_no_restriction_and_contradicts_a_fresh_closure_of_another(exercise, period):
    checked = report("kornidzor-hakari", "restricted", 10, source="cp-hakari", reason="inspection")
    lifted = assess(exercise, period, checked, passage(3, 12, 14))
    assert segment(lifted, "kornidzor-hakari", "hakari_bridge", "truck")["status"] == "restricted"
    shut = report("kornidzor-hakari", "closed", 12, source="pt-01")
    against = assess(exercise, period, shut, passage(3, 13, 13.5))
    assert segment(against, "kornidzor-hakari", "hakari_bridge", "truck")["status"] == "disputed"
    before = assess(exercise, period, shut, passage(3, 10, 11))
    assert segment(before, "kornidzor-hakari", "hakari_bridge", "truck")["status"] == "closed"


def test_a_count_that_may_be_zero_is_no_evidence_of_passage(exercise, period):
    picture = assess(exercise, period, passage(0, 12, 13, high=4))
    assert segment(picture, "kornidzor-hakari", "hakari_bridge")["status"] == "not_observed"


def test_words_of_others_stand_beside_and_set_nothing(exercise, period):
    said = d.Claim(
        claimant="spk-arm",
        source="spk-arm",
        measure="corridor_closed",
        span=d.Span(at(10), at(20)),
        about="lachin-corridor",
    )
    picture = assess(exercise, period, said, report(source="relief-one"), passage(9, 10, 11, source="spk-aze"))
    assert set(picture.segments["status"]) == {"not_observed"}
    assert segment(picture, "goris-tegh", "tegh")["claims"] == ["e000", "e001"]
    assert segment(picture, "kornidzor-hakari", "kornidzor")["claims"] == ["e000"]
    assert picture.passages["count"].null_count() == picture.passages.height
    assert picture.told.select("source", "count_low", "entries").row(0) == ("spk-aze", 9, ["e002"])
    all_explained(picture)


def test_a_remote_mission_has_no_status_and_no_count_of_its_own(exercise, period):
    remote = msgspec.structs.replace(exercise, presence="remote")
    picture = assess(remote, period, report(), passage(3, 12, 14), watch(0, 15))
    assert set(picture.segments["status"]) == {"not_observed"}
    assert picture.passages["count"].null_count() == picture.passages.height
    assert picture.told.height == 1


def test_the_mission_of_public_claims_says_nothing_of_its_own(lachin):
    period = period_for(lachin, DAY)
    picture = assess(lachin, period, report("kornidzor-hakari", source=next(iter(lachin.sources))))
    assert set(picture.segments["status"]) == {"not_observed"}
    assert set(picture.passable["passable"]) == {"not_known"}
    all_explained(picture)


def test_counts_of_the_same_hours_are_not_added(exercise, period):
    team = [watch(0, 15), passage(10, 8, 9), passage(4, 9, 10)]
    camera = [passage(12, 8, 10, source="cam-03"), passage(5, 15, END, source="cam-03")]
    picture = assess(exercise, period, *team, *camera)
    row = picture.passages.filter(crossing="crossing-hakari", direction="inbound").to_dicts()[0]
    assert row["count"] == 10 + 4 + 5
    assert row["entries"] == ["e001", "e002", "e004"]
    assert row["beside"] == ["e003"]
    assert row["watched_h"] == 15.5
    assert row["per_watched_day"] == pytest.approx(19 * 24 / 15.5)
    assert row["per_day"] == 19.0


def test_no_rate_from_a_glance(exercise, period):
    row = assess(exercise, period, passage(10, 8, 9)).passages.filter(count=10).to_dicts()[0]
    assert row["per_watched_day"] is None
    assert row["previous"] is None


def test_net_flow_has_the_widest_bounds_and_foot_passengers_are_no_vehicles(exercise, period):
    picture = assess(
        exercise,
        period,
        watch(0, 15),
        passage(10, 8, 9, high=12),
        passage(3, 8, 9, direction="outbound", high=4, vehicle="car"),
        passage(40, 8, 9, vehicle="foot"),
    )
    vehicles, persons = picture.crossings.filter(crossing="crossing-hakari").to_dicts()
    assert (vehicles["net_low"], vehicles["net_high"]) == (6, 9)
    assert (persons["what"], persons["inbound_low"]) == ("persons", 40)


def test_gaps_say_why(exercise, period):
    picture = assess(
        exercise,
        period,
        watch(0, 6),
        watch(6, 9, state="impaired", reason="fog"),
        watch(8, 12, state="denied", reason="turned back"),
        watch(3, 5, source="op-07", state="denied", reason="elsewhere"),
    )
    gaps = picture.gaps.filter(crossing="crossing-hakari").sort("start").select("state", "reason", "hours").rows()
    assert gaps == [
        ("not_watched", "", 8.5),
        ("impaired", "fog", 2.0),
        ("denied", "fog; turned back", 1.0),
        ("denied", "turned back", 3.0),
        ("not_watched", "", 3.5),
    ]


def test_a_patrol_that_drives_by_watches_only_while_it_sees(exercise, period):
    fixes = ((46.54, 39.70, 0.0), (46.54, 39.59, 3600.0), (46.54, 39.588, 5400.0), (46.54, 39.70, 9000.0))
    passing = d.Watch(source="pt-01", span=d.Span(at(14, 8), at(14, 11)), view=d.Track(fixes, 1500))
    picture = assess(exercise, period, passing, passage(1, 9.25, 9.25, source="pt-01"))
    row = picture.passages.filter(count=1).to_dicts()[0]
    assert row["watched_h"] == 0.5


def restriction(
    start: float, end: float, *, source: str = "pt-01", by: str = "", form: str = "denial"
) -> d.Restriction:
    span = d.Span(at(14, start), at(14, end))
    return d.Restriction(source=source, form=form, category="movement", span=span, where=d.Anywhere(), by=by)


def test_restrictions_lose_overlapping_hours_once(exercise, period):
    picture = assess(
        exercise,
        period,
        restriction(8, 10, by="Armenia"),
        restriction(9, 12, by="arm"),
        restriction(8, 10, source="pt-02", by="aze"),
        restriction(14, 20, source="relief-one", form="delay"),
        restriction(-20, -18, source="pt-01", by="arm"),
    )
    assert picture.restrictions.filter(pl.col("own"))["side"].to_list() == ["arm", "aze", "arm"]
    totals = {(row["own"], row["by"]): row for row in picture.restriction_totals.to_dicts()}
    assert (totals[True, "arm"]["count"], totals[True, "arm"]["hours"]) == (2, 4.0)
    assert (totals[True, "arm"]["previous"], totals[True, "arm"]["previous_hours"]) == (1, 2.0)
    assert totals[True, "aze"]["hours"] == 2.0
    assert totals[False, ""]["hours"] == 1.5
    all_explained(picture)


def test_the_week_is_set_against_the_week_before_and_five_make_a_trend(exercise):
    def count(day: int, number: int, direction: str = "inbound") -> d.Passage:
        span = d.Span(at(day, 8), at(day, 9))
        return d.Passage(
            source="cp-hakari",
            crossing="crossing-hakari",
            direction=direction,
            span=span,
            vehicle="truck",
            count=d.Count(number, number),
        )

    things = [count(14, 7), count(12, 3, "outbound"), count(5, 4), *(watch(0, 24, day=day) for day in range(1, 14))]
    held = hold((f"e{i:03}", thing) for i, thing in enumerate(things))
    week = corridor.weekly(held, exercise, DAY)
    assert (week.span.start, week.span.end) == (at(7, END), at(14, END))
    row = week.table.filter(crossing="crossing-hakari").to_dicts()[0]
    assert (row["inbound"], row["outbound"], row["total"], row["net"], row["previous"]) == (7, 3, 10, 4, 4)
    assert row["trend"] == [None, None, None, 4, 10]
    assert row["change"] == 6
    assert week.table.filter(crossing="crossing-askeran")["total"].to_list() == [None]
    for row_id in (*week.table["id"], *week.gaps["id"]):
        assert week.explain(row_id).says
    assert dict(week.table.schema) == corridor.WEEKLY


OWN = ("cp-hakari", "pt-01", "pt-03", "cam-03")
OTHERS = ("spk-arm", "spk-aze", "relief-one", "viirs")
hours = st.floats(-60, 20).map(lambda hour: round(hour, 2))
sources = st.sampled_from(OWN + OTHERS)
vehicles = st.sampled_from(["truck", "foot", "any", "peacekeeper"])
reports = st.builds(
    lambda segment, status, hour, source, direction, vehicles: report(
        segment, status, hour, source, direction=direction, vehicles=vehicles
    ),
    st.sampled_from(["goris-tegh", "kornidzor-hakari", "aghdam-askeran"]),
    st.sampled_from(["open", "restricted", "closed"]),
    hours,
    sources,
    st.sampled_from(["both", "inbound", "tegh", "goris", "up the hill"]),
    st.sampled_from([(), ("truck",), ("any",), ("truck", "bus")]),
)
passages = st.builds(
    lambda low, more, start, length, source, direction, vehicle: passage(
        low, start, start + length, source=source, direction=direction, vehicle=vehicle, high=low + more
    ),
    st.integers(0, 30),
    st.integers(0, 5),
    hours,
    st.sampled_from([0.0, 0.5, 1.0, 8.0]),
    sources,
    st.sampled_from(["inbound", "outbound"]),
    vehicles,
)
claims = st.builds(
    lambda claimant, measure, start, length: d.Claim(
        claimant=claimant,
        source=claimant,
        measure=measure,
        span=d.Span(at(14, start), at(14, start + length)),
        about="lachin-corridor",
    ),
    st.sampled_from(OTHERS),
    st.sampled_from(["corridor_open", "corridor_closed"]),
    hours,
    st.floats(0, 100),
)
watches = st.builds(
    lambda start, length, source, state: watch(start, start + length, source=source, state=state, reason=state),
    hours,
    st.floats(0, 12),
    st.sampled_from(OWN),
    st.sampled_from(["on", "impaired", "denied"]),
)
restrictions = st.builds(
    lambda start, length, source, by: restriction(start, start + length, source=source, by=by),
    hours,
    st.floats(0, 12),
    st.sampled_from(["pt-01", "pt-02", "relief-one"]),
    st.sampled_from(["", "arm", "Azerbaijan"]),
)
accounts = st.lists(st.one_of(reports, passages, claims, watches, restrictions), max_size=25)


@settings(max_examples=40, deadline=None)
@given(things=accounts, seed=st.integers(0, 1000))
def test_the_order_of_entries_makes_no_difference(exercise, period, things, seed):
    named = [(f"e{i:03}", thing) for i, thing in enumerate(things)]
    shuffled = list(named)
    random.Random(seed).shuffle(shuffled)
    one, other = (corridor.assess(hold(order), exercise, period) for order in (named, shuffled))
    for name in FRAMES:
        assert getattr(one, name).equals(getattr(other, name))
    assert one.reasons == other.reasons
    all_explained(one)


@settings(max_examples=20, deadline=None)
@given(things=accounts)
def test_what_others_say_never_changes_a_status_or_a_count(exercise, period, things):
    named = [(f"e{i:03}", thing) for i, thing in enumerate(things)]
    own = [(name, thing) for name, thing in named if exercise.own(thing.source)]
    neutral = [(name, thing) for name, thing in named if not exercise.side(thing.source)]
    full, bare, unsided = (corridor.assess(hold(order), exercise, period) for order in (named, own, neutral))
    assert full.segments.drop("claims", *ESTIMATES).equals(bare.segments.drop("claims", *ESTIMATES))
    assert full.segments.select(ESTIMATES).equals(unsided.segments.select(ESTIMATES))
    for name in ("passable", "reach", "hangs", "passages", "crossings", "gaps"):
        assert getattr(full, name).equals(getattr(bare, name))


@settings(max_examples=40, deadline=None)
@given(things=accounts)
def test_no_passage_is_counted_twice_and_bounds_are_in_order(exercise, period, things):
    named = {f"e{i:03}": thing for i, thing in enumerate(things)}
    rows = assess(exercise, period, *things).passages.to_dicts()
    used = [entry for row in rows for entry in row["entries"]]
    assert len(used) == len(set(used))
    for row in rows:
        assert not set(row["entries"]) & set(row["beside"])
        assert 0 <= row["watched_h"] <= row["hours"] + 1e-9
        if row["count"] is None:
            assert row["entries"] == []
            continue
        assert row["count_low"] <= row["count"] <= row["count_high"]
        assert row["count_low"] == sum(named[entry].count.low for entry in row["entries"])
        spans = [(named[entry].source, named[entry].span) for entry in row["entries"]]
        assert not any(a[0] != b[0] and a[1].overlap(b[1]) for a in spans for b in spans)


def test_two_gaps_within_a_second_are_two_rows(exercise, period):
    moment = d.Span(period.span.start, period.span.start + timedelta(microseconds=429))
    view = d.Around(46.54, 39.589, 2000)
    denied = d.Watch(source="cp-hakari", span=moment, view=view, state="denied", reason="no access")
    all_explained(corridor.assess(hold([("e000", denied)]), exercise, period))
