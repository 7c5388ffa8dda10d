"""How many and how much, as people write it, read into a range.

Where the words leave an end open ("at least 5"), the range ends by a stated convention, at twice the number named; the
words are kept beside it.
"""

import math
import re
from typing import Literal, NamedTuple

from .errors import UnreadableError

Decimal = Literal["", ".", ","]
"""The sign that divides off decimals; "" where the file does not say, then "1,500" is not guessed at."""

_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "no,zero,none,nil",
            "one,a,an,single,a single",
            "two,a couple,a pair",
            *["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"],
            "twelve,dozen,a dozen",
            *["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"],
        )
    )
    for word in words.split(",")
} | {"thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100, "one hundred": 100, "a thousand": 1000}

_VAGUE = {
    "a few": (2, 5),
    "few": (2, 5),
    "several": (3, 9),
    "tens": (20, 99),
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
}
_OPEN = {"many", "multiple", "numerous", "some", "undetermined", "unknown", "an undetermined number", "n/k", "?"}

_SPACES = re.compile(r"\s+")
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|some|circa|ca\.?|c\.|~|≈|±|около|примерно)\s*(?=\S)(.+)"
)
_UNDER = re.compile(r"(?:almost|nearly|close to|почти)\s+(.+)")
_LEAST = re.compile(r"(?:at least|no (?:less|fewer) than|minimum|min\.?|>=|≥|не менее)\s*(.+)|(.+?)\s*(?:\+|or more)")
_MORE = re.compile(r"(?:more than|over|above|>|более)\s*(.+)")
_MOST = re.compile(r"(?:up to|at most|no more than|maximum|max\.?|<=|≤|до)\s*(.+)")
_LESS = re.compile(r"(?:less than|fewer than|under|below|<|менее)\s*(.+)")
_BETWEEN = re.compile(r"(?:between|from)\s+(.+?)\s+(?:and|to)\s+(.+)|(.+?)\s*(?:-|\bto\b|\bor\b)\s*(.+)")
_TIMES = re.compile(r"x\s*(\d+)|(\d+)\s*(?:x|times)")
_DIGITS = re.compile(r"\d{1,15}(?:\.\d+)?(?:e[+-]?\d{1,2})?")
_GROUPED = {",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")}
_COMMA = re.compile(r"\d{1,15},\d+")


class Range(NamedTuple):
    """From ``low`` to ``high``, both possible; equal where the words are exact."""

    low: float
    high: float


def tidy(text: str) -> str:
    """``text`` in lower case with single spaces, plain hyphens and no spaces that only group digits."""
    text = _SPACES.sub(" ", text.strip().casefold())
    text = text.replace("–", "-").replace("—", "-").replace("−", "-")
    return re.sub(r"(?<=\d)[ '’](?=\d{3}(?:\D|$))", "", text)


def read_number(text: str, decimal: Decimal = "") -> float:
    """One number, zero or above, in digits or as a word up to twenty.

    "1,500" and "1.500,5" are read by ``decimal``; a full stop divides off decimals unless the file says otherwise,
    and a comma followed by exactly three digits is refused where it does not say, for the two readings differ a
    thousandfold. Raises UnreadableError.
    """
    if decimal != "," and _DIGITS.fullmatch(text):
        return float(text)
    text = tidy(text)
    if text in _WORDS:
        return float(_WORDS[text])
    number = _digits(text, decimal)
    if number is None:
        raise UnreadableError(f"{text!r} is not a number", "write it in digits, such as 12 or 12.5")
    return number


def _digits(text: str, decimal: Decimal) -> float | None:
    """The number that digits, signs and an exponent of up to two digits spell out, or None."""
    if _DIGITS.fullmatch(text) and (decimal != "," or "." not in text):
        return float(text)
    if _GROUPED[","].fullmatch(text) and decimal != ",":
        if decimal == "" and text.count(",") == 1 and "." not in text and not text.startswith("0"):
            raise UnreadableError(
                f"{text!r} may be {text.replace(',', '')} or {text.replace(',', '.')}",
                'write it without the comma, or say decimal = "." or "," in a mapping',
            )
        if not text.startswith("0"):
            return float(text.replace(",", ""))
    if decimal != "." and _GROUPED["."].fullmatch(text) and (decimal == "," or "," in text or text.count(".") > 1):
        return float(text.replace(".", "").replace(",", "."))
    if decimal != "." and _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def _step(number: float) -> float:
    """The unit a round number was rounded to: 40 -> 10, 65 -> 5, 300 -> 100, 7 -> 1."""
    if number <= 0 or number != int(number):
        return 1.0
    step = 1.0
    while number % (step * 10) == 0:
        step *= 10
    return step * 5 if step * 5 <= number and number % (step * 5) == 0 and step == 1 and number > 40 else step


def _reach(number: float) -> float:
    """How far a rounded number may be off: half of what it was rounded to, from a tenth to a quarter of it."""
    return max(min(_step(number) / 2, number / 4), number / 10)


def read_range(text: str, decimal: Decimal = "") -> Range:
    """A number or a range of numbers as people write it.

    "about n" reaches half of the unit n was rounded to, from a tenth to a quarter of n, to both sides; "at least n" and
    "more than n" reach to 2 n, "up to n" and "fewer than n" down to 1 (to 0 where n is 1 or below); "almost n" ends
    at n; "dozens" is 24-99. Raises UnreadableError for words that give no lower or no upper end.
    """
    said = tidy(text)
    if said in _VAGUE:
        return Range(*map(float, _VAGUE[said]))
    if said in _OPEN or not said:
        raise UnreadableError(
            f"{text.strip()!r} gives no number", 'write the number that is certain, such as "at least 2"'
        )
    if _DIGITS.fullmatch(said) and decimal != ",":
        return Range(float(said), float(said))
    if match := _LEAST.fullmatch(said):
        low = read_number(match[1] or match[2], decimal)
        return Range(low, 2 * low)
    if match := _MORE.fullmatch(said):
        low = read_number(match[1], decimal)
        return Range(low + 1 if low == int(low) else low, max(2 * low, low + 1))
    if match := _MOST.fullmatch(said):
        high = read_number(match[1], decimal)
        return Range(1.0 if high > 1 else 0.0, high)
    if match := _LESS.fullmatch(said):
        high = read_number(match[1], decimal)
        high = high - 1 if high == int(high) and high >= 1 else high
        return Range(1.0 if high > 1 else 0.0, high)
    if match := _UNDER.fullmatch(said):
        high = read_number(match[1], decimal)
        return Range(high - _reach(high), high)
    if (match := _ABOUT.fullmatch(said)) and match[1] not in _VAGUE:
        middle = read_range(match[1], decimal)
        return Range(middle.low - _reach(middle.low), middle.high + _reach(middle.high))
    if match := _TIMES.fullmatch(said):
        number = float(match[1] or match[2])
        return Range(number, number)
    if match := _BETWEEN.fullmatch(said):
        low = read_number(match[1] or match[3], decimal)
        high = read_number(match[2] or match[4], decimal)
        if high < low:
            raise UnreadableError(f"{text.strip()!r} runs from more to less", "write the lower number first")
        return Range(low, high)
    number = read_number(said, decimal)
    return Range(number, number)


def read_count(text: str) -> tuple[int, int]:
    """Whole things: the ends of ``read_range`` rounded outwards; a comma groups thousands. Raises UnreadableError."""
    low, high = read_range(text, ".")
    if high > 2**53:
        raise UnreadableError(f"{text.strip()!r} is too large for a count", "check the number")
    if low == high and low != int(low):
        raise UnreadableError(f"{text.strip()!r} is not a whole number", "count whole things")
    return math.floor(low), math.ceil(high)


UNITS = {
    word: unit
    for unit, words in {
        "t": "t|ton|tons|tonne|tonnes|mt|metric ton|metric tons|metric tonnes|т|тонн|тонна|тонны",
        "kg": "kg|kgs|kilogram|kilograms|kilo|kilos|кг",
        "g": "g|gram|grams|г",
        "l": "l|litre|litres|liter|liters|л|литр|литров",
        "m3": "m3|m³|cubic metre|cubic metres|cubic meter|cubic meters|м3|м³",
        "pallet": "pallet|pallets",
        "truck": "truck|trucks|truckload|truckloads|lorry|lorries",
        "piece": "piece|pieces|pcs|each|unit|units|item|items",
        "box": "box|boxes|carton|cartons|ctn|ctns",
        "person": "person|persons|people",
    }.items()
    for word in words.split("|")
}


def read_unit(text: str) -> str:
    """The short sign of a unit ("tons" -> "t"); a word not in the list is kept as it stands."""
    said = _SPACES.sub(" ", text.strip())
    return UNITS.get(said.casefold(), said)
