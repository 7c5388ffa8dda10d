"""Forms of things that happened: observations, and satellite fire detections."""

import math
import re
from datetime import UTC
from functools import lru_cache

from ...domain import Account, Count, Observation, Point
from ...mission import Source
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_number
from ..rows import Row, code_reader
from ..times import Clock, on_day, read_clock, read_day
from . import cells
from .form import Form

_KIND, _MEANS, _WEAPON, _ASSESSMENT = map(code_reader, ("kinds", "means", "weapons", "assessments"))
_USUAL_MEANS = {
    "camera": "recorded",
    "acoustic": "recorded",
    "satellite": "detected",
    "party": "told",
    "agency": "told",
    "press": "told",
    "third_state": "told",
    "public": "told",
}
WHO = {
    "ref": "the source's own number of the row: the same number with other content is a correction",
    "source": "id or name of a source of the mission's register",
}
ABOUT = {"text": "anything else, in words"}


def source_of(row: Row, desk: Desk) -> Source | None:
    """The register's entry of the column `source`; None, and a fault, if there is none."""
    found = row.needed("source", desk.source, "")
    return desk.sources.get(found)


def means_of(row: Row, source: Source | None) -> str:
    """The column `means`; where empty, what devices, satellites and tellers always use."""
    usual = _USUAL_MEANS.get(source.type, "") if source else ""
    means = row.read("means", _MEANS, usual)
    if source and not means and not row.text("means"):
        row.fault("means", "is empty", "say heard, seen, heard and seen, recorded, found or told")
    return means


def _observation(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    means = means_of(row, source)
    kind = row.needed("kind", _KIND, "")
    when = cells.when(row, desk)
    where = cells.aimed(row, desk, source)
    count = cells.count(row, (1, 1), least=1)
    weapon = row.read("weapon", _WEAPON, "N/K")
    assessment = row.read("assessment", _ASSESSMENT, "undetermined")
    exercise = cells.truth(row, "exercise")
    grading = cells.grading(row)
    origin = row.read("origin", desk.source, "")
    if row.problems or source is None or when is None or count is None:
        return ()
    return (
        Observation(
            source=source.id,
            kind=kind,
            means=means,
            when=when,
            where=where,
            count=count,
            weapon=weapon,
            assessment=assessment,
            direction=row.text("direction"),
            sequence=row.text("sequence"),
            exercise=exercise,
            origin=origin,
            grading=grading,
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


OBSERVATIONS = Form(
    name="observations",
    needs=("kind",),
    columns={
        **WHO,
        **cells.TIME,
        **cells.PLACE,
        **cells.AIM,
        "means": "heard, seen, heard and seen, recorded, detected, found, told; empty for what a device always does",
        "kind": "what it was: a word of the vocabulary of kinds",
        "count": "how many: 3, about 40, 10-15, at least 5; empty for one",
        "unit": "what is counted, if not items",
        "weapon": "a word of the vocabulary of weapons; empty for not known",
        "assessment": "undetermined (also if empty), outgoing, impact, airburst, controlled",
        "direction": "direction of flight as said: W to E",
        "sequence": "name of the run of records made in sequence that it belongs to",
        "exercise": "yes where the source says it was a live-fire exercise",
        "origin": "the source that this one relays",
        "grade": "reliability of the source and credibility of the information: B2",
        **ABOUT,
    },
    read=_observation,
)


_FIRMS_TYPES = {"1": "volcano", "2": "static land source", "3": "offshore"}
_FIRMS_CONFIDENCE = {"l": "low", "n": "nominal", "h": "high"}
_PIXEL_KM = {"VIIRS": 0.375, "MODIS": 1.0}
_SATELLITES = {"T": "Terra", "A": "Aqua", "N": "Suomi NPP", "N20": "NOAA-20", "N21": "NOAA-21"}


def _fire(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = satellite_of(row, desk)
    day = row.needed("acq_date", lambda text: read_day(text, desk.times), None)
    clock = row.read("acq_time", overpass_clock, Clock(0, 0, 86_400))
    lon = row.needed("longitude", cells.degrees, math.nan)
    lat = row.needed("latitude", cells.degrees, math.nan)
    if abs(lon) > 180:
        row.fault("longitude", "is outside -180..180", "check the column")
    if abs(lat) > 90:
        row.fault("latitude", "is outside -90..90", "check the column")
    usual = _PIXEL_KM.get(_instrument(row), 1.0)
    pixel = math.hypot(row.read("scan", _size, usual), row.read("track", _size, usual))
    if row.problems or day is None:
        return ()
    return (
        Observation(
            source=source,
            kind="thermal_anomaly",
            means="detected",
            when=on_day(day, clock, UTC).when("UTC"),
            where=Point(lon, lat, round(pixel * 500, 1)),
            count=Count(1, 1),
            text=_firms_text(row),
        ),
    )


def satellite_of(row: Row, desk: Desk) -> str:
    """The register's satellite source of a row: named by `source`, by satellite or instrument, or the only one."""
    if row.text("source"):
        return row.read("source", desk.source, "")
    known = [source for source in desk.sources.values() if source.type == "satellite"]
    satellite = row.text("satellite")
    for word in filter(None, (_SATELLITES.get(satellite, satellite), _instrument(row))):
        named = [source for source in known if word.casefold() in f"{source.id} {source.name}".casefold()]
        if len(named) == 1:
            return named[0].id
    if len(known) == 1:
        return known[0].id
    row.fault(
        "source",
        "the register has no satellite of that name" if known else "the register has no satellite",
        "add a source of type satellite to sources.csv, or name one as a constant in a mapping",
    )
    return ""


def _instrument(row: Row) -> str:
    said = row.text("instrument").upper()
    if said:
        return said
    return "VIIRS" if row.text("bright_ti4") else "MODIS" if row.text("bright_t31") else ""


@lru_cache(maxsize=4096)
def overpass_clock(text: str) -> Clock:
    """HHMM, with or without leading zeros, HH:MM or HH:MM:SS."""
    return read_clock(text.zfill(4) if text.isdecimal() and len(text) <= 4 else text)


@lru_cache(maxsize=1024)
def _size(text: str) -> float:
    size = read_number(text)
    if not 0 < size < 20:
        raise UnreadableError(f"{text} km is not the size of a pixel", "check the column")
    return size


def _firms_text(row: Row) -> str:
    confidence = row.text("confidence")
    satellite = row.text("satellite")
    parts = [
        " ".join(filter(None, (_SATELLITES.get(satellite, satellite), _instrument(row)))),
        f"confidence {_FIRMS_CONFIDENCE.get(confidence.casefold(), confidence)}" if confidence else "",
        f"fire radiative power {row.text('frp')} MW" if row.text("frp") else "",
        _FIRMS_TYPES.get(re.sub(r"\.0$", "", row.text("type")), ""),
    ]
    return ", ".join(filter(None, parts))


FIRES = Form(
    name="fires",
    needs=("latitude", "longitude", "acq_date"),
    columns={
        "source": "id of the satellite source; found by satellite or instrument, or the only one of the register",
        "latitude": "centre of the pixel, decimal degrees",
        "longitude": "centre of the pixel, decimal degrees",
        "acq_date": "day of the overpass, UTC",
        "acq_time": "time of the overpass, UTC: HHMM, HH:MM or HH:MM:SS; empty for the whole day",
        "scan": "pixel size along scan, km; with `track` the error of the position",
        "track": "pixel size along track, km",
        "satellite": "T Terra, A Aqua, N Suomi NPP, N20, N21",
        "instrument": "VIIRS or MODIS",
        "confidence": "l, n, h, or their words, or 0-100; kept in the text, never a filter",
        "frp": "fire radiative power, MW",
        "type": "0 vegetation fire, 1 volcano, 2 static land source, 3 offshore",
        "brightness": "brightness temperature (MODIS), K; kept in the evidence",
        "bright_ti4": "brightness temperature I-4 (VIIRS), K; kept in the evidence",
        "bright_ti5": "brightness temperature I-5 (VIIRS), K; kept in the evidence",
        "bright_t31": "brightness temperature 31 (MODIS), K; kept in the evidence",
        "version": "collection and source of the processing; kept in the evidence",
        "daynight": "D or N; kept in the evidence",
        "country_id": "kept in the evidence",
    },
    read=_fire,
)
