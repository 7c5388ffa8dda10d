"""How many passed while nobody watched, by what passed at like hours that were watched.

A negative binomial prediction: the rate of an hour is that of its hour of the day times that of its day of the week,
the second held towards 1 as far as the days do not tell them apart (empirical Bayes); stretches of time differ by a
gamma factor whose spread is that between the stretches watched. What the history leaves uncertain is drawn by the
Bayesian bootstrap over stretches (Rubin 1981), what is left to chance by gamma and Poisson draws.
"""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

LEAST_DAYS = 3
"""Hours of the day that were watched on fewer days of the history than this have no estimate."""

DRAWS = 1000
LEVEL = (0.05, 0.5, 0.95)

_SHAPES = np.geomspace(0.3, 300.0, 40)
_SHAPE_LOG_MEAN, _SHAPE_LOG_SD = np.log(5.0), 1.5
_RARE = 0.5
_ROUNDS = 3

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Slots(NamedTuple):
    """Hours on the local clock, in order.

    ``hour`` (0 to 23) and ``weekday`` (0 is Monday), ``day`` numbers the local days; ``watched`` is the part of the
    hour watched (0 to 1), ``wanted`` the part of it in the period that was not.
    """

    hour: Ints
    weekday: Ints
    day: Ints
    watched: Floats
    wanted: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """By hour of the day, whether it was watched on days enough."""
        days = [len(np.unique(self.day[(self.hour == hour) & (self.watched > 0)])) for hour in range(24)]
        return np.array(days) >= LEAST_DAYS


class Prediction(NamedTuple):
    """The 5th, 50th and 95th percentile of what passed in the hours wanted that can be estimated."""

    low: int
    mid: int
    high: int


class Stretches(NamedTuple):
    """The watched hours of ``slots`` as stretches, each within one local day, by hour of the day: arrays (n, 24)."""

    weekday: Ints
    hours: Floats

    @classmethod
    def of(cls, slots: Slots) -> tuple[Self, Ints]:
        """The stretches and, for each slot, the number of the one it belongs to."""
        breaks = (slots.watched[1:] == 0) | (slots.watched[:-1] == 0) | (np.diff(slots.day) != 0)
        number = np.concatenate([[0], np.cumsum(breaks)])
        hours = np.zeros((int(number[-1]) + 1, 24))
        np.add.at(hours, (number, slots.hour), slots.watched)
        weekday = np.zeros(len(hours), dtype=np.int64)
        weekday[number] = slots.weekday
        return cls(weekday, hours), number


def predict(slots: Slots, counts: Floats, seed: int) -> Prediction | None:
    """What passed in the wanted hours, by the ``counts`` of each slot; None where no wanted hour can be estimated.

    The same arguments give the same prediction.
    """
    wanted = np.where(slots.known[slots.hour], slots.wanted, 0.0)
    if not wanted.any():
        return None
    rng = np.random.default_rng(seed)
    stretches, number = Stretches.of(slots)
    seen = np.zeros_like(stretches.hours)
    np.add.at(seen, (number, slots.hour), counts)
    kept = stretches.hours.sum(axis=1) > 0
    stretches, seen = Stretches(stretches.weekday[kept], stretches.hours[kept]), seen[kept]
    found = seen.sum(axis=1)
    weekday, log_shape = np.ones(7), float(np.log(_SHAPES[-1]))
    for _ in range(_ROUNDS):
        leaning = stretches.hours * weekday[stretches.weekday][:, None]
        expected = stretches.hours @ _rate(seen.sum(axis=0), leaning.sum(axis=0))
        weekday = _weekday_factors(stretches.weekday, found, expected, log_shape)
        shares = _shapes(found, expected * weekday[stretches.weekday])
        log_shape = float(shares @ np.log(_SHAPES))
    shape = rng.choice(_SHAPES, size=DRAWS, p=shares)

    weights = rng.exponential(size=(DRAWS, len(seen)))
    leaning = stretches.hours * weekday[stretches.weekday][:, None]
    rates = _rate(weights @ seen, weights @ leaning)
    gaps, hours = _gaps(slots, wanted, weekday)
    means = rates @ hours.T
    means += rng.gamma(_RARE, size=(DRAWS, 1)) * _share_of_history(hours, leaning)
    factors = rng.gamma(shape[:, None], 1 / shape[:, None], size=(DRAWS, gaps))
    passed = rng.poisson(means * factors).sum(axis=1)
    low, mid, high = np.quantile(passed, LEVEL, method="inverted_cdf")
    return Prediction(int(low), int(mid), int(high))


def _rate(counts: Floats, hours: Floats) -> Floats:
    return np.divide(counts, hours, out=np.zeros_like(counts), where=hours > 0)


def _share_of_history(hours: Floats, leaning: Floats) -> Floats:
    """Each gap's hours as a share of the history's at the same hours of the day: what never was seen may still pass."""
    history = (leaning.sum(axis=0) * (hours > 0)).sum(axis=1)
    return _rate(hours.sum(axis=1), history)


def _shapes(seen: Floats, expected: Floats) -> Floats:
    """How probable each of the shapes of the gamma factor between stretches is."""
    mu, k = np.maximum(expected, 1e-9), _SHAPES[:, None]
    log_fit = (gammaln(seen + k) - gammaln(k) + k * np.log(k / (k + mu)) + seen * np.log(mu / (k + mu))).sum(axis=1)
    log_fit -= (np.log(_SHAPES) - _SHAPE_LOG_MEAN) ** 2 / (2 * _SHAPE_LOG_SD**2)
    chance = np.exp(log_fit - log_fit.max())
    return np.asarray(chance / chance.sum())


def _weekday_factors(weekday: Ints, seen: Floats, expected: Floats, log_shape: float) -> Floats:
    """What a day of the week multiplies the rate by: the ratio seen, held towards 1 as far as chance explains it."""
    whole, total, squares = np.zeros(7), np.zeros(7), np.zeros(7)
    for sums, of in ((whole, expected), (total, seen), (squares, expected**2)):
        np.add.at(sums, weekday, of)
    has = whole > 0
    ratio = np.where(has, _rate(total, whole), 1.0)
    noise = np.where(has, _rate(whole + squares * np.exp(-log_shape), whole**2), np.inf)
    between = max(0.0, float(((ratio[has] - 1) ** 2 - noise[has]).mean())) if has.any() else 0.0
    return 1 + (ratio - 1) * between / (between + noise)


def _gaps(slots: Slots, wanted: Floats, weekday: Floats) -> tuple[int, Floats]:
    """The stretches wanted, each within one local day: their number, and their hours weighted by day of the week."""
    at = np.flatnonzero(wanted > 0)
    breaks = (np.diff(at) > 1) | (np.diff(slots.day[at]) != 0)
    number = np.concatenate([[0], np.cumsum(breaks)])
    hours = np.zeros((int(number[-1]) + 1, 24))
    np.add.at(hours, (number, slots.hour[at]), wanted[at] * weekday[slots.weekday[at]])
    return len(hours), hours
