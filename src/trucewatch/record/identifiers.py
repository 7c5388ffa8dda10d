"""UUID version 7 (RFC 9562 §5.7) that never run backwards."""

from datetime import UTC, datetime, timedelta
from secrets import randbits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 74
_LOW = (1 << 62) - 1


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970 to ``moment``."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def next_id(stamp: int, last: str) -> str:
    """A fresh id for the moment ``stamp`` (microseconds since 1970) that sorts after ``last`` (an id made here, or "").

    Within the millisecond of ``last``, or when the clock was set back, the random part counts on from it
    (RFC 9562 §6.2, method 2).
    """
    milliseconds = stamp // 1000
    before = _compact(last) if last else 0
    if before >> _RANDOM_BITS >= milliseconds:
        fresh = before + 1 + randbits(32)
    else:
        fresh = milliseconds << _RANDOM_BITS | randbits(_RANDOM_BITS - 1)
    number = fresh >> _RANDOM_BITS << 80 | 0x7 << 76 | (fresh >> 62 & 0xFFF) << 64 | 0b10 << 62 | fresh & _LOW
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _compact(identifier: str) -> int:
    """The 48 bits of time and 74 random bits of a version 7 id, without its version and variant."""
    number = int(identifier.replace("-", ""), 16)
    return number >> 80 << _RANDOM_BITS | (number >> 64 & 0xFFF) << 62 | number & _LOW
