"""Rates corrected for what would have been noticed: Gamma-Poisson in closed form, with extra-Poisson variation.

Numbers noticed in sector s on day t are taken for Poisson with mean r[s] g[s, t] e[s, t]: r the sector's rate a day, e
the share that would have been noticed, g a day's own Gamma factor with mean 1 and variance 1 / size (so that the counts
are negative binomial). Rates wander: a day at a distance of n days speaks for a period with weight memory^n (the power
prior of Ibrahim and Chen 2000). Before its own days speak, a sector's rate is Gamma about the usual rate of its
neighbourhood, and that about the mean of all sectors (empirical Bayes; Clayton and Kaldor 1987). Days not observed have
e = 0 and say nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPTIONS: dict[str, tuple[float, ...]] = {
    "memory": (0.6, 0.75, 0.85, 0.92, 0.96),
    "size": (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 4.0, 16.0),
    "shape": (0.5, 1.0, 2.0, 4.0, 8.0),
    "reach": (0.0, 1.0, 2.0, 4.0, 8.0),
}
"""The values tried for each of the fields of ``Fit``."""

CLUMPING = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""The values tried by ``clumping``."""

LONG_MEMORY = 0.97
"""Like ``memory``, for what is usual in a neighbourhood, and for the rate by which a day's counts are weakened."""

TOGETHER = 1.8
"""Factor on the common error of what is usual, since effort may keep to where more happens, or to where less does."""

LOOSE = 1.25
"""The greatest ``shape`` where windows are compared, so that the comparison is theirs and not the prior's."""

STRATA = 20
"""Values of the common error of detection over which every estimate is averaged."""

_SWEEPS = 2


@dataclass(frozen=True)
class Fit:
    """What all sectors have in common.

    ``mean`` of their rates; ``shape``, how firmly a sector keeps to what is usual about it, in events; ``memory``;
    ``size``; ``reach``, how far a neighbourhood goes, in mean distances from a sector to the nearest other.
    """

    mean: float
    shape: float = 2.0
    memory: float = 0.85
    size: float = 2.0
    reach: float = 2.0


def fit(seen: Ints, exposure: Floats, apart: Floats) -> Fit:
    """The values that best foretell each day from the days before it, chosen one after the other, twice over.

    ``seen`` and ``exposure`` (sectors, days), ``apart`` (sectors, sectors) the distances between sectors in any unit.
    The score is the log probability of a negative binomial with the mean and variance foretold.
    """
    best = Fit(mean_rate(seen, exposure))
    if not exposure.any():
        return best
    for _ in range(_SWEEPS):
        for name, values in OPTIONS.items():
            tried = [replace(best, **{name: value}) for value in values]
            best = max(tried, key=lambda one: _score(seen, exposure, apart, one))
    return best


def mean_rate(seen: Ints, exposure: Floats) -> float:
    """The mean over sectors of rates shrunk to it, each sector one voice however much it was watched."""
    counted, told = seen.sum(axis=1) / _DOUBT, exposure.sum(axis=1) / _DOUBT
    if not told.any():
        return 0.0
    mean = max(counted.sum(), 0.5 / _DOUBT) / told.sum()
    for _ in range(50):
        mean = float(np.mean((1 + counted) / (1 / mean + told)))
    return float(mean)


_DOUBT = 3.0
"""How much more than Poisson the sum of a sector's days varies, roughly: its weight in the mean of all sectors."""


def _usual(counted: Floats, told: Floats, near: Floats, like: Fit) -> tuple[Floats, Floats]:
    """The rate usual about each sector, from weakened counts and exposure: shape and rate of its Gamma."""
    return 1 + near @ counted, 1 / like.mean + near @ told


def _common(shape: Floats, rate: Floats, z: Floats) -> Floats:
    """Draws (sectors, draws) of Gamma variables that err together, at normal quantiles ``z`` (Wilson and Hilferty)."""
    nine = 9 * shape[:, None]
    return np.asarray(shape[:, None] / rate[:, None] * np.maximum(1 - 1 / nine + z / np.sqrt(nine), 0.05) ** 3)


def _near(apart: Floats, like: Fit) -> Floats:
    """Weights (sectors, sectors) that fall with distance, 1 for the sector itself."""
    if like.reach == 0 or not apart.any():
        return np.eye(len(apart))
    nearest = np.where(np.eye(len(apart), dtype=np.bool_), np.inf, apart).min(axis=1).mean()
    return np.asarray(np.exp(-apart / (like.reach * nearest)))


def _score(seen: Ints, exposure: Floats, apart: Floats, like: Fit) -> float:
    counted, told = _evidence(seen, exposure, like)
    near = _near(apart, like)
    own, own_told, long, long_told = (np.zeros(len(seen)) for _ in range(4))
    shapes, rates = np.empty_like(exposure), np.empty_like(exposure)
    for day in range(seen.shape[1]):
        shapes[:, day] = like.shape + own
        usual, usual_told = _usual(long, long_told, near, like)
        rates[:, day] = like.shape * usual_told / usual + own_told
        own, own_told = like.memory * (own + counted[:, day]), like.memory * (own_told + told[:, day])
        long, long_told = LONG_MEMORY * (long + counted[:, day]), LONG_MEMORY * (long_told + told[:, day])
    mean = shapes / rates * exposure
    size = 1 / (1 / shapes + 1 / like.size + 1 / (shapes * like.size))
    looked = exposure > 0
    return log_probability(seen[looked], mean[looked], size[looked])


def clumping(seen: Ints, expected: Floats) -> float:
    """How firmly places keep to the numbers expected of them, as the size of a negative binomial: the likeliest tried.

    Small where a few places have nearly all.
    """
    told = expected > 0
    return max(CLUMPING, key=lambda size: log_probability(seen[told], expected[told], np.full(told.sum(), size)))


def log_probability(n: Ints, mu: Floats, k: Floats) -> float:
    """The log probability of counts that are negative binomial with mean ``mu`` and size ``k``, summed."""
    return float(_log_probabilities(n, mu, k).sum())


def probability(n: Ints, mu: Floats, k: Floats) -> Floats:
    """The probability of each count, negative binomial with mean ``mu`` and size ``k``."""
    return np.asarray(np.exp(_log_probabilities(n, mu, k)))


def _log_probabilities(n: Ints, mu: Floats, k: Floats) -> Floats:
    log = gammaln(n + k) - gammaln(k) - gammaln(n + 1) + k * np.log(k / (k + mu)) + n * np.log(mu / (k + mu))
    return np.asarray(log)


def _evidence(seen: Ints, exposure: Floats, like: Fit) -> tuple[Floats, Floats]:
    """Counts and exposure, each day weakened by how much more than Poisson it varies at the rate about it."""
    days = np.arange(seen.shape[1])
    about = LONG_MEMORY ** np.abs(days[:, None] - days)
    rates = (1 + seen @ about) / (1 / like.mean + exposure @ about)
    weaker = 1 + rates * exposure / like.size
    return seen / weaker, exposure / weaker


def _alone(seen: Ints, exposure: Floats, like: Fit) -> tuple[Floats, Floats]:
    """Counts and exposure of one stretch of days, weakened like ``_evidence`` but at the stretch's own rate."""
    rates = (1 + seen.sum(axis=1)) / (1 / like.mean + exposure.sum(axis=1))
    weaker = 1 + rates[:, None] * exposure / like.size
    return (seen / weaker).sum(axis=1), (exposure / weaker).sum(axis=1)


@dataclass(frozen=True)
class Draws:
    """Draws (sectors, draws) for one stretch of days: the daily ``rate`` and how many happened ``unseen``.

    Draw i of every stretch and sector has the same error of detection, so ratios and sums may be taken draw by draw.
    """

    rate: Floats
    unseen: Ints


def draws(
    seen: Ints,
    exposure: Floats,
    apart: Floats,
    windows: Sequence[tuple[int, int]],
    like: Fit,
    *,
    log_sd: float,
    n: int,
    seed: int,
    alone: bool = False,
) -> list[Draws]:
    """Draws of rates and of what was unseen in ``windows`` (first day, day after the last) of the days given.

    ``log_sd`` is the standard deviation of the logarithm of the error that all detection has in common. ``alone`` lets
    no other day speak for a window but through the sector's mean, so that two windows can be compared.
    """
    rng = np.random.default_rng(seed)
    strata = np.exp(log_sd * ndtri((np.arange(STRATA) + 0.5) / STRATA)) if log_sd > 0 else np.ones(1)
    each = max(1, n // len(strata))
    days = np.arange(seen.shape[1])
    near = _near(apart, like)
    parts: list[list[Draws]] = [[] for _ in windows]
    for off in strata:
        detection = -np.expm1(off * np.log1p(-np.minimum(exposure, 1 - 1e-9)))
        ratio = detection.sum() / exposure.sum() if exposure.any() else 1.0
        here = replace(like, mean=like.mean / ratio)
        counted, told = _evidence(seen, detection, here)
        z = TOGETHER * rng.permutation(ndtri((np.arange(each) + 0.5) / each))
        for number, (first, last) in enumerate(windows):
            gap = np.maximum(np.maximum(first - days, days - last + 1), 0)
            long = LONG_MEMORY**gap
            usual = _common(*_usual(counted @ long, told @ long, near, here), z)
            if alone:
                prior = min(here.shape, LOOSE)
                mine = _alone(seen[:, first:last], detection[:, first:last], here)
            else:
                prior = here.shape
                mine = counted @ here.memory**gap, told @ here.memory**gap
            shape, rate = prior + mine[0], prior / usual + mine[1][:, None]
            parts[number].append(_drawn(shape, rate, seen[:, first:last], detection[:, first:last], here.size, rng))
    return [joined(part) for part in parts]


def joined(parts: Sequence[Draws]) -> Draws:
    """All draws of one stretch of days, in the order given."""
    return Draws(np.concatenate([p.rate for p in parts], axis=1), np.concatenate([p.unseen for p in parts], axis=1))


def _drawn(shape: Floats, rate: Floats, seen: Ints, detection: Floats, size: float, rng: np.random.Generator) -> Draws:
    rates = rng.gamma(shape[:, None], 1 / rate)
    return Draws(rates, unseen(rates[:, None], seen, detection, size, rng))


def unseen(rates: Floats, seen: Ints, detection: Floats, size: float, rng: np.random.Generator) -> Ints:
    """Draws (sectors, draws) of how many happened unseen on the days of ``seen`` and ``detection`` (sectors, days).

    ``rates`` (sectors, days or 1, draws) are those of the days.
    """
    factor = rng.gamma(size + seen[..., None], 1 / (size + rates * detection[..., None]))
    return np.asarray(rng.poisson(rates * factor * (1 - detection[..., None])).sum(axis=1))
