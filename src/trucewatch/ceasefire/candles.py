"""How much satellites see, by what they detect of things that burn all year: standard candles.

A new satellite gives more detections of every fire. The detections of each candle in four weeks are laid beside those
usual of it in the season, and the logarithms of the ratios are combined over candles that differ among themselves
(random effects; DerSimonian and Laird 1986), so that one works shut down does not pass for a satellite that failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..domain import Span
from ..mission import Candle
from ..places import Grid, distance_m
from . import burning
from .burning import Past
from .estimating import Floats, Ints
from .fire_frames import CANDLES

WINDOW = 28
"""Days, up to the end of the period, whose detections show how much satellites see."""

LEAST = 2.0
"""Detections that must be usual of a candle in the window before it says anything."""

FEWEST = 2
"""Candles that must say something before anything is said of the satellites."""

_NINETY = 1.645
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Strength:
    """How much satellites see, as a factor on what is usual, with its 90 % interval."""

    factor: float
    low: float
    high: float


USUAL = Strength(1.0, 1.0, 1.0)


def strength(seen: Ints, expected: Floats, spread: float) -> Strength | None:
    """The factor by which ``seen`` (candles,) stand above ``expected``, whose variance is (1 + spread) times the mean.

    None where fewer than ``FEWEST`` candles say anything.
    """
    told = expected >= LEAST
    if told.sum() < FEWEST:
        return None
    log = np.log((seen[told] + 0.5) / (expected[told] + 0.5))
    within = (1 + spread) / (seen[told] + 0.5)
    weight = 1 / within
    mean = (weight * log).sum() / weight.sum()
    beyond = (weight * (log - mean) ** 2).sum() - (len(log) - 1)
    between = max(0.0, beyond / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (within + between)
    mean, sd = (weight * log).sum() / weight.sum(), weight.sum() ** -0.5
    return Strength(*(float(np.exp(mean + z * sd)) for z in (0.0, -_NINETY, _NINETY)))


def seen_by(detected: pl.DataFrame, candles: Sequence[Candle], days: int) -> tuple[Ints, list[list[str]]]:
    """Detections (id, day, lon, lat) within the radius of each candle: numbers (days, candles), ids of the window."""
    seen = np.zeros((days, len(candles)), np.int64)
    ids: list[list[str]] = []
    lon, lat, day = (detected[name].to_numpy() for name in ("lon", "lat", "day"))
    for number, candle in enumerate(candles):
        near = distance_m(candle.lon, candle.lat, lon, lat) <= candle.radius_m
        np.add.at(seen[:, number], day[near], 1)
        ids.append(detected.filter(pl.Series(near) & (pl.col("day") >= days - WINDOW))["id"].to_list())
    return seen, ids


def shown(
    detected: pl.DataFrame,
    looked: pl.DataFrame,
    candles: Sequence[Candle],
    grid: Grid,
    days: Sequence[Span],
    of_year: Ints,
) -> tuple[Strength, pl.DataFrame]:
    """The strength of satellites in the last ``WINDOW`` of ``days``, and CANDLES.

    ``detected`` (id, day, lon, lat) and ``looked`` (day, cell, clear) are of all ``days``, whose days of the year are
    ``of_year``. What is usual is learned from the days before the window. Nothing usual is told of fewer than a window.
    """
    first, last = (days[at].start.date() for at in (-min(WINDOW, len(days)), -1))
    burning_now = [one for one in candles if one.burns(first, last)]
    before = len(days) - WINDOW
    if not burning_now or before < WINDOW:
        return USUAL, pl.DataFrame(schema=CANDLES)
    seen, ids = seen_by(detected, burning_now, len(days))
    clear = _clear(looked, [int(grid.cell_of(one.lon, one.lat)) for one in burning_now], len(days))
    alike = np.zeros((len(burning_now), 2))
    usual = burning.learn(Past(seen[:before], clear[:before], of_year[:before]), alike)
    expected = np.array([usual.on(int(day)) for day in of_year[before:]]) * clear[before:]
    found = strength(seen[before:].sum(axis=0), expected.sum(axis=0), usual.spread)
    return found or USUAL, _rows(
        burning_now, seen[before:], expected, ids, found, Span(days[before].start, days[-1].end)
    )


def _clear(looked: pl.DataFrame, cells: Sequence[int], days: int) -> Floats:
    clear = np.zeros((days, len(cells)))
    for number, cell in enumerate(cells):
        here = looked.filter(cell=cell)
        np.add.at(clear[:, number], here["day"].to_numpy(), here["clear"].to_numpy())
    return clear


def _rows(
    candles: Sequence[Candle], seen: Ints, expected: Floats, ids: list[list[str]], found: Strength | None, span: Span
) -> pl.DataFrame:
    """CANDLES: all of them together first, then each."""
    usual: NDArray[np.float64] = expected.sum(axis=0)
    state = "not_told" if found is None else "more" if found.low > 1 else "fewer" if found.high < 1 else "usual"
    together: dict[str, object] = {
        "id": f"cfv:candles/{span.end.isoformat()}",
        "candle": "",
        "seen": int(seen.sum()),
        "expected": float(usual.sum()),
        "factor": found.factor if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "state": state,
        "detections": [],
    }
    each: list[dict[str, object]] = [
        {
            "id": f"cfv:candles/{candle.id}/{span.end.isoformat()}",
            "candle": candle.id,
            "seen": int(seen[:, number].sum()),
            "expected": float(usual[number]),
            "state": "counts" if usual[number] >= LEAST else "too_dim",
            "detections": ids[number],
        }
        for number, candle in enumerate(candles)
    ]
    blank: dict[str, object] = dict.fromkeys(CANDLES)
    rows = [blank | {"start": span.start, "end": span.end} | row for row in (together, *each)]
    return pl.DataFrame(rows, schema=CANDLES)
