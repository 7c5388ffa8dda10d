"""The map as GeoJSON features: incidents and their uncertainty, observations, roads, posts, coverage."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from trucewatch.mission import area_centre, names
from trucewatch.places import Frame, Grid, destination

from .editor import Editor, rows

Feature = dict[str, Any]

_DIGITS = 6
_ARC_STEPS = 16
_ELLIPSE_STEPS = 48


def features(editor: Editor, incidents: pl.DataFrame) -> tuple[Feature, ...]:
    """Every feature of the map, in the order of LAYERS."""
    return tuple(one for layer in LAYERS for one in of_layer(editor, layer, incidents))


def of_layer(editor: Editor, layer: str, incidents: pl.DataFrame) -> Iterator[Feature]:
    """The features of one of LAYERS. Raises KeyError if there is no such layer."""
    return LAYERS[layer](editor, incidents)


def feature(row: str, layer: str, shape: BaseGeometry, **properties: Any) -> Feature:
    """A feature of the map: the id of its row, the layer it is in, and what it says."""
    return _geojson(row, layer, mapping(shapely.transform(shape, _rounded)), **properties)


def _geojson(row: str, layer: str, geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "id": row, "geometry": geometry, "properties": {"layer": layer, **properties}}


def _rounded(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(corners, _DIGITS)


def _coverage(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    if editor.remote:
        return
    mission = editor.mission
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    looked = {row["cell"]: row for row in rows(editor.pictures.coverage_by_cell())}
    for cell in range(grid.n):
        row = looked.get(cell)
        observed, impaired = (row["observed"], row["impaired"]) if row else (0.0, 0.0)
        shape = shapely.intersection(grid.polygon(cell), mission.area)
        yield feature(
            f"cell:{cell}",
            "coverage",
            shape,
            share_of_hours_observed=round(observed, 4),
            share_of_hours_impaired=round(impaired, 4),
        )


def _sectors(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    for sector in editor.mission.sectors:
        yield feature(f"sector:{sector.id}", "sector", sector.area, name=sector.name)


def _segments(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    for row in rows(editor.pictures.corridor.segments):
        segment = editor.mission.segments[row["segment"]]
        yield feature(
            row["id"],
            "segment",
            segment.line,
            name=segment.name,
            direction=row["direction"],
            vehicle=row["vehicle"],
            status=row["status"],
            age_h=None if row["age_h"] is None else round(row["age_h"], 2),
            stale=row["stale"],
            reason=row["reason"],
        )


def _posts(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    for source in editor.mission.sources.values():
        if source.lon is not None and source.lat is not None and editor.mission.own(source.id):
            near = names(editor.mission, source.near) if source.near in editor.mission.places else ""
            point = shapely.Point(source.lon, source.lat)
            yield feature(f"source:{source.id}", "post", point, name=source.name, type=source.type, near=near)


def _places(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    for place in editor.mission.places.values():
        point = shapely.Point(place.lon, place.lat)
        name = names(editor.mission, place.id)
        yield feature(f"place:{place.id}", "place", point, name=name, kind=place.kind, rank=place.rank)


def _wedges(editor: Editor, incidents: pl.DataFrame) -> Iterator[Feature]:
    members = incidents["observations"].explode().unique().drop_nulls()
    seen = editor.pictures.holdings.observations.filter(
        pl.col("id").is_in(members.implode()), pl.col("bearing_deg").is_not_null()
    )
    columns = ("post_lon", "post_lat", "bearing_deg", "half_width_deg", "near_m", "far_m")
    lon, lat, bearing, half, near, far = (seen[name].to_numpy()[:, None] for name in columns)
    spread = half * np.linspace(-1, 1, _ARC_STEPS)[None, :] + bearing
    inner = np.stack(destination(lon, lat, spread, near), axis=-1)
    outer = np.stack(destination(lon, lat, spread[:, ::-1], far), axis=-1)
    wedges = shapely.polygons(np.concatenate([inner, outer], axis=1))
    for row, wedge in zip(rows(seen), wedges, strict=True):
        yield feature(row["id"], "observation", wedge, source=row["source"], kind=row["kind"], means=row["means"])


def _uncertainty(_: Editor, incidents: pl.DataFrame) -> Iterator[Feature]:
    placed = incidents.drop_nulls("lon")
    columns = ("lon", "lat", "major_m", "minor_m", "azimuth_deg")
    lon, lat, major, minor, azimuth = (placed[name].to_numpy()[:, None] for name in columns)
    turn = np.linspace(0, 2 * np.pi, _ELLIPSE_STEPS, endpoint=False)[None, :]
    along, across = major * np.cos(turn), minor * np.sin(turn)
    bearing = azimuth + np.degrees(np.arctan2(across, along))
    rings = np.stack(destination(lon, lat, bearing, np.hypot(along, across)), axis=-1)
    for row, ellipse in zip(placed["id"], shapely.polygons(rings), strict=True):
        yield feature(f"{row}/e90", "uncertainty", ellipse, incident=row, probability=0.9)


def _incidents(editor: Editor, incidents: pl.DataFrame) -> Iterator[Feature]:
    placed = incidents.with_columns(pl.col("lon", "lat").round(_DIGITS), pl.col("radius_m").round(1))
    for row in rows(placed, pl.col("lon").is_not_null()):
        yield _geojson(
            row["id"],
            "incident",
            {"type": "Point", "coordinates": (row["lon"], row["lat"])},
            kind=row["kind"],
            violation=row["violation"],
            start=editor.local(row["start"]).isoformat(),
            end=editor.local(row["end"]).isoformat(),
            radius_m=row["radius_m"],
            count_low=row["count_low"],
            count_best=row["count_best"],
            count_high=row["count_high"],
            weapon=row["weapon"],
            assessment=row["assessment"],
            exercise=row["exercise"],
            status=row["status"],
            sources=row["sources"],
        )


LAYERS: dict[str, Callable[[Editor, pl.DataFrame], Iterator[Feature]]] = {
    "coverage": _coverage,
    "sector": _sectors,
    "segment": _segments,
    "place": _places,
    "post": _posts,
    "observation": _wedges,
    "uncertainty": _uncertainty,
    "incident": _incidents,
}
"""The layers of the map from the lowest to the uppermost."""
