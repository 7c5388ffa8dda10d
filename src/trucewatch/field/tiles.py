"""The mission's ground as tiles of a web map: its area, sectors, roads and places, and nothing that anybody reported.

Tiles are those of every web map: 256 pixels wide in spherical Mercator (EPSG:3857), column ``x`` counted from west and
row ``y`` from north, 2 to the power of ``zoom`` of each.
"""

from collections.abc import Iterator
from math import asinh, log2, pi, radians, tan
from xml.sax.saxutils import escape

import numpy as np
from shapely import Geometry, get_coordinates

from trucewatch.mission import Mission, names

_SIZE = 256
_SHOWN = 700
"""Pixels that the mission's area takes of a map that begins with it, at the most."""
_GLOBE_M = 2 * pi * 6_378_137.0
"""Length of the equator on the ellipsoid of WGS 84."""
_NAMED_FROM = 9
"""Zoom from which places have their names: further out they would cover each other."""

_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIZE}" height="{_SIZE}" viewBox="0 0 {_SIZE} {_SIZE}">'
    "<style>.area{fill:#f4f2ec;stroke:#70706a;stroke-width:2}.sector{fill:none;stroke:#a9a79e;stroke-dasharray:6 4}"
    ".road{fill:none;stroke:#9a6b3a;stroke-width:2.5}.place{fill:#16202b}.crossing{fill:#1f5f99}"
    "text{font:11px sans-serif;fill:#16202b;stroke:#fff;stroke-width:3px;paint-order:stroke}</style>"
    '<rect width="256" height="256" fill="#dfe5ea"/>'
)


def tile(mission: Mission, zoom: int, x: int, y: int) -> bytes:
    """The tile as SVG. What lies beyond its edges is drawn too: the picture cuts it off, and lines and names meet."""
    return (_HEAD + "".join(_shapes(mission, zoom, x, y)) + "</svg>").encode("utf-8")


def view(mission: Mission) -> tuple[float, float, int]:
    """Where a map of the mission begins: its middle (x and y in metres of spherical Mercator) and a zoom."""
    west, south, east, north = mission.area.bounds
    middle = (_mercator(south) + _mercator(north)) / 2
    widest = max((east - west) / 360, _mercator(north) - _mercator(south))
    return (west + east) / 720 * _GLOBE_M, middle * _GLOBE_M, int(log2(_SHOWN / _SIZE / widest))


def _mercator(lat: float) -> float:
    """How far north of the equator, in lengths of the equator on the map."""
    return asinh(tan(radians(lat))) / (2 * pi)


def _shapes(mission: Mission, zoom: int, x: int, y: int) -> Iterator[str]:
    def at(lon: float, lat: float) -> tuple[float, float]:
        world = _SIZE * 2**zoom
        across = (lon / 360 + 0.5) * world - x * _SIZE
        down = (0.5 - _mercator(lat)) * world - y * _SIZE
        return round(across, 1), round(down, 1)

    def path(shape: Geometry, kind: str) -> str:
        lines = (f"M{' '.join(f'{a},{b}' for a, b in (at(*point) for point in ring))}" for ring in _rings(shape))
        return f'<path class="{kind}" d="{"".join(lines)}"/>'

    def dot(lon: float, lat: float, kind: str, name: str) -> str:
        across, down = at(lon, lat)
        label = f'<text x="{across + 6}" y="{down + 4}">{escape(name)}</text>' if zoom >= _NAMED_FROM else ""
        return f'<circle class="{kind}" cx="{across}" cy="{down}" r="3.5"/>{label}'

    yield path(mission.area, "area")
    yield from (path(sector.area, "sector") for sector in mission.sectors)
    yield from (path(segment.line, "road") for segment in mission.segments.values())
    yield from (dot(one.lon, one.lat, "place", names(mission, one.id)) for one in mission.places.values())
    yield from (dot(one.lon, one.lat, "crossing", one.name) for one in mission.crossings.values())


def _rings(shape: Geometry) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    for part in getattr(shape, "geoms", [shape]):
        for ring in (part.exterior, *part.interiors) if hasattr(part, "exterior") else (part,):
            yield get_coordinates(ring)
