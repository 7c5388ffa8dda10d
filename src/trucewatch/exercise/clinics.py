"""Health facilities played: what works and why not, who saw it, and what the sides say of it."""

from typing import Any

import numpy as np
import polars as pl

from trucewatch.mission import Facility, Mission

from .books import Book, Report
from .logs import Clock, Refs
from .process import HOUR

BOOKS = {
    "services": Book("services", ("ref", "source", "date", "time", "facility", "service", "level", "reasons", "access",
                                  "building", "equipment", "text"), daily=False),
}  # fmt: skip

_LEVELS = ("full", "partial", "none")
_MOVES = np.array([[0.94, 0.06, 0.0], [0.08, 0.86, 0.06], [0.0, 0.1, 0.9]])
"""Chances of tomorrow's level (columns) by today's (rows)."""

_REASONS = ("staff", "supplies", "equipment", "finances")
_WEEK_D = 7
_MISTAKEN = 0.04
"""How often a visitor takes a level for a neighbouring one."""


def clinics(
    mission: Mission, clock: Clock, days: int, error: float, rng: np.random.Generator
) -> tuple[pl.DataFrame, list[Report]]:
    """The truth by facility, service ("" for the whole) and day, and the rows that visitors and the sides sent.

    Agencies go to every facility but the last once a week, in turn; one visit in three is a patrol's instead. Each
    side says now and then that a facility works better than it does.
    """
    facilities = list(mission.facilities.values())
    truth = [row for facility in facilities for row in _played(facility, days, rng)]
    levels = {(row["facility"], row["service"], row["day"]): row for row in truth}
    refs, reports = Refs(clock), list[Report]()
    agencies = [source.id for source in mission.sources.values() if source.type == "agency"]
    patrols = [source.id for source in mission.sources.values() if source.type == "patrol"]
    sides = [source.id for source in mission.sources.values() if source.type == "party"]
    for place, facility in enumerate(facilities[: max(1, len(facilities) - 1)]):
        for day in range(place % _WEEK_D, days, _WEEK_D):
            looked = patrols if patrols and rng.random() < 1 / 3 else agencies
            if looked:
                seen = [levels[facility.id, service, day] for service in ("", *facility.services)]
                source = looked[int(rng.integers(len(looked)))]
                reports += [_seen(source, row, day, clock, refs, error, rng) for row in seen]
    for facility in facilities:
        for day in range(3, days, _WEEK_D):
            if sides and rng.random() < 0.3:
                source = sides[int(rng.integers(len(sides)))]
                better = max(0, _LEVELS.index(levels[facility.id, "", day]["level"]) - 1)
                reports.append(_said(source, facility.id, _LEVELS[better], day, clock, refs))
    return pl.DataFrame(truth, schema={"facility": pl.String, "service": pl.String, "day": pl.Int64,
                                       "level": pl.String, "reasons": pl.String}), reports  # fmt: skip


def _played(facility: Facility, days: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Every service by a Markov chain of its own; the whole works fully if all do, not at all if none does."""
    services = facility.services or ("",)
    state = rng.choice(3, size=len(services), p=(0.6, 0.3, 0.1))
    why = [str(rng.choice(_REASONS)) for _ in services]
    rows = []
    for day in range(days):
        state = np.array([rng.choice(3, p=_MOVES[one]) for one in state])
        whole = 0 if not state.any() else 2 if (state == 2).all() else 1
        lacking = list(dict.fromkeys(reason for reason, one in zip(why, state, strict=True) if one))
        told = [("", whole, lacking)]
        if facility.services:
            told += [
                (name, one, [reason] if one else []) for name, one, reason in zip(services, state, why, strict=True)
            ]
        rows += [
            {
                "facility": facility.id,
                "service": service,
                "day": day,
                "level": _LEVELS[int(level)],
                "reasons": "|".join(reasons),
            }
            for service, level, reasons in told
        ]
    return rows


def _seen(
    source: str, row: dict[str, Any], day: int, clock: Clock, refs: Refs, error: float, rng: np.random.Generator
) -> Report:
    level = _LEVELS.index(row["level"])
    if rng.random() < _MISTAKEN * error:
        level = min(max(level + int(rng.choice((-1, 1))), 0), 2)
    cells = _common(source, row["facility"], day, 11 + rng.random(), clock, refs) | {
        "service": row["service"],
        "level": _LEVELS[level],
        "reasons": row["reasons"] if level else "",
        "access": "" if row["service"] else "full",
        "text": "EXERCISE.",
    }
    return Report(day, "services", cells)


def _said(source: str, facility: str, level: str, day: int, clock: Clock, refs: Refs) -> Report:
    cells = _common(source, facility, day, 17, clock, refs) | {"level": level, "text": "EXERCISE. A side's own words."}
    return Report(day, "services", cells)


def _common(source: str, facility: str, day: int, hour: float, clock: Clock, refs: Refs) -> dict[str, str]:
    moment = (day * 24 + hour) * HOUR
    return {
        "ref": refs.next(f"h-{source}", moment),
        "source": source,
        "date": clock.at(moment).date().isoformat(),
        "time": clock.at(moment).strftime("%H:%M"),
        "facility": facility,
    }
