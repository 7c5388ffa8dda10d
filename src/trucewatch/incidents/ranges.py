"""How far people and devices notice, measured on incidents that others told of."""

import math

import numpy as np
from numba import njit

from ..places.noticing import hazard
from .joining import Groups
from .kernel import LAPSE, Duty, Floats, Ints, Tellings, posterior
from .learning import Factors
from .problem import Problem

FEWEST = 200
"""With fewer chances to notice than this nothing is said of the ranges."""

_RECORDED = 2
"""The place of *recorded* among the means of ``Duty``."""

_FACTORS = np.geomspace(0.25, 4.0, 81)


def measured(problem: Problem, groups: Groups) -> Factors:
    """Factors on the ranges believed, the most likely ones for who told of an incident and who did not.

    The method of double observers (Buckland et al., Introduction to Distance Sampling, 2001, ch. 10): an incident that
    others tell of, placed by them alone, is a trial of each watcher on duty within reach.
    """
    of = groups.of[problem.unit_of]
    order = np.argsort(of, kind="stable")
    first = np.append(np.unique(of[order], return_index=True)[1], len(order))
    trials, likely = _trials(problem.told, order, first, problem.duty, _FACTORS)
    best = _FACTORS[likely.argmax(axis=1)]
    return Factors(*(float(factor) if n >= FEWEST else 1.0 for factor, n in zip(best, trials, strict=True)))


@njit(cache=True, nogil=True)
def _trials(t: Tellings, order: Ints, first: Ints, d: Duty, factors: Floats) -> tuple[Ints, Floats]:
    """Of people and of devices: how many trials, and the log likelihood under each factor."""
    trials, likely = np.zeros(2, np.int64), np.zeros((2, len(factors)))
    for c in range(len(first) - 1):
        members = order[first[c] : first[c + 1]]
        for s in range(len(d.reach)):
            low, high = d.first[s], d.first[s + 1]
            if low == high:
                continue
            others = members[t.source[members] != s]
            if len(others) == 0:
                continue
            x, y, _, _, _, when, _ = posterior(t, others, len(others))
            spell = low + np.searchsorted(d.start[low:high], when, side="right") - 1
            if spell < low or when >= d.end[spell]:
                continue
            dx, dy = x - d.x[spell], y - d.y[spell]
            metres = math.hypot(dx, dy)
            off = (math.atan2(dx, dy) - d.facing[s] + math.pi) % (2 * math.pi) - math.pi
            if metres > d.reach[s] or (d.field[s] < 6.28 and abs(off) > d.field[s] / 2):
                continue
            night = 0 if d.sunrise <= when % 86400.0 < d.sunset else 1
            kind, chances = t.kind[others[0]], math.sqrt(max(math.exp(t.log_count[others].mean()), 1.0))
            device = 1 if d.notices[s, _RECORDED] else 0
            if not (d.notices[s] & (d.half[:, kind, night] > 0)).any():
                continue
            trials[device] += 1
            told = len(others) < len(members)
            for f in range(len(factors)):
                total = 0.0
                for means in range(d.notices.shape[1]):
                    if d.notices[s, means]:
                        half = d.half[means, kind, night] * factors[f]
                        total += hazard(metres, half, d.power[means, kind], chances)
                noticed = -math.expm1(-total) * (1 - LAPSE)
                likely[device, f] += math.log(max(noticed, 1e-6) if told else 1 - noticed)
    return trials, likely
