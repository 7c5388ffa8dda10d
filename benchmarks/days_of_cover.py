"""Days of cover: how fast stocks are played, and how often the intervals hold the truth of the exercise.

Run from the repository: ``python benchmarks/days_of_cover.py [seeds]``. Simulated data. The peer of the first figure is
the same balance as one plain numpy loop over whole arrays. For the second an agency counts stocks once a week to
within a tenth; the truth is the stock at the end of day 26, six days after the last count, and how long it would last.
Intervals that reach the horizon are easily right and scored apart.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch import exercise, intake, mission, supplies
from trucewatch.domain import Span
from trucewatch.exercise.files import encoded
from trucewatch.mission import Period
from trucewatch.record import Record
from trucewatch.supplies.balance import LITTLE
from trucewatch.supplies.stockflow import play

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
START, DAYS, AT = date(2023, 7, 1), 28, 26
FIRST_SEED = 201
STOCKS, DRAWS, HORIZON, RECENT = 2_400, 500, 60, 28
NAMES = {"full": "days at full ration", "ration": "the ration of the day",
         "little": "days until less than half a ration"}  # fmt: skip


def plain(stock: np.ndarray, eaten: np.ndarray, kept: np.ndarray, recent: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The same balance on whole arrays of doubles."""
    left, days, lasting = stock.astype(float), np.zeros(stock.shape), np.ones(stock.shape)
    for chosen in order:
        left = left + recent[:, chosen]
        met = np.clip(left / eaten, 0, 1) * lasting
        days, lasting, left = days + met, np.floor(met), (left - eaten) * kept
    return days


def speed() -> None:
    rng = np.random.default_rng(1)
    stock = rng.uniform(0, 900, (STOCKS, DRAWS)).astype("f4")
    eaten = rng.uniform(10, 40, (STOCKS, DRAWS)).astype("f4")
    kept = rng.uniform(0.997, 1, (STOCKS, DRAWS)).astype("f4")
    recent = (rng.uniform(0, 60, (STOCKS, RECENT)) * (rng.random((STOCKS, RECENT)) < 0.3)).astype("f4")
    order = rng.integers(0, RECENT, (HORIZON, DRAWS))
    started = perf_counter()
    ours = play(stock, eaten, kept, recent, order, np.ones((STOCKS, DRAWS), "f4"))
    took = perf_counter() - started
    started = perf_counter()
    theirs = plain(stock, eaten, kept, recent, order)
    peer = perf_counter() - started
    differ = float(np.mean(np.abs(ours - theirs) > 0.05))
    print(f"{STOCKS:,} stocks, {DRAWS} draws, {HORIZON} days, one thread: {took:.2f} s; plain numpy {peer:.2f} s, "
          f"{peer / took:.1f} times as long; {differ:.2%} of results differ by more than 0.05 days")  # fmt: skip


class Truth(NamedTuple):
    """Of one settlement at the end of the day: days of its stock at full ration, the ration people ate of it that day,
    and days until they eat too little if nothing more comes.
    """

    full: float
    ration: float
    little: float


def truth(row: dict[str, float], *, households: bool) -> Truth:
    """The truth of a row of the exercise's stocks."""
    stock = row["stock_t"] + (row["households_t"] if households else 0.0)
    lost = -np.log(row["kept_a_day"])
    days = np.log1p(lost * stock / row["need_t"]) / lost
    left, little = row["stock_t"], 0
    while little < HORIZON and left > LITTLE * row["need_t"]:
        left = left * row["kept_a_day"] - row["need_t"] * min(1.0, 0.5 + left / (10 * row["need_t"]))
        little += 1
    return Truth(days, row["consumed_t"] / row["need_t"], little)


class Scored(NamedTuple):
    """An interval against the truth: whether it held it, whether it reaches the horizon, and its width (days)."""

    held: bool
    censored: bool
    width: float


def score(seed: int) -> Iterator[tuple[str, Scored]]:
    """What the intervals of one exercise are of, and how they did."""
    played = exercise.simulate(MISSION, days=DAYS, seed=seed, start=START)
    with TemporaryDirectory() as scratch:
        sent = Path(scratch) / "consignments.csv"
        sent.write_bytes(encoded(next(file for file in played.files if file.name == sent.name)))
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            intake.take_in(record, MISSION, [sent])
            holdings = record.holdings()
    midnight = datetime.combine(START, time(), ZoneInfo(MISSION.zone)).astimezone(UTC) + timedelta(days=AT + 1)
    period = Period(START + timedelta(days=AT), Span(midnight - timedelta(days=1), midnight), 1)
    rows = supplies.assess(holdings, MISSION, period, {}).cover.filter(item="food").drop_nulls("full_mid")
    for row in rows.iter_rows(named=True):
        told = played.truth["stocks"].filter(day=AT, place=row["place"]).row(0, named=True)
        true = truth(told, households=row["households"])
        for name, value in (("full", true.full), ("ration", true.ration), ("little", true.little)):
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            if low is not None:
                ends = name != "ration" and high >= row["horizon_d"]
                yield name, Scored(low <= min(value, HORIZON) <= high, ends, high - low)


def main() -> None:
    speed()
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found = defaultdict(list)
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        for name, scored in score(seed):
            found[name, scored.censored].append(scored)
    print(f"simulated data, {seeds} seeds, intervals of nine draws in ten:")
    for (name, censored), scored in sorted(found.items()):
        which = "that reach the horizon" if censored else "below the horizon"
        print(f"{NAMES[name]}, {which}: {np.mean([one.held for one in scored]):.1%} of {len(scored)} held the truth, "
              f"median width {np.median([one.width for one in scored]):.2g}")  # fmt: skip


if __name__ == "__main__":
    main()
