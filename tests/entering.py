"""What the tests of the server share: everybody's password, and how to come in as a role."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
from litestar.testing import TestClient

PASSWORD = "correct horse battery staple"
Enter = Callable[[str], TestClient]
"""Come in as a role: the client with its session's cookie and token; "" goes out."""


class Served(NamedTuple):
    """A server process: its address, and a token of the administrator's."""

    address: str
    token: str


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until_answered(address: str) -> None:
    """Until a server that was started answers, however busy the machine is."""
    for _ in range(600):
        try:
            httpx.get(f"{address}/health").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


@contextmanager
def serving(home: Path, said: Path = Path(os.devnull)) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process on the mission in ``home``: its address, and the process; it is ended if it still runs.

    What it writes on its error output goes to ``said``.
    """
    port = free_port()
    command = [sys.executable, "-c", "from trucewatch.cli import main; main()", "serve", "-m", str(home)]
    with said.open("wb") as errors:
        process = subprocess.Popen([*command, "--port", str(port)], stderr=errors)
    address = f"http://127.0.0.1:{port}"
    try:
        until_answered(address)
        yield address, process
    finally:
        process.terminate()
        process.wait(30)


def wait_for_pictures(client: TestClient) -> None:
    """Until the first pictures are drawn, however busy the machine is."""
    live = client.app.state.live
    while live.state.known_at is None:
        time.sleep(0.1)
