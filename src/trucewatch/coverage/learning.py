"""How far watchers notice, learned from who told of what others told of: the posterior of the half distance.

The conditional likelihood of double observers (Buckland et al., Introduction to Distance Sampling, 2001, ch. 10) under
the hazard-rate curve: given that others noticed an event, did this watcher? What is believed beforehand is the prior.
Of what lies near, a nuisance share is told of: where accounts of one event were not linked, near ones look missed like
far ones, and it is not the distance that is at fault.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from .sight import Floats

SHAPE = 4.0
"""Exponent of the hazard-rate detection function (Hayes and Buckland 1983; Buckland et al. 2001, ch. 2)."""

MISSED = 0.1
"""The share of true matches that a linking may miss: what that would do to the distance is said beside it."""

_FACTORS = np.linspace(np.log(1 / 6), np.log(6.0), 121)
_FEW_FACTORS = np.geomspace(0.6, 1.6, 9)
_TOLD_NEAR = np.array([0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.995])
_BLIND = np.array([0.01, 0.03, 0.1])
"""Shares that one who notices nothing of a kind may seem to tell of, at whatever distance."""

_BLIND_PRIOR = 0.05
_STRAY = 0.002
"""The chance that an account is linked to an event its source did not notice."""

_NEAREST = 1e-3


@dataclass(frozen=True)
class Tried:
    """n trials of one type of watcher, kind of event and light.

    ``ratio`` (n, points) of the distance to the half distance believed, infinite out of view or reach, the points
    weighed by ``weight`` (points,); ``told`` (n,) the probability that the watcher told of it; ``day`` (n,) its day.
    """

    ratio: Floats
    weight: Floats
    told: Floats
    day: Floats


@dataclass(frozen=True)
class Learned:
    """The logarithm of the factor on the half distance believed: ``mean`` and ``sd``.

    ``if_missed``: the mean, had ``MISSED`` of the true matches been missed. ``blind``: the probability that nothing of
    the kind is noticed.
    """

    mean: float
    sd: float
    if_missed: float
    blind: float


def noticed(ratio: Floats, weight: Floats) -> Floats:
    """The chance (n,) to notice an event that lies at distances ``ratio`` (n, points), in half distances."""
    return np.asarray(-np.expm1(-np.log(2) * np.maximum(ratio, _NEAREST) ** -SHAPE) @ weight)


def learn(tried: Tried, log_sd: float) -> Learned:
    """The posterior of the factor on the half distance, the logarithm of which is believed to ``log_sd``.

    Trials of one day err together (by wind, by a place wrongly told), so the likelihood is weakened by as much as the
    scores of days vary more than those of independent trials (Huber's sandwich).
    """
    curves = np.array([noticed(tried.ratio / np.exp(factor), tried.weight) for factor in _FACTORS])
    hits, misses = (np.empty((len(_TOLD_NEAR), len(_FACTORS))) for _ in range(2))
    for number, share in enumerate(_TOLD_NEAR):
        chance = _sure(share * curves)
        hits[number], misses[number] = np.log(chance) @ tried.told, np.log1p(-chance) @ (1 - tried.told)
    prior = -0.5 * (_FACTORS / log_sd) ** 2
    prior -= logsumexp(prior)
    share, at = np.unravel_index(int((hits + misses + prior).argmax()), hits.shape)
    weaker = _weaker(_TOLD_NEAR[share] * curves, int(at), tried)
    told, silent = tried.told.sum(), (1 - tried.told).sum()
    more = 1 / (1 - MISSED)
    fewer = max(0.0, 1 - told * (more - 1) / max(silent, 1e-9))
    mean, sd = _moments((hits + misses) / weaker + prior)
    sighted = logsumexp((hits + misses) / weaker + prior) - np.log(len(_TOLD_NEAR))
    nothing = logsumexp((np.log(_BLIND) * told + np.log1p(-_BLIND) * silent) / weaker) - np.log(len(_BLIND))
    return Learned(
        mean=mean,
        sd=sd,
        if_missed=_moments((more * hits + fewer * misses) / weaker + prior)[0],
        blind=_probability(nothing + np.log(_BLIND_PRIOR) - sighted - np.log1p(-_BLIND_PRIOR)),
    )


def preferred(one: Tried, other: Tried) -> float:
    """The probability of ``one`` reading of the same trials over the ``other``, even odds beforehand.

    Each is averaged over factors on the half distance.
    """
    log = []
    for tried in (one, other):
        curves = np.array([_sure(noticed(tried.ratio / factor, tried.weight)) for factor in _FEW_FACTORS])
        log.append(logsumexp(np.log(curves) @ tried.told + np.log1p(-curves) @ (1 - tried.told)))
    return _probability(log[0] - log[1])


def _sure(chance: Floats) -> Floats:
    return np.clip(chance, _STRAY, 1 - _STRAY)


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(log_odds, -50.0, 50.0))))


def _moments(log: Floats) -> tuple[float, float]:
    """Mean and standard deviation of the factors, weighed by the logarithms ``log`` (shares, factors)."""
    mass = np.exp(log - log.max()).sum(axis=0)
    mean = float((mass * _FACTORS).sum() / mass.sum())
    return mean, float(np.sqrt((mass * (_FACTORS - mean) ** 2).sum() / mass.sum()))


def _weaker(curves: Floats, at: int, tried: Tried) -> float:
    """By how much the scores of days vary more than those of independent trials at the factor ``at``; at least 1."""
    at, step = min(max(at, 1), len(_FACTORS) - 2), _FACTORS[1] - _FACTORS[0]
    chance = _sure(curves[at - 1 : at + 2])
    low, middle, high = np.log(chance) * tried.told + np.log1p(-chance) * (1 - tried.told)
    information = -((high - 2 * middle + low) / step**2).sum()
    if information <= 0:
        return 1.0
    score = (high - low) / (2 * step)
    days = np.unique(tried.day, return_inverse=True)[1]
    spread = (np.bincount(days, weights=score - score.mean()) ** 2).sum()
    return float(max(1.0, spread / information))
