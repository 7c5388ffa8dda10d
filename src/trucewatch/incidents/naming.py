"""Incidents with the sector they lie in and the place they are nearest to."""

import polars as pl

from ..mission import Mission, nearest_place, sector_of
from .frames import INCIDENTS


def placed(frame: pl.DataFrame, mission: Mission) -> pl.DataFrame:
    """INCIDENTS from ``incidents``: with the sector each lies in, and the place it is nearest to."""
    lon, lat = (frame[name].fill_null(float("nan")).to_numpy() for name in ("lon", "lat"))
    near = nearest_place(mission, lon, lat)
    return frame.with_columns(
        sector=pl.Series(sector_of(mission, lon, lat).tolist(), dtype=pl.String),
        nearest=pl.Series(near.place.tolist(), dtype=pl.String),
        nearest_m=pl.Series(near.metres, nan_to_null=True),
        nearest_deg=pl.Series(near.degrees, nan_to_null=True),
    ).select(list(INCIDENTS))


def unplaced(frame: pl.DataFrame) -> pl.DataFrame:
    """INCIDENTS from ``incidents`` where there is no mission: without sectors and names of places."""
    nowhere = {"sector": "", "nearest": "", "nearest_m": None, "nearest_deg": None}
    return frame.with_columns(
        pl.lit(value, dtype=INCIDENTS[name]).alias(name) for name, value in nowhere.items()
    ).select(list(INCIDENTS))
