"""From accounts to groups taken for one event, with how likely each account belongs, and what else fits them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from . import attaching
from .accounts import Arrays, compatibility
from .given import Given
from .joining import Groups, options
from .kernel import Beliefs, Ints, Tellings
from .learning import misfit
from .nearness import candidates
from .parameters import Parameters
from .people import Constraints
from .prior import Prior, beliefs
from .problem import Problem, partners_of, solved
from .tellings import tellings


@dataclass(frozen=True)
class Weighed:
    """The numbers behind a linking of u units. ``units`` are the numbers of ``Arrays.unit`` by those of ``problem``."""

    problem: Problem
    units: Ints
    groups: Groups


@dataclass(frozen=True)
class Linked:
    """``group`` (n,): the incident of each direct row, -1 for others. ``options``: each choice a unit had.

    ``options``: unit (as ``Arrays.unit``), group (ALONE for an event of its own), gain (log evidence over where it
    is), probability, here. ``fits``: row, group, probability of rows that attach.
    """

    group: Ints
    options: pl.DataFrame
    fits: pl.DataFrame
    weighed: Weighed
    prior: Prior


def link(given: Given, parameters: Parameters, prior: Prior | None = None) -> Linked:
    """Groups of direct accounts, and the other accounts that fit them.

    An account without a position is an event of its own unless people said otherwise. ``prior`` is learned from the
    accounts themselves if it is not given.
    """
    problem, units = posed(given, parameters, prior)
    return completed(given, parameters, problem, units, solved(problem), prior)


def posed(given: Given, parameters: Parameters, prior: Prior | None = None) -> tuple[Problem, Ints]:
    """The problem of the accounts that have a position, and the number (as ``Arrays.unit``) of each of its units."""
    told, unit_of, units = placed(given, parameters)
    believed = prior.beliefs if prior else believing(given, told, parameters)
    return problem(given, told, unit_of, units, believed, near(told, unit_of, believed, given.limits)), units


def placed(given: Given, parameters: Parameters) -> tuple[Tellings, Ints, Ints]:
    """Tellings of the direct accounts that have a position, their units, and each unit's number as ``Arrays.unit``."""
    rows = np.flatnonzero(given.arrays.direct & np.isfinite(given.arrays.x))
    told, unit_of = tellings(given.rows, given.arrays, given.duty, parameters, rows, given.words)
    return told, unit_of, np.unique(given.arrays.unit[rows])


def believing(given: Given, told: Tellings, parameters: Parameters) -> Beliefs:
    """What the accounts themselves say beforehand."""
    return beliefs(told, compatibility(given.words.kinds), parameters, given.words)


def near(told: Tellings, unit_of: Ints, believed: Beliefs, limits: tuple[float, float]) -> tuple[Ints, Ints]:
    """Pairs of units that one event could explain, with repetitions."""
    order = np.lexsort((np.arange(len(told.time)), told.time))
    return candidates(told, order, unit_of, believed, float(np.sqrt(told.time_var.max(initial=0.0))), *limits)


def problem(
    given: Given, told: Tellings, unit_of: Ints, units: Ints, believed: Beliefs, pairs: tuple[Ints, Ints]
) -> Problem:
    """The problem of ``told``, in which ``pairs`` of units may be of one event unless people say otherwise."""
    arrays, constraints = given.arrays, given.constraints
    row = _rows(given.rows, constraints.closed | {entry for pair in constraints.apart for entry in pair})
    number = dict(zip(units.tolist(), range(len(units)), strict=True)) if row else {}
    closed = [number[arrays.unit[row[e]]] for e in constraints.closed if e in row and arrays.unit[row[e]] in number]
    apart = _keys([(arrays.unit[row[a]], arrays.unit[row[b]]) for a, b in constraints.apart if a in row and b in row],
                  number, len(units))  # fmt: skip
    starts, partners = partners_of(*pairs, len(units), np.array(closed, dtype=np.int64), apart)
    return Problem(told, unit_of, starts, partners, apart, believed, given.duty)


def completed(
    given: Given, parameters: Parameters, problem: Problem, units: Ints, groups: Groups, prior: Prior | None = None
) -> Linked:
    """What follows from the ``groups`` of the ``problem`` that ``given`` poses."""
    prior = prior or Prior(problem.beliefs, given.words, given.sources, misfit(problem, groups))
    arrays = given.arrays
    group = _by_row(arrays, units, groups)
    fits = attaching.fits(given, problem, groups)
    return Linked(
        group=group,
        options=_options(problem, units, groups, parameters.temper),
        fits=_heeding(fits, given.rows, arrays, group, given.constraints),
        weighed=Weighed(problem, units, groups),
        prior=prior,
    )


def _by_row(arrays: Arrays, units: Ints, groups: Groups) -> Ints:
    """The cluster of each direct row; rows without a position get numbers of their own after those."""
    total = int(arrays.unit.max(initial=-1)) + 1
    of_unit = len(units) + np.arange(total)
    of_unit[units] = groups.of
    return np.where(arrays.direct, of_unit[arrays.unit], -1)


def _keys(pairs: list[tuple[int, int]], number: dict[int, int], n: int) -> Ints:
    known = [(number[a], number[b]) for a, b in pairs if a in number and b in number]
    return np.unique(np.array([key for a, b in known for key in (a * n + b, b * n + a)], dtype=np.int64))


def _options(problem: Problem, units: Ints, groups: Groups, temper: float) -> pl.DataFrame:
    """Every choice with its probability: evidence to the power of ``temper``, over all choices of the unit."""
    unit, group, gain = options(*problem, groups)
    weight = (pl.col("gain") * temper).clip(-60.0, 60.0).exp()
    return pl.DataFrame({"unit": units[unit], "group": group, "gain": gain}).with_columns(
        probability=weight / weight.sum().over("unit"),
        here=pl.Series(group == groups.of[unit]) if len(unit) else pl.lit(value=True),
    )


def _heeding(
    fits: pl.DataFrame, rows: pl.DataFrame, arrays: Arrays, group: Ints, constraints: Constraints
) -> pl.DataFrame:
    """``fits`` without what people keep apart, and with what they put together."""
    out = _grouped(_kept_out_by_people(rows, arrays, constraints), group)
    by_people = _grouped(_attached_by_people(rows, arrays, constraints), group).with_columns(probability=pl.lit(1.0))
    by_rule = fits.join(out, on=["row", "group"], how="anti").join(by_people, on=["row", "group"], how="anti")
    return pl.concat([by_rule, by_people]).unique(["row", "group"]).sort("row", "group")


def _grouped(pairs: list[tuple[int, int]], group: Ints) -> pl.DataFrame:
    found = {"row": [row for row, _ in pairs], "group": [int(group[direct]) for _, direct in pairs]}
    return pl.DataFrame(found, schema={"row": pl.Int64, "group": pl.Int64})


def _kept_out_by_people(rows: pl.DataFrame, arrays: Arrays, constraints: Constraints) -> list[tuple[int, int]]:
    """(row that is not direct, direct row) where people said they are of different events."""
    row = _rows(rows, {entry for pair in constraints.apart for entry in pair})
    pairs = [(row[a], row[b]) for a, b in constraints.apart if a in row and b in row]
    apart = [(a, b) for one, other in pairs for a, b in ((one, other), (other, one)) if _mixed(arrays, a, b)]
    closed = _rows(rows, constraints.closed)
    shut = {closed[entry] for entry in constraints.closed if entry in closed and arrays.direct[closed[entry]]}
    others = np.flatnonzero(~arrays.direct)
    return apart + [(int(other), direct) for direct in shut for other in others]


def _mixed(arrays: Arrays, row: int, direct: int) -> bool:
    return bool(arrays.direct[direct]) and not arrays.direct[row]


def _attached_by_people(rows: pl.DataFrame, arrays: Arrays, constraints: Constraints) -> list[tuple[int, int]]:
    """(row that is not direct, direct row) where people said both are of one event."""
    row = _rows(rows, {entry for group in constraints.together for entry in group})
    of_group = [[row[entry] for entry in group if entry in row] for group in constraints.together]
    return [(a, b) for members in of_group for a in members for b in members if _mixed(arrays, a, b)]


def _rows(rows: pl.DataFrame, entries: set[str]) -> dict[str, int]:
    if not entries:
        return {}
    return dict(rows.filter(pl.col("id").is_in(list(entries))).select("id", "row").iter_rows())
