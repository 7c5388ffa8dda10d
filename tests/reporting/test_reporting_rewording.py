"""The words of a report can be changed, its figures cannot; what was published is corrected by further entries."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting_day import DAY, accounts, heard, picture

from trucewatch import domain as d
from trucewatch import reporting
from trucewatch.mission import Mission
from trucewatch.record import Draft, Record
from trucewatch.reporting import (
    Edit,
    ErratumError,
    Pictures,
    Report,
    WordingError,
    correct_figure,
    correct_words,
    daily,
    errata,
    errata_files,
    errata_of,
    imbalances,
    publication,
    reword,
    weakest,
)
from trucewatch.reporting.document import Figure, phrases, plain, walk
from trucewatch.reporting.rewording import editable, reworded

COUNT = "the Mission recorded"


@pytest.fixture(scope="session")
def counted(report: Report) -> reporting.Sentence:
    """The sentence of the summary that counts violations."""
    return next(one for one in report.sentences if one.section == "summary" and COUNT in one.drafted)


def edit(sentence: reporting.Sentence, says: str, seq: int = 100) -> Edit:
    now = datetime(2023, 6, 15, tzinfo=UTC).isoformat()
    return Edit(
        id=f"edit-{seq}",
        seq=seq,
        at=now,
        author="reporting officer",
        section=sentence.section,
        drafted=sentence.drafted,
        says=says,
        reason="reads better",
    )


def test_words_change_and_are_checked_and_every_figure_stays_and_opens_its_row(
    report: Report, pictures: Pictures, exercise: Mission, counted: reporting.Sentence
) -> None:
    says = counted.drafted.replace(COUNT, "observers of the Mission noted, provoked,")
    changed = daily(pictures, [edit(counted, says)])
    [now] = [one for one in changed.sentences if one.entry]
    assert (now.drafted, now.says) == (counted.drafted, says)
    assert changed.figures == report.figures
    assert changed.worded_at == 100
    told = [plain(phrase) for _, block in walk(changed.sections) for phrase in phrases(block)]
    assert any("observers of the Mission noted" in one for one in told)
    assert any("One sentence was put in other words" in one for one in told)
    assert "observers of the Mission noted" in changed.rows["edit-100"].says
    assert changed.entries["edit-100"].source == "reporting officer"
    assert "loaded word “provoked”" in {one.what for one in imbalances(changed, exercise)}
    assert any("noted, provoked," in one.says for one in weakest(changed, 100))


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("24 hours", "48 hours", "48 hours"),
        ("24 hours", "", "24 hours"),
        ("in its area", "in many parts of its area", "many"),
        ("in its area", "in its area, not in others", "not"),
        ("in its area", "in its area, fired by Armenian forces", "armenian"),
        ("in its area", "in its area and around Aghdam", "aghdam"),
        ("in its area", "in its area, bursts among them", "bursts"),
        ("in its area:", "in its area: ninety{", "brace"),
    ],
)
def test_a_change_of_more_than_words_is_refused_and_named(
    report: Report, exercise: Mission, counted: reporting.Sentence, before: str, after: str, named: str
) -> None:
    says = counted.drafted.replace(before, after, 1)
    assert says != counted.drafted
    with pytest.raises(WordingError, match=re.escape(named)):
        reword(report, counted.section, counted.drafted, says, "because", exercise)


def test_a_changed_figure_is_refused_and_named(report: Report, exercise: Mission, counted: reporting.Sentence) -> None:
    figure = re.findall(r"\{([^}]*)\}", counted.drafted)[0]
    says = counted.drafted.replace(f"{{{figure}}}", "{seven hundred}", 1)
    with pytest.raises(WordingError, match=f"drafted: “{figure}”; is not in the draft: “seven hundred”"):
        reword(report, counted.section, counted.drafted, says, "because", exercise)


def test_figures_do_not_change_places(report: Report, exercise: Mission, counted: reporting.Sentence) -> None:
    first, second, *_ = re.findall(r"\{[^}]*\}", counted.drafted)
    swapped = counted.drafted.replace(first, "\0").replace(second, first).replace("\0", second)
    with pytest.raises(WordingError, match="order"):
        reword(report, counted.section, counted.drafted, swapped, "because", exercise)


WORDS = st.sampled_from(
    ["and", "clearly", "{", "}", "{*}", "12", "no", "about", "Armenia", "{two}", "explosions", "1,000", "\u202e", "“”"]
)


@given(data=st.data())
def test_whatever_is_accepted_has_the_same_figures_and_numbers(
    report: Report, exercise: Mission, data: st.DataObject
) -> None:
    said = [
        phrase
        for section, block in walk(report.sections)
        if section.id in {"summary", "crossings", "supplies"}
        for phrase in phrases(block)
        if "{" in editable(phrase)
    ]
    phrase = data.draw(st.sampled_from(said))
    words = editable(phrase).split(" ")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(words)))
        words[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(WORDS, max_size=2))
    try:
        changed = reworded(phrase, " ".join(words), exercise)
    except WordingError:
        return
    assert [one for one in changed if isinstance(one, Figure)] == [one for one in phrase if isinstance(one, Figure)]
    assert re.findall(r"\d+", plain(changed)) == re.findall(r"\d+", plain(phrase))


def test_a_change_holds_as_long_as_the_sentence_is_drafted_so(
    tmp_path_factory: pytest.TempPathFactory, exercise: Mission, counted: reporting.Sentence
) -> None:
    says = counted.drafted.replace(COUNT, "its observers noted")
    more = [*accounts(exercise), heard("late", "op-07", 8.0, 4)]
    later = daily(picture(tmp_path_factory.mktemp("later") / "record", exercise, more), [edit(counted, says)])
    assert not [one for one in later.sentences if one.entry]
    [lapsed] = later.lapsed
    assert "no such sentence" in lapsed.why
    assert later.worded_at == later.size


def test_the_same_record_gives_the_same_words_again(
    tmp_path_factory: pytest.TempPathFactory, exercise: Mission
) -> None:
    home = tmp_path_factory.mktemp("worded") / "record"
    pictures = picture(home, exercise, accounts(exercise))
    first = daily(pictures)
    sentence = next(one for one in first.sentences if COUNT in one.drafted)
    with Record.open(home) as log:
        for says in ("its observers noted", "its people noted"):
            words = sentence.drafted.replace(COUNT, says)
            decision = reword(first, sentence.section, sentence.drafted, words, "shorter", exercise)
            log.append([Draft(decision)], author="reporting officer")
        decisions = list(log.entries(kinds=["decision"]))
    worded = daily(pictures, reporting.edits_of(decisions, first.id))
    assert "its people noted" in next(one.says for one in worded.sentences if one.entry)
    assert worded.worded_at == first.size + 2
    [earlier] = reporting.edits_of(decisions, first.id, at=first.size + 1)
    assert "its observers noted" in earlier.says
    again = daily(pictures, reporting.edits_of(decisions, first.id, at=worded.worded_at))
    assert msgspec.json.encode(again) == msgspec.json.encode(worded)


def test_a_published_report_is_corrected_by_what_the_pictures_say_now(
    tmp_path_factory: pytest.TempPathFactory, exercise: Mission
) -> None:
    home = tmp_path_factory.mktemp("corrected") / "record"
    first = daily(picture(home, exercise, accounts(exercise)))
    published = publication(first, {"report.pdf": "0" * 64})
    with Record.open(home) as log:
        [entry] = log.append([Draft(published)], author="head of mission")
        log.append([Draft(heard("late", "op-07", 8.0, 4))], author="duty officer")
        holdings = log.holdings()
        now = daily(Pictures.of(holdings, exercise, DAY, checkpoint=log.checkpoint(holdings.known_at)))
        changed = next(row for row, said in first.figures.items() if now.figures.get(row, said) != said)
        same = next(row for row, said in first.figures.items() if now.figures.get(row) == said)
        with pytest.raises(ErratumError, match="nothing to correct"):
            correct_figure(entry.id, published, now, same, "late account")
        with pytest.raises(ErratumError, match="no figure"):
            correct_figure(entry.id, published, now, "cfv:nowhere", "late account")
        sentence = next(one for one in first.sentences if COUNT in one.drafted)
        words = sentence.drafted.replace(COUNT, "its observers noted")
        with pytest.raises(WordingError, match="77"):
            correct_words(entry.id, first, sentence.section, sentence.says, f"{words} 77", "typing", exercise)
        for decision in (
            correct_figure(entry.id, published, now, changed, "late account"),
            correct_words(entry.id, first, sentence.section, sentence.says, words, "clearer", exercise),
        ):
            log.append([Draft(decision)], author="head of mission")
        found = errata_of(log.entries(kinds=["decision"]), entry.id)
        sheet = errata(exercise, entry.id, published, found, log.checkpoint(found[-1].seq))
    assert [(one.row, one.was) for one in found] == [(changed, first.figures[changed]), ("", sentence.says)]
    assert found[0].reads == now.figures[changed]
    assert set(sheet.rows) == {one.id for one in found}
    assert sheet.marking.startswith("EXERCISE")
    files = errata_files(sheet)
    assert files["errata.pdf"].startswith(b"%PDF")
    assert found[0].reads in files["errata.html"].decode()
    assert errata_files(sheet) == files


def test_the_entries_say_what_was_changed(pictures: Pictures, report: Report, exercise: Mission) -> None:
    sentence = report.sentences[0]
    told = reword(report, sentence.section, sentence.drafted, sentence.drafted, "as it was", exercise)
    assert isinstance(told, d.Decision)
    assert told.value["says"] == sentence.drafted
    with pytest.raises(WordingError, match="no such sentence"):
        reword(report, "summary", "Never said.", "Never said.", "because", exercise)
