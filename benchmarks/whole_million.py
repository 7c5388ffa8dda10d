"""The whole way for a million observations: table in, verified, every picture, the daily report.

usage: whole_million.py [COUNT]

The baseline, in the same run, is the least anybody would do with the same table: read it with the standard library's
CSV reader, keep each row as JSON in SQLite with one commit per batch, read the rows back and count them by day and
source. It checks nothing, hashes nothing, links nothing and draws no picture.
"""

import csv
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from trucewatch import intake, mission, reporting
from trucewatch.exercise import bulk
from trucewatch.record import Record

MISSION = Path(__file__).parents[1] / "missions" / "exercise-lachin"
BATCH = 5_000
T = TypeVar("T")


def timed(name: str, work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    print(f"{name:<44}{seconds:8.1f} s", flush=True)
    return result, seconds


def least(table: Path, home: Path) -> None:
    store = sqlite3.connect(home / "least.db")
    store.execute("pragma journal_mode=wal")
    store.execute("pragma synchronous=full")
    store.execute("create table rows (id integer primary key, body text)")
    with table.open(newline="") as file:
        batch: list[tuple[str]] = []
        for row in csv.DictReader(file):
            batch.append((json.dumps(row),))
            if len(batch) == BATCH:
                store.executemany("insert into rows (body) values (?)", batch)
                store.commit()
                batch.clear()
        store.executemany("insert into rows (body) values (?)", batch)
        store.commit()
    bodies = (json.loads(body) for (body,) in store.execute("select body from rows"))
    Counter((body["start"][:10], body["source"]) for body in bodies)
    store.close()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(MISSION, Path(folder) / "m", ignore=shutil.ignore_patterns("record", "exercise")))
        loaded = mission.load(home)
        table = home / "bulk.parquet"
        frame = bulk(loaded, count, seed=1).drop("event")
        frame.write_parquet(table)
        frame.write_csv(home / "bulk.csv")
        print(f"EXERCISE, simulated: {count:,} observations")
        _, baseline = timed("baseline: csv, json, sqlite, count", lambda: least(home / "bulk.csv", home))
        with Record.create(home / "record", origin="trucewatch/bench") as record:
            [result], taking = timed("taken in (parquet)", lambda: intake.take_in(record, loaded, table))
            assert result.kept == count, result
            verification, verifying = timed("verified", record.verify)
            assert verification.ok
            holdings, holding = timed("held", record.holdings)
            day = mission.period_at(loaded, holdings.observations["end"].max()).day
            pictures, drawing = timed(
                "every picture of a period",
                lambda: reporting.Pictures.of(holdings, loaded, day, checkpoint=record.checkpoint()),
            )
            assert pictures.incidents.members["observation"].n_unique() + pictures.incidents.unattached.height >= count
            _, writing = timed(
                "daily report, six files", lambda: reporting.write(reporting.daily(pictures), home / "out")
            )
    print(f"rebuilt (held and drawn){holding + drawing:28.1f} s")
    whole = taking + verifying + holding + drawing + writing
    print(f"the whole way{whole:39.1f} s, {whole / baseline:.1f} times the baseline; {count / taking:,.0f} rows/s in")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
