"""How past forecasts did: where in each forecast the number that came to be lay."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor

_WIDTH, _HEIGHT = 7.0, 1.7
_BINS = 10
_BAR = "#9db4c7"


def score_chart(editor: Editor) -> Picture | None:
    """The integral transforms of forecasts a day ahead, of all sectors; None where there was none to score."""
    scores = editor.pictures.ceasefire.scores.filter(pl.col("span") == "day")
    if scores.is_empty():
        return None
    counted = np.histogram(scores["pit"].to_numpy(), bins=_BINS, range=(0, 1))[0].tolist()
    even = scores.height / _BINS
    return Picture(
        "chart-scores",
        f"Where in its forecast a day ahead each of {wording.number(scores.height)} recorded numbers lay (randomised "
        "probability integral transform), in tenths. Of right forecasts every tenth holds about as many (dashed); more "
        "at both ends: the intervals are too narrow; more in the middle: too wide.",
        f"Histogram in tenths from the lowest: {', '.join(map(str, counted))}; even would be {even:.1f} each.",
        _draw(counted, even, exercise=editor.mission.mode == "exercise"),
    )


def _draw(counted: Sequence[int], even: float, *, exercise: bool) -> str:
    with style():
        figure = canvas(_WIDTH, _HEIGHT)
        headed(figure, "Past forecasts: where in them the recorded numbers lay", exercise=exercise)
        axes = figure.add_axes((0.06, 0.27, 0.92, 0.55))
        axes.bar([(place + 0.5) / _BINS for place in range(_BINS)], counted, width=0.92 / _BINS, color=_BAR)
        for place, number in enumerate(counted):
            axes.text((place + 0.5) / _BINS, number, str(number), ha="center", va="bottom", size=5.6, color=INK)
        axes.axhline(even, color=INK, linewidth=0.8, linestyle="--")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.2 * max([even, *counted]))
        axes.set_xticks(
            [0.05, 0.5, 0.95], ["5 per cent", "middle of the forecast", "95 per cent"], size=5.6, color=SOFT
        )
        axes.set_yticks([])
        axes.tick_params(length=2, pad=2, color=HAIR)
        axes.spines[["top", "right", "left"]].set_visible(False)
        return svg(figure)
