"""What stands around the application: slow senders are given up, and every request leaves a line without a secret."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from litestar import Litestar, Request, get, post
from litestar.params import FromPath

from entering import PASSWORD, Served, serving
from trucewatch import mission
from trucewatch.record import Record
from trucewatch.server import Account, accounts_of, outermost
from trucewatch.server.outermost import logged, patient


@post("/taken/{token:str}")
async def taken(request: Request[Any, Any, Any], token: FromPath[str]) -> dict[str, int]:
    return {"size": len(await request.body())}


@get("/broken")
async def broken() -> None:
    raise RuntimeError("a secret in an error")


APP = Litestar([taken, broken])


def sent(body: list[tuple[float, bytes]], patience_s: float) -> int:
    """The status that a body sent in pieces, each after so many seconds, is answered with."""
    pieces = iter(body)
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        wait, piece = next(pieces)
        await asyncio.sleep(wait)
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/taken/x",
        "raw_path": b"/taken/x",
        "query_string": b"",
        "headers": [(b"transfer-encoding", b"chunked")],
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "root_path": "",
        "asgi": {"version": "3.0"},
    }
    asyncio.run(patient(APP, patience_s)(scope, receive, send))  # type: ignore[arg-type]
    return int(answers[0]["status"])


def test_a_body_that_comes_in_time_is_taken_and_one_that_stops_or_trickles_is_given_up() -> None:
    assert sent([(0.0, b"x" * 1000), (0.01, b"y"), (0.01, b"")], 5.0) == 201
    assert sent([(0.0, b"x" * 1000), (1.0, b"y"), (0.0, b"")], 0.1) == 408
    assert sent([(0.03, b"x") for _ in range(100)], 0.1) == 408


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """The lines of the log of requests, read as the test asks for them."""
    seen: list[dict[str, Any]] = []

    class Reading(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(json.loads(record.getMessage()))

    reading, level = Reading(), outermost.log.level
    outermost.log.addHandler(reading)
    outermost.log.setLevel(logging.INFO)
    yield seen
    outermost.log.removeHandler(reading)
    outermost.log.setLevel(level)


def test_a_line_says_what_was_asked_and_no_secret_of_it(lines: list[dict[str, Any]]) -> None:
    headers = {"Authorization": "Bearer hidden-1", "Cookie": "trucewatch=hidden-2", "X-CSRF-Token": "hidden-3"}

    async def asked() -> None:
        transport = httpx.ASGITransport(app=logged(APP), raise_app_exceptions=False)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as client:
            await client.post("/taken/hidden-4", params={"password": "hidden-5"}, content=b"hidden-6")
            await client.get("/broken")

    asyncio.run(asked())
    first, second = lines
    assert (first["method"], first["route"], first["status"]) == ("POST", "/taken/{token}", 201)
    assert (second["route"], second["status"]) == ("/broken", 500)
    assert "hidden" not in json.dumps(lines)
    assert "secret" not in json.dumps(lines)


def test_a_server_that_is_told_to_stop_answers_what_it_took_and_lets_go_of_those_who_watch(tmp_path: Path) -> None:
    """Its lines tell of all that, and of no secret."""
    home = tmp_path / "m"
    mission.init(home)
    with accounts_of(home) as accounts:
        accounts.add(Account(name="duty", role="duty_officer"), PASSWORD)
        token = accounts.issue("duty", "test")
    said = tmp_path / "said"
    with serving(home, said) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        assert client.post("/api/session", json={"name": "duty", "password": PASSWORD}).status_code == 200
        client.headers["Authorization"] = f"Bearer {token}"
        with client.stream("GET", "/api/live") as watched:
            lines_of_events = watched.iter_lines()
            assert next(lines_of_events)
            heard = {"start": "2024-05-01T10:00:00Z", "end": "2024-05-01T10:01:00Z"}
            where = {"type": "point", "lon": 10.1, "lat": 0.0, "error_m": 500}
            report = {"kind": "explosion", "means": "heard", "source": "op-mill", "when": heard, "where": where}
            answered = httpx.post(f"{address}/api/observations", json=report, headers=client.headers)
            process.terminate()
            assert list(lines_of_events)[-1] == ""
            assert process.wait(30) == 0
    assert answered.status_code == 201, answered.text
    with Record.open(home / "record", read_only=True) as log:
        assert log.find(answered.json()["id"])
        assert log.verify().ok
    written = said.read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    told = {(one["who"], one["method"], one["route"], one["status"]) for one in lines}
    assert {("duty", "POST", "/api/observations", 201), ("duty", "GET", "/api/live", 200)} <= told
    assert PASSWORD not in written
    assert token not in written


@pytest.mark.slow
@pytest.mark.parametrize("head", [b"", b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"])
def test_a_server_gives_up_whoever_sends_slowly(running: Served, head: bytes) -> None:
    port = urlsplit(running.address).port
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as slow:
        slow.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\n" + head)
        answer = slow.recv(1000)
    assert not answer or b" 408 " in answer.splitlines()[0]
    assert 5 < time.monotonic() - began < 40
