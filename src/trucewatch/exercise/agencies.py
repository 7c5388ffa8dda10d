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
_ASK_HOUSEHOLDS_D = 21
_UNTOLD = 0.12


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
        if not agencies or step["t"] >= days * 24 * HOUR or (step["stage"] == "arrived" and rng.random() < _UNTOLD):
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


def sent_on(
    mission: Mission, steps: list[dict[str, Any]], clock: Clock, refs: Refs, days: int, rng: np.random.Generator
) -> list[Report]:
    """What left one settlement's store for another's, as an agency puts it; some arrivals are never reported."""
    agency = _agency(mission)
    goals = {step["consignment"]: step["at"] for step in steps if step["stage"] == "arrived"}
    result = []
    for step in steps:
        if not agency or step["t"] >= days * 24 * HOUR or (step["stage"] == "arrived" and rng.random() < _UNTOLD):
            continue
        cells = _said(agency, step["t"], clock, refs) | {
            "consignment": step["consignment"],
            "item": step["item"],
            "amount": saying.number(step["amount_t"], 1),
            "stage": step["stage"],
            "at": step["at"],
            "destination": goals[step["consignment"]],
        }
        result.append(Report(0, "consignments", cells))
    return result


def stock_counts(
    mission: Mission, stocks: pl.DataFrame, clock: Clock, refs: Refs, error: float, rng: np.random.Generator
) -> list[Report]:
    """An agency's count of the food in store, once a week in the last hour of the day, within a tenth of the truth.

    Every third week it also asks households what they keep, to within a fifth. It does not get to the last place of
    several.
    """
    agency = _agency(mission)
    places = stocks["place"].unique(maintain_order=True).to_list()
    counted = places[: max(1, len(places) - 1)]
    weekly = pl.col("day") % _COUNT_STOCK_D == _COUNT_STOCK_D - 1
    result = []
    for row in stocks.filter(weekly, pl.col("place").is_in(counted)).iter_rows(named=True):
        asked = row["day"] % _ASK_HOUSEHOLDS_D == _ASK_HOUSEHOLDS_D - 1
        for column, stage, off in (("stock_t", "in_store", 0.1), ("households_t", "in_households", 0.2)):
            told = row[column] * rng.uniform(1 - off * error, 1 + off * error)
            if not agency or (stage == "in_households" and not asked):
                continue
            cells = _said(agency, (row["day"] * 24 + 23.5) * HOUR, clock, refs) | {
                "item": "food",
                "amount": f"{told * (1 - off):.1f} to {told * (1 + off):.1f}",
                "stage": stage,
                "at": row["place"],
            }
            result.append(Report(0, "consignments", cells))
    return result


def _agency(mission: Mission) -> str:
    return next((source.id for source in mission.sources.values() if source.type == "agency"), "")


def _said(agency: str, moment: float, clock: Clock, refs: Refs) -> dict[str, str]:
    return {
        "ref": refs.next(f"k-{agency}", moment),
        "source": agency,
        "date": clock.at(moment).date().isoformat(),
        "time": clock.at(moment).strftime("%H:%M"),
        "unit": "t",
        "operator": agency,
    }


def _steady(text: str) -> int:
    """A small number that is the same in every run, unlike ``hash``."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))
