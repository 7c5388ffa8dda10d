"""Which pairs of accounts could be of one event: a sweep over time, compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .geometry import distance_to_wedge, wedges_meet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Arrays(NamedTuple):
    """n accounts sorted by start. Seconds; metres on the local plane (NaN: no position); ``wedge`` (n, 6), NaN if none.

    ``unit`` numbers what already belongs together; ``kind`` indexes the (k, k) table of compatible kinds.
    """

    start: Floats
    end: Floats
    x: Floats
    y: Floats
    radius: Floats
    wedge: Floats
    kind: Ints
    source: Ints
    unit: Ints
    direct: Bools


@njit(cache=True)
def _regions_meet(a: Arrays, i: int, j: int, metres: float) -> float:
    """Metres between two centres if their regions meet, else -1."""
    apart = np.hypot(a.x[i] - a.x[j], a.y[i] - a.y[j])
    if not apart <= metres + a.radius[i] + a.radius[j]:
        return -1.0
    one, other = not np.isnan(a.wedge[i, 0]), not np.isnan(a.wedge[j, 0])
    if one and other:
        w, v = a.wedge[i], a.wedge[j]
        if not wedges_meet((w[0], w[1], w[2], w[3], w[4], w[5]), (v[0], v[1], v[2], v[3], v[4], v[5])):
            return -1.0
    elif one or other:
        w, p = (a.wedge[i], j) if one else (a.wedge[j], i)
        if distance_to_wedge((w[0], w[1], w[2], w[3], w[4], w[5]), a.x[p], a.y[p]) > metres + a.radius[p]:
            return -1.0
    return float(apart)


@njit(cache=True)
def meeting(a: Arrays, compatible: Bools, slack: float, metres: float) -> tuple[Ints, Ints, Floats, Floats]:
    """Pairs (i, j) of accounts that could be of one event, at least one of them direct.

    Returns i, j, seconds between the middles of their intervals, and metres between their centres. Accounts of one
    unit, and two direct accounts of one source, are no pair. Time: n times the accounts that start within an
    account's interval and ``slack`` seconds.
    """
    size = 1024
    first, second = np.empty(size, np.int64), np.empty(size, np.int64)
    seconds, apart = np.empty(size, np.float64), np.empty(size, np.float64)
    found = 0
    n = len(a.start)
    for i in range(n):
        until = a.end[i] + slack
        for j in range(i + 1, n):
            if a.start[j] > until:
                break
            if not (a.direct[i] or a.direct[j]) or not compatible[a.kind[i], a.kind[j]]:
                continue
            if a.unit[i] == a.unit[j] or (a.direct[i] and a.direct[j] and a.source[i] == a.source[j]):
                continue
            distance = _regions_meet(a, i, j, metres)
            if distance < 0:
                continue
            if found == size:
                size *= 2
                first, second = _grown(first, size), _grown(second, size)
                seconds, apart = _grown(seconds, size), _grown(apart, size)
            first[found], second[found], apart[found] = i, j, distance
            seconds[found] = abs(a.start[i] + a.end[i] - a.start[j] - a.end[j]) / 2
            found += 1
    return first[:found], second[:found], seconds[:found], apart[:found]


@njit(cache=True)
def _grown(values, size):  # type: ignore[no-untyped-def]  # compiled for each kind of number
    grown = np.empty(size, values.dtype)
    grown[: len(values)] = values
    return grown


@njit(cache=True)
def joined(n: int, one: Ints, other: Ints, starts: Ints, neighbours: Ints) -> Ints:
    """Joins n units along pairs in the order given, where every two units of the joined group are a pair.

    ``neighbours[starts[u]:starts[u + 1]]`` are the sorted partners of unit u. Returns the group of each unit, named by
    one of its units. (Complete-linkage grouping: Defays 1977, here with the pairs as the only admissible links.)
    """
    group, following, last, size = np.arange(n), np.full(n, -1), np.arange(n), np.ones(n, np.int64)
    for pair in range(len(one)):
        a, b = group[one[pair]], group[other[pair]]
        if a == b:
            continue
        if size[a] < size[b]:
            a, b = b, a
        if not _all_pairs(a, b, following, starts, neighbours):
            continue
        unit = b
        while unit >= 0:
            group[unit] = a
            unit = following[unit]
        following[last[a]] = b
        last[a] = last[b]
        size[a] += size[b]
    return group


@njit(cache=True)
def _all_pairs(a: int, b: int, following: Ints, starts: Ints, neighbours: Ints) -> bool:
    u = b
    while u >= 0:
        partners = neighbours[starts[u] : starts[u + 1]]
        v = a
        while v >= 0:
            place = np.searchsorted(partners, v)
            if place == len(partners) or partners[place] != v:
                return False
            v = following[v]
        u = following[u]
    return True
