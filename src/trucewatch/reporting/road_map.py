"""The roads on a map: segments by their status, and the network they lie in."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .drawing import SOFT
from .editor import Editor, Row, rows
from .sections.access import STATUS

_ROAD: dict[str, dict[str, Any]] = {
    "open": {"color": "#1b6e53", "linewidth": 2.6, "linestyle": "-"},
    "restricted": {"color": "#b07300", "linewidth": 2.6, "linestyle": (0, (4, 1.5))},
    "closed": {"color": "#9a1b1b", "linewidth": 2.6, "linestyle": (0, (1, 1))},
    "disputed": {"color": "#6a3d9a", "linewidth": 2.6, "linestyle": (0, (5, 1.5, 1, 1.5))},
    "not_observed": {"color": "#8a949d", "linewidth": 1.6, "linestyle": (0, (1, 3))},
}
_PROMISE = ("open", "not_observed", "disputed", "restricted", "closed")
"""Statuses by how much they promise a driver, most first."""
_OTHER: dict[str, Any] = {"color": SOFT, "linewidth": 0.5, "alpha": 0.6}
_DRAWN_KMH = 30.0
"""Roads of the network slower than this are left out of the map."""


def draw_roads(editor: Editor, axes: Axes) -> list[Line2D | Patch]:
    """Draws the roads, and gives what the legend says of them."""
    status = _least_status(rows(editor.pictures.corridor.segments))
    land = editor.pictures.corridor.ground
    network = land if land is not None and land.whole else None
    others = [] if network is None else network.others(_DRAWN_KMH)
    axes.add_collection(LineCollection(others, zorder=2.5, rasterized=True, **_OTHER), autolim=False)
    for segment in editor.mission.segments.values():
        lines = [np.asarray(segment.line.coords)] if network is None else network.covered(segment)
        for line in lines:
            axes.plot(line[:, 0], line[:, 1], color="white", linewidth=4.2, zorder=3)
            axes.plot(line[:, 0], line[:, 1], zorder=4, **_ROAD[status.get(segment.id, "not_observed")])
    used = [one for one in _ROAD if one in set(status.values())]
    legend: list[Line2D | Patch] = [Line2D([], [], label=f"road {STATUS[one]}", **_ROAD[one]) for one in used]
    return [*legend, *([Line2D([], [], label="other road, not observed", **_OTHER)] if others else [])]


def _least_status(segments: Iterable[Row]) -> dict[str, str]:
    """One status for each segment where its directions and classes differ: the one that promises least."""
    found: dict[str, str] = {}
    for row in segments:
        found[row["segment"]] = max(found.get(row["segment"], "open"), row["status"], key=_PROMISE.index)
    return found
