"""What is estimated to have passed while nobody watched, scored against the exercise's truth.

Run from the repository: ``python benchmarks/undercount.py [seeds]``. Simulated data: 35 days of the exercise's roads,
their passages counted by teams that watch by day and some nights and lose hours to fog and refusals, taken in as
files. Scored are the last day and the last week. The baseline takes what was counted for all that passed; a second one
scales it by the hours watched, whatever the hour of the day.
"""

import sys
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch import intake, mission
from trucewatch.corridor.passages import at_crossings
from trucewatch.corridor.unseen import Learned
from trucewatch.domain import Span
from trucewatch.exercise import road
from trucewatch.exercise.books import bound
from trucewatch.exercise.files import encoded
from trucewatch.exercise.logs import Clock
from trucewatch.mission import Period
from trucewatch.record import Holdings, Record

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
START, DAYS = date(2023, 7, 1), 35
FIRST_SEED = 1001
SPANS = {"day": 1, "week": 7}


def taken_in(played: road.Road) -> Holdings:
    """The holdings after the teams' books of passages are taken in."""
    reports = [report for report in played.reports if report.book == "passages" and report.day < DAYS]
    with TemporaryDirectory() as scratch:
        paths = []
        for file in bound(reports, {"passages": road.BOOKS["passages"]}, START):
            paths.append(Path(scratch) / file.name)
            paths[-1].write_bytes(encoded(file))
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            intake.take_in(record, MISSION, paths)
            return record.holdings()


def scores(seed: int) -> dict[tuple[str, str], list[tuple[float, ...]]]:
    """By span and class: low, mid, high, truth, counted, and counted scaled by hours."""
    first = datetime.combine(START, time(), ZoneInfo(MISSION.zone))
    played = road.travelled(MISSION, DAYS, Clock(first), 1.0, np.random.default_rng(seed))
    holdings = taken_in(played)
    truth: dict[tuple[str, int, str, str], int] = {}
    for row in played.passages.iter_rows(named=True):
        truth[row["crossing"], row["hour"], row["direction"], row["vehicle"]] = row["count"]
    on = {(row["crossing"], row["hour"]): row["state"] == "on" for row in played.shifts.iter_rows(named=True)}
    found: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    end = datetime.combine(START + timedelta(days=DAYS - 1), time(19), ZoneInfo(MISSION.zone)).astimezone(UTC)
    last = int((end - first) / timedelta(hours=1))
    for name, days in SPANS.items():
        period = Period(START + timedelta(days=DAYS - 1), Span(end - timedelta(days=days), end), days)
        learned = {name: Learned.of(holdings, MISSION, place, period) for name, place in MISSION.crossings.items()}
        passages, _, unseen, _, _ = at_crossings(holdings, MISSION, period, period.span, learned)
        counted = {(row["crossing"], row["direction"], row["vehicle"]): row for row in passages.iter_rows(named=True)}
        for row in unseen.iter_rows(named=True):
            if row["of"] in ("vehicles", "persons") or row["estimated_h"] < row["unwatched_h"]:
                continue
            key = row["crossing"], row["direction"], row["of"]
            passed = sum(
                truth.get((key[0], hour, *key[1:]), 0) for hour in range(last - 24 * days, last) if not on[key[0], hour]
            )
            mine = counted.get(key)
            seen, watched = (mine["count"], mine["watched_h"]) if mine else (0, row["estimated_h"])
            scaled = seen * row["unwatched_h"] / watched
            found[name, row["of"]].append((row["low"], row["mid"], row["high"], passed, scaled))
    return found


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    found: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        for key, rows in scores(seed).items():
            found[key] += rows
    print(f"simulated data, {seeds} seeds of {DAYS} days, what passed in the hours not watched, by crossing and way")
    for name in SPANS:
        print(f"last {name}\n  class            n  covered  mean truth  mean width   mean abs error: mid, scaled, none")
        classes = [of for span, of in found if span == name]
        for of in [*classes, "all classes"]:
            rows = [
                row for key, got in found.items() if key[0] == name and of in (key[1], "all classes") for row in got
            ]
            low, mid, high, true, scaled = np.array(rows).T
            errors = [np.abs(guess - true).mean() for guess in (mid, scaled, 0 * true)]
            print(f"  {of:12} {len(rows):5} {((low <= true) & (true <= high)).mean():8.1%} {true.mean():10.1f}"
                  f" {(high - low).mean():11.1f}   {errors[0]:8.2f} {errors[1]:8.2f} {errors[2]:8.2f}"
                  f"   {errors[0] / errors[1]:.2f} of scaled")  # fmt: skip


if __name__ == "__main__":
    main()
