"""What the mission can say, why it says so, and what would change it."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from trucewatch import incidents, mission, reporting

from .common import (
    HERE,
    AsJson,
    Day,
    KnownAt,
    MissionDir,
    Since,
    UserError,
    app,
    opened,
    out,
    pictures_of,
    print_json,
    say,
)


@app.command()
def status(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """The four answers: ceasefire, corridor, supplies, and where nobody looked."""
    answers = reporting.four_answers(pictures_of(directory, day, known_at))
    if as_json:
        print_json(answers)
    else:
        reporting.print_answers(answers, out)


@app.command()
def explain(
    row: Annotated[str, typer.Argument(help="An id from a report, a table, or an entry's own.")],
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    since: Since = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Draw the evidence of a link (inc:...~entry).")] = None,
    as_json: AsJson = False,
) -> None:
    """Why a number, a row or a sentence stands as it does, down to the entries."""
    pictures = pictures_of(directory, day, known_at, since)
    try:
        explanation = pictures.explain(row)
    except KeyError as unknown:
        raise UserError(f"{unknown.args[0]}. A row is of one period: name its --day, and --since for a week.") from None
    if svg:
        links = pictures.incidents.links.filter(pl.col("id") == row)
        if links.is_empty():
            raise UserError(f"{row} is no link; the table of links is had by: trucewatch export links --out FILE")
        svg.write_text(incidents.waterfall(links.row(0, named=True)), encoding="utf-8")
    if as_json:
        print_json(explanation)
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
    pictures = pictures_of(directory, day, known_at)
    try:
        changed = pictures.corridor.what_if(closed=closed or (), opened=opened or ())
    except ValueError as unusable:
        raise UserError(str(unusable)) from None
    if as_json:
        print_json(changed.to_dicts())
        return
    for row in changed.filter(pl.col("vehicle") == "any").iter_rows(named=True):
        start = mission.names(pictures.mission, row["entry"]) if row["entry"] else "any entry point"
        before, after = (_reached(row[when], row[f"minutes_{when}"]) for when in ("before", "after"))
        say(f"{mission.names(pictures.mission, row['place'])} from {start}: {before} -> {after}")
    if changed.is_empty():
        say("Nothing would change for any place on the mission's segments.")


def _reached(reach: str, minutes: float | None) -> str:
    word = reach.replace("_", " ")
    return word if minutes is None else f"{word}, {minutes:.0f} min"


@app.command()
def plan(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Where to look in the 24 hours after the period. For the mission alone: it is in no report."""
    pictures = pictures_of(directory, day, known_at)
    if as_json:
        print_json(pictures.plan.frame.to_dicts())
    else:
        reporting.print_plan(pictures, out)


@app.command()
def learn(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """How large observers' errors are, and how far they notice, by the record itself. Changes nothing."""
    with opened(directory, write=False) as (loaded, log):
        holdings = log.holdings()
    errors, ranges = incidents.learn(holdings, loaded), incidents.learn_ranges(holdings, loaded)
    if as_json:
        print_json({"errors": errors._asdict(), "ranges": ranges._asdict()})
        return
    say("To believe these, write them into [linking] of the mission file:")
    say(f"people_error = {errors.people:.2f}")
    say(f"device_error = {errors.devices:.2f}")
    say("and multiply day_m and night_m of its detection table:")
    say(f"of people by {ranges.people:.2f}, of devices by {ranges.devices:.2f}")
