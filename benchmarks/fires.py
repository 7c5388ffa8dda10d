"""Fires seen from space beside what is usual: a placebo year against the first year of a war, and calibration.

Ukraine in cells of 0.1 degree; what is usual is learned from the other years up to 2021, without the year judged, the
share of the sky without clouds (by oblast and day) being the exposure. Whatever is called an excess in 2018 to 2021 had
other reasons than this war; in the oblasts at its front there was a conflict along one line already. The baseline knows
neither season nor clouds nor that one fire gives several detections: a Poisson number with the cell's own mean.
*Candles* are the cells that burnt on a hundred days or more of each year learned from, outside the oblasts at the
front; four weeks of them up to each day say how much satellites see. Coverage of 90 % intervals is by the randomised
probability integral transform, over cells and days with less than 95 % cloud.

    python benchmarks/fires.py DIRECTORY        (holding ukraine-fires)
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import poisson

from trucewatch.ceasefire import burning
from trucewatch.ceasefire.burning import Past, Usual
from trucewatch.ceasefire.candles import USUAL, WINDOW, strength
from trucewatch.ceasefire.fires import REMARKABLE

YEARS = (2018, 2019, 2020, 2021, 2022)
WAR = 2022
DAYS = 365
FRONT = ("UA09", "UA14", "UA23", "UA63", "UA65")
"""Luhansk, Donetsk, Zaporizhzhia, Kharkiv, Kherson."""
WEST = ("UA07", "UA21", "UA26", "UA46", "UA56", "UA61", "UA68", "UA77")
"""Volyn, Transcarpathia, Ivano-Frankivsk, Lviv, Rivne, Ternopil, Khmelnytskyi, Chernivtsi."""
CLOUDED = 0.05
CONSTANT = 100
"""Days of every year on which a candle must have burnt."""
BEFORE_WAR = 54
"""Days of 2022 before the invasion."""

Ints, Floats = NDArray[np.int64], NDArray[np.float64]


class Cells(NamedTuple):
    """The cells: their number by tenths of degrees, their oblast, and their middles in metres."""

    number: dict[tuple[int, int], int]
    oblast: NDArray[np.str_]
    xy: Floats


def cells(directory: Path) -> Cells:
    grid = pl.read_csv(directory / "grid10km_oblast.csv.gz")
    lat, lon = grid["LATITUDE"].to_numpy(), grid["LONGITUDE"].to_numpy()
    number = {(round(10 * a), round(10 * b)): i for i, (a, b) in enumerate(zip(lat, lon, strict=True))}
    metres = 111_200.0 * np.column_stack([lon * np.cos(np.radians(lat.mean())), lat])
    return Cells(number, grid["OBLAST_ID"].to_numpy().astype(str), metres)


def year(directory: Path, number: int, where: Cells) -> Past:
    """One year: detections and clear looks, one a day, by day and cell."""
    fires = pl.read_csv(directory / f"firms_ukraine_{number}.csv.gz").with_columns(
        day=pl.col("ACQ_DATE").str.to_date().dt.ordinal_day().cast(pl.Int64) - 1
    )
    tenths = np.round(10 * fires.select("LATITUDE", "LONGITUDE").to_numpy()).astype(int)
    cell = np.array([where.number.get((a, b), -1) for a, b in tenths])
    kept = (cell >= 0) & (fires["day"].to_numpy() < DAYS)
    seen = np.zeros((DAYS, len(where.oblast)), np.int64)
    np.add.at(seen, (fires["day"].to_numpy()[kept], cell[kept]), 1)
    sky = pl.read_csv(directory / f"weather_by_oblast_{number}.csv.gz").select(
        "OBLAST_ID", cloud="CLOUD_COVER (%)", day=pl.col("ACQ_DATE").str.to_date().dt.ordinal_day().cast(pl.Int64) - 1
    )
    clear = np.zeros(seen.shape)
    for (oblast,), days in sky.filter(pl.col("day") < DAYS).group_by("OBLAST_ID"):
        clear[np.ix_(days["day"].to_numpy(), where.oblast == oblast)] = 1 - days["cloud"].to_numpy()[:, None] / 100
    return Past(seen, np.clip(clear, 0, 1), np.arange(1, DAYS + 1))


def together(years: list[Past]) -> Past:
    return Past(
        np.concatenate([one.seen for one in years]),
        np.concatenate([one.clear for one in years]),
        np.concatenate([one.day for one in years]),
    )


def rates(usual: Usual) -> Floats:
    """The rate a clear look: (days, cells)."""
    return np.array([usual.on(day) for day in range(1, DAYS + 1)])


def sees(now: Past, others: list[Past], chosen: Ints) -> tuple[Floats, Floats]:
    """By day how much satellites see, by the cells ``chosen`` as candles: the factor, and the most it may be."""
    past = together(others)
    usual = burning.learn(Past(past.seen[:, chosen], past.clear[:, chosen], past.day), np.zeros((len(chosen), 2)))
    expected = rates(usual) * now.clear[:, chosen]
    found = [USUAL] * DAYS
    for day in range(DAYS):
        window = slice(max(0, day + 1 - WINDOW), day + 1)
        seen = now.seen[window][:, chosen].sum(axis=0)
        found[day] = strength(seen, expected[window].sum(axis=0), usual.spread) or USUAL
    return np.array([max(one.factor, 1.0) for one in found]), np.array([max(one.high, 1.0) for one in found])


def held(seen: Ints, mean: Floats, spread: float, told: NDArray[np.bool_]) -> tuple[float, float]:
    """The share of cells and days inside 90 % intervals, of all told and of those where most is expected."""
    n, at = seen[told], mean[told]
    above, here = burning.chance(n + 1, at, spread), burning.chance(n, at, spread)
    pit = above + np.random.default_rng(1).random(len(n)) * (here - above)
    inside = (pit >= 0.05) & (pit <= 0.95)
    return float(inside.mean()), float(inside[at > 0.05].mean())


def exceeding(now: Past, rate: Floats, most: Floats, spread: float) -> NDArray[np.bool_]:
    """Cells and days with an excess, ``rate`` a clear look being usual, or ``most`` at the most."""
    some = now.seen > 0
    chance = np.ones(now.seen.shape)
    chance[some] = burning.chance(now.seen[some], most[some], spread)
    return np.asarray((chance <= REMARKABLE) & (now.seen - rate * now.clear >= 2))


def share(seen: Ints, chosen: NDArray[np.bool_]) -> float:
    return float(seen[chosen].sum() / max(seen.sum(), 1))


def main() -> None:
    if len(sys.argv) < 2:
        sys.stdout.write("left out: give the directory that holds ukraine-fires\n")
        return
    directory = Path(sys.argv[1]) / "ukraine-fires"
    where = cells(directory)
    told = {number: year(directory, number, where) for number in YEARS}
    front, west = np.isin(where.oblast, FRONT), np.isin(where.oblast, WEST)
    for number, now in told.items():
        others = [one for other, one in told.items() if other not in (number, WAR)]
        past = together(others)
        usual = burning.learn(past, where.xy)
        rate = rates(usual)
        some = now.seen > 0
        burnt = np.min([(one.seen > 0).sum(axis=0) for one in others], axis=0)
        factor, most = sees(now, others, np.flatnonzero((burnt >= CONSTANT) & ~front))
        plain_excess = exceeding(now, rate, rate, usual.spread)
        excess = exceeding(now, rate * factor[:, None], rate * most[:, None], usual.spread)
        plain = np.broadcast_to((past.seen.sum(axis=0) + 0.5) / (len(past.day) + 1), now.seen.shape)
        raw = some & (poisson.sf(now.seen - 1, plain) <= REMARKABLE) & (now.seen - plain >= 2)
        expected = rate * factor[:, None] * now.clear
        everywhere, busy = held(now.seen, expected, usual.spread, now.clear >= CLOUDED)
        early = now.seen[:BEFORE_WAR]
        flagged = now.seen[excess].sum() / now.seen.sum()
        sys.stdout.write(
            f"{number}{' (war)' if number == WAR else ''}: {now.seen.sum():,} fires, {expected.sum():,.0f} "
            f"expected, spread {usual.spread:.2f}; 90 % intervals hold {everywhere:.3f}, where more than 0.05 are "
            f"expected {busy:.3f}; in excess {flagged:.1%} of fires ({excess.sum():,} cells and days; front "
            f"{now.seen[excess & front].sum() / now.seen[:, front].sum():.1%}, west "
            f"{now.seen[excess & west].sum() / now.seen[:, west].sum():.1%}; share of them at the front "
            f"{now.seen[excess & front].sum() / max(now.seen[excess].sum(), 1):.0%}); by the cell's mean and Poisson "
            f"{now.seen[raw].sum() / now.seen.sum():.1%}; without candles {share(now.seen, plain_excess):.1%} (west "
            f"{share(now.seen[:, west], plain_excess[:, west]):.1%}; first {BEFORE_WAR} days "
            f"{share(early, plain_excess[:BEFORE_WAR]):.1%}, with candles {share(early, excess[:BEFORE_WAR]):.1%}, "
            f"satellites seeing {factor[BEFORE_WAR - 1]:.2f} times as much, at most {most[BEFORE_WAR - 1]:.2f})\n"
        )


if __name__ == "__main__":
    main()
