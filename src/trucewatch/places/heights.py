"""Heights of the ground read from GeoTIFF and SRTM tiles, laid on the plane of a frame. Needs the extra ``terrain``."""

import math
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .frame import Frame
from .sight_lines import Terrain

MOST_SQUARES = 30_000_000
"""Where the area has more squares of the files' own size than this, larger ones are used."""

_SRTM_VOID = -32768.0


class TerrainError(ValueError):
    """Heights that cannot be used: the reason, and the mend."""


def read_terrain(paths: Sequence[Path], frame: Frame, bounds: tuple[float, float, float, float]) -> Terrain:
    """The heights of ``paths`` inside ``bounds`` (west, south, east, north; metres of ``frame``).

    Where files overlap the first that knows a height counts; the squares are as fine as those of the first file. Voids
    stay unknown. Raises TerrainError if a file cannot be read or does not say where it lies, if none knows a height
    there, or if the package rasterio (extra *terrain*) is missing.
    """
    try:
        import rasterio
        from rasterio.crs import CRS
        from rasterio.transform import Affine
        from rasterio.warp import Resampling, calculate_default_transform, reproject
    except ModuleNotFoundError as missing:
        raise TerrainError("heights of the ground need an extra: pip install 'trucewatch[terrain]'") from missing

    plane = CRS.from_proj4(frame.proj4)
    west, south, east, north = bounds
    found: Terrain | None = None
    for path in paths:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
                source = rasterio.open(path)
            with source:
                if source.crs is None:
                    raise TerrainError(f"{path} does not say where it lies: give heights with a coordinate system")
                if found is None:
                    own, _, _ = calculate_default_transform(
                        source.crs, plane, source.width, source.height, *source.bounds
                    )
                    step = max(own.a, math.sqrt((east - west) * (north - south) / MOST_SQUARES))
                    shape = math.ceil((north - south) / step) + 1, math.ceil((east - west) / step) + 1
                    found = Terrain(np.full(shape, np.nan, np.float32), west, north, step)
                layer = np.full(found.heights.shape, np.nan, np.float32)
                reproject(
                    rasterio.band(source, 1),
                    layer,
                    src_nodata=_SRTM_VOID if source.nodata is None else source.nodata,
                    dst_transform=Affine(found.step_m, 0, west - found.step_m / 2, 0, -found.step_m,
                                         north + found.step_m / 2),
                    dst_crs=plane,
                    dst_nodata=np.nan,
                    resampling=Resampling.bilinear,
                )  # fmt: skip
        except rasterio.errors.RasterioError as error:
            raise TerrainError(f"{path} cannot be read as heights ({error}): give a GeoTIFF or an SRTM tile") from error
        np.copyto(found.heights, layer, where=np.isnan(found.heights))
    if found is None or not found.known:
        raise TerrainError(f"{', '.join(path.name for path in paths)}: no height in the area of the mission")
    return found
