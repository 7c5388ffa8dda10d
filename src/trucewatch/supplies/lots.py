"""Consignments through their stages: what several accounts say of the same goods, brought together and never added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from trucewatch.domain import Amount, Consignment, canonical, vocabulary
from trucewatch.mission import Mission
from trucewatch.record import Holdings

MISSION = "mission"
"""The account of the mission's own sources."""


IN_STORE = "in_store"
"""The stage of a count of what stores hold: no step on the way of a consignment."""

IN_HOUSEHOLDS = "in_households"
"""The stage of a count of what households keep, for a whole place."""


class Lot(NamedTuple):
    """Goods at one stage and place: ``reached`` when the first account of it has them there."""

    stage: str
    at: str
    reached: datetime
    low: float
    high: float
    differ: bool
    sources: tuple[str, ...]
    entries: tuple[str, ...]


class Chain(NamedTuple):
    """One consignment of one item in one unit, by one account; ``lots`` in the order they were reached, the last being
    where it stands.
    """

    account: str
    whose: str
    name: str
    item: str
    unit: str
    destination: str
    lots: tuple[Lot, ...]

    @property
    def key(self) -> str:
        """What the consignment is called in row ids: its own number, or its first entry's id."""
        return self.name or self.lots[0].entries[0]

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(entry for lot in self.lots for entry in lot.entries)


class _Goods(NamedTuple):
    account: str
    whose: str
    item: str
    unit: str


class _Row(NamedTuple):
    entry: str
    amount: Amount
    thing: Consignment

    @property
    def middle(self) -> datetime:
        return self.thing.when.middle


def account(mission: Mission, source: str) -> tuple[str, str]:
    """The account that ``source`` gives: *mission* or its type, and the party it speaks for."""
    if mission.own(source):
        return MISSION, ""
    known = mission.sources.get(source)
    return known.type if known else "unknown", mission.side(source)


def chains(holdings: Holdings, mission: Mission, until: datetime) -> tuple[Chain, ...]:
    """All consignments by accounts of times before ``until``.

    Accounts that share a consignment number speak of the same goods. Rows without a number are consignments of their
    own; but where sources of one account have the same item at the same stage and place at overlapping times, it
    cannot be told whether they mean the same goods, and they become one, from the most that one source has to the sum
    of all.
    """
    numbered: defaultdict[tuple[_Goods, str], list[_Row]] = defaultdict(list)
    unnumbered: defaultdict[tuple[_Goods, str, str], list[_Row]] = defaultdict(list)
    for held in sorted(holdings.consignments, key=lambda held: (held.thing.when.start, held.thing.when.end, held.id)):
        thing = held.thing
        if thing.when.middle < until and thing.stage not in (IN_STORE, IN_HOUSEHOLDS):
            amount = canonical(thing.amount)
            goods = _Goods(*account(mission, thing.source), thing.item, amount.unit)
            row = _Row(held.id, amount, thing)
            if thing.consignment:
                numbered[goods, thing.consignment].append(row)
            else:
                unnumbered[goods, thing.stage, thing.at].append(row)
    found = [_numbered(goods, name, rows) for (goods, name), rows in numbered.items()]
    for (goods, stage, at), rows in unnumbered.items():
        found += [_unnumbered(goods, stage, at, together) for together in _overlapping(rows)]
    return tuple(sorted(found, key=lambda chain: (chain[:5], chain.key)))


def _numbered(goods: _Goods, name: str, rows: list[_Row]) -> Chain:
    stages: defaultdict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        stages[row.thing.stage, row.thing.at].append(row)
    order = list(vocabulary("stages"))
    lots = [
        Lot(
            stage,
            at,
            min(row.middle for row in told),
            min(row.amount.low for row in told),
            max(row.amount.high for row in told),
            len({(row.amount.low, row.amount.high) for row in told}) > 1,
            _sources(told),
            tuple(row.entry for row in told),
        )
        for (stage, at), told in stages.items()
    ]
    lots.sort(key=lambda lot: (lot.reached, order.index(lot.stage) if lot.stage in order else -1, lot.at))
    return Chain(goods.account, goods.whose, name, goods.item, goods.unit, _destination(rows), tuple(lots))


def _unnumbered(goods: _Goods, stage: str, at: str, rows: list[_Row]) -> Chain:
    by_source: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        by_source[row.thing.source] += row.amount.low
    low, high = max(by_source.values()), sum(row.amount.high for row in rows)
    lot = Lot(
        stage,
        at,
        min(row.middle for row in rows),
        low,
        high,
        len(by_source) > 1,
        _sources(rows),
        tuple(row.entry for row in rows),
    )
    return Chain(goods.account, goods.whose, "", goods.item, goods.unit, _destination(rows), (lot,))


def _overlapping(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Runs of rows, given by start, that overlap in time and are of several sources; each other row alone."""
    runs: list[list[_Row]] = []
    reached: datetime | None = None
    for row in rows:
        when = row.thing.when
        if reached is not None and (when.start < reached or when.start == runs[-1][0].thing.when.start):
            runs[-1].append(row)
            reached = max(reached, when.end)
        else:
            runs.append([row])
            reached = when.end
    for run in runs:
        if len({row.thing.source for row in run}) > 1:
            yield run
        else:
            yield from ([row] for row in run)


def _destination(rows: Iterable[_Row]) -> str:
    return "; ".join(dict.fromkeys(row.thing.destination for row in rows if row.thing.destination))


def _sources(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(sorted({row.thing.source for row in rows}))
