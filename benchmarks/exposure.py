"""How long it takes to tell what would have been noticed in the 70 days that estimates learn from, and once more.

EXERCISE, SIMULATED: watches, tracks and weather of ``missions/exercise-lachin``. The baseline is the first reckoning;
beside it the next with nothing new, and the next after a watch of one day arrived late.

    python benchmarks/exposure.py
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from trucewatch import ceasefire, coverage, intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.mission import period_for
from trucewatch.record import Record

HOME = Path(__file__).parents[1] / "missions/exercise-lachin"
START, DAYS = date(2023, 8, 1), 72


def main() -> None:
    told = mission.load(HOME)
    with tempfile.TemporaryDirectory() as scratch:
        write(simulate(told, days=DAYS, seed=7, start=START), Path(scratch))
        names = ("watches-*", "tracks-*", "weather-*")
        files = [one for name in names for one in sorted((Path(scratch) / "sources").glob(name))]
        with Record.create(Path(scratch) / "record", origin="exercise/exposure") as log:
            intake.take_in(log, told, files)
            holdings = log.holdings()
    last = START + timedelta(days=DAYS - 1)
    while (last + timedelta(days=1)).weekday() not in told.reporting.issue_days:
        last -= timedelta(days=1)
    days = ceasefire.history(told, period_for(told, last))
    late = next(held for held in reversed(holdings.watches) if held.thing.span.overlap(days[-2]))
    earlier = replace(holdings, watches=tuple(held for held in holdings.watches if held is not late))
    seconds = []
    for known in (earlier, earlier, holdings):
        began = time.process_time()
        coverage.exposure(known, told, days)
        seconds.append(time.process_time() - began)
    first, again, after = seconds
    sys.stdout.write(
        f"{len(days)} days, {len(holdings.watches)} watches and tracks, processor seconds: first {first:.2f}; again "
        f"{again:.2f} (1/{first / again:.0f}); after one late watch {after:.2f} (1/{first / after:.0f})\n"
    )


if __name__ == "__main__":
    main()
