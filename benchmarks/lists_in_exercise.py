"""Several lists compared in the exercise, against its truth, through files, intake, linking and matching.

SIMULATED. Each seed plays 28 days and takes in what the mission, both sides, an agency and the press send. The truth
are the outbreaks of fire in sectors: true runs grouped by the same minutes and metres. Told are, for the usual
tolerance, how often the interval holds the truth, how often its lower end is not above it (what a lower bound claims),
and the estimate over the truth; beside it, in the same run, what the mission alone recorded and what is listed by any.

    python benchmarks/lists_in_exercise.py [SEEDS]
"""

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from trucewatch import incidents, intake, mission
from trucewatch.ceasefire import lists, outbreaks
from trucewatch.exercise import simulate, write
from trucewatch.mission import cutoff_days, period_for, sector_of
from trucewatch.record import Record

START, DAYS = date(2023, 8, 1), 28
HOME = Path(__file__).parents[1] / "missions" / "exercise-lachin"


def told(seed: int) -> list[dict[str, object]]:
    """The rows of LISTS for one exercise, each with the ``truth`` of its stratum."""
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "mission"
        shutil.copytree(HOME, home, ignore=shutil.ignore_patterns("record", "exercise"))
        loaded = mission.load(home)
        played = simulate(loaded, days=DAYS, seed=seed, start=START)
        write(played, home / "exercise")
        with Record.create(Path(scratch) / "record", origin="exercise/benchmark") as log:
            intake.take_in_feeds(log, loaded, author="benchmark")
            holdings = log.holdings()
    period = period_for(loaded, START + timedelta(days=DAYS - 1))
    frame = lists(incidents.assess(holdings, loaded), holdings, loaded, period)
    days = cutoff_days(loaded, period.day, DAYS)
    events = played.truth["events"].filter(
        pl.col("start").is_between(days[0].start, days[-1].end, closed="left"),
        pl.Series(sector_of(loaded, played.truth["events"]["lon"], played.truth["events"]["lat"]) != ""),
    )
    rows = events.select(
        "lon", "lat", stratum=outbreaks.stratum(pl.col("kind")), radius_m=pl.lit(0.0), **outbreaks.moment()
    )
    rows = rows.with_columns(thing=pl.Series(outbreaks.together(rows, loaded, 1.0)))
    truth = dict(rows.group_by("stratum").agg(pl.col("thing").n_unique()).rows())
    return [row | {"truth": truth[str(row["stratum"])]} for row in frame.iter_rows(named=True) if row["stratum"]]


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rows = [row for seed in range(1, seeds + 1) for row in told(seed)]
    sys.stdout.write(f"SIMULATED, {seeds} exercises of {DAYS} days\n")
    frame = pl.DataFrame(rows, infer_schema_length=None)
    for (stratum, tolerance), part in frame.drop_nulls("total").group_by("stratum", "tolerance", maintain_order=True):
        truth = part["truth"].to_numpy()
        low, total, high = (part[name].to_numpy() for name in ("low", "total", "high"))
        own = np.array([listed[0] for listed in part["listed"]])
        sys.stdout.write(
            f"{stratum:27} {tolerance:7} told in {part.height}; a lower bound in {(part['bound'] == 'lower').sum()}; "
            f"interval holds {np.mean((low <= truth) & (truth <= high)):.2f}; lower end not above the truth "
            f"{np.mean(low <= truth):.2f}, over it by at most {np.max(low / truth) - 1:+.1%}; over the truth: estimate "
            f"{np.median(total / truth):.3f}, listed by any {np.median(part['seen'].to_numpy() / truth):.3f}, by the "
            f"mission {np.median(own / truth):.3f}\n"
        )


if __name__ == "__main__":
    main()
