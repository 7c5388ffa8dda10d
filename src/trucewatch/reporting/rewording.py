"""The words of a report changed by people, its figures by nobody.

A sentence is given to a person as text in which every piece that stands on something is in braces: a figure on its
row, a quotation on its source, a place on both its names, a footnote as ``{*}``. Those stay as they are and in their
order, and so do the words outside of them that carry a measure or say of what: numbers with their units, dates,
negations, hedges, comparisons, every name that the mission file knows, and the terms of what is counted. So a sentence
can be made shorter, clearer or longer, and cannot come to say more than was seen.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from trucewatch.domain import Decision, vocabulary
from trucewatch.mission import Mission

from .document import Figure, Inline, Mark, Name, Phrase, Quote, Report, Section, Table, Text, plain
from .edits import ACT, Edit, Lapsed, Sentence
from .mapped import mapped

LONGEST = 4_000
"""The most characters of a sentence."""

NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
    *("dozens?", "hundreds?", "thousands?", "millions?", "half", "thirds?", "quarters?", "twice", "double", "triple"),
    *("per cent", "percent", "several", "many", "few", "most", "numerous"),
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
NEGATIONS = ("no", "not", "none", "nothing", "nobody", "never", "neither", "nor", "without", "cannot")
MEASURES = (
    *("about", "almost", "nearly", "approximately", "at least", "at most", "up to", "more", "fewer", "less", "least"),
    *("similar", "estimated?", "estimates", "assessed", "undetermined", "whether", "likely", "probably"),
)
"""Words that carry a measure: in a sentence of the mission's own none of them is added, left out or moved."""

TERMS = ("kinds", "weapons", "vehicles", "items")
"""The vocabularies of what is counted."""

_UNITS = r"(?: per cent| hours?| minutes?| days?| persons?| ?(?:km|m)\b(?: [NESW]{1,3}\b)?| ?(?:t|kg|l)\b(?: a day)?)?"
_DIGITS = rf"[+−-]?\d(?:[\d,.:–−/-]*\d)?{_UNITS}"
_BRACES = re.compile(r"\{([^{}]*)\}")


class WordingError(Exception):
    """A change of words that changes more than words; the message names what."""


class Worded(msgspec.Struct, frozen=True):
    """A text with the edits that it carries and those it does not; ``at`` is the number of the last, 0 for none."""

    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    edits: tuple[Edit, ...]
    lapsed: tuple[Lapsed, ...]
    at: int


def worded(sections: tuple[Section, ...], edits: Sequence[Edit], mission: Mission) -> Worded:
    """The drafted ``sections`` with every edit made that still fits. Tables stay as they are."""
    wanted = {(edit.section, edit.drafted): edit for edit in edits}
    carried: dict[str, Edit] = {}
    refused: dict[str, str] = {}
    sentences: list[Sentence] = []

    def change(section: Section, block: int, number: int, phrase: Phrase) -> Phrase:
        if isinstance(section.blocks[block], Table) or not _changeable(phrase):
            return phrase
        drafted, said, entry = editable(phrase), phrase, ""
        if (edit := wanted.get((section.id, drafted))) is not None:
            try:
                said, entry = reworded(phrase, edit.says, mission), edit.id
                carried[edit.id] = edit
            except WordingError as refusal:
                refused[edit.id] = str(refusal)
        sentences.append(Sentence(section.id, block, number, drafted, editable(said), entry))
        return said

    changed = mapped(sections, change)
    gone = "The draft has no such sentence any more."
    return Worded(
        sections=changed,
        sentences=tuple(sentences),
        edits=tuple(carried.values()),
        lapsed=tuple(Lapsed(edit, refused.get(edit.id, gone)) for edit in edits if edit.id not in carried),
        at=max((edit.seq for edit in edits if edit.id in carried or edit.id in refused), default=0),
    )


def reword(report: Report, section: str, drafted: str, says: str, reason: str, mission: Mission) -> Decision:
    """The decision that changes the words of a sentence of ``report``; to ``drafted`` itself it undoes earlier changes.

    Raises WordingError where the report has no such sentence, or more than its words would change.
    """
    if not any(one.section == section and one.drafted == drafted for one in report.sentences):
        raise WordingError(
            f"The draft as known at {report.size} entries has no such sentence in its section {section!r}."
        )
    check(drafted, says := " ".join(says.split()), mission)
    value = {"section": section, "drafted": drafted, "says": says}
    return Decision(act=ACT, on=(report.id,), value=value, reason=reason)


def editable(phrase: Phrase) -> str:
    """The phrase as text to be changed, what must stay in braces."""
    return "".join(_given(piece) for piece in phrase).strip()


def reworded(phrase: Phrase, says: str, mission: Mission) -> Phrase:
    """The phrase in the words of ``says``. Raises WordingError naming what else was changed."""
    check(editable(phrase), says, mission)
    kept = iter([piece for piece in phrase if _given(piece).startswith("{")])
    pieces: list[Inline] = []
    for place, part in enumerate(_BRACES.split(says)):
        if place % 2:
            pieces.append(next(kept))
        elif part:
            pieces.append(Text(part))
    return tuple(pieces)


def check(drafted: str, says: str, mission: Mission) -> None:
    """Raise WordingError where ``says`` changes more of the sentence ``drafted`` than its words, naming what."""
    if not says or len(says) > LONGEST or not says.isprintable():
        raise WordingError(f"A sentence has 1 to {LONGEST} characters that can be read.")
    if any(sign in _BRACES.sub("", says) for sign in "{}"):
        raise WordingError("A brace is left open: what is in braces stays as it is, braces too.")
    bearing = _bearing(mission)
    before, after = _weighed(drafted, bearing), _weighed(says, bearing)
    if before != after:
        raise WordingError(_difference(before, after))


def _given(piece: Inline) -> str:
    """A piece as it is given to be changed."""
    match piece:
        case Text(text=text, style=""):
            return text
        case Mark():
            return "{*}"
        case Quote():
            return f"{{{plain((piece,))}}}"
        case Text(text=text) | Figure(text=text) | Name(text=text):
            return f"{{{text}}}"


def _changeable(phrase: Phrase) -> bool:
    words = "".join(piece.text for piece in phrase if isinstance(piece, Text) and not piece.style)
    return bool(words.strip()) and not any(sign in plain(phrase) for sign in "{}")


def _bearing(mission: Mission) -> re.Pattern[str]:
    """What must stay of a sentence's text, the longest name first; a name also where it goes on ("Armenian")."""
    names = {name for party in mission.parties for name in (party.name, party.short)}
    names |= {one.name for group in (mission.sectors, mission.corridors) for one in group}
    names |= {one.name for group in (mission.segments, mission.crossings, mission.sources) for one in group.values()}
    names |= {name for place in mission.places.values() for name in place.names.values()}
    names |= {label for words in TERMS for term in vocabulary(words).values() for label in (term.label, term.plural)}
    known = "|".join(rf"{re.escape(name)}\w*" for name in sorted(names, key=len, reverse=True) if name)
    words = "|".join((*NUMBERS, *NEGATIONS, *MEASURES))
    return re.compile(rf"\{{[^{{}}]*\}}|\b(?:{known})|{_DIGITS}|\b(?:{words})\b", re.IGNORECASE)


def _weighed(says: str, bearing: re.Pattern[str]) -> list[str]:
    """What must stay of a sentence: its braces and the words that carry a measure, in their order."""
    found = (" ".join(one[0].split()) for one in bearing.finditer(says))
    return [one if one.startswith("{") else one.lower() for one in found]


def _difference(before: Sequence[str], after: Sequence[str]) -> str:
    lost, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
    parts = []
    if lost:
        parts.append(f"stays as it was drafted: {_listed(lost)}")
    if added:
        parts.append(f"is not in the draft: {_listed(added)}")
    return f"Words may change, figures and measures may not; {'; '.join(parts) or 'their order was changed'}."


def _listed(found: Iterable[str]) -> str:
    return ", ".join(f"“{one.strip('{}')}”" for one in found)
