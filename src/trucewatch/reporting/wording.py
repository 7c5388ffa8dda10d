"""How the mission says things: numbers, changes, hedges, distances, times and silence. Pure functions.

The shapes are those of the daily reports of the OSCE Special Monitoring Mission to Ukraine (2015-2022). The same
function words the same thing for every party; nothing here knows which party it speaks of.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from trucewatch.domain import Term, vocabulary
from trucewatch.places import compass_word

_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

DASH = "–"


def number(n: int) -> str:
    """An exact number: spelled to ten (0 is "no"), in figures with thousands separated above."""
    return _SPELLED[n] if 0 <= n < len(_SPELLED) else f"{n:,}"


def about(n: float) -> str:
    """An inexact number: the number itself up to 40, above that rounded and said to be.

    Rounded to 5 below 100, to 10 below 1,000, to 50 below 10,000, to 500 above. "almost" where the round number is a
    hundred (a thousand above 1,000) and the number lies under it; "about" otherwise.
    """
    if n <= 40:
        return number(round(n))
    step, landmark = next(pair for limit, pair in _STEPS if n < limit)
    rounded = round(n / step) * step
    word = "almost" if rounded > n and rounded % landmark == 0 else "about"
    return f"{word} {rounded:,}"


_STEPS = ((100, (5, 100)), (1_000, (10, 100)), (10_000, (50, 1_000)), (float("inf"), (500, 1_000)))


def tally(low: int, high: int, likely: int | None = None) -> str:
    """A count between ``low`` and ``high``: exact if they are equal, "between" if it may be small, else "about".

    About ``likely``, the figure of its row, or about the middle where the row has none.
    """
    if low == high:
        return number(low)
    middle = (low + high) / 2 if likely is None else likely
    if middle <= 40:
        return f"between {number(low) if low else 'zero'} and {number(high)}"
    return about(middle)


def counted(low: int, high: int, term: Term, likely: int | None = None) -> str:
    """A count and the name of what is counted: "no explosions", "one burst", "about 65 shots"."""
    return f"{tally(low, high, likely)} {term.label if low == high == 1 else term.plural}"


def change(word: str) -> str:
    """How a figure stands to the previous one: "more", "fewer" or "a similar number of"; "no" of both for none."""
    return {"more": "more", "fewer": "fewer", "similar": "a similar number of", "none": "no"}[word]


def share(low: float, high: float) -> str:
    """A share between ``low`` and ``high`` (1 is all) in per cent, with one decimal below ten."""
    first, second = _per_cent(low), _per_cent(high)
    return f"{first} per cent" if first == second else f"{first}{DASH}{second} per cent"


def changed(ratio: float) -> str:
    """A change to ``ratio`` times what was: "−10 per cent", "+35 per cent"; "a factor of 4.2" from threefold on."""
    if ratio >= 3:
        return f"a factor of {ratio:.1f}" if ratio < 10 else f"a factor of {ratio:.0f}"
    per_cent = round(100 * (ratio - 1))
    sign = "+" if per_cent > 0 else "−" if per_cent < 0 else ""
    return f"{sign}{abs(per_cent)} per cent"


def _per_cent(value: float) -> str:
    per_cent = 100 * value
    if per_cent == 0:
        return "0"
    if per_cent < 0.1:
        return "less than 0.1"
    return f"{per_cent:.1f}".removesuffix(".0") if per_cent < 10 else f"{per_cent:.0f}"


def amount(low: float, high: float, unit: str) -> str:
    """A quantity with its unit: "20–25 t", "30.8 t a day", "213 persons"; a count has no unit."""
    first, second = _quantity(low), _quantity(high)
    return _with_unit(first if first == second else f"{first}{DASH}{second}", unit)


def as_said(said: str, unit: str) -> str:
    """A quantity in the words it was given in, thousands separated, with its unit: "about 19,000 persons"."""
    return _with_unit(_UNGROUPED.sub(lambda found: f"{int(found[0]):,}", said), unit)


def open_ended(low: float, high: float) -> bool:
    """True if an interval is so wide that its middle is a figure nobody gave: "more than 2,000" is read to 4,000."""
    return high > _OPEN_ENDED * low


def a_day(low: float, high: float, unit: str, days: float) -> str:
    """What a quantity said of ``days`` days comes to in one: "about 30.8 t"; an interval where it is open-ended."""
    if open_ended(low, high):
        return amount(low, high, unit)
    said = amount((low + high) / 2, (low + high) / 2, unit)
    return said if low == high and days == 1 else f"about {said}"


def _with_unit(said: str, unit: str) -> str:
    if unit in ("", "count", "item"):
        return said
    plural = f"{unit}s" if unit in ("person", "vehicle") and said != "1" else unit
    return f"{said} {plural.replace('count/day', 'a day').replace('/day', ' a day')}"


_UNGROUPED = re.compile(r"(?<![\d.,])\d{4,}(?![\d,])")
_OPEN_ENDED = 1.75


def _quantity(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """``text`` with its first letter a capital."""
    return text[:1].upper() + text[1:]


def distance(metres: float) -> str:
    """To 50 m below 1 km, to half a kilometre below 10 km, to a kilometre beyond."""
    if metres < 975:
        return f"{max(50, round(metres / 50) * 50)} m"
    km = round(metres / 500) / 2 if metres < 9_750 else float(round(metres / 1_000))
    return f"{km:g} km"


def band(near_m: float, far_m: float) -> str:
    """A range band: "2–4 km"; "" where it says nothing, starting at the observer or reaching twenty times its start."""
    if near_m <= 0 or far_m / near_m >= _UNDETERMINED:
        return ""
    near, far = distance(near_m), distance(far_m)
    if near == far:
        return far
    return f"{near.split()[0]}{DASH}{far}" if near.split()[1] == far.split()[1] else f"{near} {DASH} {far}"


_UNDETERMINED = 20


def ranged(near_m: float, far_m: float) -> str:
    """A range band in a sentence: "at an assessed range of 2–4 km", "at an undetermined distance"."""
    said = band(near_m, far_m)
    return f"at an assessed range of {said}" if said else "at an undetermined distance"


def direction(degrees: float) -> str:
    """A bearing as one of the sixteen points of the compass."""
    return compass_word(degrees)


def gloss(metres: float, degrees: float, anchor: str) -> str:
    """Where a place is, for its first mention: "54 km SW of Stepanakert/Khankendi"."""
    return f"{distance(metres)} {direction(degrees)} of {anchor}"


def hours(value: float) -> str:
    """A length of time: "45 minutes", "six hours", "1.5 hours", "36 hours"."""
    minutes = round(value * 60)
    if minutes < 60:
        return f"{number(minutes) if minutes else 'zero'} minute{'' if minutes == 1 else 's'}"
    rounded = round(value * 2) / 2
    if rounded != int(rounded):
        return f"{rounded:,.1f} hours"
    return f"{number(int(rounded))} hour{'' if rounded == 1 else 's'}"


def age(value: float) -> str:
    """How old something is: in hours up to two days, in days beyond."""
    if value < 48:
        return f"{hours(value)} old"
    days = int(value // 24)
    return f"{number(days)} days old"


def _date(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]}"


def ages(least: float, most: float) -> str:
    """How old the newest and the oldest of several things are: "3.5 hours old", "3.5 to 12 hours old"."""
    first, last = age(least), age(most)
    if first == last:
        return first
    if first.rsplit(" ", 2)[1:] == last.rsplit(" ", 2)[1:]:
        return f"{first.rsplit(' ', 2)[0]} to {last}"
    return f"{first.removesuffix(' old')} to {last}"


def day(value: date) -> str:
    """A date: "26 July 2023"."""
    return f"{_date(value)} {value.year}"


def short_day(value: date) -> str:
    """A date for a table, the year being known: "26 Jul"."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]}"


def clock(value: datetime) -> str:
    """A time of day: "19:30"."""
    return f"{value:%H:%M}"


def between(start: datetime, end: datetime) -> str:
    """A stretch of time, both moments in the zone to be shown.

    "between 18:00 and 22:30 on 12 July", "between 18:00 on 12 July and 07:30 on 13 July".
    """
    if start.date() == end.date():
        return f"between {clock(start)} and {clock(end)} on {_date(start)}"
    return f"between {clock(start)} on {_date(start)} and {clock(end)} on {_date(end)}"


def days(first: date, last: date) -> str:
    """Days, both included: "26 July 2023", "12–26 July 2023", "12 December 2022 – 15 January 2023"."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day(last)}"
    if first.year == last.year:
        return f"{_date(first)} {DASH} {day(last)}"
    return f"{day(first)} {DASH} {day(last)}"


def zone(moment: datetime) -> str:
    """The offset of a moment's zone: "UTC+4", "UTC+5:30", "UTC"."""
    offset = moment.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    if not minutes:
        return "UTC"
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{whole}{f':{rest:02}' if rest else ''}"


def noticed(means: Sequence[str]) -> str:
    """The verb for means of noticing: "heard or saw"; "recorded" for instruments."""
    verbs = {"heard": "heard", "seen": "saw", "heard_and_seen": "saw or heard", "recorded": "recorded"}
    return listed(dict.fromkeys(verbs.get(one, "noticed") for one in means), last="or") or "noticed"


def silence(means: Sequence[str]) -> str:
    """A watch that noticed nothing: "heard or saw no ceasefire violation"."""
    return f"{noticed(means)} no ceasefire violation"


_SOURCE = {
    "A": "completely reliable source",
    "B": "usually reliable source",
    "C": "fairly reliable source",
    "D": "not usually reliable source",
    "E": "unreliable source",
    "F": "source whose reliability cannot be judged",
}
_INFORMATION = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


def grade(source: str, information: str) -> str:
    """A grading in words: "B2: usually reliable source, probably true"."""
    return f"{source}{information}: {_SOURCE[source]}, {_INFORMATION[information]}"


def label(name: str, code: str) -> str:
    """The label of a code of vocabulary ``name``; the code itself with spaces where the vocabulary lacks it."""
    term = vocabulary(name).get(code)
    return term.label if term else code.replace("_", " ")
