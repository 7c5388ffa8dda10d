"""How long stocks last: a daily balance of stock, arrivals and consumption, played once for each draw."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

_BLOCK = 32
"""Stocks played together: their draws stay within a core's own cache."""


def run_out(stock: Floats, eaten: Floats, horizon: int) -> Floats:
    """Days until ``stock`` is gone with nothing coming in, at most ``horizon``. All are stocks by draws."""
    with np.errstate(divide="ignore", invalid="ignore"):
        days = np.where(eaten > 0, stock / eaten, np.inf)
    return np.minimum(days, horizon).astype(np.float32)


def play(stock: Floats, eaten: Floats, recent: Floats, order: Places, weight: Floats) -> Floats:
    """Days until a day's consumption can no longer be met, at most the days played; stocks by draws.

    ``stock`` and ``eaten`` (a day) are stocks by draws. What comes in on a day is what came in on one of the days of
    ``recent`` (stocks by past days), chosen by ``order`` (days by draws) and multiplied by ``weight`` (stocks by
    draws). Choosing whole days keeps deliveries as lumpy, and places as dependent on each other, as they were (a
    bootstrap: Efron 1979). The last day counts by the share of it that could be met.
    """
    return np.concatenate(
        [_block(stock[rows], eaten[rows], recent[rows], order, weight[rows]) for rows in _blocks(len(stock))]
        or [np.empty_like(stock)]
    )


def _blocks(stocks: int) -> Iterator[slice]:
    for first in range(0, stocks, _BLOCK):
        yield slice(first, first + _BLOCK)


def _block(stock: Floats, eaten: Floats, recent: Floats, order: Places, weight: Floats) -> Floats:
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
