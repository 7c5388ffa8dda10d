"""What people decided about which accounts are of one event, made into constraints; the status they gave incidents.

Decisions are read latest first: an older one holds as far as no later one speaks against it. ``merge`` (one event),
``split`` and ``not_same`` (different events; a split with ``value = {"groups": [[...], ...]}`` keeps each group
together), ``unlink`` (stands alone), ``lock`` (one event, and nothing else joins it). An incident's id stands for the
one entry it is named after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import NamedTuple

import polars as pl

from ..domain import Decision
from ..record import Held

PREFIX = "inc:"
LINKING_ACTS = ("merge", "split", "not_same", "unlink", "lock")
RUNGS = {"verify": "verified", "dispute": "disputed", "disprove": "withdrawn"}

Deciding = Held[Decision]


@dataclass
class Constraints:
    """What decisions settle. ``together``: groups of entries; ``apart``: pairs of entries that are of different events.

    ``closed`` entries take no links from the rule.
    """

    together: list[set[str]] = field(default_factory=list)
    apart: set[tuple[str, str]] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)


def latest_first(decisions: Iterable[Deciding]) -> list[Deciding]:
    return sorted(decisions, key=lambda held: (held.entered_at, held.id), reverse=True)


def entries_named(decision: Decision) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.removeprefix(PREFIX) for name in decision.on))


def constraints(decisions: Iterable[Deciding], sequences: Sequence[Sequence[str]]) -> Constraints:
    """The constraints that ``decisions`` put on entries.

    ``sequences`` are the sources' own runs that hold a decided entry: kept together where no decision parts them.
    """
    found = Constraints()
    groups = _Groups()
    frozen: set[str] = set()
    for held in latest_first(decisions):
        act, named = held.thing.act, entries_named(held.thing)
        if act not in LINKING_ACTS:
            continue
        one, several = _meant(held.thing, named)
        for group in one:
            groups.join_all(group, frozen)
        for a, b in several:
            groups.part(a, b)
        if act in ("unlink", "lock"):
            frozen.update(named)
            found.closed.update(named)
    for sequence in sequences:
        groups.join_all(sequence, frozen)
    found.together = [group for group in groups.all() if len(group) > 1]
    found.apart = groups.apart
    return found


def _meant(decision: Decision, named: tuple[str, ...]) -> tuple[Sequence[Sequence[str]], Iterable[tuple[str, str]]]:
    match decision.act:
        case "merge" | "lock":
            return [named], ()
        case "split" if decision.value.get("groups"):
            groups = [[str(entry).removeprefix(PREFIX) for entry in group] for group in decision.value["groups"]]
            return groups, (pair for a, b in combinations(groups, 2) for pair in product(a, b))
        case "split" | "not_same":
            return [], combinations(named, 2)
        case _:
            return [], ()


class Shaping(NamedTuple):
    """By incident: the status people gave it, and the ids of the decisions that name it or its accounts."""

    rungs: dict[str, str]
    decided: dict[str, tuple[str, ...]]
    without_effect: tuple[str, ...]


def shaping(decisions: Iterable[Deciding], told: pl.DataFrame) -> Shaping:
    """What ``decisions`` say of the incidents of ``told`` (columns incident, id). The latest rung stands."""
    acting = [held for held in latest_first(decisions) if held.thing.act in (*LINKING_ACTS, *RUNGS)]
    named = {entry for held in acting for entry in entries_named(held.thing)}
    of: dict[str, list[str]] = {}
    if named:
        for entry, incident in (
            told.filter(pl.col("id").is_in(list(named))).select("id", "incident").sort("id").iter_rows()
        ):
            of.setdefault(entry, []).append(incident)
    rungs: dict[str, str] = {}
    decided: dict[str, tuple[str, ...]] = {}
    idle = []
    for held in acting:
        entries = [entry for entry in entries_named(held.thing) if entry in of]
        if len(entries) < (2 if held.thing.act in ("merge", "split", "not_same") else 1):
            idle.append(held.id)
        for incident in dict.fromkeys(incident for entry in entries for incident in of[entry]):
            decided[incident] = (held.id, *decided.get(incident, ()))
            if held.thing.act in RUNGS:
                rungs.setdefault(incident, RUNGS[held.thing.act])
    return Shaping(rungs, decided, tuple(sorted(idle)))


class _Groups:
    """Groups of entries that grow only where nothing holds two of them apart."""

    def __init__(self) -> None:
        self._group: dict[str, set[str]] = {}
        self.apart: set[tuple[str, str]] = set()

    def join_all(self, entries: Iterable[str], frozen: set[str]) -> None:
        free = [entry for entry in entries if entry not in frozen]
        for entry in free:
            self._group.setdefault(entry, {entry})
        for a, b in pairwise(free):
            self._join(a, b)

    def _join(self, a: str, b: str) -> None:
        one, other = self._group[a], self._group[b]
        if one is other or any((x, y) in self.apart or (y, x) in self.apart for x in one for y in other):
            return
        one |= other
        for entry in other:
            self._group[entry] = one

    def part(self, a: str, b: str) -> None:
        if a != b and b not in self._group.get(a, ()):
            self.apart.add((a, b))

    def all(self) -> list[set[str]]:
        return list({id(group): group for group in self._group.values()}.values())
