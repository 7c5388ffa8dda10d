"""Drafts checked and made ready before they queue for the writer, so that no draft can fail the batch it lands in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes

import msgspec

from trucewatch.domain import Decision, Entry, vocabulary

from .grading import Grade
from .model import Draft

MOST_BYTES = 65_535
"""The size of the largest entry: tlog-tiles counts an entry's bytes with 16 bits."""

ENCODER = msgspec.json.Encoder(order="deterministic")
DECODER = msgspec.json.Decoder(Entry)

_LONGEST_ID = "0" * 36
_LONGEST_TIME = datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC)


class Private(msgspec.Struct, frozen=True):
    """Data beside the log, and the salt that keeps its commitment from being guessed."""

    salt: bytes
    data: bytes

    @property
    def commitment(self) -> str:
        return sha256(self.salt + self.data).hexdigest()


class Ready(msgspec.Struct, frozen=True):
    """A draft that is sure to make an entry: all of it but the id and the time, and its private part."""

    entry: Entry
    private: Private | None

    def sealed(self, identifier: str, entered_at: datetime) -> Entry:
        return msgspec.structs.replace(self.entry, id=identifier, entered_at=entered_at)


def ready(drafts: Sequence[Draft], author: str, node: str) -> list[Ready]:
    """Check ``drafts``. Raises ValueError naming the first that cannot be recorded, and why."""
    if not author:
        raise ValueError("every entry has an author; none was given")
    made: list[Ready] = []
    for number, draft in enumerate(drafts, start=1):
        try:
            made.append(_ready(draft, author, node))
        except (ValueError, TypeError) as error:
            raise ValueError(f"draft {number} of {len(drafts)} cannot be recorded: {error}") from error
    return made


def _ready(draft: Draft, author: str, node: str) -> Ready:
    if isinstance(draft.payload, Decision):
        _check_decision(draft.payload)
    private = None if draft.private is None else Private(token_bytes(32), draft.private)
    if private and not draft.key:
        raise ValueError("it has private data but no key of its own")
    entry = Entry(
        id=_LONGEST_ID,
        author=author,
        node=node,
        entered_at=_LONGEST_TIME,
        key=draft.key or _derived_key(draft, author),
        payload=draft.payload,
        evidence=draft.evidence,
        private=private.commitment if private else "",
    )
    encoded = ENCODER.encode(entry)
    if len(encoded) > MOST_BYTES:
        raise ValueError(
            f"it would take {len(encoded)} bytes of the {MOST_BYTES} an entry may have; keep long text as evidence"
        )
    if DECODER.decode(encoded) != entry:
        raise ValueError("it would not read back as it was written")
    return Ready(entry, private)


def _derived_key(draft: Draft, author: str) -> str:
    return "sha256:" + sha256(ENCODER.encode((author, draft.payload, draft.evidence))).hexdigest()


def _check_decision(decision: Decision) -> None:
    if decision.act not in vocabulary("acts"):
        raise ValueError(f"no act {decision.act!r}; there are {', '.join(vocabulary('acts'))}")
    if not decision.on:
        raise ValueError(f"a decision to {decision.act} names nothing that it is about")
    if decision.act == "grade":
        Grade.of(decision)
