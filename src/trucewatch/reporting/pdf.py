"""The report as PDF (PDF/A-3a and PDF/UA-1), set by typst."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib
import msgspec
import typst

from .document import Brief, Figure, Paper, Picture, Table, walk

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def pdf(paper: Paper) -> bytes:
    """The paper as one PDF file. The same paper gives the same bytes."""
    pages: Any = {
        "main.typ": (files(__package__) / "report.typ").read_bytes(),
        "report.json": msgspec.json.encode(_data(paper)),
    }
    for _, block in walk(paper.sections):
        if isinstance(block, Picture):
            pages[f"pictures/{block.id}.svg"] = block.svg.encode()
    made = typst.compile(
        pages,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.fromisoformat(paper.dated),
    )
    assert isinstance(made, bytes)
    return made


def _data(paper: Paper) -> dict[str, Any]:
    moment = datetime.fromisoformat(paper.dated)
    date = {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    listed = {
        piece.row: number
        for _, block in walk(paper.sections)
        if isinstance(block, Table) and block.id == "figures"
        for number, row in enumerate(block.rows)
        for piece in row[0]
        if isinstance(piece, Figure)
    }
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "mission": paper.mission,
        "marking": paper.marking,
        "footer": paper.footer,
        "date": date,
        "masthead": paper.masthead,
        "sections": paper.sections,
        "dense": isinstance(paper, Brief),
        "listed": listed,
    }
