"""Sections with their phrases changed, one after the other in reading order."""

from collections.abc import Callable, Iterator
from itertools import count

from .document import Block, Bullets, Inline, Name, Note, Paragraph, Phrase, Picture, Section, Table

Change = Callable[[Section, int, int, Phrase], Phrase]
"""What becomes of a phrase: given its section, the number of its block there, and its own number in the block."""


def mapped(sections: tuple[Section, ...], change: Change) -> tuple[Section, ...]:
    """The sections with ``change`` made to every phrase, those of tables too."""
    return tuple(_section(section, change) for section in sections)


def _section(section: Section, change: Change) -> Section:
    blocks = tuple(_block(section, number, block, change) for number, block in enumerate(section.blocks))
    return Section(section.id, section.title, blocks, mapped(section.parts, change), section.wide)


def _block(section: Section, at: int, block: Block, change: Change) -> Block:
    numbers: Iterator[int] = count()

    def all_of(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
        return tuple(change(section, at, next(numbers), phrase) for phrase in phrases)

    match block:
        case Paragraph(sentences):
            return Paragraph(all_of(sentences))
        case Note(sentences):
            return Note(all_of(sentences))
        case Bullets(items):
            return Bullets(tuple(all_of(item) for item in items))
        case Table(id, caption, columns, rows):
            return Table(id, caption, columns, tuple(all_of(row) for row in rows))
        case Picture():
            return block


def introduce(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with each place's gloss kept at its first mention and taken from the later ones."""
    seen: set[str] = set()

    def piece(one: Inline) -> Inline:
        if not isinstance(one, Name):
            return one
        first = one.text not in seen
        seen.add(one.text)
        return one if first else Name(one.text)

    return mapped(sections, lambda _, __, ___, phrase: tuple(piece(part) for part in phrase))
