"""Who takes in what devices send: the forms' office, the devices, and the task that reads posts once answered."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from litestar.datastructures import State

from trucewatch.field import Office
from trucewatch.mission import Mission
from trucewatch.record import Receipt, Record

from .devices import Devices

_LOG = logging.getLogger(__name__)
_PAUSE_S = 0.2
"""How long posts gather before they are read together."""


class Reception:
    """The forms' ``office`` and the ``devices`` of a mission, with one task that reads posts whenever it is woken."""

    def __init__(self, office: Office, devices: Devices, arrived: Callable[[Sequence[Receipt]], None]) -> None:
        self.office = office
        self.devices = devices
        self._arrived = arrived
        self._woken = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, record: Record, mission: Mission, accounts: Path, arrived: Callable[[Sequence[Receipt]], None]
    ) -> "AsyncIterator[Reception]":
        """Open it over a record that is open for writing; ``accounts`` is the SQLite file that keeps the devices.

        What was left unread by the last run is read first; on the way out, what has come in since. ``arrived`` is told
        of the entries that came of it.
        """
        devices = Devices(accounts)
        reception = cls(await asyncio.to_thread(Office, record, mission, devices.holder), devices, arrived)
        reception.wake()
        task = asyncio.create_task(reception._run())
        try:
            yield reception
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await reception._file()

    def wake(self) -> None:
        """Have the posts read that have come in."""
        self._woken.set()

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            await asyncio.sleep(_PAUSE_S)
            self._woken.clear()
            await self._file()

    async def _file(self) -> None:
        try:
            made = await asyncio.to_thread(self.office.catch_up)
        except Exception:  # noqa: BLE001
            # The posts are safe in the record and are read again at the next start; the server must go on taking more.
            _LOG.exception("posts could not be read")
            return
        if made:
            self._arrived(sorted((one for new in made.values() for one in new), key=lambda receipt: receipt.seq))


def reception_of(state: State) -> Reception:
    """The reception of a running server."""
    found = state.reception
    assert isinstance(found, Reception)
    return found
