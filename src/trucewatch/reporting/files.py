"""The files of a report, written all or none."""

import hashlib
import os
import tempfile
from pathlib import Path

from trucewatch.domain import Publication

from .document import Brief, Errata, Report, Weekly
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


def errata_files(errata: Errata) -> dict[str, bytes]:
    """Every file of a sheet of corrections by name."""
    return {"errata.pdf": pdf(errata), "errata.html": html(errata)}


def _files(paper: Report | Weekly | Brief | Errata) -> dict[str, bytes]:
    match paper:
        case Report():
            return render(paper)
        case Weekly(sheets=(week, *_)):
            return {
                "weekly.pdf": pdf(paper),
                "weekly.html": html(paper),
                "weekly.csv": csv_file(week),
                "weekly.xlsx": xlsx_file(paper),
            }
        case Errata():
            return errata_files(paper)
        case _:
            return {"brief.pdf": pdf(paper), "brief.html": html(paper)}


def write(paper: Report | Weekly | Brief | Errata, directory: Path) -> dict[str, str]:
    """Writes the files into ``directory``, made if need be, and gives the SHA-256 of each by name.

    Each file is complete or not there: it is written beside its place and moved. Raises OSError where it cannot be.
    """
    files = _files(paper)
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
        worded_at=report.worded_at,
    )
