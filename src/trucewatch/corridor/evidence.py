"""Which accounts speak of which segment, direction and class: the mission's own, and beside them the others'."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from trucewatch.domain import Claim, SegmentReport, Span, When, vocabulary
from trucewatch.mission import Crossing, Mission
from trucewatch.record import Holdings

from .standing import Sign
from .ways import Leg, headings

ANY = "any"
"""The class of vehicles in general."""

_SAID_OF_ROADS = ("corridor_open", "corridor_closed", "checkpoint")


class Evidence(NamedTuple):
    """The mission's own signs: ``at_large`` speak of every class, ``of_class`` of one (*any*: seen, class not told)."""

    at_large: dict[tuple[str, str], list[Sign]]
    of_class: dict[tuple[str, str, str], list[Sign]]

    def signs(self, segment: str, direction: str, vehicle: str) -> list[Sign]:
        """All that speaks of ``vehicle`` on ``segment`` in ``direction``."""
        return [*self.at_large.get((segment, direction), ()), *self.of_class.get((segment, direction, vehicle), ())]

    def classes(self, segments: set[str], at: datetime) -> list[str]:
        """Class *any*, then those singled out on ``segments`` before ``at``, in the vocabulary's order."""
        named = {
            vehicle
            for (segment, _, vehicle), signs in self.of_class.items()
            if segment in segments and any(sign.middle < at for sign in signs)
        }
        return [ANY, *(vehicle for vehicle in vocabulary("vehicles") if vehicle in named and vehicle != ANY)]


def own_evidence(holdings: Holdings, mission: Mission, turned: dict[str, Leg]) -> Evidence:
    """Segment reports of the mission's own sources, and passages they counted as evidence that one could pass."""
    found = Evidence(defaultdict(list), defaultdict(list))
    for report in holdings.segment_reports:
        said = report.thing
        if not mission.own(said.source) or said.segment not in turned:
            continue
        sign = Sign(said.when.middle, False, said.when.start, report.id, said.source, said.status, said.reason)
        for direction in headings(said.direction, turned[said.segment], crossings_on(mission, said.segment)):
            if _every_class(said):
                found.at_large[said.segment, direction].append(sign)
            else:
                for vehicle in said.vehicles:
                    found.of_class[said.segment, direction, vehicle].append(sign)
    for passage in holdings.passages:
        counted = passage.thing
        crossing = mission.crossings.get(counted.crossing)
        if crossing is None or not mission.own(counted.source) or counted.count.low == 0:
            continue
        middle = counted.span.start + counted.span.length / 2
        sign = Sign(middle, True, counted.span.start, passage.id, counted.source, "open", "")
        for direction in headings(counted.direction, turned[crossing.segment], (crossing,)):
            found.of_class[crossing.segment, direction, counted.vehicle].append(sign)
    return found


def words_beside(
    holdings: Holdings, mission: Mission, turned: dict[str, Leg], span: Span
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By segment and direction, the (entry, class) of what others said of ``span``, or said in it; class *any* for all.

    Of the mission's own reports, those whose direction is no word the segment knows stand here too.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for report in holdings.segment_reports:
        said = report.thing
        if said.segment not in turned or not _touches(said.when, span):
            continue
        leg = turned[said.segment]
        known = headings(said.direction, leg, crossings_on(mission, said.segment))
        if known and mission.own(said.source):
            continue
        for direction in known or (leg.far, leg.near):
            found[said.segment, direction] += [
                (report.id, v) for v in ((ANY,) if _every_class(said) else said.vehicles)
            ]
    for claim in holdings.claims:
        asserted = claim.thing
        if asserted.measure in _SAID_OF_ROADS and speaks_of(asserted, span):
            for segment in _segments_of(mission, asserted.about) & turned.keys():
                for direction in (turned[segment].far, turned[segment].near):
                    found[segment, direction].append((claim.id, ANY))
    return found


def crossings_on(mission: Mission, segment: str) -> tuple[Crossing, ...]:
    """The crossings that stand on ``segment``."""
    return tuple(crossing for crossing in mission.crossings.values() if crossing.segment == segment)


def speaks_of(claim: Claim, span: Span) -> bool:
    """True if the claim is about some of ``span`` or was made during it."""
    touches = claim.span.start < span.end and claim.span.end > span.start
    return touches or (claim.said_at is not None and span.contains(claim.said_at))


def _segments_of(mission: Mission, about: str) -> set[str]:
    if about in mission.segments:
        return {about}
    if about in mission.crossings:
        return {mission.crossings[about].segment}
    return {segment.id for segment in mission.segments.values() if about and segment.corridor == about}


def _every_class(said: SegmentReport) -> bool:
    return not said.vehicles or ANY in said.vehicles


def _touches(when: When, span: Span) -> bool:
    return when.start < span.end and when.end >= span.start
