"""Reads positions and ranges from the words sources use for them."""

import math
import re
import warnings

import mgrs
import numpy as np
import shapely

from ..domain import Anywhere, Bearing, Cell, Place, Point, Polygon, Where
from .compass import HALF_WIDTH_DEG, compass
from .frame import Frame
from .gazetteer import Gazetteer, Named

LIMIT_M = 20_000.0
"""The far end taken for a range that has none ("over 10 km", "undetermined") unless the caller states another."""

NEAR_M = 3000.0
"""How far "near X" reaches at least."""

MIN_ERROR_M = 20.0
"""The least error given to a position written in degrees, however many digits it has."""

_LONGEST = 300
_M_PER_DEG = 111_320.0
_BETWEEN_SHARE = 0.15
_FAR_OFF_M = 500_000.0
_FORMS = 'write "39.75, 46.75", 39°45\'00"N 46°45\'00"E, "38S NJ 1234 5678", "3 km NW of X" or a place name'

_UNKNOWN = {"unknown", "undetermined", "not known", "not stated", "n/k", "n/a", "неизвестно", "не установлено"}
_MGRS = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z]{2})(\d*)")

_NUMBER = r"\d+(?:[.,]\d+)?"
_PAIR = re.compile(rf"([+-]?{_NUMBER})(\s*[;/]\s*|\s*,\s*|\s+)([+-]?{_NUMBER})")
_HEMISPHERE = r"[NSEW]"
_BODY = r"\d[\d.,°'\":\s]*"
_TRAILING = re.compile(rf"({_BODY})({_HEMISPHERE})[\s,;/]*({_BODY})({_HEMISPHERE})")
_LEADING = re.compile(rf"({_HEMISPHERE})\s*({_BODY})({_HEMISPHERE})\s*({_BODY})")
_MARKED = re.compile(r"(\d{1,2}\s*°[\d.,'\"\s]*?)[\s,;/]+(\d{1,3}\s*°[\d.,'\"\s]*)")
_COMPACT = re.compile(r"(\d{2,3})(\d{2})(\d{2})?(?:[.,](\d+))?")
_MARKS = str.maketrans(
    {"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "″": '"', "”": '"', "“": '"'}
)
_RUSSIAN_HEMISPHERES = (("с.ш.", "N"), ("ю.ш.", "S"), ("в.д.", "E"), ("з.д.", "W"))

_UNIT = r"(?:km|kms|kilomet(?:er|re)s?|m|met(?:er|re)s?|км|м|километр\w*|метр\w*)\b\.?"
_ABOUT = r"(?:about|approximately|approx\.?|around|some|circa|ca\.?|c\.|almost|nearly|roughly|~|≈|около|примерно)"
_AMOUNT = r"\d[\d.,]*(?:\s\d{3}\b)*"
_RANGE = re.compile(
    rf"(?:from|between|от|в|на)?\s*(?P<about>{_ABOUT})?\s*(?P<low>{_AMOUNT})\s*(?P<low_unit>{_UNIT})?"
    rf"\s*(?:-|–|—|to|and|до)\s*(?P<high>{_AMOUNT})\s*(?P<unit>{_UNIT})",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"(?:в|на)?\s*(?:(?P<over>over|more than|at least|beyond|>=?|более|свыше|не менее)"
    rf"|(?P<under>under|up to|less than|within|at most|<=?|до|менее|не более)|(?P<about>{_ABOUT}))?"
    rf"\s*(?P<value>{_AMOUNT})\s*(?P<unit>{_UNIT})",
    re.IGNORECASE,
)
_UNDETERMINED = re.compile(
    r"(?:at\s+)?(?:an\s+)?(?:undetermined|unknown|n/k|неизвестно|не установлено)(?:\s+(?:range|distance)s?)?",
    re.IGNORECASE,
)
_TOWARDS = r"(?:(?:to|in|into|towards?)\s+(?:the\s+)?|к\s+|на\s+)?"
_OF = re.compile(
    rf"(?P<range>[^()]*?\d\s*{_UNIT})\s*{_TOWARDS}(?P<point>[^\d,;]+?)\s+(?:of|from|от)\s+(?:the\s+)?(?P<place>.+)",
    re.IGNORECASE,
)
_THAN = re.compile(rf"(?P<range>[^()]*?\d\s*{_UNIT})\s*(?P<point>\S+ее)\s+(?P<place>.+)", re.IGNORECASE)
_OFF = re.compile(rf"(?P<range>[^()]*?\d\s*{_UNIT})\s*,?\s*{_TOWARDS}(?P<point>[^\d,;]+)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:on the road\s+|along the road\s+)?(?:between|между)\s+(?P<pair>.+)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|и|&)\s+", re.IGNORECASE)
_NEAR = re.compile(
    r"(?:near(?:by)?(?: to)?|close to|(?:in the )?vicinity of|(?:on |in |at )?(?:the )?outskirts of|around|возле|вблизи"
    r"|близ|у|около|рядом с)\s+(?P<place>.+)",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:in|at|inside|в)\s+(?P<place>.+)", re.IGNORECASE)
_SORT = re.compile(
    r"(?:the\s+)?(?:(?:village|town|city|settlement|hamlet)\s+of|село|деревня|город|посёлок|поселок|с\.|г\.|н\.\s?п\.)\s*"
    r"(?P<a>.+)|(?P<b>.+?)\s+(?:village|town|city|settlement|hamlet)",
    re.IGNORECASE,
)
_GLOSSED = re.compile(r"(.+?)\s*\([^()]*\)")


def read_position(text: str, gazetteer: Gazetteer, at: tuple[float, float] | None = None) -> Where:
    """The region that ``text`` speaks of.

    Read are decimal degrees (latitude first unless marked N/S/E/W), degrees with minutes and seconds, MGRS,
    "3 km NW of X", "between X and Y", "near X", "X" in any spelling of the gazetteer, "unknown", and, from an
    observer standing ``at`` (lon, lat), "2-4 km ENE". Degrees get the error their digits leave. A direction from a
    place is from its centre. Raises ValueError, also for a position more than 500 km from every place, saying what is
    wrong and how to write it.
    """
    said = " ".join(text.split()).strip(" .;,")
    if not said:
        raise ValueError(f"there is no position: {_FORMS}")
    if len(said) > _LONGEST:
        raise ValueError(f"a position of {len(said)} letters is a story: {_FORMS}")
    if said.casefold() in _UNKNOWN:
        return Anywhere()
    for read in (_mgrs_cell, _marked_degrees, _plain_degrees):
        where = read(said)
        if where is not None:
            return _not_far_off(where, said, gazetteer)
    return _in_words(said, gazetteer, at)


def read_range(text: str, limit_m: float = LIMIT_M) -> tuple[float, float]:
    """The band of metres (near, far) meant by "2-4 km", "about 3 km", "over 10 km" or "undetermined".

    A single figure reaches half a unit of its last digit that counts to either side, but no less than 10 % and no
    more than 25 % of it; with "about", twice that. A range without a far end ends at ``limit_m``, or at twice the
    figure where that is farther. Raises ValueError if there is no range in ``text``.
    """
    said = " ".join(text.split()).strip(" .;,")
    if _UNDETERMINED.fullmatch(said):
        return 0.0, limit_m
    mend = 'write "2-4 km", "about 3 km", "800 m", "over 10 km" or "undetermined"'
    if len(said) <= _LONGEST and (band := _RANGE.fullmatch(said)):
        low = _metres(band["low"], band["low_unit"] or band["unit"])
        high = _metres(band["high"], band["unit"])
        if low != high:
            return min(low, high), max(low, high)
        return _spread(band["high"], band["unit"], wide=bool(band["about"]))
    single = _SINGLE.fullmatch(said) if len(said) <= _LONGEST else None
    if single is None:
        raise ValueError(f"{text[:60]!r} is no range: {mend}")
    value = _metres(single["value"], single["unit"])
    if value <= 0:
        raise ValueError(f"{text[:60]!r} is no distance: {mend}")
    if single["over"]:
        return value, max(limit_m, 2 * value)
    if single["under"]:
        return 0.0, value
    return _spread(single["value"], single["unit"], wide=bool(single["about"]))


def _spread(value: str, unit: str, *, wide: bool) -> tuple[float, float]:
    metres = _metres(value, unit)
    digits = _decimal(value, unit)
    last = digits[::-1].lstrip("0")[::-1] if "." not in digits else digits
    step = 10.0 ** (-len(digits.partition(".")[2]) if "." in digits else len(digits) - len(last))
    off = min(max(0.5 * step * _scale(unit), 0.1 * metres), 0.25 * metres) * (2 if wide else 1)
    return metres - off, metres + off


def _metres(value: str, unit: str) -> float:
    metres = float(_decimal(value, unit)) * _scale(unit)
    if not metres < 1e6:
        raise ValueError(f"{value} {unit} is farther than anything is seen or heard: check the unit")
    return metres


def _scale(unit: str) -> float:
    return 1000.0 if unit.casefold().startswith(("k", "к")) else 1.0


def _decimal(value: str, unit: str) -> str:
    """``value`` with a decimal point. A comma before three digits parts thousands of metres, else decimals."""
    bare = value.replace(" ", "").rstrip(".,")
    if re.fullmatch(r"\d{1,3}(,\d{3})+", bare):
        if _scale(unit) > 1:
            raise ValueError(f"{value} {unit} may be thousands or decimals: write 1500 or 1.5")
        return bare.replace(",", "")
    if not re.fullmatch(r"\d+([.,]\d+)?", bare):
        raise ValueError(f"{value!r} is no number: write it like 1500 or 1.5")
    return bare.replace(",", ".")


def _mgrs_cell(said: str) -> Cell | None:
    """The square of an MGRS reference.

    Whether a reference means the corner or the centre of its square differs between versions of the library, so it
    is asked for the square metre at the centre.
    """
    bare = re.sub(r"[\s-]+", "", said).upper()
    match = _MGRS.fullmatch(bare) if bare.isascii() else None
    if match is None:
        return None
    square, digits = bare[: match.start(4)], match[4]
    half = len(digits) // 2
    if len(digits) % 2 or half > 5:
        raise ValueError(
            f"{said!r} has {len(digits)} digits: an MGRS reference has as many for east as for north, to 5"
        )
    east, north = ((part + "50000")[:5] for part in (digits[:half], digits[half:]))
    try:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            lat, lon = mgrs.MGRS().toLatLon(square + east + north)
    except mgrs.core.MGRSError as error:
        raise ValueError(f"{said!r} is no square of MGRS: check its zone and letters") from error
    return Cell(bare, lon, lat, 10.0 ** (5 - half))


def _marked_degrees(said: str) -> Point | None:
    """A position whose degrees are marked by hemisphere letters or degree signs."""
    marked = said.translate(_MARKS).replace("''", '"')
    for word, letter in _RUSSIAN_HEMISPHERES:
        marked = re.sub(rf"\s*{re.escape(word)}", letter, marked + ("." if marked.endswith(word[:-1]) else ""))
    marked = marked.strip().upper()
    if match := _TRAILING.fullmatch(marked):
        first, h1, second, h2 = match.groups()
    elif match := _LEADING.fullmatch(marked):
        h1, first, h2, second = match.groups()
    elif match := _MARKED.fullmatch(marked):
        (first, second), h1, h2 = match.groups(), "N", "E"
    else:
        return None
    if (h1 in "NS") == (h2 in "NS"):
        raise ValueError(f"{said!r} has two of {'latitude' if h1 in 'NS' else 'longitude'}: give one N/S and one E/W")
    values = {"NS" if h in "NS" else "EW": (_angle(body, said), h) for body, h in ((first, h1), (second, h2))}
    (lat, lat_step), north = values["NS"]
    (lon, lon_step), east = values["EW"]
    return _point(-lon if east == "W" else lon, -lat if north == "S" else lat, lon_step, lat_step)


def _angle(body: str, said: str) -> tuple[float, float]:
    """Degrees, and the step in degrees of the last digit given."""
    body = body.strip(" ,;:")
    if (compact := _COMPACT.fullmatch(body)) and len(compact[0].split(".")[0].split(",")[0]) >= 4:
        numbers = [part for part in compact.groups()[:3] if part]
        if compact[4]:
            numbers[-1] += "." + compact[4]
    else:
        numbers = [number.replace(",", ".") for number in re.findall(_NUMBER, body)]
        if re.sub(_NUMBER, "", body).strip(" °'\":"):
            raise ValueError(f"{said!r} cannot be read: {_FORMS}")
    if not 1 <= len(numbers) <= 3 or any("." in number for number in numbers[:-1]):
        raise ValueError(f"{said!r} has not degrees, minutes and seconds: {_FORMS}")
    values = [float(number) for number in numbers]
    if any(value >= 60 for value in values[1:]):
        raise ValueError(f"{said!r} has minutes or seconds of 60 or more: check them")
    step = 10.0 ** -len(numbers[-1].partition(".")[2]) / 60.0 ** (len(numbers) - 1)
    return sum(value / 60.0**i for i, value in enumerate(values)), step


def _plain_degrees(said: str) -> Point | None:
    """Two bare numbers: latitude, longitude."""
    match = _PAIR.fullmatch(said.strip("()[] ").replace("−", "-").replace("–", "-"))
    if match is None:
        return None
    first, between, second = match.groups()
    if between == "," and "." not in first + second and ("," in first) != ("," in second):
        raise ValueError(f"{said!r} has commas that may part or point: write 39.75, 46.75")
    if between == "," and not set(",.") & set(first + second):
        raise ValueError(f"{said!r} is one number or two: write 39.75, 46.75")
    lat, lon = (float(number.replace(",", ".")) for number in (first, second))
    if abs(lat) > 90:
        raise ValueError(f"latitude {lat} is outside -90..90: write latitude first, or mark N and E")
    steps = [10.0 ** -len(number.replace(",", ".").partition(".")[2]) for number in (first, second)]
    return _point(lon, lat, steps[1], steps[0])


def _not_far_off(where: Point | Cell, said: str, gazetteer: Gazetteer) -> Point | Cell:
    """``where``, unless it lies so far from every known place that it must be mistyped."""
    off = gazetteer.nearest_m(where.lon, where.lat) if gazetteer.places else 0.0
    if off > _FAR_OFF_M:
        swapped = abs(where.lon) <= 90 and gazetteer.nearest_m(where.lat, where.lon) < _FAR_OFF_M
        mend = "write latitude first, or mark N and E" if swapped else "check it"
        raise ValueError(f"{said!r} lies {off / 1000:.0f} km from every known place: {mend}")
    return where


def _point(lon: float, lat: float, lon_step: float, lat_step: float) -> Point:
    """A point with the error that rounding to the steps (degrees) leaves: half the diagonal."""
    east = lon_step / 2 * _M_PER_DEG * math.cos(math.radians(min(abs(lat), 90)))
    return Point(lon, lat, max(math.hypot(east, lat_step / 2 * _M_PER_DEG), MIN_ERROR_M))


def _in_words(said: str, gazetteer: Gazetteer, at: tuple[float, float] | None) -> Where:
    if (match := _OF.fullmatch(said)) or (match := _THAN.fullmatch(said)):
        place = _find(match["place"], gazetteer)
        return _bearing(place.lon, place.lat, match["point"], match["range"])
    if match := _BETWEEN.fullmatch(said):
        return _stretch(match["pair"], gazetteer)
    near, inside, off = (form.fullmatch(said) for form in (_NEAR, _IN, _OFF))
    if said in gazetteer or not (near or inside or off):
        return _place(_find(said, gazetteer), said)
    if near:
        place = _find(near["place"], gazetteer)
        return _place(place._replace(radius_m=max(NEAR_M, 2 * place.radius_m)), near["place"])
    if inside:
        return _place(_find(inside["place"], gazetteer), inside["place"])
    if off and at:
        return _bearing(*at, off["point"], off["range"])
    raise ValueError(f"{said!r} does not say from where: add 'of' and a place")


def _place(place: Named, named: str) -> Place:
    return Place(place.id, place.lon, place.lat, place.radius_m, named)


def _find(name: str, gazetteer: Gazetteer) -> Named:
    """The place called ``name``, also as "village of X", "X/Y" with two names of one place, or "X (a gloss)"."""
    if name in gazetteer:
        return gazetteer.find(name)
    if bare := _SORT.fullmatch(name):
        return _find(bare["a"] or bare["b"], gazetteer)
    if glossed := _GLOSSED.fullmatch(name):
        return _find(glossed[1], gazetteer)
    found = {place.id: place for place in (gazetteer.find(part) for part in name.split("/"))}
    if len(found) > 1:
        raise ValueError(f"{name!r} names {len(found)} places: {', '.join(found)}; name one")
    return next(iter(found.values()))


def _bearing(lon: float, lat: float, point: str, distance: str) -> Bearing:
    near, far = read_range(distance)
    return Bearing(lon, lat, compass(point), HALF_WIDTH_DEG, near, far)


def _stretch(pair: str, gazetteer: Gazetteer) -> Polygon:
    """The ground between two places: a strip along the straight line, as wide as the places or 0.15 of the way."""
    reason = f"{pair!r} are not two places"
    for joint in _AND.finditer(pair):
        try:
            one, two = _find(pair[: joint.start()], gazetteer), _find(pair[joint.end() :], gazetteer)
        except ValueError as error:
            reason = str(error)
            continue
        if one.id == two.id:
            raise ValueError(f"{pair!r} are one place: name two")
        frame = Frame((one.lon + two.lon) / 2, (one.lat + two.lat) / 2)
        ends = np.column_stack(frame.xy([one.lon, two.lon], [one.lat, two.lat]))
        half = max(_BETWEEN_SHARE * float(np.hypot(*(ends[1] - ends[0]))), (one.radius_m + two.radius_m) / 2)
        strip = frame.globe(shapely.LineString(ends).buffer(half, quad_segs=4))
        return Polygon(tuple((float(lon), float(lat)) for lon, lat in strip.exterior.coords[:-1]))
    raise ValueError(reason)
