"""Outbreaks of fire: what sources that count by other rules can tell apart alike.

An outbreak is fire of one stratum, each incident within the minutes and metres of the mission's linking of the next.
"""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..domain import vocabulary
from ..mission import Mission, area_centre
from ..places import Frame
from .capture import Floats, Ints


def stratum(kind: pl.Expr) -> pl.Expr:
    """The event type of a kind in the code book of ACLED: what explodes is apart from what does not."""
    types = {code: term.columns["acled"].partition(":")[0] for code, term in vocabulary("kinds").items()}
    return kind.replace_strict(types, default="")


def moment() -> dict[str, pl.Expr]:
    """``at``, the middle of start and end in seconds since 1970, and ``half`` of the time between them."""
    start, end = (pl.col(name).dt.epoch("us") / 1e6 for name in ("start", "end"))
    return {"at": (start + end) / 2, "half": (end - start) / 2}


def together(rows: pl.DataFrame, mission: Mission, factor: float) -> Ints:
    """Numbers, equal where rows are of one stratum and each near enough to the next in time and place.

    ``rows`` have stratum, at, half (``moment``), lon, lat, radius_m; nearness is that of ``near``.
    """
    if rows.is_empty():
        return np.zeros(0, np.int64)
    one, other = near(rows, rows, mission, factor)
    strata = rows["stratum"].to_numpy()
    same = strata[one] == strata[other]
    pairs = coo_array((np.ones(same.sum()), (one[same], other[same])), shape=(rows.height, rows.height))
    return np.asarray(connected_components(pairs, directed=False)[1], dtype=np.int64)


def near(rows: pl.DataFrame, others: pl.DataFrame, mission: Mission, factor: float) -> tuple[Ints, Ints]:
    """Pairs of a row and one of ``others`` within ``factor`` times the minutes and metres of the mission's linking.

    Times are as near as their intervals; places no farther apart than their radii are near, too.
    """
    seconds, metres = (factor * one for one in (60 * mission.linking.minutes, mission.linking.metres))
    frame = Frame(*area_centre(mission))
    at, half, x, y, radius = _arrays(rows, frame)
    its_at, its_half, its_x, its_y, its_radius = _arrays(others, frame)
    order = np.argsort(its_at, kind="stable")
    reach = seconds + half + its_half.max(initial=0.0)
    first, last = (np.searchsorted(its_at[order], edge) for edge in (at - reach, at + reach))
    one = np.repeat(np.arange(len(at)), last - first)
    other = order[np.arange(len(one)) - np.repeat(np.cumsum(last - first) - last, last - first)]
    apart = np.hypot(x[one] - its_x[other], y[one] - its_y[other])
    close = np.abs(at[one] - its_at[other]) <= seconds + half[one] + its_half[other]
    close &= apart <= np.maximum(metres, np.hypot(radius[one], its_radius[other]))
    return one[close], other[close]


def _arrays(rows: pl.DataFrame, frame: Frame) -> tuple[Floats, ...]:
    """Middle and half width of the times (seconds), east, north and radius of the places (metres)."""
    at, half, lon, lat, radius = (rows[name].to_numpy() for name in ("at", "half", "lon", "lat", "radius_m"))
    x, y = frame.xy(lon, lat)
    return at, half, np.asarray(x), np.asarray(y), radius
