"""From ways as they are drawn to a network: what a way's tags allow, how fast, and where ways meet.

The tags are those of the OpenStreetMap wiki's pages on highway, oneway, junction, access and maxspeed.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from shapely.geometry import LineString

from .roads import MODES, Line, Roads

_KMH = {
    "motorway": 90.0,
    "motorway_link": 60.0,
    "trunk": 80.0,
    "trunk_link": 50.0,
    "primary": 65.0,
    "primary_link": 45.0,
    "secondary": 55.0,
    "secondary_link": 40.0,
    "tertiary": 45.0,
    "tertiary_link": 35.0,
    "unclassified": 35.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
    "road": 25.0,
    "track": 12.0,
    "pedestrian": 5.0,
    "footway": 5.0,
    "path": 5.0,
    "steps": 3.0,
    "bridleway": 5.0,
    "cycleway": 10.0,
}
CLASSES = frozenset(_KMH)
"""The classes of road (values of *highway*) that are read; others are no road to travel on."""

_NO_VEHICLES = frozenset(("pedestrian", "footway", "path", "steps", "bridleway", "cycleway"))
_NO_FOOT = frozenset(("motorway", "motorway_link"))
_DENIED = frozenset(("no", "private", "agricultural", "forestry", "military"))
_KEYS = {
    "foot": ("access", "foot"),
    "light": ("access", "vehicle", "motor_vehicle", "motorcar"),
    "heavy": ("access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv"),
}
_HEAVY_T = 7.5


class Way(NamedTuple):
    """A road as drawn: ``points`` name its corners, and ways meet where they name the same point."""

    ref: str
    points: tuple[Hashable, ...]
    lonlat: tuple[tuple[float, float], ...]
    kmh: float
    along: int
    against: int
    name: str

    @classmethod
    def tagged(
        cls, ref: str, corners: Sequence[tuple[Hashable, tuple[float, float]]], tags: Mapping[str, str]
    ) -> "Way | None":
        """The way with its corners, repeated ones left out; None if nothing may use it or it has no length."""
        along, against = allowed(tags)
        kept = [corner for i, corner in enumerate(corners) if not i or corner[0] != corners[i - 1][0]]
        if len(kept) < 2 or not along | against:
            return None
        points, lonlat = zip(*kept, strict=True)
        return cls(ref, points, lonlat, speed(tags), along, against, tags.get("name", ""))


def meeting(ways: Sequence[Way]) -> Roads:
    """The network of ``ways``, split where they meet; its stretches are named "way/part"."""
    split = junctions([way.points for way in ways])
    return Roads.of_lines(line for way in ways for line in _parts(way, split))


def junctions(uses: Sequence[Sequence[Hashable]]) -> set[Hashable]:
    """Of polylines given by the names of their points, the points where they end, meet or cross themselves."""
    seen: set[Hashable] = set()
    found: set[Hashable] = set()
    for way in uses:
        found.update((way[0], way[-1]))
        for point in way:
            (found if point in seen else seen).add(point)
    return found


def allowed(tags: Mapping[str, str]) -> tuple[int, int]:
    """The modes (bits of ``MODES``) that may use a way with ``tags`` along its drawing and against it."""
    kind = tags.get("highway", "")
    if kind not in _KMH or tags.get("area") == "yes":
        return 0, 0
    every = sum(bit for mode, bit in MODES.items() if _may(mode, kind, tags))
    driven = every & ~MODES["foot"]
    oneway = tags.get("oneway", "")
    if oneway in ("-1", "reverse"):
        return every & ~driven, every
    implied = kind in ("motorway",) or tags.get("junction") in ("roundabout", "circular")
    if oneway in ("yes", "true", "1") or (implied and oneway != "no"):
        return every, every & ~driven
    return every, every


def speed(tags: Mapping[str, str]) -> float:
    """Usual speed in km/h by the class of the road, or its speed limit where that is lower."""
    usual = _KMH[tags["highway"]]
    limit = _number(tags.get("maxspeed", "").removesuffix("km/h"))
    if tags.get("maxspeed", "").endswith("mph"):
        limit = _number(tags["maxspeed"].removesuffix("mph"))
        limit = None if limit is None else limit * 1.609344
    return usual if limit is None or limit <= 0 else min(usual, limit)


def _may(mode: str, kind: str, tags: Mapping[str, str]) -> bool:
    answer = kind not in (_NO_FOOT if mode == "foot" else _NO_VEHICLES)
    for key in _KEYS[mode]:
        if key in tags:
            answer = tags[key] not in _DENIED
    weight = _number(tags.get("maxweight", "").removesuffix("t"))
    return answer and not (mode == "heavy" and weight is not None and weight < _HEAVY_T)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _parts(way: Way, split: set[Hashable]) -> Iterator[Line]:
    cuts = [i for i, point in enumerate(way.points) if point in split]
    for part, (a, b) in enumerate(pairwise(cuts)):
        line = LineString(way.lonlat[a : b + 1])
        if line.length > 0:
            ref = f"{way.ref}/{part}"
            yield Line(ref, way.points[a], way.points[b], line, way.kmh, way.along, way.against, name=way.name)
