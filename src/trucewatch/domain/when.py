"""Time as a mission hears of it: intervals, never bare instants."""

from datetime import UTC, datetime, timedelta

import msgspec


def _aware(moment: datetime, name: str) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")


def _in_order(start: datetime, end: datetime) -> None:
    _aware(start, "start")
    _aware(end, "end")
    if end < start:
        raise ValueError(f"ends ({end.isoformat()}) before it starts ({start.isoformat()})")


class Span(msgspec.Struct, frozen=True, gc=False, order=True):
    """A stretch of time during which something went on: a watch, a closure, a reporting period.

    Half open: ``start`` belongs to it, ``end`` does not. Raises ValueError if a moment is naive or
    ``end`` comes before ``start``.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        _in_order(self.start, self.end)

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def contains(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlap(self, other: "Span") -> timedelta:
        """Time shared with ``other``; zero if they do not meet."""
        return max(min(self.end, other.end) - max(self.start, other.start), timedelta(0))


class When(msgspec.Struct, frozen=True, gc=False, order=True):
    """The interval inside which an event happened, as well as its source could tell.

    ``start`` and ``end`` are in UTC and closed; equal for a minute-stamped event only if its clock is
    trusted to the second. ``zone`` is the zone the source spoke in, ``said`` its own words
    ("around 14h"). Raises ValueError if a moment is naive or ``end`` comes before ``start``.
    """

    start: datetime
    end: datetime
    zone: str = "UTC"
    said: str = ""

    def __post_init__(self) -> None:
        _in_order(self.start, self.end)

    @property
    def width(self) -> timedelta:
        return self.end - self.start

    @property
    def middle(self) -> datetime:
        return self.start + self.width / 2

    def overlaps(self, other: "When", slack: timedelta = timedelta(0)) -> bool:
        """True if one event could be meant by both, clocks differing by up to ``slack``."""
        return self.start <= other.end + slack and other.start <= self.end + slack

    def within(self, span: Span) -> bool:
        """True if the middle of the interval lies in ``span``: an event belongs to one period only."""
        return span.contains(self.middle)


def utc(moment: datetime) -> datetime:
    """``moment`` in UTC. Raises ValueError if it is naive."""
    _aware(moment, "moment")
    return moment.astimezone(UTC)
