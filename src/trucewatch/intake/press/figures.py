"""The reader of periodic reports: counts and states of things, each with the days and the place it speaks of."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ...domain import Amount, vocabulary
from ..errors import UnreadableError
from ..quantities import read_range
from .findings import Days, Field, Told
from .names import Cast
from .situation import TITLE
from .spans import Stretch, stretches

_ABOUT = r"(?:about|around|approximately|some|at least|more than|over|up to|nearly|almost|fewer than|no more than)"
_WORDS = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty".split()  # noqa: SIM905
_NUMBER = re.compile(
    rf"(?:\b{_ABOUT}\s+)?(?<![\w.,:/-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{'|'.join(_WORDS)}|no|none)\b)(?![\d:,]*\d|%)",
    re.I,
)
_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z\d])|(?<=;)\s+(?=[A-Z])")
_WINDOW = 60
_HEADING = 70
"""Characters of a line that may be a heading."""

_NOT_SEEN = re.compile(r"^\s*(?:needed|required|planned|expected|pledged|per cent|percent)\b", re.I)
"""After a number: it is no count of what was."""

_RATE = re.compile(r"\b(?:a|per|each|every)\s+day\b|\bdaily\b", re.I)
_FOOD = re.compile(r"\b(?:food|flour|wheat|grain|rice|maize|bread|cereals?)\b", re.I)
_MEASURES = (
    ("bread_g_per_day", re.compile(r"^\s*(?:g|grams?)\s+(?:per|a)\s+person\b", re.I)),
    ("tonnes", re.compile(r"^\s*(?:t|tons?|tonnes?|metric tons?)\b(?!\.\w)", re.I)),
    ("violations", re.compile(r"\bviolations?\b", re.I)),
    ("killed", re.compile(r"\b(?:killed|dead|deaths?|fatalities|died)\b", re.I)),
    ("injured", re.compile(r"\b(?:injured|wounded|injuries)\b", re.I)),
    ("missing", re.compile(r"\bmissing\b", re.I)),
    ("displaced", re.compile(r"\b(?:displaced|new arrivals|refugees|evacuated)\b", re.I)),
    ("population", re.compile(
        r"\b(?:inhabitants|residents|population|(?:people|persons)\s+(?:remain|live|stay))\b", re.I)),
    ("vehicles", re.compile(
        r"\b(?:vehicles?|trucks?|lorr(?:y|ies)|cars?|bus(?:es)?|convoys?|ambulances?|tankers?)\b", re.I)),
)  # fmt: skip
_STATES = (
    ("corridor_closed", re.compile(
        r"\b(?:road|pass|corridor|bridge|checkpoint|crossing|gate|route|tunnel)\b[^.;,]{0,30}?"
        r"\b(?:(?:was|were|is|are|remain(?:s|ed)|stay(?:s|ed))\s+(?:closed|shut|blocked))\b", re.I)),
    ("corridor_open", re.compile(
        r"\b(?:road|pass|corridor|bridge|checkpoint|crossing|gate|route|tunnel)\b[^.;,]{0,30}?"
        r"\b(?:(?:was|were|is|are|remain(?:s|ed)|stay(?:s|ed))\s+open|reopened)\b", re.I)),
    ("gas_cut", re.compile(r"\bgas\b[^.;,]{0,30}?\b(?:was|is|remain(?:s|ed)|were)\s+(?:cut|off)\b", re.I)),
    ("power_cut", re.compile(
        r"\b(?:electricity|power)\b[^.;,]{0,30}?\b(?:was|is|remain(?:s|ed)|were)\s+(?:cut|off)\b", re.I)),
)  # fmt: skip
_SURE = 0.7


class _Line(NamedTuple):
    """A sentence at character ``start``, the ``label`` that its line opens with, and the days that it is about."""

    start: int
    text: str
    label: str
    period: Stretch


def figures(text: str, cast: Cast, published: date) -> list[Told]:
    """The figures and states in a periodic report published on ``published``, as claims of whoever published it.

    A figure is of the days named nearest in its sentence, else of those of the heading above it, else of the report's
    own period, or of the day of publication and the one before where it names none.
    """
    found: list[Told] = []
    for line in _lines(text, published):
        days = stretches(line.text, published, line.period)
        found += _counts(line, days, cast)
        found += _states(line, days, cast)
    return found


def _lines(text: str, published: date) -> Iterator[_Line]:
    period = Stretch(0, 0, published - timedelta(days=1), published)
    own, heading, named = period, "", False
    for match in re.finditer(r"\S[^\r\n]*", text):
        line, at = match[0], match.start()
        is_heading = len(line) <= _HEADING and line[-1] not in ".;" and line[0] not in "•-*"
        if is_heading or TITLE.search(line):
            spans = stretches(line, published, own)
            heading = "" if spans or TITLE.search(line) else line
            longest = max(spans, key=lambda one: one.last - one.first, default=None)
            if longest and (longest.first < longest.last or not named):
                period = longest._replace(start=at + longest.start, end=at + longest.end)
                if longest.first < longest.last and not named:
                    own, named = period, True
                elif longest.first == longest.last:
                    period = own
            if is_heading and (TITLE.search(line) or not _NUMBER.search(_masked(line, spans)) or spans):
                continue
        label = re.match(r"[•*-]?\s*([A-Z][^:.;,(]{2,40}):", line)
        at_sentence = 0
        for sentence in _SENTENCE.split(line):
            low = line.index(sentence, at_sentence)
            at_sentence = low + len(sentence)
            inner = re.match(r"([A-Z][^:.;,(]{2,40}):", sentence)
            named_by = inner or label
            yield _Line(at + low, sentence, named_by[1] if named_by else heading, period)


def _masked(text: str, days: list[Stretch]) -> str:
    for one in days:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _counts(line: _Line, days: list[Stretch], cast: Cast) -> Iterator[Told]:
    numbers = list(_NUMBER.finditer(_masked(line.text, days)))
    before = ""
    for number, following in zip(numbers, [*(one.start() for one in numbers[1:]), len(line.text)], strict=False):
        rest = line.text[number.end() : min(following, number.end() + _WINDOW)]
        if _NOT_SEEN.match(rest):
            continue
        measure = _measure(rest.split(";")[0], line.text[: number.start()], line.label) or before
        try:
            amount = read_range(re.sub(r"^(?:no|none)$", "0", number[0].strip(), flags=re.I), ".")
        except UnreadableError:
            continue
        if not measure:
            continue
        before = measure
        unit = vocabulary("measures")[measure].columns["unit"]
        said = line.text[number.start() : number.end() + len(rest)].strip(" ,;.(")
        yield _told(
            line,
            measure,
            (number.start(), number.end(), following),
            days,
            cast,
            Amount(*amount, unit, number[0].strip()),
            said,
        )


def _measure(rest: str, lead: str, label: str) -> str:
    """What the number counts, by the words behind it, else by the label of its line; "" where neither says."""
    near = re.split(r"[.:(]|,\s(?!\d)", rest, maxsplit=1)[0]
    hits = [(match.start(), name) for name, words in _MEASURES if (match := words.search(near))]
    name = min(hits)[1] if hits else next((name for name, words in _MEASURES if words.search(label)), "")
    rate = _RATE.search(near) or _RATE.search(label)
    if name == "tonnes":
        food = _FOOD.search(near) or _FOOD.search(label) or _FOOD.search(lead[-30:])
        return "supplies_t_per_day" if rate else "food_t" if food else "supplies_t"
    return "vehicles_per_day" if name == "vehicles" and rate else name


def _nearest(days: list[Stretch], start: int, upto: int, text: str) -> Stretch | None:
    """The days named between the figure at ``start`` and the next (``upto``), else before it, else behind it.

    Days before a colon are of the figure that follows them, and so are days that compare.
    """
    behind = [one for one in days if one.start >= start and text[one.end : one.end + 1] != ":"]
    own = [one for one in behind if one.start < upto]
    before = [one for one in reversed(days) if one.start < start]
    leading = [one for one in before if text[one.end : start].strip() == ":"]
    others = [one for one in (*before, *behind) if not one.compared]
    return next(iter([*leading, *own, *others]), None)


def _states(line: _Line, days: list[Stretch], cast: Cast) -> Iterator[Told]:
    for measure, words in _STATES:
        for match in words.finditer(line.text):
            yield _told(line, measure, (match.start(), match.end(), len(line.text)), days, cast, None, match[0])


def _told(
    line: _Line,
    measure: str,
    at: tuple[int, int, int],
    days: list[Stretch],
    cast: Cast,
    amount: Amount | None,
    said: str,
) -> Told:
    """The claim that a line makes in the words ``at`` (start, end, and where the next figure begins)."""
    start, end, upto = at
    low, high = line.start + start, line.start + max(end, start + len(said))
    when = _nearest(days, start, upto, line.text)
    named = (when.start + line.start, when.end + line.start) if when else (line.period.start, line.period.end)
    of = when or line.period
    place = next(iter(cast.places(line.text)), None)
    return Told(
        start=low,
        end=high,
        what=measure,
        claimant=Field("", 1.0),
        event=Field("", 1.0),
        realis=Field("happened", _SURE, low, high),
        when=Days(of.first, of.last, *named),
        place=Field(place.place, _SURE, line.start + place.start, line.start + place.end) if place else Field("", 1.0),
        amount=amount,
    )
