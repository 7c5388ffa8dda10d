"""Detection learned from pairs of observers: its intervals, what missed matches do, and what it is worth to a total.

SIMULATED. *Distances*: two observers; what the one notices is a trial of the other, which lies up to three half
distances away; its true half distance is off from the one believed by a factor with a log-sd of 0.3. *Totals*: the
worlds of ``rates.py``, in which all detection is off by one factor, as a distance that is off to a log-sd of 0.15
makes it (what is noticed grows with the square); the mission's weekly total is estimated with the table, and with what
so many pairs taught. *Exercise*: 28 days of ``missions/exercise-lachin``, whose observers notice farther than its
table says and whose truth is known: the share of the events of the last week that was foretold to be noticed, by the
table and by what the weeks before taught, beside the share that was. The baseline is the table alone.

    python benchmarks/pairs.py [SEEDS [WORLDS]]        (400 seeds, 60 worlds: minutes on one core)
"""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rates import APART, DAYS, REGIMES, WEEKS, world
from trucewatch import ceasefire, coverage, incidents, intake, mission
from trucewatch.ceasefire import estimating
from trucewatch.coverage import Ranges, learning
from trucewatch.coverage.learning import Learned, Tried
from trucewatch.coverage.ranges import FLOOR
from trucewatch.domain import Span
from trucewatch.exercise import simulate, write
from trucewatch.mission import area_centre, period_for
from trucewatch.places import Frame, Grid
from trucewatch.places.noticing import WEIGHTS
from trucewatch.record import Record

Floats = NDArray[np.float64]

HOME = Path(__file__).parents[1] / "missions/exercise-lachin"
START = date(2023, 8, 1)
SENT = ("watches-*", "tracks-*", "track*.gpx", "duty-log-*", "camera-log-*", "sensor-log-*", "patrol-log-*")
PAIRS = (60, 200, 1000)
LOG_SD, TABLE = 0.3, 0.15
NINETY = 1.645
DRAWS = 400


def learned(rng: np.random.Generator, pairs: int, off: float, log_sd: float, missed: float) -> Learned:
    """What ``pairs`` teach of a half distance that is exp(``off``) times that believed, a share of matches missed."""
    ratio = np.repeat(rng.uniform(0.1, 3.0, (pairs, 1)), len(WEIGHTS), axis=1)
    told = rng.random(pairs) < learning.noticed(ratio / np.exp(off), WEIGHTS) * (1 - missed)
    return learning.learn(Tried(ratio, WEIGHTS, told.astype(np.float64), np.arange(float(pairs)) // 5), log_sd)


def distances(seeds: int) -> None:
    for missed in (0.0, 0.1, 0.2):
        for pairs in PAIRS:
            found = []
            for seed in range(seeds):
                rng = np.random.default_rng([pairs, seed])
                off = LOG_SD * rng.standard_normal()
                one = learned(rng, pairs, off, LOG_SD, missed)
                found.append((one.mean - off, abs(one.mean - off) <= NINETY * one.sd, abs(off), one.if_missed - off))
            error, held, table, if_missed = np.array(found).T
            sys.stdout.write(
                f"{pairs} pairs, {missed:.0%} of matches missed: 90 % intervals hold {held.mean():.3f}; off by "
                f"{np.median(np.abs(error)):.1%} (median; table {np.median(table):.1%}, "
                f"ratio {np.median(np.abs(error)) / np.median(table):.2f}); bias {error.mean():+.1%}, had a tenth been "
                f"missed {if_missed.mean():+.1%}\n"
            )


def totals(regime: str, worlds: int) -> None:
    errors: dict[str, list[float]] = {}
    held: dict[str, list[bool]] = {}
    for seed in range(worlds):
        rng = np.random.default_rng([REGIMES.index(regime), seed])
        _, share, happened = world(regime, rng)
        off = TABLE * rng.standard_normal()
        seen = rng.binomial(happened, farther(share, off))
        believed = {"table": (0.0, 2 * TABLE)}
        for pairs in PAIRS:
            one = learned(np.random.default_rng([7, pairs, seed]), pairs, off, TABLE, 0.0)
            believed[f"{pairs} pairs"] = one.mean, min(float(np.hypot(FLOOR, 2 * one.sd)), 2 * TABLE)
        believed["known"] = off, 0.0
        windows = [(DAYS - 7 * (w + 1), DAYS - 7 * w) for w in range(WEEKS)]
        for name, (mean, log_sd) in believed.items():
            exposure = farther(share, mean)
            like = estimating.fit(seen, exposure, APART)
            told = estimating.draws(seen, exposure, APART, windows, like, log_sd=log_sd, n=DRAWS, seed=1)
            for (first, last), drawn in zip(windows, told, strict=True):
                total = happened[:, first:last].sum()
                whole = seen[:, first:last].sum() + drawn.unseen.sum(axis=0)
                low, middle, high = np.quantile(whole, (0.05, 0.5, 0.95))
                errors.setdefault(name, []).append(abs(middle / total - 1))
                held.setdefault(name, []).append(bool(low <= total <= high))
    base = float(np.median(errors["table"]))
    for name, found in errors.items():
        middle = float(np.median(found))
        sys.stdout.write(
            f"{regime:8} detection by {name:10}: weekly total off by {middle:.1%} (median, ratio {middle / base:.2f}), "
            f"90 % intervals hold {np.mean(held[name]):.3f}\n"
        )
    sys.stdout.flush()


def farther(share: Floats, off: float) -> Floats:
    """Detection where distances are exp(``off``) times as long: hazards grow with the area."""
    return np.asarray(-np.expm1(np.exp(2 * off) * np.log1p(-share)))


def exercise() -> None:
    told = mission.load(HOME)
    played = simulate(told, days=28, seed=7, start=START)
    with tempfile.TemporaryDirectory() as scratch:
        write(played, Path(scratch))
        files = [one for name in SENT for one in sorted((Path(scratch) / "sources").glob(name))]
        with Record.create(Path(scratch) / "record", origin="exercise/pairs") as log:
            intake.take_in(log, told, files)
            holdings = log.holdings()
    period = period_for(told, START + timedelta(days=27))
    events = incidents.assess(holdings, told)
    days = ceasefire.history(told, period)[-7:]
    noticed = played.truth["links"].filter(role="direct")["event"].unique()
    grid = Grid(Frame(*area_centre(told)), told.area, told.cell_km)
    starts = pl.Series([day.start for day in days], dtype=pl.Datetime("us", "UTC"))
    truth = played.truth["events"].filter(pl.col("start").is_between(days[0].start, days[-1].end, closed="left"))
    truth = truth.with_columns(
        noticed=pl.col("event").is_in(noticed.implode()),
        cell=pl.Series(grid.cell_of(truth["lon"].to_numpy(), truth["lat"].to_numpy()), dtype=pl.Int64),
        start=starts.gather(starts.search_sorted(truth["start"], side="right") - 1),
    ).filter(pl.col("sector") != "")
    key = ["start", "cell", "sector", "kind"]
    table = Ranges(told)
    learned = coverage.ranges(events.trials(coverage.taught_by(told, period)), told)
    both = truth
    for name, ranges in (("table", table), ("learned", learned)):
        exposed = coverage.exposure(holdings, told, days, ranges)
        both = both.join(exposed.select(*key, pl.col("detection").alias(name)), on=key, how="left")
    both = both.with_columns(pl.col("table", "learned").fill_null(0.0))
    for what, chosen in (("all", pl.lit(value=True)), ("of one item", pl.col("count") == 1)):
        for low, high in ((0.05, 0.5), (0.5, 0.8), (0.8, 1.01), (0.05, 1.01)):
            some = both.filter(chosen, pl.col("table").is_between(low, high, closed="left"))
            base, now, truly = (float(some[name].mean() or 0) for name in ("table", "learned", "noticed"))
            sys.stdout.write(
                f"{what}: {some.height} events that the table foretold noticed {low:.0%} to {min(high, 1):.0%}: table "
                f"{base:.3f}, learned {now:.3f}, noticed {truly:.3f} (gap {truly - now:+.3f} for {truly - base:+.3f})\n"
            )
    for name, ranges in (("table", table), ("learned", learned)):
        exposed = coverage.exposure(holdings, told, ceasefire.history(told, period), ranges)
        whole = Span(days[0].start, days[-1].end)
        looked = coverage.assess(holdings, told, whole, events.frame)
        found = ceasefire.assess(events, looked, told, period, exposed, ranges=ranges).rates
        week = found.filter(sector="", span="week").sort("start").row(-1, named=True)
        sys.stdout.write(
            f"{name}: last week {week['seen']} recorded, {week['total']} ({week['low']} to {week['high']}) estimated "
            f"in reach; {truth.height} happened in all sectors\n"
        )


def main() -> None:
    seeds, worlds = (int(one) for one in (sys.argv[1:] + ["400", "60"][len(sys.argv) - 1 :]))
    sys.stdout.write(f"SIMULATED: {seeds} seeds a line\n")
    distances(seeds)
    sys.stdout.write(f"SIMULATED: {worlds} worlds a line\n")
    for regime in REGIMES:
        totals(regime, worlds)
    sys.stdout.write("EXERCISE, SIMULATED\n")
    exercise()


if __name__ == "__main__":
    main()
