"""A server with a million observations under load: lists, counts, the map, durable writes, live viewers.

The baseline of the writes, in the same run, is what most would write first: FastAPI on uvicorn, one commit for each
request, on the same kind of store (SQLite, WAL, synchronous=FULL). Prints times, and the ratio of the writes.

    python benchmarks/server_load.py [COUNT] [--baseline PYTHON]   (a Python that has fastapi and uvicorn)
"""

import argparse
import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from trucewatch import intake, mission
from trucewatch.exercise import bulk
from trucewatch.record import Record
from trucewatch.server import Account, accounts_of

MISSION = Path(__file__).parents[1] / "missions" / "exercise-lachin"
CONNECTIONS, SECONDS, VIEWERS, READS, BATCH = 32, 10.0, 200, 60, 100
HEARD = {
    "kind": "explosion",
    "means": "heard",
    "source": "op-07",
    "when": {"start": "2023-08-01T10:00:00Z", "end": "2023-08-01T10:01:00Z"},
    "where": {
        "type": "bearing", "lon": 46.7, "lat": 39.9, "bearing_deg": 90, "half_width_deg": 11.25, "near_m": 1000,
        "far_m": 3000,
    },
}  # fmt: skip
BASELINE = """
import json, sqlite3, threading
from fastapi import FastAPI, Request
store = sqlite3.connect(PATH, check_same_thread=False)
store.execute("pragma journal_mode=wal"); store.execute("pragma synchronous=full")
store.execute("create table rows (id integer primary key, body text)")
lock = threading.Lock()
app = FastAPI()
@app.post("/api/observations")
def post(body: dict):
    with lock:
        store.execute("insert into rows (body) values (?)", (json.dumps(body),)); store.commit()
    return {"ok": True}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(3000):
        try:
            httpx.get(address, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"{address} does not answer")


async def write(port: int, token: str, batch: int = 0) -> tuple[int, list[float]]:
    """How many posts were answered as written by all connections in SECONDS, and each one's time.

    With ``batch`` each post carries so many reports.
    """
    path = "/api/observations/batch" if batch else "/api/observations"
    done: list[float] = []
    stop = time.perf_counter() + SECONDS

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        n = 0
        while time.perf_counter() < stop:
            reports = [HEARD | {"text": f"{number}-{n}-{one}"} for one in range(batch or 1)]
            body = json.dumps(reports if batch else reports[0]).encode()
            n += 1
            head = (
                f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            began = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.split(b" ", 2)[1] in {b"200", b"201"}, answer
            length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(int(length.split(b":")[1]))
            done.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return len(done), done


async def view(address: str, token: str) -> tuple[int, float]:
    """How many of VIEWERS heard of one new entry, and after how long the last one did."""
    header = {"Authorization": f"Bearer {token}"}
    heard: list[float] = []
    limits = httpx.Limits(max_connections=VIEWERS + 10)
    async with httpx.AsyncClient(base_url=address, headers=header, timeout=60, limits=limits) as client:
        ready = asyncio.Semaphore(0)

        async def one() -> None:
            async with client.stream("GET", "/api/live") as stream:
                async for line in stream.aiter_lines():
                    if line == "event: state":
                        ready.release()
                    if line == "event: entries":
                        heard.append(time.perf_counter())
                        return

        viewers = [asyncio.create_task(one()) for _ in range(VIEWERS)]
        for _ in range(VIEWERS):
            await ready.acquire()
        began = time.perf_counter()
        (await client.post("/api/observations", json=HEARD | {"text": "for the viewers"})).raise_for_status()
        await asyncio.wait_for(asyncio.gather(*viewers), 60)
    return len(heard), max(heard) - began


def p95(seconds: list[float]) -> str:
    return f"{np.quantile(seconds, 0.95) * 1000:.0f} ms (median {np.median(seconds) * 1000:.0f} ms)"


def read(client: httpx.Client, path: str) -> list[float]:
    times = []
    for n in range(READS):
        began = time.perf_counter()
        client.get(path.format(n=n)).raise_for_status()
        times.append(time.perf_counter() - began)
    return times


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("count", nargs="?", type=int, default=1_000_000)
    words.add_argument("--baseline", help="a Python that has fastapi and uvicorn")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(MISSION, Path(folder) / "m", ignore=shutil.ignore_patterns("record", "exercise")))
        loaded = mission.load(home)
        table = home / "bulk.parquet"
        bulk(loaded, asked.count, seed=1).drop("event").write_parquet(table)
        with Record.create(home / "record", origin="trucewatch/bench") as record:
            intake.take_in(record, loaded, table)
        with accounts_of(home) as accounts:
            accounts.add(Account(name="the officer", role="duty_officer"), "a long password")
            token = accounts.issue("the officer", "benchmark")
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        began = time.perf_counter()
        command = [sys.executable, "-c", "from trucewatch.cli import main; main()", "serve", "-m", str(home)]
        server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/health")
            first = time.perf_counter() - began
            print(f"EXERCISE, simulated: {asked.count:,} observations; start to first page {first:.1f} s")
            with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=600) as client:
                client.get("/api/answers").raise_for_status()
                print(f"start to the first four answers {time.perf_counter() - began:.0f} s", flush=True)
                paths = {
                    "list": "/api/tables/incidents?where=kind:eq:explosion&sort=-start&limit=100&offset={n}",
                    "count": "/api/tables/observations?where=source:eq:op-07&where=count_low:ge:{n}&limit=0",
                    "map": "/api/map/crowd?bbox=46.{n:02d},39.5,47.5,40.5&zoom=9&where=kind:eq:explosion",
                }
                for name, path in paths.items():
                    print(f"{name:<6} p95 {p95(read(client, path))}", flush=True)
            told, after = asyncio.run(view(address, token))
            print(f"viewers {told} of {VIEWERS} heard of a new entry, the last after {after * 1000:.0f} ms", flush=True)
            written, times = asyncio.run(write(port, token))
            ours = written / SECONDS
            print(f"writes {ours:,.0f} durable posts/s at {CONNECTIONS} connections, p95 {p95(times)}", flush=True)
            batches, times = asyncio.run(write(port, token, BATCH))
            print(f"in batches of {BATCH}: {batches * BATCH / SECONDS:,.0f} reports/s, p95 {p95(times)}", flush=True)
        finally:
            server.terminate()
            server.wait()
        if asked.baseline:
            port = free_port()
            script = Path(folder) / "plain.py"
            script.write_text(BASELINE.replace("PATH", repr(str(Path(folder) / "plain.db"))))
            plain = subprocess.Popen(
                [asked.baseline, "-m", "uvicorn", "plain:app", "--port", str(port), "--log-level", "error"], cwd=folder
            )
            try:
                wait_for(f"http://127.0.0.1:{port}/docs")
                written, times = asyncio.run(write(port, ""))
            finally:
                plain.terminate()
                plain.wait()
            theirs = written / SECONDS
            print(f"baseline {theirs:,.0f} posts/s, p95 {p95(times)}; ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
