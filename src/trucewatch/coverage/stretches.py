"""When each source was really looking: its watches, less the time it says it could not, less what cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..domain import Span, Track, View, Watch
from ..mission import Mission
from ..places import distance_m
from ..record import Held

FASTEST_KMH = 200.0
"""Faster than any vehicle or unmanned aircraft of a monitoring mission goes between two fixes."""

ON = "on"


@dataclass(frozen=True)
class Stretch:
    """A stretch of one watch in one state. ``flag`` says why it is not counted as looking; "" if it is.

    ``began`` is when the whole watch began, from which a track counts its seconds.
    """

    entry: str
    source: str
    state: str
    began: datetime
    span: Span
    view: View
    notices: tuple[str, ...]
    reason: str
    flag: str

    @property
    def id(self) -> str:
        return f"cov:{self.entry}@{self.span.start.isoformat()}"

    @property
    def looks(self) -> bool:
        return self.state == ON and not self.flag

    @property
    def blinded(self) -> bool:
        return self.state != ON and not self.flag


def stretches(watches: Iterable[Held[Watch]], mission: Mission) -> list[Stretch]:
    """All stretches, by start, source and entry.

    A source that is impaired or denied for a time is not on in that time, whatever its other watches say.
    """
    whole = [
        Stretch(
            entry=held.id,
            source=held.thing.source,
            state=held.thing.state,
            began=held.thing.span.start,
            span=held.thing.span,
            view=held.thing.view,
            notices=held.thing.notices,
            reason=held.thing.reason,
            flag=_flag(held.thing, mission),
        )
        for held in watches
    ]
    blind: dict[str, list[Span]] = {}
    for stretch in whole:
        if stretch.blinded:
            blind.setdefault(stretch.source, []).append(stretch.span)
    parts = [
        replace(stretch, span=span)
        for stretch in whole
        for span in (_less(stretch.span, blind.get(stretch.source, [])) if stretch.looks else [stretch.span])
    ]
    return sorted(parts, key=lambda part: (part.span, part.source, part.entry))


def within(parts: Iterable[Stretch], span: Span) -> list[Stretch]:
    """The parts of stretches that lie in ``span``."""
    return [
        replace(part, span=Span(max(part.span.start, span.start), min(part.span.end, span.end)))
        for part in parts
        if part.span.overlap(span)
    ]


def unreported(parts: Iterable[Stretch], mission: Mission, span: Span) -> tuple[str, ...]:
    """The mission's own sources, in the register during ``span``, of which no watch in ``span`` is known."""
    told = {part.source for part in parts if part.span.overlap(span)}
    first, last = (_local_day(moment, mission) for moment in (span.start, span.end))
    return tuple(
        source.id
        for source in mission.sources.values()
        if mission.own(source.id)
        and source.id not in told
        and (source.since is None or source.since <= last)
        and (source.until is None or source.until >= first)
    )


def _less(span: Span, taken: list[Span]) -> list[Span]:
    left, start = [], span.start
    for out in sorted(taken):
        if out.end <= start or out.start >= span.end:
            continue
        if out.start > start:
            left.append(Span(start, out.start))
        start = out.end
    if start < span.end:
        left.append(Span(start, span.end))
    return left


def _flag(watch: Watch, mission: Mission) -> str:
    if not mission.own(watch.source):
        return "not a source of the mission's own"
    source = mission.sources[watch.source]
    day = _local_day(watch.span.start, mission)
    if (source.since and day < source.since) or (source.until and day > source.until):
        return f"the register has {watch.source} from {source.since or 'the beginning'} to {source.until or 'now'} only"
    return _impossible(watch.view, watch.span) if isinstance(watch.view, Track) else ""


def _impossible(track: Track, span: Span) -> str:
    for number, (fix, following) in enumerate(zip(track.fixes, track.fixes[1:], strict=False), start=1):
        seconds = following[2] - fix[2]
        metres = float(distance_m(fix[0], fix[1], following[0], following[1]))
        if seconds < 0:
            return f"impossible: fix {number + 1} is earlier than fix {number}"
        if metres > max(seconds, 1.0) * FASTEST_KMH / 3.6:
            return (
                f"impossible: from fix {number} to fix {number + 1} it is {metres / 1000:.1f} km in {seconds:.0f} s, "
                f"faster than {FASTEST_KMH:.0f} km/h"
            )
    if track.fixes[-1][2] > span.length.total_seconds() or track.fixes[0][2] < 0:
        return "impossible: the track has fixes outside the time of the watch"
    return ""


def _local_day(moment: datetime, mission: Mission) -> date:
    return moment.astimezone(ZoneInfo(mission.zone)).date()
