"""What the verbs share: the application, its options, the mission and record at hand, and how to speak."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console

from trucewatch import intake, mission, record, reporting
from trucewatch.mission import Mission
from trucewatch.record import Receipt, Record

app = typer.Typer(
    name="trucewatch",
    help="What a ceasefire and humanitarian-access mission saw, did not see, and may say.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
out = Console(emoji=False)
err = Console(stderr=True, emoji=False)

MissionDir = Annotated[
    Path,
    typer.Option("--mission", "-m", envvar="TRUCEWATCH_MISSION", help="The mission's directory.", show_default="."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable output.")]
Day = Annotated[
    str | None,
    typer.Option("--day", help="Local day whose cut-off ends the period (YYYY-MM-DD); the latest one by default."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", help="From the cut-off of this day on, instead of the one period (YYYY-MM-DD)."),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", help="As known then: a size of the record, or a moment (ISO 8601)."),
]
WordedAt = Annotated[
    str | None,
    typer.Option(
        "--worded-at",
        help="In the words of then: a size of the record, or a moment; by default --known-at, or now.",
    ),
]
Author = Annotated[str, typer.Option("--author", envvar="TRUCEWATCH_AUTHOR", help="Who does this, for the record.")]

HERE = Path()
DATABASE = os.environ.get("TRUCEWATCH_DATABASE")
"""SQLAlchemy URL of the log, where it shall not be the SQLite file beside the mission."""


class UserError(Exception):
    """Something the user can mend; its text says how."""


def say(text: str) -> None:
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def complain(text: str) -> None:
    err.print(text, highlight=False, markup=False, soft_wrap=True, style="red")


def print_json(value: Any) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode() + "\n")


def entered(receipt: Receipt, *, as_json: bool) -> None:
    """Say under which id something was entered."""
    if as_json:
        print_json(receipt)
    else:
        say(f"Entry {receipt.id}.")


@contextmanager
def opened(directory: Path, *, write: bool) -> Iterator[tuple[Mission, Record]]:
    """The mission and its record; the first writing makes it."""
    loaded = mission.load(directory)
    home = loaded.home / "record"
    if _has_record(loaded):
        log = Record.open(home, database=DATABASE, read_only=not write)
    elif write:
        log = Record.create(home, origin=f"trucewatch/{loaded.id}", database=DATABASE)
    else:
        raise UserError(f"{loaded.name} has no record yet. Take something in: trucewatch add -m {directory}")
    with log:
        yield loaded, log


def _has_record(loaded: Mission) -> bool:
    return any((loaded.home / "record" / name).exists() for name in ("log.pub", "record.db"))


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
    return a_day(said, "--day")


def a_day(said: str, option: str) -> date:
    """The day that an option says."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UserError(f"{option} {said!r} is not a day such as 2023-05-14.") from None


def edits_of(directory: Path, pictures: reporting.Pictures, worded_at: str | None) -> tuple[reporting.Edit, ...]:
    """What people changed in the words of the report of these pictures, up to ``worded_at``."""
    with opened(directory, write=False) as (loaded, log):
        decisions = log.entries(kinds=["decision"])
        return reporting.edits_of(decisions, reporting.report_id(pictures), at=_known_at(log, loaded, worded_at))


def pictures_of(
    directory: Path, day: str | None, known_at: str | None, since: str | None = None, *, week: bool = False
) -> reporting.Pictures:
    """The pictures of a period, of all since a day, or of a week.

    A mission that brings its own files need not be told to take them in first.
    """
    loaded = mission.load(directory)
    if not _has_record(loaded) and intake.feeds(loaded):
        complain(f"{loaded.name} has no record yet: taking in the mission's own files.")
        with opened(directory, write=True) as (_, log):
            intake.take_in_feeds(log, loaded)
    with opened(directory, write=False) as (loaded, log):
        holdings = log.holdings(_known_at(log, loaded, known_at))
        try:
            checkpoint = log.checkpoint(holdings.known_at)
        except ValueError as unsigned:
            raise UserError(f"--known-at: {unsigned}.") from None
    last = _day(holdings, loaded, day)
    try:
        if week:
            period = mission.week_to(loaded, last)
        elif since:
            period = mission.between(loaded, a_day(since, "--since"), last)
        else:
            period = mission.period_for(loaded, last)
        return reporting.Pictures.over(holdings, loaded, period, checkpoint=checkpoint)
    except ValueError as no_such_period:
        raise UserError(str(no_such_period)) from None
