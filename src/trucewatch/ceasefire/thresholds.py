"""Thresholds of alarms, simulated from the mission's own effort: so many false alarms in the whole mission, no more."""

from typing import NamedTuple

import numpy as np

from . import surprise
from .estimating import Fit, Floats, Ints

SIMULATED = 500
"""How often the days of the effort log are gone through with nothing changing."""

_AT_ONCE = 100
_SEED = 11


class Thresholds(NamedTuple):
    """Above which a sector's statistic, and the scan's, is an alarm."""

    sector: float
    scan: float


def thresholds(seen: Ints, exposure: Floats, near: Ints, like: Fit, days_between: float) -> Thresholds:
    """Thresholds at which, with nothing changing, the mission has one false alarm in ``days_between`` days.

    Half of these are left to the sectors and half to the scan, all to a sector that has no neighbours. Sectors keep a
    rate drawn from what is known of each, are watched as they were (``exposure``: sectors, days), and vary as ``like``
    says. An alarm that stands on the day after is not another.
    """
    counted, looked = (one.sum(axis=1) for one in surprise.weakened(seen, exposure, like))
    shape, rate = like.shape + counted, like.shape / like.mean + looked
    rng = np.random.default_rng(_SEED)
    alone, together = [], []
    for _ in range(SIMULATED // _AT_ONCE):
        mean = rng.gamma(shape[:, None], 1 / rate[:, None], (_AT_ONCE, len(seen), 1)) * exposure
        happened = rng.poisson(mean * rng.gamma(like.size, 1 / like.size, mean.shape))
        ratios = surprise.log_ratios(happened, exposure, like)
        alone.append(surprise.shiryaev_roberts(ratios))
        together.append(np.array([scans(one, near) for one in ratios]))
    sectors, scanned = np.concatenate(alone), np.concatenate(together)
    watched = surprise.judged(exposure)[:, 1 - sectors.shape[-1] :].any(axis=0).sum()
    families = 2 if near.shape[1] > 1 else 1
    budget = SIMULATED * watched / (families * days_between)
    return Thresholds(level(sectors, budget), level(scanned, budget))


def scans(ratios: Floats, near: Ints) -> Floats:
    """The scan's score on each day that has ``WINDOW`` days up to it; ``ratios`` (sectors, days, ratios)."""
    last = range(surprise.WINDOW, ratios.shape[1] + 1)
    return np.array([surprise.scan(ratios[:, day - surprise.WINDOW : day], near).score for day in last])


def level(series: Floats, times: float) -> float:
    """The lowest level that the series (..., days) cross upwards at most ``times`` times."""
    before, after = series[..., :-1].ravel(), series[..., 1:].ravel()
    up = after > before
    lows, highs = np.sort(before[up]), np.sort(after[up])
    crossings = np.searchsorted(lows, highs) - np.arange(len(highs))
    often = np.flatnonzero(crossings > times)
    above = highs[often[-1] + 1 :] if len(often) else highs
    return float(above[0]) if len(above) else float("inf")
