"""Event data of any origin linked without a mission."""

from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

from trucewatch import incidents, reporting
from trucewatch.mission import Linking

from .common import AsJson, UserError, app, complain, print_json, say


@app.command()
def link(
    files: Annotated[list[Path], typer.Argument(help="Tables of event data, .csv or .parquet.")],
    target: Annotated[Path, typer.Option("--out", "-o", help="The folder for incidents, members, links, unattached.")],
    mapping: Annotated[Path | None, typer.Option(help="A mapping file; the shipped ones are known by columns.")] = None,
    minutes: Annotated[float, typer.Option(min=0, help="Accounts further apart in time are never one event.")] = 10,
    metres: Annotated[float, typer.Option(min=0, help="The same of places, beyond their radii.")] = 3000,
    form: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Of the tables.")] = "csv",
    as_json: AsJson = False,
) -> None:
    """Which rows of event data sets (UCDP GED, ACLED, FIRMS, your own) are the same event; needs no mission."""
    read = _read(files, mapping)
    try:
        found = incidents.link(read, Linking(minutes=minutes, metres=metres))
    except ValueError as unusable:
        raise UserError(str(unusable)) from None
    target.mkdir(parents=True, exist_ok=True)
    tables = {
        "incidents": found.frame, "members": found.members, "links": found.links, "unattached": found.unattached,
    }  # fmt: skip
    for name, frame in tables.items():
        path = target / f"{name}.{form}"
        if form == "parquet":
            frame.write_parquet(path)
        else:
            path.write_bytes(reporting.csv_of(frame))
    for warning in found.warnings:
        complain(warning)
    if as_json:
        print_json({"rows": read.height, **{name: frame.height for name, frame in tables.items()}})
        return
    several = found.frame.filter(pl.col("observations").list.len() > 1).height
    say(f"{read.height} rows: {found.frame.height} incidents, {several} of them told of by several rows; "
        f"{found.unattached.height} rows attach to none. Written to {target}")  # fmt: skip


def _read(files: list[Path], mapping: Path | None) -> pl.DataFrame:
    frames = []
    for path in files:
        try:
            table = incidents.read(path, mapping)
        except (ValueError, pl.exceptions.PolarsError) as unreadable:
            raise UserError(f"{path}: {unreadable}") from None
        if table.unread:
            complain(f"{path}: {table.unread} row(s) without a readable time or position left out")
        frames.append(table.frame)
    return pl.concat(frames, how="diagonal_relaxed")
