"""How probable each status of a segment is, evidence ageing from what was last seen towards what is usual there.

A hidden Markov model with the statuses as states: between accounts the probabilities move towards the usual shares by a
half-life, at each account they are weighed by how reliable its source is (the forward filter; Rabiner 1989).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from .stretches import HOUR

STATUSES = ("open", "restricted", "closed")
"""The statuses that have a probability, in the order of every array of this module."""

OWN = 0.995
"""The share of the mission's own accounts that are right at the time they speak of."""

BY_GRADE = {"A": 0.97, "B": 0.92, "C": 0.8, "D": 0.6, "E": 0.4, "F": 0.5}
"""The same of other sources, by the usual reliability the mission gives them."""

POOLED_H = 72.0
"""What is usual on a segment starts out as what is on all of the mission's, with the weight of this many hours."""

UNKNOWN_H = 8.0
"""On all of the mission's segments each status starts out with this many hours."""

LEARNED_APART = 0.25
"""Accounts that follow within this share of the half-life teach nothing about it: news is sent when things change."""

HALF_LIFE_LOG_SD = 0.7
"""How far a learned half-life may stray from the mission file's: standard deviation of its logarithm."""

_FACTORS = np.exp(np.linspace(-2.5, 1.5, 41))

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., Any])


class Account(NamedTuple):
    """One account of a segment's status.

    It speaks of ``moment``; ``until`` is how long its source went on watching there without telling of a change.
    """

    moment: datetime
    until: datetime
    status: str
    reliability: float
    entry: str


class Outlook(NamedTuple):
    """Probabilities and what is usual, by ``STATUSES``; the half-life learned; the entries it was learned from."""

    probability: Floats
    usual: Floats
    half_life_h: float
    entries: tuple[str, ...]


def outlooks(
    accounts: Mapping[str, Sequence[Account]], half_lives: Mapping[str, timedelta], at: datetime
) -> dict[str, Outlook]:
    """The outlook of every segment at moment ``at`` from its ``accounts`` (by segment, sorted, none later than ``at``).

    An account stands for what is usual while its source watches on and for up to a half-life after, at most until the
    next. Segments without any account have no outlook.
    """
    held = {segment: _held(found, half_lives[segment], at) for segment, found in accounts.items() if found}
    everywhere = UNKNOWN_H + np.sum([np.zeros(len(STATUSES)), *held.values()], axis=0)
    pooled = everywhere / everywhere.sum()
    return {
        segment: _outlook(accounts[segment], (shares + POOLED_H * pooled) / (shares.sum() + POOLED_H),
                          half_lives[segment] / HOUR, at)
        for segment, shares in held.items()
    }  # fmt: skip


def _held(accounts: Sequence[Account], half_life: timedelta, at: datetime) -> Floats:
    hours = np.zeros(len(STATUSES))
    for account, following in pairwise((*accounts, None)):
        assert account is not None
        end = at if following is None else following.moment
        hours[STATUSES.index(account.status)] += (min(end, account.until + half_life) - account.moment) / HOUR
    return hours


def _outlook(accounts: Sequence[Account], usual: Floats, half_life: float, at: datetime) -> Outlook:
    codes = np.array([STATUSES.index(account.status) for account in accounts])
    right = np.array([account.reliability for account in accounts])
    edges = [account.moment for account in accounts[1:]] + [at]
    hours = np.array([(edge - account.moment) / HOUR for account, edge in zip(accounts, edges, strict=True)])
    unseen = np.array([max(0.0, (edge - one.until) / HOUR) for one, edge in zip(accounts, edges, strict=True)])
    tried = half_life * _FACTORS
    fit, reached = _filtered(codes, right, hours, unseen, usual, tried, half_life * LEARNED_APART)
    best = int(np.argmax(fit - np.log(_FACTORS) ** 2 / (2 * HALF_LIFE_LOG_SD**2)))
    return Outlook(reached[best], usual, float(tried[best]), tuple(account.entry for account in accounts))


def _kernel(function: F) -> F:
    return cast("F", numba.njit(cache=True, nogil=True)(function))


@_kernel
def _filtered(
    codes: Ints, right: Floats, hours: Floats, unseen: Floats, usual: Floats, tried: Floats, apart: float
) -> tuple[Floats, Floats]:
    """For each half-life tried, the log-likelihood of the accounts that lie apart, and the probabilities at the end.

    ``hours`` and ``unseen`` run from each account to the next and from the last to the end; what came before the last
    account moves over the whole of them, the last only over what its source did not see.
    """
    fit = np.zeros(len(tried))
    reached = np.empty((len(tried), len(usual)))
    for k in range(len(tried)):
        now = usual.copy()
        for i in range(len(codes)):
            wrong = (1 - right[i]) / (len(usual) - 1)
            total = 0.0
            for s in range(len(usual)):
                now[s] *= right[i] if s == codes[i] else wrong
                total += now[s]
            if i and unseen[i - 1] >= apart:
                fit[k] += np.log(total)
            last = i == len(codes) - 1
            gap = unseen[i] if last or unseen[i] >= apart else hours[i]
            weight = 2.0 ** (-gap / tried[k])
            for s in range(len(usual)):
                now[s] = weight * now[s] / total + (1 - weight) * usual[s]
        reached[k] = now
    return fit, reached
