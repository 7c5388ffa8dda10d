"""UUID version 7 (RFC 9562 §5.7) that never run backwards."""

from datetime import UTC, datetime, timedelta
from secrets import randbits
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 74


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970 to ``moment``."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def next_id(moment: datetime, last: str) -> str:
    """A fresh id for ``moment`` that sorts after ``last`` (an id made here, or "").

    Within the millisecond of ``last``, or when the clock was set back, the random part counts on from it
    (RFC 9562 §6.2, method 2).
    """
    fresh = (microseconds(moment) // 1000 << _RANDOM_BITS) | randbits(_RANDOM_BITS - 1)
    if last and fresh >> _RANDOM_BITS <= (before := _compact(UUID(last))) >> _RANDOM_BITS:
        fresh = before + 1 + randbits(32)
    tail = fresh & ((1 << 62) - 1)
    middle = fresh >> 62 & 0xFFF
    return str(UUID(int=fresh >> _RANDOM_BITS << 80 | 0x7 << 76 | middle << 64 | 0b10 << 62 | tail))


def _compact(identifier: UUID) -> int:
    """The 48 bits of time and 74 random bits of a version 7 id, without its version and variant."""
    number = identifier.int
    return number >> 80 << _RANDOM_BITS | (number >> 64 & 0xFFF) << 62 | number & ((1 << 62) - 1)
