"""What agencies send: consignments by stage, and counts of what is in store."""

from typing import Any

import numpy as np
import polars as pl

from trucewatch.mission import Mission

from . import saying
from .books import Report
from .logs import Clock, Refs
from .process import HOUR
from .teams import team_at

_COUNT_STOCK_D = 7


def consignments(
    mission: Mission,
    steps: list[dict[str, Any]],
    clock: Clock,
    refs: Refs,
    days: int,
    error: float,
    rng: np.random.Generator,
) -> list[Report]:
    """Each stage as an agency or the team puts it; some arrivals are never reported."""
    agencies = [source.id for source in mission.sources.values() if source.type == "agency"]
    goals = {step["consignment"]: step["at"] for step in steps if step["stage"] == "arrived"}
    result = []
    for step in steps:
        if not agencies or step["t"] >= days * 24 * HOUR or (step["stage"] == "arrived" and rng.random() < 0.12):
            continue
        agency = agencies[_steady(step["consignment"]) % len(agencies)]
        at_crossing = step["stage"] in ("at_crossing", "waiting", "inspected", "intercepted")
        team = team_at(mission, mission.crossings[step["crossing"]]) if at_crossing else ""
        amount = step["amount_t"] * float(np.exp(0.08 * error * rng.standard_normal() * bool(team)))
        said = f"about {max(1, round(amount))}" if team else saying.number(amount, 1)
        moment = clock.at(step["t"])
        cells = {
            "ref": refs.next(f"k-{team or agency}", step["t"]),
            "source": team or agency,
            "date": moment.date().isoformat(),
            "time": moment.strftime("%H:%M"),
            "consignment": step["consignment"],
            "item": step["item"],
            "amount": said,
            "unit": "t",
            "stage": step["stage"],
            "at": step["at"],
            "destination": goals.get(step["consignment"], ""),
            "operator": agency,
        }
        result.append(Report(0, "consignments", cells))
    return result


def stock_counts(
    mission: Mission, stocks: pl.DataFrame, clock: Clock, refs: Refs, error: float, rng: np.random.Generator
) -> list[Report]:
    """An agency's count of the food in store, once a week in the last hour of the day, within a tenth of the truth."""
    agency = next((source.id for source in mission.sources.values() if source.type == "agency"), "")
    result = []
    for row in stocks.filter(pl.col("day") % _COUNT_STOCK_D == _COUNT_STOCK_D - 1).iter_rows(named=True):
        moment = (row["day"] * 24 + 23.5) * HOUR
        counted = row["stock_t"] * rng.uniform(1 - 0.1 * error, 1 + 0.1 * error)
        if not agency or counted < 1:
            continue
        cells = {
            "ref": refs.next(f"k-{agency}", moment),
            "source": agency,
            "date": clock.at(moment).date().isoformat(),
            "time": clock.at(moment).strftime("%H:%M"),
            "item": "food",
            "amount": f"{counted * 0.9:.1f} to {counted * 1.1:.1f}",
            "unit": "t",
            "stage": "in_store",
            "at": row["place"],
            "operator": agency,
        }
        result.append(Report(0, "consignments", cells))
    return result


def _steady(text: str) -> int:
    """A small number that is the same in every run, unlike ``hash``."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))
