"""The evidence that accounts are of one event: compiled, on numbers alone.

An account is a density over place, time and the logarithm of a count (Gaussians), with categories for kind, weapon
and assessment; an event is a hypothesis that explains accounts. Its evidence is the integral of their product with the
density of activity, times the chance that the watchers who were on duty and said nothing noticed nothing. Accounts are
put together where one event has more evidence than several.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ..places.noticing import hazard, sigma_point

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TERMS = 8
ACTIVITY, PLACE, TIME, COUNT, KIND, WEAPON, ASSESSMENT, SILENCE = range(TERMS)
"""Parts of the log evidence, in the order ``evidence`` returns them."""

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
            px, py = sigma_point(point, dx, dy, lxx, lxy, lyy)
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
