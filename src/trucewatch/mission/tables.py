"""Reads the mission file and its tables into rows that know where they stand, judging nothing but their form."""

import csv
import hashlib
import io
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .faults import Fault

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_TRIPLE = re.compile(r'"""|\'\'\'')
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Row:
    """One table of the mission file or one row of a CSV table, with the line each of its fields stands on."""

    file: str
    line: int
    cells: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def fault(self, name: str, reason: str, mend: str = "", value: object = None) -> Fault:
        """A fault of this row's field ``name``; ``value`` where only a part of the cell is at fault."""
        said = self.cells.get(name, "") if value is None else value
        return Fault(self.file, self.lines.get(name, self.line), name, str(said)[:80], reason, mend)


class UnusableFileError(ValueError):
    """A file that cannot be used as a whole: the reason, the mend, and the line if there is one."""

    def __init__(self, reason: str, mend: str, line: int = 0) -> None:
        super().__init__(reason, mend)
        self.line = line

    def fault(self, name: str) -> Fault:
        return Fault(name, self.line, "", "", *self.args)


class Files:
    """The files of one mission directory; remembers what was read, for the fingerprint, and the faults found."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.faults: list[Fault] = []
        self._digests: dict[str, bytes] = {}

    def text(self, name: str) -> str:
        """The text of file ``name``. Raises UnusableFileError."""
        data = self.data(name)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UnusableFileError("is not UTF-8 text", "save the file as UTF-8", line) from error

    def named(self, pattern: str) -> tuple[Path, ...]:
        """The files of the mission directory that ``pattern`` names, in order; they count for the fingerprint."""
        found = tuple(sorted(path for path in self.home.glob(pattern) if path.is_file()))
        for path in found:
            with path.open("rb") as file:
                name = path.relative_to(self.home).as_posix()
                self._digests[name] = hashlib.file_digest(file, "sha256").digest()
        return found

    def data(self, name: str) -> bytes:
        """The bytes of file ``name``. Raises UnusableFileError."""
        try:
            data = (self.home / name).read_bytes()
        except OSError as error:
            raise UnusableFileError(f"cannot be read ({error.strerror})", "add the file") from error
        self._digests[name] = hashlib.sha256(data).digest()
        return data

    def fingerprint(self) -> str:
        """SHA-256 (hex) over the names and contents of all files read so far."""
        total = hashlib.sha256()
        for name, digest in sorted(self._digests.items()):
            total.update(name.encode() + b"\0" + digest)
        return total.hexdigest()

    def toml(self, name: str) -> dict[str, list[Row]]:
        """The tables of a TOML file by name, each a list of rows. Raises UnusableFileError."""
        text = self.text(name)
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            line = int(at[1]) if at else text.count("\n") + 1
            raise UnusableFileError(f"is not TOML: {error}", "see toml.io for the form", line) from error
        places = _positions(text)
        rows: dict[str, list[Row]] = {}
        for key, value in tables.items():
            entries = value if isinstance(value, list) else [value]
            if not all(isinstance(entry, dict) for entry in entries):
                line = places.get(("", 0), {}).get(key, 1)
                self.faults.append(Fault(name, line, key, str(value)[:80], "stands outside any [table]", "move it"))
                continue
            rows[key] = []
            for i, entry in enumerate(entries):
                lines = places.get((key, i), {})
                rows[key].append(Row(name, lines.get("", 1), entry, lines))
        return rows

    def csv(self, name: str) -> list[Row]:
        """The rows of a CSV table, blank ones left out and misshapen ones noted. Raises UnusableFileError."""
        try:
            lines = list(csv.reader(io.StringIO(self.text(name), newline=""), strict=True))
        except csv.Error as error:
            raise UnusableFileError(f"is not CSV: {error}", "check its quotation marks") from error
        if not lines:
            raise UnusableFileError("has no header", "put the column names into the first row", 1)
        header = [column.strip() for column in lines[0]]
        if len(header) == 1 and ";" in header[0]:
            raise UnusableFileError("is separated by semicolons", "save it with commas", 1)
        twice = {column for column in header if column and header.count(column) > 1}
        self.faults.extend(Fault(name, 1, column, "", "stands twice in the header") for column in sorted(twice))
        rows = []
        for number, cells in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                mend = "put cells that hold commas into quotation marks"
                reason = f"has {len(cells)} cells under {len(header)} columns"
                self.faults.append(Fault(name, number, "", "", reason, mend))
                continue
            padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
            rows.append(Row(name, number, {key: cell for key, cell in zip(header, padded, strict=True) if key}))
        return rows


def _positions(text: str) -> dict[tuple[str, int], dict[str, int]]:
    """Lines (from 1) of the keys of each [table] and of each [[table]] by its index; "" gives the header's line.

    tomllib tells no positions, so the lines are found again by their shape; multi-line strings are skipped.
    """
    found: dict[tuple[str, int], dict[str, int]] = {("", 0): {}}
    counts: dict[str, int] = {}
    here = ("", 0)
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        opened_before = closing
        for mark in _TRIPLE.findall(line):
            closing = mark if not closing else "" if closing == mark else closing
        if opened_before:
            continue
        if header := _HEADER.match(line):
            name = header[2]
            here = (name, counts.get(name, 0))
            counts[name] = here[1] + 1
            found[here] = {"": number}
        elif key := _KEY.match(line):
            found[here].setdefault(key[1], number)
    return found
