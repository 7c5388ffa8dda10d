"""Forecasts scored on real series beside conflictology: air-raid alerts, satellite fires, the OSCE's daily figures.

One value ahead each time, from the values before it alone. Conflictology, the peer, is the last 30 values, bare or each
with a negative binomial about it. Coverage of 90 % intervals is by the randomised probability integral transform. With
*exposure* what will be looked at is taken for known: of fires the share of the sky without clouds, of the OSCE's
figures the days that a report covers. The OSCE's reports are a sample with gaps, each foretold from those before it.

    python benchmarks/forecasts.py DIRECTORY   (air-raid-two-observers, ukraine-fires, osce-smm-daily-figures)
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trucewatch.ceasefire import forecasting
from trucewatch.ceasefire.estimating import log_probability, probability
from trucewatch.ceasefire.forecasting import Foretold

PAST = 90
"""Days before each forecast of a daily series."""

ALERTS_STEP, FIRES_STEP = 3, 11
"""Every so many days are foretold."""

FEWEST = 12
"""Reports of the OSCE before the first that is foretold."""

YEARS = range(2018, 2023)

Ints, Floats = NDArray[np.int64], NDArray[np.float64]


class Trial(NamedTuple):
    """What was known, how much more will be looked at than in the mean of it, and what happened."""

    past: Ints
    ahead: float
    happened: int


class Series(NamedTuple):
    """Numbers in the order of time, and how much was looked at for each."""

    seen: Ints
    exposure: Floats


def alerts(directory: Path) -> list[Series]:
    """Alerts a day (UTC) of the official channel by oblast, those that speak of whole oblasts."""
    path = next((directory / "air-raid-two-observers").glob("official*.csv.gz"))
    told = pl.read_csv(path).filter(pl.col("level") == "oblast")
    daily = told.with_columns(day=pl.col("started_at").str.slice(0, 10).str.to_date()).group_by("oblast", "day").len()
    days = pl.DataFrame({"day": pl.date_range(daily["day"].min(), daily["day"].max(), eager=True)})  # type: ignore[call-overload]
    found = []
    for _, frame in sorted(daily.group_by("oblast")):
        if frame["len"].sum() > 200:
            seen = days.join(frame, on="day", how="left")["len"].fill_null(0).to_numpy().astype(np.int64)
            found.append(Series(seen, np.ones(len(seen))))
    return found


def fires(directory: Path) -> list[Series]:
    """Fires detected a day by oblast in 2018 to 2022, and the share of the sky without clouds."""
    home = directory / "ukraine-fires"
    grid = pl.read_csv(home / "grid10km_oblast.csv.gz").with_columns((pl.col("LATITUDE", "LONGITUDE") * 10).round(0))
    detected = pl.concat(pl.read_csv(home / f"firms_ukraine_{year}.csv.gz") for year in YEARS)
    detected = detected.with_columns((pl.col("LATITUDE", "LONGITUDE") * 10).round(0))
    daily = detected.join(grid, on=["LATITUDE", "LONGITUDE"]).group_by("OBLAST_ID", "ACQ_DATE").len("fires")
    sky = pl.concat(
        pl.read_csv(home / f"weather_by_oblast_{year}.csv.gz").select("OBLAST_ID", "ACQ_DATE", cloud="CLOUD_COVER (%)")
        for year in YEARS
    )
    whole = sky.join(daily, on=["OBLAST_ID", "ACQ_DATE"], how="left").sort("ACQ_DATE")
    return [
        Series(
            one["fires"].fill_null(0).to_numpy().astype(np.int64), np.maximum(1 - one["cloud"].to_numpy() / 100, 0.02)
        )
        for _, one in sorted(whole.group_by("OBLAST_ID", maintain_order=True))
    ]


def violations(directory: Path) -> list[Series]:
    """Violations by report and region, those quoted of the period before where its own report is not in the sample."""
    [path] = (directory / "osce-smm-daily-figures").glob("*.csv")
    table = pl.read_csv(path)
    found = []
    for region in ("donetsk", "luhansk"):
        seen: list[int] = []
        covers: list[float] = []
        last = None
        for row in table.iter_rows(named=True):
            if row[f"{region}_cfv_previous"] is not None and (row["year"], row["report_no"] - 1) != last:
                seen.append(row[f"{region}_cfv_previous"])
                covers.append(1.0)
            seen.append(row[f"{region}_cfv"])
            covers.append(2.0 if row["covers_more_than_one_day"] else 1.0)
            last = row["year"], row["report_no"]
        found.append(Series(np.array(seen, np.int64), np.array(covers)))
    return found


def trials(told: list[Series], longest: int, fewest: int, step: int, *, exposed: bool) -> Iterator[Trial]:
    for seen, exposure in told:
        for end in range(fewest, len(seen), step):
            past = slice(max(0, end - longest), end)
            ahead = float(exposure[end] / exposure[past].mean()) if exposed else 1.0
            yield Trial(seen[past], ahead, int(seen[end]))


def pool(trial: Trial) -> Foretold:
    return forecasting.foretell(trial.past, 1, trial.ahead)


def smooth_conflictology(trial: Trial) -> Foretold:
    mean = np.maximum(trial.past[-30:], 0.1)
    numbers = np.arange(int(mean.max() * 4) + 40)
    return Foretold(probability(numbers, mean[:, None], np.full((len(mean), 1), forecasting.KERNEL)).mean(axis=0))


def bare_conflictology(trial: Trial) -> Foretold:
    return forecasting.conflictology(trial.past, 1)


def scored(made: Iterator[Trial], foretell: Callable[[Trial], Foretold]) -> str:
    rng = np.random.default_rng(1)
    rows = []
    for trial in made:
        told = foretell(trial)
        rows.append((told.crps(trial.happened), told.log_score(trial.happened), told.pit(trial.happened, rng.random())))
    crps, log, pit = np.array(rows).T
    inside = float(np.mean((pit >= 0.05) & (pit <= 0.95)))
    return f"{len(rows):>6}  {crps.mean():>8.3f}  {log.mean():>9.3f}  {inside:>7.3f}"


def dispersion(told: list[Series]) -> str:
    """How much more than Poisson a series varies, and how much from one value to the next."""
    size = np.geomspace(0.05, 50, 120)
    every = [one.seen for one in told]
    likely = [
        sum(log_probability(one, np.full(len(one), max(one.mean(), 0.1)), np.full(len(one), k)) for one in every)
        for k in size
    ]
    steps = np.concatenate([np.log((one[1:] + 1) / (one[:-1] + 1)) for one in every])
    ratio = np.mean([one.var() / max(one.mean(), 0.1) for one in every])
    twice = np.mean(np.abs(steps) >= np.log(2))
    return (
        f"size {size[int(np.argmax(likely))]:.2f}, variance over mean {ratio:.0f}, at least doubled or halved from one "
        f"to the next {twice:.0%}"
    )


def main() -> None:
    if len(sys.argv) < 2:
        sys.stdout.write("left out: give the directory that holds the three sets\n")
        return
    directory = Path(sys.argv[1])
    sets = (
        ("air-raid alerts, oblast and day", alerts(directory), (PAST, PAST, ALERTS_STEP), False),
        ("satellite fires, oblast and day", fires(directory), (PAST, PAST, FIRES_STEP), True),
        ("OSCE violations, region and report", violations(directory), (PAST, FEWEST, 1), True),
    )
    for name, told, (longest, fewest, step), exposed in sets:
        sys.stdout.write(f"{name}: {dispersion(told)}\n{'':<42}     n      CRPS  log score  90 % holds\n")
        ways: list[tuple[str, Callable[[Trial], Foretold], bool]] = [("the pool", pool, False)]
        ways += [("the pool with exposure", pool, True)] if exposed else []
        ways += [("conflictology, 30 values", bare_conflictology, False)]
        ways += [("the same, a negative binomial about each", smooth_conflictology, False)]
        for way, foretell, looks in ways:
            made = trials(told, longest, fewest, step, exposed=looks)
            sys.stdout.write(f"  {way:<42}{scored(made, foretell)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
