"""A million observations appended, verified and held, against two stores without a Merkle log.

usage: record_million.py [COUNT]

The baselines do less: plain sqlite3 stores the same bytes with the same durability, one commit per batch, without
hashes, keys, signatures or checks; the chained file hashes each line with the one before and flushes per batch.
"""

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from os import fsync
from pathlib import Path
from typing import Self

import msgspec

from trucewatch.domain import Bearing, Count, Observation, Place, Point, When
from trucewatch.record import Draft, Record

BATCH = 5_000
START = datetime(2023, 1, 1, tzinfo=UTC)


def observations(count: int) -> Iterator[Observation]:
    chance = random.Random(1)
    for number in range(count):
        moment = START + timedelta(seconds=30 * number)
        lon, lat = chance.uniform(46.3, 46.9), chance.uniform(39.3, 40.0)
        where = (
            Bearing(lon, lat, chance.randrange(16) * 22.5, 11.25, 1000.0 * chance.randrange(4), 5000.0),
            Point(lon, lat, 250.0),
            Place("place-1", lon, lat, 1000.0, "a name"),
        )[number % 3]
        yield Observation(
            source=f"post-{number % 16}",
            kind="explosion",
            means="heard",
            when=When(moment, moment + timedelta(minutes=1), "Etc/GMT-4", "about 14:05"),
            where=where,
            count=Count(1, 3, "explosion", "1-3"),
            ref=str(number),
            text="undetermined explosion, assessed as outgoing",
        )


def batches(count: int) -> Iterator[list[Observation]]:
    batch: list[Observation] = []
    for observation in observations(count):
        batch.append(observation)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Stopwatch:
    """Adds up wall and processor seconds of the stretches it is entered for."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> Self:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._wall
        self.cpu += time.process_time() - self._cpu


def plain_sqlite(home: Path, count: int) -> Stopwatch:
    store = sqlite3.connect(home / "plain.db", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
    watch = Stopwatch()
    for batch in batches(count):
        with watch:
            store.execute("BEGIN")
            store.executemany(
                "INSERT INTO entries (bytes) VALUES (?)", [(msgspec.json.encode(item),) for item in batch]
            )
            store.execute("COMMIT")
    store.close()
    return watch


def chained_file(home: Path, count: int) -> tuple[Stopwatch, Stopwatch]:
    write, check, link = Stopwatch(), Stopwatch(), b""
    with (home / "chain.jsonl").open("wb") as file:
        for batch in batches(count):
            with write:
                for item in batch:
                    line = msgspec.json.encode(item)
                    link = sha256(link + line).digest()
                    file.write(link.hex().encode() + b" " + line + b"\n")
                file.flush()
                fsync(file.fileno())
    link = b""
    with check, (home / "chain.jsonl").open("rb") as file:
        for line in file:
            link = sha256(link + line[65:-1]).digest()
            assert line[:64] == link.hex().encode()
            json.loads(line[65:])
    return write, check


def report(what: str, watch: Stopwatch, count: int, baseline: str = "", against: Stopwatch | None = None) -> None:
    ratio = f"   {watch.cpu / against.cpu:4.1f} x the processor time of {baseline}" if against else ""
    print(
        f"{what:44} {watch.wall:6.1f} s wall {watch.cpu:6.1f} s processor {count / watch.wall:9,.0f} /s{ratio}",
        flush=True,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        plain = plain_sqlite(home, count)
        report("baseline: plain sqlite3, a commit per batch", plain, count)
        chain, chain_check = chained_file(home, count)
        report("baseline: SHA-256 chained file, append", chain, count)
        report("baseline: SHA-256 chained file, check", chain_check, count)
        append, verify, hold, prove = (Stopwatch() for _ in range(4))
        with Record.create(home / "record", origin="benchmark") as record:
            for batch in batches(count):
                drafts = [Draft(item, key=f"benchmark:{item.ref}") for item in batch]
                with append:
                    record.append(drafts, author="benchmark")
            report("record: append", append, count, "plain sqlite3", plain)
            with verify:
                outcome = record.verify()
            assert outcome.ok
            report("record: verify", verify, count, "checking the chained file", chain_check)
        with hold, Record.open(home / "record", read_only=True) as record:
            frame = record.holdings().observations
        assert frame.height == count
        report("record: open to holdings", hold, count, "checking the chained file", chain_check)
        with prove, Record.open(home / "record", read_only=True) as record:
            for seq in range(1, count, count // 100):
                record.inclusion(seq, count)
        report("record: 100 inclusion proofs", prove, 100)
        size = sum(file.stat().st_size for file in (home / "record").iterdir() if file.is_file())
        print(f"on disk: {size / 1e6:,.0f} MB, plain sqlite3 {(home / 'plain.db').stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
