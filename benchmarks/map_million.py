"""The map of a million observations, live: every incident of a view, filtered, as it is moved, zoomed and played.

The baseline, in the same run, is what most web maps do: every feature sent as GeoJSON (of the latest 100,000 only).

    python benchmarks/map_million.py [COUNT]
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from http.client import SERVICE_UNAVAILABLE
from itertools import cycle, islice
from pathlib import Path

import httpx
import numpy as np

from server_load import MISSION, READS, free_port, p95, read, wait_for
from trucewatch import intake, mission
from trucewatch.exercise import bulk
from trucewatch.record import Record
from trucewatch.server import Account, accounts_of

ALL_SENT = 100_000


def views() -> list[tuple[str, str]]:
    """What is asked for, by name: the whole area, moved over at three zooms, filtered by kind, played by the hour."""
    whole = "/api/map/crowd?bbox=45.0,38.4,48.5,41.1&zoom=7&where=probability:ge:0.{n:02d}"
    return [
        ("whole area, another filter each time", whole),
        ("district, moved", "/api/map/crowd?bbox=46.{n:02d},39.2,47.{n:02d},40.2&zoom=9"),
        ("one valley, moved", "/api/map/crowd?bbox=46.{n:02d},39.7,46.9,39.9&zoom=12"),
        (
            "explosions of the whole area",
            "/api/map/crowd?bbox=45.0,38.4,48.5,41.{n:02d}&zoom=7&where=kind:eq:explosion",
        ),
        ("hours of the whole record", "/api/map/hours?where=probability:ge:0.{n:02d}"),
    ]


def played(client: httpx.Client) -> list[str]:
    """The whole area as it is when a window of the record is played, an address a step."""
    began = client.get("/api/map/hours").raise_for_status().json()
    first, step = np.datetime64(began["first"][:19]), np.timedelta64(began["step_h"], "h")
    stops = first + step * np.linspace(0, max(1, len(began["counts"]) - 1), READS).astype(int)
    window = max(step, step * len(began["counts"]) // 20)
    box = "/api/map/crowd?bbox=45.0,38.4,48.5,41.1&zoom=7"
    return [f"{box}&where=end:ge:{stop}&where=start:lt:{stop + window}" for stop in stops]


def timed(client: httpx.Client, paths: list[str]) -> list[float]:
    """Seconds of each path, asked for once."""
    return [client.get(path).raise_for_status().elapsed.total_seconds() for path in islice(cycle(paths), READS)]


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("count", nargs="?", type=int, default=1_000_000)
    count = words.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(MISSION, Path(folder) / "m", ignore=shutil.ignore_patterns("record", "exercise")))
        loaded = mission.load(home)
        table = home / "bulk.parquet"
        bulk(loaded, count, seed=1).drop("event").write_parquet(table)
        with Record.create(home / "record", origin="trucewatch/bench") as record:
            intake.take_in(record, loaded, table)
        with accounts_of(home) as accounts:
            accounts.add(Account(name="the officer", role="duty_officer"), "a long password")
            token = accounts.issue("the officer", "benchmark")
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-c", "from trucewatch.cli import main; main()", "serve", "-m", str(home)]
        server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/health")
            with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=600) as client:
                while client.get("/api/tables/incidents?limit=0").status_code == SERVICE_UNAVAILABLE:
                    time.sleep(5)
                total = client.get("/api/tables/incidents?limit=0").raise_for_status().json()["total"]
                print(f"EXERCISE, simulated: {count:,} observations, {total:,} incidents", flush=True)
                times = {name: read(client, path) for name, path in views()}
                times["played, a window each time"] = timed(client, played(client))
                for name, seconds in times.items():
                    print(f"{name:<40} p95 {p95(seconds)}", flush=True)
                began = client.get(f"/api/map/incident?limit={ALL_SENT}").raise_for_status()
                baseline, size = began.elapsed.total_seconds(), len(began.content) / 2**20
                ours = float(np.median(times["whole area, another filter each time"]))
                print(f"baseline, {ALL_SENT:,} features as GeoJSON: {baseline:.1f} s, {size:.0f} MiB; ", end="")
                print(f"ratio {baseline / ours:.0f} with {total / ALL_SENT:.1f} times as many incidents shown")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
