"""The report's data as files for machines: CSV, XLSX, HXL, GeoJSON. No cell can be taken for a formula."""

import csv
import io
import re
from datetime import date, datetime
from typing import Any

import msgspec
import polars as pl
import xlsxwriter

from .document import Cell, Report, Sheet, Weekly

_FORMULA = re.compile(r"^\s*[=+\-@\t\r|%]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_767
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def inert(cell: Cell) -> Cell:
    """The cell as a spreadsheet will take it: text that could start a formula gets an apostrophe before it."""
    if isinstance(cell, str):
        return f"'{cell}" if _FORMULA.match(cell) else cell
    return cell


def csv_file(sheet: Sheet) -> bytes:
    """The sheet as CSV: RFC 4180, UTF-8, one head row; with a row of hashtags below it if the sheet has any."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.head for column in sheet.columns])
    if any(column.hxl for column in sheet.columns):
        writer.writerow([column.hxl for column in sheet.columns])
    writer.writerows([inert(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode()


def csv_of(frame: pl.DataFrame) -> bytes:
    """Any picture's frame as CSV: moments in ISO 8601, lists joined by a bar, no cell a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows([inert(_flat(value)) for value in row] for row in frame.iter_rows())
    return text.getvalue().encode()


def _flat(value: Any) -> Cell:
    if isinstance(value, list):
        return "|".join(str(_flat(one)) for one in value)
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def xlsx_file(report: Report | Weekly) -> bytes:
    """Every sheet of the report as one workbook, dated by the end of the period."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    moment = datetime.fromisoformat(report.dated).replace(tzinfo=None)
    book.set_properties({"title": _legal(report.title), "author": _legal(report.mission), "created": moment})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F3F5F7"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    marked = book.add_format({"bold": True, "font_color": "#9A1B1B"})
    for sheet in report.sheets:
        page = book.add_worksheet(_SHEET_NAME.sub(" ", sheet.name)[:31])
        top = 0
        if report.marking:
            page.write_string(0, 0, report.marking, marked)
            top = 1
        for x, column in enumerate(sheet.columns):
            page.write_string(top, x, column.head, head)
            page.set_column(x, x, _width(sheet, x))
        for y, row in enumerate(sheet.rows, start=top + 1):
            for x, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(y, x, _legal(cell)[:_LONGEST_CELL], body)
                elif cell is not None:
                    page.write_number(y, x, cell, body)
        page.freeze_panes(top + 1, 0)
        page.autofilter(top, 0, top + max(1, len(sheet.rows)), len(sheet.columns) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        if report.marking:
            page.set_header(f"&C&B{report.marking.replace('&', '&&')}")
    book.close()
    return data.getvalue()


def geojson_file(report: Report) -> bytes:
    """The map as a GeoJSON feature collection (RFC 7946)."""
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": report.id,
        "marking": report.marking,
        "made_from": {"origin": report.origin, "size": report.size, "root": report.root},
        "features": report.features,
    }
    return msgspec.json.encode(collection) + b"\n"


def _width(sheet: Sheet, x: int) -> float:
    longest = max((len(str(row[x])) for row in sheet.rows[:200] if row[x] is not None), default=0)
    return float(min(48, max(9, longest + 2, len(sheet.columns[x].head) * 0.8)))


def _legal(text: str) -> str:
    return _NOT_XML.sub("", text)
