"""A table of text, whatever file it came from."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec


class RawRow(NamedTuple):
    """One row: its ``number`` in the file (1 for the first line), its cells, what is wrong with it as a whole, and the
    columns (from 0) whose cell is merged with the one above and repeats its value.
    """

    number: int
    cells: list[str]
    flaw: str = ""
    merged: frozenset[int] = frozenset()


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table of a file. ``rows(path)`` reads it from the file or a copy of it, from the start at each call.

    ``name`` is the file's, with ``#sheet`` where it has several; ``how`` says how it was read ("utf-8, comma");
    ``total`` is about how many rows there are.
    """

    name: str
    how: str
    rows: Callable[[Path], Iterator[RawRow]]
    total: int
    notices: tuple[str, ...] = ()


def cell_text(cell: object) -> str:
    """A typed cell as text: whole numbers without a point, times in ISO 8601, truth as yes or no."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep="T", timespec="seconds" if not cell.microsecond else "microseconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return str(cell)


def listed(name: str, how: str, texts: list[list[str]]) -> Table:
    """A table of rows that are already text."""

    def rows(_: Path) -> Iterator[RawRow]:
        return (RawRow(number, cells) for number, cells in enumerate(texts, start=1))

    return Table(name=name, how=how, rows=rows, total=len(texts))
