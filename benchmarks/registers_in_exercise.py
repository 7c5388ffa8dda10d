"""Registers of the exercise against its truth: do intervals hold, and is a fall of looking taken for one of supplies?

SIMULATED. For each seed the books of loads that the mission's team and both sides keep of one flow, as the exercise
writes them (lag of days, lists kept with a share that wanders, late rows), brought to lines by their own dates without
files or intake. In a third of the worlds half as many loads come once the team has lost its place. The baseline of the
same run takes every fall of the team's list by a tenth or more for one of supplies.

    python benchmarks/registers_in_exercise.py [SEEDS]
"""

import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from trucewatch.exercise.books import Report
from trucewatch.exercise.ledgers import Ledgers, kept
from trucewatch.mission import Mission, load
from trucewatch.supplies.lines import Line
from trucewatch.supplies.pairing import Kept, pair
from trucewatch.supplies.reckoning import reckon

START, DAYS = date(2023, 8, 1), 28
LAST = START + timedelta(days=DAYS - 1)
MISSION = Path(__file__).parents[1] / "missions" / "exercise-lachin"


def day_of(report: Report) -> date:
    said = report.cells["date"]
    return datetime.strptime(said, "%d.%m.%Y" if "." in said else "%Y-%m-%d").date()  # noqa: DTZ007 (a day)


def register(mission: Mission, played: Ledgers, source: str) -> Kept:
    lines: defaultdict[date, list[Line]] = defaultdict(list)
    for report in played.reports:
        day = day_of(report)
        if report.cells["source"] == source and report.day < DAYS and day <= LAST:
            lines[day].append(Line(day, report.cells["ref"], "t", 20, 20, (20, 20), report.late))
    windows = tuple(one for one in mission.registers if one.source == source)
    return Kept(source, windows, dict(lines))


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    mission = load(MISSION)
    team, *sides = dict.fromkeys(one.source for one in mission.registers)
    held: list[bool] = []
    verdicts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    naive: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for seed in range(seeds):
        played = kept(mission, START, DAYS, np.random.default_rng((seed, 91)))
        own = register(mission, played, team)
        found = max(
            (pair("f", own, register(mission, played, side), LAST, ZoneInfo(mission.zone)) for side in sides),
            key=lambda one: int(one.common.sum()),
        )
        row, _ = reckon("f", found, LAST)
        true = played.loads.filter(pl.col("source") == team).sort("day")
        came = dict(true.select("day", "came").rows())
        low, high = np.quantile(found.draws, (0.05, 0.95), axis=0)
        spans = [span for span, wanted in zip(found.spans, found.wanted, strict=True) if wanted]
        for (first, last), least, most in zip(spans, low, high, strict=True):
            loads = sum(came[first + timedelta(days=ahead)] for ahead in range((last - first).days + 1))
            held.append(bool(least <= loads <= most))
        verdicts[played.halved][str(row["verdict"])] += 1
        naive[played.halved]["supplies" if row["lines_now"] < 0.9 * row["lines_before"] else "no fall"] += 1
    sys.stdout.write(f"SIMULATED, {seeds} exercises; blind weeks held by nine draws in ten: {np.mean(held):.1%} ")
    sys.stdout.write(f"of {len(held)}\n")
    for halved, what in ((False, "what came stayed"), (True, "what came halved")):
        sys.stdout.write(f"{what}, in {verdicts[halved].total()}: said {dict(verdicts[halved])}; ")
        sys.stdout.write(f"baseline said {dict(naive[halved])}\n")


if __name__ == "__main__":
    main()
