"""What a language model's answer about a text is worth: only what stands in the text, word for word, in given codes.

An answer is JSON: ``{"statements": [{"paragraph": 1, "words": …, "speaker": …, "stance": …, "when": …}]}`` with words
copied from the text. Each item is located in the paragraph it names; one that is not found there exactly once, whose
speaker neither stands in the text nor is an id of the register, or whose stance is no code, is dropped. Days are never
taken from an answer: its words of time are resolved by the reader's own rules.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec

from ...domain import Statement, vocabulary
from .accounts import GATE
from .dates import Anchors, expressions
from .findings import Days, Field, Spoken
from .names import Cast
from .writing import Writing

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "\u00a0": " "})
_LEAST_WORDS = 3
MOST = 40
"""Items of one answer that are looked at."""


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    paragraph: int
    words: str
    speaker: str
    stance: str
    when: str = ""


class Heeded(NamedTuple):
    """What of an answer stands in the text and is new (``spoken``), and how the rest fared.

    ``said`` items were in the answer, ``dropped`` were not to be found. Of the ``known``, which the reader had found
    itself, ``same_speaker`` and ``same_stance`` agree with it.
    """

    spoken: tuple[Spoken, ...]
    said: int = 0
    dropped: int = 0
    known: int = 0
    same_speaker: int = 0
    same_stance: int = 0


def heed(
    answer: str, writing: Writing, cast: Cast, sources: Sequence[str], published: date, read: Sequence[Statement]
) -> Heeded:
    """What of ``answer`` may be proposed beside the statements ``read`` before. Raises ValueError for broken JSON."""
    items = _items(answer)
    spoken: list[Spoken] = []
    known = same_speaker = same_stance = dropped = 0
    for item in items:
        found = _located(item, writing, cast, sources, published)
        if found is None:
            dropped += 1
            continue
        middle = (found.start + found.end) // 2
        own = [one for one in read if one.chars is not None and one.chars[0] <= middle < one.chars[1]]
        if own:
            known += 1
            same_speaker += any(one.speaker == found.speaker.value for one in own)
            same_stance += any(one.stance == found.stance.value for one in own)
        elif not any(one.start < found.end and found.start < one.end for one in spoken):
            spoken.append(found)
    return Heeded(tuple(spoken), len(items), dropped, known, same_speaker, same_stance)


def _items(answer: str) -> list[_Item | None]:
    """The items of an answer; None for one that has not its form."""
    try:
        whole: Any = msgspec.json.decode(answer)
    except msgspec.DecodeError as broken:
        raise ValueError(f"the answer is no JSON: {broken}") from broken
    items = whole.get("statements") if isinstance(whole, dict) else None
    if not isinstance(items, list):
        raise ValueError("the answer has no list of statements")
    return [_item(one) for one in items[:MOST]]


def _item(one: Any) -> _Item | None:
    try:
        return msgspec.convert(one, _Item)
    except msgspec.ValidationError:
        return None


def _located(
    item: _Item | None, writing: Writing, cast: Cast, sources: Sequence[str], published: date
) -> Spoken | None:
    paragraphs = writing.paragraphs
    if item is None or item.stance not in vocabulary("stances") or not 1 <= item.paragraph <= len(paragraphs):
        return None
    start, end = paragraphs[item.paragraph - 1]
    at = _only(item.words, writing.text, start, end)
    if at is None or len(item.words.split()) < _LEAST_WORDS:
        return None
    speaker = _speaker(item.speaker, writing.text, cast, sources)
    if speaker is None:
        return None
    said = _days(item.when, writing.text, start, end, published)
    least = GATE["stance"]
    return Spoken(
        start=at[0],
        end=at[1],
        speaker=speaker,
        chain=(speaker.value,),
        said=said or Days(published - timedelta(days=1), published),
        about=None,
        stance=Field(item.stance, least, *at),
        clause=Field("", 0.0),
        event=Field("none", 0.0),
        realis=Field("claimed", 0.0),
        quoted=False,
    )


def _speaker(named: str, text: str, cast: Cast, sources: Sequence[str]) -> Field | None:
    if named in sources or named in cast.parties:
        return Field(named, 0.1)
    found = _places(named, text, 0, len(text))
    return Field(cast.who(named) or " ".join(named.split()), 0.1, *found[0]) if found else None


def _days(words: str, text: str, start: int, end: int, published: date) -> Days | None:
    at = _only(words, text, start, end)
    found = expressions(text[at[0] : at[1]], Anchors(published)) if at else []
    if at is None or not found or found[0].last > published:
        return None
    return Days(found[0].first, found[0].last, at[0] + found[0].start, at[0] + found[0].end)


def _only(words: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    found = _places(words, text, start, end)
    return found[0] if len(found) == 1 else None


def _places(words: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words stand between two characters, whatever their quotation marks and spaces."""
    parts = words.translate(_MARKS).split()
    if not parts:
        return []
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
    return [match.span() for match in pattern.finditer(text.translate(_MARKS), start, end)]
