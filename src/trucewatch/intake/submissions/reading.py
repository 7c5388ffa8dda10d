"""A filled form into rows of tables, and those into accounts or problems: pure, by the readers of the tables."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from ...domain import Problem
from ..desk import Desk
from ..errors import UnreadableError
from ..forms import FORMS
from ..headings import Heading, native_cells
from ..mapping import Mapped, Mapping
from ..reading import Outcome, Reader
from ..table import RawRow
from .instance import Instance
from .mapping import FormMapping, Rows, paths_of


class FormRow(NamedTuple):
    """A row that a filled form holds: its number among them, the form of tables it is of, and what became of it.

    ``fields`` are its cells by native column; ``files`` the names among ``texts`` that may be attachments.
    """

    number: int
    form: str
    outcome: Outcome
    fields: dict[str, str]
    texts: frozenset[str]


def read_rows(instance: Instance, mapping: FormMapping, desk: Desk, *, named: str, source: str) -> list[FormRow]:
    """The rows of ``instance``, numbered from 1.

    ``named`` is what its rows are called by, with their number, where the form gives them no number of their own;
    ``source`` the register's id of whoever holds the device, where the form does not say who speaks.
    """
    found: list[FormRow] = []
    for rows in mapping.rows:
        for node in instance.nodes(rows.each):
            if _speaks(instance, node, rows):
                found.append(_read(instance, node, rows, desk, len(found) + 1, named, source))
    return found


def _speaks(instance: Instance, node: etree._Element, rows: Rows) -> bool:
    return all(instance.value(node, path) for path in rows.needs) and all(
        instance.value(node, path) in allowed for path, allowed in rows.only.items()
    )


def _read(
    instance: Instance, node: etree._Element, rows: Rows, desk: Desk, number: int, named: str, source: str
) -> FormRow:
    form = FORMS[rows.form]
    names: list[str] = []
    cells: list[str] = []
    positions: dict[str, tuple[int, ...]] = {}
    problems: list[Problem] = []

    def put(native: str, name: str, cell: str) -> None:
        positions[native] = (*positions.get(native, ()), len(names))
        names.append(name)
        cells.append(cell)

    for native in rows.columns:
        for path in paths_of(rows, native):
            try:
                cell = instance.value(node, path)
            except UnreadableError as error:
                problems.append(Problem(path, "", error.reason, error.mend))
                cell = ""
            put(native, path, cell)
    given = dict(_given(rows, number, named, source))
    for native, cell in given.items():
        if native in form.columns and not any(cells[at] for at in positions.get(native, ())):
            positions.pop(native, None)
            put(native, native, cell)
    columns: dict[str, str | tuple[str, ...]] = {
        native: tuple(names[at] for at in places) for native, places in positions.items()
    }
    mapped = Mapped(Mapping(form=form.name, columns=columns, constants=rows.constants, values=rows.values))
    heading = Heading(tuple(names), positions, 0)
    outcome = Reader(form, heading, mapped, desk).read(RawRow(number, cells))
    if problems:
        outcome = outcome._replace(accounts=(), problems=(*problems, *outcome.problems))
    fields, _ = native_cells(heading, cells, mapped)
    return FormRow(number, form.name, outcome, fields, frozenset(instance.texts(node)))


def _given(rows: Rows, number: int, named: str, source: str) -> Iterator[tuple[str, str]]:
    """What the device and the record say where the form does not."""
    if source and "source" not in rows.constants:
        yield "source", source
    if "ref" not in rows.constants:
        yield "ref", f"{named}#{number}"
