"""Rows as a source sends them, with what is true of them kept apart; and the mess they arrive in."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from .stage import Stage


@dataclass(frozen=True)
class Report:
    """One row of a source's book: its cells as written, and apart from them the truth.

    ``day`` counts from the first day of the exercise; ``event`` is the true event's id or ""; ``role`` is *direct*,
    *relay* (heard of it from another), *repeat*, or, on the lists of others, *listed*, *copied* (from the mission's
    report) or *doubled* (the same list has it already); ``fault`` names the field that was spoilt, ``meant`` what it
    held.
    """

    day: int
    book: str
    cells: dict[str, str]
    event: str = ""
    role: str = "direct"
    late: bool = False
    fault: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Book:
    """How one book is kept: its intake form, columns in order, one file a day or one in all, how it is written.

    ``headings`` are what its keeper calls the columns, () where by their own names.
    """

    form: str
    columns: tuple[str, ...]
    daily: bool = True
    layout: Literal["csv", "xlsx", "parquet", "gpx"] = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """One file of the exercise: its name, how it is written, and its rows (row 2 of the file is the first)."""

    name: str
    book: Book
    rows: tuple[Report, ...]


OBSERVATION = ("ref", "source", "date", "time", "until", "means", "kind", "count", "weapon", "assessment")
OBSERVATIONS = (*OBSERVATION, "direction", "bearing", "range", "exercise", "grade", "text")
MACHINE = ("ref", "source", "start", "end", "means", "kind", "count", "lon", "lat", "error_m")

_SPOIL: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("time", lambda _: "25:61"),
    ("kind", lambda kind: kind[:-2] + kind[-1] + kind[-2] + "q"),
    ("count", lambda _: "-3"),
    ("bearing", lambda _: "67 mag"),
    ("source", lambda source: source[:2] + "-99"),
)


def disturbed(reports: Iterable[Report], days: int, rng: np.random.Generator) -> list[Report]:
    """The same reports as they arrive: some a day late, some sent twice, a few with a cell that cannot be read.

    A spoilt row keeps its event, so that mending it gives a true observation back.
    """
    result = []
    for report in reports:
        draw = rng.random()
        if draw < 0.05 and report.day + 1 < days:
            result.append(replace(report, day=report.day + 1, late=True))
        elif draw < 0.08:
            result += [report, replace(report, role="repeat", day=min(report.day + int(rng.integers(2)), days - 1))]
        elif draw < 0.095:
            field, spoil = _SPOIL[int(rng.integers(len(_SPOIL)))]
            meant = report.cells.get(field, "")
            if not meant:
                result.append(report)
                continue
            cells = report.cells | {field: spoil(meant)} | ({"until": ""} if field == "time" else {})
            result.append(replace(report, cells=cells, fault=field, meant=meant))
        else:
            result.append(report)
    return result


def bound(reports: Iterable[Report], books: dict[str, Book], start: date) -> tuple[File, ...]:
    """Sorts reports into files, one a day or one in all, in the order of their books.

    A book that is kept in one file makes one even where it is empty, as one that is opened on the first day does; a
    receiver that nobody switched on makes none.
    """
    sheets: dict[tuple[str, int], list[Report]] = defaultdict(list)
    for report in reports:
        sheets[report.book, report.day if books[report.book].daily else 0].append(report)
    files = []
    for name, book in books.items():
        days = sorted(day for title, day in sheets if title == name)
        for day in days or ([] if book.daily or book.layout == "gpx" else [0]):
            stem = f"{name}-{start + timedelta(days=day)}" if book.daily else name
            files.append(File(f"{stem}.{book.layout}", book, tuple(sheets[name, day])))
    return tuple(files)


def hub(scene: Stage, watcher: int) -> str:
    """The team site a watcher reports to: one for each region of the line."""
    anchors, watchers = scene.anchors, scene.watchers
    nearest = np.hypot(anchors.x - watchers.x[watcher], anchors.y - watchers.y[watcher]).argmin()
    return ("one", "two")[int(anchors.region[nearest])]
