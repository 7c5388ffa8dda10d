"""Forecasts scored on a real series beside conflictology: air-raid alerts by oblast.

One day ahead each time, from the days before it alone. Conflictology, the peer, is the last 30 days, each with a
negative binomial about it. Coverage of 90 % intervals is by the randomised probability integral transform.

    python benchmarks/forecasts.py DIRECTORY        (holding air-raid-two-observers)
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trucewatch.ceasefire import forecasting
from trucewatch.ceasefire.estimating import probability

PAST, STEP = 90, 3


def series(directory: Path) -> dict[str, NDArray[np.int64]]:
    """Alerts a day (UTC) of the official channel by oblast, those that speak of whole oblasts."""
    path = next((directory / "air-raid-two-observers").glob("official*.csv.gz"))
    alerts = pl.read_csv(path).filter(pl.col("level") == "oblast")
    daily = alerts.with_columns(day=pl.col("started_at").str.slice(0, 10).str.to_date()).group_by("oblast", "day").len()
    first, last = daily["day"].min(), daily["day"].max()
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})  # type: ignore[call-overload]
    found = {}
    for (oblast,), frame in sorted(daily.group_by("oblast")):
        if frame["len"].sum() > 200:
            found[str(oblast)] = days.join(frame, on="day", how="left")["len"].fill_null(0).to_numpy().astype(np.int64)
    return found


def conflictology(seen: NDArray[np.int64]) -> forecasting.Foretold:
    mean = np.maximum(seen[-30:], 0.1)
    numbers = np.arange(int(mean.max() * 4) + 40)
    size = np.full((30, 1), forecasting.KERNEL)
    return forecasting.Foretold(probability(numbers, mean[:, None], size).mean(axis=0))


def main() -> None:
    if len(sys.argv) < 2:
        sys.stdout.write("left out: give the directory that holds air-raid-two-observers\n")
        return
    directory = Path(sys.argv[1])
    rng = np.random.default_rng(1)
    scores: dict[str, list[tuple[float, float, float]]] = {"pool": [], "conflictology": []}
    told = series(directory)
    for seen in told.values():
        for day in range(PAST, len(seen), STEP):
            between = rng.random()
            for name, foretold in (
                ("pool", forecasting.foretell(seen[day - PAST : day], 1)),
                ("conflictology", conflictology(seen[day - PAST : day])),
            ):
                happened = int(seen[day])
                scores[name].append(
                    (foretold.crps(happened), foretold.log_score(happened), foretold.pit(happened, between))
                )
    for name, rows in scores.items():
        crps, log, pit = np.array(rows).T
        inside = float(np.mean((pit >= 0.05) & (pit <= 0.95)))
        sys.stdout.write(
            f"{name}: {len(rows)} days of {len(told)} oblasts, CRPS {crps.mean():.3f}, log score {log.mean():.3f}, "
            f"90 % intervals hold {inside:.3f}\n"
        )


if __name__ == "__main__":
    main()
