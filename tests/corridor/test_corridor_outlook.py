"""Probabilities of a segment's status: they age towards what is usual, weigh sources, and never set a status."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.mission import Mission, Period, period_for

END = 15.5


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, date(2023, 6, 14))


def report(status: str, hour: float, source: str = "pt-01", segment: str = "goris-tegh") -> d.SegmentReport:
    return d.SegmentReport(source=source, segment=segment, status=status, when=d.When(at(14, hour), at(14, hour)))


def watch(start: float, end: float) -> d.Watch:
    span = d.Span(at(14, start), at(14, end))
    return d.Watch(source="cp-hakari", span=span, view=d.Around(46.54, 39.589, 2000))


def row(mission: Mission, period: Period, *things: d.Account, segment: str = "goris-tegh") -> dict:
    picture = corridor.assess(hold((f"e{i:03}", thing) for i, thing in enumerate(things)), mission, period)
    found = picture.segments.filter(segment=segment, vehicle="any").to_dicts()[0]
    assert picture.explain(found["id"])
    return found


def test_without_any_account_there_is_no_probability(exercise, period):
    found = row(exercise, period)
    assert (found["p_open"], found["usual_open"], found["p_entries"]) == (None, None, [])


def test_evidence_ages_towards_what_is_usual(exercise, period):
    history = [report("open", hour) for hour in range(-200, -20, 12)]
    young = row(exercise, period, *history, report("closed", END - 0.1))
    older = row(exercise, period, *history, report("closed", END - 8))
    old = row(exercise, period, *history, report("closed", END - 400))
    assert young["p_closed"] > 0.6
    assert older["p_closed"] < young["p_closed"]
    assert young["usual_open"] > 0.8
    assert older["p_open"] > young["p_open"]
    assert old["p_closed"] < 0.1


def test_a_single_report_of_a_rare_status_by_a_doubtful_source_is_doubted(exercise, period):
    history = [report("open", hour) for hour in range(-200, 0, 12)]
    own = row(exercise, period, *history, report("closed", END - 0.1))
    third = row(exercise, period, *history, report("closed", END - 0.1, source="relief-one"))
    assert third["p_closed"] < own["p_closed"]
    assert third["status"] == "open"
    assert "e017" in third["p_entries"]


def test_a_remote_mission_estimates_nothing(lachin):
    period = period_for(lachin, date(2023, 6, 14))
    said = d.SegmentReport(source="wfp", segment="goris-tegh", status="open", when=d.When(at(14, 10), at(14, 10)))
    sources = lachin.sources | {"wfp": msgspec.structs.replace(next(iter(lachin.sources.values())), id="wfp", party="")}
    mission = msgspec.structs.replace(lachin, sources=sources)
    assert row(mission, period, said)["p_open"] is None


def test_the_parties_move_no_probability(exercise, period):
    voice = next(s.id for s in exercise.sources.values() if exercise.side(s.id) == "arm")
    alone = row(exercise, period, report("open", 10))
    beside = row(exercise, period, report("open", 10), report("closed", 15, source=voice))
    assert {k: v for k, v in alone.items() if k.startswith("p_")} == {
        k: v for k, v in beside.items() if k.startswith("p_")
    }


def test_evidence_does_not_age_while_its_source_watches_on(exercise, period):
    said = report("closed", 3, source="cp-hakari", segment="kornidzor-hakari")
    alone = row(exercise, period, said, segment="kornidzor-hakari")
    watched = row(exercise, period, said, watch(3, END), segment="kornidzor-hakari")
    assert watched["p_closed"] > alone["p_closed"]
    assert watched["p_closed"] == pytest.approx(
        row(exercise, period, msgspec.structs.replace(said, when=d.When(at(14, END - 1e-3), at(14, END - 1e-3))),
            segment="kornidzor-hakari")["p_closed"], abs=0.15)  # fmt: skip


def test_a_passage_counted_over_a_closure_does_not_reopen_the_road(exercise, period):
    span = d.Span(at(14, 10), at(14, END - 0.5))
    passed = d.Passage(source="cp-hakari", crossing="crossing-hakari", direction="inbound", span=span, vehicle="truck",
                       count=d.Count(3, 3))  # fmt: skip
    shut = report("closed", 11, source="cp-hakari", segment="kornidzor-hakari")
    picture = corridor.assess(hold([("e0", passed), ("e1", shut)]), exercise, period)
    trucks = picture.segments.filter(segment="kornidzor-hakari", vehicle="truck", direction="hakari_bridge").to_dicts()
    assert trucks[0]["p_closed"] > 0.9
    assert trucks[0]["p_entries"] == ["e0", "e1"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["open", "restricted", "closed"]),
            st.floats(-300, END - 0.01),
            st.sampled_from(["pt-01", "pt-03", "relief-one"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_probabilities_add_up_and_do_not_depend_on_order(exercise, period, said):
    things = [report(*one) for one in said]
    forwards = row(exercise, period, *things)
    total = forwards["p_open"] + forwards["p_restricted"] + forwards["p_closed"]
    assert total == pytest.approx(1)
    assert min(forwards["p_open"], forwards["p_restricted"], forwards["p_closed"]) > 0
    backwards = row(exercise, period, *reversed(things))
    assert backwards["p_open"] == pytest.approx(forwards["p_open"])
    low, high = timedelta(hours=24) / timedelta(hours=1) * 0.08, 24 * 4.6
    assert low <= forwards["half_life_h"] <= high
