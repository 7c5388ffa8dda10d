"""Which accounts are near enough in time, place and kind for one event to explain them: compiled."""

import math

import numpy as np
from numba import njit

from .kernel import Beliefs, Ints, Tellings

GATE = 4.0
"""Accounts further apart than this many standard deviations are never weighed against each other."""


@njit(cache=True, nogil=True)
def longer(values, size):  # type: ignore[no-untyped-def]  # compiled for each kind of number
    """``values`` with room for ``size``."""
    more = np.empty(size, values.dtype)
    more[: len(values)] = values
    return more


@njit(cache=True, nogil=True)
def candidates(
    t: Tellings, order: Ints, unit_of: Ints, b: Beliefs, longest: float, seconds: float, metres: float
) -> tuple[Ints, Ints]:
    """Pairs of units (u < v) that one event could explain, repeated as often as their tellings give cause.

    Times and places lie within GATE standard deviations of each other; the intervals come within ``seconds``, the
    places within ``metres`` and the 90 % widths of both; the one kind may be told as the other. ``order`` sorts the
    tellings by time; ``longest`` is the largest standard deviation of a time.
    """
    size, found = 1024, 0
    one, other = np.empty(size, np.int64), np.empty(size, np.int64)
    reach = np.sqrt(t.spread[:, 0] + t.spread[:, 2]) * 2.146
    for i in range(len(order)):
        m = order[i]
        furthest = GATE * math.sqrt(t.time_var[m] + longest**2)
        for j in range(i + 1, len(order)):
            k = order[j]
            apart = t.time[k] - t.time[m]
            if apart > furthest:
                break
            if t.source[m] == t.source[k] or unit_of[m] == unit_of[k]:
                continue
            if apart * apart > GATE * GATE * (t.time_var[m] + t.time_var[k]):
                continue
            if max(t.start[k] - t.end[m], t.start[m] - t.end[k]) > seconds:
                continue
            if not np.isfinite(b.told_as[t.kind[m], t.kind[k]]) and not np.isfinite(b.told_as[t.kind[k], t.kind[m]]):
                continue
            dx, dy = t.at[m, 0] - t.at[k, 0], t.at[m, 1] - t.at[k, 1]
            if not math.hypot(dx, dy) <= metres + reach[m] + reach[k]:
                continue
            xx = t.spread[m, 0] + t.spread[k, 0]
            xy = t.spread[m, 1] + t.spread[k, 1]
            yy = t.spread[m, 2] + t.spread[k, 2]
            if not yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy <= GATE * GATE * (xx * yy - xy * xy):
                continue
            if found == size:
                size *= 2
                one, other = longer(one, size), longer(other, size)
            one[found], other[found] = min(unit_of[m], unit_of[k]), max(unit_of[m], unit_of[k])
            found += 1
    return one[:found], other[:found]
