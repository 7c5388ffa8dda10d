"""The fan of forecasts: what the record will hold from now to each of the next seven days, by sector."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, Row, rows

_WIDTH, _ROW, _COLUMNS = 7.0, 1.25, 3
_TOP, _BOTTOM = 0.36, 0.5
_OUTER, _INNER, _MIDDLE = "#d9e4ee", "#9fbdd6", "#1f4e79"


def fan_chart(editor: Editor) -> Picture | None:
    """One panel a sector that a forecast was made of; None where none was."""
    fan = editor.pictures.ceasefire.fan.drop_nulls("q50")
    days = editor.pictures.ceasefire.rates.filter(pl.col("span") == "day").sort("start", descending=True)
    panels = []
    for sector in editor.mission.sectors:
        told = list(rows(fan, pl.col("sector") == sector.id))
        if told:
            before = rows(days.filter(pl.col("sector") == sector.id).head(len(told)))
            panels.append((sector.name, told, list(accumulate(row["seen"] or 0 for row in before))))
    if not panels:
        return None
    words = [f"{name}: {_in_words(told)}." for name, told, _ in panels]
    return Picture(
        "chart-fan",
        "Forecasts of the sum that will be recorded from the cut-off to each of the next seven days: nine chances in "
        "ten (light), even chances (dark), the middle (line); dotted, the sum recorded in as many days before the "
        "cut-off. Each panel has its own scale.",
        "Fan of forecasts by sector. " + " ".join(words),
        _draw(panels, exercise=editor.mission.mode == "exercise"),
    )


def _in_words(told: Sequence[Row]) -> str:
    first, last = (f"{row['q50']} ({row['q05']} to {row['q95']})" for row in (told[0], told[-1]))
    return f"in one day {first}, in {wording.number(told[-1]['days'])} days {last}"


def _draw(panels: Sequence[tuple[str, Sequence[Row], Sequence[int]]], *, exercise: bool) -> str:
    lines = -(-len(panels) // _COLUMNS)
    height = _TOP + _ROW * lines + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Forecasts: sums to be recorded in the next seven days, by sector", exercise=exercise)
        for place, (name, told, recorded) in enumerate(panels):
            line, column = divmod(place, _COLUMNS)
            bottom = _BOTTOM + _ROW * (lines - 1 - line)
            axes = figure.add_axes(
                (0.045 + 0.325 * column, (bottom + 0.22) / height, 0.285, (_ROW - 0.48) / height), facecolor="none"
            )
            _panel(axes, name, told, recorded)
        figure.legend(
            handles=[
                Patch(facecolor=_OUTER, label="nine chances in ten"),
                Patch(facecolor=_INNER, label="even chances"),
                Line2D([], [], color=_MIDDLE, linewidth=1.4, label="middle of the forecast"),
                Line2D([], [], color=INK, linewidth=1, linestyle=":", label="recorded in as many days before"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.03, 0.0),
            ncols=4,
            frameon=False,
            fontsize=6,
            columnspacing=1.4,
        )
        return svg(figure)


def _panel(axes: Axes, name: str, told: Sequence[Row], recorded: Sequence[int]) -> None:
    days = np.array([0, *(row["days"] for row in told)])
    at = {share: np.array([0, *(row[share] for row in told)]) for share in ("q05", "q25", "q50", "q75", "q95")}
    axes.fill_between(days, at["q05"], at["q95"], color=_OUTER, linewidth=0)
    axes.fill_between(days, at["q25"], at["q75"], color=_INNER, linewidth=0)
    axes.plot(days, at["q50"], color=_MIDDLE, linewidth=1.4)
    axes.plot(range(len(recorded) + 1), [0, *recorded], color=INK, linewidth=1, linestyle=":")
    axes.set_title(name, size=6.8, loc="left", pad=3)
    axes.set_xlim(0, days[-1])
    axes.set_ylim(0, None)
    axes.set_xticks(days, [f"{day}" for day in days], size=5.6, color=SOFT)
    axes.tick_params(length=2, pad=2, labelsize=5.6, color=HAIR, labelcolor=SOFT)
    axes.locator_params(axis="y", nbins=4, integer=True)
    axes.spines[["top", "right"]].set_visible(False)
