"""The server process: Granian around the application."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from .accounts import Accounts
from .application import app
from .outermost import Asgi, logged, patient
from .outermost import log as requests

HEADERS_MS = 10_000
"""How long the head of a request may take to arrive."""

_OPEN_AT_ONCE = 4096
"""Connections that are served at once. Every live viewer holds one open for as long as the page is."""

_TURN_S = 0.0005
"""How long a thread may keep the others waiting: drawing pictures must not hold up who writes."""


def serve(directory: Path, *, host: str = "127.0.0.1", port: int = 8000, database: str | None = None) -> None:
    """Serve the mission in ``directory`` until told to stop; what was acknowledged is in the record by then."""
    sys.setswitchinterval(_TURN_S)
    asyncio.run(_serve(directory, host, port, database))


async def _serve(directory: Path, host: str, port: int, database: str | None) -> None:
    _log_requests()
    application = app(directory, database=database)
    server = Server(
        logged(patient(cast("Asgi", application))),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        backlog=1024,
        backpressure=_OPEN_AT_ONCE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        log_level=LogLevels.error,
    )

    def stop() -> None:
        # A stream that is watched would hold the server open for as long as the page is. Told to stop while it still
        # starts, the server has no streams yet.
        if (live := application.state.get("live")) is not None:
            live.listeners.close()
        server.stop()  # type: ignore[no-untyped-call]

    for told in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(told, stop)
    await server.serve()


def _log_requests() -> None:
    """Requests as JSON lines on the error output, for whatever keeps the logs of the machine."""
    lines = logging.StreamHandler()
    lines.setFormatter(logging.Formatter("%(message)s"))
    requests.handlers = [lines]
    requests.setLevel(logging.INFO)
    requests.propagate = False


@contextmanager
def accounts_of(directory: Path) -> Iterator[Accounts]:
    """The accounts of the mission in ``directory``; may be open in a server at the same time."""
    accounts = Accounts(directory / "record" / "accounts.db")
    try:
        yield accounts
    finally:
        accounts.close()


def setup_key(directory: Path) -> str | None:
    """A key that makes the first administrator of the mission in ``directory``; None where there are accounts."""
    with accounts_of(directory) as accounts:
        return accounts.setup_key()
