"""Who said what: the statements of a paragraph as a tree of speakers.

Only speakers outside quotation marks may be meant by a later "he said"; "we" inside a quotation is the quoted person,
and a speaker named inside somebody's words becomes the next link of the chain. The method follows what was measured to
matter on news texts: structure decides who speaks, not word lists.
"""

from typing import TYPE_CHECKING, NamedTuple

from .cues import Cue, cue_of, within
from .grammar import edges
from .quotations import Quotation
from .speakers import Memory, Mention, mention_of, plural
from .splitting import LEAST_WORDS, outside, sentences, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LEAST_ACT = 2
"""Words of an act of speech that tells its own content, as in "urged restraint"."""

_WHOLE_QUOTATION = 5
"""Words from which a quotation is somebody's sentence, not a borrowed phrase."""


class Unit(NamedTuple):
    """One statement: its words at ``start`` to ``end``, the ``cue`` that hands it on, and who speaks.

    ``path`` is the chain of speakers, the outermost first, the one whose words they are last; ``guessed`` says that no
    cue joins words and speaker. ``quoted`` is true where the words are verbatim.
    """

    start: int
    end: int
    path: tuple[Mention, ...]
    cue: tuple[int, int, str] | None
    quoted: bool
    guessed: bool = False


def units(doc: "Doc", offset: int, quoted: list[Quotation], memory: Memory) -> list[Unit]:
    """The statements of the paragraph ``doc``, which begins at character ``offset``, in order of their words."""
    inside = [Quotation(max(0, q.start - offset), min(len(doc.text), q.end - offset), q.whole) for q in quoted]
    cues = [cue for token in doc if (cue := cue_of(token, inside)) is not None]
    outer = [cue for cue in cues if not within(cue.token.idx, inside)]
    outer = [cue for cue in outer if not any(_holds(other, cue) for other in outer if other is not cue)]
    speakers: dict[int, Mention | None] = {}
    before = memory.last
    memory.told_of(doc, offset)
    for cue in outer:
        mention = memory.resolve(cue.who, offset) if cue.who is not None else memory.last
        speakers[cue.token.i] = mention
        if mention is not None:
            memory.heard(mention)
    found: list[Unit] = []
    covered: list[tuple[int, int]] = []
    for quotation in inside:
        words = doc.text[quotation.start : quotation.end].split()
        least = LEAST_WORDS if words and words[0][0].isupper() else _WHOLE_QUOTATION
        if len(words) < least or _borrowed(quotation, outer, doc):
            continue
        cue = _nearest(quotation, outer)
        who = speakers[cue.token.i] if cue else (before or memory.last)
        if who is None:
            continue
        found += [
            _unit(doc, offset, start, end, (who,), cue, quoted=True)
            for start, end in sentences(doc, quotation.start, quotation.end)
        ]
        covered.append((quotation.start, quotation.end))
    for cue in outer:
        who = speakers[cue.token.i]
        if who is None:
            continue
        for start, end in outside(cue.start, cue.end, covered):
            found += [
                _unit(doc, offset, *part, (who,), cue, quoted=False)
                for part in sentences(doc, start, end, LEAST_WORDS if cue.saying else _LEAST_ACT)
            ]
    found = _distinct(found)
    nested = [inner for unit in found for inner in _nested(doc, offset, unit, cues, memory)]
    return sorted(_distinct([*found, *nested]), key=lambda unit: (unit.start, len(unit.path)))


def _holds(outer: Cue, inner: Cue) -> bool:
    """True if ``inner`` stands among the words that ``outer`` hands on."""
    return outer.start <= inner.token.idx < outer.end and outer.token.i != inner.token.i


def _borrowed(quotation: Quotation, outer: list[Cue], doc: "Doc") -> bool:
    """True if the quotation is part of a reported clause with words of the reporter's own around it."""
    return any(
        cue.start < quotation.start - 2
        and quotation.end <= cue.end + 3
        and len(doc.text[cue.start : quotation.start].split()) > 1
        for cue in outer
    )


def _nearest(quotation: Quotation, outer: list[Cue]) -> Cue | None:
    def away(cue: Cue) -> tuple[bool, int]:
        at = cue.token.idx
        governs = quotation.start - 2 <= cue.start < cue.end <= quotation.end + 3
        return not governs, quotation.start - at + 10 if at < quotation.start else at - quotation.end

    return min(outer, key=away, default=None)


def _unit(
    doc: "Doc", offset: int, start: int, end: int, path: tuple[Mention, ...], cue: Cue | None, *, quoted: bool
) -> Unit:
    at = (
        None
        if cue is None
        else (offset + cue.token.idx, offset + cue.token.idx + len(cue.token), cue.token.lemma_.casefold())
    )
    return Unit(offset + start, offset + end, path, at, quoted, guessed=cue is None or cue.who is None)


def _nested(doc: "Doc", offset: int, unit: Unit, cues: list[Cue], memory: Memory) -> list[Unit]:
    """The speakers named inside the unit's words: each is a further link of the chain."""
    found: list[Unit] = []
    for cue in cues:
        at = offset + cue.token.idx
        if not unit.start <= at < unit.end or cue.who is None or (unit.cue and at == unit.cue[0]):
            continue
        if cue.who.lower_ == "it" or (cue.who.lower_ in ("he", "she") and not unit.quoted):
            continue
        mention = plural(cue.who, offset) if cue.who.lower_ == "they" else mention_of(cue.who, offset)
        if (
            mention is None
            or mention.text.casefold() == unit.path[-1].text.casefold()
            or mention.text.casefold() in ("which", "who")
        ):
            continue
        start, end = trimmed(doc.text, cue.start, cue.end)
        if len(doc.text[start:end].split()) < LEAST_WORDS:
            start, end = trimmed(doc.text, *edges(cue.token))
        if len(doc.text[start:end].split()) >= LEAST_WORDS:
            found.append(_unit(doc, offset, start, end, (*unit.path, mention), cue, quoted=False))
    return found


def _distinct(units: list[Unit]) -> list[Unit]:
    """Without those whose words and speaker another has already."""
    kept: list[Unit] = []
    for unit in sorted(units, key=lambda one: (one.start - one.end, one.start)):
        if not any(other.path == unit.path and other.start <= unit.start and unit.end <= other.end for other in kept):
            kept.append(unit)
    return kept
