"""The form of the weather: one row is what it was at a station or place for a time."""

import re
from collections.abc import Callable
from datetime import timedelta

from ...domain import Account, Anywhere, Cell, Place, Point, Span, Weather
from ...places import compass
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_number
from ..rows import Row
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

HOLDS = timedelta(hours=1)
"""What was observed at one moment is taken to hold for so long."""

_LENGTHS = {"": 1.0, "m": 1.0, "km": 1000.0, "м": 1.0, "км": 1000.0}
_SPEEDS = {"": 1.0, "m/s": 1.0, "мс": 1.0, "м/с": 1.0, "km/h": 1 / 3.6, "км/ч": 1 / 3.6, "kt": 0.514444, "kn": 0.514444}
_NO_DIRECTION = frozenset({"calm", "variable", "vrb", "штиль"})
_UNIT = re.compile(r"(?P<figure>.*?\d)\s*(?P<unit>[^\d\s][^\d]*)?")


def _in(units: dict[str, float], desk: Desk, example: str) -> Callable[[str], float]:
    """A reader of a figure with one of ``units``, or without, into the first of them."""

    def read(text: str) -> float:
        found = _UNIT.fullmatch(text)
        unit = (found["unit"] or "").strip().casefold() if found else ""
        if found is None or unit not in units:
            raise UnreadableError(f"{text[:60]!r} is not a figure with a unit", f"write {example}")
        return read_number(found["figure"], desk.decimal) * units[unit]

    return read


def _wind_from(text: str) -> float | None:
    if text.casefold() in _NO_DIRECTION:
        return None
    try:
        degrees = float(text.removesuffix("°").replace(",", "."))
    except ValueError:
        return compass(text)
    if not 0 <= degrees <= 360:
        raise UnreadableError(f"{text} is not a direction", "directions run from 0 to 360 degrees")
    return degrees % 360


def _weather(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    span = cells.span(row, desk)
    if span and span.length < HOLDS and not (row.text("end") or row.text("until")):
        span = Span(span.start, span.start + HOLDS)
    where = cells.place(row, desk)
    if not isinstance(where, Point | Cell | Place | Anywhere):
        row.fault("where", "is no one place", "name the station or place, or leave it empty for the whole area")
    visibility = row.read("visibility_m", _in(_LENGTHS, desk, "800, or 10 km"), None)
    wind = row.read("wind_ms", _in(_SPEEDS, desk, "5, 10 kt or 18 km/h"), None)
    direction = row.read("wind_from", _wind_from, None)
    fog = cells.truth(row, "fog")
    if not row.problems and visibility is None and wind is None and not fog:
        row.fault("visibility_m", "nothing is told of the weather", "give the visibility, the wind or fog")
    if row.problems or source is None or span is None:
        return ()
    return (
        Weather(
            source=source.id,
            span=span,
            where=where,
            visibility_m=visibility,
            fog=fog,
            wind_ms=wind,
            wind_from_deg=direction,
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


WEATHER = Form(
    name="weather",
    needs=("visibility_m", "wind_ms"),
    columns={
        **WHO,
        **cells.TIME,
        "where": "the station or place it was observed at, in any of its spellings; empty for the whole area",
        "lon": "longitude in decimal degrees, instead of `where`",
        "lat": "latitude in decimal degrees",
        "error_m": "radius in metres that holds 90 % of the probability; from the digits of `lon` and `lat` if empty",
        "visibility_m": "how far anything could be seen, metres, or with a unit: 10 km",
        "fog": "yes where there was fog; without a visibility, it was below 1 km",
        "wind_ms": "speed of the wind, metres a second, or with a unit: 10 kt, 18 km/h",
        "wind_from": "where it blew from: degrees from true north, or a point of the compass; calm, variable",
        **ABOUT,
    },
    read=_weather,
)
