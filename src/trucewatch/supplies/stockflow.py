"""How long stocks last: a daily balance of stock, arrivals, losses and consumption, played once for each draw."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

_BLOCK = 32
"""Stocks played together: their draws stay within a core's own cache."""


class Ration(NamedTuple):
    """The share of the full ration that is eaten: ``share`` with ``level`` in store, and with other stocks that times
    their ratio to ``level`` to the power ``follows``: 0 where the ration stays whatever is in store, 1 where it falls
    as the stock does. All are stocks by draws.
    """

    share: Floats
    level: Floats
    follows: Floats

    def at(self, stock: Floats) -> Floats:
        """The share eaten with ``stock`` in store, from 0 to 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(self.level > 0, stock / self.level, 1)
        return np.minimum(self.share * ratio**self.follows, 1).astype(np.float32)


def run_out(stock: Floats, eaten: Floats, kept: Floats, horizon: int) -> Floats:
    """Days until ``stock`` is gone with nothing coming in, at most ``horizon``. All are stocks by draws.

    ``eaten`` is what is eaten a day, ``kept`` the share of the stock that a day's losses leave; both go on all day.
    """
    lost = -np.log(kept)
    with np.errstate(divide="ignore", invalid="ignore"):
        days = stock / eaten
        days = np.where(lost > 0, np.log1p(lost * days) / lost, days)
    return np.minimum(np.where(eaten > 0, days, horizon), horizon).astype(np.float32)


def play(stock: Floats, eaten: Floats, kept: Floats, recent: Floats, order: Places, weight: Floats) -> Floats:
    """Days until a day's consumption can no longer be met, at most the days played; stocks by draws.

    ``stock``, ``eaten`` (a day) and ``kept`` (the share that a day's losses leave) are stocks by draws. What comes in
    on a day is what came in on one of the days of ``recent`` (stocks by past days), chosen by ``order`` (days by draws)
    and multiplied by ``weight`` (stocks by draws). Choosing whole days keeps deliveries as lumpy, and places as
    dependent on each other, as they were (a bootstrap: Efron 1979). The last day counts by the share of it that could
    be met.
    """
    return np.concatenate(
        [
            _block(stock[rows], eaten[rows], kept[rows], recent[rows], order, weight[rows])
            for rows in _blocks(len(stock))
        ]
        or [np.empty_like(stock)]
    )


def carry(stock: Floats, full: Floats, kept: Floats, came: Floats, ration: Ration, step_d: float) -> Floats:
    """What is left of ``stock`` after steps of ``step_d`` days, in each of which ``came`` (steps by draws) came in.

    What is eaten is the ``ration`` of ``full`` a day, as far as there is any. All but ``came`` are one stock by draws.
    """
    left = stock
    for arrived in came:
        eaten = full * ration.at(left) * np.float32(step_d)
        left = np.maximum((left + arrived) * kept**step_d - eaten, np.float32(0))
    return left


def until_below(share: float, stock: Floats, full: Floats, kept: Floats, ration: Ration, horizon: int) -> Floats:
    """Days until less than ``share`` of the full ration is eaten, with nothing coming in; at most ``horizon``."""
    left, days = stock.astype(np.float32, copy=True), np.zeros_like(stock)
    lasting = np.ones_like(stock)
    for _ in range(horizon):
        served = full * ration.at(left)
        lasting *= (ration.at(left) >= share) & (left >= full * np.float32(share))
        days += lasting
        left = np.maximum(left * kept - served, np.float32(0))
    return days


def _blocks(stocks: int) -> Iterator[slice]:
    for first in range(0, stocks, _BLOCK):
        yield slice(first, first + _BLOCK)


def _block(stock: Floats, eaten: Floats, kept: Floats, recent: Floats, order: Places, weight: Floats) -> Floats:
    left = stock.astype(np.float32, copy=True)
    days = np.zeros_like(left)
    met = np.empty_like(left)
    needed = np.maximum(eaten, np.float32(1e-12))
    lasting = np.ones_like(left)
    for chosen in order:
        left += recent[:, chosen] * weight
        np.divide(left, needed, out=met)
        np.clip(met, 0, 1, out=met)
        np.multiply(met, lasting, out=met)
        days += met
        np.floor(met, out=lasting)
        left -= needed
        left *= kept
    return days


def drivers(inputs: dict[str, Floats], outcome: Floats) -> dict[str, float]:
    """The share of the outcome's spread that each input alone explains, largest first; inputs and outcome by draw.

    Squared rank correlations (Saltelli et al. 2008, Global Sensitivity Analysis, section 1.2), divided by their sum.
    Empty where nothing varies.
    """
    target = _ranks(outcome)
    squared = {name: float(_correlation(_ranks(values), target) ** 2) for name, values in inputs.items()}
    total = sum(squared.values())
    if not total:
        return {}
    return dict(sorted(((name, share / total) for name, share in squared.items()), key=lambda item: -item[1]))


def _ranks(values: Floats) -> Floats:
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float32)
    return order if np.ptp(values) > 0 else np.zeros_like(order)


def _correlation(one: Floats, other: Floats) -> float:
    if not np.ptp(one) or not np.ptp(other):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
