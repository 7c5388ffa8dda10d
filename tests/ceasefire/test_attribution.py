"""The ledger of attribution: it lays out what people entered and decided, and decides nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from hand_made import ENTERED, hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import ATTRIBUTIONS, HYPOTHESES, Ceasefire, assess
from trucewatch.domain import Count, Decision, Observation, Point, Span, When
from trucewatch.mission import Mission, Standard, period_for, previous
from trucewatch.record import Held
from trucewatch.record.frames import ObservationRows

DAY = date(2023, 6, 21)
PLACE = Point(47.13, 39.765, 300)


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    standard = Standard(name="reasonable grounds to believe", sources=2, kind="explosion")
    return msgspec.structs.replace(exercise, standards=(standard,))


def assessed(mission: Mission, decisions: Sequence[Decision]) -> Ceasefire:
    period = period_for(mission, DAY)
    rows = ObservationRows()
    for number, source in enumerate(("op-11", "op-07")):
        start = period.span.start + timedelta(hours=1 + 8 * number)
        when = When(start, start + timedelta(minutes=1))
        told = Observation(source=source, kind="explosion", means="heard", when=when, where=PLACE, count=Count(1, 1))
        rows.add(f"o{number}", number, told)
    held = tuple(
        Held(f"d{n}", n, ENTERED + timedelta(minutes=n), "head of mission", (), one) for n, one in enumerate(decisions)
    )
    holdings = replace(hold([]), observations=rows.frame(), decisions=held)
    events = incidents.assess(holdings, mission)
    span = Span(previous(mission, period).span.start, period.span.end)
    looked = coverage.assess(holdings, mission, span, events.frame)
    return assess(events, looked, mission, period, holdings=holdings)


def weigh(hypothesis: str, speaks: str, evidence: str) -> Decision:
    value = {"hypothesis": hypothesis, "speaks": speaks, "evidence": evidence}
    return Decision(act="weigh", on=("o0",), value=value, reason="direction of sound")


def test_nothing_is_attributed_where_nobody_decided(mission: Mission) -> None:
    found = assessed(mission, [])
    assert found.attributions.schema == ATTRIBUTIONS
    assert found.hypotheses.schema == HYPOTHESES
    assert found.attributions.is_empty()


def test_evidence_alone_leaves_it_open_and_every_hypothesis_is_laid_out(mission: Mission) -> None:
    first = mission.parties[0].id
    found = assessed(mission, [weigh(first, "for", "o0|o1"), weigh("accident", "against", "o1")])
    (row,) = found.attributions.iter_rows(named=True)
    assert row["outcome"] == "open"
    assert row["hypothesis"] is None
    assert row["meets"] is None
    laid = {one["hypothesis"]: one for one in found.hypotheses.iter_rows(named=True)}
    assert list(laid)[:2] == [party.id for party in mission.parties]
    assert set(laid) > {"third", "accident", "exercise", "mine", "unknown"}
    assert laid[first]["speaks_for"] == ["o0", "o1"]
    assert laid[first]["sources_for"] == 2
    assert laid["accident"]["speaks_against"] == ["o1"]
    assert laid["mine"]["speaks_for"] == []


@pytest.mark.parametrize(("evidence", "meets"), [("o0|o1", True), ("o0", False), ("o0|o0", False)])
def test_the_standard_counts_sources_and_the_decision_stands_beside_it(
    mission: Mission, evidence: str, meets: bool
) -> None:
    first = mission.parties[0].id
    attribute = Decision(act="attribute", on=("o0",), value={"party": first}, reason="two posts agree")
    found = assessed(mission, [weigh(first, "for", evidence), attribute])
    (row,) = found.attributions.iter_rows(named=True)
    assert (row["outcome"], row["hypothesis"], row["meets"]) == ("attributed", first, meets)
    assert "the mandate asks for 2" in found.explain(row["id"]).says
    assert found.explain(row["id"]).entries == ("d1",)


def test_the_latest_decision_stands_and_declining_is_one(mission: Mission) -> None:
    first = mission.parties[0].id
    attribute = Decision(act="attribute", on=("o0",), value={"party": first}, reason="two posts agree")
    decline = Decision(act="decline", on=("o0",), reason="the bearing is shared by both sides")
    (row,) = assessed(mission, [attribute, decline]).attributions.iter_rows(named=True)
    assert (row["outcome"], row["hypothesis"], row["author"]) == ("declined", None, "head of mission")
    found = assessed(mission, [attribute, decline])
    assert "declined to attribute by head of mission, because" in found.explain(row["id"]).says
    for one in found.hypotheses["id"]:
        assert "nothing is attributed by the software" in found.explain(one).rule


def test_the_same_evidence_makes_the_same_ledger_for_either_side(mission: Mission) -> None:
    ids = [party.id for party in mission.parties]
    for_first, for_second = (
        {one["hypothesis"]: one["sources_for"] for one in frame.iter_rows(named=True)}
        for frame in (assessed(mission, [weigh(who, "for", "o0|o1")]).hypotheses for who in ids)
    )
    assert for_first[ids[0]] == for_second[ids[1]]
    assert for_first[ids[1]] == for_second[ids[0]]
