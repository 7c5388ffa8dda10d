"""What goes into the record and what comes back out of it, as plain values."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from trucewatch.domain import Entry, Evidence, Payload

T = TypeVar("T")


class RecordError(Exception):
    """The record cannot do what was asked; the message says what to do about it."""


class RecordBusyError(RecordError):
    """Another process holds the record open for writing."""


class Draft(msgspec.Struct, frozen=True):
    """What one wants appended.

    ``key`` is the idempotency key; without one it is derived from author, payload and evidence. The files in
    ``evidence`` must have been kept before. ``private`` is stored beside the log under a salted commitment and can be
    redacted later; a draft that has it must bring its own ``key``, since a key derived from it would betray it.
    """

    payload: Payload
    key: str = ""
    evidence: tuple[Evidence, ...] = ()
    private: bytes | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a draft: where its entry stands. ``repeated`` if an earlier draft with its key made the entry."""

    seq: int
    id: str
    repeated: bool


class Stored(msgspec.Struct, frozen=True):
    """An entry of the log at its place: ``seq`` counts from 1; ``leaf_bytes`` are the exact bytes that were hashed."""

    seq: int
    entry: Entry
    leaf_bytes: bytes


class Finding(msgspec.Struct, frozen=True):
    """One fault: ``what`` is wrong, ``where`` (an entry's number and id, a checkpoint, a file), and the ``detail``."""

    what: str
    where: str
    detail: str


class Verification(msgspec.Struct, frozen=True):
    """The outcome of checking a whole record.

    ``size`` entries were read and make the Merkle ``root`` (hex). ``redacted`` are the ids of entries whose private
    part was taken out and said to be: no fault.
    """

    size: int
    root: str
    findings: tuple[Finding, ...]
    redacted: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


class Held(msgspec.Struct, Generic[T], frozen=True):
    """A thing as it stands in the record: the entry that brought it in, and the entries that revised it since.

    ``seq``, ``entered_at``, ``author`` and ``evidence`` are those of the first entry.
    """

    id: str
    seq: int
    entered_at: datetime
    author: str
    evidence: tuple[Evidence, ...]
    thing: T
    revised_by: tuple[str, ...] = ()
