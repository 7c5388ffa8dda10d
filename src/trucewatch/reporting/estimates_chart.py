"""The chart of estimates: what was recorded by day, what is estimated with its interval, and what was noticeable."""

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, Row, rows

_WIDTH, _ROW = 7.0, 0.95
_TOP, _BOTTOM = 0.42, 0.5
_RECORDED, _ESTIMATED, _NOTICEABLE = "#2b4a66", "#b5651d", "#2f6f9f"


def estimates_chart(editor: Editor) -> Picture | None:
    """Recorded, estimated and noticeable by day and sector, where anything was estimated; None where nothing was."""
    frame = editor.pictures.ceasefire.rates.filter(pl.col("span") == "day")
    told = frame.filter(pl.col("sector") != "", pl.col("total").is_not_null())["sector"].unique()
    strips = [
        (sector.name, list(rows(frame, pl.col("sector") == sector.id)))
        for sector in editor.mission.sectors
        if sector.id in told
    ]
    if not strips:
        return None
    labels = [wording.short_day(editor.local(row["end"])) for row in strips[0][1]]
    words = [f"{name}: {_in_words(labels, days)}." for name, days in strips]
    return Picture(
        "chart-estimates",
        "Incidents recorded and estimated within reach of the watches, by day; lines are 90 per cent intervals, each "
        "sector on its own scale. Below each day the share that would have been noticed. Hatched days were not "
        "watched: they have no estimate.",
        "Chart of estimates by day, not counts. " + " ".join(words),
        _draw(strips, labels, exercise=editor.mission.mode == "exercise"),
    )


def _in_words(labels: Sequence[str], days: Sequence[Row]) -> str:
    said = [
        f"{label} not watched"
        if row["total"] is None
        else f"{label} recorded {row['seen']}, estimated {row['low']} to {row['high']}"
        for label, row in zip(labels, days, strict=True)
    ]
    return wording.listed(said)


def _draw(strips: Sequence[tuple[str, Sequence[Row]]], labels: Sequence[str], *, exercise: bool) -> str:
    height = _TOP + _ROW * len(strips) + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Recorded and estimated, by sector and day", exercise=exercise)
        for place, (name, days) in enumerate(strips):
            bottom = _BOTTOM + _ROW * (len(strips) - 1 - place)
            axes = figure.add_axes((0.215, (bottom + 0.1) / height, 0.775, (_ROW - 0.14) / height))
            _strip(axes, name, days, labels if place == len(strips) - 1 else ())
        figure.legend(
            handles=[
                Patch(facecolor=_RECORDED, label="recorded"),
                Line2D([], [], color=_ESTIMATED, marker="o", markersize=3, linewidth=1.6, label="estimate, interval"),
                Line2D([], [], color=_NOTICEABLE, linewidth=3, label="share noticeable"),
                Patch(facecolor="white", edgecolor="#8a949d", hatch="/////", label="not watched: no estimate"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.2, 0.0),
            ncols=4,
            frameon=False,
            fontsize=6,
            columnspacing=1.4,
        )
        return svg(figure)


def _strip(axes: Axes, name: str, days: Sequence[Row], labels: Sequence[str]) -> None:
    most = max([1, *(row["high"] for row in days if row["high"] is not None)])
    axes.set_xlim(-0.5, len(days) - 0.5)
    axes.set_ylim(-0.2, 1.2)
    axes.spines[:].set_visible(False)
    axes.axhline(0, color=HAIR, linewidth=0.6)
    axes.text(-0.015, 0.42, name, transform=axes.transAxes, ha="right", va="center", size=6.8)
    for x, row in enumerate(days):
        axes.add_patch(Rectangle((x - 0.4, -0.16), 0.8, 0.09, fill=False, edgecolor=HAIR, linewidth=0.4))
        if row["total"] is None:
            axes.add_patch(
                Rectangle((x - 0.4, 0), 0.8, 1.0, facecolor="white", edgecolor="#8a949d", hatch="/////", linewidth=0.3)
            )
            continue
        axes.add_patch(
            Rectangle((x - 0.4, -0.16), 0.8 * (row["detection"] or 0.0), 0.09, color=_NOTICEABLE, linewidth=0)
        )
        axes.bar(x - 0.1, row["seen"] / most, width=0.55, color=_RECORDED)
        axes.text(x - 0.1, row["seen"] / most + 0.03, f"{row['seen']:,}", ha="center", va="bottom", size=5.6, color=INK)
        axes.plot([x + 0.3] * 2, [row["low"] / most, row["high"] / most], color=_ESTIMATED, linewidth=1.6)
        axes.plot(x + 0.3, row["total"] / most, color=_ESTIMATED, marker="o", markersize=3)
        axes.text(
            x + 0.3,
            row["high"] / most + 0.03,
            f"{row['total']:,}",
            ha="center",
            va="bottom",
            size=5.6,
            color=_ESTIMATED,
        )
    axes.set_yticks([])
    axes.set_xticks(range(len(labels)), labels, size=5.6, color=SOFT)
    axes.tick_params(length=0, pad=2)
