"""One row of a table into accounts or problems: pure, the same for a fresh file and for a row mended later."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from ..domain import Account, Problem
from .desk import Desk
from .forms import Form
from .headings import Heading, native_cells
from .mapping import Mapped
from .rows import Row
from .table import RawRow

EXTRA = "extra"
"""How cells beyond the heading are called in a quarantined row."""

_LONG = 9_000
_LONGEST = 60_000
"""Bytes of an account; the record's limit of 65,535 holds for the whole entry."""


class Outcome(NamedTuple):
    """What became of a row: its accounts, or the problems that kept it from being read.

    Of a row that was read, ``content`` is a digest of its native cells, and ``base`` one of its source and that
    source's number for it, or "" without a number (hex, 32 characters). ``left_out`` is true where a filter of the
    mapping passes the row over.
    """

    raw: RawRow
    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]
    content: str
    base: str
    left_out: bool = False


def digest(parts: Iterable[str], size: int) -> str:
    """A digest of ``parts`` in order, ``size`` bytes in hex."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


class Reader:
    """Reads rows of one table: its form, its heading, the mapping and the desk are the same for all of them."""

    def __init__(self, form: Form, heading: Heading, mapped: Mapped | None, desk: Desk) -> None:
        self.form = form
        self.heading = heading
        self._mapped = mapped
        self._desk = desk
        self._headers = heading.headers
        self._merged = {
            position for native, at in heading.positions.items() if native in form.quantities for position in at
        }
        self._filters = [
            (heading.names.index(name), {word.casefold() for word in rule.only}, {w.casefold() for w in rule.without})
            for rule in (mapped.mapping.filters if mapped else ())
            for name in heading.names
            if name.casefold() == rule.column.casefold()
        ]

    def read(self, raw: RawRow) -> Outcome:
        """The outcome of ``raw``; nothing is raised for what is wrong with a row."""
        cells, width = raw.cells, len(self.heading.names)
        flaw = raw.flaw
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            flaw = flaw or f"has {len(cells)} cells where the heading has {width}"
            cells = cells + [""] * (width - len(cells))
        for position, only, without in self._filters:
            said = cells[position].strip().casefold()
            if (only and said not in only) or said in without:
                return Outcome(raw, (), (), "", "", left_out=True)
        found, torn = native_cells(self.heading, cells, self._mapped)
        row = Row(found, self._headers)
        if flaw:
            row.problems.append(Problem("", "", flaw, "check quotation marks and dividing signs of the row"))
        for native in torn:
            row.fault(native, "the column stands twice, with different values", "leave one of them")
        for position in raw.merged & self._merged:
            name = self.heading.names[position]
            row.problems.append(
                Problem(name, cells[position], "the cell is merged over several rows", "say what each row has of it")
            )
        for native, text in found.items():
            if "\ufffd" in text:
                row.fault(native, "holds bytes that are no letters", "correct it, or say encoding in a mapping")
        accounts = self._accounts(row) if not row.problems else ()
        if row.problems:
            return Outcome(raw, (), tuple(row.problems), "", "")
        content = digest([f"{native}\x1e{text}" for native, text in sorted(found.items())], 16)
        ref = found.get("ref", "")
        return Outcome(raw, accounts, (), content, digest((accounts[0].source, ref), 16) if ref else "")

    def _accounts(self, row: Row) -> tuple[Account, ...]:
        try:
            accounts = self.form.read(row, self._desk)
        except ValueError as error:
            row.problems.append(Problem("", "", str(error), "check the cells of the row"))
            return ()
        if row.problems:
            return ()
        if sum(map(len, row.cells.values())) > _LONG:
            for account in accounts:
                if len(msgspec.json.encode(account)) > _LONGEST:
                    longest = max(row.cells, key=lambda native: len(row.cells[native]))
                    row.fault(
                        longest, "is longer than an entry of the record may be", "shorten it; the file keeps the whole"
                    )
                    return ()
        return accounts

    def fields(self, raw: RawRow) -> dict[str, str]:
        """The cells of a row as text by the file's headers; what is beyond the heading as "extra 1" and so on."""
        names = self.heading.names
        cells = raw.cells + [""] * (len(names) - len(raw.cells))
        beyond = {f"{EXTRA} {number}": cell for number, cell in enumerate(cells[len(names) :], start=1) if cell}
        return dict(zip(names, cells, strict=False)) | beyond


def whole(raw: RawRow) -> str:
    """A digest of all cells of a row (hex, 32 characters): of one that cannot be read it is not known which count."""
    return digest(raw.cells, 16)
