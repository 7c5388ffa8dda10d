"""The mission as it stands now: its record open for writing, and the pictures drawn again as entries arrive."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock, Timer
from typing import TypeVar

import msgspec

from trucewatch import mission, reporting
from trucewatch.domain import Publication
from trucewatch.record import Draft, Holdings, Receipt, Record
from trucewatch.reporting import Erratum, Pictures, Report

from .listeners import Event, Listeners
from .presence import Presence

log = logging.getLogger(__name__)
K = TypeVar("K")
V = TypeVar("V")

_FIRST_AFTER_S = 0.5
_KEPT = 4
"""How many pictures of other days or states, and how many reports, are kept."""
FIRST_S = 60.0
"""How long a request waits for the first pictures before it is told that they are being drawn."""


class DrawingError(Exception):
    """The first pictures since the server started are still being drawn."""


class State(msgspec.Struct, frozen=True):
    """How far the server has come: entries in the record, those in the latest pictures, whether more are drawn."""

    size: int
    known_at: int | None
    day: str | None
    drawing: bool


class Live:
    """One mission with its record. All methods may be called from several threads.

    Pictures are drawn by one worker thread, never two at a time; while it draws, the last ones stand. After drawing it
    rests as long as it drew, so that what arrives has at least half of the processor's time. ``listeners`` are told;
    ``presence`` is who looks at which row.
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
        self._closed = False
        self._painter = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._lock = Lock()
        self._drawing: Future[Pictures] | None = None
        self._latest: Pictures | None = None
        self._others: OrderedDict[tuple[date | None, int], Pictures] = OrderedDict()
        self._reports: OrderedDict[tuple[date, int, tuple[str, ...]], Report] = OrderedDict()
        self.listeners = Listeners()
        self.presence = Presence(self.listeners.tell)
        self._held: Future[Holdings] = Future()
        self._rested_at = 0.0
        self._resting: Timer | None = None
        # The page is served before the first pictures take the processor.
        self._painter.submit(time.sleep, _FIRST_AFTER_S)
        self._redraw()

    def close(self) -> None:
        """Finish what is drawn and let go of the record."""
        with self._lock:
            self._closed = True
            if self._resting is not None:
                self._resting.cancel()
        self._painter.shutdown(cancel_futures=True)
        self.record.close()

    def append(self, drafts: Sequence[Draft], *, author: str) -> list[Receipt]:
        """Append ``drafts`` durably; tell the viewers and have the pictures drawn again."""
        receipts = self.record.append(drafts, author=author)
        self.arrived(receipts)
        return receipts

    async def appended(self, drafts: Sequence[Draft], *, author: str) -> list[Receipt]:
        """Append ``drafts`` durably as one whole, sharing their transaction with whoever writes meanwhile."""
        receipts = await asyncio.wrap_future(self.record.submit(drafts, author=author))
        self.arrived(receipts)
        return receipts

    def arrived(self, receipts: Sequence[Receipt]) -> None:
        """Say that entries arrived by another way than ``append``."""
        new = [receipt.id for receipt in receipts if not receipt.repeated]
        if new:
            self.listeners.arrived(receipts[-1].seq, new)
            self._redraw()

    @property
    def state(self) -> State:
        """How far the server has come."""
        latest = self._latest
        known_at = None if latest is None else latest.holdings.known_at
        day = None if latest is None else latest.period.day.isoformat()
        drawing = self._drawing is not None or self._resting is not None
        return State(self.record.size, known_at, day, drawing)

    def holdings(self) -> Holdings:
        """What the record held when pictures were last begun; there long before the first pictures.

        Raises DrawingError where nothing is held yet.
        """
        latest = self._latest
        if latest is not None:
            return latest.holdings
        try:
            return self._held.result(FIRST_S)
        except TimeoutError:
            raise DrawingError from None

    def latest(self) -> Pictures:
        """The latest pictures of the latest day. Raises DrawingError where the first ones take long."""
        latest = self._latest
        if latest is not None:
            return latest
        with self._lock:
            drawing = self._drawing
        if drawing is None:
            return self._draw(None, None)
        try:
            return drawing.result(FIRST_S)
        except TimeoutError:
            raise DrawingError from None

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

    def report(self, pictures: Pictures, worded_at: int | None = None) -> Report:
        """The daily report of ``pictures``, in the words that people gave it by entry ``worded_at``, said once."""
        decisions = self.record.entries(kinds=["decision"])
        edits = reporting.edits_of(decisions, reporting.report_id(pictures), at=worded_at)
        key = (pictures.period.day, pictures.holdings.known_at, tuple(edit.id for edit in edits))
        with self._lock:
            if key in self._reports:
                return self._reports[key]
        said = reporting.daily(pictures, edits)
        with self._lock:
            _keep(self._reports, key, said)
        return said

    def publications(self) -> list[tuple[str, Publication]]:
        """Every report that left the house with the entry that says so, the first one first."""
        stored = self.record.entries(kinds=["publication"])
        return [(one.entry.id, one.entry.payload) for one in stored if isinstance(one.entry.payload, Publication)]

    def errata(self, publication: str) -> tuple[Erratum, ...]:
        """What was corrected in a published report, in the order of the record."""
        return reporting.errata_of(self.record.entries(kinds=["decision"]), publication)

    def _redraw(self) -> None:
        with self._lock:
            if self._closed or self._drawing is not None or self._resting is not None:
                return
            rest = self._rested_at - time.monotonic()
            if rest <= 0:
                self._drawing = self._painter.submit(self._renewed)
            else:
                self._resting = Timer(rest, self._awake)
                self._resting.daemon = True
                self._resting.start()

    def _awake(self) -> None:
        with self._lock:
            self._resting = None
        self._redraw()

    def _renewed(self) -> Pictures:
        began = time.monotonic()
        try:
            drawn = self._draw(None, None)
        except Exception:
            log.exception("the pictures could not be drawn")
            with self._lock:
                self._drawing = None
            raise
        with self._lock:
            self._latest, self._drawing = drawn, None
            self._rested_at = 2 * time.monotonic() - began
        self.listeners.tell(
            Event("pictures", {"known_at": drawn.holdings.known_at, "day": drawn.period.day.isoformat()})
        )
        if self.record.size > drawn.holdings.known_at:
            self._redraw()
        return drawn

    def _draw(self, day: date | None, known_at: int | None, holdings: Holdings | None = None) -> Pictures:
        held = self.record.holdings(known_at) if holdings is None else holdings
        if not self._held.done():
            self._held.set_result(held)
        about = day or reporting.latest_day(held, self.mission, datetime.now(UTC))
        return Pictures.of(held, self.mission, about, checkpoint=self.record.checkpoint(held.known_at))


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)
