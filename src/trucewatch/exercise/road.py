"""The corridors played: what each segment lets through, what passes, what is delivered, and what is sent of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from trucewatch.mission import Mission

from . import agencies, teams
from .books import Book, Report
from .convoys import convoys
from .logs import Clock, Refs
from .segments import STATUSES, statuses
from .stores import stores
from .traffic import traffic

BOOKS = {
    "passages": Book("passages", ("ref", "source", "start", "end", "crossing", "direction", "vehicle", "count",
                                  "operator", "cargo", "text")),
    "segments": Book("segments", ("ref", "source", "date", "time", "segment", "status", "direction", "vehicles",
                                  "reason")),
    "consignments": Book("consignments", ("ref", "source", "date", "time", "consignment", "item", "amount", "unit",
                                          "stage", "at", "destination", "operator", "text"), daily=False),
}  # fmt: skip


@dataclass(frozen=True)
class Road:
    """Truth of the corridors as frames, and the rows that teams and agencies sent.

    ``segments``: segment, hour (from the first local midnight), status. ``passages``: crossing, hour, direction,
    vehicle, count (hours without any are left out). ``shifts``: crossing, hour, state of the team there.
    ``deliveries``: consignment, crossing, trucks, item, amount_t, stage, at, t (seconds from the first local midnight).
    ``stocks``: day, place, arrived_t, sent_t, lost_t, consumed_t, stock_t of food at the end of the day, households_t
    that people keep throughout, need_t a day at full ration, kept_a_day, the share that a day's losses leave.
    ``onward``: consignment, item, amount_t, stage, at, t of food sent on from where the corridors end.
    """

    segments: pl.DataFrame
    passages: pl.DataFrame
    shifts: pl.DataFrame
    deliveries: pl.DataFrame
    stocks: pl.DataFrame
    onward: pl.DataFrame
    reports: list[Report]


def travelled(mission: Mission, days: int, clock: Clock, error: float, rng: np.random.Generator) -> Road:
    """Plays the corridors of ``mission`` for ``days`` days."""
    of_stock, of_duty, by_night = rng.spawn(3)
    refs = Refs(clock)
    status = statuses(mission, days, rng)
    reports = teams.segment_reports(mission, status, clock, refs, error, rng)
    passages: list[dict[str, Any]] = []
    deliveries: list[dict[str, Any]] = []
    duties: list[teams.Duty] = []
    for crossing in mission.crossings.values():
        state = status[crossing.segment]
        relief = convoys(mission, crossing, state, days, rng)
        deliveries += relief
        counts = traffic(state, relief, rng)
        duty = teams.duty(mission, crossing, days, of_duty)
        duties += [duty] if duty else []
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
            if duty:
                reports += teams.counted(duty, code, vehicle, hourly, clock, refs, error, rng, by_night)
    reports += teams.kept_from_counting(duties, clock)
    reports += agencies.consignments(mission, deliveries, clock, refs, days, error, rng)
    stored, onward = stores(mission, deliveries, days, of_stock)
    reports += agencies.sent_on(mission, onward, clock, refs, days, of_stock)
    reports += agencies.stock_counts(mission, stored, clock, refs, error, of_stock)
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
        shifts=teams.shifts(duties),
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
        stocks=stored,
        onward=pl.DataFrame(
            onward,
            schema={
                "consignment": pl.String,
                "item": pl.String,
                "amount_t": pl.Float64,
                "stage": pl.String,
                "at": pl.String,
                "t": pl.Float64,
            },
        ),
        reports=reports,
    )
