"""What a reader finds in a text, each field with the characters it stands on. Days are local and inclusive."""

from datetime import date
from typing import Literal

import msgspec

from ...domain import Amount

Kind = Literal["article", "communique", "situation"]


class Days(msgspec.Struct, frozen=True):
    """From ``first`` to ``last``; ``start`` to ``end`` are the words that say so, equal where none do."""

    first: date
    last: date
    start: int = 0
    end: int = 0


class Field(msgspec.Struct, frozen=True):
    """A value read, how sure the reader is of it (0 to 1), and its characters, equal where it has none."""

    value: str
    sure: float
    start: int = 0
    end: int = 0


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A statement: ``chain`` names its speakers from the outermost to the one who speaks, ``speaker``.

    ``said`` is when it was uttered, ``about`` the time its words speak of, if they do.
    """

    start: int
    end: int
    speaker: Field
    chain: tuple[str, ...]
    said: Days
    about: Days | None
    stance: Field
    clause: Field
    event: Field
    realis: Field
    quoted: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event, planned meeting, time set or figure, as ``claimant`` tells it ("" is the outlet itself).

    ``what`` is a code of the vocabulary *measures*, ``place`` an id of the mission; ``amount`` is a figure's.
    """

    start: int
    end: int
    what: str
    claimant: Field
    event: Field
    realis: Field
    when: Days
    place: Field
    amount: Amount | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read in one text, in order of its characters; ``notices`` are findings about the text itself."""

    kind: Kind
    model: str
    spoken: tuple[Spoken, ...]
    told: tuple[Told, ...]
    notices: tuple[str, ...] = ()
