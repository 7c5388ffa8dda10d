"""Fires seen from space beside what is usual there: they may speak for an incident, and never make one."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .. import coverage
from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period, area_centre, cutoff_days, sector_of
from ..places import Frame, Grid
from ..record import Holdings
from . import burning, candles
from .burning import Past, Usual
from .candles import Strength
from .fire_frames import CANDLES, CORROBORATIONS, FIRES
from .surprise import LAG

MOST_DAYS = 5 * 366
"""Days of the past that are learned from, at most."""

LEAST_LOOKS = 3.0
"""Clear looks at a cell in the same season without which it is not said what is usual there."""

REMARKABLE = 1e-4
"""Chance, at most, of so many fires in a cell and day that are called an excess, if they are two more than usual."""

SPEAKS = 0.05
"""Chance, at most, of fires that speak for an incident there."""

_LIKELY = 0.5
_LOW, _HIGH = 0.05, 0.95
_DAY = timedelta(days=1)
_KEY = ["day", "cell"]


def fires(
    incidents: Incidents, holdings: Holdings, mission: Mission, period: Period
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """FIRES of ``period``, by day and cell, CORROBORATIONS and CANDLES.

    What is usual is learned from the days that end ``LAG`` days before the period; fires that may speak of an incident
    are left out of it. Where the mission's candles show that satellites see more than before, so much more is usual.
    All frames are empty where neither an overpass nor a fire is known.
    """
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    days = _days(holdings, mission, period)
    detected, looked = _detected(holdings, mission, days), _looks(holdings, mission, days)
    found = _located(detected, incidents, grid)
    if found.is_empty() and looked.is_empty():
        return pl.DataFrame(schema=FIRES), pl.DataFrame(schema=CORROBORATIONS), pl.DataFrame(schema=CANDLES)
    first = len(days) - period.days
    usual = _learned(found, looked, grid, days[: max(first - LAG, 0)])
    of_year = np.array([_of_year(day) for day in days], np.int64)
    sees, shining = candles.shown(detected, looked, mission.candles, grid, days, of_year)
    rows = pl.concat(
        _judged(_cells(found.filter(day=number), looked.filter(day=number), grid, mission), usual, sees, days[number])
        for number in range(first, len(days))
    )
    return rows, _corroborations(rows, incidents), shining


def _days(holdings: Holdings, mission: Mission, period: Period) -> tuple[Span, ...]:
    """The days from the first overpass known to the end of the period, those of the period in any case."""
    first = coverage.first_overpass(holdings, mission) or period.span.end
    return cutoff_days(mission, period.day, min(max((period.span.end - first) // _DAY + 1, period.days), MOST_DAYS))


def _numbered(starts: pl.Series, days: Sequence[Span]) -> pl.Series:
    edges = pl.Series([day.start for day in days], dtype=FIRES["start"])
    return edges.search_sorted(starts, side="right").cast(pl.Int64) - 1


def _detected(holdings: Holdings, mission: Mission, days: Sequence[Span]) -> pl.DataFrame:
    """Detections: id, day (its number), lon, lat."""
    satellites = [source.id for source in mission.sources.values() if source.type == "satellite"]
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    frame = (
        holdings.observations.filter(pl.col("kind") == "thermal_anomaly", pl.col("source").is_in(satellites))
        .drop_nulls("lon")
        .with_columns(middle=middle)
        .filter(pl.col("middle").is_between(days[0].start, days[-1].end, closed="left"))
    )
    return frame.select("id", "lon", "lat", day=_numbered(frame["middle"], days)).sort("day", "id")


def _located(detected: pl.DataFrame, incidents: Incidents, grid: Grid) -> pl.DataFrame:
    """Detections inside the area: id, day (its number), cell, incident (null where it likely speaks of none)."""
    speaking = incidents.members.filter(pl.col("role") == "corroborates", pl.col("probability") >= _LIKELY)
    cell = grid.cell_of(detected["lon"].to_numpy(), detected["lat"].to_numpy())
    return (
        detected.select("id", "day", cell=pl.Series(cell, dtype=pl.Int64))
        .filter(pl.col("cell") >= 0)
        .join(speaking.select("incident", id="observation"), on="id", how="left")
        .sort("day", "cell", "id")
    )


def _looks(holdings: Holdings, mission: Mission, days: Sequence[Span]) -> pl.DataFrame:
    """Overpasses over each cell: entry, day (its number), cell, clear."""
    looked = coverage.sky(holdings, mission, days)
    return looked.select("entry", "cell", "clear", day=_numbered(looked["start"], days))


def _learned(found: pl.DataFrame, looked: pl.DataFrame, grid: Grid, past: Sequence[Span]) -> Usual:
    seen, clear = np.zeros((len(past), grid.n), np.int64), np.zeros((len(past), grid.n))
    before = pl.col("day") < len(past)
    other, looks = found.filter(before, pl.col("incident").is_null()), looked.filter(before)
    np.add.at(seen, (other["day"].to_numpy(), other["cell"].to_numpy()), 1)
    np.add.at(clear, (looks["day"].to_numpy(), looks["cell"].to_numpy()), looks["clear"].to_numpy())
    return burning.learn(Past(seen, clear, np.array([_of_year(day) for day in past], np.int64)), grid.xy)


def _of_year(day: Span) -> int:
    return day.start.timetuple().tm_yday


def _cells(found: pl.DataFrame, looked: pl.DataFrame, grid: Grid, mission: Mission) -> pl.DataFrame:
    """Every cell with what satellites looked at and detected on one day, the columns of FIRES that are so known."""
    lon, lat = grid.centre(np.arange(grid.n))
    looks = looked.group_by("cell").agg(
        looks=pl.len().cast(pl.Int64), clear=pl.col("clear").sum(), overpasses=pl.col("entry").sort()
    )
    detected = found.group_by("cell").agg(
        seen=pl.len().cast(pl.Int64), detections="id", incidents=pl.col("incident").drop_nulls().unique().sort()
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        pl.DataFrame(
            {"cell": range(grid.n), "lon": lon, "lat": lat, "sector": sector_of(mission, lon, lat).tolist()},
            schema_overrides={"cell": pl.Int64, "sector": pl.String},
        )
        .join(looks, on="cell", how="left", maintain_order="left")
        .join(detected, on="cell", how="left", maintain_order="left")
        .with_columns(
            pl.col("overpasses", "detections", "incidents").fill_null(nothing),
            pl.col("looks", "seen").fill_null(0),
            pl.col("clear").fill_null(0.0),
        )
    )


def _judged(frame: pl.DataFrame, usual: Usual, sees: Strength, day: Span) -> pl.DataFrame:
    """FIRES of one day from its cells; what was not seen or cannot be told becomes null.

    Where satellites see more than before, so much more is usual; the chance is that of the most they may see. Where
    they see fewer nothing changes, for a candle may have gone out.
    """
    seen, clear, most = (frame[name].to_numpy() for name in ("seen", "clear", "looks"))
    rate, known = usual.on(_of_year(day)), usual.looked(_of_year(day)) >= LEAST_LOOKS
    unclouded, expected = rate * np.maximum(most, 1) * max(sees.high, 1.0), rate * clear * max(sees.factor, 1.0)
    least = np.minimum(burning.quantile(_LOW, expected, usual.spread), expected)
    greatest = np.maximum(burning.quantile(_HIGH, unclouded, usual.spread), expected)
    watched = (clear > 0) | (seen > 0)
    told = watched & known & (most > 0)
    return (
        frame.with_columns(
            id=pl.format("cfv:fires/{}/{}", "cell", pl.lit(day.start.isoformat())),
            start=pl.lit(day.start, FIRES["start"]),
            end=pl.lit(day.end, FIRES["end"]),
            seen=_where(watched, seen),
            expected=_where(told, expected),
            excess=_where(told, seen - expected),
            excess_low=_where(told, seen - greatest),
            excess_high=_where(told, seen - least),
            chance=_where(told, burning.chance(seen, unclouded, usual.spread)),
        )
        .with_columns(state=_state())
        .select(pl.col(name).cast(kind) for name, kind in FIRES.items())
    )


def _where(told: NDArray[np.bool_], values: NDArray[np.number]) -> pl.Expr:
    """The values where they are told, else null."""
    return pl.when(pl.lit(pl.Series(told))).then(pl.lit(pl.Series(values)))


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("seen").is_null())
        .then(pl.lit("not_observed"))
        .when(pl.col("expected").is_null())
        .then(pl.lit("not_told"))
        .when((pl.col("chance") <= REMARKABLE) & (pl.col("excess") >= 2))
        .then(pl.lit("excess"))
        .otherwise(pl.lit("usual"))
    )


def _corroborations(rows: pl.DataFrame, incidents: Incidents) -> pl.DataFrame:
    """CORROBORATIONS; of several cells and days the least chance counts, times their number."""
    told = rows.explode("incidents").drop_nulls("incidents")
    found = told.group_by(incident="incidents").agg(
        fires=pl.col("id").sort(),
        detections=pl.col("seen").sum(),
        chance=pl.min_horizontal(pl.col("chance").min() * pl.len(), 1.0),
    )
    verdict = (
        pl.when(pl.col("chance").is_null())
        .then(pl.lit("not_told"))
        .when(pl.col("chance") <= SPEAKS)
        .then(pl.lit("speaks"))
        .otherwise(pl.lit("usual"))
    )
    about = incidents.frame.select("sector", "start", "end", incident="id")
    return (
        found.join(about, on="incident")
        .sort("start", "incident")
        .with_columns(
            id=pl.format("cfv:corroboration/{}", pl.col("incident").str.strip_prefix("inc:")), verdict=verdict
        )
        .select(pl.col(name).cast(kind) for name, kind in CORROBORATIONS.items())
    )
