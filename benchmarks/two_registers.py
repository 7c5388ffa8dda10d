"""Two published registers of one flow: do the intervals hold weeks that were hidden, and what is estimated of May 2024.

Run from the repository: ``python benchmarks/two_registers.py [repeats]``. The lists lie in a sibling folder
``shared/data/gaza-crossings``; without them the script says so and stops. They are taken in by the mission
``missions/gaza-2024`` and its mapping files. Of the 28 weeks that both watched, a random third of one register is
hidden, then the next third, then the last, and this again with other thirds; each hidden week is estimated from the
rest. The baseline of the same run is the ratio of all known weeks with the noise of counting alone.
"""

import shutil
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from scipy.stats import poisson

from trucewatch import intake, mission, supplies
from trucewatch.mission import period_for
from trucewatch.record import Holdings, Record
from trucewatch.supplies.bridging import bridge
from trucewatch.supplies.pairing import Pair, pairs

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "gaza-crossings"
LAST, FLOW = date(2024, 5, 31), "land-crossings"


def held(home: Path) -> tuple[mission.Mission, Holdings]:
    shutil.copytree(ROOT / "missions" / "gaza-2024", home)
    for path in DATA.glob("*.csv.gz"):
        shutil.copyfile(path, home / "lists" / path.name)
    ours = mission.load(home)
    started = perf_counter()
    with Record.create(home / "record", origin="gaza-2024") as record:
        results = intake.take_in_feeds(record, ours)
        holdings = record.holdings()
    rows, kept, waiting = (sum(getattr(one, name) for one in results) for name in ("rows", "kept", "quarantined"))
    took = perf_counter() - started
    print(f"both lists taken in: {rows:,} rows, {kept:,} kept, {waiting:,} in quarantine; {took:.1f} s")
    return ours, holdings


def coverage(pair: Pair, repeats: int) -> None:
    common = np.flatnonzero(pair.common)
    rng = np.random.default_rng(2024)
    ours, naive, widths = [], [], []
    started = perf_counter()
    for _ in range(repeats):
        for third in np.array_split(rng.permutation(common), 3):
            hidden = np.isin(np.arange(len(pair.lines)), third)
            known = pair.common & ~hidden
            left = np.where(hidden, 0, pair.lines)
            draws = bridge(left, pair.their_lines, known, hidden, int(rng.integers(2**32)))
            low, high = np.quantile(draws, (0.05, 0.95), axis=0)
            true = pair.lines[hidden]
            ours += ((low <= true) & (true <= high)).tolist()
            widths += ((high - low) / true).tolist()
            expected = pair.their_lines[hidden] * pair.lines[known].sum() / pair.their_lines[known].sum()
            naive += ((poisson.ppf(0.05, expected) <= true) & (true <= poisson.ppf(0.95, expected))).tolist()
    took = (perf_counter() - started) / (3 * repeats)
    held_by, by_ratio = np.mean(ours), np.mean(naive)
    print(
        f"{len(common)} weeks in common, {repeats} x 3 hidden thirds, {len(ours)} hidden weeks: nine draws in ten held "
        f"{held_by:.1%} (median width {np.median(widths):.0%} of the truth, {took * 1e3:.0f} ms a fit); a fixed ratio "
        f"with counting noise held {by_ratio:.1%}, {held_by / by_ratio:.1f} times as many"
    )


def main() -> None:
    if not DATA.is_dir():
        print("skipped: the published lists are not there")
        return
    with TemporaryDirectory() as scratch:
        ours, holdings = held(Path(scratch) / "mission")
    period = period_for(ours, LAST)
    pair = next(pair for pair in pairs(holdings, ours, FLOW, period.span.end) if pair.ours.source == "unrwa")
    coverage(pair, int(sys.argv[1]) if len(sys.argv) > 1 else 50)
    started = perf_counter()
    picture = supplies.assess(holdings, ours, period, {})
    print(f"picture of the day with both registers: {perf_counter() - started:.1f} s")
    for frame in (picture.reckonings, picture.books):
        for row in frame.iter_rows(named=True):
            print({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()
                   if name not in ("id", "flow", "entries")})  # fmt: skip
    blind = picture.registers.filter(register="unrwa", basis="estimated")
    print(blind.select("start", "end", "lines", "beside_lines", "low", "mid", "high"))


if __name__ == "__main__":
    main()
