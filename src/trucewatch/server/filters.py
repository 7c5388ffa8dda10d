"""One grammar of filters for lists, counts, maps and exports: ``column:op:value``, all of them having to hold.

==========  =====================================================================
eq ne       equal, not equal; ``column:eq:`` matches the empty text
lt le gt ge below, at most, above, at least: numbers, moments (ISO 8601), text
in          one of the values between commas
contains    has the text somewhere in it, whatever the case
null        ``yes``: holds nothing; ``no``: holds something
within      ``:within:west,south,east,north``: ``lon`` and ``lat`` lie in the box
==========  =====================================================================
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "null", "within")


_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "eq": pl.Expr.eq,
    "ne": pl.Expr.ne_missing,
    "lt": pl.Expr.lt,
    "le": pl.Expr.le,
    "gt": pl.Expr.gt,
    "ge": pl.Expr.ge,
}


class FilterError(ValueError):
    """A filter that cannot be read; the message names it and says what is wrong."""


def condition(where: Sequence[str], schema: pl.Schema) -> pl.Expr:
    """The filters as one expression over a frame of ``schema``. Raises FilterError."""
    expressions = [_one(said, schema) for said in where]
    return pl.all_horizontal(expressions) if expressions else pl.lit(value=True)


def order(sort: str, schema: pl.Schema) -> list[tuple[str, bool]]:
    """``a,-b`` as columns with whether each descends. Raises FilterError for a column the frame does not have."""
    found = [(name.removeprefix("-"), name.startswith("-")) for name in sort.split(",") if name]
    for name, _ in found:
        _known(name, schema, sort)
        if schema[name].is_nested():
            raise FilterError(f"sort={sort}: {name!r} holds lists and cannot be sorted by")
    return found


def _one(said: str, schema: pl.Schema) -> pl.Expr:
    parts = said.split(":", 2)
    if len(parts) != 3:
        raise FilterError(f"where={said}: a filter reads column:op:value")
    column, operator, value = parts
    if operator == "within":
        return _within(said, value, schema)
    dtype = _known(column, schema, said)
    held = pl.col(column)
    if operator == "null":
        if value not in {"yes", "no"}:
            raise FilterError(f"where={said}: null takes yes or no")
        return held.is_null() if value == "yes" else held.is_not_null()
    if isinstance(dtype, pl.List):
        if operator not in {"eq", "contains", "in"} or dtype.inner != pl.String:
            raise FilterError(f"where={said}: {column!r} holds lists; use eq or in with one of their texts")
        wanted = value.split(",") if operator == "in" else [value]
        return held.list.eval(pl.element().is_in(wanted)).list.any()
    if dtype.is_nested():
        raise FilterError(f"where={said}: {column!r} cannot be filtered by")
    if operator == "contains":
        return held.cast(pl.String).str.to_lowercase().str.contains(value.lower(), literal=True)
    if operator == "in":
        return held.is_in([_value(said, one, dtype) for one in value.split(",")])
    if operator in _COMPARE:
        return _COMPARE[operator](held, pl.lit(_value(said, value, dtype)))
    raise FilterError(f"where={said}: there is no operator {operator!r}; there are {', '.join(OPERATORS)}")


def _known(column: str, schema: pl.Schema, said: str) -> pl.DataType:
    if column not in schema:
        raise FilterError(f"{said}: there is no column {column!r}; there are {', '.join(schema)}")
    return schema[column]


def _within(said: str, value: str, schema: pl.Schema) -> pl.Expr:
    if "lon" not in schema or "lat" not in schema:
        raise FilterError(f"where={said}: this table has no positions")
    try:
        west, south, east, north = (float(one) for one in value.split(","))
    except ValueError:
        raise FilterError(f"where={said}: within takes west,south,east,north in degrees") from None
    across = pl.col("lon").is_between(west, east) if west <= east else (pl.col("lon") >= west) | (pl.col("lon") <= east)
    return across & pl.col("lat").is_between(south, north)


def _value(said: str, value: str, dtype: pl.DataType) -> Any:
    try:
        if dtype.is_integer():
            return int(value)
        if dtype.is_float():
            return float(value)
        if dtype == pl.Boolean:
            return {"true": True, "false": False}[value]
        if isinstance(dtype, pl.Datetime):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if dtype == pl.Date:
            return date.fromisoformat(value)
    except (ValueError, KeyError, OverflowError):
        raise FilterError(f"where={said}: {value!r} is no {dtype}") from None
    return value
