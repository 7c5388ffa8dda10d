"""When, as people write it, read into an interval no narrower than the words.

In loose words a zone behind Greenwich is read only after "UTC" or "GMT": "14:00-14:20" is a range of times.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ..domain import Span, When
from .errors import UnreadableError

DateOrder = Literal["", "dmy", "mdy", "ymd"]

DAY = 86_400
PARTS = {
    "early morning": (4, 8),
    "dawn": (4, 8),
    "morning": (6, 12),
    "midday": (11.5, 12.5),
    "noon": (11.5, 12.5),
    "afternoon": (12, 18),
    "dusk": (17, 21),
    "evening": (18, 24),
    "night": (20, 30),
    "overnight": (20, 30),
    "early hours": (0, 6),
    "daytime": (6, 18),
    "day": (0, 24),
    "whole day": (0, 24),
    "all day": (0, 24),
    "утро": (6, 12),
    "утром": (6, 12),
    "днём": (12, 18),
    "днем": (12, 18),
    "вечер": (18, 24),
    "вечером": (18, 24),
    "ночь": (20, 30),
    "ночью": (20, 30),
}
"""Parts of the day in hours of the day that the word names; a night runs into the next morning."""

_LONGEST_H = 16
_MONTHS = {
    word: number
    for number, words in enumerate(
        [
            "jan january января",
            "feb february февраля",
            "mar march марта",
            "apr april апреля",
            "may мая",
            "jun june июня",
            "jul july июля",
            "aug august августа",
            "sep sept september сентября",
            "oct october октября",
            "nov november ноября",
            "dec december декабря",
        ],
        1,
    )
    for word in words.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*(?=\d|" + _MONTH + r")"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(:\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_DATE = re.compile(
    rf"(?P<iso>\d{{4}})[-/.](?P<isom>\d{{1,2}})[-/.](?P<isod>\d{{1,2}})(?!\d)"
    rf"|(?<!\d)(?P<compact>(?:19|20)\d{{6}})(?!\d)"
    rf"|(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?P<month>{_MONTH})\b\.?(?:[\s,-]*(?P<year>\d{{4}}|\d\d(?![\d:.])))?"
    rf"|\b(?P<month2>{_MONTH})\b\.?\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>\d{{4}})\b)?"
    rf"|(?<!\d)(?P<a>\d{{1,2}})(?P<sign>[./-])(?P<b>\d{{1,2}})(?P=sign)(?P<c>\d{{4}}|\d\d)(?!\d)"
)
_OFFSET = re.compile(r"(?<=[\dmh])\s*(?:\(?(?:(?:utc|gmt)\s*([+-])|(\+))(\d\d?):?(\d\d)?\)?|\(?(?:z|utc|gmt)\)?)$")
_STAMP = re.compile(
    r"(?P<h>\d{1,2})(?:(?P<sep>[:.h])(?P<m>\d\d)(?:[:.](?P<s>\d\d)(?:[.,]\d+)?)?)?\s*(?P<half>[ap]\.?m\.?)?\s*"
    r"(?P<hours>h|hrs?|hours|o'clock|ч\.?)?|(?P<hh>\d\d)(?P<mm>\d\d)\s*(?:h|hrs?|hours)?"
)
_ABOUT = re.compile(r"(?:around|about|approximately|approx\.?|roughly|circa|ca\.?|c\.|~|≈|около|примерно)\s*(.+)")
_BETWEEN = re.compile(r"(?:(?P<word>between|from|с)\s+)?(?P<a>.+?)\s*(?:-|\b(?:and|to|till|until|до|и)\b)\s*(?P<b>.+)")
_BEFORE = re.compile(r"(?:before|until|till|by|up to|no later than|до)\s+(.+)")
_AFTER = re.compile(r"(?:after|since|from|после|с)\s+(.+)")


class TimeRules(msgspec.Struct, frozen=True):
    """How a file writes times: the zone of bare ones, the order of numbers in dates, the year where it is left out."""

    zone: ZoneInfo
    order: DateOrder = ""
    year: int | None = None


class Stretch(NamedTuple):
    """From the stamp ``start`` to the stamp ``end``, whose own width is ``unit`` seconds (0: ``end`` is a border)."""

    start: datetime
    end: datetime
    unit: int

    def when(self, zone: str, said: str = "") -> When:
        """The closed interval: a minute's stamp covers its 60 seconds."""
        return When(self.start, self.end + timedelta(seconds=max(self.unit - 1, 0)), zone, said)

    def span(self) -> Span:
        """The half-open stretch of time."""
        return Span(self.start, self.end + timedelta(seconds=self.unit))


class Clock(NamedTuple):
    """A stretch of a day in seconds after its midnight; may run over either end of the day."""

    low: int
    high: int
    unit: int


def read_clock(text: str) -> Clock:
    """A time of day as people write it: "14:05", "2.05 pm", "around 14h", "between 2 and 3 pm", "evening".

    A minute's stamp is that minute; "around" reaches a quarter of an hour to both sides, or half an hour where only
    the hour is given; "before"/"after" reach to the ends of the day; a range that ends earlier than it starts ends on
    the next day, up to 16 hours. Raises UnreadableError.
    """
    said = " ".join(text.casefold().split()).replace("–", "-").replace("—", "-").replace("−", "-")
    said = said.removeprefix("at ").removeprefix("in the ").removeprefix("during the ").removeprefix("the ")
    if said in PARTS:
        return _part(said)
    if match := _ABOUT.fullmatch(said):
        return _around(read_clock(match[1]))
    if match := _STAMP.fullmatch(said):
        clock = _stamp(match, said)
        return _around(clock) if clock.unit == 3600 else clock
    if (match := _BETWEEN.fullmatch(said)) and match["a"]:
        return _between(match, said)
    if match := _BEFORE.fullmatch(said):
        return Clock(0, read_clock(match[1]).high, 0)
    if match := _AFTER.fullmatch(said):
        return Clock(read_clock(match[1]).low, DAY, 0)
    if "midnight" in said:
        raise UnreadableError("midnight may begin or end the day", "write 00:00 or 24:00")
    raise UnreadableError(f"{text.strip()!r} is not a time", "write it as 14:05, 14:00-14:20, around 14h or evening")


def _part(word: str) -> Clock:
    low, high = PARTS[word]
    return Clock(int(low * 3600), int(high * 3600), 0)


def _around(clock: Clock) -> Clock:
    if clock.low != clock.high:
        return clock
    reach = 1800 if clock.unit == 3600 else 900
    return Clock(clock.low - reach, clock.low + reach, 0)


def _stamp(match: re.Match[str], said: str, half: str = "") -> Clock:
    if match["hh"]:
        hour, minute, second, unit = int(match["hh"]), int(match["mm"]), 0, 60
    else:
        half = (match["half"] or half).replace(".", "")
        hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
        unit = 1 if match["s"] else 60 if match["m"] else 3600
        if unit == 3600 and not half and not match["hours"]:
            raise UnreadableError(f"{said!r} is not a time", "write the minutes too, or 14h")
    if half:
        if not 1 <= hour <= 12:
            raise UnreadableError(f"{said!r} is not a time of the 12-hour clock", "write it as 2:05 pm or 14:05")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0):
        raise UnreadableError(f"{said!r} is not a time of the day", "hours run from 00 to 24, minutes from 00 to 59")
    low = hour * 3600 + minute * 60 + second
    return Clock(low, low, unit)


def _between(match: re.Match[str], said: str) -> Clock:
    first, last = match["a"].strip(), match["b"].strip()
    if first in PARTS and last in PARTS:
        low, high = _part(first).low, _part(last).high
        return Clock(low, high if high > low else high + DAY, 0)
    one, two = _STAMP.fullmatch(first), _STAMP.fullmatch(last)
    if one is None or two is None:
        raise UnreadableError(f"{said!r} is not a range of times", "write it as 14:00-14:20")
    bare = [m for m in (one, two) if m["h"] and not (m["m"] or m["half"] or m["hours"])]
    if len(bare) == 2 and not match["word"]:
        raise UnreadableError(f"{said!r} may be a time or a range of hours", "write it as 14:00-15:00 or 14:05")
    half = (two["half"] or "").replace(".", "")
    end = _whole(two, last, half)
    start = _whole(one, first, (one["half"] or "").replace(".", "") or half)
    if half and not one["half"] and start > end:
        start -= DAY // 2
    if end <= start:
        end += DAY
    if end - start > _LONGEST_H * 3600:
        raise UnreadableError(f"{said!r} ends before it starts", "check the two times")
    return Clock(start, end, 0)


def _whole(match: re.Match[str], said: str, half: str) -> int:
    if match["h"] and not (match["m"] or match["half"] or match["hours"]) and not half:
        hour = int(match["h"])
        if hour > 24:
            raise UnreadableError(f"{said!r} is not an hour", "hours run from 00 to 24")
        return hour * 3600
    return _stamp(match, said, half).low


def read_day(text: str, rules: TimeRules) -> date:
    """A date: ISO, "14 May 2023", "May 14, 2023", "14.05.2023", "14/05/2023", with or without the weekday.

    Numbers divided by a slash or hyphen are refused where they could be read both ways and ``rules.order`` is not set.
    Raises UnreadableError.
    """
    said = _WEEKDAY.sub("", " ".join(text.casefold().split()))
    match = _DATE.fullmatch(said)
    if match is None:
        midnight = re.fullmatch(r"(.+?)[t ]00:00(?::00(?:\.0+)?)?", said)
        match = _DATE.fullmatch(midnight[1]) if midnight else None
    if match is None:
        raise UnreadableError(f"{text.strip()!r} is not a date", "write it as 2023-05-14 or 14 May 2023")
    return _day(match, rules)


def _day(match: re.Match[str], rules: TimeRules) -> date:
    if match["iso"]:
        year, month, day = int(match["iso"]), int(match["isom"]), int(match["isod"])
    elif match["compact"]:
        year, month, day = int(match["compact"][:4]), int(match["compact"][4:6]), int(match["compact"][6:])
    elif match["month"] or match["month2"]:
        month = _MONTHS[match["month"] or match["month2"]]
        day = int(match["day"] or match["day2"])
        written = match["year"] or match["year2"]
        if not written and rules.year is None:
            raise UnreadableError(f"{match[0]!r} has no year", "write the year, or set year in a mapping")
        year = _year(written) if written else int(rules.year or 0)
    else:
        year, month, day = _ordered(match, rules.order)
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(f"{match[0]!r} is not a day of the calendar", "check day, month and year") from None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _ordered(match: re.Match[str], order: DateOrder) -> tuple[int, int, int]:
    a, b, c = int(match["a"]), int(match["b"]), match["c"]
    if order == "ymd":
        if len(c) == 4:
            raise UnreadableError(f"{match[0]!r} is not in the order year, month, day", "check the order of dates")
        return 2000 + a, b, int(c)
    if not order:
        if match["sign"] == "." or a > 12 >= b or a == b:
            order = "dmy"
        elif b > 12 >= a:
            order = "mdy"
        else:
            raise UnreadableError(
                f"{match[0]!r} may be day or month first", 'write it as 2023-05-14, or say dates = "dmy" in a mapping'
            )
    return (_year(c), b, a) if order == "dmy" else (_year(c), a, b)


def read_stamp(text: str, rules: TimeRules) -> Stretch:
    """A day, a moment of a day or a stretch of it, in UTC: ISO 8601, or a date and a time of day in any order.

    Without a time it is the whole day. A bare time is in ``rules.zone``; one that a change of clocks repeats covers
    both moments, one that it skips is refused. Raises UnreadableError.
    """
    said = text.strip()
    match = _ISO.fullmatch(said)
    if match is None:
        return _loose(said, rules)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return _loose(said, rules)
    unit = DAY if len(said) == 10 else 1 if match[1] else 60
    if moment.tzinfo is None:
        return localise(moment, moment, unit, rules.zone)
    moment = moment.astimezone(UTC)
    return Stretch(moment, moment, unit)


def _loose(text: str, rules: TimeRules) -> Stretch:
    said = _WEEKDAY.sub("", " ".join(text.casefold().split()))
    match = _DATE.search(said)
    if match is None:
        raise UnreadableError(f"{text!r} has no date", "write it as 2023-05-14 14:05 or 14 May 2023, 14:05")
    day = _day(match, rules)
    before = re.sub(r"\b(?:of|on|the)\b|,", " ", said[: match.start()]).strip()
    after = re.sub(r"^(?:[\s,]*\bat\b|t(?=\d)|[\s,])+", "", said[match.end() :])
    if before and after:
        raise UnreadableError(f"{text!r} is not a date and a time", "write it as 2023-05-14 14:05")
    clock = " ".join((before or after).split())
    zone: ZoneInfo | timezone = rules.zone
    if clock and (offset := _OFFSET.search(clock)):
        minutes = int(offset[3] or 0) * 60 + int(offset[4] or 0)
        if minutes > 14 * 60:
            raise UnreadableError(f"{offset[0]!r} is not a zone", "write it as +04:00")
        zone = timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
        clock = clock[: offset.start()]
    return on_day(day, read_clock(clock) if clock else Clock(0, 0, DAY), zone)


def on_day(day: date, clock: Clock, zone: ZoneInfo | timezone) -> Stretch:
    """The stretch ``clock`` of ``day`` in ``zone``, in UTC. Raises UnreadableError for a time the clocks skip."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local until localise() gives it its zone
    try:
        low, high = midnight + timedelta(seconds=clock.low), midnight + timedelta(seconds=clock.high)
    except OverflowError:
        raise UnreadableError(f"{day} is out of range", "check the year") from None
    return localise(low, high, clock.unit, zone)


def localise(low: datetime, high: datetime, unit: int, zone: ZoneInfo | timezone) -> Stretch:
    """The stretch between two bare local stamps, in UTC. Raises UnreadableError for a time the clocks skip."""
    try:
        start = low.replace(tzinfo=zone).astimezone(UTC)
        end = high.replace(tzinfo=zone, fold=1).astimezone(UTC)
        if unit == DAY and low == high:
            length = (high + timedelta(days=1)).replace(tzinfo=zone, fold=1).astimezone(UTC) - end
            return Stretch(start, end, round(length.total_seconds()))
    except (OverflowError, ValueError):
        raise UnreadableError(f"{low.date()} is out of range", "check the year") from None
    if end < start or start.astimezone(zone).replace(tzinfo=None) != low:
        raise UnreadableError(
            f"{low:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks went forward", "check the time"
        )
    return Stretch(start, end, unit)
