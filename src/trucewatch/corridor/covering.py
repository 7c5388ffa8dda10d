"""Which stretches of a road network the mission's segments cover, and in which direction."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from trucewatch.mission import Segment
from trucewatch.places import MODES, NEW_NODE, Frame, Line, Network, Roads, Snaps

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

USUAL_KMH = 40.0
"""The speed at which the length of a segment is turned into travel time, and of the way from a junction into a
settlement."""

OFF_SEGMENTS = -1
"""What covers a stretch that no segment covers."""

_ASIDE_M = 25.0
"""A road that runs this far off a segment's line counts for twice as long where the way along the line is sought."""
_STEP_M = 25.0
"""The distance at which a segment's line is compared with the roads along it."""


class Fit(NamedTuple):
    """How well a segment's line lies on the network: ``metres`` apart at most; if not ``joined``, it stays a road of
    its own between its ends.
    """

    metres: float
    joined: bool


class Cover(NamedTuple):
    """``segment`` (s,) gives by stretch of ``roads`` the number of the segment that covers it (OFF_SEGMENTS: none) and
    ``onward`` whether it is drawn towards that segment's end.

    ``nodes`` has the end places of segments, ``fits`` every segment that was laid on a network.
    """

    roads: Roads
    segment: Ints
    onward: Bools
    nodes: Mapping[str, int]
    fits: Mapping[str, Fit]

    def nearest(self, lon: ArrayLike, lat: ArrayLike, frame: Frame) -> Snaps:
        """The road for vehicles, or the segment, nearest to each position."""
        return self.roads.snap(lon, lat, frame, _driven(self.roads) | (self.segment != OFF_SEGMENTS))

    def split_near(self, lon: ArrayLike, lat: ArrayLike, frame: Frame) -> tuple[Self, list[int]]:
        """A junction at the nearest point of the roads to each position, and its node."""
        if not np.size(lon):
            return self, []
        snaps = self.nearest(lon, lat, frame)
        roads, nodes, parent = self.roads.split(snaps.stretch, snaps.share, frame)
        return self._replace(roads=roads, segment=self.segment[parent], onward=self.onward[parent]), nodes.tolist()


def segments_alone(segments: Sequence[Segment]) -> Cover:
    """The segments as the only roads there are."""
    roads = _roads(segments)
    return Cover(roads, np.arange(len(segments)), np.ones(len(segments), np.bool_), _ends(roads, segments), {})


def within(network: Roads, segments: Sequence[Segment], frame: Frame, limit_m: float) -> Cover:
    """The segments laid on ``network``: each covers the way between its ends that keeps nearest to its line.

    Ends are joined to the nearest road for vehicles that hangs together with most others, unless it is further off than
    ``limit_m``. Where no way keeps within ``limit_m`` of the line, or the line of it, the segment stays a road of its
    own, joined at its ends. A way is sought in each direction, so that both carriageways are found.
    """
    lines = [(one.end, one.line.coords[-1]) for one in reversed(segments)]
    ends = dict([*lines, *((one.start, one.line.coords[0]) for one in reversed(segments))])
    lon, lat = np.array(list(ends.values()))[:, :2].T
    snaps = network.snap(lon, lat, frame, _hanging_together(network))
    near = np.flatnonzero(snaps.metres <= limit_m)
    roads, nodes, _ = network.split(snaps.stretch[near], snaps.share[near], frame)
    at = {list(ends)[i]: node for i, node in zip(near.tolist(), nodes.tolist(), strict=True)}
    flat = roads.lines(frame)
    segment, onward = np.full(len(roads), OFF_SEGMENTS), np.ones(len(roads), np.bool_)
    fits: dict[str, Fit] = {}
    for number, one in enumerate(segments):
        found, fits[one.id] = _along(roads, flat, frame.flat(one.line), at.get(one.start), at.get(one.end), limit_m)
        for stretch, forward in found.items():
            if segment[stretch] == OFF_SEGMENTS:
                segment[stretch], onward[stretch] = number, forward
    apart = [number for number, one in enumerate(segments) if not fits[one.id].joined]
    if apart:
        own = _roads([segments[number] for number in apart])
        named = _ends(own, [segments[number] for number in apart])
        where = {node: at.get(name, NEW_NODE) for name, node in named.items()}
        roads, nodes = roads.joined(own, [where[node] for node in range(len(where))])
        at |= {name: int(nodes[node]) for name, node in named.items()}
    return Cover(
        roads,
        np.concatenate([segment, np.array(apart, np.int64)]),
        np.concatenate([onward, np.ones(len(apart), np.bool_)]),
        at,
        fits,
    )


def _roads(segments: Sequence[Segment]) -> Roads:
    return Roads.of_lines(
        Line(one.id, one.start, one.end, one.line, USUAL_KMH, metres=one.length_km * 1000) for one in segments
    )


def _ends(roads: Roads, segments: Sequence[Segment]) -> dict[str, int]:
    nodes: dict[str, int] = {}
    for segment, start, end in zip(segments, roads.start.tolist(), roads.end.tolist(), strict=True):
        nodes[segment.start], nodes[segment.end] = start, end
    return nodes


def _driven(roads: Roads) -> Bools:
    return np.asarray((roads.along | roads.against) & MODES["light"] > 0)


def _hanging_together(roads: Roads) -> Bools:
    """The stretches for vehicles that belong to the largest connected piece of those."""
    driven = _driven(roads)
    size = len(roads.node_lon)
    graph = coo_array((np.ones(driven.sum()), (roads.start[driven], roads.end[driven])), shape=(size, size))
    piece = connected_components(graph, directed=False)[1][roads.start]
    return np.asarray(driven & (piece == np.bincount(piece[driven], minlength=1).argmax()))


def _along(
    roads: Roads, flat: NDArray[np.object_], line: BaseGeometry, start: int | None, end: int | None, limit_m: float
) -> tuple[dict[int, bool], Fit]:
    """The stretches along ``line`` (plane) between two nodes, there and back, and if each is drawn onward."""
    tree = shapely.STRtree(flat)
    near = tree.query(line, predicate="dwithin", distance=limit_m)
    corners, of = shapely.get_coordinates(flat[near], return_index=True)
    off = np.full(len(roads), np.inf)
    off[near] = 0
    np.maximum.at(off, near[of], shapely.distance(shapely.points(corners), line))
    stray = _apart(line, flat[near if len(near) else tree.query_nearest(line)])
    if start is None or end is None or stray > limit_m:
        return {}, Fit(stray, False)
    for mode in ("light", "foot"):
        arcs = roads.arcs(mode)
        kept = off[arcs.stretch] <= limit_m
        tail, head, stretch, along = (one[kept] for one in (arcs.tail, arcs.head, arcs.stretch, arcs.along))
        order = np.argsort(tail, kind="stable")
        cost = roads.metres[stretch] * (1 + off[stretch] / _ASIDE_M)
        network = Network(len(roads.node_lon), tail[order], head[order], np.maximum(cost[order], 1e-3), stretch[order])
        found: dict[int, bool] = {}
        for a, b, forward in ((start, end, True), (end, start, False)):
            used = order[network.route(network.routes([a])[1], b)]
            found = {int(stretch[arc]): bool(along[arc]) == forward for arc in used.tolist()} | found
        if found:
            chosen = np.array(list(found))
            metres = max(float(off[chosen].max()), _apart(line, flat[chosen]))
            return (found, Fit(metres, True)) if metres <= limit_m else ({}, Fit(metres, False))
    return {}, Fit(stray, False)


def _apart(line: BaseGeometry, roads: NDArray[np.object_]) -> float:
    """How far ``line`` strays from ``roads`` at most."""
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, _STEP_M)))
    return float(shapely.distance(points, shapely.union_all(roads)).max())
