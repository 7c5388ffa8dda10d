"""Which way is in, which way is out: the segments of a corridor in the order they are driven."""

from typing import NamedTuple

from trucewatch.mission import Corridor as Road
from trucewatch.mission import Crossing, Mission


class Leg(NamedTuple):
    """A segment as it lies in its corridor: ``near`` is the end towards the entry, ``far`` the other."""

    segment: str
    near: str
    far: str


def legs(mission: Mission, road: Road) -> tuple[Leg, ...]:
    """The corridor's segments from entry to end, each turned so that it goes on where the one before ends."""
    turned: list[Leg] = []
    for i, segment_id in enumerate(road.segments):
        segment = mission.segments[segment_id]
        ends = (segment.start, segment.end)
        following = mission.segments[road.segments[i + 1]] if i + 1 < len(road.segments) else None
        if turned and turned[-1].far in ends:
            near = turned[-1].far
        elif following and segment.start in (following.start, following.end):
            near = segment.end
        else:
            near = segment.start
        turned.append(Leg(segment_id, near, ends[1] if near == ends[0] else ends[0]))
    return tuple(turned)


def all_legs(mission: Mission) -> dict[str, Leg]:
    """Every segment's leg by segment; one that belongs to no corridor lies as drawn."""
    found = {segment.id: Leg(segment.id, segment.start, segment.end) for segment in mission.segments.values()}
    for road in mission.corridors:
        found.update({leg.segment: leg for leg in legs(mission, road)})
    return found


def headings(said: str, leg: Leg, crossings: tuple[Crossing, ...]) -> tuple[str, ...]:
    """The ends of ``leg`` that a direction as said leads to: both, one, or none if the word is not known."""
    if said in ("", "both"):
        return (leg.far, leg.near)
    if said in (leg.far, leg.near):
        return (said,)
    if any(said == crossing.inbound for crossing in crossings):
        return (leg.far,)
    if any(said == crossing.outbound for crossing in crossings):
        return (leg.near,)
    return ()
