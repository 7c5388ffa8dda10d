"""Checks of what a mission says of people and goods: figures, standards, conversions, losses, facilities, registers."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..domain import vocabulary
from .checking import NOT_IN_IDS, WHOLE_AREA, Ids, named, term, unique
from .faults import Fault
from .parts import Located, Parts
from .provision import AgeShare, Conversion, Facility, Loss, Population
from .registers import Register

_ROUNDED = 0.01
"""How far from 1 shares may add up that were rounded."""


def check_provision(parts: Parts, ids: Ids, accounts: frozenset[str], geography: frozenset[str]) -> Iterator[Fault]:
    """Every contradiction between the tables; ``accounts`` are ids of parties and sources, ``geography`` of all that
    a figure can be about.
    """
    yield from _populations(parts.populations, ids, accounts)
    yield from _standards(parts, accounts, geography)
    yield from _conversions(parts.conversions)
    yield from _losses(parts.losses)
    yield from _ages(parts.ages, ids)
    yield from _facilities(parts.facilities, ids)
    yield from _registers(parts.registers, ids)


def _populations(rows: Sequence[Located[Population]], ids: Ids, accounts: frozenset[str]) -> Iterator[Fault]:
    for at in rows:
        where = ids["places"] | ids["sector"] | {WHOLE_AREA}
        yield from named(at.row, "place", at.thing.place, where, "place or sector")
        yield from named(at.row, "claimant", at.thing.claimant, accounts | {""}, "party or source")
        if at.thing.high < at.thing.low:
            yield at.row.fault("high", f"is below low ({at.thing.low})", "exchange them")


def _standards(parts: Parts, accounts: frozenset[str], geography: frozenset[str]) -> Iterator[Fault]:
    for need in parts.needs:
        yield from term(need.row, "item", need.thing.item, "items")
        if need.thing.most is not None and need.thing.most < need.thing.amount:
            yield need.row.fault("most", f"is below amount ({need.thing.amount:g})", "exchange them")
    for usual in parts.baselines:
        row, baseline = usual.row, usual.thing
        yield from term(row, "measure", baseline.measure, "measures")
        yield from named(row, "about", baseline.about, geography, "corridor or other place")
        yield from named(row, "claimant", baseline.claimant, accounts | {""}, "party or source")
        meant = vocabulary("measures").get(baseline.measure)
        if meant and baseline.unit != meant.columns["unit"]:
            yield row.fault("unit", f"is not the unit of {meant.code}", f"give it in {meant.columns['unit']!r}")
    for reach in parts.detection:
        yield from term(reach.row, "means", reach.thing.means, "means")
        yield from term(reach.row, "kind", reach.thing.kind, "kinds")
    for wind in parts.winds:
        yield from term(wind.row, "means", wind.thing.means, "means")


def _conversions(rows: Sequence[Located[Conversion]]) -> Iterator[Fault]:
    for at in rows:
        yield from _item_or_group(at)
        if not 0 < at.thing.low <= at.thing.high:
            yield at.row.fault("low", "is not between 0 and high", "give the least and the most one unit comes to")


def _item_or_group(at: Located[Any]) -> Iterator[Fault]:
    groups = {term.columns["group"] for term in vocabulary("items").values()}
    if at.thing.item not in groups | {""}:
        yield from term(at.row, "item", at.thing.item, "items")


def _losses(rows: Sequence[Located[Loss]]) -> Iterator[Fault]:
    yield from unique([(at, (at.thing.item, at.thing.cause, at.thing.of), "loss") for at in rows], "cause")
    for at in rows:
        yield from _item_or_group(at)
        if not at.thing.low <= at.thing.high < 1:
            yield at.row.fault("high", "is not between low and 1", "give shares, such as 0.02 and 0.05")


def _ages(rows: Sequence[Located[AgeShare]], ids: Ids) -> Iterator[Fault]:
    """Each place's ages and sexes make up the whole of its people; states of some of them come on top."""
    yield from unique([(at, (at.thing.place, at.thing.group), "share") for at in rows], "group")
    whole: dict[str, float] = {}
    for at in rows:
        yield from named(
            at.row, "place", at.thing.place, ids["places"] | ids["sector"] | {WHOLE_AREA}, "place or sector"
        )
        yield from term(at.row, "group", at.thing.group, "energy")
        if not 0 <= at.thing.share <= 1:
            yield at.row.fault("share", "is not between 0 and 1", "give a share of all people, such as 0.07")
        group = vocabulary("energy").get(at.thing.group)
        if group and group.columns["extra"] != "yes":
            whole[at.thing.place] = whole.get(at.thing.place, 0.0) + at.thing.share
    last = {at.thing.place: at.row for at in rows}
    for place, total in whole.items():
        if abs(total - 1) > _ROUNDED:
            yield last[place].fault("share", f"brings those of {place!r} to {total:.3f}", "make them come to 1")


def _facilities(rows: Sequence[Located[Facility]], ids: Ids) -> Iterator[Fault]:
    for at in rows:
        yield from named(at.row, "place", at.thing.place, ids["places"], "place")
        for service in at.thing.services:
            yield from term(at.row, "services", service, "services")


def _registers(rows: Sequence[Located[Register]], ids: Ids) -> Iterator[Fault]:
    by_flow: dict[str, set[str]] = {}
    for at in rows:
        by_flow.setdefault(at.thing.flow, set()).add(at.thing.source)
        yield from named(at.row, "source", at.thing.source, ids["sources"], "source")
        yield from term(at.row, "stage", at.thing.stage, "stages")
        yield from _item_or_group(at)
        if at.thing.until and at.thing.until < at.thing.since:
            yield at.row.fault("until", f"is before since ({at.thing.since})", "exchange them")
        if bad := NOT_IN_IDS & set(at.thing.flow):
            yield at.row.fault("flow", f"holds {min(bad)!r}", "use letters, digits, '-', '_' and '.'")
    for at in rows:
        if len(by_flow[at.thing.flow]) == 1:
            yield at.row.fault("flow", "has one register only", "list a second source of the same flow")
