"""When the mission was counting at a crossing, and why it was not."""

from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import shapely

from trucewatch.domain import Around, Polygon, Span, Track, View, Watch
from trucewatch.mission import Crossing, Mission
from trucewatch.places import bearing_deg, distance_m
from trucewatch.record import Held, Holdings

from .stretches import clip, missing, union

_SIGHT = {"seen", "heard_and_seen", "recorded"}


class Gap(NamedTuple):
    """Time in which nobody counted; ``entries`` are the watches that say why."""

    span: Span
    state: str
    reason: str
    entries: tuple[str, ...]


def counting(holdings: Holdings, mission: Mission, crossing: Crossing, span: Span) -> dict[str, tuple[Span, ...]]:
    """By source, when in ``span`` the mission counted at ``crossing``.

    A source counts there if it ever reported passages there or is a checkpoint team in sight of it; it did so during
    its watches with the crossing in view, and during the spans of its counts.
    """
    passages = [h.thing for h in holdings.passages if h.thing.crossing == crossing.id and mission.own(h.thing.source)]
    counters = {passage.source for passage in passages} | set(_teams(mission, crossing))
    spans: dict[str, list[Span]] = {source: [] for source in sorted(counters)}
    for passage in passages:
        spans[passage.source].append(passage.span)
    for held in holdings.watches:
        watch = held.thing
        if watch.state == "on" and watch.source in spans and _SIGHT.intersection(watch.notices):
            spans[watch.source].extend(in_view(watch, crossing))
    return {source: union(clip(found, span)) for source, found in spans.items()}


def gaps(
    holdings: Holdings, mission: Mission, crossing: Crossing, span: Span, counted: dict[str, tuple[Span, ...]]
) -> tuple[Gap, ...]:
    """The time of ``span`` in which nobody counted at ``crossing``, cut where the reason known changes."""
    watches = [
        held
        for held in sorted(holdings.watches, key=lambda held: held.id)
        if held.thing.source in counted and held.thing.state != "on" and in_view(held.thing, crossing)
    ]
    found = []
    for gap in missing(union(part for parts in counted.values() for part in parts), span):
        edges = {gap.start, gap.end}
        for held in watches:
            edges |= {edge for edge in (held.thing.span.start, held.thing.span.end) if gap.contains(edge)}
        marks = sorted(edges)
        found += [_gap(Span(start, end), watches) for start, end in pairwise(marks)]
    return tuple(found)


def in_view(watch: Watch, crossing: Crossing) -> tuple[Span, ...]:
    """The parts of the watch during which ``crossing`` lay in its view; of a track, between fixes that reach it."""
    view: View = watch.view
    if isinstance(view, Around):
        return (watch.span,) if _within(view, crossing) else ()
    if isinstance(view, Track):
        return _passing(watch.span, view, crossing)
    if isinstance(view, Polygon):
        return (watch.span,) if shapely.Polygon(view.ring).covers(shapely.Point(crossing.lon, crossing.lat)) else ()
    return ()


def _gap(span: Span, watches: list[Held[Watch]]) -> Gap:
    why = [held for held in watches if held.thing.span.overlap(span)]
    states = {held.thing.state for held in why}
    state = "denied" if "denied" in states else "impaired" if states else "not_watched"
    reason = "; ".join(dict.fromkeys(held.thing.reason for held in why if held.thing.reason))
    return Gap(span, state, reason, tuple(held.id for held in why))


def _teams(mission: Mission, crossing: Crossing) -> list[str]:
    return [
        source.id
        for source in mission.sources.values()
        if mission.own(source.id)
        and source.type == "checkpoint"
        and source.lon is not None
        and source.lat is not None
        and source.range_m is not None
        and _within(Around(source.lon, source.lat, source.range_m), crossing)
    ]


def _within(view: Around, crossing: Crossing) -> bool:
    metres = distance_m(view.lon, view.lat, crossing.lon, crossing.lat)
    bearing = bearing_deg(view.lon, view.lat, crossing.lon, crossing.lat)
    off = abs((bearing - view.facing_deg + 180) % 360 - 180)
    return bool(metres <= view.range_m and off <= view.field_deg / 2)


def _passing(span: Span, track: Track, crossing: Crossing) -> tuple[Span, ...]:
    fixes = sorted(track.fixes, key=lambda fix: fix[2])
    lons, lats, seconds = zip(*fixes, strict=True)
    metres = distance_m(lons, lats, crossing.lon, crossing.lat)
    near = [(after, far <= track.reach_m) for after, far in zip(seconds, metres, strict=True)]
    parts = [
        Span(*(min(span.start + timedelta(seconds=moment), span.end) for moment in (before, after)))
        for (before, here), (after, still) in pairwise(near)
        if here and still
    ]
    return union(parts)
