"""The grouping of accounts that has most evidence: compiled, on numbers alone.

Accounts are put together where one event has more evidence than several, the strongest gain first; then single
accounts move to where they add most. What is done among units that are no neighbours, directly or through others, does
not touch each other, so that neighbourhoods may be grouped apart.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit

from .kernel import Beliefs, Duty, Floats, Ints, Tellings, evidence
from .nearness import longer


@njit(cache=True, nogil=True)
def gather(t: Tellings, opens: Ints, following: Ints, cluster: int, without: int, out: Ints, n: int) -> int:
    """Appends the tellings of ``cluster``, less those of unit ``without``, to ``out`` from ``n`` on; the new number."""
    unit = opens[cluster]
    while unit >= 0:
        if unit != without:
            for m in range(t.first[unit], t.first[unit + 1]):
                out[n] = m
                n += 1
        unit = following[unit]
    return n


@njit(cache=True, nogil=True)
def unit_tellings(t: Tellings, unit: int, out: Ints, n: int) -> int:
    """Appends the tellings of ``unit`` to ``out`` from ``n`` on; the new number."""
    for m in range(t.first[unit], t.first[unit + 1]):
        out[n] = m
        n += 1
    return n


@njit(cache=True, nogil=True)
def _barred(t: Tellings, members: Ints, split: int, n: int, unit_of: Ints, apart: Ints, span: int) -> bool:
    """True if the two sides (before and from ``split``) share a source or hold units that are kept apart."""
    for i in range(split):
        for j in range(split, n):
            if t.source[members[i]] == t.source[members[j]]:
                return True
            if len(apart):
                key = unit_of[members[i]] * span + unit_of[members[j]]
                place = np.searchsorted(apart, key)
                if place < len(apart) and apart[place] == key:
                    return True
    return False


@njit(cache=True, nogil=True)
def _total(t: Tellings, members: Ints, n: int, b: Beliefs, d: Duty) -> float:
    return float(evidence(t, members, n, b, d).sum())


class Groups(NamedTuple):
    """The clusters of units. ``of`` (u,): the cluster of each; ``opens`` (c,): a first unit, -1 if empty;
    ``following`` (u,): the next unit of the same cluster, -1 at its end; ``score`` (c,): the log evidence.
    """

    of: Ints
    opens: Ints
    following: Ints
    score: Floats


@njit(cache=True, nogil=True)
def grouped(t: Tellings, unit_of: Ints, starts: Ints, partners: Ints, apart: Ints, b: Beliefs, d: Duty) -> Groups:
    """Clusters of units by greedy joining, the strongest gain first; ties go to the lowest units.

    ``partners[starts[u]:starts[u + 1]]`` are the units that may be of one event with u; ``apart`` sorted keys
    u * units + v, both ways, of units that may not.
    """
    units = len(t.first) - 1
    of, opens, last = np.arange(units), np.arange(units), np.arange(units)
    following = np.full(units, -1)
    version, seen = np.zeros(units, np.int64), np.full(units, -1)
    score = np.empty(units)
    buffer = np.empty(len(t.time) + 1, np.int64)
    for u in range(units):
        score[u] = _total(t, buffer, unit_tellings(t, u, buffer, 0), b, d)
    heap = [(0.0, 0, 0, 0, 0)]
    heap.pop()
    for u in range(units):
        split = unit_tellings(t, u, buffer, 0)
        for p in range(starts[u], starts[u + 1]):
            v = partners[p]
            if v > u:
                n = unit_tellings(t, v, buffer, split)
                if not _barred(t, buffer, split, n, unit_of, apart, units):
                    gain = _total(t, buffer, n, b, d) - score[u] - score[v]
                    if gain > 0:
                        heappush(heap, (-gain, u, v, 0, 0))
    joins = 0
    while len(heap):
        gain, u, v, version_u, version_v = heappop(heap)
        if opens[u] < 0 or opens[v] < 0 or version[u] != version_u or version[v] != version_v:
            continue
        score[u] = score[u] + score[v] - gain
        w = opens[v]
        following[last[u]] = w
        last[u] = last[v]
        while w >= 0:
            of[w] = u
            w = following[w]
        opens[v] = -1
        version[u] += 1
        joins += 1
        w = opens[u]
        while w >= 0:
            for p in range(starts[w], starts[w + 1]):
                c = of[partners[p]]
                if c == u or seen[c] == joins:
                    continue
                seen[c] = joins
                split = gather(t, opens, following, u, -1, buffer, 0)
                n = gather(t, opens, following, c, -1, buffer, split)
                if _barred(t, buffer, split, n, unit_of, apart, units):
                    continue
                more = _total(t, buffer, n, b, d) - score[u] - score[c]
                if more > 0:
                    one, other = min(u, c), max(u, c)
                    heappush(heap, (-more, one, other, version[one], version[other]))
            w = following[w]
    return Groups(of, opens, following, score)


ALONE = -1
"""In place of a cluster: an event of its own."""

_SWEEPS = 8


@njit(cache=True, nogil=True)
def choices(
    t: Tellings,
    unit_of: Ints,
    starts: Ints,
    partners: Ints,
    apart: Ints,
    b: Beliefs,
    d: Duty,
    g: Groups,
    u: int,
    buffer: Ints,
    clusters: Ints,
    gains: Floats,
) -> int:
    """Where unit u could be: fills ``clusters`` and ``gains`` (log evidence over where it is now); their number.

    The first is where it is, with gain 0. ALONE is left out where it is alone already.
    """
    units, here = len(t.first) - 1, g.of[u]
    clusters[0], gains[0], found = here, 0.0, 1
    rest = gather(t, g.opens, g.following, here, u, buffer, 0)
    leaving = -g.score[here]
    if rest > 0:
        leaving += _total(t, buffer, rest, b, d)
        clusters[1], gains[1], found = ALONE, leaving + _total(t, buffer, unit_tellings(t, u, buffer, 0), b, d), 2
    for p in range(starts[u], starts[u + 1]):
        c = g.of[partners[p]]
        known = False
        for k in range(found):
            known = known or clusters[k] == c
        if known or found == len(clusters):
            continue
        split = unit_tellings(t, u, buffer, 0)
        n = gather(t, g.opens, g.following, c, -1, buffer, split)
        if _barred(t, buffer, split, n, unit_of, apart, units):
            continue
        clusters[found] = c
        gains[found] = leaving + _total(t, buffer, n, b, d) - g.score[c]
        found += 1
    return found


@njit(cache=True, nogil=True)
def moved(t: Tellings, unit_of: Ints, starts: Ints, partners: Ints, apart: Ints, b: Beliefs, d: Duty, g: Groups) -> int:
    """Moves single units, in order, to where they add most evidence, until none does; how many moves it took.

    Changes ``g``.
    """
    units = len(t.first) - 1
    buffer = np.empty(len(t.time) + 1, np.int64)
    clusters, gains = np.empty(64, np.int64), np.empty(64)
    free = [c for c in range(units) if g.opens[c] < 0]
    stale = np.ones(units, np.bool_)
    moves = 0
    for _ in range(_SWEEPS):
        before = moves
        for u in range(units):
            if not stale[u] or starts[u] == starts[u + 1]:
                continue
            stale[u] = False
            found = choices(t, unit_of, starts, partners, apart, b, d, g, u, buffer, clusters, gains)
            best = int(np.argmax(gains[:found]))
            if gains[best] <= 1e-9:
                continue
            here, there = g.of[u], clusters[best]
            if there == ALONE:
                there = free.pop()
            _take_out(g, u, here)
            g.following[u] = g.opens[there]
            g.opens[there] = u
            g.of[u] = there
            if g.opens[here] < 0:
                free.append(here)
                g.score[here] = 0.0
            else:
                g.score[here] = _total(t, buffer, gather(t, g.opens, g.following, here, -1, buffer, 0), b, d)
            g.score[there] = _total(t, buffer, gather(t, g.opens, g.following, there, -1, buffer, 0), b, d)
            moves += 1
            for p in range(starts[u], starts[u + 1]):
                stale[partners[p]] = True
        if moves == before:
            break
    return moves


@njit(cache=True, nogil=True)
def _take_out(g: Groups, u: int, cluster: int) -> None:
    if g.opens[cluster] == u:
        g.opens[cluster] = g.following[u]
        return
    w = g.opens[cluster]
    while g.following[w] != u:
        w = g.following[w]
    g.following[w] = g.following[u]


@njit(cache=True, nogil=True)
def options(
    t: Tellings, unit_of: Ints, starts: Ints, partners: Ints, apart: Ints, b: Beliefs, d: Duty, g: Groups
) -> tuple[Ints, Ints, Floats]:
    """For every unit all its ``choices``: unit, cluster (ALONE for an event of its own), gain."""
    units = len(t.first) - 1
    buffer = np.empty(len(t.time) + 1, np.int64)
    clusters, gains = np.empty(64, np.int64), np.empty(64)
    size, total = units * 2 + 64, 0
    unit, cluster, gain = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size)
    for u in range(units):
        found = choices(t, unit_of, starts, partners, apart, b, d, g, u, buffer, clusters, gains)
        if total + found > size:
            size *= 2
            unit, cluster, gain = longer(unit, size), longer(cluster, size), longer(gain, size)
        unit[total : total + found] = u
        cluster[total : total + found] = clusters[:found]
        gain[total : total + found] = gains[:found]
        total += found
    return unit[:total], cluster[:total], gain[:total]
