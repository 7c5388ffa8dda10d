"""Data and the record handed to others, and whether the record holds."""

from pathlib import Path
from typing import Annotated

import typer

from trucewatch import record, reporting

from .common import (
    HERE,
    AsJson,
    Day,
    KnownAt,
    MissionDir,
    UserError,
    app,
    complain,
    opened,
    pictures_of,
    print_json,
    say,
)


@app.command()
def export(
    what: Annotated[
        str,
        typer.Argument(
            help=f"One of: {', '.join(reporting.TABLES)}; or cot, record, tiles, or an entry's id for its proof."
        ),
    ],
    target: Annotated[
        Path, typer.Option("--out", help="A .csv or .parquet file, any for cot; a directory for record, tiles, proof.")
    ],
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Take data out: a picture as a table, or the record with all a party needs to verify it."""
    if what in reporting.TABLES:
        frame = reporting.TABLES[what](pictures_of(directory, day, known_at))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".parquet":
            frame.write_parquet(target)
        elif target.suffix == ".csv":
            target.write_bytes(reporting.csv_of(frame))
        else:
            raise UserError(f"--out {target}: name a .csv or a .parquet file.")
        return
    if what == "cot":
        pictures = pictures_of(directory, day, known_at)
        target.parent.mkdir(parents=True, exist_ok=True)
        incidents = reporting.TABLES["incidents"](pictures)
        target.write_bytes(reporting.cursor_on_target(pictures, incidents, patrols=True))
        return
    with opened(directory, write=False) as (_, log):
        if what == "record":
            log.export_bundle(target)
            _report_verification(log.verify())
        elif what == "tiles":
            log.export_tiles(target)
        elif log.known([what]):
            log.export_proof(what, target)
        else:
            tables = ", ".join(reporting.TABLES)
            raise UserError(
                f"There is no {what!r} to export. There are: cot, record, tiles, {tables}, or an entry's id."
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
    with opened(directory, write=False) as (_, log):
        verification = log.verify([path.read_text(encoding="utf-8") for path in against or ()])
    if as_json:
        print_json(verification)
    elif verification.ok:
        say(f"{verification.size} entries verify. Root {verification.root}")
        if not against:
            say("That nothing was cut off the end shows only against a checkpoint kept elsewhere: --against FILE")
    if not verification.ok:
        _report_verification(verification)


def _report_verification(verification: record.Verification) -> None:
    for finding in verification.findings:
        complain(f"{finding.what}: {finding.where}: {finding.detail}")
    if not verification.ok:
        raise typer.Exit(1)
