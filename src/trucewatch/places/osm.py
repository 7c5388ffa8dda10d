"""Road networks read from OpenStreetMap extracts (PBF), split at junctions.

The tags read are those of the OpenStreetMap wiki's pages on highway, oneway, junction, access and maxspeed.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from shapely.geometry import LineString

from .roads import MODES, Line, Roads, junctions

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
_NO_VEHICLES = frozenset(("pedestrian", "footway", "path", "steps", "bridleway", "cycleway"))
_NO_FOOT = frozenset(("motorway", "motorway_link"))
_DENIED = frozenset(("no", "private", "agricultural", "forestry", "military"))
_KEYS = {
    "foot": ("access", "foot"),
    "light": ("access", "vehicle", "motor_vehicle", "motorcar"),
    "heavy": ("access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv"),
}
_HEAVY_T = 7.5


class _Way(NamedTuple):
    id: int
    nodes: tuple[int, ...]
    lonlat: tuple[tuple[float, float], ...]
    kmh: float
    along: int
    against: int


def read_osm(path: Path) -> Roads:
    """The roads of the OpenStreetMap extract ``path`` (.osm.pbf or any form osmium reads).

    Stretches are named "way/part". Raises ValueError if the file cannot be read or holds no road, ModuleNotFoundError
    if the package osmium (extra *roads*) is missing.
    """
    ways = list(_ways(path))
    if not ways:
        raise ValueError(f"{path} holds no road: give an extract that has ways tagged highway, with their nodes")
    split = junctions([way.nodes for way in ways])
    return Roads.of_lines(line for way in ways for line in _parts(way, split))


def _ways(path: Path) -> Iterator[_Way]:
    import osmium

    if not path.is_file():
        raise ValueError(f"{path} is no file: give the path of an OpenStreetMap extract")
    try:
        reading = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        for thing in reading:
            if not isinstance(thing, osmium.osm.Way):
                continue
            tags = {tag.k: tag.v for tag in thing.tags}
            along, against = allowed(tags)
            known = [(node.ref, (node.lon, node.lat)) for node in thing.nodes if node.location.valid()]
            known = [node for i, node in enumerate(known) if not i or node[0] != known[i - 1][0]]
            if len(known) > 1 and along | against:
                nodes, lonlat = zip(*known, strict=True)
                yield _Way(thing.id, nodes, lonlat, speed(tags), along, against)
    except RuntimeError as error:
        raise ValueError(f"{path} cannot be read as an OpenStreetMap extract: {error}") from error


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


def _parts(way: _Way, split: set[int]) -> Iterator[Line]:
    cuts = [i for i, node in enumerate(way.nodes) if node in split]
    for part, (a, b) in enumerate(pairwise(cuts)):
        line = LineString(way.lonlat[a : b + 1])
        if line.length > 0:
            ref = f"{way.id}/{part}"
            yield Line(ref, way.nodes[a], way.nodes[b], line, way.kmh, way.along, way.against)
