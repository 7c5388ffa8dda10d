"""What the evidence about one segment, direction and vehicle class comes to at a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from .stretches import HOUR

EXPIRY_HALF_LIVES = 2.0
"""Evidence older than this many half-lives of the segment no longer sets a status."""

DISPUTE_HALF_LIVES = 0.25
"""Accounts of different sources this close in time that do not agree are a dispute; further apart, a change."""


class Sign(NamedTuple):
    """One piece of the mission's own evidence, told of ``middle`` and no earlier than ``earliest``.

    ``status`` is what a report says; a passage (``passed``) shows that one could pass, no more.
    """

    middle: datetime
    passed: bool
    earliest: datetime
    entry: str
    source: str
    status: str
    reason: str


class Standing(NamedTuple):
    """``ages`` are the least and greatest age of the last evidence in hours, null without any."""

    status: str
    last_known: str
    since: datetime | None
    age_h: float | None
    age_most_h: float | None
    stale: bool
    newest: Sign | None
    behind: tuple[Sign, ...]


def stand(signs: Sequence[Sign], at: datetime, half_life: timedelta) -> Standing:
    """The status at moment ``at`` by evidence up to then.

    A passage after a report of restrictions leaves them standing; after a closure it contradicts it or ends it.
    """
    known = sorted(sign for sign in signs if sign.middle < at)
    if not known:
        return Standing("not_observed", "", None, None, None, False, None, ())
    expiry = half_life * EXPIRY_HALF_LIVES
    read = _read(known, expiry)
    newest = known[-1]
    behind = _latest_of_each(known, newest.middle - half_life * DISPUTE_HALF_LIVES)
    status = "disputed" if _contradict(behind) else read[-1]
    age, age_most = (at - newest.middle) / HOUR, (at - newest.earliest) / HOUR
    expired = at - newest.earliest > expiry
    return Standing(
        status="not_observed" if expired else status,
        last_known=status,
        since=None
        if expired
        else min(sign.middle for sign in behind)
        if status == "disputed"
        else _since(known, read, expiry),
        age_h=age,
        age_most_h=age_most,
        stale=at - newest.earliest > half_life,
        newest=newest,
        behind=behind,
    )


def _read(signs: Sequence[Sign], expiry: timedelta) -> list[str]:
    read: list[str] = []
    restricted_at: datetime | None = None
    for sign in signs:
        if not sign.passed:
            restricted_at = sign.middle if sign.status == "restricted" else None
            read.append(sign.status)
        elif restricted_at is not None and sign.earliest - restricted_at <= expiry:
            read.append("restricted")
        else:
            read.append("open")
    return read


def _latest_of_each(signs: Sequence[Sign], since: datetime) -> tuple[Sign, ...]:
    latest: dict[str, datetime] = {}
    for sign in signs:
        latest[sign.source] = sign.middle
    return tuple(sign for sign in signs if sign.middle == latest[sign.source] and sign.middle >= since)


def _contradict(behind: Sequence[Sign]) -> bool:
    reports = [sign for sign in behind if not sign.passed]
    if len({sign.status for sign in reports}) > 1:
        return True
    return any(
        report.status == "closed" and sign.passed and sign.middle >= report.middle
        for report in reports
        for sign in behind
    )


def _since(signs: Sequence[Sign], read: Sequence[str], expiry: timedelta) -> datetime:
    """When the run of evidence began that says the same as the last, with no gap in it longer than ``expiry``."""
    start = signs[-1].middle
    for sign, status in zip(reversed(signs), reversed(read), strict=True):
        if status != read[-1] or start - sign.middle > expiry:
            break
        start = sign.middle
    return start
