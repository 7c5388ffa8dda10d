"""Which characters of a text are quoted, whatever state its quotation marks are in."""

import re
from typing import NamedTuple

_PAIRS = {"“": "”", "„": "“”", "«": "»", '"': '"”', "”": "”"}
_MARK = re.compile('[“”„«»"]')
_MOST = 1_500
"""Characters of one quoted paragraph; a mark that finds no partner within them is stray."""


class Quotation(NamedTuple):
    """The characters from ``start`` to ``end`` inside the marks; ``whole`` is false where one mark is missing."""

    start: int
    end: int
    whole: bool

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def quotations(text: str, paragraphs: list[tuple[int, int]]) -> list[Quotation]:
    """The quotations of ``text`` in order; ``paragraphs`` are its (start, end) characters.

    A quotation never leaves its paragraph. One whose closing mark is missing runs to the paragraph's end only where
    the next paragraph opens with a mark (the usage of newspapers) or nothing but the quotation stands in it; otherwise
    the mark is taken for stray. A closing mark without an opening one is stray too.
    """
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        at = start
        while (opening := _MARK.search(text, at, end)) is not None:
            at = opening.end()
            closers = _PAIRS.get(opening[0])
            if closers is None or (opening[0] == "”" and not _opens(text, opening.start(), start)):
                continue
            closing = next((m for m in _MARK.finditer(text, at, min(end, at + _MOST)) if m[0] in closers), None)
            if closing is not None:
                found.append(Quotation(at, closing.start(), whole=True))
                at = closing.end()
            elif opening.start() == start or _carried_on(text, paragraphs, number):
                found.append(Quotation(at, end, whole=False))
                at = end
    return [quotation for quotation in found if text[quotation.start : quotation.end].strip()]


def _opens(text: str, at: int, start: int) -> bool:
    """True if a closing mark stands where only an opening one can: at the start, or between a blank and a letter."""
    return (at == start or text[at - 1].isspace()) and text[at + 1 : at + 2].isalnum()


def _carried_on(text: str, paragraphs: list[tuple[int, int]], number: int) -> bool:
    following = paragraphs[number + 1 : number + 2]
    return bool(following) and text[following[0][0]] in _PAIRS
