"""The files of a report, written all or none."""

import hashlib
import os
import tempfile
from pathlib import Path

from trucewatch.domain import Publication

from .document import Brief, Report
from .html import html
from .pdf import pdf
from .tables import csv_file, geojson_file, xlsx_file


def render(report: Report) -> dict[str, bytes]:
    """Every file of the report by name. The same report gives the same bytes."""
    violations, *_ = report.sheets
    return {
        "report.pdf": pdf(report),
        "report.html": html(report),
        "violations.csv": csv_file(violations),
        "violations.xlsx": xlsx_file(report),
        "map.geojson": geojson_file(report),
        "report.hxl.csv": csv_file(report.indicators),
    }


def write(paper: Report | Brief, directory: Path) -> dict[str, str]:
    """Writes the files into ``directory``, made if need be, and gives the SHA-256 of each by name.

    Each file is complete or not there: it is written beside its place and moved. Raises OSError where it cannot be.
    """
    files = render(paper) if isinstance(paper, Report) else {"brief.pdf": pdf(paper), "brief.html": html(paper)}
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        handle, waiting = tempfile.mkstemp(dir=directory, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(waiting).chmod(0o644)
            Path(waiting).replace(directory / name)
        except BaseException:
            Path(waiting).unlink(missing_ok=True)
            raise
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def publication(report: Report, files: dict[str, str]) -> Publication:
    """The entry that says the report left the house; ``files`` as ``write`` gave them."""
    return Publication(
        report=report.id,
        period=report.period,
        known_at=report.size,
        root=report.root,
        files=files,
        figures=report.figures,
    )
