"""Errors learned from the record without labels: how far accounts of one event lie from each other, round by round."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import njit

from .kernel import Floats, Ints, Tellings, posterior
from .linking import Weighed
from .parameters import DEFAULTS, Parameters

ROUNDS = 6
FEWEST = 30
"""With fewer accounts to compare than this nothing is said of the errors."""

TOLERATED = 1.3
"""Errors larger than believed by more than this factor are warned of."""

_MEDIAN_PLACE, _MEDIAN_TIME = 2 * math.log(2), 0.4549
"""Medians of chi squared with two degrees of freedom and with one."""

_STEADY = 0.02


class Factors(NamedTuple):
    """How large errors are as a factor on what is believed, of ``people`` and of ``devices``."""

    people: float
    devices: float


def misfit(w: Weighed) -> Factors:
    """How large the errors within the incidents look, as a factor on those believed; 1 where there is too little.

    Of the errors in place and in time the larger counts: one believed too large costs less than one too small.
    """
    told = w.problem.told
    of = w.groups.of[w.problem.unit_of]
    order = np.argsort(of, kind="stable")
    first = np.append(np.unique(of[order], return_index=True)[1], len(order))
    place, time = _residuals(told, order, first)
    found = []
    for chosen in (~told.device, told.device):
        known = chosen & np.isfinite(place)
        if known.sum() < FEWEST:
            found.append(1.0)
            continue
        ratio = max(np.median(place[known]) / _MEDIAN_PLACE, np.median(time[known]) / _MEDIAN_TIME)
        found.append(math.sqrt(float(ratio)))
    return Factors(*found)


def learn(link: Callable[[Parameters], Weighed], parameters: Parameters = DEFAULTS) -> Factors:
    """Factors on the errors of ``parameters``, by linking and measuring in turn until they hold still.

    A hard form of expectation maximisation (Celeux and Govaert, 1992): ``link`` groups accounts under given errors.
    """
    errors = Factors(1.0, 1.0)
    for _ in range(ROUNDS):
        found = misfit(link(parameters.with_errors(*errors)))
        errors = Factors(*(float(np.clip(old * new, 0.25, 4.0)) for old, new in zip(errors, found, strict=True)))
        if max(abs(new - 1) for new in found) < _STEADY:
            break
    return errors


@njit(cache=True, nogil=True)
def _residuals(t: Tellings, order: Ints, first: Ints) -> tuple[Floats, Floats]:
    """Squared standardised distance of each telling from what the others of its incident say; NaN where alone."""
    place, time = np.full(len(order), np.nan), np.full(len(order), np.nan)
    for c in range(len(first) - 1):
        members = order[first[c] : first[c + 1]]
        n = len(members)
        if n < 2:
            continue
        for i in range(n):
            rest = np.concatenate((members[:i], members[i + 1 :]))
            m = members[i]
            x, y, xx, xy, yy, when, when_var = posterior(t, rest, n - 1)
            xx, xy, yy = xx + t.spread[m, 0], xy + t.spread[m, 1], yy + t.spread[m, 2]
            dx, dy = t.at[m, 0] - x, t.at[m, 1] - y
            place[m] = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy)
            time[m] = (t.time[m] - when) ** 2 / (when_var + t.time_var[m])
    return place, time
