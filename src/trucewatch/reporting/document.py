"""A small typed document: what both renderers set, and what the checks on wording read.

A report is sections of blocks; a block holds phrases; a phrase is a tuple of inline pieces. A number that can be
opened is a ``Figure`` with the row it stands on, words of a source are a ``Quote``, a place at any mention is a
``Name``: so a renderer, a test or a reader can tell the mission's own words from everybody else's.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from trucewatch.domain import Explanation, Span

from .edits import Lapsed, Sentence


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Words of the mission's own."""

    text: str
    style: Literal["", "strong", "em", "mono"] = ""


class Figure(msgspec.Struct, frozen=True, tag="figure"):
    """A number or word that stands on row ``row`` of a picture, or on an entry."""

    text: str
    row: str


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """What a source says: its words as they stood or, not ``exact``, their sense as it reached the mission."""

    text: str
    exact: bool = True


class Name(msgspec.Struct, frozen=True, tag="name"):
    """A place, by the names the parties use; ``gloss`` says where it is and is set at the first mention only."""

    text: str
    gloss: str = ""


class Mark(msgspec.Struct, frozen=True, tag="mark"):
    """A footnote."""

    note: str


Inline = Text | Figure | Quote | Name | Mark
Phrase = tuple[Inline, ...]


def say(*parts: str | Inline | Phrase) -> Phrase:
    """A phrase of the given pieces; a string is the mission's own words."""
    pieces: list[Inline] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(Text(part))
        elif isinstance(part, tuple):
            pieces.extend(part)
        else:
            pieces.append(part)
    return tuple(pieces)


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Sentences set as one paragraph."""

    sentences: tuple[Phrase, ...]


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list; each item is one or more sentences."""

    items: tuple[tuple[Phrase, ...], ...]


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its head, its share of the width, and whether it holds numbers."""

    head: str
    share: float = 1.0
    numeric: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table with a repeated head. A row has one phrase for each column."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Phrase, ...], ...]


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A map or chart as SVG, with the words for those who cannot see it."""

    id: str
    caption: str
    alt: str
    svg: str


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A boxed remark that must not be overlooked."""

    sentences: tuple[Phrase, ...]


Block = Paragraph | Bullets | Table | Picture | Note


class Section(msgspec.Struct, frozen=True):
    """A headed part of the report, with its subsections; ``wide`` where its tables need the page turned."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    parts: tuple["Section", ...] = ()
    wide: bool = False


class Footing(msgspec.Struct, frozen=True):
    """What a row stands on, as far as its strength goes.

    ``grade`` is the best grading behind it ("" if nobody graded it), ``sources`` how many sources it has, ``age_h`` the
    age of its newest evidence in hours at the end of the period, ``spread`` the width of its interval as a share of its
    middle. ``absence`` is true of a row that says that something was not observed, which needs no evidence.
    """

    grade: str = ""
    sources: int = 1
    age_h: float = 0.0
    spread: float = 0.0
    absence: bool = False


class Behind(msgspec.Struct, frozen=True):
    """An entry behind a figure, in words; ``at`` is the end of the time it speaks of (ISO 8601, UTC).

    ``grade`` is its grading (B2), or of its source the usual reliability alone (B).
    """

    id: str
    kind: str
    source: str
    said: str
    at: str
    grade: str = ""
    evidence: tuple[str, ...] = ()


Cell = str | int | float | None


class SheetColumn(msgspec.Struct, frozen=True):
    """A column of a sheet: its head and its HXL hashtag ("" for none)."""

    head: str
    hxl: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """A table of data that goes with the report: what the annexes say in words, for machines."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What is set as PDF and as HTML: what it says, and everything behind what it says.

    ``origin``, ``size`` and ``root`` name the state of the record it was made from. ``marking`` is set on every page
    ("EXERCISE"). ``rows`` explains each row that a figure names, ``entries`` tells each entry behind them. ``dated`` is
    the end of the period (ISO 8601, UTC) and the only date stamped on any file. ``footer`` stands on every page.
    """

    id: str
    title: str
    mission: str
    subtitle: str
    period: Span
    dated: str
    origin: str
    size: int
    root: str
    marking: str
    footer: str
    masthead: Phrase
    sections: tuple[Section, ...]
    rows: dict[str, Explanation]
    entries: dict[str, Behind]


class Brief(Paper, frozen=True, kw_only=True):
    """A paper of two pages for those who negotiate."""


class Errata(Paper, frozen=True, kw_only=True):
    """What was corrected in a report after it was published; it is read beside the report."""


class Report(Paper, frozen=True, kw_only=True):
    """A daily report, and the data that go with it.

    ``sheets`` are the annexes as data, ``indicators`` the figures as one sheet with HXL hashtags, ``features`` the map
    as GeoJSON features. ``figures`` are those of the text by row, ``footings`` how firmly each row stands.
    ``sentences`` are those whose words people may change, ``lapsed`` the changes that no longer fit; ``worded_at`` is
    the size of the record with the last change that the text carries (``size`` where it carries none).
    """

    worded_at: int
    sentences: tuple[Sentence, ...]
    lapsed: tuple[Lapsed, ...]

    figures: dict[str, str]
    footings: dict[str, Footing]
    sheets: tuple[Sheet, ...]
    indicators: Sheet
    features: tuple[dict[str, Any], ...]


class Weekly(Paper, frozen=True, kw_only=True):
    """A week at the crossing points, and the data that go with it: the weekly table first among ``sheets``."""

    sheets: tuple[Sheet, ...]


def walk(sections: Sequence[Section]) -> Iterator[tuple[Section, Block]]:
    """Every block of the sections with the section it is in, in reading order."""
    for section in sections:
        for block in section.blocks:
            yield section, block
        yield from walk(section.parts)


def phrases(block: Block) -> Iterator[Phrase]:
    """The phrases of a block, in reading order."""
    match block:
        case Paragraph(sentences) | Note(sentences):
            yield from sentences
        case Bullets(items):
            for item in items:
                yield from item
        case Table(rows=rows):
            for row in rows:
                yield from row
        case Picture():
            return


def figures(sections: Sequence[Section]) -> dict[str, str]:
    """Every figure of the sections by its row, as first said, in reading order."""
    said: dict[str, str] = {}
    for _, block in walk(sections):
        for phrase in phrases(block):
            for piece in phrase:
                if isinstance(piece, Figure):
                    said.setdefault(piece.row, piece.text)
    return said


def plain(phrase: Phrase, *, own: bool = False) -> str:
    """The phrase as plain text, without footnotes; with ``own``, the mission's words alone, a quotation being "…"."""
    return "".join(_plain(piece, own) for piece in phrase)


def _plain(piece: Inline, own: bool) -> str:
    match piece:
        case Quote(text, exact):
            return "“…”" if own else f"“{text}”" if exact else text
        case Name(text, gloss):
            return f"{text} ({gloss})" if gloss else text
        case Mark():
            return ""
        case Text(text) | Figure(text):
            return text
