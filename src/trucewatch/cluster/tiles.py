"""Tellings as tables, and what a worker does with one part of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import SparkSession

from ..incidents import linking
from ..incidents.kernel import Beliefs, Duty, Ints, Tellings
from ..incidents.problem import Problem, partners_of, solved

PAIRS = "one long, other long"
GROUPS = "unit long, of long, opens long, following long, score double"

_AT, _SPREAD = ("x", "y"), ("xx", "xy", "yy")


def frame(told: Tellings, unit_of: Ints) -> pl.DataFrame:
    """A row a telling: row, unit, and the columns of ``Tellings``, its places by their parts."""
    columns = told._asdict()
    del columns["first"]
    at, spread = columns.pop("at"), columns.pop("spread")
    parts = dict(zip(_AT, at.T, strict=True)) | dict(zip(_SPREAD, spread.T, strict=True))
    return pl.DataFrame({"row": np.arange(len(unit_of)), "unit": unit_of, **parts, **columns})


def tellings(table: pl.DataFrame) -> tuple[Tellings, Ints, Ints]:
    """The tellings of a part of ``frame``, their units renumbered from 0, and the units by those numbers."""
    rows = table.sort("row")
    units, unit_of = np.unique(rows["unit"].to_numpy(), return_inverse=True)
    plain = {name: rows[name].to_numpy().copy() for name in Tellings._fields if name in rows.columns}
    told = Tellings(
        first=np.searchsorted(unit_of, np.arange(len(units) + 1)),
        at=np.ascontiguousarray(rows.select(_AT).to_numpy()),
        spread=np.ascontiguousarray(rows.select(_SPREAD).to_numpy()),
        **plain,
    )
    return told, unit_of.astype(np.int64), units


def tiled(table: pl.DataFrame, tile_s: float, halo_s: float) -> pl.DataFrame:
    """``table`` with ``tile``: that of each telling's time, and again those of which it is in the halo."""
    since = pl.col("time") - pl.col("time").min()
    last = (since / tile_s).floor().cast(pl.Int64)
    first = ((since - halo_s) / tile_s).floor().cast(pl.Int64).clip(0)
    return table.with_columns(tile=pl.int_ranges(first, last + 1)).explode("tile")


def near(part: pa.Table, beliefs: Beliefs, limits: tuple[float, float]) -> pa.Table:
    """PAIRS of one tile and its halo, with repetitions."""
    told, unit_of, units = tellings(_polars(part))
    one, other = linking.near(told, unit_of, beliefs, limits)
    return _arrow({"one": units[one], "other": units[other]})


def grouped(part: pa.Table, beliefs: Beliefs, duty: Duty, limits: tuple[float, float]) -> pa.Table:
    """GROUPS of whole neighbourhoods."""
    told, unit_of, units = tellings(_polars(part))
    nobody = np.zeros(0, dtype=np.int64)
    starts, partners = partners_of(*linking.near(told, unit_of, beliefs, limits), len(units), nobody, nobody)
    groups = solved(Problem(told, unit_of, starts, partners, nobody, beliefs, duty))
    numbers = {name: _outer(getattr(groups, name), units) for name in ("of", "opens", "following")}
    return _arrow({"unit": units, **numbers, "score": groups.score})


def mapped(
    spark: SparkSession, table: pl.DataFrame, by: str, work: Callable[[pa.Table], pa.Table], schema: str
) -> pl.DataFrame:
    """``work`` done by the workers of ``spark`` on each part of ``table`` that is equal in ``by``."""
    parts = spark.createDataFrame(table.to_arrow()).groupBy(by)
    return _polars(parts.applyInArrow(lambda part: work(part), schema).toArrow())


def _outer(numbers: Ints, units: Ints) -> Ints:
    """Numbers of a part's units as those of the whole; -1 stays."""
    return np.where(numbers < 0, -1, units[numbers])


def _polars(table: pa.Table) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


def _arrow(columns: dict[str, NDArray[Any]]) -> pa.Table:
    return pl.DataFrame(columns).to_arrow()
