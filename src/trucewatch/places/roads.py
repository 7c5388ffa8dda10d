"""A road network as arrays: stretches between junctions, who may drive them which way, and positions snapped to them.

Two roads between the same two junctions stay two stretches.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from shapely.geometry import LineString

from .frame import Frame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MODES = {"foot": 1, "light": 2, "heavy": 4}
"""What moves on a road, as bits: persons on foot, light vehicles, heavy vehicles."""

_EVERY_MODE = sum(MODES.values())
_FASTEST_KMH = {"foot": 4.5, "light": 90.0, "heavy": 60.0}
_LEAST_S = 1e-3
_FORMAT = 1
_GEOD = Geod(ellps="WGS84")


class Line(NamedTuple):
    """A road to be made into a stretch: ``line`` in lon/lat from ``start`` to ``end``, which name its junctions.

    ``along`` and ``against`` are the modes (bits of ``MODES``) that may use it that way.
    """

    ref: str
    start: Hashable
    end: Hashable
    line: LineString
    kmh: float
    along: int = _EVERY_MODE
    against: int = _EVERY_MODE
    metres: float | None = None


class Arcs(NamedTuple):
    """The directed arcs of a mode: nodes (m,), seconds (m,), the stretch each lies on and if it runs along it."""

    tail: Ints
    head: Ints
    seconds: Floats
    stretch: Ints
    along: Bools


class Snaps(NamedTuple):
    """For k positions: the nearest stretch, the share of its length (0 to 1) where it is nearest, and how far off."""

    stretch: Ints
    share: Floats
    metres: Floats


@dataclass(frozen=True, eq=False)
class Roads:
    """n junctions and s stretches. Stretch i runs from node ``start[i]`` to ``end[i]`` over corners
    ``lon``/``lat[first[i]:first[i + 1]]``; ``along`` and ``against`` are bits of ``MODES`` (s,), ``kmh`` the usual
    speed. ``node_lon`` and ``node_lat`` are (n,), all positions in degrees.
    """

    node_lon: Floats
    node_lat: Floats
    start: Ints
    end: Ints
    metres: Floats
    kmh: Floats
    along: Ints
    against: Ints
    ref: NDArray[np.str_]
    first: Ints
    lon: Floats
    lat: Floats

    @classmethod
    def of_lines(cls, lines: Iterable[Line]) -> Self:
        """The network of ``lines``, joined where ``start`` and ``end`` name the same junction.

        A junction lies where the first line that names it begins or ends. Lengths are geodesic where not given.
        Raises ValueError for a line without length or a speed that is not above 0.
        """
        every = list(lines)
        number: dict[Hashable, int] = {}
        at: list[tuple[float, float]] = []
        corners = [np.asarray(line.line.coords, float)[:, :2] for line in every]
        metres = np.zeros(len(every))
        for i, (line, points) in enumerate(zip(every, corners, strict=True)):
            metres[i] = _GEOD.line_length(points[:, 0], points[:, 1]) if line.metres is None else line.metres
            if not (metres[i] > 0 and line.kmh > 0):
                raise ValueError(
                    f"road {line.ref!r} needs a length and a speed above 0, not {metres[i]} and {line.kmh}"
                )
            for name, corner in ((line.start, points[0]), (line.end, points[-1])):
                if name not in number:
                    number[name] = len(at)
                    at.append((float(corner[0]), float(corner[1])))
        nodes = np.array(at, float).reshape(-1, 2)
        points = np.concatenate(corners) if corners else np.zeros((0, 2))
        return cls(
            node_lon=nodes[:, 0].copy(),
            node_lat=nodes[:, 1].copy(),
            start=np.array([number[line.start] for line in every], np.int64),
            end=np.array([number[line.end] for line in every], np.int64),
            metres=metres,
            kmh=np.array([line.kmh for line in every], float),
            along=np.array([line.along for line in every], np.int64),
            against=np.array([line.against for line in every], np.int64),
            ref=np.array([line.ref for line in every], np.str_),
            first=np.cumsum([0, *map(len, corners)], dtype=np.int64),
            lon=points[:, 0].copy(),
            lat=points[:, 1].copy(),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """A network kept by ``save``. Raises ValueError if ``path`` holds none that this version reads."""
        with np.load(path, allow_pickle=False) as kept:
            if "format" not in kept or int(kept["format"]) != _FORMAT:
                raise ValueError(f"{path} is no road network of this version; make it anew from its source")
            return cls(**{field.name: kept[field.name] for field in fields(cls)})

    def save(self, path: Path) -> None:
        """Keeps the arrays as a compressed .npz, replacing ``path`` in one step."""
        unfinished = path.with_suffix(".unfinished.npz")
        arrays: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez_compressed(unfinished, format=np.int64(_FORMAT), **arrays)
        unfinished.replace(path)

    def __len__(self) -> int:
        return len(self.start)

    def lines(self, frame: Frame) -> NDArray[np.object_]:
        """The stretches as shapely lines in the plane of ``frame``, (s,)."""
        index = np.repeat(np.arange(len(self)), np.diff(self.first))
        return np.asarray(shapely.linestrings(np.column_stack(frame.xy(self.lon, self.lat)), indices=index), object)

    def seconds(self, mode: str) -> Floats:
        """Travel time over each stretch at its usual speed, or the mode's fastest if that is less."""
        speed = np.minimum(self.kmh, _FASTEST_KMH[mode]) / 3.6
        return np.maximum(self.metres / speed, _LEAST_S)

    def arcs(self, mode: str) -> Arcs:
        """Which way ``mode`` may use which stretch; those it may use neither way have no arc."""
        seconds = self.seconds(mode)
        ways = [np.flatnonzero(allowed & MODES[mode]) for allowed in (self.along, self.against)]
        stretch = np.concatenate(ways)
        along = np.arange(len(stretch)) < len(ways[0])
        return Arcs(
            tail=np.where(along, self.start[stretch], self.end[stretch]),
            head=np.where(along, self.end[stretch], self.start[stretch]),
            seconds=seconds[stretch],
            stretch=stretch,
            along=along,
        )

    def snap(self, lon: ArrayLike, lat: ArrayLike, frame: Frame) -> Snaps:
        """The stretch nearest to each position, in the plane of ``frame``. Raises ValueError if there is none."""
        if not len(self):
            raise ValueError("the road network is empty: there is nothing to snap to")
        x, y = frame.xy(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
        points = shapely.points(x, y)
        flat = self.lines(frame)
        stretch = np.asarray(shapely.STRtree(flat).query_nearest(points, all_matches=False)[1], np.int64)
        share = np.asarray(shapely.line_locate_point(flat[stretch], points, normalized=True), float)
        return Snaps(stretch, share, np.asarray(shapely.distance(flat[stretch], points), float))


def junctions(uses: Sequence[Sequence[int]]) -> set[int]:
    """Of polylines given as point numbers, the points where they end, meet or cross themselves."""
    seen: set[int] = set()
    found: set[int] = set()
    for way in uses:
        found.update((way[0], way[-1]))
        for point in way:
            (found if point in seen else seen).add(point)
    return found
