"""What is to be grouped, whole or by neighbourhoods: the same groups either way.

Units that may be of one event are partners; what partners, directly or through others, do not reach has no part in how
units are grouped. So a record may be grouped in any parts that cut no neighbourhood: tiles, machines, or the
surroundings of one new account.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .joining import Groups, grouped, moved
from .kernel import Beliefs, Duty, Ints, Tellings


class Problem(NamedTuple):
    """m tellings of u units. ``unit_of`` (m,): the unit of each; ``partners[starts[u]:starts[u + 1]]``: those that one
    event could explain with unit u, ascending; ``apart``: sorted keys u * units + v, both ways, of units that people
    hold apart.
    """

    told: Tellings
    unit_of: Ints
    starts: Ints
    partners: Ints
    apart: Ints
    beliefs: Beliefs
    duty: Duty

    @property
    def units(self) -> int:
        return len(self.starts) - 1


def partners_of(one: Ints, other: Ints, n: int, closed: Ints, apart: Ints) -> tuple[Ints, Ints]:
    """``starts`` and ``partners`` of ``n`` units from pairs, but for ``closed`` units and keys of ``apart``."""
    keys = np.unique(np.concatenate([one * n + other, other * n + one]))
    keys = keys[~np.isin(keys, apart)]
    if n:
        keys = keys[~np.isin(keys // n, closed) & ~np.isin(keys % n, closed)]
    return np.searchsorted(keys // max(n, 1), np.arange(n + 1)), keys % max(n, 1)


def solved(problem: Problem) -> Groups:
    """The grouping that has most evidence, by joining and by moves."""
    groups = grouped(*problem)
    moved(*problem, groups)
    return groups


def neighbourhoods(problem: Problem) -> Ints:
    """(u,): a number of each unit's neighbourhood, from 0 in the order of their first units."""
    n = problem.units
    links = csr_array((np.ones(len(problem.partners), dtype=np.int8), problem.partners, problem.starts), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def part(problem: Problem, units: Ints) -> Problem:
    """The problem of ``units`` alone, renumbered in their order: ascending, whole neighbourhoods."""
    chosen = np.zeros(problem.units, dtype=np.bool_)
    chosen[units] = True
    number = np.cumsum(chosen) - 1
    rows = np.flatnonzero(chosen[problem.unit_of])
    unit_of = number[problem.unit_of[rows]]
    widths = np.diff(problem.starts)[units]
    edges = chosen[np.repeat(np.arange(problem.units), np.diff(problem.starts))]
    one, other = np.divmod(problem.apart, max(problem.units, 1))
    held = chosen[one] & chosen[other]
    columns = problem.told._asdict()
    first = columns.pop("first")
    return Problem(
        told=Tellings(
            first=np.concatenate([[0], np.cumsum(np.diff(first)[units])]),
            **{name: np.ascontiguousarray(column[rows]) for name, column in columns.items()},
        ),
        unit_of=unit_of,
        starts=np.concatenate([[0], np.cumsum(widths)]),
        partners=number[problem.partners[edges]],
        apart=number[one[held]] * len(units) + number[other[held]],
        beliefs=problem.beliefs,
        duty=problem.duty,
    )


def merged(problem: Problem, parts: Iterable[tuple[Ints, Groups]]) -> Groups:
    """The groups of ``problem`` from those of its parts: the units of each, and its groups."""
    n = problem.units
    of, opens, following, score = np.arange(n), np.full(n, -1), np.full(n, -1), np.zeros(n)
    for units, groups in parts:
        of[units] = units[groups.of]
        opens[units] = np.where(groups.opens < 0, -1, units[groups.opens])
        following[units] = np.where(groups.following < 0, -1, units[groups.following])
        score[units] = groups.score
    return Groups(of, opens, following, score)
