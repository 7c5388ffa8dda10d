"""The lines of the record: what arrived, and what people decided about it."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from .accounts import Account
from .when import Span, When


class Received(msgspec.Struct, frozen=True, tag="received", kw_only=True):
    """A file taken in: its evidence (SHA-256), the form it was read as, and how its rows fared."""

    name: str
    sha256: str
    form: str
    mapping: str = ""
    rows: int = 0
    kept: int = 0
    repeated: int = 0
    quarantined: int = 0


class Submission(msgspec.Struct, frozen=True, tag="submission", kw_only=True):
    """One post of a field device: a filled form, whole or in part, as it arrived. What it says is derived later.

    The form's bytes are evidence ``sha256``, its attachments the entry's further evidence. ``instance`` is the record's
    own id and ``replaces`` that of the record it edits; ``form`` and ``instance`` are "" where they could not be read.
    ``more`` is true where the device announced further posts of the same record. ``sealed`` says that plain text came
    to an encrypted form: its bytes are the entry's private part, not evidence.
    """

    form: str
    form_version: str
    instance: str
    sha256: str
    device: str
    agent: str = ""
    replaces: str = ""
    more: bool = False
    sealed: bool = False


class SourceText(msgspec.Struct, frozen=True, tag="text", kw_only=True):
    """A text taken in: an article, communiqué or situation report, and what it says of itself.

    ``sha256`` names the bytes as received, ``text_sha256`` the text that characters are counted in (the same where
    plain text came). ``outlet`` is a source of the register. ``published`` is when it was published, ``dated`` how that
    is known: *given* by whoever added it, *claimed* by the text's own stamp, or *derived* from what it says.
    ``repeats`` names earlier texts that it copies, ``findings`` what does not fit together in it.
    """

    name: str
    sha256: str
    text_sha256: str
    outlet: str
    kind: Literal["article", "communique", "situation"]
    published: When
    dated: Literal["given", "claimed", "derived"]
    url: str = ""
    language: str = ""
    title: str = ""
    repeats: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field of a row, and how to mend it. ``field`` is the column as the file names it."""

    field: str
    value: str
    reason: str
    mend: str = ""


class Quarantined(msgspec.Struct, frozen=True, tag="quarantined", kw_only=True):
    """A row that could not be read, kept whole until a person mends or drops it.

    ``row`` is its number in the file, the header being 1; ``fields`` its cells as text.
    """

    file: str
    sha256: str
    form: str
    mapping: str
    row: int
    fields: dict[str, str]
    problems: tuple[Problem, ...]


class Correction(msgspec.Struct, frozen=True, tag="correction", kw_only=True):
    """Puts ``account`` in the place of what entry ``of`` says; with None, withdraws it."""

    of: str
    account: Account | None
    reason: str


class Decision(msgspec.Struct, frozen=True, tag="decision", kw_only=True):
    """What a person decided about entries or rows.

    ``act`` is a code of the vocabulary *acts* (grade, merge, split, not_same, attribute, decline, release, drop,
    ...); ``on`` names entry ids; ``value`` holds what the act needs.
    """

    act: str
    on: tuple[str, ...]
    value: dict[str, Any] = {}
    reason: str = ""


class Publication(msgspec.Struct, frozen=True, tag="publication", kw_only=True):
    """A report that left the house: its period, the size of the record it was made from, its files' SHA-256.

    ``worded_at`` is the size of the record with the last change of its words, 0 in publications that knew of none.
    """

    report: str
    period: Span
    known_at: int
    root: str
    files: dict[str, str]
    figures: dict[str, str] = {}
    worded_at: int = 0


class Redaction(msgspec.Struct, frozen=True, tag="redaction", kw_only=True):
    """Says that the private part behind ``commitment`` was taken out of the store, and why."""

    of: str
    commitment: str
    reason: str


Payload = Account | Received | SourceText | Submission | Quarantined | Correction | Decision | Publication | Redaction


class Evidence(msgspec.Struct, frozen=True):
    """A file of the evidence store that an entry rests on; ``row`` where it is one row of a table."""

    sha256: str
    name: str
    row: int | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the record. Its encoded bytes are a leaf of the log and are never made again.

    ``key`` is the idempotency key: a second entry with the same key is the first one again.
    ``private`` is the salted commitment (SHA-256, hex) to data kept beside the log, or "".
    """

    id: str
    author: str
    node: str
    entered_at: datetime
    key: str
    payload: Payload
    evidence: tuple[Evidence, ...] = ()
    private: str = ""
    version: Literal[1] = 1

    @property
    def kind(self) -> str:
        return str(self.payload.__struct_config__.tag)
