"""What it is worth to know the weather: how many events would have been noticed, foretold with it and without.

EXERCISE, SIMULATED: the posts and patrols of ``missions/exercise-lachin``, who see nothing beyond the visibility and
hear further down the wind than against it, without a bound of their own. Single explosions happen evenly over the area
and the hours whose weather was sent. The chance that each is noticed is foretold by cell and hour from the watches,
tracks and weather as they were sent, and set beside how many were. The baseline of the same run knows no weather.
Noticed / foretold should be 1 in every weather.

    python benchmarks/weather.py [SEEDS]
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import polars as pl
import shapely

from trucewatch import coverage, intake, mission
from trucewatch.coverage.sight import Sight
from trucewatch.domain import Span
from trucewatch.exercise import logs, meteorology, process
from trucewatch.exercise.books import Report, bound
from trucewatch.exercise.files import encoded
from trucewatch.exercise.stage import stage
from trucewatch.exercise.watching import effort, notices
from trucewatch.mission import Mission
from trucewatch.record import Holdings, Record

HOME = Path(__file__).parents[1] / "missions/exercise-lachin"
START, DAYS, EVENTS = date(2023, 8, 1), 10, 20_000
UNBOUND_M = 40_000.0
HOUR = timedelta(hours=1)
CLEAR = pl.col("visibility_m") >= 4000
WEATHERS = {
    "all hours": pl.lit(value=True),
    "visibility below 4 km": ~CLEAR,
    "wind of 6 m/s or more": CLEAR & (pl.col("wind") >= 6),
    "wind of 2 to 6 m/s": CLEAR & pl.col("wind").is_between(2, 6, closed="none"),
    "wind of 2 m/s or less": CLEAR & (pl.col("wind") <= 2),
}
FORETOLD = ("with", "without")


def posted() -> Mission:
    """The mission with its posts and patrols alone, bound by nothing but the distances of its table."""
    told = mission.load(HOME)
    kept = {
        name: msgspec.structs.replace(one, range_m=UNBOUND_M) if one.type in ("post", "patrol") else one
        for name, one in told.sources.items()
        if one.type not in ("camera", "acoustic")
    }
    return msgspec.structs.replace(told, sources=kept)


def taken_in(reports: Sequence[Report], told: Mission) -> Holdings:
    """The record of who looked and of the weather."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for file in bound(reports, logs.BOOKS | meteorology.BOOKS, START):
            paths.append(Path(scratch) / file.name)
            paths[-1].write_bytes(encoded(file))
        with Record.create(Path(scratch) / "record", origin="exercise/weather") as log:
            intake.take_in(log, told, [path for path in paths if path.stat().st_size])
            return log.holdings()


def events(told: Mission, seed: int) -> pl.DataFrame:
    """Explosions: noticed or not, the chance foretold in both ways, the weather."""
    of_weather, of_wind, of_effort, of_events, of_notice, of_rows = np.random.default_rng(seed).spawn(6)
    scene = stage(told)
    clock = logs.Clock(datetime.combine(START, time(), ZoneInfo(told.zone)))
    sky = process.weather(DAYS, of_weather, of_wind)
    work = effort(scene, sky, DAYS, of_effort)
    sent = meteorology.reports(scene, sky, clock, of_rows)
    holdings = taken_in(logs.watched(scene, work, clock) + logs.tracked(scene, work, clock) + sent, told)
    happened = explosions(told, sorted({row.day for row in sent}), of_events)
    x, y = scene.frame.xy(happened["lon"].to_numpy(), happened["lat"].to_numpy())
    noticed = notices(scene, happened.with_columns(x=pl.Series(x), y=pl.Series(y)), work, sky, of_notice)
    hour = (happened["t0"].to_numpy() // 3600).astype(np.int64)
    found = happened.select(
        noticed=pl.Series(np.isin(np.arange(EVENTS), noticed["event"].to_numpy())),
        hour=pl.Series([clock.at(3600 * one) for one in range(DAYS * 24)]).dt.convert_time_zone("UTC").gather(hour),
        cell=pl.Series(Sight(told).grid.cell_of(happened["lon"].to_numpy(), happened["lat"].to_numpy())),
        wind=pl.Series(sky.wind[hour]),
        visibility_m=pl.Series(sky.visibility_m[hour]),
    )
    hours = [Span(one, one + HOUR) for one in found["hour"].unique().sort()]
    for name, known in zip(FORETOLD, (holdings, replace(holdings, weather=())), strict=True):
        exposed = coverage.exposure(known, told, hours).filter(kind="explosion").rename({"start": "hour"})
        whole = pl.Series("whole", Sight(told).grid.area_km2)
        chances = exposed.group_by("hour", "cell").agg((pl.col("detection") * pl.col("km2")).sum().alias(name))
        chances = chances.with_columns(pl.col(name) / whole.gather(chances["cell"]))
        found = found.join(chances, on=["hour", "cell"], how="left").with_columns(pl.col(name).fill_null(0.0))
    return found


def explosions(told: Mission, days: Sequence[int], rng: np.random.Generator) -> pl.DataFrame:
    """Single explosions even over the area and the hours of ``days``."""
    west, south, east, north = told.area.bounds
    lon, lat = rng.uniform(west, east, 9 * EVENTS), rng.uniform(south, north, 9 * EVENTS)
    inside = np.flatnonzero(shapely.contains_xy(told.area, lon, lat))[:EVENTS]
    t = rng.choice(days, EVENTS) * process.DAY + rng.uniform(0, process.DAY, EVENTS)
    return pl.DataFrame({"t0": t, "lon": lon[inside], "lat": lat[inside], "kind": "explosion", "count": 1})


def log_score(part: pl.DataFrame, name: str) -> float:
    """The mean logarithmic score of the chances foretold; nought and one are taken for 0.1 and 99.9 %."""
    chance = part[name].to_numpy().clip(0.001, 0.999)
    return float(-np.log(np.where(part["noticed"].to_numpy(), chance, 1 - chance)).mean())


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    whole = pl.concat([events(posted(), seed) for seed in range(1, seeds + 1)])
    sys.stdout.write(f"EXERCISE, SIMULATED: {seeds} seeds of {DAYS} days, {whole.height} explosions\n")
    for name, those in WEATHERS.items():
        part = whole.filter(those)
        seen = int(part["noticed"].sum())
        known, without = (seen / part[one].sum() for one in FORETOLD)
        scores = [log_score(part, one) for one in FORETOLD]
        sys.stdout.write(
            f"{name}: {part.height} explosions, {seen} noticed; noticed / foretold {known:.2f} with the weather, "
            f"{without:.2f} without; log score {scores[0]:.3f}, {scores[1]:.3f} (ratio {scores[0] / scores[1]:.3f})\n"
        )


if __name__ == "__main__":
    main()
