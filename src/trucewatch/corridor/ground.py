"""The roads one can travel on, and where settlements, crossings and entries lie on them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from trucewatch.mission import Crossing, Mission, Place, Segment, area_centre
from trucewatch.places import MODES, Frame, Roads

from .courses import Course, Doors
from .covering import OFF_SEGMENTS, USUAL_KMH, Cover, segments_alone, within
from .ways import legs


class Spot(NamedTuple):
    """Where a settlement or crossing lies: nearest to ``road`` (a segment's id, else a road's reference), ``metres``
    off it.

    ``share`` of a segment from its start, None on a network. ``joined`` is False where that is too far off.
    """

    road: str
    segment: str
    share: float | None
    metres: float
    joined: bool


class Ground(NamedTuple):
    """``cover`` has the roads, and which of ``segments`` covers which; ``whole`` is True where they are a network.

    ``entries`` are places. ``settlements`` and ``crossings`` are all of the mission's. ``courses`` are by mode;
    ``named`` gives the names of the network's roads by their references.
    """

    cover: Cover
    segments: tuple[Segment, ...]
    whole: bool
    entries: tuple[str, ...]
    settlements: Mapping[str, Spot]
    crossings: Mapping[str, Spot]
    courses: Mapping[str, Course]
    named: Mapping[str, str]

    @property
    def roads(self) -> Roads:
        return self.cover.roads

    def called(self, road: str) -> str:
        """What people call a road: a segment's id, else the name of the road, else that it has none."""
        return self.named[road] or f"unnamed road {road}" if road in self.named else road

    def covered(self, segment: Segment) -> list[NDArray[np.float64]]:
        """The roads that a segment covers, as lines of corners in lon/lat (c, 2), joined where they meet."""
        number = self.segments.index(segment)
        lines = [shapely.linestrings(one) for one in self._corners(self.cover.segment == number)]
        merged = shapely.line_merge(shapely.multilinestrings(lines))
        return [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]

    def others(self, least_kmh: float) -> list[NDArray[np.float64]]:
        """The roads for vehicles that no segment covers and on which one drives at ``least_kmh``, as ``covered``."""
        roads = self.cover.roads
        driven = (roads.along | roads.against) & MODES["light"] > 0
        return self._corners((self.cover.segment == OFF_SEGMENTS) & driven & (roads.kmh >= least_kmh))

    def _corners(self, stretches: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
        roads = self.cover.roads
        corners = np.column_stack([roads.lon, roads.lat])
        return [corners[roads.first[one] : roads.first[one + 1]] for one in np.flatnonzero(stretches)]

    def road(self, stretch: int) -> str:
        """The segment that covers a stretch, else the stretch's own reference."""
        covering = self.cover.segment[stretch]
        return str(self.roads.ref[stretch]) if covering == OFF_SEGMENTS else self.segments[covering].id


def ground(mission: Mission, network: Roads | None = None) -> Ground | None:
    """The segments of ``mission`` alone, or the ``network`` they lie in; None where it has no segment.

    One enters at the near end of each corridor, in the order of the mission file.
    """
    segments = tuple(mission.segments.values())
    if not segments:
        return None
    frame = Frame(*area_centre(mission))
    if network is None or mission.roads is None:
        cover, limit_m = segments_alone(segments), np.inf
    else:
        limit_m = mission.roads.limit_m
        cover = within(network, segments, frame, limit_m)
    whole = network is not None
    towns = [place for place in mission.places.values() if place.kind == "settlement"]
    crossings = list(mission.crossings.values())
    far = {place.id: place.radius_m for place in towns} | {crossing.id: limit_m for crossing in crossings}
    spots = _spots(cover, segments, frame, [*towns, *crossings], far, whole)
    on = [place for place in towns if spots[place.id].joined]
    inside = {place.id: _doors(cover, frame, place) if whole else Doors((), ()) for place in on}
    between = [place for place in on if place.id not in cover.nodes and not inside[place.id].nodes]
    cover, made = cover.split_near([place.lon for place in between], [place.lat for place in between], frame)
    at = {place.id: node for place, node in zip(between, made, strict=True)} | dict(cover.nodes)
    doors = {name: inside[name].and_at(at[name]) if name in at else inside[name] for name in inside}
    ends = np.array([[cover.nodes[one.start], cover.nodes[one.end]] for one in segments])
    chains = [legs(mission, road) for road in mission.corridors]
    return Ground(
        cover=cover,
        segments=segments,
        whole=whole,
        entries=tuple(dict.fromkeys(chain[0].near for chain in chains if chain)),
        settlements={place.id: spots[place.id] for place in towns},
        crossings={crossing.id: spots[crossing.id] for crossing in crossings},
        courses={mode: Course.of(cover, ends, doors, mode) for mode in MODES},
        named=dict(zip(network.ref.tolist(), network.name.tolist(), strict=True)) if network is not None else {},
    )


def _spots(
    cover: Cover,
    segments: Sequence[Segment],
    frame: Frame,
    things: Sequence[Place | Crossing],
    far: Mapping[str, float],
    whole: bool,
) -> dict[str, Spot]:
    """Where each of ``things`` lies, joined if not further off than ``far``; the end of a segment is at its end."""
    found: dict[str, Spot] = {}
    if things:
        snaps = cover.nearest([one.lon for one in things], [one.lat for one in things], frame)
        for thing, stretch, share, metres in zip(things, *(one.tolist() for one in snaps), strict=True):
            covering = int(cover.segment[stretch])
            segment = "" if covering == OFF_SEGMENTS else segments[covering].id
            road = segment or str(cover.roads.ref[stretch])
            found[thing.id] = Spot(road, segment, None if whole else share, metres, metres <= far[thing.id])
    for segment_ends in () if whole else reversed(segments):
        for place, share in ((segment_ends.end, 1.0), (segment_ends.start, 0.0)):
            if place in found:
                found[place] = Spot(segment_ends.id, segment_ends.id, share, 0.0, True)
    for place in cover.nodes if whole else ():
        if place in found:
            found[place] = found[place]._replace(joined=True)
    return found


def _doors(cover: Cover, frame: Frame, place: Place) -> Doors:
    """The junctions within the settlement's radius; the last of the way is reckoned straight, at the usual speed."""
    x, y = frame.xy(cover.roads.node_lon, cover.roads.node_lat)
    at_x, at_y = frame.xy(place.lon, place.lat)
    metres = np.hypot(x - at_x, y - at_y)
    nodes = np.flatnonzero(metres <= place.radius_m)
    return Doors(tuple(nodes.tolist()), tuple((metres[nodes] / (USUAL_KMH / 3.6)).tolist()))
