"""Works that burn all year: what satellites detect there is usual, and speaks for nothing."""

import numpy as np
import polars as pl

from .books import Report
from .logs import Clock
from .process import DAY, HOUR, Weather
from .stage import Stage
from .voices import OVERPASSES, firms

WORKS = 2
_BURNS = 0.85
"""Chance that a fire of the works is hot enough to be detected in a clear overpass."""

TRUTH = {"works": pl.String, "lon": pl.Float64, "lat": pl.Float64}


def burning(
    scene: Stage, sky: Weather, clock: Clock, days: int, rng: np.random.Generator
) -> tuple[pl.DataFrame, list[Report]]:
    """Where the works are (drawn in each exercise; columns works, lon, lat), and their VIIRS rows, as clouds allow."""
    west, south, east, north = scene.mission.area.bounds
    lon, lat = rng.uniform(west, east, WORKS), rng.uniform(south, north, WORKS)
    found = []
    for day in range(days):
        for hour, daynight in OVERPASSES:
            for place in range(WORKS):
                if rng.random() < (1 - sky.cloud[day]) * _BURNS:
                    cells = firms(lon[place], lat[place], clock.at(day * DAY + hour * HOUR), daynight, rng)
                    found.append(Report(day, "fires", cells))
    names = [f"works-{place + 1}" for place in range(WORKS)]
    return pl.DataFrame({"works": names, "lon": lon, "lat": lat}, schema=TRUTH), found
