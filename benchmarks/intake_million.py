"""A million machine-made observations into the record, against reading the same file with no checks at all.

The baseline is what any importer must do at least: ``csv.DictReader``, ``json.dumps`` of each row to a file, and one
``fsync`` at the end; no types, no register, no digests, no log, no proofs. Ours is ``take_in``: every cell checked,
every row an entry of the signed Merkle log in SQLite, durable and idempotent. Each step is a process of its own, so
that its peak memory is its own. Shown are CSV, the same CSV again, and Parquet; by the clock, and in seconds of the
processor (start-up included), which another program on the machine does not change.

    python benchmarks/intake_million.py [ROWS]
"""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from trucewatch.exercise import bulk
from trucewatch.intake import take_in
from trucewatch.mission import load
from trucewatch.record import Record

MISSION = Path(__file__).parents[1] / "missions" / "exercise-lachin"


def make(home: Path, rows: int) -> int:
    frame = bulk(load(MISSION), rows, seed=7).drop("event")
    frame.write_csv(home / "bulk.csv", datetime_format="%Y-%m-%dT%H:%M:%S%.3f%:z")
    frame.write_parquet(home / "bulk.parquet")
    return rows


def baseline(home: Path) -> int:
    with (home / "bulk.csv").open(newline="", encoding="utf-8") as file, (home / "bulk.jsonl").open("w") as lines:
        rows = 0
        for row in csv.DictReader(file):
            lines.write(json.dumps(row) + "\n")
            rows += 1
        lines.flush()
        os.fsync(lines.fileno())
    return rows


def ours(home: Path, name: str) -> int:
    where = home / f"record-{name}"
    mission = load(MISSION)
    with Record.open(where) if where.exists() else Record.create(where, origin="benchmark/intake") as record:
        [result] = take_in(record, mission, home / name, form="observations")
    assert result.rows == result.kept + result.repeated
    return result.rows


STEPS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "baseline": ("csv.DictReader + json.dumps, no checks", baseline),
    "csv": ("take_in of CSV", lambda home: ours(home, "bulk.csv")),
    "again": ("take_in of the same CSV again", lambda home: ours(home, "bulk.csv")),
    "parquet": ("take_in of Parquet", lambda home: ours(home, "bulk.parquet")),
}


def step(name: str, home: Path, rows: int) -> None:
    before = time.perf_counter()
    done = make(home, rows) if name == "make" else STEPS[name][1](home)
    seconds = time.perf_counter() - before
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([done, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))


def in_own_process(name: str, folder: str, rows: int) -> tuple[int, float, float, float]:
    command = [sys.executable, __file__, "--step", name, folder, str(rows)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    count, seconds, processor, megabytes = json.loads(ran.stdout)
    return count, seconds, processor, megabytes


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make", folder, rows)
        print(f"{rows:,} observations; CSV of {(Path(folder) / 'bulk.csv').stat().st_size / 1e6:.0f} MB")
        least = 0.0
        for name, (title, _) in STEPS.items():
            count, seconds, processor, megabytes = in_own_process(name, folder, rows)
            least = least or processor
            clock = f"{seconds:7.1f} s {count / seconds:9,.0f} rows/s"
            own = f"{processor:7.1f} s {count / processor:9,.0f} rows/s {processor / least:6.1f} x the baseline's"
            print(f"{title:38} clock {clock}   processor {own}   {megabytes:5.0f} MB peak", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
