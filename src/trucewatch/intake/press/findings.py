"""What a reader finds in a text, each field with the characters it stands on. Days are local and inclusive."""

from datetime import date
from typing import Literal

import msgspec

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
    """An event, planned meeting or time set, as ``claimant`` tells it ("" is the outlet itself).

    ``what`` is *event*, *meeting* or *deadline*; ``places`` are ids of the mission.
    """

    start: int
    end: int
    what: Literal["event", "meeting", "deadline"]
    claimant: Field
    event: Field
    realis: Field
    when: Days
    place: Field


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read in one text, in order of its characters; ``notices`` are findings about the text itself."""

    kind: Kind
    model: str
    spoken: tuple[Spoken, ...]
    told: tuple[Told, ...]
    notices: tuple[str, ...] = ()
