"""Whether events of one series follow those of another more often than chance, weeks, hours and bad days explain.

Two tests, both one-sided against the same permutations: the other series' days are permuted within their weeks, each
event keeping its hour. *Days*: how many of the first series are followed; what weeks and hours have in common is kept,
but days bad on both sides deceive it. *Order*: of the pairs that lie near each other, the share in which the other
comes after; days bad on both sides leave that share as it is, and so do hours, which the permutations keep (a
self-controlled design; Farrington 1995). The excitation of a Hawkes process is no third: rhythms alone make it large.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .estimating import Floats, Ints

WITHIN = 3 / 24
"""How long after an event another is said to follow it, in days."""

DRAWN = 999
"""Permutations that what happened is set beside."""


class Following(NamedTuple):
    """How many of the first series were ``followed``; the share of permutations that do as much in each test."""

    followed: int
    days: float
    order: float


def following(one: Floats, other: Floats, weeks: int, seed: int) -> Following:
    """Do events of ``other`` follow those of ``one``?

    Moments of both in days from the start of ``weeks`` whole weeks.
    """
    one, other = np.sort(one), np.sort(other)
    moved = np.argsort(np.random.default_rng(seed).random((DRAWN, weeks, 7)), axis=2) + 7 * np.arange(weeks)[:, None]
    as_it_was = np.arange(7 * weeks)[None]
    day = other.astype(np.int64)
    followed, after, before = _pairs(one, other - day, day, np.concatenate([as_it_was, moved.reshape(DRAWN, -1)]))
    share = after / np.maximum(after + before, 1)
    return Following(int(followed[0]), float((followed >= followed[0]).mean()), float((share >= share[0]).mean()))


@njit(cache=True)
def _pairs(one: Floats, hour: Floats, day: Ints, moved: Ints) -> tuple[Ints, Ints, Ints]:
    """By draw, which moves each day of the other series to ``moved`` (draws, days): how many of ``one`` are followed.

    And how many pairs within ``WITHIN`` have the other after, and before.
    """
    draws, days = moved.shape
    first = np.searchsorted(day, np.arange(days + 1))
    followed, after, before = np.zeros(draws, np.int64), np.zeros(draws, np.int64), np.zeros(draws, np.int64)
    came = np.empty(days, np.int64)
    for draw in range(draws):
        came[moved[draw]] = np.arange(days)
        for moment in one:
            pairs = 0
            for there in range(max(int(moment - WITHIN), 0), min(int(moment + WITHIN) + 1, days)):
                hours = hour[first[came[there]] : first[came[there] + 1]]
                at = moment - there
                pairs += np.searchsorted(hours, at + WITHIN, "right") - np.searchsorted(hours, at, "right")
                before[draw] += np.searchsorted(hours, at, "left") - np.searchsorted(hours, at - WITHIN, "left")
            after[draw] += pairs
            followed[draw] += pairs > 0
    return followed, after, before
