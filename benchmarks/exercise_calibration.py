"""Recorded violations of the exercise beside headline figures of real daily reports, region by region and day by day.

Run from the repository: ``python benchmarks/exercise_calibration.py``. The real figures (25 OSCE SMM daily reports,
August 2020 to October 2021) lie in a sibling folder ``shared/data/osce-smm-daily-figures``; without them the script
says so and stops.
"""

import csv
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import nbinom

from trucewatch import mission
from trucewatch.exercise import simulate

ROOT = Path(__file__).parents[1]
REAL = ROOT / "../shared/data/osce-smm-daily-figures/osce_smm_daily_figures_2020-08_2021-10.csv"
DAYS, SEEDS = 365, (1, 2, 3, 4)


def dispersion(counts: np.ndarray) -> float:
    """Maximum-likelihood size k of a negative binomial with the sample's mean."""
    whole = np.round(counts).astype(int)
    mean = whole.mean()

    def loss(log_k: float) -> float:
        k = math.exp(log_k)
        return -float(nbinom.logpmf(whole, k, k / (k + mean)).sum())

    return math.exp(minimize_scalar(loss, bounds=(-4, 4), method="bounded").x)


def figures(
    daily: np.ndarray, pairs: np.ndarray, explosion_shares: np.ndarray, pooled_share: float
) -> dict[str, float]:
    """The compared figures of region-days ``daily``, (previous, current) ``pairs`` and shares of explosions."""
    ratio = np.log((pairs[:, 1] + 1) / (pairs[:, 0] + 1))
    logs = np.log(pairs + 1)
    return {
        "violations per region and day, mean": daily.mean(),
        "median": float(np.median(daily)),
        "90th percentile": float(np.percentile(daily, 90)),
        "days without any": float((daily == 0).mean()),
        "negative binomial k": dispersion(daily),
        "change of 2x or more from one period to the next": float((np.abs(ratio) >= math.log(2)).mean()),
        "change of 5x or more": float((np.abs(ratio) >= math.log(5)).mean()),
        "sd of log ratio": float(ratio.std()),
        "correlation with the period before (logs)": float(np.corrcoef(logs.T)[0, 1]),
        "share of explosions, pooled": pooled_share,
        "share of explosions, median day": float(np.median(explosion_shares)),
    }


def real() -> dict[str, float]:
    daily, pairs, explosions = [], [], []
    with REAL.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            covered = 1 + int(row["covers_more_than_one_day"])
            for region in ("donetsk", "luhansk"):
                count = float(row[f"{region}_cfv"])
                daily.append(count / covered)
                if row[f"{region}_cfv_previous"]:
                    pairs.append((float(row[f"{region}_cfv_previous"]), count / covered))
                if row[f"{region}_explosions"] and count:
                    explosions.append((float(row[f"{region}_explosions"]), count))
    stated = np.array(explosions)
    return figures(
        np.array(daily), np.array(pairs), stated[:, 0] / stated[:, 1], float(stated[:, 0].sum() / stated[:, 1].sum())
    )


def simulated(seed: int) -> dict[str, float]:
    played = simulate(mission.load(ROOT / "missions/exercise-lachin"), days=DAYS, seed=seed, start=date(2023, 1, 1))
    totals = np.zeros((2, 2, DAYS + 1))
    for day, region, kind, count in played.truth["days"].select("day", "region", "kind", "recorded_count").iter_rows():
        if kind != "flare":
            index = (day - played.start).days
            totals[0, region, index] += count
            totals[1, region, index] += count * (kind == "explosion")
    violations, explosions = totals[:, :, 1:DAYS]
    pairs = np.column_stack([violations[:, :-1].ravel(), violations[:, 1:].ravel()])
    some = violations > 0
    return figures(
        violations.ravel(), pairs, explosions[some] / violations[some], float(explosions.sum() / violations.sum())
    )


def main() -> None:
    if not REAL.exists():
        sys.stdout.write(f"skipped: {REAL.name} is not there, so there is nothing to compare with\n")
        return
    measured, runs = real(), [simulated(seed) for seed in SEEDS]
    sys.stdout.write(f"| figure | real (50 region-days) | exercise ({len(SEEDS)} x {DAYS} days) | ratio |\n")
    sys.stdout.write("| --- | --- | --- | --- |\n")
    for name, value in measured.items():
        played = float(np.mean([run[name] for run in runs]))
        sys.stdout.write(f"| {name} | {value:.2f} | {played:.2f} | {played / value:.2f} |\n")


if __name__ == "__main__":
    main()
