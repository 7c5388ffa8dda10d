"""The chart of counts by sector and period, with how much was observed under every bar."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, rows
from .pictures import Past

_WIDTH = 7.0
_ROW = 0.62
_TOP, _BOTTOM = 0.42, 0.62
_BAR, _EXPLOSIONS, _OBSERVED = "#9db4c7", "#2b4a66", "#2f6f9f"


class Bar(NamedTuple):
    """One sector in one period: the count under the headline rule, its explosions, and the share observed.

    ``value`` is None where nothing was observed; ``share`` is of the sector's area-hours, 1 being all.
    """

    label: str
    value: int | None
    explosions: int | None
    share: float


def counts_chart(editor: Editor) -> Picture | None:
    """Counts of the last periods by sector; None where the mission has no sectors."""
    if not editor.mission.sectors:
        return None
    history = editor.pictures.history
    strips = [(sector.name, [_bar(editor, past, sector.id) for past in history]) for sector in editor.mission.sectors]
    exercise = editor.mission.mode == "exercise"
    words = [f"{name}: {_in_words(past)}" for name, past in strips]
    return Picture(
        "chart-counts",
        "Ceasefire violations counted by sector and period, explosions dark; below each bar the share of area-hours "
        "observed. Periods with a hatched field were not observed: they have no figure.",
        f"Chart of counts by sector for {len(strips[0][1])} periods. " + " ".join(words),
        draw(strips, exercise=exercise),
    )


def draw(strips: Sequence[tuple[str, Sequence[Bar]]], *, exercise: bool) -> str:
    """The chart as SVG: one strip a sector, all on one scale."""
    height = _TOP + _ROW * len(strips) + _BOTTOM
    most = max([1, *(past.value or 0 for _, pasts in strips for past in pasts)])
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Violations counted, by sector and period", exercise=exercise)
        for place, (name, pasts) in enumerate(strips):
            bottom = _BOTTOM + _ROW * (len(strips) - 1 - place)
            axes = figure.add_axes((0.215, (bottom + 0.1) / height, 0.775, (_ROW - 0.14) / height))
            _strip(axes, name, pasts, most, last=place == len(strips) - 1)
        figure.legend(
            handles=[
                Patch(facecolor=_BAR, label="violations"),
                Patch(facecolor=_EXPLOSIONS, label="of these explosions"),
                Line2D([], [], color=_OBSERVED, linewidth=3, label="share of area-hours observed"),
                Patch(facecolor="white", edgecolor="#8a949d", hatch="/////", label="not observed: no figure"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.2, 0.0),
            ncols=4,
            frameon=False,
            fontsize=6,
            columnspacing=1.4,
        )
        return svg(figure)


def _bar(editor: Editor, past: Past, sector: str) -> Bar:
    reporting = editor.mission.reporting
    counted = {
        row["rule"]: row["value"]
        for row in rows(past.counts, pl.col("sector") == sector, pl.col("period_start") == past.period.span.start)
    }
    observed = past.sectors.filter(pl.col("sector") == sector, pl.col("state").str.starts_with("observed"))
    label = wording.short_day(past.period.day)
    share = float(observed["share"].sum())
    return Bar(label, counted.get(reporting.headline_rule), counted.get(reporting.explosion_rule), share)


def _strip(axes: Axes, name: str, pasts: Sequence[Bar], most: int, *, last: bool) -> None:
    axes.set_xlim(-0.5, len(pasts) - 0.5)
    axes.set_ylim(-0.2, 1.32)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.axhline(0, color=HAIR, linewidth=0.6)
    axes.text(-0.015, 0.42, name, transform=axes.transAxes, ha="right", va="center", size=6.8)
    for x, past in enumerate(pasts):
        axes.add_patch(Rectangle((x - 0.4, -0.17), 0.8 * min(1.0, past.share), 0.1, color=_OBSERVED, linewidth=0))
        axes.add_patch(Rectangle((x - 0.4, -0.17), 0.8, 0.1, fill=False, edgecolor=HAIR, linewidth=0.4))
        if past.value is None:
            axes.add_patch(
                Rectangle((x - 0.4, 0), 0.8, 1.0, facecolor="white", edgecolor="#8a949d", hatch="/////", linewidth=0.3)
            )
            continue
        axes.bar(x, past.value / most, width=0.8, color=_BAR)
        axes.bar(x, (past.explosions or 0) / most, width=0.8, color=_EXPLOSIONS)
        axes.text(x, past.value / most + 0.04, f"{past.value:,}", ha="center", va="bottom", size=5.6, color=INK)
    axes.set_yticks([])
    axes.set_xticks(np.arange(len(pasts)) if last else [])
    if last:
        axes.set_xticklabels([past.label for past in pasts], size=5.6, color=SOFT)
        axes.tick_params(length=0, pad=2)


def _in_words(pasts: Sequence[Bar]) -> str:
    said = [f"{past.label} {'not observed' if past.value is None else past.value}" for past in pasts]
    return wording.listed(said) + "."
