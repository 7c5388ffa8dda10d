"""Travel over a network of directed arcs: times, what everything hangs on, bridges, smallest cuts.

Arcs belong to stretches and are closed by stretch. Parallel arcs are kept apart: the compressed rows are laid out here,
since the usual constructors would add their times up.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, dijkstra, maximum_flow

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

F = TypeVar("F", bound=Callable[..., Any])

NO_STRETCH = -1
"""The stretch of an arc that nobody can close."""


def _kernel(function: F) -> F:
    return cast("F", numba.njit(cache=True, nogil=True)(function))


class Cut(NamedTuple):
    """A smallest set of stretches that parts sources from targets, and its capacity (ways, or what was given)."""

    stretches: Ints
    capacity: int


class Network:
    """m directed arcs over ``nodes`` nodes: ``tail``, ``head``, ``seconds`` and ``stretch`` are all (m,).

    A stretch has any number of arcs; ``NO_STRETCH`` marks arcs that cannot be closed. Raises ValueError if a time is
    not above 0 or an arc leads outside.
    """

    def __init__(self, nodes: int, tail: ArrayLike, head: ArrayLike, seconds: ArrayLike, stretch: ArrayLike) -> None:
        tails, heads = np.asarray(tail, np.int64), np.asarray(head, np.int64)
        times = np.asarray(seconds, float)
        if len(tails) and not (times > 0).all():
            raise ValueError("the travel time of every arc must be above 0")
        if len(tails) and (min(tails.min(), heads.min()) < 0 or max(tails.max(), heads.max()) >= nodes):
            raise ValueError(f"every arc must join two of the {nodes} nodes")
        order = np.argsort(tails, kind="stable")
        self.nodes = nodes
        self.tail, self.head, self.seconds = tails[order], heads[order], times[order]
        self.stretch = np.asarray(stretch, np.int64)[order]
        self._rows = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))]).astype(np.int32)
        self._columns = self.head.astype(np.int32)
        self.stretches = int(self.stretch.max(initial=-1)) + 1

    def open_arcs(self, closed: ArrayLike = ()) -> Bools:
        """The arcs (m,) left when the stretches ``closed`` are closed, in the network's own order of arcs."""
        shut = np.zeros(self.stretches + 1, np.bool_)
        shut[np.asarray(closed, np.int64)] = True
        shut[NO_STRETCH] = False
        return ~shut[self.stretch]

    def times(self, sources: ArrayLike, closed: ArrayLike = ()) -> Floats:
        """Seconds (n,) from the nearest of ``sources`` to every node with stretches ``closed``; inf where cut off."""
        return dijkstra(self._graph(self._times(closed)), indices=np.atleast_1d(sources), min_only=True)

    def routes(self, sources: ArrayLike, closed: ArrayLike = ()) -> tuple[Floats, Ints]:
        """As ``times``, and for each node the arc by which it is reached first (-1 for none)."""
        times = self._times(closed)
        seconds, before, _ = dijkstra(
            self._graph(times), indices=np.atleast_1d(sources), min_only=True, return_predecessors=True
        )
        return seconds, _arcs_used(self.tail, self.head, times, seconds, before.astype(np.int64))

    def route(self, arcs: Ints, target: int) -> Ints:
        """The arcs to ``target`` in driving order, from the arcs of ``routes``."""
        found: list[int] = []
        while arcs[target] >= 0:
            found.append(int(arcs[target]))
            target = int(self.tail[arcs[target]])
        return np.array(found[::-1], np.int64)

    def hanging(self, sources: ArrayLike, targets: ArrayLike, closed: ArrayLike = ()) -> tuple[Ints, ...]:
        """For each of ``targets`` the stretches it hangs on: closing any one of them cuts it off from every source.

        Targets that cannot be reached at all hang on nothing. By the dominators of the network whose arcs are made
        nodes (the algorithm Semi-NCA: Georgiadis 2005). A stretch that may be driven both ways is critical exactly
        if one of its two arcs is.
        """
        above = self._dominators(sources, closed)
        return tuple(
            np.unique(_chain(above, self.nodes, self.stretch, int(target))) for target in np.atleast_1d(targets)
        )

    def carried(self, sources: ArrayLike, weights: ArrayLike, closed: ArrayLike = ()) -> Floats:
        """For each stretch the sum of ``weights`` (n,) over the nodes that closing it alone would cut off."""
        above = self._dominators(sources, closed)
        summed = _sums_below(above, np.asarray(weights, float), self.nodes, len(self.head))
        of_arcs = summed[self.nodes : self.nodes + len(self.head)]
        can_close = self.stretch != NO_STRETCH
        return np.asarray(np.bincount(self.stretch[can_close], of_arcs[can_close], minlength=self.stretches), float)

    def bridges(self) -> Ints:
        """The stretches whose removal parts their two ends, whichever way roads may be driven; Tarjan 1974."""
        ends = np.full((self.stretches, 2), -1, np.int64)
        can_close = self.stretch != NO_STRETCH
        ends[self.stretch[can_close], 0], ends[self.stretch[can_close], 1] = self.tail[can_close], self.head[can_close]
        fixed = np.column_stack([self.tail[~can_close], self.head[~can_close]])
        pairs = np.concatenate([ends[ends[:, 0] >= 0], fixed])
        number = np.concatenate([np.flatnonzero(ends[:, 0] >= 0), np.full(len(fixed), NO_STRETCH)])
        both = np.concatenate([pairs, pairs[:, ::-1]])
        order = np.argsort(both[:, 0], kind="stable")
        rows = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=self.nodes))])
        edge = np.concatenate([np.arange(len(pairs)), np.arange(len(pairs))])[order]
        found = number[_bridges(rows, both[order, 1], edge, len(pairs))]
        return np.sort(found[found != NO_STRETCH])

    def smallest_cut(
        self, sources: ArrayLike, targets: ArrayLike, closed: ArrayLike = (), capacity: ArrayLike | None = None
    ) -> Cut | None:
        """A smallest set of stretches to close so that no target can be reached, and the flow it lets through.

        ``capacity`` (whole numbers by stretch, for either way) is 1 for each where not given: the cut's capacity is
        then its size, and the number of ways that share no stretch. There may be other sets as small; this one lies
        nearest to the sources. None if no set of stretches parts them. By max flow (scipy).
        """
        limits = np.ones(self.stretches, np.int64) if capacity is None else np.asarray(capacity, np.int64)
        usable = self.open_arcs(closed)
        start, goal = self.nodes, self.nodes + 1
        of_arcs = np.append(limits, 0)[self.stretch]
        unlimited = int(limits[limits > 0].sum()) + 1
        if unlimited > np.iinfo(np.int32).max:
            raise ValueError("capacities are too large to add up; give them in a greater unit")
        of_arcs = np.where(self.stretch == NO_STRETCH, unlimited, of_arcs)[usable]
        first, last = np.unique(np.atleast_1d(sources)), np.unique(np.atleast_1d(targets))
        if np.intersect1d(first, last).size:
            return None
        tails = np.concatenate([self.tail[usable], np.full(len(first), start), last])
        heads = np.concatenate([self.head[usable], first, np.full(len(last), goal)])
        limit = np.concatenate([of_arcs, np.full(len(first) + len(last), unlimited)])
        size = self.nodes + 2
        parallel, where = np.unique(tails * size + heads, return_inverse=True)
        summed = np.minimum(np.bincount(where, limit), unlimited).astype(np.int32)
        graph = csr_array(csr_matrix((summed, (parallel // size, parallel % size)), shape=(size, size), dtype=np.int32))
        flow = maximum_flow(graph, start, goal)
        if flow.flow_value >= unlimited:
            return None
        left: csr_array[Any, tuple[int, int]] = csr_array(graph - flow.flow)
        left.eliminate_zeros()
        near = np.zeros(size, np.bool_)
        near[breadth_first_order(left, start, return_predecessors=False)] = True
        crossing = usable & near[self.tail] & ~near[self.head]
        return Cut(np.unique(self.stretch[crossing]), int(flow.flow_value))

    def _times(self, closed: ArrayLike) -> Floats:
        return np.where(self.open_arcs(closed), self.seconds, np.inf)

    def _graph(self, times: Floats) -> csr_matrix[np.float64]:
        return csr_matrix((times, self._columns, self._rows), shape=(self.nodes, self.nodes))

    def _dominators(self, sources: ArrayLike, closed: ArrayLike) -> Ints:
        """The immediate dominator of every node, arc (numbered after the nodes) and the root (last); -1 if cut off."""
        usable = self.open_arcs(closed)
        roots = np.unique(np.atleast_1d(sources)).astype(np.int64)
        return _dominator_tree(self._rows.astype(np.int64), self.head, usable, roots)


@_kernel
def _arcs_used(tail: Ints, head: Ints, times: Floats, seconds: Floats, before: Ints) -> Ints:
    used = np.full(len(seconds), -1, np.int64)
    for arc in range(len(tail)):
        a, b = tail[arc], head[arc]
        if (
            before[b] == a
            and np.isfinite(seconds[b])
            and np.isfinite(times[arc])
            and (used[b] < 0 or times[arc] < times[used[b]])
        ):
            used[b] = arc
    return used


@_kernel
def _chain(above: Ints, nodes: int, stretch: Ints, target: int) -> Ints:
    found = [0 for _ in range(0)]
    at = above[target]
    while at >= 0:
        if nodes <= at < nodes + len(stretch) and stretch[at - nodes] >= 0:
            found.append(stretch[at - nodes])
        at = above[at]
    return np.array(found, dtype=np.int64)


@_kernel
def _sums_below(above: Ints, weights: Floats, nodes: int, arcs: int) -> Floats:
    """Sums of weights over the dominator tree, leaves first."""
    size = len(above)
    children = np.zeros(size, np.int64)
    for one in range(size):
        if above[one] >= 0:
            children[above[one]] += 1
    summed = np.zeros(size)
    for node in range(nodes):
        if above[node] >= 0:
            summed[node] = weights[node]
    stack = np.empty(size, np.int64)
    top = 0
    for one in range(size):
        if children[one] == 0 and above[one] >= 0:
            stack[top] = one
            top += 1
    while top:
        top -= 1
        one = stack[top]
        parent = above[one]
        summed[parent] += summed[one]
        children[parent] -= 1
        if children[parent] == 0 and above[parent] >= 0:
            stack[top] = parent
            top += 1
    return summed


@_kernel
def _dominator_tree(rows: Ints, head: Ints, usable: Bools, roots: Ints) -> Ints:
    """Semi-NCA over nodes 0..n-1, arcs n..n+m-1 (each a node between its ends) and a root n+m above ``roots``."""
    n, m = len(rows) - 1, len(head)
    root = n + m
    is_root = np.zeros(n, np.bool_)
    is_root[roots] = True
    tail = np.empty(m, np.int64)
    for node in range(n):
        for arc in range(rows[node], rows[node + 1]):
            tail[arc] = node
    into = np.zeros(n + 1, np.int64)
    for arc in range(m):
        if usable[arc]:
            into[head[arc] + 1] += 1
    for node in range(n):
        into[node + 1] += into[node]
    fill = into.copy()
    entering = np.empty(into[n], np.int64)
    for arc in range(m):
        if usable[arc]:
            entering[fill[head[arc]]] = arc
            fill[head[arc]] += 1

    order = np.full(n + m + 1, -1, np.int64)
    vertex = np.empty(n + m + 1, np.int64)
    parent = np.empty(n + m + 1, np.int64)
    stack = np.empty(n + 1, np.int64)
    following = rows[:-1].copy()
    order[root], vertex[0], parent[0] = 0, root, 0
    count = 1
    for start in roots:
        if order[start] >= 0:
            continue
        order[start], vertex[count], parent[count] = count, start, 0
        count += 1
        stack[0] = start
        top = 1
        while top:
            node = stack[top - 1]
            if following[node] == rows[node + 1]:
                top -= 1
                continue
            arc = following[node]
            following[node] += 1
            if not usable[arc]:
                continue
            order[n + arc], vertex[count], parent[count] = count, n + arc, order[node]
            count += 1
            goal = head[arc]
            if order[goal] < 0:
                order[goal], vertex[count], parent[count] = count, goal, order[n + arc]
                count += 1
                stack[top] = goal
                top += 1

    semi = np.arange(count)
    label = np.arange(count)
    ancestor = np.full(count, -1, np.int64)
    path = np.empty(count, np.int64)
    for i in range(count - 1, 0, -1):
        here = vertex[i]
        least = i
        if here >= n:
            least = _semi(order[tail[here - n]], i, semi, label, ancestor, path)
        else:
            if is_root[here]:
                least = 0
            for k in range(into[here], into[here + 1]):
                if order[n + entering[k]] >= 0:
                    least = min(least, _semi(order[n + entering[k]], i, semi, label, ancestor, path))
        semi[i] = least
        ancestor[i] = parent[i]
    above = np.empty(count, np.int64)
    above[0] = -1
    for i in range(1, count):
        at = parent[i]
        while at > semi[i]:
            at = above[at]
        above[i] = at
    result = np.full(n + m + 1, -1, np.int64)
    for i in range(1, count):
        result[vertex[i]] = vertex[above[i]]
    return result


@_kernel
def _semi(of: np.int64, now: int, semi: Ints, label: Ints, ancestor: Ints, path: Ints) -> int:
    """The least semidominator over the linked ancestors of ``of``, halving the paths on the way."""
    if of < now:
        return int(of)
    depth = 0
    at = of
    while ancestor[at] >= 0 and ancestor[ancestor[at]] >= 0:
        path[depth] = at
        depth += 1
        at = ancestor[at]
    for k in range(depth - 1, -1, -1):
        one = path[k]
        up = ancestor[one]
        if semi[label[up]] < semi[label[one]]:
            label[one] = label[up]
        ancestor[one] = ancestor[up]
    return int(semi[label[of]])


@_kernel
def _bridges(rows: Ints, column: Ints, edge: Ints, edges: int) -> Ints:
    """The edges of an undirected multigraph (each listed from both ends) that lie on no cycle."""
    n = len(rows) - 1
    order = np.full(n, -1, np.int64)
    low = np.empty(n, np.int64)
    by = np.full(n, -1, np.int64)
    following = rows[:-1].copy()
    stack = np.empty(n, np.int64)
    bridge = np.zeros(edges, np.bool_)
    count = 0
    for start in range(n):
        if order[start] >= 0:
            continue
        order[start], low[start] = count, count
        count += 1
        stack[0] = start
        top = 1
        while top:
            node = stack[top - 1]
            if following[node] == rows[node + 1]:
                top -= 1
                if top:
                    up = stack[top - 1]
                    low[up] = min(low[up], low[node])
                    if low[node] > order[up]:
                        bridge[by[node]] = True
                continue
            k = following[node]
            following[node] += 1
            if edge[k] == by[node]:
                continue
            goal = column[k]
            if order[goal] < 0:
                order[goal], low[goal], by[goal] = count, count, edge[k]
                count += 1
                stack[top] = goal
                top += 1
            else:
                low[node] = min(low[node], order[goal])
    return np.flatnonzero(bridge)
