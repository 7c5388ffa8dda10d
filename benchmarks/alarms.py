"""Alarms on simulated sectors: how often chance gives one, and how long a true increase takes, beside a Poisson CUSUM.

SIMULATED. Sectors in line, each with a known share noticed that changes from day to day; counts are negative binomial.
Thresholds are the software's own, simulated from the same effort and from a fit to the record alone. The peer is the
Poisson CUSUM for a doubling on raw counts, its baseline the mean of the 28 days before the last 14, its threshold
simulated under Poisson for the same number of false alarms in each run.

    python benchmarks/alarms.py [worlds]        (40 worlds take about five minutes on one core)
"""

import sys
import time
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from trucewatch.ceasefire import estimating, surprise
from trucewatch.ceasefire.thresholds import Thresholds, level, scans, thresholds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HISTORY, AFTER = 70, 40
BETWEEN = 90.0


class Case(NamedTuple):
    name: str
    sectors: int
    mean: float
    size: float
    watched: tuple[float, float]
    times: float
    touched: int


NULLS = (
    Case("one noticed a day, Poisson", 10, 2.0, 1e6, (0.3, 0.7), 1, 0),
    Case("one noticed a day, size 1.5", 10, 2.0, 1.5, (0.3, 0.7), 1, 0),
    Case("ten a day, size 1.5", 10, 20.0, 1.5, (0.3, 0.7), 1, 0),
    Case("OSCE-like: 100 a day, size 0.67", 10, 100.0, 0.67, (0.99, 1.0), 1, 0),
    Case("OSCE-like, the only sector", 1, 100.0, 0.67, (0.99, 1.0), 1, 0),
)
CHANGES = (
    Case("Poisson, 3 a day, doubling in one of 10", 10, 6.0, 1e6, (0.3, 0.7), 2, 1),
    Case("size 1.5, 3 a day, doubling in one of 10", 10, 6.0, 1.5, (0.3, 0.7), 2, 1),
    Case("OSCE-like, doubling in one of 10", 10, 100.0, 0.67, (0.99, 1.0), 2, 1),
    Case("OSCE-like, five-fold in one of 10", 10, 100.0, 0.67, (0.99, 1.0), 5, 1),
    Case("OSCE-like, doubling in the only sector", 1, 100.0, 0.67, (0.99, 1.0), 2, 1),
    Case("OSCE-like, five-fold in the only sector", 1, 100.0, 0.67, (0.99, 1.0), 5, 1),
    Case("Poisson, 1 a day, doubling in three neighbours of 60", 60, 2.0, 1e6, (0.3, 0.7), 2, 3),
)
BOTH_WAYS = (CHANGES[4], CHANGES[6])
"""Judged also as if their usual rate and dispersion were known, which textbook figures suppose."""


def counts(case: Case, looked: Floats, rng: np.random.Generator) -> Ints:
    rate = np.full(looked.shape, case.mean)
    first = (case.sectors - case.touched) // 2
    rate[first : first + case.touched, HISTORY:] *= case.times
    return rng.poisson(rate * looked * rng.gamma(case.size, 1 / case.size, rate.shape))


def cusum(seen: Ints) -> Floats:
    """The Poisson CUSUM for a doubling, over the last 14 days of each day from ``surprise.FIRST`` on."""
    means = sliding_window_view(seen[:, : -surprise.LAG], 28, axis=-1).mean(axis=-1)
    step = seen[:, surprise.FIRST :] * np.log(2.0) - np.maximum(means, 0.5 / 28)
    level, found = np.zeros(len(seen)), np.empty(step.shape)
    for day in range(step.shape[1]):
        level = np.maximum(level + step[:, day], 0)
        found[:, day] = level
    return found[:, surprise.WINDOW - 1 :]


def crossings(series: Floats, level: float) -> int:
    return int(((series[:, 1:] >= level) & (series[:, :-1] < level)).sum())


def peer_level(case: Case, looked: Floats, rng: np.random.Generator) -> float:
    """The level that Poisson counts of the mean noticed cross once in ``BETWEEN`` days in all sectors."""
    runs = [cusum(rng.poisson(case.mean * looked.mean(), looked.shape)) for _ in range(300)]
    levels = np.linspace(1, 30, 291)
    wanted = len(runs) * (runs[0].shape[1] - 1) / BETWEEN
    return float(next((one for one in levels if sum(crossings(run, one) for run in runs) <= wanted), levels[-1]))


class Watch(NamedTuple):
    """How sectors are judged: by what a record tells of them, or by the truth about them (``like`` is None)."""

    case: Case
    looked: Floats
    near: Ints
    like: estimating.Fit | None

    def series(self, seen: Ints) -> tuple[Floats, Floats]:
        """The statistic of each sector, and the scan's, on the days judged."""
        if self.like is None:
            mean = self.case.mean * self.looked[:, surprise.FIRST :]
            ratios = surprise.against(seen[:, surprise.FIRST :], mean, np.full(mean.shape, self.case.size))
        else:
            ratios = surprise.log_ratios(seen, self.looked, self.like)
        return surprise.shiryaev_roberts(ratios), scans(ratios, self.near)[None]

    def known_levels(self, rng: np.random.Generator) -> Thresholds:
        """Thresholds simulated from the truth."""
        quiet = self.case._replace(times=1)
        alone, together = zip(*(self.series(counts(quiet, self.looked, rng)) for _ in range(200)), strict=True)
        days = 200 * (alone[0].shape[1] - 1)
        families = 2 if self.case.sectors > 1 else 1
        budget = days / (families * BETWEEN)
        return Thresholds(level(np.array(alone), budget), level(np.array(together), budget))


def run(case: Case, worlds: int, *, known: bool = False) -> None:
    apart = np.abs(np.subtract.outer(np.arange(case.sectors), np.arange(case.sectors))).astype(float)
    near = surprise.neighbours(apart, min(10, case.sectors))
    delays: list[int] = []
    ours = theirs = days = 0
    peer = peer_level(case, np.full((case.sectors, HISTORY), 0.5 * sum(case.watched)), np.random.default_rng(5))
    for seed in range(worlds):
        rng = np.random.default_rng([seed, case.sectors])
        looked = rng.uniform(*case.watched, (case.sectors, HISTORY + AFTER))
        seen = counts(case, looked, rng)
        history = seen[:, :HISTORY], looked[:, :HISTORY]
        watch = Watch(case, looked, near, None if known else surprise.fit(*history, apart))
        least = thresholds(*history, near, watch.like, BETWEEN) if watch.like else watch.known_levels(rng)
        for _ in range(1 if case.touched else 10):
            told = counts(case, looked, rng)
            alone, together = watch.series(told)
            if case.touched:
                raised = (alone >= least.sector).any(axis=0) | (together >= least.scan).any(axis=0)
                hit = np.flatnonzero(raised[-AFTER:])
                delays.append(int(hit[0]) + 1 if len(hit) else AFTER)
            else:
                ours += crossings(alone, least.sector)
                ours += crossings(together, least.scan) if case.sectors > 1 else 0
                theirs += crossings(cusum(told), peer)
                days += alone.shape[1] - 1
    name = f"{case.name}, baseline known" if known else case.name
    if case.touched:
        late = np.array(delays)
        sys.stdout.write(f"{name}: {late.mean():.1f} days (median {np.median(late):.0f}), {len(late)} worlds\n")
    else:
        sys.stdout.write(
            f"{name}: {ours} in {days} days where {days / BETWEEN:.0f} were allowed "
            f"({ours * BETWEEN / days:.2f}); Poisson CUSUM {theirs * BETWEEN / days:.2f}\n"
        )
    sys.stdout.flush()


def speed() -> None:
    rng = np.random.default_rng(1)
    looked = rng.uniform(0.1, 0.9, (200, HISTORY))
    seen = rng.poisson(2 * looked)
    like = estimating.Fit(mean=2.0)

    def daily() -> None:
        ratios = surprise.log_ratios(
            seen[:, -surprise.FIRST - surprise.WINDOW :], looked[:, -surprise.FIRST - surprise.WINDOW :], like
        )
        surprise.shiryaev_roberts(ratios)

    near = surprise.neighbours(np.abs(np.subtract.outer(np.arange(500.0), np.arange(500.0))), 50)
    wide = rng.normal(-0.1, 0.3, (500, 30, len(surprise.RATIOS)))
    for name, what in (
        ("a day of 200 sectors", daily),
        ("scan of 750,000 cylinders", lambda: surprise.scan(wide, near)),
    ):
        what()
        took = []
        for _ in range(20):
            began = time.perf_counter()
            what()
            took.append(time.perf_counter() - began)
        sys.stdout.write(f"{name}: {1000 * float(np.median(took)):.1f} ms (median of 20)\n")


def main() -> None:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    sys.stdout.write(f"SIMULATED, {worlds} worlds\nfalse alarms, of those allowed\n")
    for case in NULLS:
        run(case, worlds)
    sys.stdout.write("days until an alarm\n")
    for case in CHANGES:
        some = worlds if case.sectors < 60 else max(worlds // 2, 1)
        run(case, some)
        if case in BOTH_WAYS:
            run(case, some, known=True)
    speed()


if __name__ == "__main__":
    main()
