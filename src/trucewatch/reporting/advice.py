"""Where to look tomorrow, for the operations room of the mission and nobody else: no report carries it."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trucewatch.mission import names
from trucewatch.planning import HISTORY_DAYS

from . import wording
from .editor import Editor, Row, rows
from .pictures import Pictures

_WHY = {"missed": "most would go unnoticed", "unwatched": "longest without a look"}
_REACH = {
    "certainly": "yes",
    "possibly": "depends on segments not seen",
    "not_known": "not known",
    "": "not known",
}


def print_plan(pictures: Pictures, out: Console) -> None:
    """The stays advised, on a terminal."""
    editor = Editor(pictures)
    if editor.marking:
        out.print(Text(editor.marking, style="bold red"))
    if pictures.plan.frame.is_empty():
        out.print("Nothing is advised: the mission has no patrols, no places to stay at, or no ranges of detection.")
        return
    out.print(Text("Where to look next. For the mission alone: do not publish.", style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("", "Stay at", "When", "Because", "New incidents", "Not looked at for a week", "Reached by car"):
        table.add_column(head, overflow="fold")
    for row in rows(pictures.plan.frame):
        table.add_row(*_line(editor, row))
    out.print(table)


def _line(editor: Editor, row: Row) -> tuple[str, ...]:
    ground = "none"
    if row["unwatched_days"] is not None:
        days = f"{row['unwatched_days']:.0f}{' or more' if row['unwatched_days'] >= HISTORY_DAYS else ''} days"
        ground = f"{row['unwatched_km2']:.0f} of {row['km2']:.0f} km², {days}"
    return (
        str(row["rank"]),
        f"{names(editor.mission, row['place'])}, {editor.sector(row['sector'])}",
        f"{editor.stamp(row['start'], row['end'])} (by {row['light']})",
        _WHY[row["why"]],
        f"about {row['incidents']:.1f} ({row['incidents_low']}{wording.DASH}{row['incidents_high']})",
        ground,
        _REACH[row["reach"]],
    )
