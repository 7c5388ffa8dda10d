"""The command line: one thin command per verb. Quiet when all is well, ``--json`` for machines."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from trucewatch import __version__, corridor, domain, incidents, intake, mission, record, reporting
from trucewatch.mission import Mission
from trucewatch.record import Record

app = typer.Typer(
    name="trucewatch",
    help="What a ceasefire and humanitarian-access mission saw, did not see, and may say.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
quarantine_app = typer.Typer(help="Rows that could not be read: see, mend, release or drop them.")
app.add_typer(quarantine_app, name="quarantine")

out = Console()
err = Console(stderr=True)

MissionDir = Annotated[
    Path,
    typer.Option("--mission", "-m", envvar="TRUCEWATCH_MISSION", help="The mission's directory.", show_default="."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable output.")]
Day = Annotated[
    str | None,
    typer.Option("--day", help="Local day whose cut-off ends the period (YYYY-MM-DD); the latest one by default."),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", help="As known then: a size of the record, or a moment (ISO 8601)."),
]
Author = Annotated[str, typer.Option("--author", envvar="TRUCEWATCH_AUTHOR", help="Who does this, for the record.")]

HERE = Path()
DATABASE = os.environ.get("TRUCEWATCH_DATABASE")
"""SQLAlchemy URL of the log, where it shall not be the SQLite file beside the mission."""


EXPORTS: dict[str, Callable[[reporting.Pictures], pl.DataFrame]] = {
    "observations": lambda pictures: pictures.holdings.observations,
    "incidents": lambda pictures: pictures.incidents.frame,
    "members": lambda pictures: pictures.incidents.members,
    "links": lambda pictures: pictures.incidents.links,
    "counts": lambda pictures: pictures.ceasefire.counts,
    "conversions": lambda pictures: pictures.ceasefire.conversions,
    "rates": lambda pictures: pictures.ceasefire.rates,
    "silences": lambda pictures: pictures.ceasefire.quiet,
    "coverage": lambda pictures: pictures.coverage.cells,
    "watches": lambda pictures: pictures.coverage.watches,
    "segments": lambda pictures: pictures.corridor.segments,
    "passages": lambda pictures: pictures.corridor.passages,
    "restrictions": lambda pictures: pictures.corridor.restrictions,
    "consignments": lambda pictures: pictures.supplies.consignments,
    "flows": lambda pictures: pictures.supplies.flows,
    "shares": lambda pictures: pictures.supplies.against,
    "claims": lambda pictures: pictures.agreement.claims,
    "comparisons": lambda pictures: pictures.agreement.comparisons,
    "statements": lambda pictures: pictures.agreement.statements,
}
"""The pictures that `export` writes as tables."""


class UserError(Exception):
    """Something the user can mend; its text says how."""


def _say(text: str) -> None:
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def _complain(text: str) -> None:
    err.print(text, highlight=False, markup=False, soft_wrap=True, style="red")


def _print_json(value: Any) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode() + "\n")


@contextmanager
def _opened(directory: Path, *, write: bool) -> Iterator[tuple[Mission, Record]]:
    """The mission and its record; the first writing makes it."""
    loaded = mission.load(directory)
    home = loaded.home / "record"
    if _has_record(loaded):
        opened = Record.open(home, database=DATABASE, read_only=not write)
    elif write:
        opened = Record.create(home, origin=f"trucewatch/{loaded.id}", database=DATABASE)
    else:
        raise UserError(f"{loaded.name} has no record yet. Take something in: trucewatch add -m {directory}")
    with opened:
        yield loaded, opened


def _has_record(loaded: Mission) -> bool:
    return any((loaded.home / "record" / name).exists() for name in ("log.pub", "record.db"))


def _with_progress(
    work: Callable[[intake.Progress], tuple[intake.FileResult, ...]], *, quiet: bool
) -> tuple[intake.FileResult, ...]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        task = progress.add_task("taking in", total=None)
        return work(lambda done, total: progress.update(task, completed=done, total=total))


def _known_at(log: Record, loaded: Mission, said: str | None) -> int | None:
    if said is None:
        return None
    if said.isdigit():
        size = int(said)
        if size > log.size:
            raise UserError(f"The record has {log.size} entries, not {size}.")
        return size
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise UserError(
            f"--known-at {said!r} is neither a number of entries nor a moment such as 2023-05-14T19:30."
        ) from None
    return log.size_at(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(loaded.zone)))


def _day(holdings: record.Holdings, loaded: Mission, said: str | None) -> date:
    if said is None:
        return reporting.latest_day(holdings, loaded, datetime.now(UTC))
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UserError(f"--day {said!r} is not a day such as 2023-05-14.") from None


def _pictures(directory: Path, day: str | None, known_at: str | None) -> reporting.Pictures:
    """The pictures of a period; a mission that brings its own files need not be told to take them in first."""
    loaded = mission.load(directory)
    if not _has_record(loaded) and intake.feeds(loaded):
        _complain(f"{loaded.name} has no record yet: taking in the mission's own files.")
        with _opened(directory, write=True) as (_, log):
            intake.take_in_feeds(log, loaded)
    with _opened(directory, write=False) as (loaded, log):
        holdings = log.holdings(_known_at(log, loaded, known_at))
        checkpoint = log.checkpoint(holdings.known_at)
    try:
        return reporting.Pictures.of(holdings, loaded, _day(holdings, loaded, day), checkpoint=checkpoint)
    except ValueError as no_such_period:
        raise UserError(str(no_such_period)) from None


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        _say(f"trucewatch {__version__}")
        raise typer.Exit


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="Where the new mission goes; must not hold one yet.")]) -> None:
    """Write a commented mission file and its tables, ready to edit."""
    for path in mission.init(directory):
        _say(str(path))
    _say(f"Edit {directory / 'mission.toml'}, then: trucewatch add -m {directory} FILES")


@app.command()
def exercise(
    directory: MissionDir = HERE,
    days: Annotated[int, typer.Option(min=1, help="How many days to play.")] = 28,
    seed: Annotated[int, typer.Option(help="The same seed plays the same mission.")] = 7,
    start: Annotated[str, typer.Option(help="First day.")] = "2023-08-01",
    intensity: Annotated[float, typer.Option(min=0.0, help="Violence against the fitted level.")] = 1.0,
    error: Annotated[float, typer.Option(min=0.0, help="Observers' errors against the fitted ones.")] = 1.0,
) -> None:
    """Play a simulated mission: writes the files its observers would send, and the truth apart from them."""
    from trucewatch.exercise import simulate, write

    loaded = mission.load(directory)
    if loaded.mode != "exercise":
        raise UserError(f'{loaded.name} is a live mission. Only a mission with mode = "exercise" is played.')
    played = simulate(loaded, days=days, seed=seed, start=date.fromisoformat(start), intensity=intensity, error=error)
    target = loaded.home / "exercise"
    paths = write(played, target)
    _say(f"EXERCISE: {days} days played into {target} ({len(paths)} files).")


@app.command()
def add(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none takes the mission's feeds.")
    ] = None,
    directory: MissionDir = HERE,
    form: Annotated[str | None, typer.Option(help="What the rows are; guessed from the columns otherwise.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML that maps a foreign table's columns.")] = None,
    author: Author = "intake",
    as_json: AsJson = False,
) -> None:
    """Take in files. What cannot be read goes to quarantine; the same rows twice add nothing."""
    with _opened(directory, write=True) as (loaded, log):

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
        _print_json(results)
    else:
        _print_results(results, directory)


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
            _complain(f"{result.name}: {notice}")
    if any(result.quarantined for result in results):
        _say(f"Rows in quarantine wait to be mended: trucewatch quarantine list -m {directory}")


@quarantine_app.command("list")
def quarantine_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """What is in quarantine, with the reason and the mend."""
    with _opened(directory, write=False) as (_, log):
        held = log.holdings().quarantined
    if as_json:
        _print_json([{"id": row.id, **msgspec.to_builtins(row.thing)} for row in held])
        return
    for row in held:
        _say(f"{row.id}  {row.thing.file}, row {row.thing.row}")
        for problem in row.thing.problems:
            mend = f" ({problem.mend})" if problem.mend else ""
            _say(f"    {problem.field} = {problem.value!r}: {problem.reason}{mend}")
    if not held:
        _say("Nothing in quarantine.")


@quarantine_app.command("mend")
def quarantine_mend(
    entry: Annotated[str, typer.Argument(help="The id that `quarantine list` shows.")],
    changes: Annotated[list[str], typer.Argument(help="field=value, as many as it takes.")],
    directory: MissionDir = HERE,
    author: Author = "intake",
) -> None:
    """Read a row again with some cells changed, and release it if it can be read now."""
    pairs = dict(change.partition("=")[::2] for change in changes)
    with _opened(directory, write=True) as (loaded, log):
        receipt = intake.mend(log, loaded, entry, pairs, author=author)
    _say(f"Released as entry {receipt.id}.")


@quarantine_app.command("drop")
def quarantine_drop(
    entry: Annotated[str, typer.Argument(help="The id that `quarantine list` shows.")],
    reason: Annotated[str, typer.Option(help="Why the row is no account of anything.")],
    directory: MissionDir = HERE,
    author: Author = "intake",
) -> None:
    """Put a row aside for good; it stays in the record."""
    with _opened(directory, write=True) as (_, log):
        intake.drop(log, entry, reason, author=author)


@app.command()
def decide(
    act: Annotated[str, typer.Argument(help=f"One of: {', '.join(domain.vocabulary('acts'))}.")],
    entries: Annotated[list[str], typer.Argument(help="The entries it is about.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    directory: MissionDir = HERE,
    value: Annotated[list[str] | None, typer.Option("--set", help="field=value that the act needs.")] = None,
    author: Author = "duty officer",
) -> None:
    """Record a person's decision: a grade, a merge, a split, an attribution or that none is made."""
    if act not in domain.vocabulary("acts"):
        raise UserError(f"There is no act {act!r}. There are: {', '.join(domain.vocabulary('acts'))}.")
    values = dict(pair.partition("=")[::2] for pair in value or ())
    decision = domain.Decision(act=act, on=tuple(entries), value=values, reason=reason)
    with _opened(directory, write=True) as (_, log):
        if unknown := sorted(set(entries) - log.known(entries)):
            raise UserError(f"Not in the record: {', '.join(unknown)}.")
        (receipt,) = log.append([record.Draft(decision)], author=author)
    _say(f"Entry {receipt.id}.")


@app.command()
def status(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """The four answers: ceasefire, corridor, supplies, and where nobody looked."""
    answers = reporting.four_answers(_pictures(directory, day, known_at))
    if as_json:
        _print_json(answers)
    else:
        reporting.print_answers(answers, out)


@app.command()
def report(
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    target: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    publish: Annotated[bool, typer.Option("--publish", help="Enter the publication in the record.")] = False,
    author: Author = "reporting officer",
    as_json: AsJson = False,
) -> None:
    """Write the daily report: PDF, HTML, tables, map. The same record gives the same bytes."""
    pictures = _pictures(directory, day, known_at)
    daily = reporting.daily(pictures)
    files = reporting.write(daily, target)
    if publish:
        with _opened(directory, write=True) as (_, log):
            log.append([record.Draft(reporting.publication(daily, files))], author=author)
    if as_json:
        _print_json({str(target / name): sha256 for name, sha256 in files.items()})
        return
    for name in files:
        _say(str(target / name))


@app.command()
def explain(
    row: Annotated[str, typer.Argument(help="An id from a report, a table, or an entry's own.")],
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Draw the evidence of a link (inc:...~entry).")] = None,
    as_json: AsJson = False,
) -> None:
    """Why a number, a row or a sentence stands as it does, down to the entries."""
    pictures = _pictures(directory, day, known_at)
    try:
        explanation = pictures.explain(row)
    except KeyError as unknown:
        raise UserError(str(unknown.args[0])) from None
    if svg:
        links = pictures.incidents.links.filter(pl.col("id") == row)
        if links.is_empty():
            raise UserError(f"{row} is no link; the table of links is had by: trucewatch export links --out FILE")
        svg.write_text(incidents.waterfall(links.row(0, named=True)), encoding="utf-8")
    if as_json:
        _print_json(explanation)
    else:
        reporting.print_explanation(explanation, out)


@app.command("whatif")
def what_if(
    directory: MissionDir = HERE,
    closed: Annotated[list[str] | None, typer.Option("--close", help="A segment to take for closed.")] = None,
    opened: Annotated[list[str] | None, typer.Option("--open", help="A segment to take for open.")] = None,
    day: Day = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Who would be cut off, or reached, if segments were closed or open."""
    pictures = _pictures(directory, day, known_at)
    segments = pictures.corridor.segments
    try:
        changed = corridor.what_if(
            pictures.mission, pictures.period, segments, closed=closed or (), opened=opened or ()
        )
    except ValueError as unusable:
        raise UserError(str(unusable)) from None
    if as_json:
        _print_json(changed.to_dicts())
        return
    for row in changed.filter(pl.col("vehicle") == "any").iter_rows(named=True):
        start = mission.names(pictures.mission, row["entry"]) if row["entry"] else "any entry point"
        before, after = (_reached(row[when], row[f"minutes_{when}"]) for when in ("before", "after"))
        _say(f"{mission.names(pictures.mission, row['place'])} from {start}: {before} -> {after}")
    if changed.is_empty():
        _say("Nothing would change for any place on the mission's segments.")


def _reached(reach: str, minutes: float | None) -> str:
    word = reach.replace("_", " ")
    return word if minutes is None else f"{word}, {minutes:.0f} min"


@app.command()
def learn(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """How large observers' errors are by the record itself. Changes nothing; the mission file decides."""
    with _opened(directory, write=False) as (loaded, log):
        factors = incidents.learn(log.holdings(), loaded)
    if as_json:
        _print_json(factors._asdict())
        return
    _say("To believe these, write them into [linking] of the mission file:")
    _say(f"people_error = {factors.people:.2f}")
    _say(f"device_error = {factors.devices:.2f}")


@app.command()
def export(
    what: Annotated[
        str, typer.Argument(help=f"One of: {', '.join(EXPORTS)}; or record, tiles, or an entry's id for its proof.")
    ],
    target: Annotated[
        Path, typer.Option("--out", help="A .csv or .parquet file; a directory for record, tiles, proof.")
    ],
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Take data out: a picture as a table, or the record with all a party needs to verify it."""
    if what in EXPORTS:
        frame = EXPORTS[what](_pictures(directory, day, known_at))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".parquet":
            frame.write_parquet(target)
        elif target.suffix == ".csv":
            target.write_bytes(reporting.csv_of(frame))
        else:
            raise UserError(f"--out {target}: name a .csv or a .parquet file.")
        return
    with _opened(directory, write=False) as (_, log):
        if what == "record":
            log.export_bundle(target)
            _report_verification(log.verify())
        elif what == "tiles":
            log.export_tiles(target)
        elif log.known([what]):
            log.export_proof(what, target)
        else:
            raise UserError(
                f"There is no {what!r} to export. There are: record, tiles, {', '.join(EXPORTS)}, or an entry's id."
            )


@app.command()
def verify(
    directory: MissionDir = HERE,
    against: Annotated[
        list[Path] | None, typer.Option("--against", help="A checkpoint that somebody else kept.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry, checkpoint and evidence file; names what does not hold."""
    with _opened(directory, write=False) as (_, log):
        verification = log.verify([path.read_text(encoding="utf-8") for path in against or ()])
    if as_json:
        _print_json(verification)
    elif verification.ok:
        _say(f"{verification.size} entries verify. Root {verification.root}")
        if not against:
            _say("That nothing was cut off the end shows only against a checkpoint kept elsewhere: --against FILE")
    if not verification.ok:
        _report_verification(verification)


def _report_verification(verification: record.Verification) -> None:
    for finding in verification.findings:
        _complain(f"{finding.what}: {finding.where}: {finding.detail}")
    if not verification.ok:
        raise typer.Exit(1)


@app.command()
def serve(directory: MissionDir = HERE) -> None:
    """The operations room: not part of this build yet."""
    raise UserError("The operations room is not part of this build yet; read the report, or `trucewatch status`.")


MENDABLE = (UserError, OSError, mission.MissionError, intake.IntakeError, record.RecordError, record.NoteError)


def main() -> None:
    """Run the command line; what the user can mend is said in words, not as a traceback."""
    try:
        app()
    except MENDABLE as error:
        _complain(str(error))
        raise SystemExit(1) from None
