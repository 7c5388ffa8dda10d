"""The map as GeoJSON features: incidents and their uncertainty, observations, roads, posts, coverage."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from trucewatch.mission import area_centre, names
from trucewatch.places import Frame, Grid, destination

from .editor import Editor, Row, rows

Feature = dict[str, Any]

_DIGITS = 1e-6
_ARC_STEPS = 16
_CIRCLE_STEPS = 48


def features(editor: Editor, incidents: pl.DataFrame) -> tuple[Feature, ...]:
    """Every feature of the map, in a fixed order: coverage, sectors, roads, posts, wedges, uncertainty, incidents."""
    return (
        *_coverage(editor),
        *_sectors(editor),
        *_segments(editor),
        *_posts(editor),
        *_wedges(editor, incidents),
        *_uncertainty(incidents),
        *_incidents(editor, incidents),
    )


def _feature(row: str, layer: str, shape: BaseGeometry, **properties: Any) -> Feature:
    geometry = mapping(shapely.set_precision(shape, _DIGITS, mode="pointwise"))
    return {"type": "Feature", "id": row, "geometry": geometry, "properties": {"layer": layer, **properties}}


def _coverage(editor: Editor) -> Iterator[Feature]:
    if editor.remote:
        return
    mission = editor.mission
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    looked = {row["cell"]: row for row in rows(editor.pictures.coverage_by_cell())}
    for cell in range(grid.n):
        row = looked.get(cell)
        observed, impaired = (row["observed"], row["impaired"]) if row else (0.0, 0.0)
        shape = shapely.intersection(grid.polygon(cell), mission.area)
        yield _feature(
            f"cell:{cell}",
            "coverage",
            shape,
            share_of_hours_observed=round(observed, 4),
            share_of_hours_impaired=round(impaired, 4),
        )


def _sectors(editor: Editor) -> Iterator[Feature]:
    for sector in editor.mission.sectors:
        yield _feature(f"sector:{sector.id}", "sector", sector.area, name=sector.name)


def _segments(editor: Editor) -> Iterator[Feature]:
    for row in rows(editor.pictures.corridor.segments):
        segment = editor.mission.segments[row["segment"]]
        yield _feature(
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


def _posts(editor: Editor) -> Iterator[Feature]:
    for source in editor.mission.sources.values():
        if source.lon is not None and source.lat is not None and editor.mission.own(source.id):
            near = names(editor.mission, source.near) if source.near in editor.mission.places else ""
            point = shapely.Point(source.lon, source.lat)
            yield _feature(f"source:{source.id}", "post", point, name=source.name, type=source.type, near=near)


def _wedges(editor: Editor, incidents: pl.DataFrame) -> Iterator[Feature]:
    seen = pl.col("id").is_in(incidents["observations"].explode().unique().drop_nulls().implode())
    for row in rows(editor.pictures.holdings.observations, seen, pl.col("bearing_deg").is_not_null()):
        yield _feature(
            row["id"], "observation", _wedge(row), source=row["source"], kind=row["kind"], means=row["means"]
        )


def _wedge(row: Row) -> BaseGeometry:
    spread = np.linspace(-row["half_width_deg"], row["half_width_deg"], _ARC_STEPS) + row["bearing_deg"]
    near = np.column_stack(destination(row["post_lon"], row["post_lat"], spread, row["near_m"]))
    far = np.column_stack(destination(row["post_lon"], row["post_lat"], spread[::-1], row["far_m"]))
    return shapely.Polygon(np.vstack([near, far]))


def _uncertainty(incidents: pl.DataFrame) -> Iterator[Feature]:
    turn = np.linspace(0, 360, _CIRCLE_STEPS, endpoint=False)
    for row in rows(incidents, pl.col("lon").is_not_null()):
        ring = np.column_stack(destination(row["lon"], row["lat"], turn, row["radius_m"]))
        yield _feature(f"{row['id']}/ce90", "uncertainty", shapely.Polygon(ring), incident=row["id"], probability=0.9)


def _incidents(editor: Editor, incidents: pl.DataFrame) -> Iterator[Feature]:
    for row in rows(incidents, pl.col("lon").is_not_null()):
        yield _feature(
            row["id"],
            "incident",
            shapely.Point(row["lon"], row["lat"]),
            kind=row["kind"],
            violation=row["violation"],
            start=editor.local(row["start"]).isoformat(),
            end=editor.local(row["end"]).isoformat(),
            radius_m=round(row["radius_m"], 1),
            count_low=row["count_low"],
            count_best=row["count_best"],
            count_high=row["count_high"],
            weapon=row["weapon"],
            assessment=row["assessment"],
            exercise=row["exercise"],
            status=row["status"],
            sources=row["sources"],
        )
