"""The reporting calendar: which stretch of time a report speaks of."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from ..domain import Span
from .model import Mission

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


class Period(msgspec.Struct, frozen=True, order=True):
    """What one report speaks of: from cut-off to cut-off, in UTC.

    ``day`` is the local day whose cut-off ends it, the report appearing the day after; ``days`` is the number
    of cut-off days it covers, above 1 after days without an issue.
    """

    day: date
    span: Span
    days: int

    @property
    def issued(self) -> date:
        """The local day on which the report appears."""
        return self.day + _DAY

    @property
    def first_day(self) -> date:
        """The first of the cut-off days covered."""
        return self.day - (self.days - 1) * _DAY


def period_for(mission: Mission, day: date) -> Period:
    """The period that ends at the cut-off of local day ``day``.

    The report on it appears on ``day`` + 1, so that must be one of the mission's issue days; a day without an
    issue falls into the next issue's period. Raises ValueError naming the day to ask for if no period ends on
    ``day``.
    """
    if not _issued_after(mission, day):
        end = _next_end(mission, day)
        whole = period_for(mission, end)
        raise ValueError(
            f"no report speaks of {day} alone: the report of {whole.issued} covers {whole.first_day} to {end}; "
            f"ask for {end}"
        )
    before = day - _DAY
    while not _issued_after(mission, before):
        before -= _DAY
    return Period(day, Span(_cutoff(mission, before), _cutoff(mission, day)), (day - before).days)


def period_at(mission: Mission, moment: datetime) -> Period:
    """The period that ``moment`` (with zone) falls into."""
    local = moment.astimezone(ZoneInfo(mission.zone)).date()
    day = _next_end(mission, local)
    return period_for(mission, day if moment < _cutoff(mission, day) else _next_end(mission, day + _DAY))


def previous(mission: Mission, period: Period) -> Period:
    """The period that ends where ``period`` starts; before a week, the week before."""
    day = period.first_day - _DAY
    return between(mission, day - _WEEK, day) if period.days == _WEEK.days else period_for(mission, day)


def cutoff_days(mission: Mission, last: date, n: int) -> tuple[Span, ...]:
    """The ``n`` days from cut-off to cut-off of which the last ends at the cut-off of local day ``last``."""
    edges = [_cutoff(mission, last - before * _DAY) for before in range(n, -1, -1)]
    return tuple(Span(start, end) for start, end in pairwise(edges))


def between(mission: Mission, after: date, day: date) -> Period:
    """The stretch from the cut-off of ``after`` to that of ``day``: from a meeting to the next.

    Raises ValueError if no period ends on one of the two days, or ``after`` is not before ``day``.
    """
    start, end = period_for(mission, after).span.end, period_for(mission, day).span.end
    if after >= day:
        raise ValueError(f"{after} is not before {day}")
    return Period(day, Span(start, end), (day - after).days)


def week_to(mission: Mission, day: date) -> Period:
    """The seven days up to the cut-off of ``day``. Raises ValueError if no period ends on that day of the week."""
    last = period_for(mission, day).day
    return between(mission, last - _WEEK, last)


def as_long_before(mission: Mission, stretch: Period) -> Period:
    """The stretch of whole periods that ends where ``stretch`` starts and is as long, or as little longer as can be."""
    first = previous(mission, stretch)
    while (stretch.first_day - first.first_day).days < stretch.days:
        first = previous(mission, first)
    return between(mission, first.first_day - _DAY, stretch.first_day - _DAY)


def compared_with(
    mission: Mission, period: Period
) -> Literal["previous 24 hours", "previous week", "previous reporting period"]:
    """What a report calls the period before: its length only where both are one day, or one week, long."""
    before = previous(mission, period)
    if period.days == before.days == 1:
        return "previous 24 hours"
    return "previous week" if period.days == before.days == _WEEK.days else "previous reporting period"


def _issued_after(mission: Mission, day: date) -> bool:
    return (day + _DAY).weekday() in mission.reporting.issue_days


def _next_end(mission: Mission, day: date) -> date:
    while not _issued_after(mission, day):
        day += _DAY
    return day


def _cutoff(mission: Mission, day: date) -> datetime:
    local = datetime.combine(day, mission.reporting.cutoff, ZoneInfo(mission.zone))
    return local.astimezone(UTC)
