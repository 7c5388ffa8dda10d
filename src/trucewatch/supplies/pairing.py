"""Two registers of one flow brought onto the same weeks, with which of those each of them watched."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
from msgspec.structs import replace

from trucewatch.domain import Span
from trucewatch.mission import Mission, Register
from trucewatch.record import Holdings

from .bridging import FEWEST, Booleans, Floats, bridge, lag
from .lines import Line, lines

_MOST_LAG_D = 3
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class Kept(NamedTuple):
    """A register: its windows as far as its lines reach, and its lines by day."""

    source: str
    windows: tuple[Register, ...]
    lines: dict[date, list[Line]]

    def watched(self, first: date, last: date) -> bool:
        """True if it watched the whole of the flow on every day from ``first`` to ``last``."""
        return any(window.watched(first, last) for window in self.windows)

    @property
    def reach(self) -> date:
        """The last day it tells of."""
        return max(self.lines, default=date.min)

    def between(self, first: date, last: date) -> list[Line]:
        """The lines of the days from ``first`` to ``last``."""
        return [line for day in days(first, last) for line in self.lines.get(day, ())]


class Pair(NamedTuple):
    """A register and another of its flow by week from Monday, the other's days dated as its own.

    Arrays are by week: lines of each, and whether each watched the whole of it. ``spans`` are first and last days, the
    last week ending where the registers or the period end. ``lag_d`` and ``agreement`` are those of ``bridging.lag``.
    ``draws`` (draws by ``wanted`` weeks) are of what the register would have held; without columns where nothing can
    be estimated.
    """

    ours: Kept
    theirs: Kept
    zone: ZoneInfo
    lag_d: int
    agreement: float
    spans: tuple[tuple[date, date], ...]
    lines: Floats
    their_lines: Floats
    watched: Booleans
    they_watched: Booleans
    wanted: Booleans
    draws: Floats

    @property
    def common(self) -> Booleans:
        """The weeks of seven days that both watched."""
        return self.watched & self.they_watched & _whole(self.spans)

    def their_own(self, week: int) -> list[Line]:
        """The other's lines of the ``week``, by its own dates."""
        first, last = (day + self.lag_d * _DAY for day in self.spans[week])
        return self.theirs.between(first, last)

    def span(self, week: int) -> Span:
        """The ``week`` from its first local midnight to the one after its last day."""
        start, end = (datetime.combine(day, time(), self.zone) for day in self.spans[week])
        return Span(start.astimezone(UTC), (end + _DAY).astimezone(UTC))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``."""
    for ahead in range((last - first).days + 1):
        yield first + ahead * _DAY


def kept(holdings: Holdings, mission: Mission, flow: str, until: datetime) -> list[Kept]:
    """The registers of ``flow`` in the order of the mission, with their lines before ``until``."""
    windows: defaultdict[str, list[Register]] = defaultdict(list)
    for register in mission.registers:
        if register.flow == flow:
            windows[register.source].append(register)
    found = []
    for source, its in windows.items():
        by_day: defaultdict[date, list[Line]] = defaultdict(list)
        for line in lines(holdings, mission, its[0], until):
            by_day[line.day].append(line)
        told = tuple(_clipped(window, min(by_day), max(by_day)) for window in its) if by_day else ()
        found.append(Kept(source, told, dict(by_day)))
    return found


def _clipped(window: Register, first: date, last: date) -> Register:
    """The window as far as the register's lines reach, its first and last week whole; one still open to its last
    line.
    """
    monday, sunday = first - first.weekday() * _DAY, last + (6 - last.weekday()) * _DAY
    return replace(window, since=max(window.since, monday), until=min(window.until, sunday) if window.until else last)


def pairs(holdings: Holdings, mission: Mission, flow: str, until: datetime) -> list[Pair]:
    """Each register of ``flow`` with the other that shares most watched weeks with it, up to ``until``, or to the
    last day that any of them speaks of.
    """
    zone = ZoneInfo(mission.zone)
    registers = kept(holdings, mission, flow, until)
    if not any(one.lines for one in registers):
        return []
    last = min((until - timedelta(microseconds=1)).astimezone(zone).date(), max(one.reach for one in registers))
    return [
        max(
            (
                pair(flow, one, other, last, zone)
                for other in registers
                if other is not one and (one.lines or other.lines)
            ),
            key=lambda found: int(found.common.sum()),
        )
        for one in registers
    ]


def pair(flow: str, ours: Kept, theirs: Kept, last: date, zone: ZoneInfo) -> Pair:
    """``ours`` beside ``theirs`` from the first line of either to the day ``last``; one of them must have lines."""
    first = min((*ours.lines, *theirs.lines))
    late, agreement = _lag(ours, theirs, first, last)
    spans = tuple(_weeks(first, last - max(0, late) * _DAY))
    shift = late * _DAY
    lines_ = np.array([len(ours.between(*span)) for span in spans], dtype=float)
    their_lines = np.array([len(theirs.between(start + shift, end + shift)) for start, end in spans], dtype=float)
    watched = np.array([ours.watched(*span) for span in spans], dtype=bool)
    they_watched = np.array([theirs.watched(start + shift, end + shift) for start, end in spans], dtype=bool)
    common = watched & they_watched & _whole(spans)
    wanted = ~watched & they_watched & bool(common.sum() >= FEWEST)
    seed = crc32(f"{flow}:{ours.source}:{theirs.source}:{last}".encode())
    draws = bridge(lines_, their_lines, common, wanted, seed) if wanted.any() else np.empty((0, 0))
    return Pair(ours, theirs, zone, late, agreement, spans, lines_, their_lines, watched, they_watched, wanted, draws)


def _lag(ours: Kept, theirs: Kept, first: date, last: date) -> tuple[int, float]:
    every = list(days(first, last))
    both = np.array([ours.watched(day, day) and theirs.watched(day, day) for day in every], dtype=bool)
    here, there = (np.array([len(one.lines.get(day, ())) for day in every], dtype=float) for one in (ours, theirs))
    return lag(here, there, both, _MOST_LAG_D)


def _weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    monday = first - first.weekday() * _DAY
    while monday <= last:
        yield monday, min(monday + _WEEK - _DAY, last)
        monday += _WEEK


def _whole(spans: tuple[tuple[date, date], ...]) -> Booleans:
    return np.array([end - start == _WEEK - _DAY for start, end in spans], dtype=bool)
