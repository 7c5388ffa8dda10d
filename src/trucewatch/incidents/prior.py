"""What the record itself says beforehand: how much happens where, when and of which kind."""

import math
from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

from .accounts import Bools, Words
from .kernel import Beliefs, Floats, Ints, Tellings
from .learning import Misfit
from .parameters import Parameters


class Prior(NamedTuple):
    """What a record says beforehand, and what its numbers stand for. ``sources`` in the order of their numbers.

    ``misfit``: how large its errors look over those believed.
    """

    beliefs: Beliefs
    words: Words
    sources: tuple[str, ...]
    misfit: Misfit


def beliefs(t: Tellings, compatible: Bools, parameters: Parameters, words: Words) -> Beliefs:
    """What the record of these tellings says beforehand."""
    kinds = len(compatible)
    others = compatible & ~np.eye(kinds, dtype=np.bool_)
    slip = np.where(others.any(axis=1), parameters.kind_slip, 0.0)
    with np.errstate(divide="ignore"):
        told_as = np.log(
            np.eye(kinds) * (1 - slip)[:, None] + others * (slip / np.maximum(others.sum(axis=1), 1))[:, None]
        )
    density, corner, side = _density(t, kinds, parameters)
    epoch = math.floor(t.time.min(initial=0.0) / 86400.0) * 86400.0
    by_day = _by_day(t, epoch)
    days = len(by_day)
    return Beliefs(
        told_as=told_as,
        kinds=np.zeros(kinds),
        weapons=_log_shares(t.weapon, len(words.weapons)),
        assessments=_log_shares(t.assessment, len(words.assessments)),
        slip=parameters.word_slip,
        count_mean=float(t.log_count.mean()) if len(t.log_count) else 0.7,
        count_var=max(float(t.log_count.var()), 0.5) if len(t.log_count) else 1.0,
        density=density - math.log(days * 86400.0),
        corner=corner,
        side=side,
        by_day=by_day,
        epoch=epoch,
    )


def _log_shares(values: Ints, n: int) -> Floats:
    counted = np.bincount(values[values >= 0], minlength=max(n, 1)) + 0.5
    return np.asarray(np.log(counted / counted.sum()), dtype=np.float64)


_SIDE_M = 1000.0
_SQUARES = 600
"""Squares along the longer side at most: over a wide area they are larger."""

_BANDWIDTH = 2.5
"""Standard deviation by which activity is smoothed, in squares."""


def _density(t: Tellings, kinds: int, parameters: Parameters) -> tuple[Floats, Floats, float]:
    """Log events per m² over the whole time, by kind and square."""
    if not len(t.time):
        return np.zeros((kinds, 1, 1)), np.zeros(2), _SIDE_M
    low, high = t.at.min(axis=0), t.at.max(axis=0)
    side = max(_SIDE_M, float((high - low).max()) / _SQUARES)
    corner = low - 4 * _BANDWIDTH * side
    shape = ((high + 4 * _BANDWIDTH * side - corner) // side).astype(int) + 1
    column, row = ((t.at - corner) // side).astype(int).T
    every = np.zeros((kinds, shape[1], shape[0]))
    np.add.at(every, (t.kind, row, column), 1.0)
    share = np.bincount(t.kind, minlength=kinds) + 0.5
    share = share / share.sum()
    total = gaussian_filter(every.sum(axis=0), _BANDWIDTH, mode="constant")
    own = np.array([gaussian_filter(one, _BANDWIDTH, mode="constant") if one.any() else one for one in every])
    mixed = 0.7 * own + 0.3 * share[:, None, None] * total + share[:, None, None] * len(t.time) * 0.02 / total.size
    return np.log(mixed / side**2 / parameters.multiplicity * parameters.activity), corner, side


def _by_day(t: Tellings, epoch: float) -> Floats:
    day = ((t.time - epoch) // 86400.0).astype(int)
    counted = np.bincount(day, minlength=1).astype(float)
    mean = counted.mean()
    return np.asarray(np.log((counted + 0.3 * mean + 0.1) / (1.3 * mean + 0.1)), dtype=np.float64)
