"""Writes a simulation: the sources' files as they would send them, and the truth in a folder of its own."""

import csv
import io
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import polars as pl
import xlsxwriter

from .books import File
from .simulation import Simulation


def write(simulation: Simulation, directory: Path) -> list[Path]:
    """Writes ``directory/sources/`` and ``directory/truth/``, replacing what an earlier exercise left there.

    Returns the paths of all files in order. Nothing is left half written: the folders are made beside the
    old ones and take their place when complete. Raises OSError if the directory cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=directory) as scratch:
        fresh, old = Path(scratch) / "fresh", Path(scratch) / "old"
        old.mkdir()
        for name in ("sources", "truth"):
            (fresh / name).mkdir(parents=True)
        for file in simulation.files:
            (fresh / "sources" / file.name).write_bytes(encoded(file))
        for name, frame in simulation.truth.items():
            frame.write_parquet(fresh / "truth" / f"{name}.parquet")
        for name in ("sources", "truth"):
            target = directory / name
            if target.exists():
                target.rename(old / name)
            (fresh / name).rename(target)
    return [path for name in ("sources", "truth") for path in sorted((directory / name).iterdir())]


def truth_in(directory: Path) -> dict[str, pl.DataFrame]:
    """The truth that ``write`` left in ``directory``, by name. Raises FileNotFoundError if it has none."""
    found = {path.stem: pl.read_parquet(path) for path in sorted((directory / "truth").glob("*.parquet"))}
    if not found:
        raise FileNotFoundError(directory / "truth")
    return found


def encoded(file: File) -> bytes:
    """The bytes of one file as its source would send it."""
    return {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "gpx": _gpx}[file.book.layout](file)


def _table(file: File) -> list[list[str]]:
    return [[report.cells.get(column, "") for column in file.book.columns] for report in file.rows]


def _csv(file: File) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=file.book.delimiter, lineterminator="\r\n")
    writer.writerow(file.book.headings or file.book.columns)
    writer.writerows(_table(file))
    return text.getvalue().encode(file.book.encoding)


def _xlsx(file: File) -> bytes:
    data = io.BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_numbers": False})
    workbook.set_properties({"title": "EXERCISE", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 (no zone in the format)
    sheet = workbook.add_worksheet("duty log")
    for number, row in enumerate([list(file.book.columns), *_table(file)]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    workbook.close()
    return data.getvalue()


def _parquet(file: File) -> bytes:
    frame = pl.DataFrame(_table(file), schema=dict.fromkeys(file.book.columns, pl.String), orient="row")
    data = io.BytesIO()
    frame.with_columns(pl.col(pl.String).replace("", None)).cast(
        {"count": pl.Int64, "lon": pl.Float64, "lat": pl.Float64, "error_m": pl.Float64}
    ).write_parquet(data)
    return data.getvalue()


def _gpx(file: File) -> bytes:
    gpx = ElementTree.Element("gpx", version="1.1", creator="EXERCISE", xmlns="http://www.topografix.com/GPX/1/1")
    track = ElementTree.SubElement(gpx, "trk")
    ElementTree.SubElement(track, "name").text = file.rows[0].cells["source"]
    segment = ElementTree.SubElement(track, "trkseg")
    for report in file.rows:
        cells = report.cells
        point = ElementTree.SubElement(segment, "trkpt", lat=cells["lat"], lon=cells["lon"])
        ElementTree.SubElement(point, "time").text = cells["time"]
    written: bytes = ElementTree.tostring(gpx, encoding="utf-8", xml_declaration=True)
    return written
