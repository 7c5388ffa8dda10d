"""From pairs that could be of one event to groups that are taken for one, and to what fits them."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..mission import Linking
from .pairs import Arrays, Bools, joined, meeting
from .people import Constraints

Ints = NDArray[np.int64]


class Linked(NamedTuple):
    """``group`` (n,): the incident of each direct row, -1 for others. ``fits``: (row, group) of rows that attach."""

    group: Ints
    fits: pl.DataFrame


def link(
    accounts: pl.DataFrame, arrays: Arrays, compatible: Bools, linking: Linking, constraints: Constraints
) -> Linked:
    """Groups of direct accounts, and the other accounts that fit them. ``accounts`` gives row and entry id."""
    first, second, seconds, metres = meeting(arrays, compatible, linking.minutes * 60, linking.metres)
    pairs = _allowed(
        pl.DataFrame({"i": first, "j": second, "seconds": seconds, "metres": metres}), accounts, arrays, constraints
    )
    unit = arrays.unit
    both = pairs.filter(pl.Series(arrays.direct[pairs["i"].to_numpy()] & arrays.direct[pairs["j"].to_numpy()]))
    group = _joined(_without_shared_sources(both, arrays).sort("seconds", "metres", "i", "j"), unit)
    incident = np.where(arrays.direct, group[unit], -1)
    return Linked(incident, _fits(pairs, accounts, arrays, incident, constraints))


def _allowed(pairs: pl.DataFrame, accounts: pl.DataFrame, arrays: Arrays, constraints: Constraints) -> pl.DataFrame:
    """Without pairs of a unit that people closed, and of units that hold entries people keep apart."""
    row = _rows(accounts, constraints.closed | {entry for pair in constraints.apart for entry in pair})
    i, j = arrays.unit[pairs["i"].to_numpy()], arrays.unit[pairs["j"].to_numpy()]
    closed = np.array([arrays.unit[row[entry]] for entry in constraints.closed if entry in row], dtype=np.int64)
    barred = np.isin(i, closed) | np.isin(j, closed)
    span = int(arrays.unit.max(initial=0)) + 1
    apart = [(arrays.unit[row[a]], arrays.unit[row[b]]) for a, b in constraints.apart if a in row and b in row]
    keys = np.array([u * span + v for a, b in apart for u, v in ((a, b), (b, a))], dtype=np.int64)
    barred |= np.isin(i * span + j, keys)
    return pairs.filter(pl.Series(~barred))


def _without_shared_sources(pairs: pl.DataFrame, arrays: Arrays) -> pl.DataFrame:
    """Without pairs of units that have a source in common.

    A pair of rows shows both sources unless people joined a unit of several.
    """
    owners = pl.DataFrame({"unit": arrays.unit, "source": arrays.source}).filter(pl.Series(arrays.direct)).unique()
    several = owners.filter(pl.len().over("unit") > 1)
    if several.is_empty():
        return pairs
    sharing = several.join(owners, on="source").select(u="unit", v="unit_right").filter(pl.col("u") != pl.col("v"))
    sharing = pl.concat([sharing, sharing.select(u="v", v="u")]).unique()
    return (
        pairs.with_columns(u=arrays.unit[pairs["i"].to_numpy()], v=arrays.unit[pairs["j"].to_numpy()])
        .join(sharing, on=["u", "v"], how="anti")
        .drop("u", "v")
    )


def _joined(pairs: pl.DataFrame, unit: Ints) -> Ints:
    n = int(unit.max(initial=-1)) + 1
    i, j = unit[pairs["i"].to_numpy()], unit[pairs["j"].to_numpy()]
    partners = pl.concat([pl.DataFrame({"u": i, "v": j}), pl.DataFrame({"u": j, "v": i})]).unique().sort("u", "v")
    starts = np.searchsorted(partners["u"].to_numpy(), np.arange(n + 1))
    return joined(n, i, j, starts, partners["v"].to_numpy())


def _fits(
    pairs: pl.DataFrame, accounts: pl.DataFrame, arrays: Arrays, incident: Ints, constraints: Constraints
) -> pl.DataFrame:
    """(row, group) of rows that are not direct and meet a row of the group, or that people put there."""
    i, j = pairs["i"].to_numpy(), pairs["j"].to_numpy()
    mixed = arrays.direct[i] != arrays.direct[j]
    i, j = i[mixed], j[mixed]
    other, direct = np.where(arrays.direct[i], j, i), np.where(arrays.direct[i], i, j)
    by_rule = pl.DataFrame({"row": other, "group": incident[direct]}).unique()
    kept_out = _grouped(_kept_out_by_people(accounts, arrays, constraints), incident)
    by_people = _grouped(_attached_by_people(accounts, arrays, constraints), incident)
    return pl.concat([by_rule.join(kept_out, on=["row", "group"], how="anti"), by_people]).unique().sort("row", "group")


def _grouped(pairs: list[tuple[int, int]], incident: Ints) -> pl.DataFrame:
    rows = {"row": [row for row, _ in pairs], "group": [int(incident[direct]) for _, direct in pairs]}
    return pl.DataFrame(rows, schema={"row": pl.Int64, "group": pl.Int64})


def _kept_out_by_people(accounts: pl.DataFrame, arrays: Arrays, constraints: Constraints) -> list[tuple[int, int]]:
    """(row that is not direct, direct row) where people said they are of different events."""
    row = _rows(accounts, {entry for pair in constraints.apart for entry in pair})
    pairs = [(row[a], row[b]) for a, b in constraints.apart if a in row and b in row]
    return [(a, b) for one, other in pairs for a, b in ((one, other), (other, one)) if _mixed(arrays, a, b)]


def _mixed(arrays: Arrays, row: int, direct: int) -> bool:
    return bool(arrays.direct[direct]) and not arrays.direct[row]


def _attached_by_people(accounts: pl.DataFrame, arrays: Arrays, constraints: Constraints) -> list[tuple[int, int]]:
    """(row that is not direct, direct row) where people said both are of one event."""
    row = _rows(accounts, {entry for group in constraints.together for entry in group})
    rows = [[row[entry] for entry in group if entry in row] for group in constraints.together]
    return [(a, b) for group in rows for a in group for b in group if _mixed(arrays, a, b)]


def _rows(accounts: pl.DataFrame, entries: set[str]) -> dict[str, int]:
    if not entries:
        return {}
    return dict(accounts.filter(pl.col("id").is_in(list(entries))).select("id", "row").iter_rows())
