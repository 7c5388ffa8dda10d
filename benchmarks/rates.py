"""Corrected rates on a simulated mission whose truth is known, beside the raw count and the count over mean detection.

SIMULATED. Sixty sectors along 300 km of line, 126 days. Log rates are a Gaussian process along the line (25 km) and in
time (three weeks) with standard deviation 1 about two events a day; counts vary beyond Poisson (size 1.5 a day).
Detection has mean 0.2, a third of sector-days below 0.02. Effort is *random*, goes where violence was (*chasing*), or
is kept out of where it is (*denied*). Judged over the last four weeks of each world: 90 % intervals of the mean daily
rate of each sector and week, of the total of each sector and week, and of the mission's weekly total.

    python benchmarks/rates.py [worlds]        (200 worlds take about a quarter of an hour on one core)
"""

import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trucewatch.ceasefire import estimating

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SECTORS, DAYS, WEEKS, SIZE = 60, 126, 4, 1.5
REGIMES = ("random", "chasing", "denied")
DRAWS = 1000
APART = np.abs(np.subtract.outer(np.arange(SECTORS), np.arange(SECTORS))) * 5.0


def world(regime: str, rng: np.random.Generator) -> tuple[Floats, Floats, Ints]:
    """True daily rates, detection and numbers that happened, each (sectors, days)."""
    km = np.arange(SECTORS) * 5.0
    spread = np.linalg.cholesky(np.exp(-np.abs(km[:, None] - km) / 25) + 1e-9 * np.eye(SECTORS))
    log = np.empty((SECTORS, DAYS))
    state = spread @ rng.standard_normal(SECTORS)
    keep = np.exp(-1 / 21)
    usual = spread @ rng.standard_normal(SECTORS)
    for day in range(DAYS):
        log[:, day] = np.log(2.0) + np.sqrt(0.5) * (usual + state)
        state = keep * state + np.sqrt(1 - keep**2) * (spread @ rng.standard_normal(SECTORS))
    rate = np.exp(log)
    happened = rng.poisson(rate * rng.gamma(SIZE, 1 / SIZE, rate.shape))
    return rate, detection(regime, rate, km, rng), happened


def detection(regime: str, rate: Floats, km: NDArray[np.floating], rng: np.random.Generator) -> Floats:
    """Cameras that stand and fail, patrols that move by day, sound that carries by the wind; mean 0.2."""
    pull = {"random": 0.0, "chasing": 1.0, "denied": -1.0}[regime]
    cameras = rng.choice(SECTORS, 12, replace=False)
    up = np.ones((12, DAYS), bool)
    for row in up:
        for start in np.flatnonzero(rng.random(DAYS) < 1 / 40):
            row[start : start + int(rng.integers(2, 15))] = False
    hazard = np.zeros((SECTORS, DAYS))
    for day in range(DAYS):
        reach = 4.0 * np.exp(0.3 * rng.standard_normal())
        before = rate[:, max(day - 7, 0) : max(day, 1)].mean(axis=1) ** pull
        patrols = rng.choice(SECTORS, 10, replace=False, p=before / before.sum())
        for at, hours in ((cameras[up[:, day]], 1.0), (patrols, 0.35)):
            metres = np.maximum(np.abs(km[:, None] - km[at]), 1.5)
            hazard[:, day] += hours * (-np.expm1(-np.log(2) * (reach / metres) ** 4)).sum(axis=1)
    share = -np.expm1(-hazard)
    low = share < np.quantile(share, 1 / 3)
    share[low] *= 0.02 / max(share[low].max(), 1e-9)
    factor = (0.2 - share[low].sum() / share.size) / (share[~low].sum() / share.size)
    share[~low] = np.minimum(share[~low] * factor, 0.98)
    return np.asarray(share)


def covered(truth: NDArray[Any], drawn: NDArray[Any]) -> Floats:
    low, high = np.quantile(drawn, (0.05, 0.95), axis=-1)
    return np.asarray((truth >= low) & (truth <= high), dtype=np.float64)


def judge(regime: str, seed: int, off_sd: float) -> dict[str, list[float]]:
    rng = np.random.default_rng([REGIMES.index(regime), seed])
    rate, share, happened = world(regime, rng)
    off = np.exp(off_sd * rng.standard_normal())
    really = -np.expm1(off * np.log1p(-share))
    seen = rng.binomial(happened, really)
    windows = [(DAYS - 7 * (w + 1), DAYS - 7 * w) for w in range(WEEKS)][::-1]
    began = time.perf_counter()
    like = estimating.fit(seen, share, APART)
    told = estimating.draws(seen, share, APART, windows, like, log_sd=off_sd, n=DRAWS, seed=1)
    took = time.perf_counter() - began
    found: dict[str, list[float]] = {"seconds": [took]}

    def note(name: str, values: Floats) -> None:
        found.setdefault(name, []).extend(np.atleast_1d(values).tolist())

    for (first, last), drawn in zip(windows, told, strict=True):
        truth = rate[:, first:last].mean(axis=1)
        total = happened[:, first:last].sum(axis=1)
        noticed = seen[:, first:last].sum(axis=1)
        note("rate cov90", covered(truth, drawn.rate))
        note("sector total cov90", covered(total, noticed[:, None] + drawn.unseen))
        whole = noticed.sum() + drawn.unseen.sum(axis=0)
        note("mission total cov90", covered(total.sum(), whole))
        note("mission error", np.abs(np.median(whole) / total.sum() - 1))
        note("raw mission error", np.abs(noticed.sum() / total.sum() - 1))
        note("mean-detection mission error", np.abs(noticed.sum() / share[:, first:last].mean() / total.sum() - 1))
        scaled = np.maximum(noticed, 0.5) / 7 / share[:, first:last].mean()
        note("square log error", np.log(np.median(drawn.rate, axis=1) / truth) ** 2)
        note("square log error, mean detection", np.log(scaled / truth) ** 2)
    note("memory", np.array(like.memory))
    note("size", np.array(like.size))
    note("shape", np.array(like.shape))
    note("reach", np.array(like.reach))
    return found


def floor(off_sd: float) -> float:
    """By how much, in the median, a total is off that errs in nothing but detection, taken to be 0.2."""
    off = np.exp(off_sd * np.random.default_rng(0).standard_normal(100_000))
    return float(np.median(np.abs(-np.expm1(off * np.log1p(-0.2)) / 0.2 - 1)))


def stepped(seed: int, share: tuple[float, float], times: float) -> tuple[Floats, Floats]:
    """Sixty sectors with twenty events a week, then ``times`` as many, while detection changes.

    Whether each is called an increase by the corrected rates and by the raw counts, both at 5 % one-sided.
    """
    rng = np.random.default_rng([9, seed])
    looked = np.full((SECTORS, 28), share[0])
    looked[:, 21:] = share[1]
    rate = np.full((SECTORS, 28), 20 / 7)
    rate[:, 21:] *= times
    seen = rng.binomial(rng.poisson(rate * rng.gamma(SIZE, 1 / SIZE, rate.shape)), looked)
    like = estimating.fit(seen, looked, APART)
    weeks = [(14, 21), (21, 28)]
    before, after = estimating.draws(seen, looked, APART, weeks, like, log_sd=0.3, n=DRAWS, seed=1, alone=True)
    corrected = np.quantile(after.rate / before.rate, 0.05, axis=1) > 1
    one, two = seen[:, 14:21].sum(axis=1), seen[:, 21:].sum(axis=1)
    raw = rng.beta(two[:, None] + 0.5, one[:, None] + 0.5, (SECTORS, DRAWS))
    return corrected.astype(np.float64), (np.quantile(raw, 0.05, axis=1) > 0.5).astype(np.float64)


def main() -> None:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sys.stdout.write(f"SIMULATED, {worlds} worlds a line\n")
    for off_sd in (0.0, 0.15, 0.3):
        sys.stdout.write(f"\ndetection known to a log-sd of {off_sd}: of itself {floor(off_sd):.1%} off (median)\n")
        for regime in REGIMES:
            found: dict[str, list[float]] = {}
            for seed in range(worlds):
                for name, values in judge(regime, seed, off_sd).items():
                    found.setdefault(name, []).extend(values)
            mean = {name: float(np.mean(values)) for name, values in found.items()}
            rmse, peer = (mean[name] ** 0.5 for name in ("square log error", "square log error, mean detection"))
            median = {name: float(np.median(found[name])) for name in found if name.endswith("mission error")}
            sys.stdout.write(
                f"{regime:8} cov90 rate {mean['rate cov90']:.3f}, sector total {mean['sector total cov90']:.3f}, "
                f"mission total {mean['mission total cov90']:.3f}; log-RMSE {rmse:.2f} against {peer:.2f} "
                f"(ratio {rmse / peer:.2f}); mission's weekly total off by {median['mission error']:.1%} (raw "
                f"{median['raw mission error']:.1%}, by mean detection {median['mean-detection mission error']:.1%}); "
                f"{1000 * mean['seconds']:.0f} ms; memory {mean['memory']:.2f} size {mean['size']:.2f} "
                f"shape {mean['shape']:.2f} reach {mean['reach']:.2f}\n"
            )
            sys.stdout.flush()
    sys.stdout.write("\nincrease said from one week to the next, of sectors (corrected; raw)\n")
    for words, share, times in (
        ("detection 0.15 to 0.60, nothing changed", (0.15, 0.60), 1.0),
        ("detection 0.40 to 0.20, a true doubling", (0.40, 0.20), 2.0),
        ("detection 0.40 throughout, a true doubling", (0.40, 0.40), 2.0),
    ):
        called = [stepped(seed, share, times) for seed in range(worlds)]
        corrected, raw = (float(np.mean([one[i] for one in called])) for i in (0, 1))
        sys.stdout.write(f"{words}: {corrected:.1%}; {raw:.1%}\n")


if __name__ == "__main__":
    main()
