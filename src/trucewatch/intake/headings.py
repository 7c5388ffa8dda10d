"""Which row of a table names its columns, which form the table is of, and which column is which."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

import msgspec

from . import hxl
from .errors import IntakeError
from .forms import FORMS, Form
from .mapping import Mapped
from .table import RawRow, Table

DEEPEST = 25
"""How many rows from the top a heading may stand."""


class Heading(msgspec.Struct, frozen=True):
    """The columns of a table: their ``names`` in the file's order, and the positions each native column is read from.

    ``after`` is the number of the last row of the heading; ``notices`` say what was found out or passed over.
    """

    names: tuple[str, ...]
    positions: dict[str, tuple[int, ...]]
    after: int
    notices: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The file's header of each native column."""
        return {native: self.names[places[0]] for native, places in self.positions.items()}


def fold(name: str) -> str:
    """A header without what spellings differ by: case, spaces, signs."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def find_heading(table: Table, path: Path, form: str | None, mapped: Mapped | None) -> tuple[Form, Heading]:
    """The form and heading of ``table`` in the file ``path``.

    The form is ``form``, or the mapping's, or the one whose columns fit best. Raises IntakeError saying which columns
    are missing, and which were found.
    """
    mapping = mapped.mapping if mapped else None
    wanted = form or (mapping.form if mapping else None)
    if wanted is not None and wanted not in FORMS:
        raise IntakeError(table.name, f"there is no form {wanted!r}", f"Forms are {', '.join(FORMS)}")
    skip = mapping.skip_rows if mapping else 0
    top = [row for row in islice(table.rows(path), skip + DEEPEST) if row.number > skip]
    if mapping and mapping.header:
        return FORMS[mapping.form], mapped_heading(FORMS[mapping.form], mapping.header, skip, mapped, table.name)
    tagged = next((row for row in top if hxl.is_tag_row(row.cells)), None)
    if mapped:
        chosen = FORMS[wanted or mapped.mapping.form]
        return chosen, _by_mapping(table, chosen, mapped, top, tagged)
    forms = [FORMS[wanted]] if wanted else list(FORMS.values())
    best = _best(forms, top, tagged)
    if best is None:
        raise _unknown(table, wanted, top)
    chosen, names, positions, after = best
    notices = [] if wanted else [f"taken for {chosen.name}, judged by its columns"]
    ignored = [name for index, name in enumerate(names) if name and not any(index in at for at in positions.values())]
    if ignored:
        notices.append(f"columns not used: {', '.join(ignored)}")
    return chosen, Heading(unique(names), positions, after, tuple(notices))


def native_heading(form: Form, names: Iterable[str]) -> Heading:
    """The heading of a row whose columns are called ``names``, as ``find_heading`` would read them."""
    listed = list(names)
    tags = [hxl.tag(name) if hxl.is_tag_row([name]) else "" for name in listed]
    found = _positions(form, listed)
    by_tag = {native: (index,) for index, native in hxl.native_columns(tags, form.columns).items()}
    return Heading(tuple(listed), by_tag | found, 0)


def mapped_heading(form: Form, names: Iterable[str], after: int, mapped: Mapped | None, table: str) -> Heading:
    """The heading of columns called ``names`` under a mapping. Raises IntakeError for columns it names in vain."""
    mapping = mapped.mapping if mapped else None
    listed = unique(names)
    heading = native_heading(form, listed)
    if mapping is None or mapped is None:
        return msgspec.structs.replace(heading, after=after)
    index: dict[str, int] = {}
    for position, name in enumerate(listed):
        index.setdefault(fold(name), position)
        if name.startswith("#"):
            index.setdefault(fold(hxl.tag(name)), position)
    positions = dict(heading.positions)
    missing: list[str] = []
    for native, wanted in mapping.columns.items():
        headers = (wanted,) if isinstance(wanted, str) else wanted
        at = [index.get(fold(hxl.tag(name) if name.startswith("#") else name)) for name in headers]
        missing += [name for name, position in zip(headers, at, strict=True) if position is None]
        positions[native] = tuple(position for position in at if position is not None)
    missing += [rule.column for rule in mapping.filters if fold(rule.column) not in index]
    strange = sorted((mapping.columns.keys() | mapping.constants.keys() | mapping.values.keys()) - form.columns.keys())
    if strange:
        raise IntakeError(
            mapped.name, f"{', '.join(strange)}: no column of {form.name}", f"Its columns are {', '.join(form.columns)}"
        )
    if missing:
        raise IntakeError(
            table,
            f"has no column {', '.join(map(repr, missing))}, which the mapping {mapped.name} reads",
            f"Its columns are {', '.join(filter(None, listed))}",
        )
    return Heading(listed, positions, after)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names of columns with none empty and none twice."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for number, raw in enumerate(names, start=1):
        name = " ".join(raw.split()) or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def _positions(form: Form, names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Native columns by header; a header that stands twice is read from both."""
    known = {fold(column): column for column in form.columns}
    found: dict[str, tuple[int, ...]] = {}
    for position, name in enumerate(names):
        native = known.get(fold(re.sub(r" \(\d+\)$", "", name)))
        if native:
            found[native] = (*found.get(native, ()), position)
    return found


Candidate = tuple[Form, list[str], dict[str, tuple[int, ...]], int]


def _best(forms: list[Form], top: list[RawRow], tagged: RawRow | None) -> Candidate | None:
    """The form and heading that account for most columns, the form's needs being met."""
    best: Candidate | None = None
    for form in forms:
        for candidate in _candidates(form, top, tagged):
            positions = candidate[2]
            if all(need in positions for need in form.needs) and (best is None or len(positions) > len(best[2])):
                best = candidate
    return best


def _candidates(form: Form, top: list[RawRow], tagged: RawRow | None) -> Iterable[Candidate]:
    if tagged is not None:
        names = [hxl.tag(cell) if cell.strip() else "" for cell in tagged.cells]
        natives = hxl.native_columns(names, form.columns)
        yield form, names, {native: (index,) for index, native in natives.items()}, tagged.number
    for index, row in enumerate(top):
        after = tagged.number if tagged is not None and tagged.number > row.number else row.number
        yield form, row.cells, _positions(form, row.cells), after
        if index + 1 < len(top) and top[index + 1].number == row.number + 1:
            below = top[index + 1]
            joined = _joined(row.cells, below.cells)
            yield form, joined, _positions(form, joined), max(after, below.number)


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two rows of headings as one: the lower where it says something, otherwise the upper."""
    width = max(len(above), len(below))
    upper, lower = (cells + [""] * (width - len(cells)) for cells in (above, below))
    return [low if low.strip() else up for up, low in zip(upper, lower, strict=True)]


def _by_mapping(table: Table, form: Form, mapped: Mapped, top: list[RawRow], tagged: RawRow | None) -> Heading:
    """The heading that has the most of the columns that the mapping reads."""
    wanted = {
        fold(name)
        for value in mapped.mapping.columns.values()
        for name in ((value,) if isinstance(value, str) else value)
    } | {fold(rule.column) for rule in mapped.mapping.filters}

    def hits(row: RawRow) -> int:
        names = {fold(hxl.tag(cell) if row is tagged and cell.strip() else cell) for cell in row.cells}
        return len(wanted & names)

    if not top:
        raise IntakeError(table.name, "has no rows", "Check skip_rows in the mapping")
    head = max(top, key=hits)
    after = max(head.number, tagged.number) if tagged is not None else head.number
    return mapped_heading(form, head.cells, after, mapped, table.name)


def _unknown(table: Table, wanted: str | None, top: list[RawRow]) -> IntakeError:
    found = max((row.cells for row in top), key=lambda cells: sum(1 for cell in cells if cell.strip()), default=[])
    seen = ", ".join(cell.strip()[:40] for cell in found[:30] if cell.strip()) or "none"
    if wanted:
        missing = [need for need in FORMS[wanted].needs if fold(need) not in map(fold, found)]
        return IntakeError(
            table.name,
            f"has no heading of the form {wanted}: it lacks {', '.join(missing)}; columns found: {seen}",
            "Correct the header, or write a mapping (docs/intake.md)",
        )
    return IntakeError(
        table.name,
        f"fits none of the forms; columns found: {seen}",
        f"Name the form ({', '.join(FORMS)}), or write a mapping (docs/intake.md)",
    )


def native_cells(
    heading: Heading, cells: Mapping[int, str] | list[str], mapped: Mapped | None
) -> tuple[dict[str, str], list[str]]:
    """The cells of a row by native column, constants and translations applied; and columns that say two things."""
    mapping = mapped.mapping if mapped else None
    found: dict[str, str] = {}
    torn: list[str] = []
    for native, places in heading.positions.items():
        if len(places) == 1:
            text = cells[places[0]].strip()
        else:
            parts = list(dict.fromkeys(filter(None, (cells[place].strip() for place in places))))
            if mapping and native in mapping.columns:
                text = " ".join(parts)
            else:
                text = parts[0] if parts else ""
                if len(parts) > 1:
                    torn.append(native)
        if text:
            found[native] = text
    if mapping:
        for native, value in mapping.constants.items():
            found.setdefault(native, value)
        for native, table in mapping.values.items():
            said = found.get(native, "")
            value = _translated(table, said)
            if value:
                found[native] = value
            else:
                found.pop(native, None)
    return found, torn


def _translated(table: dict[str, str], said: str) -> str:
    for word, value in table.items():
        if word.casefold() == said.casefold() and word != "*":
            return value
    return table.get("*", said) if said else said
