"""Bytes of a table into rows of text: delimited text, spreadsheets, Parquet, JSON, GPX and KML; packed by gzip or not.

A table is opened without reading it whole where its kind allows, says how it was read, and gives its rows as often as
asked. What is damaged in a row goes with the row; only a file that is no table at all raises IntakeError.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from .cot import is_cot, read_events
from .delimited import delimited
from .errors import IntakeError
from .packed import beginning, shown, whole
from .parquet import parquet
from .spreadsheets import spreadsheet
from .table import RawRow, Table, cell_text, listed
from .tracks import is_track, read_tracks


def open_tables(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> tuple[Table, ...]:
    """The tables of the file ``path``: one, or one for each sheet that is not empty.

    ``encoding``, ``delimiter`` and ``sheet`` overrule what is found out. Raises IntakeError if the file holds no table.
    """
    name = shown(path)
    try:
        head = beginning(path)
    except OSError as error:
        raise IntakeError(
            name, f"cannot be opened ({error.strerror or error})", "Check the path and your rights"
        ) from error
    except (EOFError, zlib.error) as error:
        raise IntakeError(name, f"is a damaged gzip file ({error})", "Fetch the file again") from error
    if not head.strip(b"\x00 \t\r\n\xff\xfe\xef\xbb\xbf"):
        raise IntakeError(name, "is empty", "Check that the export ran to its end, and send it again")
    if head.startswith(b"PAR1"):
        return (parquet(path),)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return spreadsheet(path, sheet)
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
    return (delimited(path, encoding, delimiter),)


def _json(path: Path) -> Table | None:
    """A JSON file that is a list of lists or a list of objects; None if it is not JSON after all."""
    try:
        data = msgspec.json.decode(whole(path))
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
    events = read_events(whole(path), shown(path))
    moving = [["source", "time", "lon", "lat"], *([one.who, one.time, one.lon, one.lat] for one in events if one.moves)]
    marked = [
        ["kind", "start", "lon", "lat", "error_m", "text"],
        *(["", one.time, one.lon, one.lat, one.error_m, one.text] for one in events if not one.moves),
    ]
    found = [(kind, cells) for kind, cells in (("positions", moving), ("marks", marked)) if len(cells) > 1]
    if not found:
        raise IntakeError(shown(path), "holds no event with a point", "Export the events again")
    return tuple(listed(f"{shown(path)}#{kind}", "Cursor on Target", cells) for kind, cells in found)


def _tracks(path: Path) -> Table:
    """The fixes of every track of a file, as a table of the form *tracks*."""
    fixes = [
        [line.name, f"{path.stem}.{index}", fix.time, repr(fix.lon), repr(fix.lat)]
        for index, line in enumerate(read_tracks(whole(path), shown(path)), start=1)
        for fix in line.fixes
    ]
    return listed(shown(path), "track file", [["source", "patrol", "time", "lon", "lat"], *fixes])
