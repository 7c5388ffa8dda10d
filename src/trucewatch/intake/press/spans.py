"""The stretches of days that a report speaks of: its own, "since" a day, the one before, from one day to another."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from .dates import Anchors, Expression, expressions

_DAY = timedelta(days=1)
_JOINED = re.compile(r"\s*(?:to|until|and|[-–])\s*(?:the\s+)?", re.I)
_DAY_TO_DAY = re.compile(r"\b(\d{1,2})\s+(?:to|and)\s+(?=\d{1,2}\s+[A-Z][a-z]{2})")
_SINCE = re.compile(r"\bsince\s+(?:the\s+(?:\w+\s+){1,3}of\s+)?(?:the\s+)?$", re.I)
_BEFORE = re.compile(
    r"\b(?:the\s+(?:day|week|period)\s+before|(?:the\s+)?(?:previous|preceding|last)\s+(?:day|week|period))\b", re.I
)


class Stretch(NamedTuple):
    """The days ``first`` to ``last``, both inclusive, that the characters ``start`` to ``end`` speak of.

    ``compared``: they are those before the report's own, as "58 the week before".
    """

    start: int
    end: int
    first: date
    last: date
    compared: bool = False


def stretches(text: str, published: date, period: Stretch) -> list[Stretch]:
    """The stretches of days named in ``text``, in order; "since" runs to the end of the report's own ``period``."""
    found: list[Stretch] = []
    for match in _BEFORE.finditer(text):
        length = _DAY if "day" in match[0].casefold() else period.last - period.first + _DAY
        found.append(Stretch(*match.span(), period.first - length, period.last - length, compared=True))
    for one in _joined(text, expressions(_DAY_TO_DAY.sub(_dashed, text), Anchors(published))):
        if any(one.start < other.end and other.start < one.end for other in found):
            continue
        since = _SINCE.search(text, 0, one.start)
        start, last = (since.start(), max(one.first, period.last)) if since else (one.start, one.last)
        found.append(Stretch(start, one.end, one.first, last))
    return sorted(found)


def _dashed(match: re.Match[str]) -> str:
    """Of "15 to 21 May" the "15 to " with a dash, in as many characters."""
    return match[1] + "-".center(len(match[0]) - len(match[1]))


def _joined(text: str, found: list[Expression]) -> list[Expression]:
    """Two expressions with "to" between them are one stretch."""
    joined: list[Expression] = []
    for one in found:
        before = joined[-1] if joined else None
        between = text[before.end : one.start + len(one_lead(text, one))] if before else ""
        if before and before.last <= one.last and _JOINED.fullmatch(between) and "and" not in between.casefold():
            joined[-1] = Expression(before.start, one.end, before.first, one.last)
        else:
            joined.append(one)
    return joined


def one_lead(text: str, one: Expression) -> str:
    """What of an expression's words only leads up to its day ("until ")."""
    lead = re.match(r"(?:until|on|to)\s+", text[one.start : one.end], re.I)
    return lead[0] if lead else ""
