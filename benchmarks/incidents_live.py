"""How long one new observation takes to be linked, in a standing record of up to a million, against linking all anew.

Observations are simulated (``exercise.bulk``, about a thousand a day); the new ones are drawn from all times of the
record and added one by one. With ``--exercise`` the record is that of the exercise mission itself, whose press and
satellites speak of whole days, so that an observation's surroundings are days too. That the result is the same is shown
by ``tests/incidents/test_standing.py``.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from incidents_million import EXERCISE, holdings, observations
from trucewatch.exercise import bulk, simulate, write
from trucewatch.incidents import Standing, assess
from trucewatch.intake import take_in
from trucewatch.mission import Mission, load
from trucewatch.record import Holdings, Record

ADDED = 200


def exercise(mission: Mission, days: int) -> Holdings:
    """The record of a played exercise."""
    with tempfile.TemporaryDirectory() as scratch:
        played = simulate(mission, days=days, seed=11, start=date(2023, 7, 1))
        plain = {file.name for file in played.files if not file.book.headings}
        files = [path for path in write(played, Path(scratch) / "played") if path.name in plain]
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            take_in(record, mission, files)
            return record.holdings()


def measured(name: str, held: Holdings, mission: Mission) -> None:
    """Adds ADDED observations, drawn from all of ``held``, to a standing record of the others."""
    frame = held.observations
    chosen = np.zeros(frame.height, dtype=bool)
    chosen[np.random.default_rng(1).choice(frame.height, ADDED + 1, replace=False)] = True
    new = frame.filter(chosen).sample(fraction=1, shuffle=True, seed=1)
    standing = Standing(replace(held, observations=frame.filter(~chosen)), mission)
    began = time.perf_counter()
    assess(held, mission)
    anew = time.perf_counter() - began
    standing.add(new[:1])
    took = []
    for at in range(1, ADDED + 1):
        began = time.perf_counter()
        standing.add(new[at : at + 1])
        took.append(time.perf_counter() - began)
    ms = np.array(took) * 1000
    print(f"{name:<24} {frame.height:>10,} {np.median(ms):>10.1f} {np.quantile(ms, 0.95):>8.1f} {ms.max():>8.1f} "
          f"{anew:>12.2f} {anew * 1000 / np.median(ms):>10.0f}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--days", type=int, default=30, help="of the played exercise; 0 leaves it out")
    chosen = parser.parse_args()
    mission = load(EXERCISE)
    print("record                   observations  median ms   95 % ms   max ms   all anew s   times faster")
    for size in chosen.sizes:
        measured("points (exercise.bulk)", holdings(observations(bulk(mission, size, 1))), mission)
    if chosen.days:
        measured("the exercise mission", exercise(mission, chosen.days), mission)


if __name__ == "__main__":
    main()
