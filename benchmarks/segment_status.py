"""The probability of a segment's status, scored against the exercise's truth, beside "the last report stands".

Run from the repository: ``python benchmarks/segment_status.py [seeds]``. Simulated data: the exercise's roads and what
its teams and agencies send of them, taken in as files. The Brier score is the sum over open, restricted and closed of
the squared difference between probability and truth (0 to 2), for trucks at random moments of days 8 to 28, over all
segments of which there is a report; no method uses the parties' words.
"""

import sys
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch import intake, mission
from trucewatch.corridor.segments import statuses
from trucewatch.domain import Span
from trucewatch.exercise import road
from trucewatch.exercise.books import bound
from trucewatch.exercise.files import encoded
from trucewatch.exercise.logs import Clock
from trucewatch.mission import Period
from trucewatch.record import Record

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
START, DAYS, LEARN, MOMENTS = date(2023, 7, 1), 28, 7, 20
BOOKS = {name: road.BOOKS[name] for name in ("passages", "segments")}
FIRST_SEED = 201
"""Lower seeds were used to find what was wrong; those from here on had no part in shaping the method."""
STATUSES = ("open", "restricted", "closed")
METHODS = ("probability", "last report stands", "what is usual")
WATCHED = {crossing.segment for crossing in MISSION.crossings.values()}
GROUPS = ("all segments", "watched by the mission's teams", "told of by agencies only")


def scores(seed: int) -> dict[tuple[str, str], list[float]]:
    """Brier scores by group of segments and method: one for each moment, segment and direction."""
    first = datetime.combine(START, time(), ZoneInfo(MISSION.zone))
    played = road.travelled(MISSION, DAYS, Clock(first), 1.0, np.random.default_rng(seed))
    with TemporaryDirectory() as scratch:
        files = []
        for file in bound((one for one in played.reports if one.book in BOOKS and one.day < DAYS), BOOKS, START):
            files.append(Path(scratch) / file.name)
            files[-1].write_bytes(encoded(file))
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            intake.take_in(record, MISSION, files)
            holdings = record.holdings()
    truth = {(row["segment"], row["hour"]): row["status"] for row in played.segments.iter_rows(named=True)}
    said = sorted(
        (report.thing.when.middle, report.thing.segment, report.thing.status)
        for report in holdings.segment_reports
        if not MISSION.side(report.thing.source)
    )
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for hour in np.random.default_rng(seed).uniform(LEARN * 24, DAYS * 24 - 1, MOMENTS):
        at = (first + timedelta(hours=float(hour))).astimezone(UTC)
        period = Period(at.date(), Span(at - timedelta(days=1), at), 1)
        for row in statuses(holdings, MISSION, period)[0].filter(vehicle="truck").iter_rows(named=True):
            last = [status for moment, segment, status in said if segment == row["segment"] and moment < at]
            if not last or row["p_open"] is None:
                continue
            true = np.array([truth[row["segment"], int(hour)] == status for status in STATUSES], float)
            told = np.array([last[-1] == status for status in STATUSES], float)
            usual = np.array([last.count(status) for status in STATUSES]) / len(last)
            probable = np.array([row["p_open"], row["p_restricted"], row["p_closed"]])
            for method, given in zip(METHODS, (probable, told, usual), strict=True):
                score = float(((given - true) ** 2).sum())
                for group in (GROUPS[0], GROUPS[1 if row["segment"] in WATCHED else 2]):
                    found[group, method].append(score)
    return found


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    by_seed = [scores(seed) for seed in range(FIRST_SEED, FIRST_SEED + seeds)]
    print(f"simulated data, {seeds} seeds of {DAYS} days")
    for group in GROUPS:
        means = {method: np.array([np.mean(one[group, method]) for one in by_seed]) for method in METHODS}
        print(f"{group}: {sum(len(one[group, METHODS[0]]) for one in by_seed):,} scores")
        for method, scored in means.items():
            spread = scored.std(ddof=1) / np.sqrt(seeds) if seeds > 1 else float("nan")
            print(f"  {method:20} Brier {scored.mean():.3f} +- {spread:.3f}")
        ours, stands = means["probability"], means["last report stands"]
        print(f"  probability {1 - ours.mean() / stands.mean():.0%} below last report stands; below it in "
              f"{(ours < stands).mean():.0%} of seeds")  # fmt: skip


if __name__ == "__main__":
    main()
