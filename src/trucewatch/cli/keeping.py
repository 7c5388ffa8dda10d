"""Copies of the record kept elsewhere, and the record put back from one."""

from pathlib import Path
from typing import Annotated

import typer

from trucewatch import mission, record

from .common import HERE, MissionDir, UserError, app, say


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A directory that does not exist yet.")],
    directory: MissionDir = HERE,
) -> None:
    """Copy the record, its evidence and the accounts while the server runs, and check the copy."""
    home = mission.load(directory).home / "record"
    record.back_up(home, target)
    say(f"{_checked(target)} entries verify in {target}. The secret key {home / 'log.key'} is not in it.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="What backup wrote.")],
    directory: MissionDir = HERE,
) -> None:
    """Put the record back from a backup where there is none, and check it."""
    home = mission.load(directory).home / "record"
    record.restore(source, home)
    say(f"{_checked(home)} entries verify. To go on writing, put {home / 'log.key'} back.")


def _checked(home: Path) -> int:
    with record.Record.open(home, read_only=True) as log:
        verification = log.verify()
    if not verification.ok:
        raise UserError(f"{home} does not verify: {verification.findings[0].detail}")
    return verification.size
