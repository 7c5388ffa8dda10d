"""How surprising counts are beside those of the weeks before: Shiryaev-Roberts by sector, a scan over neighbours.

Numbers noticed on a day are negative binomial about rate x exposure. The rate is the sector's own in up to ``BASELINE``
days that end ``LAG`` days before the day judged, so that what begins now does not become what is usual, the older
speaking less; how little is known of it widens the distribution. A day speaks for a rate ``RATIOS`` times as high by
its likelihood ratio. Their products, summed over every beginning in the last ``WINDOW`` days, are the statistic of
Shiryaev and Roberts (Pollak 1985); their products over neighbouring sectors, the greatest over beginnings and
neighbourhoods, a space-time scan with expected numbers from the past (Neill 2006). Days without exposure say nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from . import estimating
from .estimating import Fit, Floats, Ints

Bools = NDArray[np.bool_]

RATIOS = (1.5, 2.0, 3.0, 5.0)
"""The increases looked for, each as likely as the others beforehand."""

BASELINE, LAG, WINDOW = 56, 14, 14
"""Days that a baseline has at most, that it ends before the day judged, and in which an increase may have begun."""

MEMORY = 0.99
"""What is left of the weight of a day of the baseline a day later."""

FIRST = 28 + LAG - 1
"""The first day judged, its baseline having 28 days."""

SIZES = np.geomspace(0.2, 200, 31)
"""The values tried by ``fit``."""

LEAST_WATCHED = 7
"""Days of its baseline on which something could have been noticed, without which a day is not judged."""


class Cylinder(NamedTuple):
    """A neighbourhood, the ``size`` sectors nearest to ``centre``, over the last ``days`` days, and its log ratio."""

    centre: int
    size: int
    days: int
    score: float


def fit(seen: Ints, exposure: Floats, apart: Floats) -> Fit:
    """What all sectors have in common, with the ``size`` likeliest if every sector keeps its rate (sectors, days).

    Rates that wander make it smaller, and alarms rarer.
    """
    like = estimating.fit(seen, exposure, apart)
    told = exposure > 0
    rate = (like.shape + seen.sum(axis=1)) / (like.shape / like.mean + exposure.sum(axis=1))
    mean = (rate[:, None] * exposure)[told]
    likely = [estimating.log_probability(seen[told], mean, np.full(mean.shape, size)) for size in SIZES]
    return replace(like, size=float(SIZES[int(np.argmax(likely))]))


def weakened(seen: Ints, exposure: Floats, like: Fit) -> tuple[Floats, Floats]:
    """Counts and exposure (..., sectors, days), each weakened by how much more than Poisson the day varies."""
    rate = (like.shape + seen.sum(axis=-1)) / (like.shape / like.mean + exposure.sum(axis=-1))
    weaker = 1 + rate[..., None] * exposure / like.size
    return seen / weaker, exposure / weaker


def expected(seen: Ints, exposure: Floats, like: Fit) -> tuple[Floats, Floats]:
    """Mean and size of what is expected on each day from ``FIRST`` on; ``seen``, ``exposure`` (..., sectors, days)."""
    counted, looked = (_summed(one, MEMORY) for one in weakened(seen, exposure, like))
    shape, rate = like.shape + counted, like.shape / like.mean + looked
    mean = shape / rate * exposure[..., FIRST:]
    return mean, 1 / (1 / shape + 1 / like.size + 1 / (shape * like.size))


def _summed(days: Floats, memory: float) -> Floats:
    """Sums over the baselines of the days from ``FIRST`` on, each day weighed by ``memory`` to the power of its age."""
    ages = np.arange(FIRST, days.shape[-1]) - LAG - np.arange(days.shape[-1])[:, None]
    inside = (ages >= 0) & (ages < BASELINE)
    return np.asarray(days @ np.where(inside, memory ** np.where(inside, ages, 0), 0.0))


def judged(exposure: Floats) -> Bools:
    """Which days from ``FIRST`` on have a baseline and something that could have been noticed: (sectors, days)."""
    watched = exposure > 0
    return np.asarray(watched[:, FIRST:] & (_summed(watched.astype(np.float64), 1.0) >= LEAST_WATCHED))


def log_ratios(seen: Ints, exposure: Floats, like: Fit) -> Floats:
    """By how much each day from ``FIRST`` on speaks for each of ``RATIOS``: (..., sectors, days, ratios).

    Nothing where it is not ``judged``. ``seen`` may have axes before those of ``exposure`` (sectors, days).
    """
    ratios = against(seen[..., FIRST:], *expected(seen, exposure, like))
    return np.where(judged(exposure)[..., None], ratios, 0.0)


def against(seen: Ints, mean: Floats, size: Floats) -> Floats:
    """The log likelihood ratios of ``RATIOS`` for counts expected to have that mean and size: (..., ratios)."""
    seen, mean, size = seen[..., None], mean[..., None], size[..., None]
    times = np.array(RATIOS)
    return np.asarray(seen * np.log(times) - (seen + size) * np.log((times * mean + size) / (mean + size)))


def shiryaev_roberts(ratios: Floats) -> Floats:
    """The logarithm of the statistic for each day that has ``WINDOW`` days up to it: (..., sectors, days)."""
    sums = np.cumsum(ratios, axis=-2)
    until = sums[..., WINDOW - 1 :, :]
    begun = np.concatenate([np.zeros_like(sums[..., :1, :]), sums[..., :-1, :]], axis=-2)
    products = until[..., None] - sliding_window_view(begun, WINDOW, axis=-2)
    return np.asarray(np.log(np.exp(products).sum(axis=-1).mean(axis=-1)))


def onset(ratios: Floats) -> int:
    """How many days ago, 0 being the last, an increase likeliest began; ``ratios`` (days, ratios) of one sector."""
    since = np.cumsum(ratios[::-1], axis=0)
    return int(np.argmax(np.exp(since).mean(axis=-1)))


def neighbours(apart: Floats, most: int) -> Ints:
    """Each sector and the sectors nearest to it, nearest first: (sectors, at most ``most``)."""
    return np.ascontiguousarray(np.argsort(apart, axis=1, kind="stable")[:, :most])


def scan(ratios: Floats, near: Ints) -> Cylinder:
    """The most surprising neighbourhood of two sectors or more over a stretch up to the last day.

    ``ratios`` (sectors, days, ratios) of the last days.
    """
    since = np.ascontiguousarray(np.cumsum(ratios[:, ::-1], axis=1))
    return Cylinder(*_greatest(since, near))


@njit(cache=True)
def _greatest(since: Floats, near: Ints) -> tuple[int, int, int, float]:
    """Over centres, sizes and lengths the greatest log of the mean over ratios; sums over sectors are kept running."""
    _, days, kinds = since.shape
    found = (0, 0, 0, -np.inf)
    together = np.empty((days, kinds))
    for centre in range(near.shape[0]):
        together[:] = since[near[centre, 0]]
        for size in range(1, near.shape[1]):
            together += since[near[centre, size]]
            for day in range(days):
                top = together[day].max()
                if top <= found[3]:
                    continue
                score = top + np.log(np.exp(together[day] - top).mean())
                if score > found[3]:
                    found = (centre, size + 1, day + 1, score)
    return found
