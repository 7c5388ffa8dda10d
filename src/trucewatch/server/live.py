"""The mission as it stands now: its record open for writing, and the pictures drawn again as entries arrive."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock, Timer
from typing import Any, TypeVar

import msgspec

from trucewatch import mission, reporting
from trucewatch.domain import Publication
from trucewatch.record import Draft, Holdings, Receipt, Record
from trucewatch.reporting import Pictures, Report

log = logging.getLogger(__name__)
K = TypeVar("K")
V = TypeVar("V")

_TOGETHER_S = 0.25
_NAMED = 100
"""How many of the entries that arrived together are named to the viewers."""
_KEPT = 4
"""How many pictures of other days or states, and how many reports, are kept."""


class State(msgspec.Struct, frozen=True):
    """How far the server has come: entries in the record, those in the latest pictures, whether more are drawn."""

    size: int
    known_at: int | None
    day: str | None
    drawing: bool


class Event(msgspec.Struct, frozen=True):
    """Something that viewers are told: ``entries`` arrived, ``pictures`` were drawn, ``presence`` changed."""

    type: str
    data: dict[str, Any]


class Live:
    """One mission with its record. All methods may be called from several threads.

    Pictures are drawn by one worker thread, never two at a time; while it draws, the last ones stand.
    """

    def __init__(self, directory: Path, *, database: str | None = None) -> None:
        self.mission = mission.load(directory)
        home = self.mission.home / "record"
        opened = (home / "log.pub").exists() or (home / "record.db").exists()
        self.record = (
            Record.open(home, database=database)
            if opened
            else Record.create(home, origin=f"trucewatch/{self.mission.id}", database=database)
        )
        self._painter = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._closed = False
        self._lock = Lock()
        self._drawing: Future[Pictures] | None = None
        self._latest: Pictures | None = None
        self._others: OrderedDict[tuple[date | None, int], Pictures] = OrderedDict()
        self._reports: OrderedDict[tuple[date, int], Report] = OrderedDict()
        self._listeners: dict[asyncio.Queue[Event], asyncio.AbstractEventLoop] = {}
        self._untold: list[str] = []
        self._telling: Timer | None = None
        self._redraw()

    def close(self) -> None:
        """Finish what is drawn and let go of the record."""
        with self._lock:
            self._closed = True
        self._painter.shutdown(cancel_futures=True)
        self.record.close()

    def append(self, drafts: Sequence[Draft], *, author: str) -> list[Receipt]:
        """Append ``drafts`` durably; tell the viewers and have the pictures drawn again."""
        receipts = self.record.append(drafts, author=author)
        self.arrived(receipts)
        return receipts

    async def appended(self, draft: Draft, *, author: str) -> Receipt:
        """Append one draft durably, sharing its transaction with whoever writes meanwhile."""
        receipts = await asyncio.wrap_future(self.record.submit([draft], author=author))
        self.arrived(receipts)
        return receipts[0]

    def arrived(self, receipts: Sequence[Receipt]) -> None:
        """Say that entries arrived; those of a quarter of a second are told together."""
        new = [receipt.id for receipt in receipts if not receipt.repeated]
        if not new:
            return
        with self._lock:
            self._untold += new
            if self._telling is None:
                self._telling = Timer(_TOGETHER_S, self._tell_arrived)
                self._telling.daemon = True
                self._telling.start()

    def _tell_arrived(self) -> None:
        with self._lock:
            new, self._untold, self._telling = self._untold, [], None
        self.tell(Event("entries", {"size": self.record.size, "new": len(new), "ids": new[:_NAMED]}))
        self._redraw()

    @property
    def state(self) -> State:
        """How far the server has come."""
        latest = self._latest
        known_at = None if latest is None else latest.holdings.known_at
        day = None if latest is None else latest.period.day.isoformat()
        return State(self.record.size, known_at, day, drawing=self._drawing is not None)

    def latest(self) -> Pictures:
        """The latest pictures of the latest day; waits only for the first ones."""
        latest = self._latest
        if latest is not None:
            return latest
        with self._lock:
            drawing = self._drawing
        return drawing.result() if drawing is not None else self._draw(None, None)

    def pictures(self, day: date | None = None, known_at: int | None = None) -> Pictures:
        """The pictures of ``day`` as known at ``known_at`` entries; by default the latest.

        Raises ValueError where no period ends then, or the record never had that size.
        """
        latest = self.latest()
        wanted = latest.holdings.known_at if known_at is None else known_at
        if wanted == latest.holdings.known_at and day in (None, latest.period.day):
            return latest
        key = (day, wanted)
        with self._lock:
            if key in self._others:
                self._others.move_to_end(key)
                return self._others[key]
        holdings = latest.holdings if wanted == latest.holdings.known_at else None
        drawn = self._painter.submit(self._draw, day, known_at, holdings).result()
        with self._lock:
            _keep(self._others, key, drawn)
        return drawn

    def report(self, pictures: Pictures) -> Report:
        """The daily report of ``pictures``, said once."""
        key = (pictures.period.day, pictures.holdings.known_at)
        with self._lock:
            if key in self._reports:
                return self._reports[key]
        said = reporting.daily(pictures)
        with self._lock:
            _keep(self._reports, key, said)
        return said

    def publications(self) -> list[tuple[str, Publication]]:
        """Every report that left the house with the entry that says so, the first one first."""
        stored = self.record.entries(kinds=["publication"])
        return [(one.entry.id, one.entry.payload) for one in stored if isinstance(one.entry.payload, Publication)]

    def listen(self) -> asyncio.Queue[Event]:
        """A queue that receives every event from now on; give it back to ``unlisten``."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=256)
        with self._lock:
            self._listeners[queue] = asyncio.get_running_loop()
        return queue

    def unlisten(self, queue: asyncio.Queue[Event]) -> None:
        """Send no more to ``queue``."""
        with self._lock:
            self._listeners.pop(queue, None)

    @property
    def viewers(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def tell(self, event: Event) -> None:
        """Send ``event`` to everybody who listens; whoever is too slow misses it and asks for the state."""
        with self._lock:
            listeners = list(self._listeners.items())
        for queue, loop in listeners:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_put, queue, event)

    def _redraw(self) -> None:
        with self._lock:
            if self._drawing is None and not self._closed:
                self._drawing = self._painter.submit(self._renewed)

    def _renewed(self) -> Pictures:
        started = time.monotonic()
        try:
            drawn = self._draw(None, None)
        except Exception:
            log.exception("the pictures could not be drawn")
            with self._lock:
                self._drawing = None
            raise
        took = time.monotonic() - started
        with self._lock:
            self._latest, self._drawing = drawn, None
        self.tell(Event("pictures", {"known_at": drawn.holdings.known_at, "day": drawn.period.day.isoformat()}))
        if self.record.size > drawn.holdings.known_at:
            # Drawing takes at most half of the time, so that a record that never rests leaves some for whoever asks.
            again = Timer(took, self._redraw)
            again.daemon = True
            again.start()
        return drawn

    def _draw(self, day: date | None, known_at: int | None, holdings: Holdings | None = None) -> Pictures:
        held = self.record.holdings(known_at) if holdings is None else holdings
        about = day or reporting.latest_day(held, self.mission, datetime.now(UTC))
        return Pictures.of(held, self.mission, about, checkpoint=self.record.checkpoint(held.known_at))


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _put(queue: asyncio.Queue[Event], event: Event) -> None:
    with suppress(asyncio.QueueFull):
        queue.put_nowait(event)
