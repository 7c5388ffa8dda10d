"""Who looks at which row now, so that two people do not decide about the same one unawares. Kept nowhere."""

import time
from collections.abc import Callable
from threading import Lock

from .listeners import Event

STAYS_S = 45.0
"""Whoever has not said for so many seconds that they are still there is gone."""
MOST = 40
"""Rows that one account can be at: the ones said first are forgotten."""


class Presence:
    """Rows with those who look at them. All methods may be called from several threads.

    ``tell`` is told of each row that somebody came to or left; ``now`` is a clock in seconds.
    """

    def __init__(self, tell: Callable[[Event], None], now: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._now = now
        self._lock = Lock()
        self._until: dict[tuple[str, str, str], float] = {}

    def say(self, name: str, tab: str, row: str, *, here: bool) -> list[str]:
        """That ``name`` is at ``row`` in one of their windows, ``tab``, or is there no more; who is there then."""
        now = self._now()
        with self._lock:
            before = self._rows()
            self._until = {key: until for key, until in self._until.items() if until > now}
            self._until.pop((name, tab, row), None)
            if here:
                mine = [key for key in self._until if key[0] == name]
                for oldest in mine[: len(mine) + 1 - MOST]:
                    del self._until[oldest]
                self._until[name, tab, row] = now + STAYS_S
            after = self._rows()
        for changed in {*before, *after}:
            if before.get(changed) != after.get(changed):
                self._tell(Event("presence", {"row": changed, "who": after.get(changed, [])}))
        return after.get(row, [])

    def _rows(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for name, _, row in self._until:
            found.setdefault(row, set()).add(name)
        return {row: sorted(names) for row, names in found.items()}
