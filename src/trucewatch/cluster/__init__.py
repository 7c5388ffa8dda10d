"""Event data linked on a Spark cluster: the laptop's kernel on tiles of time, with the laptop's result.

Needs the extra ``cluster``. Pairs that one event could explain are found tile by tile, each tile with a halo of what
comes within reach after it; neighbourhoods are then grouped in bundles that cut none. Both go to the workers and back
as Arrow tables; what is believed beforehand goes with the code. What follows from the groups the driver works out.
"""

from functools import partial

import numpy as np
import polars as pl
from pyspark.sql import SparkSession

from ..incidents import Incidents, linking, naming
from ..incidents.joining import Groups
from ..incidents.nearness import GATE
from ..incidents.outcome import outcome
from ..incidents.parameters import DEFAULTS
from ..incidents.problem import neighbourhoods
from ..incidents.table import of_table
from ..mission import Linking
from . import tiles

__all__ = ["link"]

TILE_S = 86400.0
"""How long a tile is."""


def link(
    spark: SparkSession, frame: pl.DataFrame, rule: Linking, bundles: int = 64, tile_s: float = TILE_S
) -> Incidents:
    """What ``incidents.link(frame, rule)`` gives, worked out by ``spark``.

    ``bundles``: how many parts the neighbourhoods are grouped in; ``tile_s``: seconds of a tile. Raises ValueError
    naming the column at fault.
    """
    given, parameters = of_table(frame, rule), DEFAULTS.believing(rule)
    told, unit_of, units = linking.placed(given, parameters)
    believed = linking.believing(given, told, parameters)
    table = tiles.frame(told, unit_of)
    halo = GATE * float(np.sqrt(2 * told.time_var.max(initial=0.0)))
    near = partial(tiles.near, beliefs=believed, limits=given.limits)
    pairs = tiles.mapped(spark, tiles.tiled(table, tile_s, halo), "tile", near, tiles.PAIRS)
    problem = linking.problem(
        given, told, unit_of, units, believed, (pairs["one"].to_numpy(), pairs["other"].to_numpy())
    )
    bundle = (neighbourhoods(problem) % bundles)[unit_of]
    grouped = partial(tiles.grouped, beliefs=believed, duty=given.duty, limits=given.limits)
    found = tiles.mapped(spark, table.with_columns(bundle=bundle), "bundle", grouped, tiles.GROUPS).sort("unit")
    groups = Groups(*(found[name].to_numpy().copy() for name in Groups._fields))
    return outcome(given, linking.completed(given, parameters, problem, units, groups), rule, naming.unplaced)
