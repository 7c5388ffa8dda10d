"""Observations as a Polars frame, and back from a row to its region."""

import json
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import shapely

from trucewatch.domain import Anywhere, Bearing, Cell, Observation, Place, Point, Polygon, Where
from trucewatch.places import Frame, distance_m, region, summaries

OBSERVATIONS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "seq": pl.Int64(),
    "source": pl.String(),
    "kind": pl.String(),
    "means": pl.String(),
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
    "where_type": pl.String(),
    "lon": pl.Float64(),
    "lat": pl.Float64(),
    "radius_m": pl.Float64(),
    "post_lon": pl.Float64(),
    "post_lat": pl.Float64(),
    "bearing_deg": pl.Float64(),
    "half_width_deg": pl.Float64(),
    "near_m": pl.Float64(),
    "far_m": pl.Float64(),
    "size_m": pl.Float64(),
    "place": pl.String(),
    "named": pl.String(),
    "ring": pl.String(),
    "count_low": pl.Int64(),
    "count_high": pl.Int64(),
    "unit": pl.String(),
    "count_said": pl.String(),
    "weapon": pl.String(),
    "assessment": pl.String(),
    "direction": pl.String(),
    "sequence": pl.String(),
    "exercise": pl.Boolean(),
    "origin": pl.String(),
    "grade_source": pl.String(),
    "grade_information": pl.String(),
    "ref": pl.String(),
    "zone": pl.String(),
    "said": pl.String(),
    "text": pl.String(),
}
"""The columns of an observations frame.

``lon``, ``lat`` and ``radius_m`` sum up the region: the mean position, and the radius around it that holds 90 % of the
probability (CE90); null where the source did not say where. ``post_*`` to ``far_m`` are those of a bearing, ``size_m``
and ``named`` (the MGRS square) those of a cell, ``place`` and ``named`` those of a named place, ``ring`` the corners of
a polygon as JSON. ``where_of`` makes the region again from a row.
"""

_WHERE = ("where_type", "lon", "lat", "radius_m", "post_lon", "post_lat", "bearing_deg", "half_width_deg", "near_m",
          "far_m", "size_m", "place", "named", "ring")  # fmt: skip
_CHUNK = 10_000
_SQUARE_CE90 = 0.5575069514
"""The CE90 of a square by the length of its side."""


def where_of(row: dict[str, Any]) -> Where:
    """The region of an observation, from a row of a frame with the columns OBSERVATIONS."""
    match row["where_type"]:
        case "point":
            return Point(row["lon"], row["lat"], row["radius_m"])
        case "bearing":
            return Bearing(
                row["post_lon"], row["post_lat"], row["bearing_deg"], row["half_width_deg"], row["near_m"], row["far_m"]
            )
        case "cell":
            return Cell(row["named"], row["lon"], row["lat"], row["size_m"])
        case "place":
            return Place(row["place"], row["lon"], row["lat"], row["radius_m"], row["named"])
        case "polygon":
            return Polygon(tuple((lon, lat) for lon, lat in json.loads(row["ring"])))
        case "anywhere":
            return Anywhere()
        case other:
            raise ValueError(f"no region of the type {other!r}")


class ObservationRows:
    """Gathers observations and frames them a chunk at a time, so that a million never stand in memory as objects."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._numbers: list[int] = []
        self._seen: list[Observation] = []
        self._frames: list[pl.DataFrame] = []

    def add(self, entry_id: str, seq: int, observation: Observation) -> None:
        self._ids.append(entry_id)
        self._numbers.append(seq)
        self._seen.append(observation)
        if len(self._ids) == _CHUNK:
            self._flush()

    def frame(self) -> pl.DataFrame:
        """All that was added, in order of the ids."""
        self._flush()
        return pl.concat(self._frames).sort("id")

    def _flush(self) -> None:
        self._frames.append(_frame(self._ids, self._numbers, self._seen))
        self._ids, self._numbers, self._seen = [], [], []


def _frame(ids: list[str], numbers: list[int], seen: list[Observation]) -> pl.DataFrame:
    when = [observation.when for observation in seen]
    count = [observation.count for observation in seen]
    grading = [observation.grading for observation in seen]
    columns: dict[str, list[Any]] = {
        "id": ids,
        "seq": numbers,
        "source": [observation.source for observation in seen],
        "kind": [observation.kind for observation in seen],
        "means": [observation.means for observation in seen],
        "start": [interval.start for interval in when],
        "end": [interval.end for interval in when],
        "count_low": [said.low for said in count],
        "count_high": [said.high for said in count],
        "unit": [said.unit for said in count],
        "count_said": [said.said for said in count],
        "weapon": [observation.weapon for observation in seen],
        "assessment": [observation.assessment for observation in seen],
        "direction": [observation.direction for observation in seen],
        "sequence": [observation.sequence for observation in seen],
        "exercise": [observation.exercise for observation in seen],
        "origin": [observation.origin for observation in seen],
        "grade_source": [grade.source if grade else None for grade in grading],
        "grade_information": [grade.information if grade else None for grade in grading],
        "ref": [observation.ref for observation in seen],
        "zone": [interval.zone for interval in when],
        "said": [interval.said for interval in when],
        "text": [observation.text for observation in seen],
    }
    cells = zip(*(_cells(observation.where) for observation in seen), strict=True) if seen else ([] for _ in _WHERE)
    columns |= {name: list(values) for name, values in zip(_WHERE, cells, strict=True)}
    return _with_bearings_summed_up(pl.DataFrame({name: columns[name] for name in OBSERVATIONS}, schema=OBSERVATIONS))


def _cells(where: Where) -> tuple[Any, ...]:
    """The cells of a row that say where; the summary of a bearing is computed for all rows at once."""
    match where:
        case Point():
            return ("point", where.lon, where.lat, where.error_m, *[None] * 10)
        case Bearing():
            return (
                "bearing", None, None, None, where.lon, where.lat, where.bearing_deg, where.half_width_deg,
                where.near_m, where.far_m, None, None, None, None,
            )  # fmt: skip
        case Place():
            return ("place", where.lon, where.lat, where.radius_m, *[None] * 7, where.place, where.named, None)
        case Cell():
            radius = _SQUARE_CE90 * where.size_m
            return ("cell", where.lon, where.lat, radius, *[None] * 6, where.size_m, None, where.mgrs, None)
        case Polygon():
            return ("polygon", *_polygon_summary(where), *[None] * 9, json.dumps(where.ring))
        case Anywhere():
            return ("anywhere", *[None] * 13)


@cache
def _polygon_summary(polygon: Polygon) -> tuple[float, float, float]:
    """Mean longitude and latitude, and CE90 in metres; of a polygon without ground, the disc around its corners."""
    lon, lat = np.mean(np.asarray(polygon.ring), axis=0)
    frame = Frame(float(lon), float(lat))
    try:
        uniform = region(polygon, frame, shapely.Polygon(polygon.ring))
    except ValueError:
        return float(lon), float(lat), float(np.max(distance_m(lon, lat, *np.asarray(polygon.ring).T)))
    mean_lon, mean_lat = frame.lonlat(*uniform.mean())
    return float(mean_lon), float(mean_lat), uniform.ce90()


def _with_bearings_summed_up(frame: pl.DataFrame) -> pl.DataFrame:
    bearing = (frame["where_type"] == "bearing").to_numpy()
    if not bearing.any():
        return frame
    said = ("post_lon", "post_lat", "bearing_deg", "half_width_deg", "near_m", "far_m")
    lon, lat, radius = summaries(*(frame[name].to_numpy()[bearing] for name in said))
    summed = {}
    for name, values in (("lon", lon), ("lat", lat), ("radius_m", radius)):
        whole = frame[name].to_numpy(writable=True)
        whole[bearing] = values
        summed[name] = pl.Series(name, whole, nan_to_null=True)
    return frame.with_columns(**summed)
