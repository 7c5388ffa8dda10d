"""The chart of flows a day against what is called usual and what a standard gives."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, Row, rows
from .sections.supply import against_what, measured, rank, whose

_WIDTH, _LABELS = 7.0, 3.1
_TOP, _BOTTOM, _LINE, _HEAD, _GAP = 0.36, 0.34, 0.17, 0.2, 0.16
_MOST = 4
"""How many flows are drawn; the table has all of them."""

_FLOW, _REFERENCE = "#2b4a66", "#8a949d"


class Bar(NamedTuple):
    """One figure a day: what it is, its bounds, and whether it is a flow or what flows are set against."""

    label: str
    low: float
    high: float
    flow: bool


class Panel(NamedTuple):
    """One kind of flow with the figures given for it, and those it is set against, all in ``unit``."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


def flow_chart(editor: Editor) -> Picture | None:
    """Flows of the period with a baseline or need in the same unit; None where there is none."""
    compared = rows(editor.pictures.supplies.against, pl.col("share_low").is_not_null())
    ordered = sorted(compared, key=lambda row: (row["measure"], row["about"], row["unit"]))
    panels = [
        _panel(editor, list(group))
        for _, group in groupby(ordered, key=lambda row: (row["measure"], row["about"], row["unit"]))
    ][:_MOST]
    if not panels:
        return None
    said = (
        f"{panel.title}: " + wording.listed(f"{bar.label} {wording.amount(bar.low, bar.high, panel.unit)}"
                                            for bar in panel.bars)
        for panel in panels
    )  # fmt: skip
    return Picture(
        "chart-flows",
        "Flows a day, dark, each with who gives it, and the figures they are set against, hatched, each with whose it "
        "is. A line from the end of a bar runs to its upper bound. What the Mission counted is a least figure.",
        f"Chart of flows against what they are set against. {'. '.join(said)}.",
        draw(panels, exercise=editor.mission.mode == "exercise"),
    )


def draw(panels: Sequence[Panel], *, exercise: bool) -> str:
    """The chart as SVG: one panel a flow, each on its own scale from 0."""
    heights = [_HEAD + _LINE * len(panel.bars) for panel in panels]
    height = _TOP + sum(heights) + _GAP * len(panels) + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Flow a day against what is called usual, and against need", exercise=exercise)
        top = height - _TOP
        for panel, tall in zip(panels, heights, strict=True):
            axes = figure.add_axes((_LABELS / _WIDTH, (top - tall) / height, 1 - (_LABELS + 0.6) / _WIDTH,
                                    (tall - _HEAD) / height))  # fmt: skip
            figure.text(0.007, (top - _HEAD / 2) / height, panel.title, size=7, weight="bold", va="center")
            _bars(axes, panel)
            top -= tall + _GAP
        figure.legend(
            handles=[
                Patch(facecolor=_FLOW, label="flow a day, by whose account"),
                Patch(facecolor="white", edgecolor=_REFERENCE, hatch="////", label="what it is set against"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.0, 0.0),
            ncols=2,
            frameon=False,
            fontsize=6,
        )
        return svg(figure)


def _panel(editor: Editor, found: list[Row]) -> Panel:
    ordered = sorted(found, key=lambda row: (rank(editor, row["account"], row["says"]), row["start"]))
    flows = dict.fromkeys((_by(editor, row), row["amount_low"], row["amount_high"]) for row in ordered)
    references = dict.fromkeys((against_what(editor, row), row["of_low"], row["of_high"]) for row in found)
    title = f"{wording.sentence(measured(found[0]))}, {editor.end_of(found[0]['about'])}"
    bars = (
        *(Bar(*one, flow=True) for one in flows),
        *(Bar(*one, flow=False) for one in references),
    )
    return Panel(title, found[0]["unit"], bars)


def _by(editor: Editor, row: Row) -> str:
    """Who gives a flow, and of which days where they are not the whole period."""
    if row["start"] == editor.period.span.start and row["end"] == editor.period.span.end:
        return whose(editor, row)
    return f"{whose(editor, row)}, {editor.days(row['start'], row['end'])}"


def _bars(axes: Axes, panel: Panel) -> None:
    most = max([bar.high for bar in panel.bars] + [1e-9])
    axes.set_xlim(0, most)
    axes.set_ylim(len(panel.bars) - 0.5, -0.5)
    axes.set_axis_off()
    axes.axvline(0, color=HAIR, linewidth=0.8)
    for place, bar in enumerate(panel.bars):
        looks: dict[str, Any] = (
            {"color": _FLOW} if bar.flow else {"facecolor": "white", "edgecolor": _REFERENCE, "hatch": "////"}
        )
        axes.barh(place, bar.low, height=0.62, linewidth=0.5, **looks)
        if bar.high > bar.low:
            axes.plot([bar.low, bar.high], [place, place], color=INK, linewidth=1.0)
            axes.plot([bar.high] * 2, [place - 0.25, place + 0.25], color=INK, linewidth=1.0)
        axes.annotate(bar.label, (0, place), xytext=(-4, 0), textcoords="offset points", ha="right", va="center",
                      size=5.8, annotation_clip=False)  # fmt: skip
        axes.annotate(wording.amount(bar.low, bar.high, panel.unit.removesuffix("/day")), (bar.high, place),
                      xytext=(3, 0), textcoords="offset points", ha="left", va="center", size=5.6, color=SOFT,
                      annotation_clip=False)  # fmt: skip
