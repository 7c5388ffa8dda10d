"""So many incidents that a map cannot show each: gathered in squares of the view, and by the hour."""

import math
from datetime import datetime, timedelta

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

SQUARES = 16
"""Squares along the side of a map tile (512 px): those of 32 px."""
APART = 1_000
"""Up to so many in a view are shown one by one."""
MOST_ZOOM = 22
_MOST_LAT = 85.05112878
_MOST_HOURS = 2_000
_MOST_ACROSS = 1_024
COLUMNS = ("id", "start", "lon", "lat")
"""What is read of an incident to gather it."""


class Square(msgspec.Struct, frozen=True):
    """``n`` incidents in one square, at their mean position; ``row`` is the incident where there is one alone."""

    lon: float
    lat: float
    n: int
    row: str


class Hours(msgspec.Struct, frozen=True):
    """How many incidents began in each stretch of ``step_h`` hours since ``first``."""

    first: datetime | None
    step_h: int
    counts: list[int]


def squares(incidents: pl.DataFrame, zoom: int) -> list[Square]:
    """The placed ``incidents`` (columns ``id``, ``lon``, ``lat``) gathered in squares of Web Mercator at ``zoom``.

    Where they lie so far apart that there would be millions of squares, the squares are those of a lower zoom.
    """
    if incidents.is_empty():
        return []
    lon, lat = incidents["lon"].to_numpy(), incidents["lat"].to_numpy()
    x, y = (lon + 180) / 360, _northing(lat)
    extent = max(np.ptp(x), np.ptp(y)) * SQUARES
    while zoom and extent * 2**zoom > _MOST_ACROSS:
        zoom -= 1
    column, line = (np.floor(along * SQUARES * 2**zoom).astype(np.int64) for along in (x, y))
    column, line = column - column.min(), line - line.min()
    square = column * (line.max() + 1) + line
    n = np.bincount(square)
    held = np.flatnonzero(n)
    sums = (np.bincount(square, weights=of)[held] for of in (lon, lat, np.arange(lon.size)))
    counts = n[held]
    at_lon, at_lat, places = sums
    ids = incidents["id"]
    order = np.argsort(counts, kind="stable")
    return [
        Square(
            round(float(at_lon[k] / counts[k]), 6),
            round(float(at_lat[k] / counts[k]), 6),
            int(counts[k]),
            ids[int(places[k])] if counts[k] == 1 else "",
        )
        for k in order
    ]


def _northing(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Web Mercator's y from 0 in the north to 1 in the south."""
    return 0.5 - np.arcsinh(np.tan(np.radians(np.clip(lat, -_MOST_LAT, _MOST_LAT)))) / (2 * math.pi)


def hours(incidents: pl.DataFrame) -> Hours:
    """The ``incidents`` (column ``start``) by the hour they began, or by so many hours that the stretches stay few."""
    first, last = incidents["start"].min(), incidents["start"].max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return Hours(None, 1, [])
    hour = timedelta(hours=1)
    first = first.replace(minute=0, second=0, microsecond=0)
    step_h = max(1, math.ceil((last - first) / hour / _MOST_HOURS))
    stretch = ((pl.col("start") - first).dt.total_seconds() // (3600 * step_h)).alias("stretch")
    by_stretch = incidents.group_by(stretch).len()
    counts = [0] * (int((last - first) / hour) // step_h + 1)
    for at, n in by_stretch.iter_rows():
        counts[at] = n
    return Hours(first, step_h, counts)
