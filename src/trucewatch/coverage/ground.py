"""The heights of a mission's area, where the mission has any."""

from functools import lru_cache
from pathlib import Path

from ..mission import Mission, area_centre
from ..places import Frame, Terrain, read_terrain

_MARGIN_M = 5_000.0
"""How far beyond the area the heights are read, for observers who stand outside it."""


def terrain(mission: Mission) -> Terrain | None:
    """The heights of the mission's area in the plane of its centre; None if the mission has none.

    Raises TerrainError if its files cannot be used, or the extra *terrain* is missing.
    """
    if not mission.terrain:
        return None
    frame = Frame(*area_centre(mission))
    return _read(mission.terrain, mission.fingerprint, frame.lon0, frame.lat0, frame.flat(mission.area).bounds)


@lru_cache(maxsize=2)
def _read(
    paths: tuple[Path, ...], fingerprint: str, lon: float, lat: float, bounds: tuple[float, float, float, float]
) -> Terrain:
    """The heights of the files as they were when the mission had ``fingerprint``."""
    west, south, east, north = bounds
    wider = west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M
    return read_terrain(paths, Frame(lon, lat), wider)
