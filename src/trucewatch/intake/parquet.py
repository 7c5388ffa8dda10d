"""Parquet into rows of text, batch by batch."""

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from .errors import IntakeError
from .packed import packed, shown, whole
from .table import RawRow, Table

_BATCH = 50_000


def parquet(path: Path) -> Table:
    """The table of a Parquet file, every page of it read once. Raises IntakeError if it is damaged."""
    name = shown(path)
    try:
        frame = _scan(path)
        schema = frame.collect_schema()
        total = int(frame.select(pl.len()).collect().item())
        texts = [_as_text(column, kind) for column, kind in schema.items()]
        frame.select(texts).head(1).collect()
        # Every page is read once before anything is written: a damaged one must not stop an import half way.
        for start in range(0, total, _BATCH * 4):
            frame.slice(start, _BATCH * 4).collect()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise IntakeError(
            name, f"is a damaged Parquet file ({str(error)[:200]})", "Write it again, and send it again"
        ) from error
    columns = list(schema)

    def rows(place: Path) -> Iterator[RawRow]:
        yield RawRow(1, columns)
        number = 2
        kept = _scan(place)
        for start in range(0, total, _BATCH):
            batch = kept.slice(start, _BATCH).select(texts).collect()
            for cells in zip(*(batch[column].to_list() for column in columns), strict=True):
                yield RawRow(number, list(cells))
                number += 1

    return Table(name=name, how="parquet", rows=rows, total=total + 1)


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(io.BytesIO(whole(path)) if packed(path) else path)


def _as_text(column: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if isinstance(kind, pl.Datetime):
        text = value.dt.to_string("iso:strict")
    elif isinstance(kind, pl.Date | pl.Time):
        text = value.dt.to_string("iso")
    elif kind == pl.Boolean:
        text = pl.when(value).then(pl.lit("yes")).when(value.is_null()).then(pl.lit("")).otherwise(pl.lit("no"))
    elif isinstance(kind, pl.List) and kind.inner == pl.String:
        text = value.list.join("|")
    elif kind.is_nested() or kind == pl.Binary:
        text = pl.lit("")
    else:
        text = value.cast(pl.String)
    return text.fill_null("").alias(column)
