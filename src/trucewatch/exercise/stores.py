"""Food stores of settlements: what arrives, is sent on from where the corridors end, is lost and is eaten."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from trucewatch.mission import Mission

from .process import HOUR

_FOOD = ("flour", "food")
_DAYS_IN_STORE = (4.0, 14.0)
_DAYS_IN_HOUSEHOLDS = (0.5, 4.0)
_SENT_DAYS = (3.0, 7.0)
"""How many days' need a lorry to another settlement takes, once a week."""
_SPARED_D = 4.0
"""A place sends nothing on while it has less than this many days' need itself."""
_MONTH_D = 30
_WEEK_D = 7

_COLUMNS: dict[str, Any] = {
    "day": pl.Int64,
    "place": pl.String,
    "arrived_t": pl.Float64,
    "sent_t": pl.Float64,
    "lost_t": pl.Float64,
    "consumed_t": pl.Float64,
    "stock_t": pl.Float64,
    "households_t": pl.Float64,
    "need_t": pl.Float64,
    "kept_a_day": pl.Float64,
}


@dataclass
class _Store:
    """One settlement's: need a day (t), what is in store, what households keep throughout, and what losses leave of
    what arrives and, each day, of what is in store.
    """

    place: str
    need: float
    stock: float
    households: float
    unloaded: float
    kept: float

    def day(self, arrived: float, sent: float) -> tuple[float, float]:
        """What is lost and what is eaten of a day; people ration what does not last five days."""
        lost = arrived * (1 - self.unloaded) + self.stock * (1 - self.kept)
        self.stock += arrived - sent - lost
        eaten = min(self.stock, self.need * min(1.0, 0.5 + self.stock / (10 * self.need)))
        self.stock -= eaten
        return lost, eaten


def stores(
    mission: Mission, steps: list[dict[str, Any]], days: int, rng: np.random.Generator
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """Food of every settlement with a figure of people, by day, and the steps of what was sent on from one to another.

    What comes over the corridors arrives where they end (``steps``); lorries take food from there to the others.
    """
    hubs = [mission.segments[corridor.segments[-1]].end for corridor in mission.corridors]
    people = [one for one in mission.populations if one.place in mission.places and not one.claimant]
    places = {one.place: _store(mission, one.place, one.low, one.high, rng) for one in people}
    onward = _Onward(places, next((hub for hub in hubs if hub in places), ""), rng)
    arrived: dict[tuple[str, int], float] = {}
    for step in steps:
        if step["stage"] == "arrived" and step["item"] in _FOOD:
            key = (step["at"], int(step["t"] // (24 * HOUR)))
            arrived[key] = arrived.get(key, 0.0) + step["amount_t"]
    rows = []
    for day in range(days):
        sent = onward.day(day)
        for place, store in places.items():
            came = arrived.get((place, day), 0.0) + sent.get(place, 0.0)
            went = sum(sent.values()) if place == onward.hub else 0.0
            lost, eaten = store.day(came, went)
            row = (day, place, came, went, lost, eaten, store.stock, store.households, store.need, store.kept)
            rows.append(dict(zip(_COLUMNS, row, strict=True)))
    return pl.DataFrame(rows, schema=_COLUMNS), onward.steps


class _Onward:
    """Lorries from the hub to the other settlements, each once a week."""

    def __init__(self, places: dict[str, _Store], hub: str, rng: np.random.Generator) -> None:
        self.hub, self.steps = hub, list[dict[str, Any]]()
        self._places, self._rng = places, rng
        self._weekday = {place: int(rng.integers(_WEEK_D)) for place in places if hub and place != hub}

    def day(self, day: int) -> dict[str, float]:
        """What is sent on and arrives on ``day``, by place (t)."""
        sent: dict[str, float] = {}
        for place, weekday in self._weekday.items():
            store, home = self._places[place], self._places[self.hub]
            amount = round(store.need * self._rng.uniform(*_SENT_DAYS), 1)
            spare = home.stock - sum(sent.values()) - amount > _SPARED_D * home.need
            if day % _WEEK_D == weekday and spare and amount:
                sent[place] = amount
                hour = day * 24 + self._rng.uniform(7, 10)
                self.steps += [
                    {
                        "consignment": f"{self.hub}-{place}-{day + 1:03d}",
                        "item": "food",
                        "amount_t": amount,
                        "stage": stage,
                        "at": at,
                        "t": (hour + later) * HOUR,
                    }
                    for stage, at, later in (("collected", self.hub, 0.0), ("arrived", place, 4.0))
                ]
        return sent


def _store(mission: Mission, place: str, low: int, high: int, rng: np.random.Generator) -> _Store:
    ration = next((need.amount for need in mission.needs if need.item == "food" and need.unit == "kg"), 0.0)
    need = rng.uniform(low, high) * ration / 1000
    shares = dict.fromkeys(("arriving", "month"), 1.0)
    for loss in mission.losses:
        if loss.of in shares and loss.item in ("", "food"):
            shares[loss.of] *= 1 - rng.uniform(loss.low, loss.high)
    return _Store(
        place,
        need,
        stock=rng.uniform(*_DAYS_IN_STORE) * need,
        households=rng.uniform(*_DAYS_IN_HOUSEHOLDS) * need,
        unloaded=shares["arriving"],
        kept=shares["month"] ** (1 / _MONTH_D),
    )
