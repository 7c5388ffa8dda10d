"""Annotated texts: their form, and a reader of it.

A file holds texts, each opened by ``=== KIND DAY`` (kind and day of publication), then the text, a line ``---``, and an
annotation a line, fields parted by ``|``. Words are such as stand in the text; a day left out is that of publication:

    say   | speaker | words | stance | topic | realis | PLOVER root | day of utterance
    told  | words | PLOVER root | realis | day
    due   | words | day
    duty  | words | topic | due day or -
    count | words | measure | low | high | unit | first day | last day
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CORPUS = (HERE / "corpus").glob("*.txt")


class Note(NamedTuple):
    """One annotation: its kind, the characters of its words, and its other fields in their order."""

    kind: str
    start: int
    end: int
    fields: tuple[str, ...]

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2


class Annotated(NamedTuple):
    kind: str
    published: date
    text: str
    notes: tuple[Note, ...]

    def of(self, kind: str) -> list[Note]:
        return [note for note in self.notes if note.kind == kind]


def texts(path: Path) -> Iterator[Annotated]:
    """The texts of a file. Raises ValueError where words do not stand in their text."""
    for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, rest = block.partition("\n")
        text, _, notes = rest.partition("\n---\n")
        kind, day = head.split()
        lines = [line for line in notes.splitlines() if line.strip()]
        yield Annotated(kind, date.fromisoformat(day), text, tuple(_note(line, text) for line in lines))


def _note(line: str, text: str) -> Note:
    kind, *fields = (field.strip() for field in line.split("|"))
    words = fields.pop(1 if kind == "say" else 0)
    at = text.index(words)
    return Note(kind, at, at + len(words), tuple(fields))
