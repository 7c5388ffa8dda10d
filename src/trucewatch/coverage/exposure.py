"""How much of what happened would have been noticed: detection by distance, laid over the hours that were watched."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from ..domain import Around, Polygon, Span, Track, Watch
from ..mission import Mission, area_centre
from ..record import Holdings
from .air import Air, Skies
from .learning import SHAPE
from .observers import Observer, observer
from .ranges import Ranges
from .sight import Floats, Ints, Sight
from .stretches import ON, Stretch, stretches, within
from .sun import by_day
from .tracks import position

Hazard = NDArray[np.float32]


class Patch(NamedTuple):
    """The hazard (n, kinds) of being noticed at n of the points, by their numbers."""

    points: Ints
    hazard: Hazard


_Views = tuple[tuple[str, object, Observer, Air], ...]

EXPOSURE = pl.Schema(
    {
        "start": pl.Datetime("us", "UTC"),
        "cell": pl.Int64(),
        "sector": pl.String(),
        "kind": pl.String(),
        "km2": pl.Float64(),
        "detection": pl.Float64(),
    }
)
"""One row a day (its start), part of a cell in one sector ("": in none) and kind of event that the mission has ranges
for. ``detection`` is the share of such events, spread evenly over the part and the day, that at least one watch would
have noticed. Where it is 0 nobody could have noticed any, and there is no row."""

PROSPECTS = pl.Schema({"watch": pl.Int64(), **{name: kind for name, kind in EXPOSURE.items() if name != "start"}})
"""Like EXPOSURE, for each of several watches by itself (its number) and the span of that watch."""

STEP = timedelta(minutes=15)
"""A patrol is taken to stand where it is in the middle of such a step; the sun likewise."""

KEPT = 210
"""Days kept for the next picture, the latest asked for: a day is reckoned again only if its watches changed."""

_RECENT: OrderedDict[Hashable, pl.DataFrame] = OrderedDict()
_NEAREST_M = 50.0
_PATCHES_KEPT, _SETS_KEPT = 4096, 128
_HALF = np.float32(np.log(2))


def exposure(holdings: Holdings, mission: Mission, days: Sequence[Span], ranges: Ranges | None = None) -> pl.DataFrame:
    """EXPOSURE for ``days``, spans that do not overlap.

    An observer notices an event at distance d with probability 1 - exp(-ln 2 (h / d)^4), h being the distance at half
    probability that ``ranges`` (none: the mission's table) give for the best of its means, the kind and day or night;
    nothing beyond its own range, field of view or reach. Inside an outline, where there is no distance, it is one half;
    a watch that does not say where it looked adds nothing. Observers notice independently. Impaired, denied and flagged
    watches notice nothing. Where the mission has heights of the ground, means of sight notice nothing that is not known
    to be in view; sound goes round. Where the record tells of the weather, they notice nothing beyond the visibility,
    and how far is heard is multiplied by what ``mission.winds`` says of the wind; elsewhere neither changes anything.
    """
    kinds = tuple(dict.fromkeys(row.kind for row in mission.detection))
    told = [part for part in stretches(holdings.watches, mission) if part.looks]
    believed = ranges or Ranges(mission)
    ground = (
        *(mission.area, mission.cell_km, mission.sectors, believed.key, tuple(mission.sources.values())),
        *(mission.winds, mission.terrain, mission.fingerprint if mission.terrain else ""),
    )
    skies = Skies(holdings.weather, mission)
    fresh = cache(lambda: _Field(Sight(mission), skies, believed, kinds))
    frames = []
    for day in days if kinds else ():
        parts = tuple(within(told, day))
        weather = tuple(held.thing for held in holdings.weather if held.thing.span.overlap(day))
        key = (ground, day, parts, weather)
        frame = _RECENT.pop(key, None)
        frames.append(fresh().day(parts, day) if frame is None else frame)
        _RECENT[key] = frames[-1]
        if len(_RECENT) > KEPT:
            _RECENT.popitem(last=False)
    return pl.concat([pl.DataFrame(schema=EXPOSURE), *frames])


def prospects(mission: Mission, watches: Sequence[Watch], ranges: Ranges | None = None) -> pl.DataFrame:
    """PROSPECTS: what each of ``watches`` would notice of the events of its span, were it kept, in usual weather."""
    kinds = tuple(dict.fromkeys(row.kind for row in mission.detection))
    field = _Field(Sight(mission), Skies((), mission), ranges or Ranges(mission), kinds)
    frames = []
    for number, watch in enumerate(watches if kinds else ()):
        part = Stretch("", watch.source, ON, watch.span.start, watch.span, watch.view, watch.notices, "", "")
        frames.append(
            field.day([part], watch.span).select(pl.lit(number, pl.Int64).alias("watch"), *list(PROSPECTS)[1:])
        )
    return pl.concat([pl.DataFrame(schema=PROSPECTS), *frames])


class _Field:
    """The hazard of being noticed at every point of the area, by kind."""

    def __init__(self, sight: Sight, skies: Skies, ranges: Ranges, kinds: tuple[str, ...]) -> None:
        mission = ranges.mission
        self._sight, self._skies, self._ranges, self._mission, self._kinds = sight, skies, ranges, mission, kinds
        given = {(row.means, row.kind): (row.day_m, row.night_m) for row in mission.detection}
        self._half_m = {
            (means, day): np.array([given.get((means, kind), (0.0, 0.0))[0 if day else 1] for kind in kinds])
            for means in {row.means for row in mission.detection}
            for day in (True, False)
        }
        cells = np.repeat(np.arange(sight.grid.n), len(sight.weight) // sight.grid.n)
        _, codes = np.unique(sight.sector, return_inverse=True)
        _, self._first, self._part = np.unique(
            np.column_stack([cells, codes]), axis=0, return_index=True, return_inverse=True
        )
        self._cell, self._sector = cells[self._first], sight.sector[self._first]
        self._km2 = np.bincount(self._part, weights=sight.weight)
        self._observer = cache(lambda source, notices: observer(source, notices, mission))
        self._hazard = lru_cache(_PATCHES_KEPT)(self._of)
        self._standing = lru_cache(_SETS_KEPT)(self._stands)
        self._seen = lru_cache(_SETS_KEPT)(self._shares)
        self._factors = cache(self._factors_of)

    def day(self, parts: Sequence[Stretch], day: Span) -> pl.DataFrame:
        """EXPOSURE of one day."""
        total = np.zeros((len(self._km2), len(self._kinds)))
        for start, end, active in _steps(parts, day):
            moment = start + (end - start) / 2
            light = by_day(moment, *area_centre(self._mission))
            still = tuple(part for part in active if not isinstance(part.view, Track))
            moving = [part for part in active if isinstance(part.view, Track)]
            looking = {(part.source, part.view, *self._bounds(part, moment)) for part in still}
            views = tuple(sorted(looking, key=repr))
            shares = self._with(views, moving, moment, light) if moving else self._seen(views, light)
            total += shares * ((end - start) / day.length)
        part, kind = np.nonzero(total)
        return pl.DataFrame(
            {
                "start": pl.Series([day.start], dtype=EXPOSURE["start"]).gather(np.zeros(len(part), np.int64)),
                "cell": self._cell[part],
                "sector": self._sector[part].tolist(),
                "kind": pl.Series(self._kinds).gather(kind),
                "km2": self._km2[part],
                "detection": total[part, kind],
            },
            schema=EXPOSURE,
        )

    def _shares(self, views: _Views, light: bool) -> Floats:
        return self._gathered(self._standing(views, light), np.arange(len(self._part)))

    def _stands(self, views: _Views, light: bool) -> Hazard:
        hazard = np.zeros((len(self._sight.at), len(self._kinds)), np.float32)
        for _, view, by, air in views:
            patch = self._hazard(view, by, light, air)
            hazard[patch.points] += patch.hazard
        return hazard

    def _with(self, views: _Views, moving: Sequence[Stretch], moment: datetime, light: bool) -> Floats:
        shares = self._seen(views, light).copy()
        added = np.zeros((len(self._sight.at), len(self._kinds)), np.float32)
        for part in moving:
            assert isinstance(part.view, Track)
            seconds = (moment - part.began).total_seconds()
            place = position(part.view, seconds, STEP.total_seconds())
            if place is not None:
                by, air = self._bounds(part, moment)
                patch = self._around(*place, part.view.reach_m, by, light, air)
                added[patch.points] += patch.hazard
        nearby = np.zeros(len(self._km2), np.bool_)
        nearby[self._part[added.any(axis=1)]] = True
        points = np.flatnonzero(nearby[self._part])
        hazard = self._standing(views, light)[points] + added[points]
        shares[nearby] = self._gathered(hazard, points)[nearby]
        return shares

    def _bounds(self, part: Stretch, moment: datetime) -> tuple[Observer, Air]:
        by = self._observer(part.source, part.notices)
        return by, self._skies.about(part.view, moment, part.began, by).air

    def _of(self, view: object, by: Observer, light: bool, air: Air) -> Patch:
        match view:
            case Around():
                patch = self._around(view.lon, view.lat, view.range_m, by, light, air)
                faced = self._sight.faces(view)[patch.points]
                return Patch(patch.points[faced], patch.hazard[faced])
            case Polygon():
                halves = self._halves(by, (*by.sight, *by.sound, *by.other), light)
                outline = self._sight.frame.flat(shapely.Polygon(view.ring))
                inside = np.flatnonzero(shapely.contains_xy(outline, self._sight.at))
                return Patch(inside, np.tile(np.where(halves > 0, _HALF, np.float32(0)), (len(inside), 1)))
            case _:
                return Patch(np.empty(0, np.int64), np.empty((0, len(self._kinds)), np.float32))

    def _around(self, lon: float, lat: float, range_m: float, by: Observer, light: bool, air: Air) -> Patch:
        metres = self._sight.metres(lon, lat)
        near = np.flatnonzero(metres <= range_m)
        in_sight = self._sight.open(lon, lat, by.height_m, range_m)[near] & (metres[near] <= air.visibility_m)
        halves = np.maximum(self._halves(by, by.other, light), self._halves(by, by.sight, light) * in_sight[:, None])
        for means in by.sound:
            factor = self._sight.carries(means, lon, lat, air, near)
            halves = np.maximum(halves, self._halves(by, (means,), light) * factor[:, None])
        ratio = (halves / np.maximum(metres[near], _NEAREST_M)[:, None]).astype(np.float32)
        return Patch(near, _HALF * ratio**SHAPE)

    def _halves(self, by: Observer, means: tuple[str, ...], light: bool) -> Floats:
        known = [self._half_m[name, light] for name in means if (name, light) in self._half_m]
        return np.asarray(np.max([np.zeros(len(self._kinds)), *known], axis=0) * self._factors(by.type, light))

    def _factors_of(self, source_type: str, light: bool) -> Floats:
        return np.array([self._ranges.factor(source_type, kind, day=light) for kind in self._kinds])

    def _gathered(self, hazard: Hazard, points: Ints) -> Floats:
        """The share noticed of each part of which all ``points`` are given."""
        noticed = -np.expm1(-hazard) * self._sight.weight[points].astype(np.float32)[:, None]
        summed = [np.bincount(self._part[points], weights=column, minlength=len(self._km2)) for column in noticed.T]
        return np.asarray(np.column_stack(summed) / self._km2[:, None])


def _steps(parts: Sequence[Stretch], day: Span) -> Iterator[tuple[datetime, datetime, list[Stretch]]]:
    """The day cut at every begin and end of a watch and at every ``STEP``, with the watches that were on."""
    grid = [day.start + number * STEP for number in range(int(day.length / STEP) + 1)]
    edges = sorted({*grid, day.end, *(moment for part in parts for moment in (part.span.start, part.span.end))})
    for start, end in pairwise(edges):
        active = [part for part in parts if part.span.start <= start and end <= part.span.end]
        if active:
            yield start, end, active
