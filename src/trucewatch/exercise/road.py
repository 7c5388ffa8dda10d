"""The corridors: what each segment lets through hour by hour, what passes, what is delivered, what is left in store."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from trucewatch.mission import Crossing, Mission

from . import saying
from .books import Book, Report
from .logs import Clock, Refs
from .process import HOUR
from .stage import Ints

OPEN, RESTRICTED, CLOSED = 0, 1, 2
STATUSES = ("open", "restricted", "closed")

BOOKS = {
    "passages": Book("passages", ("ref", "source", "start", "end", "crossing", "direction", "vehicle", "count",
                                  "operator", "cargo", "text")),
    "segments": Book("segments", ("ref", "source", "date", "time", "segment", "status", "direction", "vehicles",
                                  "reason")),
    "consignments": Book("consignments", ("ref", "source", "date", "time", "consignment", "item", "amount", "unit",
                                          "stage", "at", "destination", "operator", "text"), daily=False),
}  # fmt: skip

_PER_HOUR = {"car": 7.0, "minivan": 2.5, "bus": 0.4, "truck": 2.5, "tanker": 0.3, "ambulance": 0.2, "peacekeeper": 0.8}
_PASSES = {
    "car": (1, 0.3, 0),
    "minivan": (1, 0.3, 0),
    "bus": (1, 0.2, 0),
    "truck": (1, 0.1, 0),
    "tanker": (1, 0.1, 0),
    "ambulance": (1, 1, 0.3),
    "peacekeeper": (1, 1, 0.5),
}
_BY_HOUR = np.array([0.1] * 6 + [0.5, 0.9, 1.2, 1.4, 1.4, 1.2, 1.0, 1.2, 1.3, 1.2, 1.1, 0.9, 0.7, 0.5] + [0.2] * 4)
_SHIFT = range(7, 19)
_COUNTED_H = 3
_ITEMS = (("flour", 0.35), ("food", 0.35), ("medicine", 0.15), ("fuel", 0.15))
_TRUCK_T = 20.0
_DAYS_IN_STORE = 20.0
_COUNT_STOCK_D = 7


@dataclass(frozen=True)
class Road:
    """Truth of the corridors as frames, and the rows that teams and agencies sent.

    ``segments``: segment, hour (from the first local midnight), status. ``passages``: crossing, hour, direction,
    vehicle, count (hours without any are left out). ``deliveries``: consignment, crossing, trucks, item, amount_t,
    stage, at, t (seconds from the first local midnight).
    ``stocks``: day, place, arrived_t, consumed_t, stock_t of food at the end of the day, need_t a day at full ration.
    """

    segments: pl.DataFrame
    passages: pl.DataFrame
    deliveries: pl.DataFrame
    stocks: pl.DataFrame
    reports: list[Report]


def travelled(mission: Mission, days: int, clock: Clock, error: float, rng: np.random.Generator) -> Road:
    """Plays the corridors of ``mission`` for ``days`` days."""
    refs = Refs(clock)
    status = _status(mission, days, rng)
    reports = _segment_reports(mission, status, clock, refs, error, rng)
    passages: list[dict[str, Any]] = []
    deliveries: list[dict[str, Any]] = []
    for crossing in mission.crossings.values():
        state = status[crossing.segment]
        convoys = _convoys(mission, crossing, state, days, rng)
        deliveries += convoys
        counts = _traffic(state, convoys, rng)
        team = _team(mission, crossing)
        for (direction, vehicle), hourly in counts.items():
            code = crossing.inbound if direction == 0 else crossing.outbound
            passages += [
                {
                    "crossing": crossing.id,
                    "hour": int(hour),
                    "direction": code,
                    "vehicle": vehicle,
                    "count": int(hourly[hour]),
                }
                for hour in np.flatnonzero(hourly)
            ]
            if team:
                reports += _counted(crossing, team, code, vehicle, hourly, clock, refs, error, rng)
    reports += _consignments(mission, deliveries, clock, refs, days, error, rng)
    stocks = _stocks(mission, deliveries, days, rng)
    reports += _stock_counts(mission, stocks, clock, refs, error, rng.spawn(1)[0])
    return Road(
        segments=pl.DataFrame(
            {
                "segment": [name for name in status for _ in range(days * 24)],
                "hour": list(range(days * 24)) * len(status),
                "status": [STATUSES[code] for states in status.values() for code in states],
            },
            schema={"segment": pl.String, "hour": pl.Int64, "status": pl.String},
        ),
        passages=pl.DataFrame(
            passages,
            schema={
                "crossing": pl.String,
                "hour": pl.Int64,
                "direction": pl.String,
                "vehicle": pl.String,
                "count": pl.Int64,
            },
        ),
        deliveries=pl.DataFrame(
            deliveries,
            schema={
                "consignment": pl.String,
                "crossing": pl.String,
                "trucks": pl.Int64,
                "item": pl.String,
                "amount_t": pl.Float64,
                "stage": pl.String,
                "at": pl.String,
                "t": pl.Float64,
            },
        ),
        stocks=stocks,
        reports=reports,
    )


def _status(mission: Mission, days: int, rng: np.random.Generator) -> dict[str, Ints]:
    """Hourly status of every segment; those with a crossing are closed or restricted far more often."""
    guarded = {crossing.segment for crossing in mission.crossings.values()}
    result = {}
    for segment in mission.segments:
        states = np.zeros(days * 24, dtype=np.int64)
        between = 24 * (3.5 if segment in guarded else 20.0)
        at = rng.exponential(between)
        while at < len(states):
            lasts = max(1.0, rng.lognormal(np.log(7), 1.0))
            states[int(at) : int(at + lasts)] = RESTRICTED if rng.random() < 0.6 else CLOSED
            at += lasts + rng.exponential(between)
        result[segment] = states
    return result


def _traffic(state: Ints, convoys: list[dict[str, Any]], rng: np.random.Generator) -> dict[tuple[int, str], Ints]:
    """Vehicles by direction (0 in, 1 out), class and hour."""
    hours = np.arange(len(state))
    result = {}
    for direction in (0, 1):
        for vehicle, rate in _PER_HOUR.items():
            lets = np.asarray(_PASSES[vehicle], dtype=float)[state]
            result[direction, vehicle] = rng.poisson(rate * _BY_HOUR[hours % 24] * lets).astype(np.int64)
    for step in convoys:
        hour = int(step["t"] // HOUR)
        if step["stage"] == "inspected" and hour < len(state):
            result[0, "truck"][hour] += step["trucks"]
    return result


def _convoys(
    mission: Mission, crossing: Crossing, state: Ints, days: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """True stages of relief consignments towards the far end of the crossing's corridor."""
    corridor = next(corridor for corridor in mission.corridors if crossing.id in corridor.crossings)
    entry = mission.segments[corridor.segments[0]].start
    goal = mission.segments[corridor.segments[-1]].end
    steps = []
    for day in range(days):
        if rng.random() > 0.4:
            continue
        name = f"{crossing.id}-c{day + 1:03d}"
        at = (day * 24 + rng.uniform(7, 11)) * HOUR
        trucks = int(rng.integers(2, 13))
        shares = rng.dirichlet([8 * share for _, share in _ITEMS])
        ahead = np.flatnonzero(state[int(at // HOUR) : int(at // HOUR) + 48] != CLOSED)
        let_through = at + float(ahead[0]) * HOUR if len(ahead) else None
        lost = rng.random() < 0.04
        for (item, _), share in zip(_ITEMS, shares, strict=True):
            amount = float(round(trucks * _TRUCK_T * share * rng.uniform(0.8, 1.1), 1))
            if amount < 0.5:
                continue
            stages = [("notified", entry, at - 20 * HOUR), ("at_crossing", crossing.id, at)]
            if let_through is None:
                stages.append(("waiting", crossing.id, at + HOUR))
            else:
                stages.append(("inspected", crossing.id, let_through + 1.5 * HOUR))
                stages.append(
                    ("intercepted", crossing.id, let_through + 2 * HOUR)
                    if lost
                    else ("arrived", goal, let_through + 5 * HOUR)
                )
            steps += [
                {
                    "consignment": name,
                    "crossing": crossing.id,
                    "trucks": trucks if item == _ITEMS[0][0] else 0,
                    "item": item,
                    "amount_t": amount * (0.97 if stage == "arrived" else 1.0),
                    "stage": stage,
                    "at": place,
                    "t": max(float(t), 0.0),
                }
                for stage, place, t in stages
            ]
    return steps


def _team(mission: Mission, crossing: Crossing) -> str:
    """The checkpoint team nearest to the crossing, "" where the mission has none."""
    teams = [source for source in mission.sources.values() if source.type == "checkpoint" and source.lon is not None]
    if not teams:
        return ""
    return min(teams, key=lambda team: ((team.lon or 0) - crossing.lon) ** 2 + ((team.lat or 0) - crossing.lat) ** 2).id


def _counted(
    crossing: Crossing,
    team: str,
    direction: str,
    vehicle: str,
    hourly: Ints,
    clock: Clock,
    refs: Refs,
    error: float,
    rng: np.random.Generator,
) -> list[Report]:
    """What the team counted on its shift; trucks and ambulances are written down even when there were none."""
    result = []
    for day in range(len(hourly) // 24):
        for start in range(_SHIFT.start, _SHIFT.stop, _COUNTED_H):
            first = day * 24 + start
            n = int(hourly[first : first + _COUNTED_H].sum())
            if not n and vehicle not in ("truck", "ambulance"):
                continue
            missed = int(rng.binomial(n, min(0.03 * error, 1.0)))
            seen = max(n - missed, 0)
            rounded = seen > 15 and rng.random() < 0.3
            cells = {
                "ref": refs.next(team, first * HOUR),
                "source": team,
                "start": clock.at(first * HOUR).isoformat(),
                "end": clock.at((first + _COUNTED_H) * HOUR).isoformat(),
                "crossing": crossing.id,
                "direction": direction,
                "vehicle": vehicle,
                "count": f"about {round(seen / 5) * 5}" if rounded else str(seen),
            }
            result.append(Report(day, "passages", cells))
    return result


def _segment_reports(
    mission: Mission, status: dict[str, Ints], clock: Clock, refs: Refs, error: float, rng: np.random.Generator
) -> list[Report]:
    """Teams report on their own segment at changes and every morning, agencies now and then on the others."""
    teams = {crossing.segment: _team(mission, crossing) for crossing in mission.crossings.values()}
    agencies = [source.id for source in mission.sources.values() if source.type == "agency"]
    result = []
    for segment, states in status.items():
        team = teams.get(segment, "")
        changes = {0, *(np.flatnonzero(np.diff(states)) + 1).tolist()}
        for hour, state in enumerate(states):
            on_shift = hour % 24 in _SHIFT
            if team:
                told, source = on_shift and (hour in changes or hour % 24 == _SHIFT.start), team
            elif agencies:
                told, source = on_shift and rng.random() < 0.5 / len(_SHIFT), agencies[int(rng.integers(len(agencies)))]
            else:
                continue
            if not told:
                continue
            wrong = not team and rng.random() < 0.04 * error
            said = STATUSES[(state + 1) % 3 if wrong else state]
            moment = (hour + rng.random() * 0.8) * HOUR
            cells = {
                "ref": refs.next(f"s-{source}", moment),
                "source": source,
                "date": clock.at(moment).date().isoformat(),
                "time": clock.at(moment).strftime("%H:%M"),
                "segment": segment,
                "status": said,
                "direction": "both",
                "vehicles": "truck|bus|car" if said == "restricted" else "",
                "reason": "" if said == "open" else ("road works", "inspection", "not told")[int(rng.integers(3))],
            }
            result.append(Report(hour // 24, "segments", cells))
    return result


def _consignments(
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
        team = _team(mission, mission.crossings[step["crossing"]]) if at_crossing else ""
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


def _stock_counts(
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


def _stocks(mission: Mission, steps: list[dict[str, Any]], days: int, rng: np.random.Generator) -> pl.DataFrame:
    """Food at the far end of each corridor: what arrived, what was eaten, what is left, by day."""
    ration = next((need.amount for need in mission.needs if need.item == "food"), 0.0)
    rows = []
    for place in dict.fromkeys(mission.segments[corridor.segments[-1]].end for corridor in mission.corridors):
        people = next((p for p in mission.populations if p.place == place and not p.claimant), None)
        if people is None:
            continue
        daily = rng.uniform(people.low, people.high) * ration / 1000
        stock = _DAYS_IN_STORE * daily
        for day in range(days):
            arrived = sum(
                step["amount_t"]
                for step in steps
                if (step["stage"], step["at"], step["t"] // (24 * HOUR)) == ("arrived", place, day)
                and step["item"] in ("flour", "food")
            )
            eaten = min(stock + arrived, daily * min(1.0, 0.5 + stock / (10 * daily)))
            stock += arrived - eaten
            rows.append(
                {
                    "day": day,
                    "place": place,
                    "arrived_t": arrived,
                    "consumed_t": eaten,
                    "stock_t": stock,
                    "need_t": daily,
                }
            )
    return pl.DataFrame(
        rows,
        schema={
            "day": pl.Int64,
            "place": pl.String,
            "arrived_t": pl.Float64,
            "consumed_t": pl.Float64,
            "stock_t": pl.Float64,
            "need_t": pl.Float64,
        },
    )
