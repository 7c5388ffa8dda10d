"""Reads what devices sent after they were answered, in the background of the server."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from trucewatch.field import Office

_LOG = logging.getLogger(__name__)
_PAUSE_S = 0.2
"""How long posts gather before they are read together."""


class Background:
    """One task that files posts whenever it is woken; ``changed`` is called when the record grew by it."""

    def __init__(self, office: Office, changed: Callable[[], None]) -> None:
        self._office = office
        self._changed = changed
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """What was left unread by the last run is read first; on the way out, what has come in."""
        self.wake()
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._file()

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            await asyncio.sleep(_PAUSE_S)
            self._woken.clear()
            await self._file()

    async def _file(self) -> None:
        try:
            made = await asyncio.to_thread(self._office.catch_up)
        except Exception:  # noqa: BLE001
            # The posts are safe in the record and are read again at the next start; the server must go on taking more.
            _LOG.exception("posts could not be read")
            return
        if made:
            self._changed()
