"""The report as PDF (PDF/A-3a and PDF/UA-1), set by typst."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib
import msgspec
import typst

from .document import Figure, Picture, Report, Table, walk

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def pdf(report: Report) -> bytes:
    """The report as one PDF file. The same report gives the same bytes."""
    pages: Any = {
        "main.typ": (files(__package__) / "report.typ").read_bytes(),
        "report.json": msgspec.json.encode(_data(report)),
    }
    for _, block in walk(report.sections):
        if isinstance(block, Picture):
            pages[f"pictures/{block.id}.svg"] = block.svg.encode()
    made = typst.compile(
        pages,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.fromisoformat(report.dated),
    )
    assert isinstance(made, bytes)
    return made


def _data(report: Report) -> dict[str, Any]:
    moment = datetime.fromisoformat(report.dated)
    date = {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    listed = {
        piece.row: number
        for _, block in walk(report.sections)
        if isinstance(block, Table) and block.id == "figures"
        for number, row in enumerate(block.rows)
        for piece in row[0]
        if isinstance(piece, Figure)
    }
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "mission": report.mission,
        "marking": report.marking,
        "footer": report.footer,
        "date": date,
        "masthead": report.masthead,
        "sections": report.sections,
        "listed": listed,
    }
