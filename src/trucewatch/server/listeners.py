"""Those who watch live: told what happens, entries that arrive close together told at once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock, Timer
from typing import Any

import msgspec

GATHERED_S = 0.2
"""Entries that arrive within so many seconds are told as one event."""
MOST_IDS = 100
"""The most ids that an event of entries names."""


class Event(msgspec.Struct, frozen=True):
    """Something that viewers are told: ``entries`` arrived, ``pictures`` were drawn."""

    type: str
    data: dict[str, Any]


CLOSING = Event("closing", {})
"""The last event of all, as the server stops; it is not sent on."""


class Listeners:
    """Queues of events, one for each viewer. All methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queues: dict[asyncio.Queue[Event], asyncio.AbstractEventLoop] = {}
        self._ids: list[str] = []
        self._size = 0
        self.closed = False

    def __len__(self) -> int:
        return len(self._queues)

    def listen(self) -> asyncio.Queue[Event]:
        """A queue that receives every event from now on; give it back to ``unlisten``."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=256)
        with self._lock:
            self._queues[queue] = asyncio.get_running_loop()
        if self.closed:
            queue.put_nowait(CLOSING)
        return queue

    def close(self) -> None:
        """Tell everybody who listens, and whoever comes to, that there is nothing more to hear."""
        self.closed = True
        self.tell(CLOSING)

    def unlisten(self, queue: asyncio.Queue[Event]) -> None:
        """Send no more to ``queue``."""
        with self._lock:
            self._queues.pop(queue, None)

    def arrived(self, size: int, ids: Sequence[str]) -> None:
        """Tell, within ``GATHERED_S`` seconds, that the record has ``size`` entries, of which ``ids`` are new."""
        with self._lock:
            waiting = bool(self._ids)
            self._ids += ids
            self._size = max(self._size, size)
        if not waiting:
            teller = Timer(GATHERED_S, self._tell_entries)
            teller.daemon = True
            teller.start()

    def _tell_entries(self) -> None:
        with self._lock:
            ids, self._ids = self._ids, []
            size = self._size
        self.tell(Event("entries", {"size": size, "new": len(ids), "ids": ids[:MOST_IDS]}))

    def tell(self, event: Event) -> None:
        """Send ``event`` to everybody who listens; whoever is too slow misses it and asks for the state."""
        with self._lock:
            queues = list(self._queues.items())
        for queue, loop in queues:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_put, queue, event)


def _put(queue: asyncio.Queue[Event], event: Event) -> None:
    with suppress(asyncio.QueueFull):
        queue.put_nowait(event)
