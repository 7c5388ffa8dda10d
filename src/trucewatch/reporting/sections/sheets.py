"""The annexes as data: one sheet for each kind of thing the report speaks of."""

from datetime import datetime

import polars as pl

from ..document import Cell, Sheet, SheetColumn
from ..editor import Editor
from . import violations_table


def sheets(editor: Editor) -> tuple[Sheet, ...]:
    """The violations first, with the columns of the annex; then the frames of the pictures as they are."""
    pictures = editor.pictures
    frames = {
        "Estimates": pictures.ceasefire.rates,
        "Detection": pictures.ranges.frame.drop("incidents"),
        "Road segments": pictures.corridor.segments,
        "Passages": pictures.corridor.passages,
        "Passages estimated": pictures.corridor.unseen,
        "Crossings not watched": pictures.corridor.gaps,
        "Restrictions": pictures.corridor.restrictions,
        "Access constraints": pictures.corridor.access,
        "Flows": pictures.supplies.flows,
        "Shares": pictures.supplies.against,
        "Needs met": pictures.supplies.met,
        "Days of cover": pictures.supplies.cover,
        "Health services": pictures.supplies.services,
        "Registers": pictures.supplies.registers,
        "Falls in registers": pictures.supplies.reckonings,
        "How registers are kept": pictures.supplies.books,
        "Claims": pictures.agreement.claims,
        "Clauses kept": pictures.agreement.compliance,
        "Clause findings": pictures.agreement.findings,
        "Cases": pictures.agreement.cases,
    }
    return (violations_table.sheet(editor), *(_sheet(editor, name, frame) for name, frame in frames.items()))


def weekly(editor: Editor) -> tuple[Sheet, ...]:
    """The frames behind the weekly report as they are."""
    pictures = editor.pictures
    frames = {
        "Passages": pictures.corridor.passages,
        "Passages estimated": pictures.corridor.unseen,
        "Crossings not watched": pictures.corridor.gaps,
        "Told by others": pictures.corridor.told,
        "Road segments": pictures.corridor.segments,
        "Restrictions": pictures.corridor.restrictions,
        "Access constraints": pictures.corridor.access,
        "Flows": pictures.supplies.flows,
        "Shares": pictures.supplies.against,
        "Needs met": pictures.supplies.met,
        "Days of cover": pictures.supplies.cover,
        "Health services": pictures.supplies.services,
        "Claims": pictures.agreement.claims,
        "Claims compared": pictures.agreement.comparisons,
    }
    return tuple(_sheet(editor, name, frame) for name, frame in frames.items())


def _sheet(editor: Editor, name: str, frame: pl.DataFrame) -> Sheet:
    columns = tuple(SheetColumn(column.replace("_", " ")) for column in frame.columns)
    return Sheet(name, columns, tuple(tuple(_cell(editor, value) for value in row) for row in frame.iter_rows()))


def _cell(editor: Editor, value: object) -> Cell:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | str():
            return value
        case int() | float():
            return value
        case datetime():
            return editor.local(value).isoformat()
        case list():
            return "; ".join(map(str, value))
        case _:
            return str(value)
