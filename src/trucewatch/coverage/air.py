"""What the weather leaves of sight and hearing: visibility, and the wind that carries sound or takes it away."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..domain import Anywhere, Around, Bearing, Polygon, Track, View, Weather
from ..mission import Mission, Wind, area_centre
from ..places import Frame
from ..record import Held
from .observers import Observer
from .tracks import position

Floats = NDArray[np.float64]

STATION_M = 30_000.0
"""A station speaks for observers no further away than this; else what was told of the whole area counts."""

_HOUR = timedelta(hours=1)
_POINTS = 16
_KEPT = 100_000


class Air(NamedTuple):
    """Weather as far as it bounds an observer: how far can be seen (m), the wind (m/s) and where it blows from.

    The defaults bound nothing; they stand for what is not known too.
    """

    visibility_m: float = math.inf
    wind_ms: float | None = None
    wind_from_deg: float = 0.0


class Told(NamedTuple):
    """The air about an observer, and the entries that told of its visibility and of its wind ("": nobody did)."""

    air: Air
    visibility: str
    wind: str

    @property
    def bounding(self) -> tuple[str, ...]:
        """The entries that bound the observer."""
        seen = (self.visibility,) if self.air.visibility_m < math.inf else ()
        return seen if self.air.wind_ms is None or self.wind in seen else (*seen, self.wind)


class _Report(NamedTuple):
    """One account of the weather: what began latest first, its entry, and where it was (metres; None: everywhere)."""

    order: float
    entry: str
    at: tuple[float, ...] | None
    thing: Weather


class Skies:
    """The weather that the record holds, by place and time.

    Of several accounts that hold at a moment the station nearest to the observer counts, then what began latest;
    visibility and wind each by itself. The wind is taken to a metre a second and a sixteenth of the compass, and no
    stronger than the strongest that ``mission.winds`` speaks of.
    """

    def __init__(self, weather: Sequence[Held[Weather]], mission: Mission) -> None:
        self._frame = Frame(*area_centre(mission))
        self._centre = area_centre(mission)
        self._strongest = max((wind.wind_ms for wind in mission.winds), default=0.0)
        self._by_hour: dict[int, list[_Report]] = defaultdict(list)
        for held in weather:
            span, where = held.thing.span, held.thing.where
            at = None
            if not isinstance(where, Anywhere | Bearing | Polygon):
                at = tuple(map(float, self._frame.xy(where.lon, where.lat)))
            first, last = (math.floor(moment.timestamp() / 3600) for moment in (span.start, span.end))
            for hour in range(first, last + 1):
                self._by_hour[hour].append(_Report(-span.start.timestamp(), held.id, at, held.thing))
        self._about = lru_cache(_KEPT)(self._near)

    def about(self, view: View, moment: datetime, began: datetime, by: Observer) -> Told:
        """The air about an observer at ``moment`` whose watch over ``view`` began at ``began``."""
        here = self._by_hour.get(math.floor(moment.timestamp() / 3600))
        if not here:
            return Told(Air(), "", "")
        stations = any(one.at is not None for one in here)
        place = self._stands(view, (moment - began).total_seconds()) if stations else self._centre
        told = self._about(moment, *place)
        seen = told.air.visibility_m if by.sight and told.air.visibility_m < _range_m(view) else math.inf
        air = told.air._replace(visibility_m=seen) if by.sound else Air(seen)
        return Told(air, told.visibility, told.wind)

    def _stands(self, view: View, seconds: float) -> tuple[float, float]:
        match view:
            case Track(fixes=fixes):
                return position(view, seconds, math.inf) or fixes[0][:2]
            case Polygon(ring=ring):
                lon, lat = np.mean(ring, axis=0)
                return float(lon), float(lat)
            case Anywhere():
                return self._centre
            case _:
                return view.lon, view.lat

    def _near(self, moment: datetime, lon: float, lat: float) -> Told:
        here = [one for one in self._by_hour[math.floor(moment.timestamp() / 3600)] if one.thing.span.contains(moment)]
        x, y = self._frame.xy(lon, lat)
        apart = [(math.hypot(one.at[0] - x, one.at[1] - y) if one.at else STATION_M, *one) for one in here]
        by_distance = [one for one in apart if one[0] <= STATION_M]
        found = [(entry, thing) for _, _, entry, _, thing in sorted(by_distance, key=lambda one: one[:3])]
        limits = ((entry, thing.sight_m) for entry, thing in found)
        seen, limit = next(((entry, limit) for entry, limit in limits if limit is not None), ("", math.inf))
        blown = next((one for one in found if one[1].wind_ms is not None), None)
        return Told(Air(limit, *(self._wind(blown[1]) if blown else ())), seen, blown[0] if blown else "")

    def _wind(self, told: Weather) -> tuple[float, float] | tuple[()]:
        """Speed and direction as far as they bound anybody; nothing of a wind whose direction nobody told."""
        speed = float(round(min(told.wind_ms or 0.0, self._strongest)))
        if not self._strongest or (speed and told.wind_from_deg is None):
            return ()
        step = 360 / _POINTS
        return speed, round((told.wind_from_deg or 0.0) / step) * step % 360 if speed else 0.0


def carried(wind: Wind, air: Air, towards: Floats) -> Floats:
    """The factor on how far is heard, for events in directions ``towards`` (radians from where the wind blows from).

    Geometric between the factors of the table: by the cosine of the direction, and by the speed up to ``wind_ms``.
    """
    along = np.cos(towards)
    end = np.where(along > 0, math.log(wind.with_wind), math.log(wind.against_wind))
    blown = np.abs(along) * end + (1 - np.abs(along)) * math.log(wind.across_wind)
    share = min((air.wind_ms or 0.0) / wind.wind_ms, 1.0)
    return np.asarray(np.exp(share * blown + (1 - share) * math.log(wind.calm)))


def _range_m(view: View) -> float:
    match view:
        case Around(range_m=metres) | Track(reach_m=metres):
            return metres
        case _:
            return math.inf
