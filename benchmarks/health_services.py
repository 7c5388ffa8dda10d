"""Health services: how often the level that is said is the true one, by the age of the evidence. EXERCISE data.

Run from the repository: ``python benchmarks/health_services.py [seeds]``. The baseline takes the last word of anybody,
parties included. The truth is the level at the end of day 26.
"""

import sys
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch import intake, mission, supplies
from trucewatch.domain import Span
from trucewatch.exercise.books import bound
from trucewatch.exercise.clinics import BOOKS, clinics
from trucewatch.exercise.files import encoded
from trucewatch.exercise.logs import Clock
from trucewatch.mission import Period
from trucewatch.record import Record

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
START, DAYS, AT = date(2023, 7, 1), 28, 26
FIRST_SEED, WEEK_D = 301, 7


def score(seed: int, found: dict[str, list[bool]]) -> None:
    midnight = datetime.combine(START, time(), ZoneInfo(MISSION.zone))
    truth, reports = clinics(MISSION, Clock(midnight), DAYS, 1.0, np.random.default_rng(seed))
    with TemporaryDirectory() as scratch:
        sent = Path(scratch) / "services.csv"
        sent.write_bytes(encoded(bound(reports, BOOKS, START)[0]))
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            intake.take_in(record, MISSION, [sent])
            holdings = record.holdings()
    end = midnight.astimezone(UTC) + timedelta(days=AT + 1)
    period = Period(START + timedelta(days=AT), Span(end - timedelta(days=1), end), 1)
    picture = supplies.assess(holdings, MISSION, period, {})
    for row in picture.services.filter(service="").iter_rows(named=True):
        true = truth.filter(facility=row["facility"], service="", day=AT)["level"].item()
        words = [held.thing for held in holdings.service_reports if not held.thing.service]
        mine = [one for one in words if one.facility == row["facility"] and one.when.middle < end]
        if row["level"] is None:
            found[f"{row['state']}, no level said"].append(True)
        else:
            aged = "in the week before" if row["age_d"] <= WEEK_D else "earlier"
            found[f"level said, last seen {aged}"].append(row["level"] == true)
        if mine:
            last = max(mine, key=lambda one: one.when.middle)
            found["baseline: the last word of anybody"].append(last.level == true)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found: dict[str, list[bool]] = defaultdict(list)
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        score(seed, found)
    print(f"simulated data, {seeds} seeds, {len(MISSION.facilities)} facilities:")
    for name, right in sorted(found.items()):
        told = f"{len(right)} times" if "no level" in name else f"true for {np.mean(right):.1%} of {len(right)}"
        print(f"{name}: {told}")


if __name__ == "__main__":
    main()
