"""Files of event data read as the frame that ``link`` takes: in its own columns, or through a mapping."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ..intake.mapping import Mapping, load_mapping, parse_mapping, shipped
from .table import OPTIONAL, REQUIRED

NATIVE = {"ref": "id", "error_m": "radius_m"}
"""Columns of the intake form *observations* that a frame to link calls otherwise; *count* is low and high at once."""

_SHIPPED = files(__package__) / "mappings"
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%Y/%m/%d")
_MOMENTS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H%M")
_MIDNIGHT = r"[T ]00:00:00(\.0+)?$"
"""What some programs write after a day, in tables that know no hours."""

_NEEDED = ("start", "kind", "lon", "lat")


class Foreign(NamedTuple):
    """What a file holds: ``frame`` to link; ``mapping``, the name it was read by ("" for none); ``unread`` rows."""

    frame: pl.DataFrame
    mapping: str
    unread: int


def read(path: Path, mapping: Path | None = None) -> Foreign:
    """The rows of a ``.csv`` or ``.parquet`` file.

    Without ``mapping`` the file has the columns REQUIRED (or those of the intake form), or is known by its columns as
    one of the shipped: UCDP GED, ACLED, FIRMS. Rows without a readable time or position are left out and counted.
    Raises ValueError for a file that cannot be read, IntakeError for a mapping that cannot.
    """
    table = _cells(path)
    if mapping is not None:
        return _mapped(table, load_mapping(mapping, Path()).mapping, mapping.name, path.stem)
    native = table.rename(
        {name: to for name, to in NATIVE.items() if name in table.columns and to not in table.columns}
    )
    if {"start", "source", "kind"} <= set(native.columns):
        return _mapped(native, Mapping(form="observations", zone="UTC"), "", path.stem)
    for name, known in _known().items():
        if _fits(known, table.columns):
            return _mapped(table, known, name, path.stem)
    raise ValueError(f"{path}: neither its own columns ({', '.join(REQUIRED)}) nor those of {', '.join(_known())}")


def _cells(path: Path) -> pl.DataFrame:
    match path.suffix:
        case ".parquet":
            return pl.read_parquet(path)
        case ".csv" | ".gz":
            return pl.read_csv(path, infer_schema=False)
        case other:
            raise ValueError(f"{path}: {other or 'no'} suffix; a .csv or a .parquet file is read")


def _known() -> dict[str, Mapping]:
    own = {
        item.name.removesuffix(".toml"): parse_mapping(item.read_bytes(), item.name).mapping
        for item in sorted(_SHIPPED.iterdir(), key=lambda item: item.name)
    }
    of_intake = {name: load_mapping(name, Path()).mapping for name in shipped()}
    return own | {name: mapping for name, mapping in of_intake.items() if mapping.form == "observations"}


def _fits(mapping: Mapping, head: Sequence[str]) -> bool:
    """Are what ``mapping`` needs of place, time and kind among the columns?"""
    names = {name.casefold() for name in head}
    needed = [_headers(mapping.columns[name])[0] for name in _NEEDED if name in mapping.columns]
    return bool(needed) and all(name.casefold() in names for name in needed)


def _headers(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def _mapped(table: pl.DataFrame, mapping: Mapping, name: str, stem: str) -> Foreign:
    """``table`` in the columns of a frame to link; ids that the file lacks are made of ``stem`` and the row."""
    native = _translated(table, mapping) if mapping.columns else table
    number = pl.int_range(1, pl.len() + 1).cast(pl.String)
    if "id" not in native.columns:
        native = native.with_columns(id=pl.lit(f"{stem}-") + number)
    if "count" in native.columns:
        native = native.with_columns(count_low="count", count_high="count")
    if "radius_m" not in native.columns:
        raise ValueError("radius_m: the column is missing; how sure each place is must be said")
    start, width = _moment(native, "start", mapping.zone)
    end, end_width = _moment(native, "end", mapping.zone)
    days = pl.duration(days=_number("days")) if "days" in native.columns else width
    day_wide = pl.duration(days=1)
    numbers = [column for column in ("lon", "lat", "radius_m", "count_low", "count_high") if column in native.columns]
    last = pl.when(end_width == day_wide).then(end + day_wide).otherwise(end)
    whole = native.with_columns(
        *(_number(column).alias(column) for column in numbers), start=start, end=pl.coalesce(last, start + days)
    )
    kept = whole.filter(pl.col("start").is_not_null() & pl.col("lon").is_not_null() & pl.col("lat").is_not_null())
    columns = [*REQUIRED, *(column for column in OPTIONAL if column in kept.columns)]
    return Foreign(kept.select(columns), name, table.height - kept.height)


def _translated(table: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The native columns of ``mapping``, under the names of a frame to link."""
    header = {name.casefold(): name for name in table.columns}
    made = {}
    for native, said in mapping.columns.items():
        there = [header[name.casefold()] for name in _headers(said) if name.casefold() in header]
        if there:
            made[native] = pl.concat_str(
                [pl.col(name).cast(pl.String) for name in there], separator=" ", ignore_nulls=True
            )
    for native in ("start", "end"):
        if native in made:
            made[native] = made[native].str.replace(_MIDNIGHT, "")
    made |= {native: pl.lit(value) for native, value in mapping.constants.items()}
    for native, values in mapping.values.items():
        table_of = {old.casefold(): new for old, new in values.items()}
        default = table_of.pop("*", None)
        cell = made.get(native, pl.lit("")).fill_null("").str.strip_chars().str.to_lowercase()
        kept = pl.lit(default) if default is not None else made.get(native, pl.lit(""))
        made[native] = cell.replace_strict(table_of, default=kept, return_dtype=pl.String)
    return table.select(value.alias(NATIVE.get(native, native)) for native, value in made.items())


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64, strict=False)


def _moment(table: pl.DataFrame, name: str, zone: str) -> tuple[pl.Expr, pl.Expr]:
    """A time in UTC and how wide it is said: a day, or a minute; null where it is not there or cannot be read."""
    minute, day = pl.duration(minutes=1), pl.duration(days=1)
    if name not in table.columns:
        return pl.lit(None, dtype=pl.Datetime("us", "UTC")), minute
    kind = table.schema[name]
    if isinstance(kind, pl.Datetime):
        aware = pl.col(name) if kind.time_zone else pl.col(name).dt.replace_time_zone(zone or "UTC")
        return aware.dt.convert_time_zone("UTC").dt.cast_time_unit("us"), minute
    said = pl.col(name).cast(pl.String).str.strip_chars()
    hours = said.str.extract(r" (\d{1,4})$").str.zfill(4)
    said = (
        pl.when(hours.is_not_null() & said.str.contains(r"^\d{4}-\d\d-\d\d \d{1,4}$"))
        .then(said.str.slice(0, 11) + hours)
        .otherwise(said)
    )
    zoned = said.str.to_datetime("%+", time_zone="UTC", strict=False, time_unit="us")
    plain = [said.str.to_datetime(form, strict=False, time_unit="us") for form in _MOMENTS]
    days = pl.coalesce(said.str.to_date(form, strict=False) for form in _DAYS).cast(pl.Datetime("us"))
    local = pl.coalesce(*plain, days).dt.replace_time_zone(zone or "UTC", ambiguous="earliest", non_existent="null")
    return pl.coalesce(zoned, local.dt.convert_time_zone("UTC")), pl.when(days.is_not_null()).then(day).otherwise(
        minute
    )
