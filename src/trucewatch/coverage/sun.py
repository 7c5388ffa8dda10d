"""Day or night: the elevation of the sun."""

import math
from datetime import UTC, datetime, timedelta
from itertools import groupby

from ..domain import Span
from ..mission import Mission, area_centre

_STEP = timedelta(minutes=5)

SUNSET_DEG = -0.833
"""Elevation of the sun's centre when its upper edge is on the horizon, refraction included."""


def elevation_deg(moment: datetime, lon: float, lat: float) -> float:
    """Elevation of the sun at ``moment`` (with zone), degrees, right to about half a degree.

    Source: NOAA Global Monitoring Division, General Solar Position Calculations (after Spencer 1971).
    """
    moment = moment.astimezone(UTC)
    hours = moment.hour + moment.minute / 60 + moment.second / 3600
    year = 2 * math.pi / 365 * (moment.timetuple().tm_yday - 1 + (hours - 12) / 24)
    equation_min = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.040849 * math.sin(2 * year)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
        - 0.002697 * math.cos(3 * year)
        + 0.00148 * math.sin(3 * year)
    )
    hour_angle = math.radians((hours * 60 + equation_min + 4 * lon) / 4 - 180)
    latitude = math.radians(lat)
    sine = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(
        hour_angle
    )
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def by_day(moment: datetime, lon: float, lat: float) -> bool:
    """True while the sun is up."""
    return elevation_deg(moment, lon, lat) > SUNSET_DEG


def daylight(mission: Mission, span: Span) -> list[tuple[Span, bool]]:
    """``span`` cut at sunrise and sunset in the middle of the area, to 5 minutes; True while the sun is up."""
    steps = [span.start + number * _STEP for number in range(-(-span.length // _STEP))]
    runs = []
    for light, run in groupby(steps, key=lambda moment: by_day(moment + _STEP / 2, *area_centre(mission))):
        moments = list(run)
        runs.append((Span(moments[0], min(moments[-1] + _STEP, span.end)), light))
    return runs
