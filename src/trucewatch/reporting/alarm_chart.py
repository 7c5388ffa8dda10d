"""The chart of alarms: days by sectors, alarm, none, or cannot be told."""

from matplotlib.patches import Patch, Rectangle

from . import wording
from .document import Picture
from .drawing import ALARM, HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, rows

_WIDTH, _ROW = 7.0, 0.2
_TOP, _BOTTOM = 0.3, 0.55
_TOGETHER = "neighbours together"
_CALM = "#dde5ec"


def alarm_chart(editor: Editor) -> Picture:
    """The last days' alarms by sector, and of neighbouring sectors taken together, as SVG and in words."""
    names = [(sector.id, sector.name) for sector in editor.mission.sectors] + [("", _TOGETHER)]
    frame = editor.pictures.ceasefire.alarms
    days = frame["end"].unique().sort().to_list()
    states = {(row["sector"], row["end"]): row["state"] for row in rows(frame)}
    labels = [wording.short_day(editor.local(day)) for day in days]
    grid = [[states.get((sector, day), "not_told") for day in days] for sector, _ in names]
    words = [f"{name}: {_in_words(labels, line)}." for (_, name), line in zip(names, grid, strict=True)]
    return Picture(
        "chart-alarms",
        "Alarms of the last days by sector, and of the most striking neighbouring sectors taken together. Hatched days "
        "cannot be told: too little was watched, then or before.",
        "Chart of alarms by day. " + " ".join(words),
        _draw([name for _, name in names], labels, grid, exercise=editor.mission.mode == "exercise"),
    )


def _in_words(labels: list[str], states: list[str]) -> str:
    raised = [label for label, state in zip(labels, states, strict=True) if state == "alarm"]
    untold = states.count("not_told")
    said = f"alarm on {wording.listed(raised)}" if raised else "no alarm"
    if not untold:
        return said
    return f"{said}, cannot be told on {wording.number(untold)} {'day' if untold == 1 else 'days'}"


def _draw(names: list[str], labels: list[str], grid: list[list[str]], *, exercise: bool) -> str:
    height = _TOP + _ROW * len(names) + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Alarms, by sector and day", exercise=exercise)
        axes = figure.add_axes((0.215, _BOTTOM / height, 0.775, _ROW * len(names) / height))
        axes.set_xlim(0, len(labels))
        axes.set_ylim(len(names), 0)
        for y, line in enumerate(grid):
            for x, state in enumerate(line):
                axes.add_patch(_cell(x, y, state))
        axes.set_yticks([y + 0.5 for y in range(len(names))], names, size=6.8, color=INK)
        axes.set_xticks([x + 0.5 for x in range(len(labels))], labels, size=5.6, color=SOFT)
        axes.tick_params(length=0, pad=3)
        axes.spines[:].set_visible(False)
        figure.legend(
            handles=[
                Patch(facecolor=ALARM, label="alarm"),
                Patch(facecolor=_CALM, label="no alarm"),
                Patch(facecolor="white", edgecolor="#8a949d", hatch="/////", label="cannot be told"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.2, 0.0),
            ncols=3,
            frameon=False,
            fontsize=6,
        )
        return svg(figure)


def _cell(x: int, y: int, state: str) -> Rectangle:
    if state == "not_told":
        return Rectangle(
            (x + 0.04, y + 0.08), 0.92, 0.84, facecolor="white", edgecolor="#8a949d", hatch="/////", linewidth=0.3
        )
    color = ALARM if state == "alarm" else _CALM
    return Rectangle((x + 0.04, y + 0.08), 0.92, 0.84, facecolor=color, edgecolor=HAIR, linewidth=0.3)
