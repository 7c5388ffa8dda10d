"""A mission to begin with: an empty one, or one that is played."""

from pathlib import Path
from typing import Annotated

import typer

from trucewatch import mission

from .common import HERE, MissionDir, UserError, a_day, app, say


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="Where the new mission goes; must not hold one yet.")]) -> None:
    """Write a commented mission file and its tables, ready to edit."""
    for path in mission.init(directory):
        say(str(path))
    say(f"Edit {directory / 'mission.toml'}, then: trucewatch add -m {directory} FILES")


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
    played = simulate(loaded, days=days, seed=seed, start=a_day(start, "--start"), intensity=intensity, error=error)
    target = loaded.home / "exercise"
    paths = write(played, target)
    say(f"EXERCISE: {days} days played into {target} ({len(paths)} files).")
