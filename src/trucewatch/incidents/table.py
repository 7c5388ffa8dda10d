"""Event data of any origin as a frame that can be linked, without a mission or a record."""

import numpy as np
import polars as pl

from ..mission import Linking
from ..places import Frame
from . import accounts
from .accounts import CLAIMS, CORROBORATES, DIRECT
from .duty import nobody
from .given import Given
from .people import Constraints

REQUIRED = pl.Schema(
    {
        "id": pl.String(),
        "source": pl.String(),
        "kind": pl.String(),
        "start": pl.Datetime("us", "UTC"),
        "end": pl.Datetime("us", "UTC"),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "radius_m": pl.Float64(),
    }
)
"""Columns that ``link`` needs. ``id`` is unique; ``source`` tells of an event once; ``kind`` is a code of the
vocabulary or any other word; ``start`` to ``end`` is the interval in which the event lies; ``radius_m`` holds it with
90 %. Position and radius may be null: such a row is an event of its own."""

OPTIONAL = {
    "role": DIRECT,
    "means": "told",
    "count_low": 1,
    "count_high": 1,
    "weapon": "N/K",
    "assessment": "undetermined",
    "sequence": "",
    "origin": "",
}
"""Columns that ``link`` takes if they are there, and what stands where they are not. ``role``: *direct* makes
incidents, *corroborates* and *claims* attach to them; ``means``: *recorded* by a device, else a person's;
``sequence``: rows of one source and kind with the same one are one account; ``origin``: the source that is relayed."""

_WIDEST_M = 2_000_000.0


def of_table(frame: pl.DataFrame, rule: Linking) -> Given:
    """What linking is given by a frame with the columns REQUIRED and OPTIONAL. Raises ValueError."""
    rows = _checked(frame)
    words, sources = accounts.words(rows), tuple(rows["source"].unique().sort())
    plane = _plane(rows)
    nobody_decided = Constraints()
    arrays = accounts.arrays(rows, plane, accounts.units(rows, nobody_decided, []), sources, words.kinds)
    if np.nanmax(np.hypot(arrays.x, arrays.y), initial=0.0) > _WIDEST_M:
        raise ValueError("lon, lat: the rows lie more than 4,000 km apart; link them region by region")
    return Given(
        rows=rows,
        arrays=arrays,
        constraints=nobody_decided,
        runs=[],
        duty=nobody(sources, words.kinds),
        frame=plane,
        words=words,
        sources=sources,
        limits=(rule.minutes * 60, rule.metres),
    )


def _checked(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows as ``accounts.with_roles`` gives those of a record."""
    for name in REQUIRED:
        if name not in frame.columns:
            raise ValueError(f"{name}: the column is missing; needed are {', '.join(REQUIRED)}")
    table = frame.with_columns(pl.lit(value).alias(name) for name, value in OPTIONAL.items() if name not in frame)
    table = table.with_columns(pl.col(name).fill_null(value) for name, value in OPTIONAL.items()).cast(REQUIRED)
    faults = {
        "id": pl.col("id").is_duplicated() | pl.col("id").is_null(),
        "source": pl.col("source").is_null(),
        "kind": pl.col("kind").is_null(),
        "start": pl.col("start").is_null(),
        "end": pl.col("end").is_null() | (pl.col("end") < pl.col("start")),
        "lon": (pl.col("lon").abs() > 180) | (pl.col("lon").is_null() != pl.col("lat").is_null()),
        "lat": pl.col("lat").abs() > 90,
        "radius_m": pl.when(pl.col("lon").is_not_null()).then(~(pl.col("radius_m") > 0).fill_null(value=False)),
        "role": ~pl.col("role").is_in([DIRECT, CORROBORATES, CLAIMS]),
        "count_low": pl.col("count_low") > pl.col("count_high"),
    }
    for name, wrong in faults.items():
        at_fault = table.filter(wrong)["id"]
        if len(at_fault):
            raise ValueError(
                f"{name}: missing, doubled or out of range in {len(at_fault)} row(s), first id {at_fault[0]}"
            )
    bearings = ("post_lon", "post_lat", "bearing_deg", "half_width_deg", "near_m", "far_m")
    return (
        table.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in bearings)
        .with_columns(pl.col("count_low", "count_high").cast(pl.Int64))
        .with_columns(where_type=pl.lit("point"), exercise=pl.lit(value=False))
        .select(*accounts.READ, "role")
        .sort("start", "id")
        .with_row_index("row")
    )


def _plane(rows: pl.DataFrame) -> Frame:
    """Around the middle of where the rows lie."""
    placed = rows.filter(pl.col("lon").is_not_null())
    if placed.is_empty():
        return Frame(0.0, 0.0)
    low, high = placed.select(pl.col("lon", "lat").min()).row(0), placed.select(pl.col("lon", "lat").max()).row(0)
    return Frame((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
