"""The daily report and its publication; the weekly report; the brief for a meeting."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from trucewatch import record, reporting
from trucewatch.domain import Evidence

from .common import (
    HERE,
    AsJson,
    Author,
    Day,
    KnownAt,
    MissionDir,
    WordedAt,
    a_day,
    app,
    edits_of,
    opened,
    pictures_of,
    print_json,
    say,
)


@app.command()
def report(
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    worded_at: WordedAt = None,
    target: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    publish: Annotated[bool, typer.Option("--publish", help="Enter the publication in the record.")] = False,
    author: Author = "reporting officer",
    as_json: AsJson = False,
) -> None:
    """Write the daily report: PDF, HTML, tables, map. The same record gives the same bytes."""
    pictures = pictures_of(directory, day, known_at)
    daily = reporting.daily(pictures, edits_of(directory, pictures, worded_at or known_at))
    files = reporting.write(daily, target)
    if publish:
        with opened(directory, write=True) as (_, log):
            kept = {name: log.keep(target / name) for name in files}
            evidence = tuple(Evidence(sha256, name) for name, sha256 in kept.items())
            log.append([record.Draft(reporting.publication(daily, kept), evidence=evidence)], author=author)
    if as_json:
        print_json({str(target / name): sha256 for name, sha256 in files.items()})
        return
    for name in files:
        say(str(target / name))


@app.command()
def weekly(
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    target: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Write the weekly report of the crossings, the corridor and supplies: PDF, HTML, tables. It ends with --day."""
    files = reporting.write(reporting.weekly(pictures_of(directory, day, known_at, week=True)), target)
    if as_json:
        print_json({str(target / name): sha256 for name, sha256 in files.items()})
        return
    for name in files:
        say(str(target / name))


@app.command()
def brief(
    meeting: Annotated[str, typer.Option("--for", help="What the meeting is called.")],
    since: Annotated[str, typer.Option("--since", help="Day of the last meeting (YYYY-MM-DD).")],
    on: Annotated[str | None, typer.Option("--on", help="Day of the meeting (YYYY-MM-DD).")] = None,
    directory: MissionDir = HERE,
    day: Day = None,
    known_at: KnownAt = None,
    target: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Write the brief for a meeting, two pages as PDF and HTML: the same asked and said of each side."""
    pictures = pictures_of(directory, day, known_at, since)
    held = reporting.Meeting(meeting, a_day(on, "--on") if on else None, pictures.period.first_day - timedelta(days=1))
    files = reporting.write(reporting.brief(pictures, pictures.before(), held), target)
    if as_json:
        print_json({str(target / name): sha256 for name, sha256 in files.items()})
        return
    for name in files:
        say(str(target / name))
