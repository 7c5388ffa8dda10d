"""The stays that are advised, as features of the map: for the mission alone."""

from collections.abc import Iterator

import polars as pl
import shapely

from trucewatch.mission import names

from .editor import Editor, rows
from .features import Feature, feature


def stays(editor: Editor, _: pl.DataFrame) -> Iterator[Feature]:
    """The places at which the plan advises a stay, the first of them first."""
    for row in rows(editor.pictures.plan.frame):
        place = editor.mission.places[row["place"]]
        yield feature(
            row["id"],
            "plan",
            shapely.Point(place.lon, place.lat),
            rank=row["rank"],
            name=names(editor.mission, place.id),
            light=row["light"],
            why=row["why"],
        )
