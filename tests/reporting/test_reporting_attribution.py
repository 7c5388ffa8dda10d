"""The report's section on attribution: people's decisions in people's words, and nothing where nobody decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from trucewatch import ceasefire
from trucewatch.domain import Decision
from trucewatch.record import Held
from trucewatch.reporting import Pictures, daily
from trucewatch.reporting.document import Section, phrases, plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.attribution import attribution


def decided(pictures: Pictures, decisions: Sequence[Decision]) -> Pictures:
    at = datetime(2023, 6, 14, 15, tzinfo=UTC)
    held = tuple(Held(f"d{n}", n, at, "head of mission", (), one) for n, one in enumerate(decisions))
    holdings = replace(pictures.holdings, decisions=held)
    fire = ceasefire.assess(pictures.incidents, pictures.coverage, pictures.mission, pictures.period, holdings=holdings)
    return replace(
        pictures,
        ceasefire=replace(pictures.ceasefire, attributions=fire.attributions, hypotheses=fire.hypotheses),
    )


def section(pictures: Pictures) -> Section | None:
    return attribution(Editor(pictures))


def words(found: Section) -> str:
    return " ".join(plain(phrase) for block in found.blocks for phrase in phrases(block))


def test_there_is_no_section_where_nobody_decided(pictures: Pictures) -> None:
    assert section(pictures) is None


def test_declining_is_said_with_its_reason_and_every_hypothesis_listed(pictures: Pictures) -> None:
    incident = pictures.incidents.frame.filter("violation", pl.col("kind") == "explosion")["id"][0]
    decline = Decision(act="decline", on=(incident,), reason="heard from one side only")
    found = section(decided(pictures, [decline]))
    assert found is not None
    said = words(found)
    assert "declined to attribute, because: “heard from one side only”" in said
    for party in pictures.mission.parties:
        assert party.short in said
    assert "does not rule it out" in said


def test_an_attribution_says_who_made_it_and_that_no_standard_is_given(pictures: Pictures) -> None:
    incident = pictures.incidents.frame.filter("violation", pl.col("kind") == "explosion")["id"][0]
    side = pictures.mission.parties[1]
    attribute = Decision(act="attribute", on=(incident,), value={"party": side.id}, reason="seen firing")
    (violations,) = (one for one in daily(decided(pictures, [attribute])).sections if one.id == "violations")
    found = next(part for part in violations.parts if part.id == "attribution")
    assert f"attributed to {side.short} by head of mission" in words(found)
