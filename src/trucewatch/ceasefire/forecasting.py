"""Forecasts of counts: an equal pool of what the last days were, of widened Gamma-Poisson rates, and of past jumps.

Two members are conflictology (Hegre et al. 2024): the last 12 and the last 30 sums of as many days as are foretold, a
negative binomial about each so that no number is impossible. Four are Gamma-Poisson rates that forget the past at
different speeds, widened by how much more than Poisson the past varied about them. One is the last sum times each of
the last 30 steps from a sum to the next, since wars flare and die. What is foretold is what would be recorded.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .estimating import Floats, Ints, probability

LENGTHS = (12, 30)
"""How many of the last values each member of conflictology holds."""

MEMORIES = (0.8, 0.9, 0.95, 0.98)
"""What is left of a day's weight a day later, in each Gamma-Poisson member."""

KERNEL = 10.0
"""Size of the negative binomial about each of the last values."""

GREATEST_STEP = 5.0
"""The greatest factor by which a sum is taken to step, up or down."""

_PRIOR = 0.5
_WIDEST = 1e6


class Foretold(NamedTuple):
    """The probability of each number from 0 on."""

    probability: Floats

    @property
    def mean(self) -> float:
        return float(self.probability @ np.arange(len(self.probability)))

    def quantile(self, share: float) -> int:
        """The least number with at least ``share`` of the probability at or below it."""
        return int(np.searchsorted(np.cumsum(self.probability), share * self.probability.sum()))

    def crps(self, happened: int) -> float:
        """Continuous ranked probability score, lower is better, in counts (Gneiting and Raftery 2007)."""
        below = np.cumsum(self.probability)
        beyond = max(0, happened - len(below))
        return float(((below - (np.arange(len(below)) >= happened)) ** 2).sum()) + beyond

    def log_score(self, happened: int) -> float:
        """Minus the logarithm of the probability given to what happened."""
        given = self.probability[happened] if happened < len(self.probability) else 0.0
        return -float(np.log(max(given, 1e-12)))

    def pit(self, happened: int, between: float) -> float:
        """The randomised probability integral transform; ``between`` from 0, just below the number, to 1."""
        below = np.concatenate([[0.0], np.cumsum(self.probability), [1.0]])
        number = min(happened, len(below) - 2)
        return float(below[number] + between * (below[number + 1] - below[number]))


def foretell(seen: Ints, days: int, ahead: float = 1.0) -> Foretold:
    """What will be recorded in the ``days`` days after ``seen`` (days), ``ahead`` times as much being noticed.

    Raises ValueError if there are fewer past days than are foretold.
    """
    if len(seen) < days:
        raise ValueError(f"{len(seen)} days of record cannot foretell {days}")
    sums = sliding_window_view(seen, days).sum(axis=-1)[::-1]
    members = [(ahead * np.maximum(sums[:length], 0.1), np.full(min(length, len(sums)), KERNEL)) for length in LENGTHS]
    members += [_forgetting(seen, days, memory, ahead) for memory in MEMORIES]
    if len(sums) > days:
        members.append(_stepping(sums, days, ahead))
    widest = max(float((mean + 8 * np.sqrt(mean + mean**2 / size)).max()) for mean, size in members)
    numbers = np.arange(int(widest) + 20)
    mixed = [probability(numbers, mean[:, None], size[:, None]).mean(axis=0) for mean, size in members]
    return Foretold(np.mean(mixed, axis=0))


def conflictology(seen: Ints, days: int) -> Foretold:
    """The last 30 sums of ``days`` days, each as likely as the others: what forecasts are measured by."""
    sums = sliding_window_view(seen, days).sum(axis=-1)[-max(LENGTHS) :]
    return Foretold(np.bincount(sums) / len(sums))


def _stepping(sums: Ints, days: int, ahead: float) -> tuple[Floats, Floats]:
    """Means and sizes of a forecast that steps from the latest of ``sums`` (latest first) as the past stepped."""
    steps = (sums[:-days] + _PRIOR) / (sums[days:] + _PRIOR)
    steps = np.clip(steps[: max(LENGTHS)], 1 / GREATEST_STEP, GREATEST_STEP)
    return ahead * np.maximum(sums[0] * steps, 0.1), np.full(len(steps), KERNEL)


def _forgetting(seen: Ints, days: int, memory: float, ahead: float) -> tuple[Floats, Floats]:
    """Mean and size of a Gamma-Poisson forecast of the sum of ``days`` days, widened as the past asks."""
    weights = memory ** np.arange(len(seen))[::-1]
    shape, rate = _PRIOR + weights @ seen, _PRIOR + weights.sum()
    mean = shape / rate
    spread = float(weights @ (seen - mean) ** 2) / weights.sum()
    beyond = max(spread - mean, 0.0) / mean**2
    variance = beyond / days + 1 / shape
    return np.array([ahead * days * mean]), np.array([min(1 / variance, _WIDEST)])
