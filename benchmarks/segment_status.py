"""The probability of a segment's status, scored against the exercise's truth, beside "the last report stands".

Run from the repository: ``python benchmarks/segment_status.py [seeds]``. Simulated data: the exercise's roads and what
its teams and agencies send of them, taken in as files. The Brier score is the sum over open, restricted and closed of
the squared difference between probability and truth (0 to 2), for trucks at random moments of days 8 to 28, over all
segments of which there is a report; no method uses the parties' words.

Beside it, for the segments that teams watch, the score that nobody could better: of one who knows by what process
segments close and open in the exercise, and the true status, and since when, at every hour in which a team was on
watch.
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
BETWEEN_H, LASTS_H, LASTS_LOG_SD, RESTRICTED_SHARE = 84.0, 7.0, 1.0, 0.6
"""The process of ``trucewatch.exercise.segments`` on segments with a crossing."""
DRAWS, STRETCHES = 1000, 12
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


def knowing(seed: int) -> list[float]:
    """Brier scores of one who knows the process and all the teams could have seen, at the moments of ``scores``."""
    clock = Clock(datetime.combine(START, time(), ZoneInfo(MISSION.zone)))
    played = road.travelled(MISSION, DAYS, clock, 1.0, np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    moments = rng.uniform(LEARN * 24, DAYS * 24 - 1, MOMENTS).astype(int)
    found = []
    for crossing in MISSION.crossings.values():
        states = played.segments.filter(segment=crossing.segment).sort("hour")["status"].to_list()
        on = played.shifts.filter(crossing=crossing.id).sort("hour")["state"].to_numpy() == "on"
        for hour in moments.tolist():
            seen = int(np.flatnonzero(on[: hour + 1])[-1])
            age = next((back for back in range(seen + 1) if states[seen - back] != states[seen]), seen)
            given = ahead(states[seen], age, hour - seen, rng)
            true = np.array([states[hour] == status for status in STATUSES], float)
            found.append(float(((given - true) ** 2).sum()))
    return found


def best(seeds: int) -> str:
    """The mean of ``knowing`` over the seeds of the benchmark, with its standard error."""
    means = np.array([np.mean(knowing(seed)) for seed in range(FIRST_SEED, FIRST_SEED + seeds)])
    return f"Brier {means.mean():.3f} +- {means.std(ddof=1) / np.sqrt(seeds):.3f}"


def ahead(status: str, age: int, hours: int, rng: np.random.Generator) -> np.ndarray:
    """Shares of the statuses ``hours`` after ``status`` has held for ``age`` hours, by playing the process on."""
    kept = rng.lognormal(np.log(LASTS_H), LASTS_LOG_SD, 50 * DRAWS) - age
    kept = np.resize(kept[kept > 0], DRAWS) if (kept > 0).any() else np.zeros(DRAWS)
    between = rng.exponential(BETWEEN_H, (DRAWS, STRETCHES))
    lasts = np.maximum(1.0, rng.lognormal(np.log(LASTS_H), LASTS_LOG_SD, (DRAWS, STRETCHES)))
    lengths = np.stack([between, lasts], 2).reshape(DRAWS, -1)
    kinds = np.where(np.arange(2 * STRETCHES) % 2, 1 + (rng.random(lengths.shape) >= RESTRICTED_SHARE), 0)
    if status != "open":
        lengths = np.column_stack([kept, lengths])
        kinds = np.column_stack([np.full(DRAWS, STATUSES.index(status)), kinds])
    over = (np.cumsum(lengths, 1) <= hours).sum(1)
    return np.bincount(kinds[np.arange(DRAWS), over], minlength=len(STATUSES)) / DRAWS


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
    print(f"{GROUPS[1]}, nobody could better {best(seeds)}")


if __name__ == "__main__":
    main()
