"""What is in store now and how long it lasts, drawn many times over from what is not known exactly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Self

import numpy as np

from trucewatch.mission import Loss

from .stockflow import Floats, Ration, carry, drivers, play, run_out, until_below
from .stores import Count, Move

DRAWS = 500
HORIZON_D = 60
RECENT_D = 28
"""The days up to the period's end whose arrivals stand for those to come."""

LITTLE = 0.5
"""The share of the full ration below which people are said to eat too little to go on."""

_DAY = timedelta(days=1)
_MONTH_D = 30


class Known(NamedTuple):
    """What is told of one stock: ``need`` a day at full ration, counts and moves before ``end``, the earliest first,
    and losses of thirty days in store. All in one unit.
    """

    need: tuple[float, float]
    counts: Sequence[Count]
    moves: Sequence[Move]
    losses: Sequence[Loss]
    end: datetime


class Balance(NamedTuple):
    """One stock by draw: what is in store, what is needed a day, what a day's losses leave, and the ration, None where
    nothing shows it. ``inputs`` are what was drawn, by name.
    """

    stock: Floats
    full: Floats
    kept: Floats
    ration: Ration | None
    inputs: dict[str, Floats]

    @classmethod
    def drawn(cls, rng: np.random.Generator, known: Known) -> Self:
        """A balance of what is ``known``, with a count at least.

        The ration since the last count is that between the last two, following the stock to an unknown degree; where
        there is one count only, anything from nothing to the full need may have been eaten since.
        """
        last = known.counts[-1]
        age_d = (known.end - last.at) / _DAY
        full, kept = _even(rng, *known.need), _kept(rng, known.losses)
        stores = _even(rng, last.low, last.high)
        inputs = {"the count of the stock": stores, "the number of people": full, "losses in store": kept}
        ration = _between_counts(rng, known, stores, full, kept)
        counted = stores
        if last.households:
            inputs["the count of what households keep"] = _even(rng, *last.households)
            counted = stores + inputs["the count of what households keep"]
        eating = ration or Ration(_even(rng, 0, 1), np.ones_like(stores), np.zeros_like(stores))
        inputs["the ration since the count"] = eating.share
        if ration:
            eating = ration._replace(level=ration.level + counted - stores)
            inputs["how far the ration follows the stock"] = ration.follows
        steps = max(1, round(age_d))
        came = _moved(rng, [move for move in known.moves if move.at >= last.at], last.at, known.end, steps)
        inputs["what arrived since the count"] = came.sum(0, keepdims=True)
        left = carry(counted, full, kept, came, eating, age_d / steps)
        return cls(left, full, kept, ration and eating, inputs)

    def at_full_ration(self) -> Floats:
        """Days that it lasts at full ration, by draw."""
        return run_out(self.stock, self.full, self.kept, HORIZON_D)

    def at_present_ration(self, ration: Ration) -> Floats:
        """Days that it lasts if the ration stays as it is now, by draw."""
        return run_out(self.stock, self.full * ration.at(self.stock), self.kept, HORIZON_D)

    def until_little(self, ration: Ration) -> Floats:
        """Days until people eat less than LITTLE of the full ration, the ration following the stock, by draw."""
        return until_below(LITTLE, self.stock, self.full, self.kept, ration, HORIZON_D)

    def supplied(self, rng: np.random.Generator, known: Known, reach: str) -> Floats:
        """Days at full ration if supplies go on as in the last days, where they can reach the place, by draw."""
        recent = np.zeros((1, RECENT_D), np.float32)
        spread = [move for move in known.moves if move.sure and move.at >= known.end - RECENT_D * _DAY]
        for move in spread:
            recent[0, int((known.end - move.at) / _DAY) % RECENT_D] += (move.low + move.high) / 2
        low, high = sum(move.low for move in spread), sum(move.high for move in spread)
        weight = _even(rng, 2 * low / (low + high), 2 * high / (low + high)) if low > 0 else np.ones_like(self.stock)
        weight *= {"certainly": 1.0, "not": 0.0}.get(reach, rng.integers(0, 2, (1, DRAWS)).astype(np.float32))
        order = rng.integers(0, RECENT_D, (HORIZON_D, DRAWS))
        return play(self.stock, self.full, self.kept, recent, order, weight)

    def driven(self, outcome: Floats) -> dict[str, float]:
        """The share of the spread of ``outcome`` that each input explains, largest first."""
        return drivers(self.inputs, outcome)


def _between_counts(
    rng: np.random.Generator, known: Known, counted: Floats, full: Floats, kept: Floats
) -> Ration | None:
    """The ration that the stores gave out between the last two counts; None where there are not two."""
    if len(known.counts) < 2:
        return None
    before, last = known.counts[-2:]
    days = (last.at - before.at) / _DAY
    stood = _even(rng, before.low, before.high)
    moved = [move for move in known.moves if before.at <= move.at < last.at]
    came = _moved(rng, moved, before.at, last.at, 1)[0]
    level = (stood + counted) / 2
    lost = level * (1 - kept**days)
    share = np.clip((stood + came - lost - counted) / (full * np.float32(days)), 0, 1)
    return Ration(share.astype(np.float32), level.astype(np.float32), _even(rng, 0, 1))


def _moved(rng: np.random.Generator, moves: Sequence[Move], start: datetime, end: datetime, steps: int) -> Floats:
    """What came less what went, steps by draws; goods whose end nobody told of came in half of the draws."""
    came = np.zeros((steps, DRAWS), np.float32)
    weight = rng.uniform(0, 1, DRAWS)
    for move in moves:
        step = min(int((move.at - start) / (end - start) * steps), steps - 1)
        amount = move.low + (move.high - move.low) * weight
        came[step] += amount if move.sure else amount * rng.integers(0, 2, DRAWS)
    return came


def _kept(rng: np.random.Generator, losses: Sequence[Loss]) -> Floats:
    left = np.ones((1, DRAWS), np.float32)
    for loss in losses:
        left *= 1 - _even(rng, loss.low, loss.high)
    return left ** np.float32(1 / _MONTH_D)


def _even(rng: np.random.Generator, low: float, high: float) -> Floats:
    return rng.uniform(low, high, (1, DRAWS)).astype(np.float32)
