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
    record.back_up(mission.load(directory).home / "record", target)
    say(f"{_checked(target)} entries verify in {target}. It holds the secret key of the record: keep it as safe.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="What backup wrote.")],
    directory: MissionDir = HERE,
) -> None:
    """Put the record back from a backup where there is none, and check it."""
    home = mission.load(directory).home / "record"
    record.restore(source, home)
    say(
        f"{_checked(home)} entries verify. What was entered after the backup is not in it."
    )


def _checked(home: Path) -> int:
    with record.Record.open(home, read_only=True) as log:
        verification = log.verify()
    if not verification.ok:
        raise UserError(f"{home} does not verify: {verification.findings[0].detail}")
    return verification.size
