"""What stands around the application on the wire: patience with slow senders, and a line for every request.

A line is JSON with the moment, who asked from where, the method and the *route*, the status, milliseconds and bytes.
The address itself is not in it (devices carry their token in theirs), nor any header, cookie, query or body: so no
secret is.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar.exceptions import ClientException

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

log = logging.getLogger("trucewatch.requests")

PATIENCE_S = 20.0
"""How long the next piece of a body may be under way, and how long a body may before its rate counts."""
LEAST_RATE = 500
"""Bytes a second, the whole time taken, below which a body is given up."""


class SlowError(ClientException):
    """A body came too slowly to be waited for."""

    status_code = 408


def patient(app: Asgi, patience_s: float = PATIENCE_S) -> Asgi:
    """``app``, which gives up bodies that come too slowly (answered 408)."""

    async def patiently(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, size, whole = time.monotonic(), 0, False

        async def received() -> Message:
            nonlocal size, whole
            if whole:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), patience_s)
            except TimeoutError:
                raise SlowError(f"Nothing of the body came for {patience_s:g} seconds.") from None
            if message["type"] == "http.request":
                size += len(message.get("body") or b"")
                whole = not message.get("more_body")
                taken = time.monotonic() - began
                if not whole and taken > patience_s and size < LEAST_RATE * taken:
                    raise SlowError(f"The body came at less than {LEAST_RATE} bytes a second.")
            return message

        await app(scope, received, send)

    return patiently


def logged(app: Asgi) -> Asgi:
    """``app``, with a line in the log ``trucewatch.requests`` for every request that was answered or broken off."""

    async def logging_it(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, status, size = time.monotonic(), 0, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body") or b"")
            await send(message)

        try:
            await app(scope, receive, sent)
        finally:
            client, user = scope.get("client"), scope.get("user")
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "from": client[0] if client else "",
                "who": getattr(user, "name", ""),
                "method": scope["method"],
                "route": scope.get("path_template", ""),
                "status": status,
                "ms": round(1000 * (time.monotonic() - began), 1),
                "bytes": size,
            }
            log.info(msgspec.json.encode(line).decode())

    return logging_it
