"""A road network as arrays: stretches between junctions, who may drive them which way, and positions snapped to them.

Two roads between the same two junctions stay two stretches.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from itertools import pairwise
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

NEW_NODE = -1
"""The node of a network that is yet to be made."""

_EVERY_MODE = sum(MODES.values())
_FASTEST_KMH = {"foot": 4.5, "light": 90.0, "heavy": 60.0}
_LEAST_S = 1e-3
_NEAR_M = 1.0
_FORMAT = 2
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
    name: str = ""


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
    speed, ``ref`` what it is called in its source and ``name`` what people call it. ``node_lon`` and ``node_lat`` are
    (n,), all positions in degrees.
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
    name: NDArray[np.str_]
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
            name=np.array([line.name for line in every], np.str_),
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

    def snap(self, lon: ArrayLike, lat: ArrayLike, frame: Frame, among: Bools | None = None) -> Snaps:
        """The stretch, of those ``among`` (s,) if given, nearest to each position, in the plane of ``frame``.

        Raises ValueError if there is none.
        """
        asked = np.arange(len(self)) if among is None else np.flatnonzero(among)
        if not len(asked):
            raise ValueError("the road network is empty: there is nothing to snap to")
        x, y = frame.xy(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
        points = shapely.points(x, y)
        flat = self.lines(frame)
        stretch = asked[shapely.STRtree(flat[asked]).query_nearest(points, all_matches=False)[1]]
        share = np.asarray(shapely.line_locate_point(flat[stretch], points, normalized=True), float)
        return Snaps(stretch, share, np.asarray(shapely.distance(flat[stretch], points), float))

    def split(self, stretch: ArrayLike, share: ArrayLike, frame: Frame) -> tuple[Self, Ints, Ints]:
        """The network with a junction at each of k positions, ``share`` of the length of ``stretch`` as of ``snap``.

        Beside it the node of each position (k,) and, for every stretch, the one it is all or a part of (s,). Within a
        metre of a junction that junction is taken. Parts keep the names of the whole; its length is shared out.
        """
        stretches, shares = np.asarray(stretch, np.int64), np.asarray(share, float)
        inner = np.minimum(shares, 1 - shares) * self.metres[stretches] > _NEAR_M
        if not inner.any():
            return self, np.where(shares < 0.5, self.start[stretches], self.end[stretches]), np.arange(len(self))
        cuts, which = np.unique(np.column_stack([stretches, shares])[inner], axis=0, return_inverse=True)
        nodes = np.where(shares < 0.5, self.start[stretches], self.end[stretches])
        nodes[inner] = len(self.node_lon) + which.ravel()
        cut = np.unique(cuts[:, 0]).astype(np.int64)
        whole = np.setdiff1d(np.arange(len(self)), cut)
        bounds = [np.concatenate([[0.0], cuts[cuts[:, 0] == one, 1], [1.0]]) for one in cut.tolist()]
        inside = [len(self.node_lon) + np.flatnonzero(cuts[:, 0] == one) for one in cut.tolist()]
        pieces = [piece for one, at in zip(cut.tolist(), bounds, strict=True) for piece in self._pieces(one, at, frame)]
        parent = np.concatenate([whole, np.repeat(cut, [len(at) - 1 for at in bounds])]).astype(np.int64)
        part = np.concatenate([np.ones(len(whole)), *(np.diff(at) for at in bounds)])
        starts = [np.concatenate([[self.start[one]], new]) for one, new in zip(cut.tolist(), inside, strict=True)]
        ends = [np.concatenate([new, [self.end[one]]]) for one, new in zip(cut.tolist(), inside, strict=True)]
        kept = np.isin(np.repeat(np.arange(len(self)), np.diff(self.first)), whole)
        corners = np.concatenate([np.column_stack([self.lon[kept], self.lat[kept]]), *pieces])
        first_of_piece = np.cumsum([0, *(len(at) - 1 for at in bounds)])[:-1].astype(np.int64)
        made = corners[len(corners) - sum(map(len, pieces)) :]
        begins = np.cumsum([0, *map(len, pieces)])[:-1]
        fresh = made[np.delete(begins, first_of_piece)]
        return (
            replace(
                self,
                node_lon=np.concatenate([self.node_lon, fresh[:, 0]]),
                node_lat=np.concatenate([self.node_lat, fresh[:, 1]]),
                start=np.concatenate([self.start[whole], *starts]).astype(np.int64),
                end=np.concatenate([self.end[whole], *ends]).astype(np.int64),
                metres=self.metres[parent] * part,
                **{name: getattr(self, name)[parent] for name in ("kmh", "along", "against", "ref", "name")},
                first=np.cumsum([0, *np.diff(self.first)[whole], *map(len, pieces)], dtype=np.int64),
                lon=corners[:, 0].copy(),
                lat=corners[:, 1].copy(),
            ),
            nodes,
            parent,
        )

    def joined(self, other: Self, at: ArrayLike) -> tuple[Self, Ints]:
        """The network and after it ``other``, whose node i is node ``at[i]`` of this one, or a new one (NEW_NODE).

        Beside it the nodes that those of ``other`` became.
        """
        nodes = np.asarray(at, np.int64).copy()
        new = nodes == NEW_NODE
        nodes[new] = len(self.node_lon) + np.arange(new.sum())
        joined = {name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in
                  ("metres", "kmh", "along", "against", "ref", "name", "lon", "lat")}  # fmt: skip
        return (
            replace(
                self,
                node_lon=np.concatenate([self.node_lon, other.node_lon[new]]),
                node_lat=np.concatenate([self.node_lat, other.node_lat[new]]),
                start=np.concatenate([self.start, nodes[other.start]]),
                end=np.concatenate([self.end, nodes[other.end]]),
                first=np.concatenate([self.first, self.first[-1] + other.first[1:]]),
                **joined,
            ),
            nodes,
        )

    def _pieces(self, stretch: int, bounds: Floats, frame: Frame) -> list[Floats]:
        """The corners (lon, lat) of the parts of a stretch between shares ``bounds`` of its length."""
        own = slice(self.first[stretch], self.first[stretch + 1])
        corners = np.column_stack([self.lon[own], self.lat[own]])
        steps = np.hypot(*np.diff(np.column_stack(frame.xy(*corners.T)), axis=0).T)
        at = np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum()
        found = []
        for a, b in pairwise(bounds.tolist()):
            shares = np.concatenate([[a], at[(at > a) & (at < b)], [b]])
            found.append(np.column_stack([np.interp(shares, at, axis) for axis in corners.T]))
        return found
