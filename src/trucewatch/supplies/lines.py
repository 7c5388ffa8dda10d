"""The lines of a register: each load it tells of, on which day, in which unit, and when it was put in."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trucewatch.domain import Consignment, canonical
from trucewatch.mission import Mission, Register
from trucewatch.record import Held, Holdings

from .conversion import convert, group


class Line(NamedTuple):
    """A load of ``low`` to ``high`` ``unit``; ``tonnes`` is None where no conversion reaches them. ``late`` if the
    register had already told of later days when this line was put in.
    """

    day: date
    entry: str
    unit: str
    low: float
    high: float
    tonnes: tuple[float, float] | None
    late: bool


def lines(holdings: Holdings, mission: Mission, register: Register, until: datetime) -> list[Line]:
    """The lines of ``register`` on loads before ``until``, by day.

    A consignment number, item and unit that come again are one line, the first; lines without a number are lines of
    their own.
    """
    zone = ZoneInfo(mission.zone)
    told = sorted(
        (held for held in holdings.consignments if _belongs(held.thing, register, until)),
        key=lambda held: (held.thing.when.middle, held.id),
    )
    late = _late(told, zone)
    factors: dict[tuple[str, str], tuple[float, float] | None] = {}
    once: set[tuple[str, str, str]] = set()
    found = []
    for held in told:
        thing, amount = held.thing, canonical(held.thing.amount)
        key = (thing.consignment, thing.item, amount.unit)
        if thing.consignment and key in once:
            continue
        once.add(key)
        if key[1:] not in factors:
            one = convert(mission.conversions, thing.item, amount.unit, "t", 1.0, 1.0)
            factors[key[1:]] = (one.low, one.high) if one else None
        by = factors[key[1:]]
        weighs = (amount.low * by[0], amount.high * by[1]) if by else None
        day = thing.when.middle.astimezone(zone).date()
        found.append(Line(day, held.id, amount.unit, amount.low, amount.high, weighs, held.id in late))
    return found


def quarantined(holdings: Holdings, source: str) -> tuple[str, ...]:
    """The rows that wait in quarantine out of files that told of consignments by ``source``."""
    files = {one.sha256 for held in holdings.consignments if held.thing.source == source for one in held.evidence}
    return tuple(
        held.id for held in holdings.quarantined if held.thing.form == "consignments" and held.thing.sha256 in files
    )


def _belongs(thing: Consignment, register: Register, until: datetime) -> bool:
    return (
        thing.source == register.source
        and thing.stage == register.stage
        and register.item in ("", thing.item, group(thing.item))
        and thing.when.middle < until
    )


def _late(told: Iterable[Held[Consignment]], zone: tzinfo) -> set[str]:
    """Of ``told`` those that came in a file after one that already reached later days."""
    files: defaultdict[str, list[Held[Consignment]]] = defaultdict(list)
    for held in told:
        files[held.evidence[0].sha256 if held.evidence else held.id].append(held)
    late: set[str] = set()
    reached: date | None = None
    for rows in sorted(files.values(), key=lambda rows: min((held.entered_at, held.seq) for held in rows)):
        days = {held.id: held.thing.when.middle.astimezone(zone).date() for held in rows}
        if reached:
            late |= {row for row, day in days.items() if day < reached}
        reached = max(reached or date.min, *days.values())
    return late
