"""What was counted in store, and what is known to have come since, brought to the unit of a need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from trucewatch.domain import canonical
from trucewatch.mission import Mission
from trucewatch.record import Holdings

from .conversion import convert, group
from .lots import IN_STORE, Chain

_SAME_COUNT = timedelta(days=1)
"""Counts of several sources this close in time are of the same stock."""


class Count(NamedTuple):
    """Stock of an item at a place, from ``low`` to ``high``; ``left_out`` says in words what could not be converted."""

    at: datetime
    low: float
    high: float
    sources: tuple[str, ...]
    entries: tuple[str, ...]
    left_out: tuple[str, ...] = ()


class Arrival(NamedTuple):
    """Goods that arrived at a place."""

    at: datetime
    low: float
    high: float
    entries: tuple[str, ...]


def counts(holdings: Holdings, mission: Mission, place: str, item: str, unit: str, until: datetime) -> list[Count]:
    """The stock counts of sources that speak for no party, the earliest first.

    What one source counted at one time is added up; what several counted within a day becomes one count, from the
    least to the most that any of them has.
    """
    told: defaultdict[tuple[datetime, str], list[tuple[str, str, str, float, float]]] = defaultdict(list)
    for held in holdings.consignments:
        thing = held.thing
        wanted = thing.stage == IN_STORE and thing.at == place and item in (thing.item, group(thing.item))
        if wanted and thing.when.middle < until and not mission.side(thing.source):
            amount = canonical(thing.amount)
            told[thing.when.middle, thing.source].append((held.id, thing.item, amount.unit, amount.low, amount.high))
    singles = []
    for (at, source), rows in sorted(told.items()):
        found = [convert(mission.conversions, name, its, unit, low, high) for _, name, its, low, high in rows]
        left = tuple(sorted({row[2] for row, one in zip(rows, found, strict=True) if one is None}))
        low, high = sum(one.low for one in found if one), sum(one.high for one in found if one)
        if any(found):
            singles.append(Count(at, low, high, (source,), tuple(sorted(row[0] for row in rows)), left))
    return _together(singles)


def arrivals(chains: Sequence[Chain], mission: Mission, place: str, item: str, unit: str) -> list[Arrival]:
    """What sources that speak for no party have as arrived at ``place``, the earliest first.

    A consignment that several of them name counts once, from the least to the most that is said of it.
    """
    named: defaultdict[tuple[str, str], list[Arrival]] = defaultdict(list)
    for chain in chains:
        if chain.whose or item not in (chain.item, group(chain.item)):
            continue
        for lot in chain.lots:
            if (lot.stage, lot.at) == ("arrived", place):
                found = convert(mission.conversions, chain.item, chain.unit, unit, lot.low, lot.high)
                if found:
                    named[chain.key, chain.item].append(Arrival(lot.reached, found.low, found.high, lot.entries))
    return sorted(_same(told) for told in named.values())


def _same(told: Iterable[Arrival]) -> Arrival:
    at, low, high, entries = zip(*told, strict=True)
    return Arrival(min(at), min(low), max(high), tuple(sorted({entry for each in entries for entry in each})))


def _together(singles: Sequence[Count]) -> list[Count]:
    runs: list[list[Count]] = []
    for count in singles:
        known = {source for one in runs[-1] for source in one.sources} if runs else set()
        if runs and count.at - runs[-1][0].at < _SAME_COUNT and not known & {*count.sources}:
            runs[-1].append(count)
        else:
            runs.append([count])
    return [
        Count(
            run[-1].at,
            min(one.low for one in run),
            max(one.high for one in run),
            tuple(sorted({source for one in run for source in one.sources})),
            tuple(sorted({entry for one in run for entry in one.entries})),
            tuple(sorted({unit for one in run for unit in one.left_out})),
        )
        for run in runs
    ]
