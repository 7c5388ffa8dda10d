"""Bytes of a table into rows of text: delimited text, spreadsheets, Parquet, JSON, GPX and KML; packed by gzip or not.

A table is opened without reading it whole where its kind allows, says how it was read, and gives its rows as often as
asked. What is damaged in a row goes with the row; only a file that is no table at all raises IntakeError.
"""

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import polars as pl
import python_calamine as calamine

from .bombs import MOST_UNPACKED, unpacks_to
from .cot import is_cot, read_events
from .errors import IntakeError
from .tracks import is_track, read_tracks

_CHUNK = 1 << 20
_LONGEST_ROW = 100
_LONGEST_CELL = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_PARQUET_BATCH = 50_000
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


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


def open_tables(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> tuple[Table, ...]:
    """The tables of the file ``path``: one, or one for each sheet that is not empty.

    ``encoding``, ``delimiter`` and ``sheet`` overrule what is found out. Raises IntakeError if the file holds no table.
    """
    name = shown(path)
    try:
        head = _head(path)
    except OSError as error:
        raise IntakeError(
            name, f"cannot be opened ({error.strerror or error})", "Check the path and your rights"
        ) from error
    except (EOFError, zlib.error) as error:
        raise IntakeError(name, f"is a damaged gzip file ({error})", "Fetch the file again") from error
    if not head.strip(b"\x00 \t\r\n\xff\xfe\xef\xbb\xbf"):
        raise IntakeError(name, "is empty", "Check that the export ran to its end, and send it again")
    if head.startswith(b"PAR1"):
        return (_parquet(path),)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _spreadsheet(path, sheet)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if text.startswith(b"<"):
        if is_cot(text):
            return _events(path)
        if is_track(text):
            return (_tracks(path),)
        raise IntakeError(name, "is a web page or another XML file, not a table", "Save the table as CSV or XLSX")
    if text.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"{\\rtf")):
        raise IntakeError(name, "is a document or picture, not a table", "Save the table as CSV or XLSX")
    if text.startswith((b"[", b"{")) and (table := _json(path)):
        return (table,)
    return (_delimited(path, encoding, delimiter),)


def shown(path: Path) -> str:
    """The name of a file as text that can be recorded, whatever bytes it is made of."""
    return path.name.encode("utf-8", "backslashreplace").decode("utf-8")


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _binary(path: Path) -> gzip.GzipFile | io.BufferedReader:
    return gzip.GzipFile(path, "rb") if _packed(path) else path.open("rb")


def _head(path: Path) -> bytes:
    with _binary(path) as file:
        return file.read(1 << 16)


def _whole(path: Path) -> bytes:
    try:
        with _binary(path) as file:
            data = file.read(MOST_UNPACKED + 1)
        if max(len(data), unpacks_to(data)) <= MOST_UNPACKED:
            return data
        raise IntakeError(
            shown(path),
            f"has more than {MOST_UNPACKED >> 20:,} MB unpacked",
            "Look at where it came from; split it if it is what it says",
        )
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(shown(path), f"is a damaged gzip file ({error})", "Fetch the file again") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise IntakeError(
            shown(path), f"is a damaged spreadsheet ({error})", "Open it, save it again, and send it again"
        ) from error


# Delimited text


def _delimited(path: Path, encoding: str, delimiter: str) -> Table:
    lines, found, notices = _survey(path, encoding)
    errors = "strict" if found in ("utf-8", "utf-8-sig") and not notices else "replace"

    def text(place: Path) -> Iterator[str]:
        with io.TextIOWrapper(_binary(place), encoding=found, errors=errors, newline="") as file:
            yield from file

    sign = delimiter or _delimiter(text(path))
    spelt = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}.get(sign, sign)
    return Table(
        name=shown(path),
        how=f"{found}, {spelt}",
        rows=lambda place: split_rows(text(place), sign),
        total=lines,
        notices=notices,
    )


def _survey(path: Path, encoding: str) -> tuple[int, str, tuple[str, ...]]:
    """Read through the whole file once: its lines, its encoding, and what to say about it."""
    name = shown(path)
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise IntakeError(name, f"{encoding!r} is no encoding", "Correct the encoding in the mapping") from None
    head = _head(path)
    found = encoding or _marked(head)
    wide = codecs.lookup(found).name.startswith(("utf-16", "utf-32")) if found else False
    decoder = codecs.getincrementaldecoder(found or "utf-8")("strict")
    lines, valid, last, sample = 0, True, b"\n", bytearray()
    try:
        with _binary(path) as file:
            while chunk := file.read(_CHUNK):
                if not wide and (junk := _CONTROL.findall(chunk)) and len(junk) > 4 + len(chunk) // 50:
                    raise IntakeError(name, "holds binary data, not text", "Save the table as CSV or XLSX")
                lines += chunk.count(b"\n")
                last = chunk[-1:]
                if valid:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        valid = False
                if len(sample) < 4 * _CHUNK:
                    sample += chunk
        if valid:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                valid = False
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(name, f"is a damaged gzip file ({error})", "Fetch the file again") from error
    notices: list[str] = []
    if not valid and not found:
        found = _legacy(bytes(sample))
        notices.append(
            "some bytes are not UTF-8; rows that hold them are quarantined"
            if found == "utf-8"
            else f"not UTF-8: read as {found}, judged by its letters; say encoding in a mapping if that is wrong"
        )
    elif not valid:
        notices.append(f"some bytes are not {found}; rows that hold them are quarantined")
    if last not in (b"\n", b"\r", b"\x00"):
        lines += 1
        notices.append("the last line has no line break: check that the file is whole")
    return lines, found or "utf-8", tuple(notices)


def _marked(head: bytes) -> str:
    """The encoding told by a byte-order mark, or by the zero bytes of UTF-16; "" where nothing tells."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2], head[1:2000:2]
    if odd and odd.count(0) > len(odd) * 0.4 and even.count(0) < len(even) * 0.05:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.4 and odd.count(0) < len(odd) * 0.05:
        return "utf-16-be"
    return ""


def _legacy(sample: bytes) -> str:
    """Which encoding a text that is not clean UTF-8 is in: damaged UTF-8, Windows-1251 or Windows-1252."""
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", sample))
    high = len(re.findall(rb"[\x80-\xff]", sample))
    if good * 2 > high / 2:
        return "utf-8"
    in_words = sum(len(run) for run in re.findall(rb"[\xc0-\xff\xa8\xb8]{3,}", sample))
    return "windows-1251" if in_words > high / 2 else "windows-1252"


def _delimiter(lines: Iterator[str]) -> str:
    """The sign that divides most of the first rows into the same number of cells, more than one."""
    sample = [line for _, line in zip(range(60), lines, strict=False) if line.strip()]
    best, best_score = ",", 0.0
    for sign in _DELIMITERS:
        widths = Counter(len(row.cells) for row in split_rows(iter(sample), sign))
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = times / max(1, widths.total()) * min(width, 4) if width > 1 else 0.0
        if score > best_score:
            best, best_score = sign, score
    return best


def split_rows(lines: Iterator[str], delimiter: str) -> Iterator[RawRow]:
    """The rows of delimited text, as RFC 4180 has them; numbers are those of the line a row begins on.

    A quotation mark that is opened and not closed within 100 lines does not swallow the rest of the file: the line
    it stands on becomes a row of its own that says so. Blank lines are passed over.
    """
    queue: list[tuple[int, str]] = []
    numbered = enumerate(lines, start=1)

    def following() -> tuple[int, str] | None:
        return queue.pop(0) if queue else next(numbered, None)

    while (item := following()) is not None:
        number, line = item
        taken = [item]
        quoted = '"' in line
        while quoted and _open(text := "".join(part for _, part in taken), delimiter) and len(taken) < _LONGEST_ROW:
            if len(text) > _LONGEST_CELL or (more := following()) is None:
                break
            taken.append(more)
        text = line if len(taken) == 1 else "".join(part for _, part in taken)
        if quoted and _open(text, delimiter):
            queue[:0] = taken[1:]
            yield RawRow(number, line.rstrip("\r\n").split(delimiter), "a quotation mark is opened and never closed")
            continue
        stripped = text.rstrip("\r\n")
        if not stripped.strip():
            continue
        cells = next(csv.reader([text], delimiter=delimiter)) if quoted else stripped.split(delimiter)
        yield RawRow(number, cells)


def _open(text: str, delimiter: str) -> bool:
    """True if ``text`` ends inside a quoted cell. A mark in the middle of an unquoted cell is an ordinary character."""
    position, length = 0, len(text)
    while position < length:
        if text[position] != '"':
            following = text.find(delimiter, position)
            if following < 0:
                return False
            position = following + 1
            continue
        position += 1
        while True:
            mark = text.find('"', position)
            if mark < 0:
                return True
            if text[mark + 1 : mark + 2] == '"':
                position = mark + 2
                continue
            break
        following = text.find(delimiter, mark + 1)
        if following < 0:
            return False
        position = following + 1
    return False


# Spreadsheets


def _spreadsheet(path: Path, sheet: str) -> tuple[Table, ...]:
    name = shown(path)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_whole(path)))
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


# Parquet


def _parquet(path: Path) -> Table:
    name = shown(path)
    try:
        frame = _scan(path)
        schema = frame.collect_schema()
        total = int(frame.select(pl.len()).collect().item())
        texts = [_as_text(column, kind) for column, kind in schema.items()]
        frame.select(texts).head(1).collect()
        # Every page is read once before anything is written: a damaged one must not stop an import half way.
        for start in range(0, total, _PARQUET_BATCH * 4):
            frame.slice(start, _PARQUET_BATCH * 4).collect()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise IntakeError(
            name, f"is a damaged Parquet file ({str(error)[:200]})", "Write it again, and send it again"
        ) from error
    columns = list(schema)

    def rows(place: Path) -> Iterator[RawRow]:
        yield RawRow(1, columns)
        number = 2
        kept = _scan(place)
        for start in range(0, total, _PARQUET_BATCH):
            batch = kept.slice(start, _PARQUET_BATCH).select(texts).collect()
            for cells in zip(*(batch[column].to_list() for column in columns), strict=True):
                yield RawRow(number, list(cells))
                number += 1

    return Table(name=name, how="parquet", rows=rows, total=total + 1)


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(io.BytesIO(_whole(path)) if _packed(path) else path)


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


# JSON and track files


def _json(path: Path) -> Table | None:
    """A JSON file that is a list of lists or a list of objects; None if it is not JSON after all."""
    try:
        data = msgspec.json.decode(_whole(path))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(data, list) or not data:
        raise IntakeError(shown(path), "is JSON, but not a list of rows", "Send a list of objects, one for each row")
    if all(isinstance(row, dict) for row in data):
        columns = list(dict.fromkeys(key for row in data for key in row))
        data = [columns, *([row.get(column) for column in columns] for row in data)]
    if not all(isinstance(row, list) for row in data):
        raise IntakeError(shown(path), "is JSON, but not a list of rows", "Send a list of objects, one for each row")
    texts = [[cell_text(cell) for cell in row] for row in data]

    def rows(_: Path) -> Iterator[RawRow]:
        for number, cells in enumerate(texts, start=1):
            if any(cells):
                yield RawRow(number, cells)

    return Table(name=shown(path), how="json", rows=rows, total=len(texts))


def _events(path: Path) -> tuple[Table, ...]:
    """Positions as a table of the form *tracks*; marks as one of *observations*, what they are being left open."""
    events = read_events(_whole(path), shown(path))
    moving = [["source", "time", "lon", "lat"], *([one.who, one.time, one.lon, one.lat] for one in events if one.moves)]
    marked = [
        ["kind", "start", "lon", "lat", "error_m", "text"],
        *(["", one.time, one.lon, one.lat, one.error_m, one.text] for one in events if not one.moves),
    ]
    found = [(kind, cells) for kind, cells in (("positions", moving), ("marks", marked)) if len(cells) > 1]
    if not found:
        raise IntakeError(shown(path), "holds no event with a point", "Export the events again")
    return tuple(_listed(f"{shown(path)}#{kind}", "Cursor on Target", cells) for kind, cells in found)


def _tracks(path: Path) -> Table:
    """The fixes of every track of a file, as a table of the form *tracks*."""
    fixes = [
        [line.name, f"{path.stem}.{index}", fix.time, repr(fix.lon), repr(fix.lat)]
        for index, line in enumerate(read_tracks(_whole(path), shown(path)), start=1)
        for fix in line.fixes
    ]
    return _listed(shown(path), "track file", [["source", "patrol", "time", "lon", "lat"], *fixes])


def _listed(name: str, how: str, texts: list[list[str]]) -> Table:
    def rows(_: Path) -> Iterator[RawRow]:
        return (RawRow(number, cells) for number, cells in enumerate(texts, start=1))

    return Table(name=name, how=how, rows=rows, total=len(texts))
