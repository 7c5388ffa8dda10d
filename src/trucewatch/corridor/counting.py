"""How many passed a crossing, as the mission itself counted, without counting anything twice."""

from collections import defaultdict
from typing import NamedTuple

from trucewatch.domain import Passage, Span, vocabulary
from trucewatch.mission import Crossing, Mission
from trucewatch.record import Held, Holdings

from .sight import Gap, counting, gaps
from .stretches import hours, meets, union


class Tally(NamedTuple):
    """A count with its bounds; ``entries`` make it, ``beside`` are other sources' counts of the same hours."""

    low: int
    best: int
    high: int
    sources: tuple[str, ...]
    entries: tuple[str, ...]
    beside: tuple[str, ...]


class Counted(NamedTuple):
    """What the mission counted at a crossing in a span, by (direction, class), and when it was watching.

    ``taken`` are the passages that make the tallies.
    """

    tallies: dict[tuple[str, str], Tally]
    taken: dict[tuple[str, str], tuple[Passage, ...]]
    watched: tuple[Span, ...]
    gaps: tuple[Gap, ...]

    @property
    def watched_h(self) -> float:
        """Hours watched."""
        return hours(self.watched)

    def sum(self, direction: str, vehicles: frozenset[str]) -> tuple[int, int, int] | None:
        """Low, best and high over ``vehicles`` in ``direction``; None if nobody watched and nobody counted."""
        found = [tally for (way, vehicle), tally in self.tallies.items() if way == direction and vehicle in vehicles]
        if not self.watched_h and not found:
            return None
        return sum(t.low for t in found), sum(t.best for t in found), sum(t.high for t in found)

    def entries(self, vehicle: str) -> list[str]:
        """The entries behind the tallies of ``vehicle``, either way."""
        return sorted(entry for (_, of), tally in self.tallies.items() if of == vehicle for entry in tally.entries)


def persons() -> frozenset[str]:
    """The classes that are counted in persons."""
    return frozenset(code for code, term in vocabulary("vehicles").items() if term.columns["class"] == "person")


def vehicles() -> frozenset[str]:
    """The classes that are counted in vehicles."""
    return frozenset(vocabulary("vehicles")) - persons()


def count(holdings: Holdings, mission: Mission, crossing: Crossing, span: Span) -> Counted:
    """Tallies at ``crossing`` over the passages whose middle lies in ``span``.

    At any hour one source's counts stand: where several counted a class and direction, the one that watched the
    crossing longest in ``span`` comes first, and another's count is added only if it shares no time with the watching
    of those before it.
    """
    watching = counting(holdings, mission, crossing, span)
    found: defaultdict[tuple[str, str], defaultdict[str, list[Held[Passage]]]] = defaultdict(lambda: defaultdict(list))
    for held in holdings.passages:
        passage = held.thing
        middle = passage.span.start + passage.span.length / 2
        if passage.crossing == crossing.id and mission.own(passage.source) and span.contains(middle):
            found[passage.direction, passage.vehicle][passage.source].append(held)
    chosen = {key: _chosen(by_source, watching) for key, by_source in sorted(found.items())}
    return Counted(
        {key: _tally(taken, beside) for key, (taken, beside) in chosen.items()},
        {key: tuple(held.thing for held in taken) for key, (taken, _) in chosen.items()},
        union(part for parts in watching.values() for part in parts),
        gaps(holdings, mission, crossing, span, watching),
    )


def _chosen(
    by_source: dict[str, list[Held[Passage]]], watching: dict[str, tuple[Span, ...]]
) -> tuple[list[Held[Passage]], list[str]]:
    """The counts that stand, and the entries of those set beside them."""
    taken: list[Held[Passage]] = []
    beside: list[str] = []
    covered: tuple[Span, ...] = ()
    for source in sorted(by_source, key=lambda source: (-hours(watching[source]), source)):
        for held in by_source[source]:
            if meets(held.thing.span, covered):
                beside.append(held.id)
            else:
                taken.append(held)
        own = (held.thing.span for held in by_source[source])
        covered = (*covered, *watching[source], *own)
    return taken, beside


def _tally(taken: list[Held[Passage]], beside: list[str]) -> Tally:
    return Tally(
        low=sum(held.thing.count.low for held in taken),
        best=sum(held.thing.count.best for held in taken),
        high=sum(held.thing.count.high for held in taken),
        sources=tuple(sorted({held.thing.source for held in taken})),
        entries=tuple(sorted(held.id for held in taken)),
        beside=tuple(sorted(beside)),
    )
