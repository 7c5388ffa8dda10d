"""Sheets of a spreadsheet into rows of text, merged cells filled."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine

from .errors import IntakeError
from .packed import shown, whole
from .table import RawRow, Table, cell_text


def spreadsheet(path: Path, sheet: str) -> tuple[Table, ...]:
    """A table for each sheet with anything in it, or of ``sheet`` alone. IntakeError: it cannot be opened."""
    name = shown(path)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(whole(path)))
        chosen = [sheet] if sheet else list(book.sheet_names)
        if sheet and sheet not in book.sheet_names:
            raise IntakeError(
                name,
                f"has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}",
                "Correct the sheet in the mapping",
            )
        sheets = [(title, book.get_sheet_by_name(title)) for title in chosen]
        read = [(title, page.to_python(skip_empty_area=False), page.merged_cell_ranges or []) for title, page in sheets]
    except calamine.PasswordError as error:
        raise IntakeError(name, "is locked with a password", "Save a copy without the password") from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise IntakeError(
            name, f"is a damaged spreadsheet ({error})", "Open it, save it again, and send it again"
        ) from error
    tables = [
        _sheet(name if len(read) == 1 else f"{name}#{title}", grid, merged)
        for title, grid, merged in read
        if any(cell != "" for row in grid for cell in row)
    ]
    if not tables:
        raise IntakeError(name, "has no sheet with anything in it", "Check that the right file was saved")
    return tuple(tables)


def _sheet(name: str, grid: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> Table:
    texts = [[cell_text(cell) for cell in row] for row in grid]
    repeats: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in merged:
        for r in range(top, min(bottom, len(texts) - 1) + 1):
            for c in range(left, min(right, len(texts[r]) - 1) + 1):
                if (r, c) != (top, left) and not texts[r][c]:
                    texts[r][c] = texts[top][left]
                    if r > top:
                        repeats.setdefault(r, set()).add(c)

    def rows(_: Path) -> Iterator[RawRow]:
        for index, cells in enumerate(texts):
            if any(cells):
                yield RawRow(index + 1, cells, "", frozenset(repeats.get(index, ())))

    return Table(name=name, how="spreadsheet", rows=rows, total=len(texts))
