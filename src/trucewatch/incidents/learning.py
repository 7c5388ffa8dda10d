"""Errors learned from the record without labels: how far accounts of one event lie from each other, round by round."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import njit

from .joining import Groups
from .kernel import Floats, Ints, Tellings, posterior
from .parameters import DEFAULTS, Parameters
from .problem import Problem

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


class Misfit(NamedTuple):
    """How large errors look within incidents, as factors on those believed: ``all``, and those of ``places`` alone."""

    all: Factors
    places: Factors


def misfit(problem: Problem, groups: Groups) -> Misfit:
    """How accounts taken to be of one event disagree, over what is believed; 1 where there is too little to compare.

    Of the errors in place and in time the larger counts: one believed too large costs less than one too small.
    """
    told = problem.told
    of = groups.of[problem.unit_of]
    order = np.argsort(of, kind="stable")
    first = np.append(np.unique(of[order], return_index=True)[1], len(order))
    place, time = _residuals(told, order, first)
    every, places = [], []
    for chosen in (~told.device, told.device):
        known = chosen & np.isfinite(place)
        enough = known.sum() >= FEWEST
        of_place = math.sqrt(np.median(place[known]) / _MEDIAN_PLACE) if enough else 1.0
        of_time = math.sqrt(np.median(time[known]) / _MEDIAN_TIME) if enough else 1.0
        every.append(max(of_place, of_time))
        places.append(of_place)
    return Misfit(Factors(*every), Factors(*places))


def learn(look: Callable[[Parameters], Factors], parameters: Parameters = DEFAULTS) -> Factors:
    """Factors on the errors of ``parameters``, by linking and measuring in turn until they hold still.

    A hard form of expectation maximisation (Celeux and Govaert, 1992): ``look`` links under given errors and tells how
    large they look.
    """
    errors = Factors(1.0, 1.0)
    for _ in range(ROUNDS):
        found = look(parameters.with_errors(*errors))
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
