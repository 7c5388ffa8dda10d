"""Road networks read from lines as geographic information systems write them: GeoJSON (RFC 7946) and GeoPackage.

A GeoPackage is an SQLite file; the head of its geometries is that of the OGC's GeoPackage Encoding Standard, 2.1.3,
and what follows it is plain WKB.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .roads import Roads
from .ways import CLASSES, Way, meeting

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEAD_BYTES = 8
_DIGITS = 7
"""Corners that agree to this many digits of a degree, a centimetre, are one point."""
_UNKNOWN_CLASS = "road"


class Columns(NamedTuple):
    """Which columns of a file of lines tell the class of a road, its one way and its name."""

    kind: str = "highway"
    oneway: str = "oneway"
    name: str = "name"


OSM_COLUMNS = Columns()


def read_lines(path: Path, columns: Columns = OSM_COLUMNS, layer: str = "") -> Roads:
    """The roads of the GeoJSON or GeoPackage file ``path``, joined where their corners are the same.

    Classes are those of OpenStreetMap's *highway*; a line of any other class is a road of no known class, and columns
    named like other tags (*maxspeed*, *access*, *maxweight*) are read as such. ``layer`` names the table of a
    GeoPackage that has several. Lines that cross without a common corner do not meet, as on a bridge. Stretches are
    named "line/part", lines being counted from 1. Raises ValueError if the file cannot be read or holds no line.
    """
    if not path.is_file():
        raise ValueError(f"{path} is no file: give the path of a GeoJSON or GeoPackage file")
    rows = _geopackage(path, layer) if path.suffix.casefold() == ".gpkg" else _geojson(path)
    ways = [way for number, row in enumerate(rows, 1) for way in _ways(str(number), *row, columns)]
    if not ways:
        raise ValueError(f"{path} holds no line: give roads as LineString or MultiLineString")
    return meeting(ways)


def _ways(ref: str, geometry: BaseGeometry, cells: Mapping[str, Any], columns: Columns) -> Iterator[Way]:
    tags = {key: str(cell) for key, cell in cells.items() if cell not in (None, "")}
    tags |= {tag: tags.get(column, "") for tag, column in zip(("oneway", "name"), columns[1:], strict=True)}
    kind = tags.get(columns.kind, "")
    tags["highway"] = kind if kind in CLASSES else _UNKNOWN_CLASS
    tags["oneway"] = {"True": "yes", "False": "no"}.get(tags["oneway"], tags["oneway"])
    lines = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    for number, line in enumerate(lines):
        corners = [(x, y) for x, y in np.round(shapely.get_coordinates(line), _DIGITS).tolist()]
        part = ref if len(lines) == 1 else f"{ref}.{number}"
        if way := Way.tagged(part, [(corner, corner) for corner in corners], tags):
            yield way


def _geojson(path: Path) -> Iterator[tuple[BaseGeometry, Mapping[str, Any]]]:
    try:
        document = json.loads(path.read_bytes())
        for feature in document["features"]:
            if feature["geometry"] is not None:
                yield shape(feature["geometry"]), feature["properties"] or {}
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"{path} is no GeoJSON FeatureCollection of lines ({error})") from error


def _geopackage(path: Path, layer: str) -> Iterator[tuple[BaseGeometry, Mapping[str, Any]]]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            file.row_factory = sqlite3.Row
            table, column, organization, code = _layer(file, path, layer)
            crs = CRS.from_authority(organization, code)
            turn = (
                None if crs.is_geographic and code == 4326 else Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
            )
            quoted = '"' + table.replace('"', '""') + '"'
            for row in file.execute(f"SELECT * FROM {quoted} ORDER BY rowid"):  # noqa: S608  (a table's name, quoted)
                cells = dict(row)
                geometry = _geometry(cells.pop(column))
                if geometry is not None:
                    yield (
                        geometry if turn is None else shapely.transform(geometry, turn.transform, interleaved=False),
                        cells,
                    )
    except (sqlite3.Error, CRSError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"{path} cannot be read as a GeoPackage: {error}") from error


def _layer(file: sqlite3.Connection, path: Path, layer: str) -> tuple[str, str, str, int]:
    """Table, geometry column and reference system of the layer named, or of the only one."""
    layers = {
        row[0]: tuple(row)
        for row in file.execute(
            "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id "
            "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id ORDER BY g.table_name"
        )
    }
    if layer in layers:
        return layers[layer]
    if not layer and len(layers) == 1:
        return next(iter(layers.values()))
    raise ValueError(f"{path} has the layers {', '.join(layers) or 'none'}: name one of them, not {layer!r}")


def _geometry(blob: bytes | None) -> BaseGeometry | None:
    """The geometry of a GeoPackage blob; None for none and for an empty one."""
    if blob is None:
        return None
    if blob[:2] != b"GP" or len(blob) <= _HEAD_BYTES or (blob[3] >> 1 & 7) >= len(_ENVELOPE_BYTES):
        raise ValueError("a geometry is none of a GeoPackage: save the layer anew")
    found = shapely.from_wkb(blob[_HEAD_BYTES + _ENVELOPE_BYTES[blob[3] >> 1 & 7] :])
    return None if found.is_empty else found
