"""A mission's segments as a network; where settlements and crossings lie on it; where one enters."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from trucewatch.mission import Mission, Segment, area_centre
from trucewatch.places import Frame, Line, Roads

from .ways import legs

USUAL_KMH = 40.0
"""The speed at which the length of a segment is turned into travel time."""

NEAR_M = 1.0
"""Whatever is this close to the end of a segment is at that end."""


class Spot(NamedTuple):
    """Where a settlement or crossing lies: on ``segment``, ``share`` of its length from its start, ``metres`` off it.

    ``node`` is the place at the end of the segment where it lies at one, "" where it lies between.
    """

    segment: str
    share: float
    metres: float
    node: str


class Ground(NamedTuple):
    """``roads`` has one stretch for each of ``segments``; ``nodes`` numbers their end places.

    ``settlements`` are all of the mission's, None where none of its segments leads within the settlement's radius.
    ``nearest_m`` is then how far the nearest segment is.
    """

    roads: Roads
    segments: tuple[Segment, ...]
    nodes: Mapping[str, int]
    entries: tuple[str, ...]
    settlements: Mapping[str, Spot | None]
    crossings: Mapping[str, Spot]
    nearest_m: Mapping[str, float]

    @property
    def number(self) -> dict[str, int]:
        """The stretch of each segment by its id."""
        return {segment.id: i for i, segment in enumerate(self.segments)}


def ground(mission: Mission) -> Ground | None:
    """The network of the mission's segments; None where it has none.

    One enters at the near end of each corridor, in the order of the mission file.
    """
    segments = tuple(mission.segments.values())
    if not segments:
        return None
    roads = Roads.of_lines(
        Line(segment.id, segment.start, segment.end, segment.line, USUAL_KMH, metres=segment.length_km * 1000)
        for segment in segments
    )
    nodes: dict[str, int] = {}
    for segment, start, end in zip(segments, roads.start.tolist(), roads.end.tolist(), strict=True):
        nodes[segment.start], nodes[segment.end] = start, end
    chains = [legs(mission, road) for road in mission.corridors]
    towns = [place for place in mission.places.values() if place.kind == "settlement"]
    crossings = mission.crossings.values()
    things = [(place.id, place.lon, place.lat) for place in towns]
    things += [(crossing.id, crossing.lon, crossing.lat) for crossing in crossings]
    found = _spots(mission, roads, segments, things)
    at_end = {place.id: _at_end(place.id, segments) for place in towns if place.id in nodes}
    return Ground(
        roads=roads,
        segments=segments,
        nodes=nodes,
        entries=tuple(dict.fromkeys(chain[0].near for chain in chains if chain)),
        settlements={
            place.id: at_end.get(place.id) or (found[place.id] if found[place.id].metres <= place.radius_m else None)
            for place in towns
        },
        crossings={crossing.id: found[crossing.id] for crossing in crossings},
        nearest_m={place.id: found[place.id].metres for place in towns},
    )


def _at_end(place: str, segments: tuple[Segment, ...]) -> Spot:
    segment = next(one for one in segments if place in (one.start, one.end))
    return Spot(segment.id, 0.0 if place == segment.start else 1.0, 0.0, place)


def _spots(
    mission: Mission, roads: Roads, segments: tuple[Segment, ...], things: list[tuple[str, float, float]]
) -> dict[str, Spot]:
    if not things:
        return {}
    ids, lon, lat = zip(*things, strict=True)
    snaps = roads.snap(lon, lat, Frame(*area_centre(mission)))
    found: dict[str, Spot] = {}
    for thing, at, share, metres in zip(ids, snaps.stretch.tolist(), snaps.share, snaps.metres, strict=True):
        segment = segments[at]
        from_ends = np.array([share, 1 - share]) * segment.length_km * 1000
        node = "" if from_ends.min() > NEAR_M else segment.start if from_ends[0] <= from_ends[1] else segment.end
        found[thing] = Spot(segment.id, float(share), float(metres), node)
    return found
