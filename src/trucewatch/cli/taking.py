"""Taking in what the mission hears of, and mending what could not be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from trucewatch import intake, mission

from .common import HERE, AsJson, Author, MissionDir, a_day, app, complain, err, opened, out, print_json, say

quarantine_app = typer.Typer(help="Rows that could not be read: see, mend, release or drop them.")
app.add_typer(quarantine_app, name="quarantine")


@app.command()
def add(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none takes the mission's feeds.")
    ] = None,
    directory: MissionDir = HERE,
    form: Annotated[str | None, typer.Option(help="What the rows are; guessed from the columns otherwise.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML that maps a foreign table's columns.")] = None,
    published: Annotated[
        str | None, typer.Option(help="Local day on which texts of the press were published (YYYY-MM-DD).")
    ] = None,
    outlet: Annotated[str, typer.Option(help="The source of the register that published them.")] = "",
    url: Annotated[str, typer.Option(help="Where they were published.")] = "",
    author: Author = "intake",
    as_json: AsJson = False,
) -> None:
    """Take in files: tables of any form, or texts of the press. The same rows or texts twice add nothing.

    A row that cannot be read goes to quarantine; what a machine reads in a text waits for review.
    """
    if files and (published or outlet or _are_texts(files)):
        _add_texts(files, directory, published, outlet, url, author, as_json=as_json)
        return
    with opened(directory, write=True) as (loaded, log):
        for notice in mission.notices(loaded):
            complain(f"{directory}: {notice}")

        def work(progress: intake.Progress) -> tuple[intake.FileResult, ...]:
            if files:
                return intake.take_in(log, loaded, files, form=form, mapping=mapping, author=author, progress=progress)
            return intake.take_in_feeds(log, loaded, author=author, progress=progress)

        try:
            results = _with_progress(work, quiet=as_json)
        except intake.UnreadFilesError as unread:
            _print_results(unread.results, directory)
            raise
    if as_json:
        print_json(results)
    else:
        _print_results(results, directory)


def _are_texts(files: list[Path]) -> bool:
    """True if every file is of a kind that only texts have; a .txt may be a table."""
    return all(file.suffix.casefold() in intake.press.SUFFIXES and file.suffix != ".txt" for file in files)


def _add_texts(
    files: list[Path], directory: Path, published: str | None, outlet: str, url: str, author: str, *, as_json: bool
) -> None:
    day = a_day(published, "--published") if published else None
    with opened(directory, write=True) as (loaded, log):
        results = intake.press.take_in_texts(log, loaded, files, published=day, outlet=outlet, url=url, author=author)
    if as_json:
        print_json(results)
        return
    for result in results:
        say(
            f"{result.name}: {result.kind} of {result.published}, {_number(result.statements, 'statement')} and "
            f"{_number(result.claims, 'claim')} proposed"
            + (f", {result.repeated} known before" if result.repeated else "")
        )
        for notice in result.notices:
            complain(f"{result.name}: {notice}")
    say(f"They wait for review: trucewatch review list -m {directory}")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _print_results(results: tuple[intake.FileResult, ...], directory: Path) -> None:
    if not results:
        return
    table = Table("form", "files", "rows", "new", "repeated", "corrected", "quarantined", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for form in dict.fromkeys(result.form for result in results):
        of_form = [result for result in results if result.form == form]
        sums = (
            sum(counts)
            for counts in zip(
                *((one.rows, one.kept, one.repeated, one.corrected, one.quarantined) for one in of_form), strict=True
            )
        )
        table.add_row(form, str(len(of_form)), *map(str, sums))
    out.print(table)
    for result in results:
        for notice in result.notices:
            complain(f"{result.name}: {notice}")
    if any(result.quarantined for result in results):
        say(f"Rows in quarantine wait to be mended: trucewatch quarantine list -m {directory}")


def _with_progress(
    work: Callable[[intake.Progress], tuple[intake.FileResult, ...]], *, quiet: bool
) -> tuple[intake.FileResult, ...]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        task = progress.add_task("taking in", total=None)
        return work(lambda done, total: progress.update(task, completed=done, total=total))


@quarantine_app.command("list")
def quarantine_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """What is in quarantine, with the reason and the mend."""
    with opened(directory, write=False) as (_, log):
        held = log.holdings().quarantined
    if as_json:
        print_json([{"id": row.id, **msgspec.to_builtins(row.thing)} for row in held])
        return
    for row in held:
        say(f"{row.id}  {row.thing.file}, row {row.thing.row}")
        for problem in row.thing.problems:
            mend = f" ({problem.mend})" if problem.mend else ""
            say(f"    {problem.field} = {problem.value!r}: {problem.reason}{mend}")
    if not held:
        say("Nothing in quarantine.")


@quarantine_app.command("mend")
def quarantine_mend(
    entry: Annotated[str, typer.Argument(help="The id that `quarantine list` shows.")],
    changes: Annotated[list[str], typer.Argument(help="field=value, as many as it takes.")],
    directory: MissionDir = HERE,
    author: Author = "intake",
    as_json: AsJson = False,
) -> None:
    """Read a row again with some cells changed, and release it if it can be read now."""
    pairs = dict(change.partition("=")[::2] for change in changes)
    with opened(directory, write=True) as (loaded, log):
        receipt = intake.mend(log, loaded, entry, pairs, author=author)
    if as_json:
        print_json(receipt)
    else:
        say(f"Released as entry {receipt.id}.")


@quarantine_app.command("drop")
def quarantine_drop(
    entry: Annotated[str, typer.Argument(help="The id that `quarantine list` shows.")],
    reason: Annotated[str, typer.Option(help="Why the row is no account of anything.")],
    directory: MissionDir = HERE,
    author: Author = "intake",
) -> None:
    """Put a row aside for good; it stays in the record."""
    with opened(directory, write=True) as (_, log):
        intake.drop(log, entry, reason, author=author)
