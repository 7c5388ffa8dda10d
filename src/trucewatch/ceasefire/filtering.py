"""Rates of many sectors together: a Laplace filter and smoother over a Gaussian process in space.

The logarithms of the sectors' rates are a Gaussian field whose covariance falls with distance, and wander from day to
day by a field of the same shape. Numbers noticed on a day are negative binomial about rate x exposure. Day by day the
field is conditioned on what was noticed by Newton's method (Laplace approximation; Rasmussen and Williams 2006,
algorithm 3.1), and whole paths are drawn backwards (Fruehwirth-Schnatter 1994). Days and sectors without exposure say
nothing of themselves; what is known of their rates comes from the days and sectors about them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.special import gammaln, ndtri

from .estimating import STRATA, Draws, Floats, Ints, joined, mean_rate, unseen

LEAST_SECTORS, LEAST_DAYS = 30, 14
"""Sectors, and days on which each was watched, from which on a field can be told."""

OPTIONS: dict[str, tuple[float, ...]] = {
    "size": (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 4.0, 16.0),
    "spread": (0.5, 0.75, 1.0, 1.4, 2.0),
    "reach": (0.0, 1.0, 2.0, 4.0, 8.0),
    "wander": (0.05, 0.1, 0.2, 0.35),
}
"""The values tried for each of the fields of ``Field``. The least are no less, or one hot sector would be smoothed away
where all others are alike."""

WEAKENED = 0.2
"""Power of the likelihood of ``OPTIONS`` by which they are averaged over, since no record is made as supposed here."""

WIDENED = 1.15
"""Factor by which the logarithms of drawn rates lie further from their middle, their mean rate being kept."""

_LEVEL = 1.0
"""Standard deviation of the logarithm of what all sectors' rates have in common beyond ``mean``."""

_SWEEPS = 2
_STEPS, _LONGEST, _SHORTEST = 50, 1.0, 1e-3
_JITTER = 1e-9


@dataclass(frozen=True)
class Field:
    """What all sectors have in common.

    ``mean`` of their rates a day; ``spread``, the standard deviation of the logarithm of a sector's rate; ``wander``,
    that of its change from a day to the next as a share of ``spread``; ``reach`` of the covariance, in mean distances
    from a sector to the nearest other; ``size`` of the negative binomial.
    """

    mean: float
    size: float = 2.0
    spread: float = 1.0
    reach: float = 4.0
    wander: float = 0.1


class Fitted(NamedTuple):
    """The likeliest field, and how likely each of ``OPTIONS`` is, the others being at their likeliest."""

    best: Field
    chances: Mapping[str, Floats]

    def drawn(self, rng: np.random.Generator) -> Field:
        """A field drawn by ``chances``."""
        return replace(self.best, **{name: float(rng.choice(OPTIONS[name], p=p)) for name, p in self.chances.items()})


class Told(NamedTuple):
    """What is known of the logarithms of rates: their mean (sectors) and covariance (sectors, sectors)."""

    mean: Floats
    covariance: Floats


def suits(exposure: Floats) -> bool:
    """Whether enough sectors were watched on enough days; ``exposure`` (sectors, days)."""
    return int(((exposure > 0).sum(axis=1) >= LEAST_DAYS).sum()) >= LEAST_SECTORS


def fit(seen: Ints, exposure: Floats, apart: Floats) -> Fitted:
    """The field that makes what was noticed likeliest, its values chosen one after the other, twice over.

    ``seen`` and ``exposure`` (sectors, days), ``apart`` (sectors, sectors) the distances between sectors in any unit.
    Raises ValueError if nothing could have been noticed.
    """
    if not exposure.any():
        raise ValueError("a field cannot be told where nothing could have been noticed")

    @cache
    def likely(like: Field) -> float:
        return sum(step[1] for step in _filtered(seen, exposure, apart, like))

    best, chances = Field(mean_rate(seen, exposure)), {}
    for _ in range(_SWEEPS):
        for name, values in OPTIONS.items():
            tried = [replace(best, **{name: value}) for value in values]
            scores = np.array([likely(one) for one in tried])
            best = tried[int(np.argmax(scores))]
            weights = np.exp(WEAKENED * (scores - scores.max()))
            chances[name] = weights / weights.sum()
    return Fitted(best, chances)


def start(apart: Floats, like: Field) -> tuple[Told, Floats]:
    """What is known before the first day, and the covariance of a day's wandering (sectors, sectors)."""
    nearest = np.where(np.eye(len(apart), dtype=np.bool_), np.inf, apart).min(axis=1).mean()
    field = like.spread**2 * np.exp(-apart / max(like.reach * nearest, 1e-9))
    usual = np.full(len(apart), np.log(like.mean) - like.spread**2 / 2)
    return Told(usual, field + _LEVEL**2), like.wander**2 * field


def update(told: Told, seen: Ints, exposure: Floats, size: float) -> tuple[Told, float]:
    """What is known after a day's numbers (sectors), and the logarithm of how likely they were.

    The mean is the mode put right for the skewness of the likelihood, to first order (Tierney and Kadane 1986).
    """
    on = np.flatnonzero(exposure > 0)
    if not len(on):
        return told, 0.0
    n, looked = seen[on], exposure[on]
    prior, across = told.mean[on], told.covariance[on]
    within = across[:, on]
    x, pull = prior, np.zeros(len(on))
    for _ in range(_STEPS):
        mean = looked * np.exp(x)
        slope = n - (n + size) * mean / (size + mean)
        root = np.sqrt((n + size) * mean * size) / (size + mean)
        lower = cholesky(np.eye(len(on)) + root[:, None] * within * root, lower=True, check_finite=False)
        wanted = root**2 * (x - prior) + slope
        inner = solve_triangular(lower, root * (within @ wanted), lower=True, check_finite=False)
        towards = wanted - root * solve_triangular(lower, inner, lower=True, trans="T", check_finite=False)
        moved = within @ towards + prior - x
        furthest = np.abs(moved).max()
        pull = pull + min(1.0, _LONGEST / max(furthest, _LONGEST)) * (towards - pull)
        x = prior + within @ pull
        if furthest < _SHORTEST:
            break
    explained = solve_triangular(lower, root[:, None] * across, lower=True, check_finite=False)
    mean = looked * np.exp(x)
    given = gammaln(n + size) - gammaln(n + 1) - gammaln(size) + size * np.log(size / (size + mean))
    given += n * np.log(mean / (size + mean))
    likely = given.sum() - pull @ (x - prior) / 2 - np.log(np.diag(lower)).sum()
    covariance = told.covariance - explained.T @ explained
    skew = -(n + size) * mean * size * (size - mean) / (size + mean) ** 3
    off = covariance[:, on] @ (np.diag(covariance)[on] * skew) / 2
    return Told(told.mean + across.T @ pull + off, covariance), float(likely)


def _filtered(seen: Ints, exposure: Floats, apart: Floats, like: Field) -> list[tuple[Told, float]]:
    told, wander = start(apart, like)
    steps = []
    for day in range(seen.shape[1]):
        step = update(told, seen[:, day], exposure[:, day], like.size)
        steps.append(step)
        told = Told(step[0].mean, step[0].covariance + wander)
    return steps


def paths(seen: Ints, exposure: Floats, apart: Floats, like: Field, n: int, rng: np.random.Generator) -> Floats:
    """Draws of the rates of all days: (sectors, days, ``n``)."""
    _, wander = start(apart, like)
    *earlier, (last, _) = _filtered(seen, exposure, apart, like)
    jitter = _JITTER * np.eye(len(seen))

    def scattered(covariance: Floats) -> Floats:
        root = cholesky(covariance + jitter, lower=True, check_finite=False)
        return np.asarray(root @ rng.standard_normal((len(seen), n)))

    found = [last.mean[:, None] + scattered(last.covariance)]
    for (mean, covariance), _ in reversed(earlier):
        lower = cholesky(covariance + wander + jitter, lower=True, check_finite=False)
        half = solve_triangular(lower, covariance, lower=True, check_finite=False)
        ahead = solve_triangular(lower, found[-1] - mean[:, None], lower=True, check_finite=False)
        found.append(mean[:, None] + half.T @ ahead + scattered(covariance - half.T @ half))
    return np.exp(np.stack(found[::-1], axis=1))


def _widened(rates: Floats) -> Floats:
    logs = np.log(rates)
    middle = logs.mean(axis=-1, keepdims=True)
    beyond = (WIDENED**2 - 1) / 2 * logs.var(axis=-1, keepdims=True)
    return np.asarray(np.exp(middle + WIDENED * (logs - middle) - beyond))


def draws(
    seen: Ints,
    exposure: Floats,
    apart: Floats,
    windows: Sequence[tuple[int, int]],
    like: Fitted,
    *,
    log_sd: float,
    n: int,
    seed: int,
) -> list[Draws]:
    """Draws of rates and of what was unseen in ``windows`` (first day, day after the last) of the days given.

    ``log_sd`` is the standard deviation of the logarithm of the error that all detection has in common. Each of its
    strata has a field of its own, drawn from what is known of it.
    """
    rng = np.random.default_rng(seed)
    parts: list[list[Draws]] = [[] for _ in windows]
    for quantile in ndtri((np.arange(STRATA) + 0.5) / STRATA):
        detection = -np.expm1(np.exp(log_sd * quantile) * np.log1p(-np.minimum(exposure, 1 - 1e-9)))
        field = like.drawn(rng)
        mean = field.mean * exposure.sum() / detection.sum()
        rates = _widened(paths(seen, detection, apart, replace(field, mean=mean), max(1, n // STRATA), rng))
        for part, (first, last) in zip(parts, windows, strict=True):
            inside, days = rates[:, first:last], slice(first, last)
            missed = unseen(inside, seen[:, days], detection[:, days], field.size, rng)
            part.append(Draws(inside.mean(axis=1), missed))
    return [joined(part) for part in parts]
