"""What one register would have held in weeks it did not watch, from another that did and from how they stood before.

The logarithm of the ratio of weekly counts wanders slowly (a random walk) under weekly noise: the local level model of
Harvey (1989, Forecasting, Structural Time Series Models and the Kalman Filter, section 2.3), its gaps being weeks like
any other. The two spreads are not taken as known: a grid of them is weighed by how well each explains the weeks in
common (flat level integrated out; half-Cauchy priors after Gelman 2006, Bayesian Analysis 1: 515-534), and draws come
from all of it. Counting noise (Poisson) is added to both.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Places = NDArray[np.intp]

DRAWS = 4000
FEWEST = 8
"""Weeks in common below which nothing is estimated."""

_MOST = 52
"""Of the weeks in common the latest that are used."""

_NOISE = np.linspace(0.02, 0.8, 27)
_DRIFT = np.linspace(0.0, 0.4, 21)
_NOISE_SCALE, _DRIFT_SCALE = 0.3, 0.1
_HALF = 0.5
"""Added to counts so that a week without any has a logarithm (Anscombe 1948, Biometrika 35: 246-254)."""


def bridge(ours: Floats, theirs: Floats, known: Booleans, wanted: Booleans, seed: int) -> Floats:
    """Draws (DRAWS by wanted weeks) of what ``ours`` would have held; arrays are by week, in order.

    ``known`` are the weeks both registers watched whole, at least FEWEST of them; ``wanted`` those to estimate, of
    which ``theirs`` was watched.
    """
    rng = np.random.default_rng(seed)
    learned = np.flatnonzero(known)[-_MOST:]
    asked = np.flatnonzero(wanted)
    ratio = np.log((ours[learned] + _HALF) / (theirs[learned] + _HALF))
    counting = 1 / (ours[learned] + _HALF) + 1 / (theirs[learned] + _HALF)
    walked = np.minimum.outer(np.arange(len(ours)), np.arange(len(ours))).astype(float)
    noise, drift = (axis.ravel() for axis in np.meshgrid(_NOISE, _DRIFT))
    spread = drift[:, None, None] ** 2 * walked[np.ix_(learned, learned)]
    spread += np.eye(len(learned)) * (noise[:, None, None] ** 2 + counting)
    inverse = np.linalg.inv(spread)
    known_by = inverse.sum((1, 2))
    level = (inverse @ ratio).sum(1) / known_by
    rest = ratio - level[:, None]
    misfit = np.einsum("gi,gij,gj->g", rest, inverse, rest)
    weight = -(np.linalg.slogdet(spread)[1] + np.log(known_by) + misfit) / 2
    weight -= np.log1p((noise / _NOISE_SCALE) ** 2) + np.log1p((drift / _DRIFT_SCALE) ** 2)
    weight = np.exp(weight - weight.max())
    chosen, times = np.unique(rng.choice(len(weight), DRAWS, p=weight / weight.sum()), return_counts=True)
    drawn = []
    for g, count in zip(chosen, times, strict=True):
        reach = drift[g] ** 2 * walked[np.ix_(asked, learned)] @ inverse[g]
        middle = level[g] + reach @ rest[g]
        untold = 1 - reach.sum(1)
        cov = drift[g] ** 2 * (walked[np.ix_(asked, asked)] - reach @ walked[np.ix_(learned, asked)])
        cov += np.outer(untold, untold) / known_by[g]
        cov += np.diag(noise[g] ** 2 + 2 / (theirs[asked] + _HALF))
        drawn.append(middle + rng.standard_normal((count, len(asked))) @ np.linalg.cholesky(cov).T)
    told: Floats = np.exp(np.concatenate(drawn)) * (theirs[asked] + _HALF) - _HALF
    return np.maximum(told, 0)


def lag(ours: Floats, theirs: Floats, known: Booleans, most: int) -> tuple[int, float]:
    """By how many days ``theirs`` dates the same goods later than ``ours``, and the correlation at that lag.

    Arrays are by day; ``known`` are the days both watched. Of the lags from -``most`` to ``most`` the one with the
    highest correlation; 0 where neither varies.
    """
    found = {}
    for days in sorted(range(-most, most + 1), key=abs):
        pairs = known[max(0, -days) : len(known) - max(0, days)]
        here = ours[max(0, -days) : len(ours) - max(0, days)][pairs]
        there = theirs[max(0, days) : len(theirs) - max(0, -days)][pairs]
        if len(here) > 2 and np.ptp(here) and np.ptp(there):
            found[days] = float(np.corrcoef(here, there)[0, 1])
    best = max(found, key=lambda days: found[days], default=0)
    return best, found.get(best, 0.0)
