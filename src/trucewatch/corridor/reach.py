"""The frames of who can be reached from where, what hangs on which segment, and how far off the roads things lie."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Period

from .answers import Answer, answers, by_entry, known, mode_of, row_of
from .evidence import ANY
from .ground import Ground
from .saying import why, why_hangs, why_snapped
from .tables import HANGS, REACH, SNAPS

Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]


def reachable(
    land: Ground | None, period: Period, status: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames REACH, HANGS and SNAPS from SEGMENTS, and their explanations by row id."""
    rows: list[dict[str, Any]] = []
    hangs: list[dict[str, Any]] = []
    snaps: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    if land is not None:
        stands = {(row["segment"], row["direction"], row["vehicle"]): row for row in status.iter_rows(named=True)}
        solved: dict[tuple[str, bytes], dict[str, dict[str, Answer]]] = {}
        for vehicle in [code for code in vocabulary("vehicles") if code in set(status["vehicle"])]:
            mode, told = mode_of(vehicle), known(land, stands, vehicle)
            key = mode, told.ways.tobytes()
            if key not in solved:
                solved[key] = by_entry(land, partial(answers, land, land.courses[mode], told))
            made = _of_class(land, solved[key], stands, vehicle, period)
            rows += made
            hangs += _hangs(land, made, vehicle, period)
        snaps = _snaps(land)
        reasons = {row["id"]: why(row, land) for row in rows} | {row["id"]: why_hangs(row) for row in hangs}
        reasons |= {row["id"]: why_snapped(row, land) for row in snaps}
    return (
        pl.DataFrame(rows, schema=REACH, orient="row"),
        pl.DataFrame(hangs, schema=HANGS, orient="row"),
        pl.DataFrame(snaps, schema=SNAPS, orient="row"),
        reasons,
    )


def _of_class(
    land: Ground, found_from: Mapping[str, Mapping[str, Answer]], stands: Rows, vehicle: str, period: Period
) -> list[dict[str, Any]]:
    """Rows of REACH for one class: every settlement from any entry (entry ""), then from each of them."""
    made: list[dict[str, Any]] = []
    for entry, found in found_from.items():
        for place, spot in land.settlements.items():
            if place in (land.entries if entry == "" else (entry,)):
                continue
            row: dict[str, Any] = dict.fromkeys(REACH) | {
                "id": f"reach:{place}:{entry or ANY}:{vehicle}:{period.day}",
                "place": place,
                "entry": entry,
                "vehicle": vehicle,
                "reach": "not_known",
                "snap_m": spot.metres,
                **{name: [] for name in ("route", "restricted", "unknown", "hangs", "cut", "t_day_cut", "segments")},
            }
            made.append(row | (_columns(land, found[place], stands, vehicle) if place in found else {}))
    return made


def _columns(land: Ground, answer: Answer, stands: Rows, vehicle: str) -> dict[str, Any]:
    if answer.reach == "not":
        shut = [row_of(land, stands, vehicle, way) for way in answer.shut]
        return {"reach": "not", "segments": sorted(row["id"] for row in shut if row)}
    driven = [(road, row_of(land, stands, vehicle, way)) for road, way in answer.route]
    ages = [None if row is None else row["age_most_h"] for _, row in driven]
    hold = answer.hold
    return {
        "reach": answer.reach,
        "minutes": answer.minutes,
        "minutes_possible": answer.minutes_possible,
        "route": [road for road, _ in driven],
        "restricted": list(dict.fromkeys(road for road, row in driven if row and row["status"] == "restricted")),
        "unknown": list(answer.unsure),
        "stale": any(row["stale"] for _, row in driven if row),
        "age_most_h": max((age for age in ages if age is not None), default=None) if None not in ages else None,
        "hangs": list(hold.hangs),
        "ways": hold.ways,
        "cut": list(hold.cut),
        "t_day_most": hold.t_day_most,
        "t_day_cut": list(hold.t_day_cut),
        "segments": list(dict.fromkeys(row["id"] for _, row in driven if row)),
    }


def _hangs(land: Ground, rows: Sequence[Mapping[str, Any]], vehicle: str, period: Period) -> list[dict[str, Any]]:
    """Rows of HANGS for one class: by segment, the settlements that closing it alone would cut off from every entry."""
    of_all = [row for row in rows if row["entry"] == ""]
    return [
        {
            "id": f"reach:hangs:{segment.id}:{vehicle}:{period.day}",
            "segment": segment.id,
            "vehicle": vehicle,
            "cut_off": [row["place"] for row in of_all if segment.id in row["hangs"]],
            "rows": [row["id"] for row in of_all if segment.id in row["hangs"]],
        }
        for segment in land.segments
    ]


def _snaps(land: Ground) -> list[dict[str, Any]]:
    spots = {"settlement": land.settlements, "crossing": land.crossings}
    rows = [
        {
            "id": f"reach:at:{thing}",
            "thing": thing,
            "what": what,
            "segment": spot.segment if spot.joined and spot.segment else None,
            "road": spot.road if spot.joined else None,
            "share": spot.share if spot.joined else None,
            "metres": spot.metres,
            "joined": spot.joined,
        }
        for what, found in spots.items()
        for thing, spot in found.items()
    ]
    return rows + [
        {
            "id": f"reach:at:{segment}",
            "thing": segment,
            "what": "segment",
            "segment": segment,
            "road": segment,
            "share": None,
            "metres": fit.metres,
            "joined": fit.joined,
        }
        for segment, fit in land.cover.fits.items()
    ]
