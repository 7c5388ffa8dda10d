"""How many there were, from several lists of the same things: averaged over all ways in which lists may depend.

Madigan and York (Biometrika 84, 1997): each decomposable graph on the lists, but the complete one, is a way in which
being on one list may go with being on another; a priori all are equally likely, the probabilities of the cells are
hyper-Dirichlet, and the number N has prior 1/N. What all lists miss for a reason of their own (what is quiet is quiet
to everybody) is in none of these: then the figure is a lower bound.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_LISTS = 5
"""More would make more graphs than can be gone through: 822 on five, 18,154 on six."""

_MOST_MISSED = 20
"""A number missed more than so many times what was listed is not considered."""


class Missed(NamedTuple):
    """The posterior of the number on no list: the ``probability`` of each of ``number``."""

    number: Ints
    probability: Floats

    def quantile(self, share: float) -> int:
        """The least number that is not exceeded with probability ``share``."""
        return int(self.number[np.searchsorted(np.cumsum(self.probability), share - 1e-12)])


def missed(histories: Ints) -> Missed:
    """How many are on no list; ``histories`` (things, lists) is 1 where a thing is on a list, at least once a row.

    Raises ValueError for fewer than two lists or more than ``MOST_LISTS``, or where a thing is on none.
    """
    lists = histories.shape[1]
    if not 2 <= lists <= MOST_LISTS:
        raise ValueError(f"from two to {MOST_LISTS} lists can be compared, not {lists}")
    if not histories.any(axis=1).all():
        raise ValueError("a thing on no list was given as listed")
    cells = np.bincount(histories @ (1 << np.arange(lists)), minlength=1 << lists)
    number = np.unique(np.geomspace(1, max(_MOST_MISSED * len(histories), 200) + 1, 2000).astype(np.int64)) - 1
    subsets = {part: _evidence(cells, part, lists, number) for part in _subsets(lists)}
    total = len(histories) + number
    width = np.diff(number, append=number[-1] + 1)
    prior = gammaln(total + 1) - gammaln(number + 1) - np.log(np.maximum(total, 1)) + np.log(width)
    logs = [prior + sum(sign * subsets[part] for part, sign in graph) for graph in graphs(lists)]
    together = np.logaddexp.reduce(logs, axis=0)
    probability = np.exp(together - together.max())
    return Missed(number, probability / probability.sum())


def added(several: Sequence[Missed], draws: int, seed: int) -> Ints:
    """Draws of the sum of what independent lists missed."""
    rng = np.random.default_rng(seed)
    each = [one.number[rng.choice(len(one.number), draws, p=one.probability)] for one in several]
    return np.asarray(np.sum(each, axis=0), dtype=np.int64)


def _evidence(cells: Ints, part: frozenset[int], lists: int, number: Ints) -> Floats:
    """The log marginal likelihood of the table of the lists in ``part``, for each number on no list."""
    of = np.zeros(1 << lists, np.int64)
    for place, one in enumerate(sorted(part)):
        of |= ((np.arange(1 << lists) >> one) & 1) << place
    table = np.bincount(of, weights=cells, minlength=1 << len(part))
    each = 0.5 ** len(part)
    known = (gammaln(each + table[1:]) - gammaln(each)).sum()
    none = gammaln(each + table[0] + number) - gammaln(each)
    return np.asarray(known + none - gammaln(1 + cells.sum() + number))


def _subsets(lists: int) -> list[frozenset[int]]:
    return [frozenset(one) for size in range(1, lists + 1) for one in combinations(range(lists), size)]


@cache
def graphs(lists: int) -> tuple[tuple[tuple[frozenset[int], int], ...], ...]:
    """Every decomposable graph but the complete one, as the sets of lists whose tables multiply (1) or divide (-1).

    A graph is decomposable if its vertices can be taken away one by one, each with neighbours that are all neighbours
    of each other (a perfect elimination ordering); the joint distribution is then the product over vertices of the
    table of vertex and neighbours by that of the neighbours (Dawid and Lauritzen 1993).
    """
    edges = list(combinations(range(lists), 2))
    found = []
    for chosen in range((1 << len(edges)) - 1):
        graph = {frozenset(edge) for bit, edge in enumerate(edges) if chosen >> bit & 1}
        parts = Counter[frozenset[int]]()
        left = set(range(lists))
        for vertex, near in _eliminated(graph, left):
            parts[near | {vertex}] += 1
            parts[near] -= 1
        if not left:
            found.append(tuple((part, sign) for part, sign in parts.items() if part and sign))
    return tuple(found)


def _eliminated(graph: set[frozenset[int]], left: set[int]) -> Iterator[tuple[int, frozenset[int]]]:
    """Vertices that can be taken away, with their neighbours, taken out of ``left`` until none can."""
    while left:
        for vertex in sorted(left):
            near = frozenset(one for one in left if frozenset((one, vertex)) in graph)
            if all(frozenset(pair) in graph for pair in combinations(near, 2)):
                left.remove(vertex)
                yield vertex, near
                break
        else:
            return
