"""Columns that several forms share: time, place, count, amount, grading, truth."""

import math
import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from ...domain import Amount, Anywhere, Bearing, Count, Grading, Point, Polygon, Span, When, Where
from ...mission import Source
from ...places import HALF_WIDTH_DEG, LIMIT_M, compass, read_position, read_range
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_count, read_number, read_unit
from ..quantities import read_range as read_figures
from ..rows import Row
from ..times import DAY, Stretch, on_day, read_clock, read_day, read_stamp

TIME = {
    "start": "when it began: ISO 8601, in the mission's zone unless one is given; with `date`, a time of day will do",
    "end": "when it ended, likewise; on the day of `start` if it has no date",
    "date": "the day, where `start` and `end` are not used: 2023-05-14, 14 May 2023, 14.05.2023",
    "time": "the time of that day: 14:05, 14.05, 2:05 pm, around 14h, 14:00-14:20, evening; empty for the whole day",
    "until": "when it ended, where `time` says when it began",
}
PLACE = {
    "where": "a place in any of its spellings, `3 km NW of X`, `between X and Y`, degrees, MGRS",
    "lon": "longitude in decimal degrees, instead of `where`",
    "lat": "latitude in decimal degrees",
    "error_m": "radius in metres that holds 90 % of the probability; from the digits of `lon` and `lat` if empty",
}
AIM = {
    "bearing": "true bearing from the observer: ENE, 67; magnetic (67 mag) only with a declination in the mapping",
    "range": "how far: 2-4 km, about 3 km, undetermined",
}

_DEGREES = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:°|deg\.?|degrees)?\s*(t|true|m|mag\.?|magnetic)?", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|[a-zа-я]{3}|\d[./-]\d{1,2}[./-]\d", re.IGNORECASE)
_HALF_WIDTH_OF_DEGREES = 5.0
_LOOKERS = frozenset({"post", "patrol", "camera", "acoustic", "checkpoint"})


def stretch(row: Row, desk: Desk) -> Stretch | None:
    """The time columns of a row; None where they hold a fault, which is noted."""
    if row.text("start"):
        begun = row.read("start", lambda text: _moment(text, row, desk), None)
    elif row.text("date"):
        begun = _on_date(row, desk)
    else:
        row.fault("date" if "date" in row.names else "start", "there is no time", "say when, if only the day")
        return None
    column = "end" if row.text("end") else "until"
    if begun is None or not row.text(column):
        return begun
    ended = row.read(column, lambda text: _end(text, begun, desk), None)
    if ended is None:
        return None
    if ended.end < begun.start:
        row.fault(column, "ends before it starts", "check the two times")
        return None
    if ended.end == begun.start:
        return Stretch(begun.start, ended.end, max(begun.unit, ended.unit))
    return Stretch(begun.start, ended.end, ended.unit if ended.unit > DAY // 2 else 0)


def _moment(text: str, row: Row, desk: Desk) -> Stretch:
    if row.text("date") and not _DATED.search(text):
        return on_day(read_day(row.text("date"), desk.times), read_clock(text), desk.times.zone)
    return read_stamp(text, desk.times)


def _on_date(row: Row, desk: Desk) -> Stretch | None:
    if not row.text("time"):
        return row.read("date", lambda text: read_stamp(text, desk.times), None)
    day = row.read("date", lambda text: read_day(text, desk.times), None)
    clock = row.read("time", read_clock, None)
    if day is None or clock is None:
        return None
    return row.read("time", lambda _: on_day(day, clock, desk.times.zone), None)


def _end(text: str, begun: Stretch, desk: Desk) -> Stretch:
    if _DATED.search(text):
        return read_stamp(text, desk.times)
    day = begun.start.astimezone(desk.times.zone).date()
    clock = read_clock(text)
    ended = on_day(day, clock, desk.times.zone)
    if ended.end < begun.start:
        ended = on_day(day + timedelta(days=1), clock, desk.times.zone)
        if (ended.end - begun.start).total_seconds() > 16 * 3600:
            raise UnreadableError("ends before it starts", "check the two times")
    return ended


def when(row: Row, desk: Desk) -> When | None:
    """When an event happened, for the time columns of a row."""
    found = stretch(row, desk)
    if found is None:
        return None
    said = "" if row.text("start") else " ".join(filter(None, map(row.text, ("date", "time", "until"))))
    return found.when(desk.zone_name, said)


def span(row: Row, desk: Desk) -> Span | None:
    """How long something went on, for the time columns of a row."""
    found = stretch(row, desk)
    return found.span() if found else None


def number(desk: Desk) -> Callable[[str], float]:
    return lambda text: read_number(text, desk.decimal)


def degrees(text: str) -> float:
    """A coordinate or angle in decimal degrees, with point or comma. Raises UnreadableError."""
    try:
        value = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UnreadableError(f"{text[:60]!r} is not a number of degrees", "write 46.5305, or the position in `where`")
    return value


def _bounded(limit: float, what: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = degrees(text)
        if abs(value) > limit:
            raise UnreadableError(
                f"{what} {text} is outside -{limit:g}..{limit:g}", "check that lon and lat are not swapped"
            )
        return value

    return read


_LON, _LAT = _bounded(180, "longitude"), _bounded(90, "latitude")


def position(row: Row) -> tuple[float, float] | None:
    """Longitude and latitude of the columns `lon` and `lat`; None where they are empty or at fault."""
    if not (row.text("lon") or row.text("lat")):
        return None
    lon = row.needed("lon", _LON, math.nan)
    lat = row.needed("lat", _LAT, math.nan)
    return None if math.isnan(lon) or math.isnan(lat) else (lon, lat)


def point(row: Row, desk: Desk, at: tuple[float, float]) -> Where:
    error = row.read("error_m", number(desk), 0.0)
    if row.text("error_m") and error <= 0:
        row.fault("error_m", "is not above 0 m", "leave it empty if it is not known")
        return Anywhere()
    if error:
        return Point(*at, error)
    lon, lat = (row.text(column).replace(",", ".").replace("−", "-") for column in ("lon", "lat"))
    read = row.read("lon", lambda _: read_position(f"{lat}, {lon}", desk.gazetteer), None)
    return read or Anywhere()


def place(row: Row, desk: Desk) -> Where:
    """The place columns of a row without a bearing; Anywhere where they are empty."""
    at = position(row)
    if at:
        return point(row, desk, at)
    return row.read("where", lambda text: read_position(text, desk.gazetteer), Anywhere())


def aimed(row: Row, desk: Desk, source: Source | None) -> Where:
    """The place columns of an observation.

    A bearing and range are from `lon`/`lat` or `where` if they are given (an observer on the move), otherwise from the
    source's position. A source that looks and says nothing of where saw or heard it in its own view; anybody else,
    anywhere in the area.
    """
    post = (source.lon, source.lat) if source and source.lon is not None and source.lat is not None else None
    if not (row.text("bearing") or row.text("range")):
        at = position(row)
        if at:
            return point(row, desk, at)
        if row.text("where"):
            return row.read("where", lambda text: read_position(text, desk.gazetteer, post), Anywhere())
        if source and post and source.range_m and source.type in _LOOKERS:
            facing = source.facing_deg % 360
            return Bearing(*post, facing, source.field_deg / 2, 0.0, source.range_m)
        return Anywhere()
    at = position(row) or _observer(row, desk) or post
    limit = source.range_m if source and source.range_m else LIMIT_M
    near, far = row.read("range", lambda text: read_range(text, limit), (0.0, limit))
    direction, half_width = row.read("bearing", lambda text: _bearing(text, desk), (0.0, 180.0))
    if at is None:
        if not row.problems:
            row.fault(
                "bearing", "the observer's position is not known", "give lon and lat, or the source's in sources.csv"
            )
        return Anywhere()
    return Bearing(*at, direction, half_width, near, far)


def _observer(row: Row, desk: Desk) -> tuple[float, float] | None:
    """Where the observer stood, from `where`; None, and a fault, where that is no single position."""
    if not row.text("where"):
        return None
    found = row.read("where", lambda text: read_position(text, desk.gazetteer), None)
    if found is None:
        return None
    if isinstance(found, Bearing | Anywhere | Polygon):
        row.fault("where", "is not a position that a bearing can be taken from", "name the place or give lon and lat")
        return None
    return found.lon, found.lat


def _bearing(text: str, desk: Desk) -> tuple[float, float]:
    """Degrees from true north and the half width: 11.25 for a compass point, 5 for a number of degrees."""
    match = _DEGREES.fullmatch(text)
    if match is None:
        if text.casefold() in ("undetermined", "unknown", "n/k"):
            return 0.0, 180.0
        return compass(text), HALF_WIDTH_DEG
    value = float(match[1].replace(",", "."))
    if value > 360:
        raise UnreadableError(f"{text} is not a bearing", "bearings run from 0 to 360 degrees")
    if match[2] and match[2].casefold().startswith("m"):
        if desk.declination_deg is None:
            raise UnreadableError(
                f"{text!r} is a magnetic bearing", "give the true one, or set declination_deg in a mapping"
            )
        value += desk.declination_deg
    return value % 360, _HALF_WIDTH_OF_DEGREES


@lru_cache(maxsize=4096)
def _count(text: str) -> tuple[int, int]:
    return read_count(text)


def count(row: Row, default: tuple[int, int] | None, *, least: int = 0) -> Count | None:
    """The columns `count` and `unit`; an empty count is ``default``, or a problem where that is None."""
    read = row.needed if default is None else row.read
    found = read("count", _count, default or (least, least))
    if found[1] < least:
        row.fault("count", "counts nothing", "what did not happen while somebody looked is a watch, not an observation")
        return None
    said = row.text("count")
    return Count(max(found[0], least), found[1], row.text("unit") or "item", "" if said.isdecimal() else said)


def amount(row: Row, desk: Desk) -> Amount | None:
    """The columns `amount` and `unit`; None where `amount` is empty or at fault."""
    found = row.read("amount", lambda text: read_figures(text, desk.decimal), None)
    if found is None:
        return None
    return Amount(found.low, found.high, read_unit(row.text("unit")), row.text("amount"))


@lru_cache(maxsize=256)
def _truth(text: str) -> bool:
    said = text.casefold()
    if said in ("yes", "y", "true", "1", "x", "да"):
        return True
    if said in ("no", "n", "false", "0", "-", "нет"):
        return False
    raise UnreadableError(f"{text[:60]!r} is neither yes nor no", "write yes or no")


def truth(row: Row, column: str) -> bool:
    return row.read(column, _truth, False)


@lru_cache(maxsize=256)
def _grading(text: str) -> Grading:
    said = text.upper().replace(" ", "").replace("-", "").replace("/", "")
    if re.fullmatch("[A-F][1-6]", said) is None:
        raise UnreadableError(
            f"{text[:60]!r} is not a grade", "write A-F for the source and 1-6 for the information: B2"
        )
    return Grading(said[0], said[1])  # type: ignore[arg-type]


def grading(row: Row) -> Grading | None:
    return row.read("grade", _grading, None)


def listed(text: str) -> tuple[str, ...]:
    """The parts of a cell that are divided by bars."""
    return tuple(part.strip() for part in text.split("|") if part.strip())
