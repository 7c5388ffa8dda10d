"""Tests of what follows what on simulated truth, beside a self-controlled count and the excitation of a Hawkes process.

SIMULATED: two sides with 300 events each in twenty weeks, an evening peak, and weeks that differ, the same for both.
*Bad days* vary for both alike (Gamma, shape 2/3); *later* puts the second side's peak three hours after the first's. In
the last lines 10, 20 or 30 per cent of the first side's events draw one from the second within about an hour. How often
each test says "follows" at 5 per cent: with nothing following it should be at most that.

The self-controlled count takes events of the second side in three hours after each of the first less those in three
hours before, summed by day, and flips the days' signs. The Hawkes process is fitted by maximum likelihood, with a
constant background and exponential decay, to the second side alone: its branching ratio would be read as the share of
events that others caused.

    python benchmarks/following.py [worlds]        (400 by default)
"""

import sys
import time

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import minimize

from trucewatch.ceasefire.following import DRAWN, WITHIN, following

Floats = NDArray[np.float64]

WEEKS, N, LEVEL = 20, 300, 0.05
FITTED = 40
"""Worlds a line to which a Hawkes process is fitted."""

LINES: dict[str, dict[str, float]] = {
    "nothing follows": {},
    "nothing, bad days": {"bad": 1.5},
    "nothing, later": {"later": 3.0},
    "nothing, both": {"bad": 1.5, "later": 3.0},
    "10 % follow": {"drawn": 0.1},
    "20 % follow": {"drawn": 0.2},
    "30 % follow": {"drawn": 0.3},
    "20 % follow, both": {"drawn": 0.2, "bad": 1.5, "later": 3.0},
}


def world(rng: np.random.Generator, bad: float = 0.0, later: float = 0.0, drawn: float = 0.0) -> tuple[Floats, Floats]:
    """Moments of both sides in days."""
    level = np.repeat(np.exp(0.7 * rng.standard_normal(WEEKS)), 7)
    level *= rng.gamma(1 / bad, bad, len(level)) if bad else 1.0

    def moments(n: float, peak: float) -> Floats:
        by_hour = 1 + 0.9 * np.cos(2 * np.pi * (np.arange(24) - peak) / 24)
        rate = level[:, None] * by_hour
        often = rng.poisson(rate * n / rate.sum()).ravel()
        return np.asarray((np.repeat(np.arange(often.size), often) + rng.random(often.sum())) / 24)

    one, other = moments(N, 20), moments(N * (1 - drawn), 20 + later)
    after = one[rng.random(len(one)) < drawn]
    after = after + np.minimum(rng.exponential(1 / 24, len(after)), WITHIN)
    return one, np.concatenate([other, after[after < 7 * WEEKS]])


def self_controlled(one: Floats, other: Floats, rng: np.random.Generator) -> float:
    other = np.sort(other)
    after = np.searchsorted(other, one + WITHIN, "right") - np.searchsorted(other, one, "right")
    before = np.searchsorted(other, one, "left") - np.searchsorted(other, one - WITHIN, "left")
    sums = np.bincount(one.astype(np.int64), weights=after - before, minlength=7 * WEEKS)
    flipped = rng.choice((-1.0, 1.0), (DRAWN, len(sums))) @ sums
    return float(1 + (flipped >= sums.sum()).sum()) / (1 + DRAWN)


@njit(cache=True)
def loss(logs: Floats, moments: Floats, length: float) -> float:
    """Minus the log likelihood of a Hawkes process (Ozaki 1979): background, branching ratio and decay, as logs."""
    background, branching, decay = np.exp(logs)
    excited, found, last = 0.0, background * length, moments[0]
    for moment in moments:
        excited *= np.exp(-decay * (moment - last))
        found -= np.log(background + branching * decay * excited)
        found += branching * (1 - np.exp(-decay * (length - moment)))
        excited, last = excited + 1.0, moment
    return found


def branching(moments: Floats) -> float:
    length = 7.0 * WEEKS
    starts = [np.log((0.5 * len(moments) / length, 0.5, decay)) for decay in (0.3, 3.0, 24.0)]
    fits = [minimize(loss, start, args=(np.sort(moments), length), method="Nelder-Mead") for start in starts]
    return float(np.exp(min(fits, key=lambda one: one.fun).x[1]))


def main() -> None:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    sys.stdout.write(f"SIMULATED, {worlds} worlds a line; how often it is said that the second side follows\n")
    flat = [branching(7 * WEEKS * np.random.default_rng(seed).random(N)) for seed in range(FITTED)]
    sys.stdout.write(f"Hawkes branching ratio without any rhythm or excitation: {np.median(flat):.2f}\n")
    for name, given in LINES.items():
        said, excited, took = [], [], 0.0
        for seed in range(worlds):
            rng = np.random.default_rng(seed)
            one, other = world(rng, **given)
            began = time.process_time()
            found = following(one, other, WEEKS, seed)
            took += time.process_time() - began
            peer = self_controlled(one, other, rng)
            said.append(
                [found.days <= LEVEL, found.order <= LEVEL, max(found.days, found.order) <= LEVEL, peer <= LEVEL]
            )
            if seed < FITTED:
                excited.append(branching(other))
        days, order, both, peer = np.mean(said, axis=0)
        sys.stdout.write(
            f"{name:18} days {days:.3f}, order {order:.3f}, both {both:.3f}; self-controlled {peer:.3f}; "
            f"Hawkes branching ratio {np.median(excited):.2f}; {1000 * took / worlds:.0f} ms\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
