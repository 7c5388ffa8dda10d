"""How many filled forms of 100 kB a node takes in a second, each on the disk before it is acknowledged.

The operations room runs as `trucewatch serve` runs it, reading what comes in and drawing its pictures meanwhile; phones
are threads that post a record with a photo and wait for the answer. The baseline of the same run is the disk itself:
the photo and the form written, flushed, renamed, the directory flushed, and one SQLite commit with synchronous=FULL,
one after the other without any server.

    python benchmarks/field_submissions.py [phones] [seconds]
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from statistics import quantiles

import httpx

from trucewatch.record import Record
from trucewatch.server.openrosa import Devices

ROOT = Path(__file__).parents[1]
PHOTO_BYTES = 98_000
XML = (
    '<data id="ceasefire-violation" version="1"><post_code>op-01</post_code><sounds>'
    "<noticed_at>2023-06-14T21:05:00.000+04:00</noticed_at><means>heard</means><kind>explosion</kind><count>3</count>"
    "<bearing>67</bearing><range>2-5</range><photo>a.jpg</photo></sounds>"
    "<meta><instanceID>uuid:{}</instanceID></meta></data>"
)


def disk(home: Path, seconds: float) -> float:
    """Posts a second that the disk allows to one writer."""
    home.mkdir()
    connection = sqlite3.connect(home / "log.db")
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE posts (xml TEXT, photo TEXT)"
    )
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        names = []
        for data in (XML.format(uuid.uuid4()).encode(), secrets.token_bytes(PHOTO_BYTES)):
            name = secrets.token_hex(16)
            with (home / f"{name}.part").open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            (home / f"{name}.part").rename(home / name)
            folder = os.open(home, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
            names.append(name)
        with connection:
            connection.execute("INSERT INTO posts VALUES (?, ?)", names)
        done += 1
    return done / (time.perf_counter() - began)


def node(home: Path, phones: int, seconds: float) -> tuple[float, list[float]]:
    """Posts a second that the node acknowledged, and how long each took (s)."""
    shutil.copytree(ROOT / "missions" / "exercise-lachin", home)
    Record.create(home / "record", origin="bench/field").close()
    token = Devices(home / "record" / "accounts.db").add("bench", "op-01")
    address = f"http://127.0.0.1:8799/key/{token}"
    serving = f"from trucewatch import server; from pathlib import Path; server.serve(Path({str(home)!r}), port=8799)"
    with subprocess.Popen([sys.executable, "-c", serving], stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{address}/formList")
            took: list[float] = []
            stop = time.perf_counter() + seconds
            threads = [
                threading.Thread(target=phone, args=(f"{address}/submission", stop, took)) for _ in range(phones)
            ]
            began = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return len(took) / (time.perf_counter() - began), took
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit("the node did not start")


def phone(address: str, stop: float, took: list[float]) -> None:
    photo = bytearray(secrets.token_bytes(PHOTO_BYTES))
    with httpx.Client(timeout=60) as client:
        while (began := time.perf_counter()) < stop:
            photo[:16] = uuid.uuid4().bytes
            files = [
                ("xml_submission_file", ("record.xml", XML.format(uuid.uuid4()).encode(), "text/xml")),
                ("a.jpg", ("a.jpg", bytes(photo), "image/jpeg")),
            ]
            if client.post(address, files=files).status_code != 201:
                raise SystemExit("a post was not acknowledged")
            took.append(time.perf_counter() - began)


def main(phones: int = 8, seconds: float = 20.0) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        bare = disk(Path(scratch) / "disk", min(seconds, 5.0))
        rate, took = node(Path(scratch) / "node", phones, seconds)
        held = 0
        with Record.open(Path(scratch) / "node" / "record", read_only=True) as record:
            held = sum(1 for _ in record.entries(kinds=("submission",)))
    if held != len(took):
        raise SystemExit(f"{len(took)} posts were acknowledged, {held} are in the record")
    p95 = quantiles(took, n=20)[18] * 1000
    print(f"disk alone, one writer:        {bare:7.1f} posts/s")
    print(f"node, {phones} phones:                 {rate:7.1f} posts/s acknowledged, p95 {p95:.0f} ms")
    print(f"acknowledged and in the record: {held} of {len(took)}")
    print(f"ratio to the disk alone:       {rate / bare:7.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
