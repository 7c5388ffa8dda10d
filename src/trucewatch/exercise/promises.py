"""Which clause was in truth broken on which day, and by whom: what findings are scored against."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import polars as pl
import shapely

from trucewatch.mission import Clause, Mission

from .process import DAY, HOUR
from .road import Road
from .stage import Stage
from .watching import DENIED, STATES, Effort

SCHEMA = {"day": pl.Date, "clause": pl.String, "party": pl.String, "broken": pl.Boolean}
"""One row a reporting day, clause and party bound; ``party`` "" is the clause as a whole, broken by whomever."""

_Broken = Callable[[float, float], set[str]]


def promises(
    scene: Stage,
    happened: pl.DataFrame,
    travelled: Road,
    moved: pl.DataFrame,
    work: Effort,
    start: date,
    days: int,
) -> pl.DataFrame:
    """The truth of every clause that can be tested, by day from cut-off to cut-off; whole days only."""
    mission, rows = scene.mission, []
    cutoff = mission.reporting.cutoff
    seconds = timedelta(hours=cutoff.hour, minutes=cutoff.minute).total_seconds()
    for clause in mission.clauses:
        broken = _breakers(clause, scene, happened, travelled, moved, work)
        if broken is None:
            continue
        for day in range(1, days):
            by = broken((day - 1) * DAY + seconds, day * DAY + seconds)
            rows.append((start + timedelta(days=day), clause.id, "", bool(by)))
            everybody = clause.duty == "result" and bool(by)
            rows += [
                (start + timedelta(days=day), clause.id, party, everybody or party in by) for party in clause.bound
            ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _breakers(
    clause: Clause,
    scene: Stage,
    happened: pl.DataFrame,
    travelled: Road,
    moved: pl.DataFrame,
    work: Effort,
) -> _Broken | None:
    """Who breaks the clause between two moments (seconds from the first local midnight); "?" where nobody is named."""
    mission, parties = scene.mission, scene.parties
    match clause.test:
        case "no_fire":
            fire = happened.filter(~pl.col("exercise")) if "exercise" in clause.excepts else happened
            return lambda low, high: {
                parties[by] for by in fire.filter(pl.col("t0").is_between(low, high, closed="left"))["by"]
            }
        case "open_road":
            roads = pl.col("segment").is_in(sorted(_roads(mission, clause.about)))
            hours = set(travelled.segments.filter(roads, pl.col("status") != "open")["hour"])
            return lambda low, high: {"?"} if hours & _hours(low, high) else set()
        case "access":
            teams = set(travelled.shifts.filter(state=STATES[DENIED])["hour"])
            return lambda low, high: {*_refusers(scene, work, low, high), *({"?"} if teams & _hours(low, high) else ())}
        case "deliveries":
            taken = travelled.deliveries.filter(stage="intercepted")
            return lambda low, high: (
                {"?"} if taken.filter(pl.col("t").is_between(low, high, closed="left")).height else set()
            )
        case "withdrawal":
            zones = {zone: mission.zones[zone] for zone in clause.zones}
            out = [row for row in moved.iter_rows(named=True) if row["weapon"] in clause.weapons]
            inside = [
                row
                for row in out
                if any(
                    zone.party == row["party"] and shapely.intersects_xy(zone.area, row["lon"], row["lat"])
                    for zone in zones.values()
                )
            ]
            return lambda low, high: {row["party"] for row in inside if row["start"] < high and row["end"] > low}
        case "storage":
            gone = [row for row in moved.iter_rows(named=True) if row["weapon"] in clause.weapons]
            return lambda low, high: {row["party"] for row in gone if row["start"] < high and row["end"] > low}
    return None


def _hours(low: float, high: float) -> set[int]:
    return set(range(int(low // HOUR), int(-(-high // HOUR))))


def _roads(mission: Mission, about: str) -> set[str]:
    if about in mission.crossings:
        return {mission.crossings[about].segment}
    return {segment for corridor in mission.corridors if corridor.id == about for segment in corridor.segments}


def _refusers(scene: Stage, work: Effort, low: float, high: float) -> Iterator[str]:
    hours = slice(int(low // HOUR), int(-(-high // HOUR)))
    for watcher, side in enumerate(scene.watchers.side):
        if side >= 0 and (work.state[watcher][hours] == DENIED).any():
            yield scene.parties[side]
