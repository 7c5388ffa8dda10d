"""Totals from several lists: on simulated truth beside the estimator of Chapman, and on real alerts of two observers.

SIMULATED: 1,000 incidents on three lists. *Independent*; *copying* (half of what the first lists comes to the third as
well); *sides* (the first two lists each of what is on their side); *loud* (the chance of each incident to be listed
varies, log-odds with standard deviation 1.2); the same with what was counted in it known, and split by it in two
strata. Chapman (1951) is of the first two lists. How often the mission's rule would have called it a lower bound is
told for the last two, the number of items counted being a noisy sign of loudness.

REAL: air-raid alerts of Ukraine by oblast, March 2022 to December 2023, on an official and a volunteer channel; what
passes for the same alert is the parameter. Two lists: dependence cannot be told.

    python benchmarks/several_lists.py [DIRECTORY]        (holding air-raid-two-observers)
"""

import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trucewatch.ceasefire import capture
from trucewatch.ceasefire.lists import why_lower

N, WORLDS = 1000, 200
SHARES = np.array([0.30, 0.25, 0.35])
Bools = NDArray[np.bool_]


def drawn(kind: str, rng: np.random.Generator) -> tuple[Bools, NDArray[np.float64]]:
    """Which list has which incident (N, 3), and how many items were counted in each (N,)."""
    loud = rng.standard_normal(N)
    counted = np.ceil(np.exp(1.0 + 0.7 * loud + 0.7 * rng.standard_normal(N)))
    odds = np.log(SHARES / (1 - SHARES)) + (1.2 * loud[:, None] if kind == "loud" else 0.0)
    share = np.broadcast_to(1 / (1 + np.exp(-odds)), (N, 3))
    if kind == "sides":
        side = rng.random(N) < 0.5
        share = np.where(side[:, None], (0.40, 0.05, 0.30), (0.05, 0.40, 0.30))
    on = rng.random((N, 3)) < share
    if kind == "copying":
        on[:, 2] |= on[:, 0] & (rng.random(N) < 0.5)
    return on, counted


def chapman(one: int, other: int, both: int) -> float:
    return (one + 1) * (other + 1) / (both + 1) - 1


def simulated() -> None:
    sys.stdout.write(f"SIMULATED, {N} incidents, {WORLDS} worlds a line\n")
    for kind, parts in (("independent", 1), ("copying", 1), ("sides", 1), ("loud", 1), ("loud", 2)):
        found = []
        for seed in range(WORLDS):
            on, counted = drawn(kind, np.random.default_rng(seed))
            listed = on.any(axis=1)
            stratum = counted > np.median(counted) if parts == 2 else np.zeros(N, np.bool_)
            began = time.perf_counter()
            missed = [capture.missed(on[listed & (stratum == one)].astype(np.int64)) for one in np.unique(stratum)]
            sums = capture.added(missed, 2000, 1)
            took = time.perf_counter() - began
            low, middle, high = (listed.sum() + np.quantile(sums, one) for one in (0.05, 0.5, 0.95))
            several = on.sum(axis=1) > 1
            lower = why_lower(pl.Series(counted[listed]), several[listed]) != ""
            peer = chapman(on[:, 0].sum(), on[:, 1].sum(), (on[:, 0] & on[:, 1]).sum())
            found.append((low <= N <= high, middle / N, peer / N, lower, 1000 * took))
        held, ratio, peer, lower, ms = np.mean(found, axis=0)
        name = kind if parts == 1 else f"{kind}, {parts} strata"
        sys.stdout.write(
            f"{name:16} 90 % interval holds {held:.3f}; estimate / truth {ratio:.3f} (Chapman {peer:.3f}); "
            f"called a lower bound {lower:.2f}; {ms:.1f} ms\n"
        )


def real(directory: Path) -> None:
    home = directory / "air-raid-two-observers"
    official = pl.read_csv(next(home.glob("official*.csv.gz"))).filter(pl.col("level") == "oblast")
    volunteer = pl.read_csv(next(home.glob("volunteer*.csv.gz"))).rename({"region": "oblast"})
    starts = [
        frame.with_columns(at=pl.col("started_at").str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S"))
        .filter(pl.col("at") >= pl.datetime(2022, 3, 16))
        .select("oblast", at=pl.col("at").dt.epoch("s"))
        for frame in (official, volunteer)
    ]
    names = sorted(set(starts[0]["oblast"]) & set(starts[1]["oblast"]))
    for minutes in (2, 5, 10, 20):
        missed, sizes = [], np.zeros(3, np.int64)
        for name in names:
            one, other = (np.sort(frame.filter(oblast=name)["at"].to_numpy()) for frame in starts)
            both = matched(one, other, 60 * minutes)
            only = len(one) - both, len(other) - both
            missed.append(capture.missed(np.repeat([[1, 1], [1, 0], [0, 1]], [both, *only], axis=0)))
            sizes += (both, *only)
        low, middle, high = (
            sizes.sum() + np.quantile(capture.added(missed, 2000, 1), one) for one in (0.05, 0.5, 0.95)
        )
        peer = chapman(sizes[0] + sizes[1], sizes[0] + sizes[2], sizes[0])
        sys.stdout.write(
            f"REAL, {len(names)} oblasts, {minutes} min: {sizes[0]:,} on both, {sizes.sum():,} on either; "
            f"by oblast {middle:,.0f} ({low:,.0f} to {high:,.0f}), Chapman of all together {peer:,.0f}\n"
        )


def matched(one: NDArray[np.int64], other: NDArray[np.int64], seconds: int) -> int:
    """How many of two sorted series can be paired, each once, within ``seconds``."""
    first = second = pairs = 0
    while first < len(one) and second < len(other):
        gap = one[first] - other[second]
        if abs(gap) <= seconds:
            pairs, first, second = pairs + 1, first + 1, second + 1
        elif gap < 0:
            first += 1
        else:
            second += 1
    return pairs


def main() -> None:
    simulated()
    if len(sys.argv) > 1:
        real(Path(sys.argv[1]))
    else:
        sys.stdout.write("left out: give the directory that holds air-raid-two-observers\n")


if __name__ == "__main__":
    main()
