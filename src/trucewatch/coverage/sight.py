"""What a watch could notice, and where: ranges of detection laid over points of the area."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..domain import Anywhere, Around, Polygon, Track, View, vocabulary
from ..mission import Mission, area_centre, sector_of
from ..places import VISIBLE, Frame, Grid
from .air import Air, carried
from .ground import terrain
from .observers import Observer
from .tracks import position

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shares = NDArray[np.float32]

PER_SIDE = 5
"""Each cell is looked at in ``PER_SIDE`` squared points, evenly spread."""

TARGET_M = 2.0
"""What is looked for is taken to stand so high above the ground: a muzzle, a vehicle, the foot of a cloud of smoke."""

_VIEWS_KEPT, _PLACES_KEPT = 1024, 128


class Reach(NamedTuple):
    """Which points a watch reaches, and which it does not only for the lie of the land, or only for the visibility."""

    seen: Bools
    hidden: Bools
    dimmed: Bools


class Sight:
    """The points of the mission's area and which of them a view reaches.

    ``at`` are the points in metres of ``frame``, ``weight`` the km² that each stands for, ``sector`` its sector,
    ``terrain`` the heights of the ground, None where the mission has none.
    """

    def __init__(self, mission: Mission) -> None:
        self.frame = Frame(*area_centre(mission))
        self.grid = Grid(self.frame, mission.area, mission.cell_km)
        steps = (np.arange(PER_SIDE) + 0.5) / PER_SIDE - 0.5
        offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) * self.grid.side_m
        self.at = (self.grid.xy[:, None, :] + offsets).reshape(-1, 2)
        self.weight = np.repeat(self.grid.area_km2 / len(offsets), len(offsets))
        self.sector = sector_of(mission, *self.frame.lonlat(self.at[:, 0], self.at[:, 1]))
        self.kinds = reference_kinds(mission)
        self._ranges = _ranges(mission, self.kinds)
        self.terrain = terrain(mission)
        self._all = np.arange(len(self.at))
        self._winds = {wind.means: wind for wind in mission.winds}
        self.reaches = lru_cache(_VIEWS_KEPT)(self._reaches)
        self.open = lru_cache(_VIEWS_KEPT)(self._open)
        self.metres = lru_cache(_PLACES_KEPT)(self._far)

    def reach_m(self, notices: Iterable[str], *, day: bool) -> float:
        """How far one of ``notices`` notices every one of ``kinds``; infinite if the mission gives no ranges."""
        known = self._ranges if self._ranges else dict.fromkeys(notices, (np.inf, np.inf))
        return max((known[means][0 if day else 1] for means in notices if means in known), default=0.0)

    def _reaches(self, view: View, by: Observer, day: bool, air: Air) -> Reach:
        """Which points a view that stands still reaches. Within an outline or anywhere there are no lines of sight."""
        match view:
            case Around():
                faced = self.faces(view)
                return Reach(*(points & faced for points in self._from(view.lon, view.lat, view.range_m, by, day, air)))
            case Polygon() if self.reach_m((*by.sight, *by.sound, *by.other), day=day) > 0:
                inside = shapely.contains_xy(self.frame.flat(shapely.Polygon(view.ring)), self.at)
                return Reach(np.asarray(inside), self._nowhere(), self._nowhere())
            case Anywhere() if self.reach_m((*by.sight, *by.sound, *by.other), day=day) > 0:
                return Reach(~self._nowhere(), self._nowhere(), self._nowhere())
            case _:
                return Reach(self._nowhere(), self._nowhere(), self._nowhere())

    def on_the_way(self, track: Track, by: Observer, seconds: float, slot_s: float, *, day: bool, air: Air) -> Reach:
        """Which points a patrol reaches ``seconds`` after its watch began, judged by where it is then."""
        place = position(track, seconds, slot_s)
        if place is None:
            return Reach(self._nowhere(), self._nowhere(), self._nowhere())
        return self._from(*place, track.reach_m, by, day, air)

    def _from(self, lon: float, lat: float, range_m: float, by: Observer, day: bool, air: Air) -> Reach:
        metres = self.metres(lon, lat)
        elsewise = metres <= min(range_m, self.reach_m(by.other, day=day))
        for means in by.sound:
            heard_m = self.reach_m((means,), day=day) * self.carries(means, lon, lat, air, self._all)
            elsewise |= metres <= np.minimum(range_m, heard_m)
        near = metres <= min(range_m, self.reach_m(by.sight, day=day))
        clear = near & self.open(lon, lat, by.height_m, range_m)
        seen = elsewise | clear & (metres <= air.visibility_m)
        return Reach(seen, near & ~clear & ~seen, clear & ~seen)

    def carries(self, means: str, lon: float, lat: float, air: Air, points: Ints) -> Floats:
        """The factor on how far ``means`` hears at (lon, lat), for events at each of ``points``."""
        if means not in self._winds or air.wind_ms is None:
            return np.ones(len(points))
        return carried(self._winds[means], air, self._off(lon, lat, air.wind_from_deg, points))

    def _open(self, lon: float, lat: float, height_m: float, range_m: float) -> Bools:
        """Which points within ``range_m`` are known to be in plain view; without heights, all of them."""
        if self.terrain is None:
            return np.ones(len(self.at), dtype=np.bool_)
        x, y = map(float, self.frame.xy(lon, lat))
        return np.asarray(self.terrain.lines(x, y, height_m, self.at, range_m, TARGET_M) == VISIBLE)

    def _nowhere(self) -> Bools:
        return np.zeros(len(self.at), dtype=np.bool_)

    def near(self, lon: float, lat: float, metres: float) -> Bools:
        """Which cells (n,) have a point within ``metres`` of a position, or hold it."""
        cells = self.cells(self.metres(lon, lat) <= metres)
        held = int(self.grid.cell_of(lon, lat))
        if held >= 0:
            cells[held] = True
        return cells

    def cells(self, points: Bools) -> Bools:
        """Which cells (n,) have one of ``points``."""
        return np.asarray(points.reshape(self.grid.n, -1).any(axis=1))

    def share(self, points: Shares) -> Floats:
        """The mean over the points of each cell (n,)."""
        return np.asarray(points.reshape(self.grid.n, -1).mean(axis=1, dtype=np.float64))

    def _far(self, lon: float, lat: float) -> Floats:
        """How far each point is from a position."""
        x, y = self.frame.xy(lon, lat)
        return np.asarray(np.hypot(self.at[:, 0] - x, self.at[:, 1] - y))

    def _off(self, lon: float, lat: float, bearing: float, points: Ints) -> Floats:
        """How far the direction of ``points`` from a position is off a true bearing, radians."""
        x, y = self.frame.xy(lon, lat)
        angle = np.arctan2(self.at[points, 0] - x, self.at[points, 1] - y)
        return np.asarray(angle - self.frame.direction(lon, lat, bearing))

    def faces(self, view: Around) -> Bools:
        """Which points lie in the field of view, however far."""
        if view.field_deg >= 360:
            return np.ones(len(self.at), dtype=np.bool_)
        off = self._off(view.lon, view.lat, view.facing_deg, self._all)
        return np.asarray(np.abs((off + np.pi) % (2 * np.pi) - np.pi) <= np.radians(view.field_deg) / 2)


def reference_kinds(mission: Mission) -> tuple[str, ...]:
    """The kinds of event that coverage speaks of: those of the mission's explosion rule, else every violation."""
    rule = mission.count_rules.get(mission.reporting.explosion_rule)
    if rule is not None and rule.kinds:
        return rule.kinds
    return tuple(code for code, term in vocabulary("kinds").items() if term.columns["violation"] == "yes")


def _ranges(mission: Mission, kinds: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """By means: how far it notices every one of ``kinds`` by day and by night, 0 where a range is not given."""
    given = {(row.means, row.kind): (row.day_m, row.night_m) for row in mission.detection}
    return {
        means: (
            min(given.get((means, kind), (0.0, 0.0))[0] for kind in kinds),
            min(given.get((means, kind), (0.0, 0.0))[1] for kind in kinds),
        )
        for means in {row.means for row in mission.detection}
    }
