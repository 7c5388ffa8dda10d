"""Whether two tellings are of the same words or event, and where they part. English; pure functions on text."""

import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DULL = _words(
    "the a an of to in on at by for with from and or but that this it its his her their our we he she they was were "
    "is are be been had has have will would as said says not no also which who very just"
)
_NUMBERS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_DENYING = frozenset(_words("not no never none denied denies deny didn't don't won't wasn't weren't isn't nobody"))
_STEM = 5
_FEWEST = 3


def likeness(one: str, other: str) -> float:
    """How much of the shorter telling's content words the longer one has, 0 to 1; 0 where they share fewer than 3.

    Numbers are left out, so that tellings that differ in a figure alone are alike.
    """
    mine, theirs = _content(one), _content(other)
    shared = len(mine & theirs)
    return shared / min(len(mine), len(theirs)) if shared >= _FEWEST else 0.0


def parting(one: str, other: str) -> tuple[str, ...]:
    """Where two tellings of one thing contradict each other: their numbers, the names in them, and denial."""
    found = []
    for what, mine, theirs in (
        ("number", numbers(one), numbers(other)),
        ("name", _names(one), _names(other)),
    ):
        only, also = [x for x in mine if x not in theirs], [x for x in theirs if x not in mine]
        if only and also:
            found.append(f"{what} {', '.join(only)} against {', '.join(also)}")
    if _denies(one) != _denies(other):
        found.append("one denies what the other affirms")
    return tuple(found)


def numbers(text: str) -> list[str]:
    """The numbers in ``text`` as digits, in order: of 20 and less also those written as words."""
    found = []
    for word in _WORD.findall(text.casefold()):
        if word[0].isdigit():
            found.append(word.replace(",", ""))
        elif word in _NUMBERS and word != "one":
            found.append(str(_NUMBERS.index(word)))
    return found


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(
        word[:_STEM] for word in words if word not in _DULL and word not in _NUMBERS and not word[0].isdigit()
    )


def _names(text: str) -> Sequence[str]:
    """The capitalised words that do not open a sentence."""
    return [
        match[0].removesuffix("'s").removesuffix("’s")
        for match in _WORD.finditer(text)
        if match[0][0].isupper() and match.start() > 0 and text[: match.start()].rstrip()[-1:] not in '.!?“"”'
    ]


def _denies(text: str) -> bool:
    return not _DENYING.isdisjoint(word.replace("’", "'") for word in _WORD.findall(text.casefold()))
