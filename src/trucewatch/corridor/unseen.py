"""What is estimated to have passed each crossing while nobody watched, beside what was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch.domain import Explanation, Passage, Span, vocabulary
from trucewatch.mission import Crossing, Mission, Period
from trucewatch.record import Holdings

from .counting import Counted, count, persons, vehicles
from .stretches import HOUR, clip
from .undercount import LEAST_DAYS, Floats, Slots, predict

HISTORY_DAYS = 28
"""An estimate learns from this many days up to the end of the period."""

LEAST_WATCHED = 0.25
"""Where a smaller share of the period was watched, nothing is estimated: how that time compares is not known."""

RULE = (
    f"an estimate, not a count: the rate of passages in the hours of the {HISTORY_DAYS} days up to the end of the "
    "period that the mission watched, by hour of the day and by day of the week as far as the days differ by more than "
    "chance, applied to the hours of the period that it did not (negative binomial; the bounds are the 5th and 95th "
    f"percentile). Hours of the day watched on fewer than {LEAST_DAYS} of the days are left out, and nothing is "
    f"estimated where less than {LEAST_WATCHED:.0%} of the period was watched. It takes the hours not watched for like "
    "the others: whether the road was closed then, or the watch was kept away for a reason, it does not know"
)

Group = tuple[str, frozenset[str]]
"""What is estimated together: a class, or all that are counted in vehicles or in persons."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What was counted at a crossing in the history of a period, by hours on the local clock."""

    counted: Counted
    edges: tuple[datetime, ...]
    zone: ZoneInfo

    @classmethod
    def of(cls, holdings: Holdings, mission: Mission, crossing: Crossing, period: Period) -> Self:
        """The history of ``crossing`` up to the end of ``period``."""
        span = Span(min(period.span.start, period.span.end - timedelta(days=HISTORY_DAYS)), period.span.end)
        zone = ZoneInfo(mission.zone)
        first = span.start.astimezone(zone)
        start = span.start - timedelta(minutes=first.minute, seconds=first.second, microseconds=first.microsecond)
        edges = tuple(start + i * HOUR for i in range(int(-(-(span.end - start) // HOUR)) + 1))
        return cls(count(holdings, mission, crossing, span), edges, zone)

    def slots(self, wanted: Iterable[Span]) -> Slots:
        """The hours of the history; wanted is what lies in ``wanted``, spans that do not touch, and was not watched."""
        asked = tuple(wanted)
        both = [part for span in asked for part in clip(self.counted.watched, span)]
        local = [edge.astimezone(self.zone) for edge in self.edges[:-1]]
        return Slots(
            hour=np.array([moment.hour for moment in local]),
            weekday=np.array([moment.weekday() for moment in local]),
            day=np.array([moment.date().toordinal() for moment in local]),
            watched=_overlaps(self.counted.watched, self.edges),
            wanted=np.maximum(_overlaps(asked, self.edges) - _overlaps(both, self.edges), 0.0),
        )

    def passed(self, directions: Iterable[str], classes: frozenset[str]) -> Floats:
        """What was counted in each hour; a count told of a longer stretch is spread evenly over it."""
        keys = [(direction, vehicle) for direction in directions for vehicle in sorted(classes)]
        return _hourly((passage for key in keys for passage in self.counted.taken.get(key, ())), self.edges)


def unseen(
    crossing: Crossing, period: Period, now: Counted, learned: Learned
) -> tuple[list[dict[str, Any]], dict[str, Explanation]]:
    """Rows of UNSEEN at ``crossing`` and their explanations; ``now`` is what was counted in the period.

    None where nothing was left unwatched, or too little was watched.
    """
    whole = period.span.length / HOUR
    if now.watched_h < LEAST_WATCHED * whole or now.watched_h >= whole:
        return [], {}
    slots = learned.slots((period.span,))
    estimated_h = float(slots.wanted[slots.known[slots.hour]].sum())
    rows: list[dict[str, Any]] = []
    for direction in (crossing.inbound, crossing.outbound):
        for name, classes in _groups(learned.counted, direction):
            row_id = f"pass:unseen:{crossing.id}:{direction}:{name}:{period.day}"
            found = predict(slots, learned.passed((direction,), classes), crc32(row_id.encode()))
            counted = now.sum(direction, classes)
            covers_all = found is not None and abs(estimated_h - float(slots.wanted.sum())) < 1e-6
            rows.append(
                {
                    "id": row_id,
                    "crossing": crossing.id,
                    "direction": direction,
                    "of": name,
                    "unwatched_h": whole - now.watched_h,
                    "estimated_h": estimated_h,
                    "low": found.low if found else None,
                    "mid": found.mid if found else None,
                    "high": found.high if found else None,
                    "total_low": counted[0] + found.low if counted and found and covers_all else None,
                    "total_high": counted[2] + found.high if counted and found and covers_all else None,
                    "learned_h": learned.counted.watched_h,
                    "passages": [
                        f"pass:{crossing.id}:{direction}:{vehicle}:{period.day}"
                        for vehicle in vocabulary("vehicles")
                        if vehicle in classes and (direction, vehicle) in now.tallies
                    ],
                }
            )
    return rows, {row["id"]: _why(crossing, row) for row in rows}


def _groups(learned: Counted, direction: str) -> list[Group]:
    """Each class counted in the history, then the classes counted in vehicles and in persons together."""
    seen = {vehicle for way, vehicle in learned.taken if way == direction}
    single = [(code, frozenset((code,))) for code in vocabulary("vehicles") if code in seen]
    sums = (("vehicles", vehicles()), ("persons", persons()))
    return [*single, *((name, classes) for name, classes in sums if seen & classes)]


def _overlaps(spans: Iterable[Span], edges: tuple[datetime, ...]) -> Floats:
    """The part of each hour that the spans, which do not touch, cover."""
    found = np.zeros(len(edges) - 1)
    for span in spans:
        for at in range(*_reached(span, edges)):
            found[at] += span.overlap(Span(edges[at], edges[at + 1])) / HOUR
    return found


def _hourly(passages: Iterable[Passage], edges: tuple[datetime, ...]) -> Floats:
    """Counts by hour: one told of a longer stretch is spread evenly over it."""
    found = np.zeros(len(edges) - 1)
    for passage in passages:
        first, last = _reached(passage.span, edges)
        for at in range(first, last):
            share = passage.span.overlap(Span(edges[at], edges[at + 1])) / passage.span.length
            found[at] += passage.count.best * share
        if first == last and passage.span.start < edges[-1]:
            found[first] += passage.count.best
    return found


def _reached(span: Span, edges: tuple[datetime, ...]) -> tuple[int, int]:
    """The first hour that ``span`` reaches and the one after the last, none for a moment; as far as the edges go."""
    first = max(0, int((span.start - edges[0]) // HOUR))
    return first, max(first, min(len(edges) - 1, int(-(-(span.end - edges[0]) // HOUR)))) if span.length else first


def _why(crossing: Crossing, row: dict[str, Any]) -> Explanation:
    terms = vocabulary("vehicles")
    what = terms[row["of"]].plural if row["of"] in terms else row["of"]
    where = f"{crossing.name} {row['direction']}, {what}"
    if row["low"] is None:
        says = (
            f"{where}: no estimate for the {row['unwatched_h']:.1f} h not watched; "
            "those hours of the day were hardly ever watched."
        )
    else:
        left = row["unwatched_h"] - row["estimated_h"]
        beyond = f" Nothing can be said of the other {left:.1f} h." if left > 0.05 else ""
        says = (
            f"{where}: an estimated {row['low']} to {row['high']} in {row['estimated_h']:.1f} of the "
            f"{row['unwatched_h']:.1f} h not watched, learned from {row['learned_h']:.0f} h that were.{beyond}"
        )
    return Explanation(id=row["id"], says=says, rule=RULE, parts=tuple(row["passages"]))
