"""One layer of the map at a time, for those who draw it live."""

from typing import Any

import polars as pl

from .editor import Editor
from .features import of_layer
from .pictures import Pictures


def layer(pictures: Pictures, name: str, incidents: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    """The GeoJSON features of layer ``name`` (one of LAYERS), ``incidents`` being those of the pictures to be shown.

    Raises KeyError if there is no such layer.
    """
    return tuple(of_layer(Editor(pictures), name, incidents))
