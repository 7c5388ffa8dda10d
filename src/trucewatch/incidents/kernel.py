"""The evidence that accounts are of one event, and the grouping that has most of it: compiled, on numbers alone.

An account is a density over place, time and the logarithm of a count (Gaussians), with categories for kind, weapon
and assessment; an event is a hypothesis that explains accounts. Its evidence is the integral of their product with the
density of activity, times the chance that the watchers who were on duty and said nothing noticed nothing. Accounts are
put together where one event has more evidence than several.
"""

import math
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ..places.noticing import hazard

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TERMS = 8
ACTIVITY, PLACE, TIME, COUNT, KIND, WEAPON, ASSESSMENT, SILENCE = range(TERMS)
"""Parts of the log evidence, in the order ``evidence`` returns them."""

GATE = 4.0
"""Accounts further apart than this many standard deviations are never weighed against each other."""

LAPSE = 0.02
"""The chance that a watcher who should have noticed was not attentive, so that no silence is ever proof."""

_LOG_2PI = math.log(2 * math.pi)


class Tellings(NamedTuple):
    """m tellings (what one source says of one event), by unit: those of unit u are ``first[u]:first[u + 1]``.

    ``at`` (m, 2) metres, ``spread`` (m, 3) variances xx, xy, yy; ``time``, ``time_var``, and the interval as told,
    ``start`` to ``end``, in seconds; ``log_count`` and its variance; ``kind``, ``weapon``, ``assessment`` codes, -1 not
    known; ``source`` numbers; ``device``: recorded by one.
    """

    first: Ints
    at: Floats
    spread: Floats
    time: Floats
    time_var: Floats
    start: Floats
    end: Floats
    log_count: Floats
    log_count_var: Floats
    kind: Ints
    weapon: Ints
    assessment: Ints
    source: Ints
    device: NDArray[np.bool_]


class Beliefs(NamedTuple):
    """What is believed beforehand.

    ``told_as``: log P(said | true) by kind, (k, k), true first; ``kinds``, ``weapons``, ``assessments``: their log
    shares; ``slip`` of the latter two. ``count_mean``, ``count_var``: of the log count. ``density``: log events per
    m² and s, by kind and square of ``side`` metres from ``corner``; ``by_day``: its log factor by day from ``epoch``.
    """

    told_as: Floats
    kinds: Floats
    weapons: Floats
    assessments: Floats
    slip: float
    count_mean: float
    count_var: float
    density: Floats
    corner: Floats
    side: float
    by_day: Floats
    epoch: float


class Duty(NamedTuple):
    """Who was on duty. Spells of source s are ``first[s]:first[s + 1]``, by start: ``start``, ``end``, ``x``, ``y``.

    ``reach`` (s,) metres, ``facing``, ``field`` radians (full width); ``notices`` (s, means); ``half`` (means, kinds,
    day/night) metres, ``power`` (means, kinds); ``sunrise``, ``sunset`` seconds of the day, UTC.
    """

    first: Ints
    start: Floats
    end: Floats
    x: Floats
    y: Floats
    reach: Floats
    facing: Floats
    field: Floats
    notices: NDArray[np.bool_]
    half: Floats
    power: Floats
    sunrise: float
    sunset: float


@njit(cache=True, nogil=True)
def _category(codes: Ints, members: Ints, n: int, shares: Floats, slip: float) -> float:
    """Log probability of the known codes if all speak of one thing, over their probability each by itself excluded."""
    total, known = -math.inf, 0
    for i in range(n):
        if codes[members[i]] >= 0:
            known += 1
    if known == 0:
        return 0.0
    miss = math.log(slip / max(1, len(shares) - 1))
    hit = math.log1p(-slip)
    for value in range(len(shares)):
        here = shares[value]
        for i in range(n):
            code = codes[members[i]]
            if code >= 0:
                here += hit if code == value else miss
        total = max(total, here) + math.log1p(math.exp(-abs(total - here))) if total > -math.inf else here
    return total


@njit(cache=True, nogil=True)
def posterior(t: Tellings, members: Ints, n: int) -> tuple[float, float, float, float, float, float, float]:
    """One event told of by ``members``: mean x, y, variances xx, xy, yy of its place, mean and variance of its time."""
    a = b = c = u = v = w = z = 0.0
    for i in range(n):
        m = members[i]
        xx, xy, yy = t.spread[m, 0], t.spread[m, 1], t.spread[m, 2]
        det = xx * yy - xy * xy
        p, q, r = yy / det, -xy / det, xx / det
        a, b, c = a + p, b + q, c + r
        u += p * t.at[m, 0] + q * t.at[m, 1]
        v += q * t.at[m, 0] + r * t.at[m, 1]
        w += 1 / t.time_var[m]
        z += t.time[m] / t.time_var[m]
    det = a * c - b * b
    return (c * u - b * v) / det, (a * v - b * u) / det, c / det, -b / det, a / det, z / w, 1 / w


@njit(cache=True, nogil=True)
def _silence(
    t: Tellings,
    members: Ints,
    n: int,
    d: Duty,
    kind: int,
    count: float,
    x: float,
    y: float,
    xx: float,
    xy: float,
    yy: float,
    when: float,
) -> float:
    """Log chance, over where the event may have been, that those on duty who said nothing did not notice it."""
    of_day = when % 86400.0
    night = 0 if d.sunrise <= of_day < d.sunset else 1
    lxx = math.sqrt(xx)
    lxy = xy / lxx
    lyy = math.sqrt(max(yy - lxy * lxy, 1e-6))
    scale = math.sqrt(3.0)
    total = np.zeros(5)
    chances = math.sqrt(max(count, 1.0))
    spread = 3.0 * math.sqrt(xx + yy)
    for s in range(len(d.reach)):
        low, high = d.first[s], d.first[s + 1]
        if low == high:
            continue
        spell = low + np.searchsorted(d.start[low:high], when, side="right") - 1
        if spell < low or when >= d.end[spell]:
            continue
        dx, dy = x - d.x[spell], y - d.y[spell]
        if dx * dx + dy * dy > (d.reach[s] + spread) ** 2:
            continue
        said = False
        for i in range(n):
            if t.source[members[i]] == s:
                said = True
        if said:
            continue
        for point in range(5):
            px, py = dx, dy
            if point == 1 or point == 2:
                sign = scale if point == 1 else -scale
                px, py = dx + sign * lxx, dy + sign * lxy
            elif point >= 3:
                py = dy + (scale if point == 3 else -scale) * lyy
            metres = math.hypot(px, py)
            if metres > d.reach[s]:
                continue
            if d.field[s] < 6.28:
                off = (math.atan2(px, py) - d.facing[s] + math.pi) % (2 * math.pi) - math.pi
                if abs(off) > d.field[s] / 2:
                    continue
            for means in range(d.notices.shape[1]):
                if d.notices[s, means]:
                    total[point] -= hazard(metres, d.half[means, kind, night], d.power[means, kind], chances)
    result = math.exp(max(total[0], -30.0)) / 3.0
    for point in range(1, 5):
        result += math.exp(max(total[point], -30.0)) / 6.0
    return math.log(LAPSE + (1 - LAPSE) * result)


@njit(cache=True, nogil=True)
def evidence(t: Tellings, members: Ints, n: int, b: Beliefs, d: Duty) -> Floats:
    """The parts (TERMS,) of the log evidence that the first ``n`` of ``members`` (telling numbers) are of one event."""
    parts = np.zeros(TERMS)
    x, y, xx, xy, yy, when, when_var = posterior(t, members, n)
    place = _LOG_2PI + 0.5 * math.log(xx * yy - xy * xy)
    time = 0.5 * (_LOG_2PI + math.log(when_var))
    mean, weight = b.count_mean / b.count_var, 1 / b.count_var
    count = -0.5 * math.log(b.count_var)
    for i in range(n):
        m = members[i]
        sxx, sxy, syy = t.spread[m, 0], t.spread[m, 1], t.spread[m, 2]
        det = sxx * syy - sxy * sxy
        dx, dy = t.at[m, 0] - x, t.at[m, 1] - y
        place -= _LOG_2PI + 0.5 * math.log(det) + 0.5 * (syy * dx * dx - 2 * sxy * dx * dy + sxx * dy * dy) / det
        time -= 0.5 * (_LOG_2PI + math.log(t.time_var[m]) + (t.time[m] - when) ** 2 / t.time_var[m])
        mean += t.log_count[m] / t.log_count_var[m]
        weight += 1 / t.log_count_var[m]
        count -= 0.5 * (_LOG_2PI + math.log(t.log_count_var[m]))
    mean /= weight
    count -= 0.5 * math.log(weight) + 0.5 * (b.count_mean - mean) ** 2 / b.count_var
    for i in range(n):
        m = members[i]
        count -= 0.5 * (t.log_count[m] - mean) ** 2 / t.log_count_var[m]
    best, kind, total = -math.inf, 0, -math.inf
    for value in range(len(b.kinds)):
        here = b.kinds[value]
        for i in range(n):
            here += b.told_as[value, t.kind[members[i]]]
        if here == -math.inf:
            continue
        if here > best:
            best, kind = here, value
        total = max(total, here) + math.log1p(math.exp(-abs(total - here))) if total > -math.inf else here
    column = min(max(int((x - b.corner[0]) / b.side), 0), b.density.shape[2] - 1)
    row = min(max(int((y - b.corner[1]) / b.side), 0), b.density.shape[1] - 1)
    day = min(max(int((when - b.epoch) // 86400.0), 0), len(b.by_day) - 1)
    parts[ACTIVITY] = b.density[kind, row, column] + b.by_day[day]
    parts[PLACE], parts[TIME], parts[COUNT], parts[KIND] = place, time, count, total
    parts[WEAPON] = _category(t.weapon, members, n, b.weapons, b.slip)
    parts[ASSESSMENT] = _category(t.assessment, members, n, b.assessments, b.slip)
    parts[SILENCE] = _silence(t, members, n, d, kind, math.exp(mean), x, y, xx, xy, yy, when)
    return parts


@njit(cache=True, nogil=True)
def _longer(values, size):  # type: ignore[no-untyped-def]  # compiled for each kind of number
    longer = np.empty(size, values.dtype)
    longer[: len(values)] = values
    return longer


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
                one, other = _longer(one, size), _longer(other, size)
            one[found], other[found] = min(unit_of[m], unit_of[k]), max(unit_of[m], unit_of[k])
            found += 1
    return one[:found], other[:found]


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
            unit, cluster, gain = _longer(unit, size), _longer(cluster, size), _longer(gain, size)
        unit[total : total + found] = u
        cluster[total : total + found] = clusters[:found]
        gain[total : total + found] = gains[:found]
        total += found
    return unit[:total], cluster[:total], gain[:total]
