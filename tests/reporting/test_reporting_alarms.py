"""Alarms in words and as a chart: what is raised, what is not, and what cannot be told."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from trucewatch.ceasefire import ALARMS
from trucewatch.reporting import Pictures
from trucewatch.reporting.alarm_chart import alarm_chart
from trucewatch.reporting.document import plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.alarms import alarms, sentence


def editor(pictures: Pictures, states: list[str]) -> Editor:
    """An editor of ``pictures`` with an alarm state for each sector on the last day; past the states, not told."""
    end = pictures.period.span.end
    rows = []
    for number, sector in enumerate(pictures.mission.sectors):
        state = states[number] if number < len(states) else "not_told"
        known = state != "not_told"
        rows.append(
            dict.fromkeys(ALARMS)
            | {"id": f"cfv:alarm/{sector.id}/x", "sector": sector.id, "sectors": [sector.id], "state": state}
            | {"start": end - timedelta(days=1), "end": end, "incidents": []}
            | ({"since": end - timedelta(days=3), "seen": 12, "expected": 3.2} if known else {})
        )
    frame = pl.DataFrame(rows, schema=ALARMS)
    return Editor(replace(pictures, ceasefire=replace(pictures.ceasefire, alarms=frame)))


def test_an_alarm_names_the_sector_its_figures_and_nobody(pictures: Pictures) -> None:
    told = editor(pictures, ["alarm", "none"])
    section = alarms(told)
    assert section is not None
    assert [type(block).__name__ for block in section.blocks] == ["Paragraph", "Bullets", "Picture"]
    said = plain(sentence(told))
    assert said.startswith("Alarm in one sector alone")
    assert "nothing of who or why" in said
    assert "In four sectors it cannot be told" in said
    for party in pictures.mission.parties:
        assert party.short not in said


@pytest.mark.parametrize(
    ("states", "words"), [(["none"] * 6, "No alarm in six sectors"), ([], "No alarm could be reckoned")]
)
def test_silence_of_the_rule_is_no_finding(pictures: Pictures, states: list[str], words: str) -> None:
    said = plain(sentence(editor(pictures, states)))
    assert said.startswith(words)
    assert "no finding that nothing increased" in said or "too little was watched" in said


def test_the_chart_says_in_words_what_it_shows(pictures: Pictures) -> None:
    picture = alarm_chart(editor(pictures, ["alarm", "none"]))
    first, second, third = pictures.mission.sectors[:3]
    assert f"{first.name}: alarm on 14 Jun." in picture.alt
    assert f"{second.name}: no alarm." in picture.alt
    assert f"{third.name}: no alarm, cannot be told on one day" in picture.alt
    assert ET.fromstring(picture.svg).tag.endswith("svg")
