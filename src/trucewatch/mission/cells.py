"""Turns the cells of a row into the fields of a struct, noting every cell that does not fit."""

import json
import math
import re
import types
from collections.abc import Callable
from datetime import date, time
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
import shapely
from shapely import Polygon
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from .faults import one_of
from .tables import Files, Row

T = TypeVar("T", bound=msgspec.Struct)

_GEOJSON = re.compile(r"\.(?:geo)?json$", re.IGNORECASE)

_NOTE = "note"
"""A column or key of this name may stand in any table; where the struct has no such field it is not read."""

_LIMITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "lon": (lambda v: -180 <= v <= 180, "must lie between -180 and 180"),
    "lat": (lambda v: -90 <= v <= 90, "must lie between -90 and 90"),
    "facing_deg": (lambda v: 0 <= v < 360, "must lie from 0 to below 360"),
    "field_deg": (lambda v: 0 < v <= 360, "must lie above 0 and up to 360"),
    "low": (lambda v: v >= 0, "must not be below 0"),
    "high": (lambda v: v >= 0, "must not be below 0"),
    "rank": (lambda v: v >= 1, "must be 1 or more"),
    "count": (lambda v: v >= 0, "must not be below 0"),
    "breach_from": (lambda v: v >= 1, "must be 1 or more"),
    "watched": (lambda v: 0 < v <= 1, "must lie above 0 and up to 1"),
    "per": (lambda v: v >= 1, "must be 1 or more"),
    **{
        name: (lambda v: v > 0, "must be above 0")
        for name in (
            "across_wind",
            "against_wind",
            "amount",
            "below_mm",
            "calm",
            "capacity_t_day",
            "cell_km",
            "day_m",
            "device_error",
            "distance_km",
            "from_mm",
            "half_life_h",
            "height_m",
            "length_km",
            "limit_m",
            "log_sd",
            "metres",
            "minutes",
            "night_m",
            "pause_min",
            "people_error",
            "radius_m",
            "range_m",
            "wind_ms",
            "with_wind",
        )
    },
}
_EXPECTED: dict[Any, str] = {
    int: "a whole number",
    float: "a number with a decimal point",
    date: "a date such as 2023-09-16",
    time: "a time such as 19:30",
    str: "text",
    tuple: "a list of texts",
    Polygon: "a POLYGON or MULTIPOLYGON as WKT in lon lat, or the name of a GeoJSON file",
    LineString: "a LINESTRING as WKT in lon lat",
}


def build(cls: type[T], row: Row, files: Files) -> T | None:
    """A ``cls`` from ``row`` and the GeoJSON files it names, or None after noting all its faults in ``files``."""
    faults = files.faults
    fields = {field.name: field for field in msgspec.structs.fields(cls)}
    before = len(faults)
    unknown = [name for name in row.cells if name not in fields and name != _NOTE]
    faults.extend(row.fault(name, "is no field of this table", one_of(name, fields)) for name in unknown)
    values = {}
    for name, field in fields.items():
        raw = row.cells.get(name)
        if raw is None or raw == "":
            if field.required:
                faults.append(row.fault(name, "is missing", f"give {_expected(field.type)}"))
            continue
        try:
            values[name] = _value(raw, field.type, files)
        except ValueError as error:
            faults.append(row.fault(name, *error.args))
            continue
        if name in _LIMITS and values[name] is not None and not _LIMITS[name][0](values[name]):
            faults.append(row.fault(name, _LIMITS[name][1]))
    return cls(**values) if len(faults) == before else None


def _value(raw: Any, kind: Any, files: Files) -> Any:
    """``raw`` (a TOML value or a cell) as ``kind``. Raises ValueError(reason, mend) if it does not fit."""
    if get_origin(kind) is Literal:
        if raw not in get_args(kind):
            raise ValueError("is none of the values allowed", one_of(str(raw), get_args(kind)))
        return raw
    wanted = _first(kind)
    if wanted in (Polygon, LineString):
        return _geometry(str(raw), kind, files)
    if wanted is tuple and isinstance(raw, str):
        raw = [part.strip() for part in raw.split("|") if part.strip()]
    try:
        if wanted is time and isinstance(raw, str):
            return time.fromisoformat(raw)
        value = msgspec.convert(raw, kind, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise ValueError("cannot be read", f"give {_expected(kind)}") from error
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is no finite number", f"give {_expected(kind)}")
    return value


def _geometry(raw: str, kind: Any, files: Files) -> BaseGeometry:
    """A usable geometry in lon/lat from WKT or, where ``raw`` names one, from a GeoJSON file."""
    try:
        found = _from_geojson(json.loads(files.text(raw))) if _GEOJSON.search(raw) else shapely.from_wkt(raw)
    except (shapely.errors.ShapelyError, json.JSONDecodeError) as error:
        raise ValueError(f"cannot be read ({error})", f"give {_expected(kind)}") from error
    if not isinstance(found, get_args(kind) or (kind,)):
        raise ValueError(f"is a {found.geom_type}", f"give {_expected(kind)}")
    if found.is_empty:
        raise ValueError("is empty", f"give {_expected(kind)}")
    if not found.is_valid:
        raise ValueError(f"is not a valid shape ({shapely.is_valid_reason(found)})", "draw it without crossing itself")
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("leaves the globe", "give corners as lon lat in degrees")
    return found


def _from_geojson(document: Any) -> BaseGeometry:
    """The geometry of a GeoJSON document; the union where it has several features."""
    try:
        if document["type"] == "FeatureCollection":
            return shapely.union_all([_from_geojson(feature) for feature in document["features"]])
        return shape(document["geometry"] if document["type"] == "Feature" else document)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("is not a GeoJSON shape", "save it as GeoJSON in WGS 84") from error


def _first(kind: Any) -> Any:
    """The type that decides how a cell is read: of a union its first, of tuple[str, ...] tuple."""
    if get_origin(kind) in (Union, types.UnionType):
        return get_args(kind)[0]
    return get_origin(kind) or kind


def _expected(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(map(repr, get_args(kind)))
    return _EXPECTED[_first(kind)]
