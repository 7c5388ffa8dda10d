"""Corrected rates on a simulated mission whose truth is known: closed form, spatial filter, raw count, count over mean.

SIMULATED. Sixty sectors along 300 km of line, 126 days. Log rates are a Gaussian process along the line (25 km) and in
time (three weeks) with standard deviation 1 about two events a day; counts vary beyond Poisson (size 1.5 a day).
Detection has mean 0.2, a third of sector-days below 0.02. Effort is *random*, goes where violence was (*chasing*), or
is kept out of where it is (*denied*). Both methods learn from the last four weeks of each world, as the software does,
and are judged over them: 90 % intervals of the mean daily rate of each sector and week, of the total of each sector and
week, and of the mission's weekly total.

    python benchmarks/rates.py [worlds]        (200 worlds take about an hour on one core)
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trucewatch.ceasefire import estimating, filtering, surprise
from trucewatch.ceasefire.estimating import Draws

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


Windows = list[tuple[int, int]]


def closed(seen: Ints, share: Floats, windows: Windows, log_sd: float) -> list[Draws]:
    like = estimating.fit(seen, share, APART)
    return estimating.draws(seen, share, APART, windows, like, log_sd=log_sd, n=DRAWS, seed=1)


def filtered(seen: Ints, share: Floats, windows: Windows, log_sd: float) -> list[Draws]:
    like = filtering.fit(seen, share, APART)
    return filtering.draws(seen, share, APART, windows, like, log_sd=log_sd, n=DRAWS, seed=1)


WAYS: dict[str, Callable[[Ints, Floats, Windows, float], list[Draws]]] = {"closed": closed, "filter": filtered}

Found = dict[str, list[float]]


def judge(regime: str, seed: int, off_sd: float) -> dict[str, Found]:
    rng = np.random.default_rng([REGIMES.index(regime), seed])
    rate, share, happened = world(regime, rng)
    off = np.exp(off_sd * rng.standard_normal())
    seen = rng.binomial(happened, -np.expm1(off * np.log1p(-share)))
    rate, share, happened, seen = (one[:, -7 * WEEKS :] for one in (rate, share, happened, seen))
    windows = [(7 * week, 7 * week + 7) for week in range(WEEKS)]
    every: dict[str, Found] = {}
    for way, estimate in WAYS.items():
        began = time.perf_counter()
        told = estimate(seen, share, windows, off_sd)
        found = every[way] = {"seconds": [time.perf_counter() - began]}
        for days, drawn in zip(windows, told, strict=True):
            inside = (one[:, slice(*days)] for one in (rate, share, happened, seen))
            for name, values in scores(*inside, drawn).items():
                found.setdefault(name, []).extend(np.atleast_1d(values).tolist())
    return every


def scores(rate: Floats, share: Floats, happened: Ints, seen: Ints, drawn: Draws) -> dict[str, Floats]:
    """How one week was told, all (sectors, days) but the draws."""
    truth, total, noticed = rate.mean(axis=1), happened.sum(axis=1), seen.sum(axis=1)
    whole = noticed.sum() + drawn.unseen.sum(axis=0)
    scaled = np.maximum(noticed, 0.5) / 7 / share.mean()
    return {
        "rate cov90": covered(truth, drawn.rate),
        "sector total cov90": covered(total, noticed[:, None] + drawn.unseen),
        "mission total cov90": covered(total.sum(), whole),
        "mission error": np.abs(np.median(whole) / total.sum() - 1),
        "raw mission error": np.abs(noticed.sum() / total.sum() - 1),
        "mean-detection mission error": np.abs(noticed.sum() / share.mean() / total.sum() - 1),
        "square log error": np.log(np.median(drawn.rate, axis=1) / truth) ** 2,
        "square log error, mean detection": np.log(scaled / truth) ** 2,
    }


def floor(off_sd: float) -> float:
    """By how much, in the median, a total is off that errs in nothing but detection, taken to be 0.2."""
    off = np.exp(off_sd * np.random.default_rng(0).standard_normal(100_000))
    return float(np.median(np.abs(-np.expm1(off * np.log1p(-0.2)) / 0.2 - 1)))


class Step(NamedTuple):
    """Sixty sectors with twenty events a week, then in those ``touched`` ``times`` as many, while detection changes."""

    name: str
    share: tuple[float, float]
    times: float
    touched: slice

    def counts(self, seed: int) -> tuple[Ints, Ints, Floats]:
        """What happened, what was seen, and detection, each (sectors, days) of four weeks."""
        rng = np.random.default_rng([9, seed])
        looked = np.full((SECTORS, 28), self.share[0])
        looked[:, 21:] = self.share[1]
        rate = np.full((SECTORS, 28), 20 / 7)
        rate[self.touched, 21:] *= self.times
        happened = rng.poisson(rate * rng.gamma(SIZE, 1 / SIZE, rate.shape))
        return happened, rng.binomial(happened, looked), looked


EVERY, ONE = slice(None), slice(30, 31)
STEPS = (
    Step("detection 0.15 to 0.60, nothing changed", (0.15, 0.60), 1, EVERY),
    Step("detection 0.40 to 0.20, every sector doubles", (0.40, 0.20), 2, EVERY),
    Step("detection 0.40 throughout, every sector doubles", (0.40, 0.40), 2, EVERY),
    Step("detection 0.40 throughout, one sector rises five-fold", (0.40, 0.40), 5, ONE),
)


def called(step: Step, seed: int) -> dict[str, float]:
    """The share of the sectors touched called an increase, each way at 5 % one-sided."""
    _, seen, looked = step.counts(seed)
    weeks = [(14, 21), (21, 28)]
    like = estimating.fit(seen, looked, APART)
    alone = estimating.draws(seen, looked, APART, weeks, like, log_sd=0.3, n=DRAWS, seed=1, alone=True)
    one, two = seen[:, 14:21].sum(axis=1), seen[:, 21:].sum(axis=1)
    raw = np.random.default_rng(seed).beta(two[:, None] + 0.5, one[:, None] + 0.5, (SECTORS, DRAWS))
    ratios = {"corrected": alone[1].rate / alone[0].rate, "raw": raw / (1 - raw)}
    smoothed = filtered(seen, looked, weeks, 0.3)
    ratios["by the filter"] = smoothed[1].rate / smoothed[0].rate
    return {way: float(np.mean(np.quantile(one[step.touched], 0.05, axis=1) > 1)) for way, one in ratios.items()}


def hot(seed: int) -> dict[str, tuple[float, float]]:
    """Of one sector that rises five-fold, seen at 0.2: estimated over true total of the week, and if it is held."""
    happened, seen, looked = Step("", (0.2, 0.2), 5, ONE).counts(seed)
    found = {}
    for way, estimate in WAYS.items():
        (drawn,) = estimate(seen, looked, [(21, 28)], 0.0)
        total, told = happened[ONE, 21:].sum(axis=1), seen[ONE, 21:].sum(axis=1)[:, None] + drawn.unseen[ONE]
        found[way] = float(np.median(told) / total[0]), float(covered(total, told)[0])
    return found


def daily() -> None:
    """A day more, of 200 and of 500 sectors, beside the closed form of the same day from the 28 days before."""
    for sectors in (200, 500):
        rng = np.random.default_rng(1)
        apart = np.abs(np.subtract.outer(np.arange(sectors), np.arange(sectors))) * 5.0
        looked = rng.uniform(0.05, 0.6, (sectors, surprise.FIRST + 1))
        seen = rng.poisson(2 * looked * rng.gamma(SIZE, 1 / SIZE, looked.shape))
        told, _ = filtering.start(apart, filtering.Field(2.0))
        filter_ms = timed(partial(filtering.update, told, seen[:, -1], looked[:, -1], SIZE))
        closed_ms = timed(partial(surprise.expected, seen, looked, estimating.Fit(2.0)))
        sys.stdout.write(
            f"daily update, {sectors} sectors, processor time: filter {filter_ms:.1f} ms, closed form {closed_ms:.2f} "
            f"ms (ratio {filter_ms / closed_ms:.0f})\n"
        )


def timed(what: Callable[[], object]) -> float:
    """Processor milliseconds, the median of twenty."""
    what()
    took = []
    for _ in range(20):
        began = time.process_time()
        what()
        took.append(time.process_time() - began)
    return 1000 * float(np.median(took))


def estimated(worlds: int) -> None:
    for off_sd in (0.0, 0.3):
        sys.stdout.write(f"\ndetection known to a log-sd of {off_sd}: of itself {floor(off_sd):.1%} off (median)\n")
        for regime in REGIMES:
            found: dict[str, Found] = {way: {} for way in WAYS}
            for seed in range(worlds):
                for way, one in judge(regime, seed, off_sd).items():
                    for name, values in one.items():
                        found[way].setdefault(name, []).extend(values)
            for way, those in found.items():
                write(regime, way, those)


def write(regime: str, way: str, found: Found) -> None:
    mean = {name: float(np.mean(values)) for name, values in found.items()}
    rmse, peer = (mean[name] ** 0.5 for name in ("square log error", "square log error, mean detection"))
    median = {name: float(np.median(found[name])) for name in found if name.endswith("mission error")}
    sys.stdout.write(
        f"{regime:8} {way:6} cov90 rate {mean['rate cov90']:.3f}, sector total {mean['sector total cov90']:.3f}, "
        f"mission total {mean['mission total cov90']:.3f}; log-RMSE {rmse:.2f} against {peer:.2f} "
        f"(ratio {rmse / peer:.2f}); mission's weekly total off by {median['mission error']:.1%} (raw "
        f"{median['raw mission error']:.1%}, by mean detection {median['mean-detection mission error']:.1%}); "
        f"{1000 * mean['seconds']:.0f} ms\n"
    )
    sys.stdout.flush()


def main() -> None:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sys.stdout.write(f"SIMULATED, {worlds} worlds a line\n")
    daily()
    sys.stdout.write("\nincrease said from one week to the next, of the sectors that changed, or of all if none did\n")
    for step in STEPS:
        said = [called(step, seed) for seed in range(worlds)]
        shares = ", ".join(f"{way} {np.mean([one[way] for one in said]):.1%}" for way in said[0])
        sys.stdout.write(f"{step.name}: {shares}\n")
        sys.stdout.flush()
    told = [hot(seed) for seed in range(worlds)]
    for way in WAYS:
        off, held = np.array([one[way] for one in told]).T
        sys.stdout.write(
            f"one sector five-fold, detection 0.2, {way}: estimated / true total {np.median(off):.2f} (median), 90 % "
            f"interval holds {held.mean():.3f}\n"
        )
    estimated(worlds)


if __name__ == "__main__":
    main()
