"""The words of a report, changed by people; what is corrected after it was published."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from trucewatch import domain, mission, record, reporting

from .common import (
    HERE,
    AsJson,
    Author,
    Day,
    KnownAt,
    MissionDir,
    UserError,
    app,
    edits_of,
    opened,
    pictures_of,
    print_json,
    say,
)

words_app = typer.Typer(help="The words of a report: its figures stay as they are.")
app.add_typer(words_app, name="words")
errata_app = typer.Typer(help="What is corrected in a report after it was published.")
app.add_typer(errata_app, name="errata")

Reason = Annotated[str, typer.Option(help="Why.")]
Place = Annotated[str, typer.Argument(help="SECTION/BLOCK/NUMBER as `words list` shows it.")]
Says = Annotated[str, typer.Argument(help="The sentence in other words; what is in braces stays as it is.")]
Entry = Annotated[str, typer.Argument(help="The entry of the publication.")]


@words_app.command("list")
def words_list(
    directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """Every sentence of a report that can be put in other words, and what was changed but fits no more."""
    report = _drafted(directory, day, known_at)
    if as_json:
        print_json({"sentences": report.sentences, "lapsed": report.lapsed})
        return
    for sentence in report.sentences:
        say(f"{_place(sentence)}: {sentence.says}{f'  [{sentence.entry}]' if sentence.entry else ''}")
    for lapsed in report.lapsed:
        say(f"Not carried: {lapsed.edit.says} [{lapsed.edit.id}] {lapsed.why}")


@words_app.command("change")
def words_change(
    place: Place,
    says: Says,
    reason: Reason,
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    author: Author = "reporting officer",
) -> None:
    """Put a sentence in other words. A changed figure is refused, and named."""
    report = _drafted(directory, day, known_at)
    sentence = _sentence(report, place)
    with opened(directory, write=True) as (loaded, log):
        decision = reporting.reword(report, sentence.section, sentence.drafted, says, reason, loaded)
        [receipt] = log.append([record.Draft(decision, key=f"reword:{uuid4()}")], author=author)
    say(f"Entry {receipt.id}.")


@errata_app.command("figure")
def errata_figure(
    entry: Entry,
    row: Annotated[str, typer.Argument(help="The row of the figure.")],
    reason: Reason,
    directory: MissionDir = HERE,
    author: Author = "head of mission",
) -> None:
    """Correct a figure of a published report: it then reads as the pictures of the period say now."""
    published = _published(directory, entry)
    now = _drafted(directory, _day(directory, published), None)
    _enter(directory, reporting.correct_figure(entry, published, now, row, reason), author)


@errata_app.command("words")
def errata_words(
    entry: Entry,
    place: Place,
    says: Says,
    reason: Reason,
    directory: MissionDir = HERE,
    author: Author = "head of mission",
) -> None:
    """Correct the words of a sentence of a published report; its figures stay."""
    published = _published(directory, entry)
    pictures = pictures_of(directory, _day(directory, published), str(published.known_at))
    report = reporting.daily(pictures, edits_of(directory, pictures, str(published.worded_at)))
    sentence = _sentence(report, place)
    loaded = mission.load(directory)
    decision = reporting.correct_words(entry, report, sentence.section, sentence.says, says, reason, loaded)
    _enter(directory, decision, author)


@errata_app.command("write")
def errata_write(
    entry: Entry,
    directory: MissionDir = HERE,
    target: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Write the sheet of corrections of a published report, as PDF and HTML, to go beside it."""
    published = _published(directory, entry)
    with opened(directory, write=False) as (loaded, log):
        found = reporting.errata_of(log.entries(kinds=["decision"]), entry)
        if not found:
            raise UserError("Nothing was corrected in this report.")
        sheet = reporting.errata(loaded, entry, published, found, log.checkpoint(found[-1].seq))
    files = reporting.write(sheet, target)
    if as_json:
        print_json({str(target / name): sha256 for name, sha256 in files.items()})
        return
    for name in files:
        say(str(target / name))


def _drafted(directory: Path, day: str | None, known_at: str | None) -> reporting.Report:
    pictures = pictures_of(directory, day, known_at)
    return reporting.daily(pictures, edits_of(directory, pictures, None))


def _place(sentence: reporting.Sentence) -> str:
    return f"{sentence.section}/{sentence.block}/{sentence.number}"


def _sentence(report: reporting.Report, place: str) -> reporting.Sentence:
    found = next((one for one in report.sentences if _place(one) == place), None)
    if found is None:
        raise UserError(f"The report has no sentence {place!r}; see them with: trucewatch words list")
    return found


def _published(directory: Path, entry: str) -> domain.Publication:
    with opened(directory, write=False) as (_, log):
        found = log.find(entry)
    if found is None or not isinstance(found.entry.payload, domain.Publication):
        raise UserError(f"There is no publication {entry!r} in the record.")
    return found.entry.payload


def _day(directory: Path, published: domain.Publication) -> str:
    return mission.period_at(mission.load(directory), published.period.start).day.isoformat()


def _enter(directory: Path, decision: domain.Decision, author: str) -> None:
    with opened(directory, write=True) as (_, log):
        [receipt] = log.append([record.Draft(decision)], author=author)
    say(f"Entry {receipt.id}.")
