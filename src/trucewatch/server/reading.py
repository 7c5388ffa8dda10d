"""That somebody read what is protected: evidence as it was received, and the records of field forms."""

from collections.abc import Sequence
from datetime import UTC, datetime

from trucewatch.domain import Decision
from trucewatch.record import Draft

from .accounts import Account
from .live import Live

MOST_NAMED = 1000
"""The most entries that an entry of reading names."""


def note(live: Live, account: Account, entries: Sequence[str], what: str, reason: str) -> None:
    """Enter that ``account`` read ``what`` (a file's SHA-256; a form and how many records) of ``entries``.

    One entry each day; it names the first ``MOST_NAMED``.
    """
    reading = Decision(act="read", on=tuple(entries[:MOST_NAMED]), value={"read": what}, reason=reason)
    key = f"read:{account.name}:{entries[0]}:{what}:{datetime.now(UTC).date()}"
    live.append([Draft(reading, key=key)], author=account.name)
