"""After a drill: what was answered beside what was true."""

from typing import Any

import polars as pl

from .common import HERE, AsJson, Day, KnownAt, MissionDir, UserError, app, pictures_of, print_json, say


@app.command()
def score(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """What the pictures of a played mission answer, beside what was true: for the debriefing."""
    from trucewatch.exercise import Answers, truth_in
    from trucewatch.exercise import score as scored

    pictures = pictures_of(directory, day, known_at)
    home = pictures.mission.home / "exercise"
    try:
        truth = truth_in(home)
    except FileNotFoundError:
        raise UserError(f"{home} holds no truth. Play the mission first: trucewatch exercise -m {directory}") from None
    answers = Answers(
        rates=pictures.ceasefire.rates,
        lists=pictures.ceasefire.lists,
        alarms=pictures.ceasefire.alarms,
        unseen=pictures.corridor.unseen,
        segments=pictures.corridor.segments,
        cover=pictures.supplies.cover,
        registers=pictures.supplies.registers,
    )
    frame = scored(pictures.mission, pictures.period, truth, answers)
    if as_json:
        print_json(frame.to_dicts())
        return
    for (quantity,), part in frame.group_by("quantity", maintain_order=True):
        say(f"EXERCISE. {quantity}: {_held(part)}")
        for row in part.iter_rows(named=True):
            say(f"  {row['about']}: true {row['truth']:,.4g}, answered {_answered(row)}  {row['row']}")


def _held(part: pl.DataFrame) -> str:
    told = part.drop_nulls("held")
    if told.height:
        return f"{int(told['held'].sum())} of {told.height} held"
    brier = sum((mid - true) ** 2 for mid, true in part.select("mid", "truth").iter_rows()) / part.height
    return f"mean squared error {brier:.3f} over {part.height}"


def _answered(row: dict[str, Any]) -> str:
    low, mid, high = (None if row[end] is None else f"{row[end]:,.4g}" for end in ("low", "mid", "high"))
    if row["held"] is None:
        return str(mid)
    interval = f"{low} to {high}" if high else f"at least {low}"
    return f"{interval}{'' if row['held'] else ' (not held)'}"
