"""Who looked where, as features of the map: what a post or camera looked over, and the way a patrol went."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.domain import Around, Polygon, Track, View
from trucewatch.places import destination

from .editor import Editor, rows
from .features import Feature, feature

_STEPS = 48


def watches(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    """The watches of the period that say where they looked; a patrol's track is a line."""
    views = {held.id: held.thing.view for held in editor.pictures.holdings.watches}
    for row in rows(editor.pictures.coverage.watches):
        shape = _shape(views[row["entry"]])
        if shape is not None:
            yield feature(row["id"], "watch", shape, **_said(editor, row))


def _said(editor: Editor, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "state": row["state"],
        "start": editor.local(row["start"]).isoformat(),
        "end": editor.local(row["end"]).isoformat(),
        "reason": row["reason"],
    }


def _shape(view: View) -> BaseGeometry | None:
    match view:
        case Around():
            return _sector(view)
        case Track(fixes=fixes):
            along = [(lon, lat) for lon, lat, _ in fixes]
            return shapely.LineString(along) if len(along) > 1 else shapely.Point(along[0])
        case Polygon(ring=ring):
            return shapely.Polygon(ring)
        case _:
            return None


def _sector(view: Around) -> BaseGeometry:
    half = min(view.field_deg, 360) / 2
    turn = view.facing_deg + np.linspace(-half, half, _STEPS)
    arc = np.stack(destination(np.full(_STEPS, view.lon), np.full(_STEPS, view.lat), turn, view.range_m), axis=-1)
    corners = arc if view.field_deg >= 360 else np.vstack([[view.lon, view.lat], arc])
    return shapely.Polygon(corners)
