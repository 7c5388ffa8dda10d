"""The chart of registers of one flow: lines by week, and what a register would have held where it did not watch."""

import polars as pl
from matplotlib.axes import Axes

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, Row, rows

_WIDTH, _HEIGHT = 7.0, 2.5
_MOST_WEEKS = 40
_COLOURS = ("#2b4a66", "#b0622a", "#4d7a4d")
_MARKS = ("o", "s", "^")


def register_chart(editor: Editor, flow: str) -> Picture:
    """The registers of ``flow`` by week up to the period's end, as SVG and in words."""
    frame = editor.pictures.supplies.registers.filter(pl.col("flow") == flow)
    weeks = frame["start"].unique().sort().tail(_MOST_WEEKS).to_list()
    labels = [wording.short_day(editor.local(week)) for week in weeks]
    by_register = {
        source: {row["start"]: row for row in rows(frame, pl.col("register") == source)}
        for source in frame["register"].unique(maintain_order=True)
    }
    told = [(editor.who(source), [its.get(week) for week in weeks]) for source, its in by_register.items()]
    name = flow.replace("-", " ")
    return Picture(
        f"chart-registers-{flow}",
        f"Lines of each register by week ({name}). Filled marks: the register watched the whole flow; open marks: "
        f"it did "
        "not. The band is what it would have held had it watched, nine draws in ten.",
        f"Chart of lines by week, {name}. " + " ".join(_in_words(who, its) for who, its in told),
        _draw(name, labels, told, exercise=editor.mission.mode == "exercise"),
    )


def _in_words(who: str, weeks: list[Row | None]) -> str:
    held = [row["lines"] for row in weeks if row and row["lines"] is not None]
    blind = [row for row in weeks if row and row["basis"] == "estimated"]
    said = f"{who}: between {min(held):,} and {max(held):,} lines a week" if held else f"{who}: no lines"
    if blind:
        low, high = sum(row["low"] for row in blind), sum(row["high"] for row in blind)
        said += f"; in {wording.number(len(blind))} weeks not watched, estimates from {low:,.0f} to {high:,.0f} in all"
    return f"{said}."


def _draw(name: str, labels: list[str], told: list[tuple[str, list[Row | None]]], *, exercise: bool) -> str:
    with style():
        figure = canvas(_WIDTH, _HEIGHT)
        headed(figure, f"Lines a week, {name}", exercise=exercise)
        axes = figure.add_axes((0.07, 0.24, 0.92, 0.64))
        for place, (who, weeks) in enumerate(told):
            _register(axes, who, weeks, _COLOURS[place % len(_COLOURS)], _MARKS[place % len(_MARKS)])
        axes.set_xlim(-0.6, len(labels) - 0.4)
        axes.set_ylim(0, 1.08 * max([1.0, *(_top(row) for _, weeks in told for row in weeks if row)]))
        step = max(1, len(labels) // 10)
        axes.set_xticks(range(0, len(labels), step), labels[::step], size=5.6, color=SOFT)
        axes.tick_params(length=0, pad=3, labelsize=5.6)
        axes.grid(axis="y", color=HAIR, linewidth=0.4)
        axes.spines[["top", "right", "left"]].set_visible(False)
        figure.legend(loc="lower left", bbox_to_anchor=(0.06, 0.0), ncols=2, frameon=False, fontsize=6, labelcolor=INK)
        return svg(figure)


def _top(row: Row) -> float:
    return float(max(row["lines"] or 0, row["high"] or 0))


def _register(axes: Axes, who: str, weeks: list[Row | None], colour: str, mark: str) -> None:
    known = [(x, row) for x, row in enumerate(weeks) if row]
    lines = [float("nan") if row["lines"] is None else row["lines"] for _, row in known]
    axes.plot([x for x, _ in known], lines, color=colour, linewidth=0.9, zorder=2)
    for watched, fill in ((True, colour), (False, "white")):
        shown = [(x, row["lines"]) for x, row in known if row["watched"] is watched and row["lines"] is not None]
        axes.plot(
            [x for x, _ in shown],
            [count for _, count in shown],
            linestyle="none",
            marker=mark,
            markersize=3,
            markerfacecolor=fill,
            markeredgecolor=colour,
            markeredgewidth=0.7,
            zorder=3,
            label=who if watched else None,
        )
    blind = [(x, row) for x, row in known if row["basis"] == "estimated"]
    for place, (x, row) in enumerate(blind):
        axes.fill_between(
            [x - 0.4, x + 0.4],
            row["low"],
            row["high"],
            color=colour,
            alpha=0.25,
            linewidth=0,
            zorder=1,
            label=f"{who}, had it watched (estimate)" if not place else None,
        )
