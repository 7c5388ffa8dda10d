"""One layer of the map at a time, for those who draw it live."""

from typing import Any

import polars as pl

from . import features
from .editor import Editor
from .pictures import Pictures
from .staying import stays
from .watching import watches

LAYERS = {**features.LAYERS, "watch": watches, "plan": stays}
"""The layers of the live map: those of the published one; the watches and the plan are the mission's own affair."""


def layer(pictures: Pictures, name: str, incidents: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    """The GeoJSON features of layer ``name`` (one of LAYERS), ``incidents`` being those of the pictures to be shown.

    Raises KeyError if there is no such layer.
    """
    return tuple(LAYERS[name](Editor(pictures), incidents))
