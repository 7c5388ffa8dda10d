"""What is told of the weather: hourly rows for the whole area, with errors, and some days that nobody sent."""

import numpy as np

from .books import Book, Report
from .logs import Clock, Refs
from .process import HOUR, Weather
from .stage import Stage

BOOKS = {
    "weather": Book("weather", ("ref", "source", "start", "end", "visibility_m", "fog", "wind_ms", "wind_from", "text"))
}

_NOT_SENT = 0.1
_FOG_M, _CALM_MS = 1000.0, 0.5


def reports(scene: Stage, sky: Weather, clock: Clock, rng: np.random.Generator) -> list[Report]:
    """A row an hour from the mission's office, or its first post where it has none; one day in ten is missing."""
    sources = scene.mission.sources.values()
    office = next((one.id for one in sources if one.type == "office"), scene.watchers.ids[0])
    refs, result = Refs(clock), []
    sent = rng.random(len(sky.cloud)) >= _NOT_SENT
    visibility = sky.visibility_m * np.exp(0.1 * rng.standard_normal(len(sky.fog)))
    wind = np.maximum(sky.wind + 0.5 * rng.standard_normal(len(sky.wind)), 0)
    wind_from = (sky.wind_from + 8 * rng.standard_normal(len(sky.wind))) % 360
    for hour in np.flatnonzero(np.repeat(sent, 24)).tolist():
        cells = {
            "ref": refs.next(f"met-{office}", hour * HOUR),
            "source": office,
            "start": clock.at(hour * HOUR).isoformat(),
            "end": clock.at((hour + 1) * HOUR).isoformat(),
            "visibility_m": str(_coarse(visibility[hour])),
            "fog": "yes" if visibility[hour] < _FOG_M else "no",
            "wind_ms": f"{wind[hour]:.0f}",
            "wind_from": f"{round(wind_from[hour] / 10) * 10 % 360}" if wind[hour] >= _CALM_MS else "calm",
            "text": "EXERCISE.",
        }
        result.append(Report(hour // 24, "weather", cells))
    return result


def _coarse(metres: float) -> int:
    """As stations tell it: to 50 m below 1 km, to 100 m below 5 km, to a kilometre beyond."""
    step = 50 if metres < 1000 else 100 if metres < 5000 else 1000
    return int(round(metres / step) * step)
