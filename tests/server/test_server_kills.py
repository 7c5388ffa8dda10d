"""Killed at any moment, the server keeps every report that it acknowledged."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from trucewatch.record import Record

MISSION = Path(__file__).parents[2] / "missions" / "exercise-lachin"
REPORT = {
    "kind": "explosion",
    "means": "heard",
    "source": "op-07",
    "when": {"start": "2023-08-01T10:00:00Z", "end": "2023-08-01T10:01:00Z"},
    "where": {"type": "point", "lon": 46.7, "lat": 39.9, "error_m": 500},
}


def post_until_gone(address: str, token: str, name: str, acknowledged: dict[str, str]) -> None:
    """Report one thing after another; ``acknowledged`` gets the id of each that was answered."""
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        for number in range(1_000_000):
            key = f"{name}-{number}"
            try:
                answer = client.post(
                    f"{address}/api/observations", json=REPORT | {"text": key}, headers={"Idempotency-Key": key}
                )
            except httpx.HTTPError:
                return
            assert answer.status_code == 201, answer.text
            acknowledged[f"http:poster:{key}"] = answer.json()["id"]


def kill_and_check(home: Path, rounds: int, chance: random.Random) -> None:
    acknowledged: dict[str, str] = {}
    script = str(Path(__file__).with_name("serve_until_killed.py"))
    with subprocess.Popen(
        [sys.executable, script, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        token = starter.stdout.readline().strip()
        for number in range(rounds):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            print(port, file=starter.stdin, flush=True)
            server = int(starter.stdout.readline())
            try:
                until_it_answers(f"http://127.0.0.1:{port}")
                before = len(acknowledged)
                threads = [
                    threading.Thread(
                        target=post_until_gone,
                        args=(f"http://127.0.0.1:{port}", token, f"{number}-{one}", acknowledged),
                    )
                    for one in range(4)
                ]
                for thread in threads:
                    thread.start()
                while len(acknowledged) == before and all(thread.is_alive() for thread in threads):
                    time.sleep(0.005)
                time.sleep(chance.uniform(0.0, 0.2))
            finally:
                os.kill(server, signal.SIGKILL)
            for thread in threads:
                thread.join()
    with Record.open(home / "record") as record:
        outcome = record.verify()
        kept = {one.entry.key: one.entry.id for one in record.entries()}
    assert outcome.findings == ()
    assert len(acknowledged) >= rounds
    assert acknowledged.items() <= kept.items()


def until_it_answers(address: str) -> None:
    for _ in range(1200):
        try:
            httpx.get(f"{address}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not start")


def served_copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("record", "exercise")
    home = Path(shutil.copytree(MISSION, tmp_path / "m", ignore=ignored))
    Record.create(home / "record", origin="example.org/served").close()
    return home


def test_two_kills_of_the_server(tmp_path: Path) -> None:
    kill_and_check(served_copy(tmp_path), 2, random.Random(2))


@pytest.mark.slow
def test_a_thousand_kills_of_the_server(tmp_path: Path) -> None:
    kill_and_check(served_copy(tmp_path), 1000, random.Random(1000))
