"""The directed arcs that a mode of travel may use, and how one gets along them by the status of segments."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from trucewatch.places import NO_STRETCH, Network

from .covering import OFF_SEGMENTS, Cover

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CLOSED, UNKNOWN, SEEN = 0, 1, 2
"""What is known of a way: closed; not observed or disputed; seen open or restricted."""

_LEAST_S = 1e-3


class Doors(NamedTuple):
    """By which nodes one comes into a settlement, and how many seconds it takes from each to its middle."""

    nodes: tuple[int, ...]
    seconds: tuple[float, ...]

    def and_at(self, node: int) -> "Doors":
        """These doors, and ``node`` for one at which one is there already."""
        rest = [(one, time) for one, time in zip(self.nodes, self.seconds, strict=True) if one != node]
        return Doors((node, *(one for one, _ in rest)), (0.0, *(time for _, time in rest)))


class Course(NamedTuple):
    """The m arcs of a mode by tail; ``way`` (m,) is 2 i towards the start of segment i, 2 i + 1 towards its end.

    The last but one way stands for all roads that no segment covers, the last for the doors of settlements, which
    belong to no stretch; ``covered`` marks the others. ``first`` and ``last`` mark the arcs at which their way begins
    and ends. ``at`` gives the node of every settlement on the roads.
    """

    size: int
    tail: Ints
    head: Ints
    seconds: Floats
    stretch: Ints
    way: Ints
    covered: Bools
    first: Bools
    last: Bools
    at: Mapping[str, int]

    @classmethod
    def of(cls, cover: Cover, ends: Ints, doors: Mapping[str, Doors], mode: str) -> Self:
        """The arcs of ``mode``; ``ends`` (n, 2) are the nodes at which the n segments begin and end.

        A settlement with one door that takes no time is that door's node; others get a node that is entered by their
        doors and never passed through.
        """
        arcs = cover.roads.arcs(mode)
        covering = cover.segment[arcs.stretch]
        towards = (cover.onward[arcs.stretch] == arcs.along).astype(np.int64)
        way = np.where(covering == OFF_SEGMENTS, 2 * len(ends), 2 * covering + towards)
        at: dict[str, int] = {}
        size = len(cover.roads.node_lon)
        into: list[tuple[int, int, float]] = []
        for place, (nodes, seconds) in doors.items():
            if seconds == (0.0,):
                at[place] = nodes[0]
                continue
            at[place] = size
            into += [(node, size, max(time, _LEAST_S)) for node, time in zip(nodes, seconds, strict=True)]
            size += 1
        more = np.array(into, float).reshape(-1, 3)
        tail = np.concatenate([arcs.tail, more[:, 0].astype(np.int64)])
        head = np.concatenate([arcs.head, more[:, 1].astype(np.int64)])
        way = np.concatenate([way, np.full(len(more), 2 * len(ends) + 1)])
        order = np.argsort(tail, kind="stable")
        tail, head, way = tail[order], head[order], way[order]
        of = np.minimum(way // 2, len(ends) - 1)
        covered = way < 2 * len(ends)
        return cls(
            size,
            tail,
            head,
            np.concatenate([arcs.seconds, more[:, 2]])[order],
            np.concatenate([arcs.stretch, np.full(len(more), NO_STRETCH)])[order],
            way,
            covered,
            covered & (tail == ends[of, 1 - way % 2]),
            covered & (head == ends[of, way % 2]),
            at,
        )

    def known(self, ways: Ints, closed: Ints, opened: Ints) -> Ints:
        """What is known of each arc (m,) by ``ways``, but for stretches taken for ``closed`` and for ``opened``."""
        found = ways[self.way]
        if len(closed):
            found = np.where(np.isin(self.stretch, closed), CLOSED, found)
        return np.where(np.isin(self.stretch, opened), SEEN, found) if len(opened) else found

    def partly(self, known: Ints) -> list[Bools]:
        """Arcs (m,) one may use if closed segments were closed at their end alone, then at their beginning alone.

        Where on a segment it is closed is not known; none may be passed as a whole.
        """
        closed = (known == CLOSED) & self.covered
        return [(known > CLOSED) | (closed & ~shut) for shut in (self.last, self.first) if (closed & ~shut).any()]


class Travel(NamedTuple):
    """Travel from ``sources`` over the arcs ``used`` of a course: the network of those, seconds to every node, and the
    arc of it by which each node is reached.
    """

    network: Network
    used: Ints
    sources: list[int]
    seconds: Floats
    arcs: Ints

    @classmethod
    def over(cls, course: Course, usable: Bools, sources: list[int]) -> Self:
        used = np.flatnonzero(usable)
        network = Network(
            course.size, *(one[used] for one in (course.tail, course.head, course.seconds, course.stretch))
        )
        return cls(network, used, sources, *network.routes(sources))

    def to(self, node: int) -> list[int]:
        """The arcs of the course driven to ``node``."""
        return [int(self.used[arc]) for arc in self.network.route(self.arcs, node)]
