"""Registers of loads: the mission's and those of the sides, each as it is kept, from weeks before the exercise on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from trucewatch.mission import Mission, Register

from .books import Book, Report
from .stage import Bools, Floats, Ints

_COLUMNS = ("ref", "source", "date", "item", "amount", "unit", "stage", "text")

BOOKS = {
    "loads": Book("consignments", _COLUMNS),
    "loads-one": Book("consignments", _COLUMNS, delimiter=";",
                      headings=("Nr", "Voice", "Date", "Goods", "Quantity", "Measure", "Step", "Remark")),
    "loads-two": Book("consignments", _COLUMNS,
                      headings=("No", "Voice", "Day", "Cargo", "Amount", "Unit", "Status", "Note")),
}  # fmt: skip
"""The books of the two sides differ in headings, dates and units; how well they are kept is drawn alike for both."""

_A_DAY = 8.0
_LEVEL_SD, _KEEPING_SD = 0.12, 0.06
_SEEN_BY_DAY = 0.45
"""Share that a team that lost its place still sees."""

_HALVED = 1 / 3
"""How often less comes in the weeks in which the mission has lost its place, for the looking cannot tell."""

_TONNES = (12.0, 24.0)
_LITRES_A_TONNE = 1220.0
_WITHOUT_UNIT, _LATE = 0.03, 0.05
_SENT_D = 7


@dataclass(frozen=True)
class Ledgers:
    """The rows sent, by day of the exercise (before it below 0), and the truth.

    ``loads`` by flow, register (``source``) and day (a date): how many came, how many of them it ``listed``, whether it
    ``watched``. ``halved``: whether half as many came in some flow once a register ceased to watch.
    """

    reports: list[Report]
    loads: pl.DataFrame
    halved: bool


LOADS = {"flow": pl.String, "source": pl.String, "day": pl.Date, "came": pl.Int64, "listed": pl.Int64,
         "watched": pl.Boolean}  # fmt: skip


def kept(mission: Mission, start: date, days: int, rng: np.random.Generator) -> Ledgers:
    """What the registers of every flow of ``mission`` hold, from the first day any of them watched."""
    reports: list[Report] = []
    truth: list[tuple[object, ...]] = []
    last, halved = start + timedelta(days=days - 1), False
    for flow in dict.fromkeys(register.flow for register in mission.registers):
        windows = [register for register in mission.registers if register.flow == flow]
        first = min(register.since for register in windows)
        if first > last:
            continue
        dates = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        blind = np.array([not all(_watches(windows, source, day) for source in _sources(windows)) for day in dates])
        less = blind.any() and rng.random() < _HALVED
        halved |= bool(less)
        came = _came(np.where(blind & less, 0.5, 1.0), rng)
        for source in _sources(windows):
            watched = np.array([_watches(windows, source, day) for day in dates])
            by_side = mission.sources[source].type == "party"
            listed = _listed(came, watched, by_side=by_side, rng=rng)
            truth += [(flow, source, *one) for one in zip(dates, came.tolist(), listed.tolist(), watched.tolist(),
                                                          strict=True)]  # fmt: skip
            reports += _written(mission, windows, source, dates, listed, start, rng)
    return Ledgers(reports, pl.DataFrame(truth, schema=LOADS, orient="row"), halved)


def _sources(windows: Sequence[Register]) -> list[str]:
    return list(dict.fromkeys(register.source for register in windows))


def _watches(windows: Sequence[Register], source: str, day: date) -> bool:
    return any(register.source == source and register.watched(day, day) for register in windows)


def _came(share: Floats, rng: np.random.Generator) -> Ints:
    """Loads a day, ``share`` of the usual; some weeks have more of them than others."""
    level = np.exp(_LEVEL_SD * rng.standard_normal(len(share) // 7 + 1))
    return rng.poisson(_A_DAY * np.repeat(level, 7)[: len(share)] * share).astype(np.int64)


def _listed(came: Ints, watched: Bools, *, by_side: bool, rng: np.random.Generator) -> Ints:
    """How many of the loads a register holds: all that a team watches; most of them, as a side keeps its list."""
    share: Floats = np.where(watched, 1.0, _SEEN_BY_DAY)
    if by_side:
        weekly = rng.uniform(0.8, 0.95) * np.exp(_KEEPING_SD * rng.standard_normal(len(came) // 7 + 1))
        share = share * np.minimum(np.repeat(weekly, 7)[: len(came)], 1.0)
    return rng.binomial(came, share).astype(np.int64)


def _written(
    mission: Mission,
    windows: Sequence[Register],
    source: str,
    dates: Sequence[date],
    listed: Ints,
    start: date,
    rng: np.random.Generator,
) -> list[Report]:
    """The rows, sent in weekly files; a side dates all of them some days off, rounds, and forgets units."""
    register = next(one for one in windows if one.source == source)
    parties = [party.id for party in mission.parties]
    whose = mission.sources[source].party if mission.sources[source].type == "party" else ""
    side = parties.index(whose) if whose in parties[:2] else -1
    lag = int(rng.integers(-1, 3)) if side >= 0 else 0
    step = int(rng.choice([2, 5])) if side >= 0 else 0
    result = []
    for day, count in zip(dates, listed.tolist(), strict=True):
        for number in range(count):
            tonnes = rng.uniform(*_TONNES)
            said = day + timedelta(days=lag)
            sent = (day - start).days + _SENT_D - (day - dates[0]).days % _SENT_D
            late = side >= 0 and rng.random() < _LATE
            forgets = side >= 0 and rng.random() < _WITHOUT_UNIT
            amount, unit = _said(tonnes, side, step)
            cells = {
                "ref": f"g-{source}-{day:%Y%m%d}-{number + 1}",
                "source": source,
                "date": f"{said:%d.%m.%Y}" if side == 0 else said.isoformat(),
                "item": register.item or "mixed",
                "amount": amount,
                "unit": "" if forgets else unit,
                "stage": register.stage,
                "text": "EXERCISE.",
            }
            book = "loads" if side < 0 else ("loads-one", "loads-two")[side]
            result.append(Report(sent + _SENT_D * late, book, cells, late=late))
    return result


def _said(tonnes: float, side: int, step: int) -> tuple[str, str]:
    """Weighed by a team; in litres by one side, in tonnes by the other, both rounded to as coarse a ``step``."""
    if side < 0:
        return f"{tonnes:.1f}", "t"
    rounded = max(round(tonnes / step), 1) * step
    return (str(round(rounded * _LITRES_A_TONNE, -3)).removesuffix(".0"), "l") if side == 0 else (str(rounded), "t")
