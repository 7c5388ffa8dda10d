"""Expressions of time in running text, each as an interval of days reckoned from the right anchor.

"Yesterday" in a quotation is reckoned from the day it was spoken, "the next day" and "after 24 hours" from the event
told before, "within 72 hours of this statement" from the document. What a text leaves open stays an interval.
"""

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

Bearing = Literal["past", "future"]

_MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in tuple(_MONTHS.items())} | {"sept": 9}
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(day_name)}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
            "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip
_NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "several": 5, "few": 3, "a few": 3, "twenty-four": 24, "thirty": 30,
             "forty-eight": 48, "seventy-two": 72, "fifteen": 15, "twenty": 20, "sixty": 60, "ninety": 90}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}

_M = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_W = r"(?:" + "|".join(_WEEKDAYS) + r")"
_N = r"(?:\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_U = r"(?:hour|day|night|week|fortnight|month|year)"


class Anchors(NamedTuple):
    """The days that words of a text are reckoned from: when it was spoken or printed, and the event told last."""

    spoken: date
    event: tuple[date, date] | None = None


class Expression(NamedTuple):
    """Words of time at ``start`` to ``end`` of the text: the days ``first`` to ``last``, both inclusive.

    ``due`` is true where the words set a time by which something shall be done.
    """

    start: int
    end: int
    first: date
    last: date
    due: bool = False


_Reckon = Callable[[re.Match[str], Anchors, Bearing], tuple[date, date] | None]


def expressions(text: str, anchors: Anchors, bearing: Bearing = "past") -> list[Expression]:
    """The expressions of time in ``text``, in order, none inside another. Never raises.

    ``bearing`` says which way a bare weekday or a day without a year looks: back in reports, ahead in plans.
    """
    taken: list[Expression] = []
    for pattern, reckon in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in taken):
                continue
            try:
                days = reckon(match, anchors, bearing)
            except (ValueError, OverflowError):
                continue
            if days is not None and days[0] <= days[1]:
                lead = _DUE.search(text, max(0, match.start() - 24), match.start())
                start = lead.start() if lead else match.start()
                due = lead is not None or match[0].casefold().startswith(("within", "by "))
                taken.append(Expression(start, match.end(), *days, due))
    return sorted(taken)


_DUE = re.compile(
    r"(?:\b(?:by|before|no later than|not later than|until|prior to|ahead of|with effect up to)\s+(?:the\s+)?)$", re.I
)


def _number(said: str) -> int:
    said = said.casefold()
    return int(said) if said.isdigit() else _NUMBERS[said]


def _nearest_year(month: int, day: int, anchor: date, bearing: Bearing) -> date:
    """The day of the year that lies nearest, a month beyond the anchor against the bearing being too far."""
    candidates = [date(year, month, day) for year in (anchor.year - 1, anchor.year, anchor.year + 1)]
    slack = timedelta(days=150)
    if bearing == "future":
        ahead = [one for one in candidates if one >= anchor - timedelta(days=31)]
        return min(ahead, key=lambda one: abs(one - anchor))
    return min(candidates, key=lambda one: (abs(one - anchor) > slack, abs(one - anchor)))


def _full(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    month = _MONTHS[match["month"].casefold().rstrip(".")]
    day, year = int(match["day"]), match["year"]
    start = date(int(year), month, day) if year else _nearest_year(month, day, anchors.spoken, bearing)
    last = start.replace(day=int(match["last"])) if match.groupdict().get("last") else start
    return start, last


def _iso(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _dotted(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _month(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    month = _MONTHS[match["month"].casefold().rstrip(".")]
    year = match["year"]
    start = date(int(year), month, 1) if year else _nearest_year(month, 1, anchors.spoken, bearing)
    whole = (start, start.replace(day=monthrange(start.year, month)[1]))
    part = (match.groupdict().get("part") or "").casefold()
    if part.startswith("end"):
        return whole[1] - timedelta(days=4), whole[1]
    return whole


def _first_of_month(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    """The first of the month: the next one in plans, the last one in reports."""
    first = anchors.spoken.replace(day=1)
    if bearing == "future" or match["way"].casefold() == "next":
        first = (first + timedelta(days=31)).replace(day=1)
    return first, first


def _year(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _weekday(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    wanted, which = _WEEKDAYS[match["weekday"].casefold()], (match["which"] or "").casefold()
    back = (anchors.spoken.weekday() - wanted) % 7
    ahead = (wanted - anchors.spoken.weekday()) % 7
    if which in ("next", "this coming", "coming") or (not which and bearing == "future"):
        day = anchors.spoken + timedelta(days=ahead or 7)
    elif which == "last":
        day = anchors.spoken - timedelta(days=back or 7)
    else:
        day = anchors.spoken - timedelta(days=back)
    return day, day


def _shift(low: int, high: int) -> _Reckon:
    def reckon(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
        return anchors.spoken + timedelta(days=low), anchors.spoken + timedelta(days=high)

    return reckon


def _from_event(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date] | None:
    if anchors.event is None:
        return None
    step = {"next": 1, "following": 1, "same": 0, "previous": -1, "very": 0}[match["step"].casefold()]
    return anchors.event[0] + timedelta(days=step), anchors.event[1] + timedelta(days=step)


def _after(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date] | None:
    """So long after the event told last; its day and the next where hours do not fill whole days."""
    if anchors.event is None:
        return None
    length = _number(match["n"]) * _DAYS[match["unit"].casefold()]
    whole = int(length)
    return anchors.event[0] + timedelta(days=whole), anchors.event[1] + timedelta(days=whole + (length != whole))


def _within(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    length = _number(match["n"]) * _DAYS[match["unit"].casefold()]
    return anchors.spoken, anchors.spoken + timedelta(days=int(length + 0.999))


def _ago(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    unit, n = match["unit"].casefold(), _number(match["n"])
    day = anchors.spoken - timedelta(days=int(n * _DAYS[unit]))
    loose = {"week": 3, "fortnight": 3, "month": 15, "year": 182}.get(unit, 0)
    return day - timedelta(days=loose), min(anchors.spoken, day + timedelta(days=loose))


def _lately(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    """The past or the coming stretch, reaching to the anchor's day."""
    unit = match["unit"].casefold()
    n = _number(match["n"]) if match["n"] else (7 if match["plural"] and unit == "day" else 1)
    length = timedelta(days=max(1, int(n * _DAYS[unit])))
    if match["way"].casefold() in ("coming", "next"):
        return anchors.spoken, anchors.spoken + length
    return anchors.spoken - length, anchors.spoken


def _calendar(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    """The week, month or year of the calendar before, of or after the anchor's day."""
    step, unit = {"last": -1, "this": 0, "next": 1}[match["way"].casefold()], match["unit"].casefold()
    if unit == "week":
        monday = anchors.spoken - timedelta(days=anchors.spoken.weekday()) + timedelta(weeks=step)
        last = monday + timedelta(days=6)
        if step == 0 and (match["part"] or "").casefold().startswith(("earlier", "later")):
            early = match["part"].casefold().startswith("earlier")
            return (monday, anchors.spoken) if early else (anchors.spoken, last)
        return monday, last
    if unit == "weekend":
        saturday = anchors.spoken - timedelta(days=(anchors.spoken.weekday() + 2) % 7) + timedelta(weeks=max(step, 0))
        return saturday, saturday + timedelta(days=1)
    if unit == "month":
        ordinal = anchors.spoken.year * 12 + anchors.spoken.month - 1 + step
        year, month = divmod(ordinal, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    year = anchors.spoken.year + step
    return date(year, 1, 1), date(year, 12, 31)


def _end_of(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    unit = match["unit"].casefold()
    if unit == "week":
        return anchors.spoken, anchors.spoken + timedelta(days=6 - anchors.spoken.weekday())
    month = 12 if unit == "year" else anchors.spoken.month
    last = date(anchors.spoken.year, month, monthrange(anchors.spoken.year, month)[1])
    return max(anchors.spoken, last - timedelta(days=7)), last


def _rules() -> Iterator[tuple[re.Pattern[str], _Reckon]]:
    def rule(pattern: str, reckon: _Reckon, flags: re.RegexFlag = re.I) -> tuple[re.Pattern[str], _Reckon]:
        return re.compile(pattern, flags), reckon

    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    year = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
    yield rule(
        r"\b(?:on\s+)?the\s+(?P<step>next|following|same|previous|very)\s+(?:day|morning|evening)\b", _from_event
    )
    yield rule(
        rf"\b(?:on\s+)?(?:{_W},?\s+)?{day}(?:\s*[-–]\s*(?P<last>\d{{1,2}}))?\s+(?:of\s+)?(?P<month>{_M}){year}\b", _full
    )
    yield rule(
        rf"\b(?:on\s+)?(?:{_W},?\s+)?(?P<month>{_M})\s+{day}(?:\s*[-–]\s*(?P<last>\d{{1,2}}))?(?!\d){year}", _full
    )
    yield rule(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso)
    yield rule(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)\b", _dotted)
    yield rule(rf"\b(?:by\s+)?(?:the\s+)?(?P<part>end|beginning|middle)\s+of\s+(?P<month>{_M}){year}\b", _month)
    yield rule(r"\bthe\s+(?:first|1st)\s+of\s+(?P<way>the|next)\s+month\b", _first_of_month)
    yield rule(r"\b(?:by\s+)?(?:the\s+)?end\s+of\s+(?:the|this)\s+(?P<unit>week|month|year)\b", _end_of)
    yield rule(
        rf"\b(?:within|inside|in)\s+(?:the\s+next\s+)?(?P<n>{_N})[\s-]+(?P<unit>{_U})s?\b(?!\s+(?:ago|earlier|later))",
        _within,
    )
    yield rule(rf"\b(?P<n>{_N})\s+(?P<unit>{_U})s?\s+(?:ago|earlier|before)\b", _ago)
    yield rule(rf"\bafter\s+(?P<n>{_N})\s+(?P<unit>{_U})s?\b|\b(?:{_N})\s+{_U}s?\s+later\b(?P<never>)?", _after_any)
    yield rule(
        rf"\b(?:in|over|for|during)?\s*(?:the\s+)?(?P<way>past|last|coming|next|previous)\s+"
        rf"(?P<n>{_N})\s+(?P<unit>{_U})(?P<plural>s)?\b",
        _lately,
    )
    yield rule(
        r"\b(?:in\s+|over\s+|during\s+)?the\s+(?P<way>past|coming|next|last)\s+(?P<n>)?"
        r"(?P<unit>day(?=s)|week|month|year)(?P<plural>s)?\b",
        _lately,
    )
    yield rule(r"\b(?:in\s+)?(?P<way>past|coming|recent)\s+(?P<n>)?(?P<unit>day|week|month)(?P<plural>s)\b", _lately)
    yield rule(
        r"\b(?P<part>earlier\s+|later\s+)?(?P<way>last|this|next)\s+(?P<unit>week|weekend|month|year)\b", _calendar
    )
    yield rule(r"\b(?:over|at|during)\s+the\s+(?P<unit>weekend)(?P<part>)?(?P<way>)?\b", _weekend)
    yield rule(rf"\b(?:on\s+)?(?:(?P<which>last|next|this coming|coming|this)\s+)?(?P<weekday>{_W})\b", _weekday)
    yield rule(r"\bthe day before yesterday\b", _shift(-2, -2))
    yield rule(r"\byesterday\b|\blast night\b", _shift(-1, -1))
    yield rule(r"\bday after tomorrow\b", _shift(2, 2))
    yield rule(r"\btomorrow\b", _shift(1, 1))
    yield rule(r"\bovernight\b", _shift(-1, 0))
    yield rule(
        r"\b(?:today|tonight|this (?:morning|afternoon|evening)|earlier in the day|at this hour|a little while ago)\b",
        _shift(0, 0),
    )
    yield rule(rf"\b(?P<part>)?(?P<month>{_MONTH_WORDS}){year}\b", _month, re.NOFLAG)
    yield rule(r"\b(?:in|since|of|from|during|the)\s+(?P<year>(?:19|20)\d\d)\b", _year)


def _after_any(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date] | None:
    later = re.match(rf"(?P<n>{_N})\s+(?P<unit>{_U})s?\s+later", match[0], re.I)
    return _after(later or match, anchors, bearing)


def _weekend(match: re.Match[str], anchors: Anchors, bearing: Bearing) -> tuple[date, date]:
    back = (anchors.spoken.weekday() - 5) % 7
    saturday = anchors.spoken + timedelta(days=7 - back if bearing == "future" else -back)
    return saturday, saturday + timedelta(days=1)


_MONTH_WORDS = "|".join(name.title() for name in _MONTHS if len(name) > 4 or name in ("june", "july"))
_RULES = tuple(_rules())
