"""Which clauses are in force when, and why not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trucewatch.domain import Span
from trucewatch.mission import Clause, Mission, Period
from trucewatch.record import Holdings

_DAY = timedelta(days=1)
_NOT = "not_in_force"


def in_force(clause: Clause, mission: Mission, period: Period, holdings: Holdings) -> tuple[Span | None, str, str]:
    """The part of the period in which ``clause`` can be kept or broken; None, with the verdict and why, if none.

    An obligation with a due day is tested once that day has passed in every rendering. One with prerequisites is in
    force once people have found each of them complied with.
    """
    zone = ZoneInfo(mission.zone)
    begins = clause.starts
    if clause.due is not None:
        strict = any(not inclusive for inclusive in clause.due_inclusive.values())
        begins = clause.due + _DAY
        if strict and period.day == clause.due:
            return None, "not_due", f"due {clause.due}, on which the renderings part"
    start = period.span.start if begins is None else max(period.span.start, _midnight(begins, zone))
    end = period.span.end if clause.until is None else min(period.span.end, _midnight(clause.until + _DAY, zone))
    if start >= period.span.end:
        return (None, "not_due", f"due {clause.due}") if clause.due else (None, _NOT, f"in force from {clause.starts}")
    if end <= period.span.start:
        return None, _NOT, f"in force until {clause.until}"
    waiting = [earlier for earlier in clause.after if not _met(earlier, period, holdings)]
    if waiting:
        return None, _NOT, f"waits for {' and '.join(f'clause {one}' for one in waiting)} to be found complied with"
    return Span(start, end), "", ""


def _met(clause: str, period: Period, holdings: Holdings) -> bool:
    """True if the last finding or check on ``clause`` by the end of the period says that it is complied with."""
    found = [
        held
        for held in holdings.steps
        if held.thing.clause == clause
        and held.thing.step in ("finding", "recheck")
        and held.thing.when.start < period.span.end
    ]
    last = max(found, key=lambda held: (held.thing.when, held.id), default=None)
    return last is not None and last.thing.outcome in ("complied", "remedied")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
