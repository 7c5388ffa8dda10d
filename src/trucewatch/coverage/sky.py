"""What satellites could see: overpasses by cell and day, and how much of each the clouds left."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import polars as pl

from ..domain import Anywhere, Around, Span, Watch
from ..mission import Mission, area_centre
from ..places import Frame, Grid
from ..record import Held, Holdings
from .sight import Ints

SKY = pl.Schema({"entry": pl.String(), "start": pl.Datetime("us", "UTC"), "cell": pl.Int64(), "clear": pl.Float64()})
"""One row an overpass of a satellite of the register (its entry) and cell that it looked at: the day it belongs to (its
start), and the share of the ground that no cloud hid. Where no overpass is known there is no row."""


def sky(holdings: Holdings, mission: Mission, days: Sequence[Span]) -> pl.DataFrame:
    """SKY for ``days``, in order.

    An overpass belongs to the day it begins in, and to the cells whose centres it looked at; one that was impaired or
    denied saw nothing of them.
    """
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    starts = [day.start for day in days]
    found: list[tuple[str, int, float, Ints]] = []
    for held in _overpasses(holdings, mission):
        watch = held.thing
        number = bisect_right(starts, watch.span.start) - 1
        if number >= 0 and days[number].contains(watch.span.start):
            found.append((held.id, number, watch.clear if watch.state == "on" else 0.0, _under(watch, grid)))
    sizes = [len(cells) for *_, cells in found]
    return pl.DataFrame(
        {
            "entry": pl.Series([one[0] for one in found], dtype=pl.String).gather(np.repeat(range(len(found)), sizes)),
            "start": pl.Series(starts, dtype=SKY["start"]).gather(np.repeat([one[1] for one in found], sizes)),
            "cell": np.concatenate([np.empty(0, np.int64), *(one[3] for one in found)]),
            "clear": np.repeat([one[2] for one in found], sizes),
        },
        schema=SKY,
    )


def first_overpass(holdings: Holdings, mission: Mission) -> datetime | None:
    """When the earliest overpass known began; None if there is none."""
    return min((held.thing.span.start for held in _overpasses(holdings, mission)), default=None)


def _overpasses(holdings: Holdings, mission: Mission) -> list[Held[Watch]]:
    satellites = {source.id for source in mission.sources.values() if source.type == "satellite"}
    return [held for held in holdings.watches if held.thing.source in satellites]


def _under(watch: Watch, grid: Grid) -> Ints:
    """The cells that an overpass looked at."""
    match watch.view:
        case Around(lon=lon, lat=lat, range_m=range_m):
            x, y = grid.frame.xy(lon, lat)
            return np.flatnonzero(np.hypot(grid.xy[:, 0] - x, grid.xy[:, 1] - y) <= range_m)
        case Anywhere():
            return np.arange(grid.n)
        case _:
            return np.empty(0, np.int64)
