"""The command line: one thin command per verb. Quiet when all is well, ``--json`` for machines."""

from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from trucewatch import __version__, intake, mission, places, record, reporting, server

from .common import UserError, app, complain, say

# isort: off
# The help lists the verbs in this order.
from . import starting, taking, reviewing, asking, debriefing, publishing, deciding, agreeing  # noqa: F401
from . import wording, handing, keeping, linking, serving, fielding  # noqa: F401

# isort: on

__all__ = ["app", "main"]

MENDABLE = (
    UserError,
    OSError,
    mission.MissionError,
    places.TerrainError,
    intake.IntakeError,
    record.RecordError,
    record.NoteError,
    server.AccountError,
    reporting.WordingError,
    reporting.ErratumError,
)


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        say(f"trucewatch {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; what the user can mend is said in words, not as a traceback."""
    try:
        app()
    except MENDABLE as error:
        complain(str(error))
        raise SystemExit(1) from None
    except OperationalError as error:
        complain(f"The record cannot be read or written ({error.orig}); look to rights and to free space.")
        raise SystemExit(1) from None
