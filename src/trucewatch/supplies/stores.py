"""What was counted in store, what is known to have come and gone since, and what may have, in the unit of a need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from trucewatch.domain import canonical
from trucewatch.mission import Mission
from trucewatch.record import Holdings

from .conversion import convert, group
from .losses import left
from .lots import IN_HOUSEHOLDS, IN_STORE, Chain, Lot

_SAME_COUNT = timedelta(days=1)
"""Counts of several sources this close in time are of the same stock."""

_SAME_ROUND = timedelta(days=7)
"""A count of what households keep is added to the count of the stores nearest to it if it is no further from it."""

_PASSED = ("inspected", "collected")
"""The stages from which goods go on to where they are bound, if nothing stops them."""

_ENDS = ("arrived", "intercepted")


class Count(NamedTuple):
    """Stock of an item at a place, from ``low`` to ``high`` of what can be eaten; ``households`` likewise, None where
    nobody counted what they keep. ``left_out`` says in words what could not be converted.
    """

    at: datetime
    low: float
    high: float
    items: tuple[str, ...]
    sources: tuple[str, ...]
    entries: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    households: tuple[float, float] | None = None


class Move(NamedTuple):
    """Goods that came to a place (below 0: left it). ``sure`` is False for goods that passed on their way there and of
    which nobody told the end.
    """

    at: datetime
    low: float
    high: float
    entries: tuple[str, ...]
    sure: bool = True


def counts(holdings: Holdings, mission: Mission, place: str, item: str, unit: str, until: datetime) -> list[Count]:
    """The stock counts of sources that speak for no party, the earliest first.

    What one source counted at one time is added up; what several counted within a day becomes one count, from the
    least to the most that any of them has.
    """
    stores = _counted(holdings, mission, place, item, unit, until, IN_STORE)
    kept = _counted(holdings, mission, place, item, unit, until, IN_HOUSEHOLDS)
    return [_with_households(count, kept) for count in stores]


def _counted(
    holdings: Holdings, mission: Mission, place: str, item: str, unit: str, until: datetime, stage: str
) -> list[Count]:
    told: defaultdict[tuple[datetime, str], list[tuple[str, str, str, float, float]]] = defaultdict(list)
    for held in holdings.consignments:
        thing = held.thing
        wanted = thing.stage == stage and thing.at == place and item in (thing.item, group(thing.item))
        if wanted and thing.when.middle < until and not mission.side(thing.source):
            amount = canonical(thing.amount)
            told[thing.when.middle, thing.source].append((held.id, thing.item, amount.unit, amount.low, amount.high))
    singles = []
    for (at, source), rows in sorted(told.items()):
        found = [_edible(mission, name, its, unit, low, high) for _, name, its, low, high in rows]
        out = tuple(sorted({row[2] for row, one in zip(rows, found, strict=True) if one is None}))
        low, high = sum(one[0] for one in found if one), sum(one[1] for one in found if one)
        if any(found):
            items, entries = sorted({row[1] for row in rows}), sorted({row[0] for row in rows})
            singles.append(Count(at, low, high, tuple(items), (source,), tuple(entries), out))
    return _together(singles)


def _with_households(count: Count, kept: Sequence[Count]) -> Count:
    near = [one for one in kept if abs(one.at - count.at) <= _SAME_ROUND]
    if not near:
        return count
    best = min(near, key=lambda one: (abs(one.at - count.at), one.at))
    return count._replace(
        households=(best.low, best.high),
        sources=tuple(sorted({*count.sources, *best.sources})),
        entries=tuple(sorted({*count.entries, *best.entries})),
    )


def moves(chains: Sequence[Chain], mission: Mission, place: str, item: str, unit: str) -> list[Move]:
    """What sources that speak for no party have as come to ``place`` or gone from it, the earliest first.

    A consignment that several of them name counts once, from the least to the most that is said of it. One that
    passed its inspection or was collected on its way to ``place`` may have come, if nobody told of its end; one that
    was collected at ``place`` and is bound elsewhere has left it.
    """
    named: defaultdict[tuple[str, str], list[tuple[Chain, Lot]]] = defaultdict(list)
    for chain in chains:
        if not chain.whose and item in (chain.item, group(chain.item)):
            named[chain.key, chain.item] += [(chain, lot) for lot in chain.lots]
    found: list[Move] = []
    for steps in named.values():
        came = [(chain, lot) for chain, lot in steps if (lot.stage, lot.at) == ("arrived", place)]
        bound = any(chain.destination == place for chain, _ in steps)
        passed = [(chain, lot) for chain, lot in steps if lot.stage in _PASSED and lot.at != place]
        gone = [
            (chain, lot)
            for chain, lot in steps
            if (lot.stage, lot.at) == ("collected", place) and chain.destination not in ("", place)
        ]
        if came:
            found += _moved(mission, came, unit)
        elif bound and passed:
            latest = max(lot.reached for _, lot in passed)
            if any(lot.stage in _ENDS and lot.reached >= latest for _, lot in steps):
                continue
            last = [(chain, lot) for chain, lot in passed if lot.reached == latest]
            found += [move._replace(sure=False) for move in _moved(mission, last, unit)]
        found += [
            move._replace(low=-move.high, high=-move.low) for move in _moved(mission, gone, unit, into_store=False)
        ]
    return sorted(found)


def unweighed(chains: Sequence[Chain], mission: Mission, place: str, item: str, unit: str) -> tuple[str, ...]:
    """Units in which goods came to ``place`` that no conversion brings to ``unit``, with what they are of."""
    came = {
        (chain.item, chain.unit)
        for chain in chains
        if not chain.whose and item in (chain.item, group(chain.item))
        for lot in chain.lots
        if (lot.stage, lot.at) == ("arrived", place)
    }
    return tuple(
        f"{its} of {name}" for name, its in sorted(came) if convert(mission.conversions, name, its, unit, 1, 1) is None
    )


def _moved(
    mission: Mission, steps: Sequence[tuple[Chain, Lot]], unit: str, *, into_store: bool = True
) -> Iterable[Move]:
    """One move of the goods of ``steps``; none where no conversion reaches their unit."""
    told = []
    for chain, lot in steps:
        edible = _edible(mission, chain.item, chain.unit, unit, lot.low, lot.high)
        if edible:
            least, most = left(mission.losses, chain.item, "arriving") if into_store else (1.0, 1.0)
            told.append(Move(lot.reached, edible[0] * least, edible[1] * most, lot.entries))
    if told:
        at, low, high, entries, _ = zip(*told, strict=True)
        yield Move(min(at), min(low), max(high), tuple(sorted({entry for each in entries for entry in each})))


def _edible(mission: Mission, item: str, unit: str, to: str, low: float, high: float) -> tuple[float, float] | None:
    """``low`` to ``high`` of ``unit`` in ``to``, less what is lost when it is made ready to eat."""
    found = convert(mission.conversions, item, unit, to, low, high)
    if found is None:
        return None
    least, most = left(mission.losses, item, "eating")
    return found.low * least, found.high * most


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
            tuple(sorted({item for one in run for item in one.items})),
            tuple(sorted({source for one in run for source in one.sources})),
            tuple(sorted({entry for one in run for entry in one.entries})),
            tuple(sorted({unit for one in run for unit in one.left_out})),
        )
        for run in runs
    ]
