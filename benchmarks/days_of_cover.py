"""Days of cover: how fast stocks are played, and how often the intervals hold the truth of the exercise.

Run from the repository: ``python benchmarks/days_of_cover.py [seeds]``. Simulated data. The peer of the first figure is
the same balance as one plain numpy loop over whole arrays. For the second an agency counts the stock once a week to
within a tenth; the truth is the stock at the end of day 26, five days after the last count, over what its people need.
"""

import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch import exercise, intake, mission, supplies
from trucewatch.domain import Span
from trucewatch.mission import Period
from trucewatch.record import Record
from trucewatch.supplies.stockflow import play

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
START, DAYS, AT = date(2023, 7, 1), 28, 26
FIRST_SEED = 201
STOCKS, DRAWS, HORIZON, RECENT = 2_400, 500, 60, 28


def plain(stock: np.ndarray, eaten: np.ndarray, recent: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The same balance on whole arrays of doubles."""
    left, days, lasting = stock.astype(float), np.zeros(stock.shape), np.ones(stock.shape)
    for chosen in order:
        left = left + recent[:, chosen]
        met = np.clip(left / eaten, 0, 1) * lasting
        days, lasting, left = days + met, np.floor(met), left - eaten
    return days


def speed() -> None:
    rng = np.random.default_rng(1)
    stock = rng.uniform(0, 900, (STOCKS, DRAWS)).astype("f4")
    eaten = rng.uniform(10, 40, (STOCKS, DRAWS)).astype("f4")
    recent = (rng.uniform(0, 60, (STOCKS, RECENT)) * (rng.random((STOCKS, RECENT)) < 0.3)).astype("f4")
    order = rng.integers(0, RECENT, (HORIZON, DRAWS))
    started = perf_counter()
    ours = play(stock, eaten, recent, order, np.ones((STOCKS, DRAWS), "f4"))
    took = perf_counter() - started
    started = perf_counter()
    theirs = plain(stock, eaten, recent, order)
    peer = perf_counter() - started
    differ = float(np.mean(np.abs(ours - theirs) > 0.05))
    print(f"{STOCKS:,} stocks, {DRAWS} draws, {HORIZON} days, one thread: {took:.2f} s; plain numpy {peer:.2f} s, "
          f"{peer / took:.1f} times as long; {differ:.2%} of results differ by more than 0.05 days")  # fmt: skip


def score(seed: int) -> list[tuple[bool, float]]:
    """Whether each interval at full ration held the truth, and its width over the truth."""
    played = exercise.simulate(MISSION, days=DAYS, seed=seed, start=START)
    with TemporaryDirectory() as scratch:
        files = [path for path in exercise.write(played, Path(scratch)) if path.name == "consignments.csv"]
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            intake.take_in(record, MISSION, files)
            holdings = record.holdings()
    midnight = datetime.combine(START, time(), ZoneInfo(MISSION.zone)).astimezone(UTC) + timedelta(days=AT + 1)
    period = Period(START + timedelta(days=AT), Span(midnight - timedelta(days=1), midnight), 1)
    rows = supplies.assess(holdings, MISSION, period, {}).cover.filter(item="food").drop_nulls("full_mid")
    found = []
    for row in rows.iter_rows(named=True):
        true = played.truth["stocks"].filter(day=AT, place=row["place"]).row(0, named=True)
        days = min(true["stock_t"] / true["need_t"], row["horizon_d"])
        found.append((row["full_low"] <= days <= row["full_high"], (row["full_high"] - row["full_low"]) / max(days, 1)))
    return found


def main() -> None:
    speed()
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found = [one for seed in range(FIRST_SEED, FIRST_SEED + seeds) for one in score(seed)]
    held, width = np.mean([one for one, _ in found]), np.median([wide for _, wide in found])
    print(f"simulated data, {seeds} seeds: {len(found)} intervals of nine draws in ten, {held:.1%} held the truth, "
          f"median width {width:.0%} of it")  # fmt: skip


if __name__ == "__main__":
    main()
