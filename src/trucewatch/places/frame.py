"""The flat metric frame in which regions and grids are reckoned."""

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from .geodesy import Floats, destination


class Frame:
    """Metres east and north of (``lon0``, ``lat0``): the azimuthal equidistant projection on WGS 84.

    Distances from the origin are exact; within 200 km of it, scale and area are wrong by less than 0.02 %.
    """

    def __init__(self, lon0: float, lat0: float) -> None:
        self.lon0 = lon0
        self.lat0 = lat0

    def __repr__(self) -> str:
        return f"Frame({self.lon0}, {self.lat0})"

    def __reduce__(self) -> tuple[type["Frame"], tuple[float, float]]:
        return Frame, (self.lon0, self.lat0)

    @property
    def proj4(self) -> str:
        """The projection as PROJ writes it."""
        return f"+proj=aeqd +lat_0={self.lat0!r} +lon_0={self.lon0!r} +datum=WGS84 +units=m"

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", CRS.from_proj4(self.proj4), always_xy=True)

    def xy(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north, in the shape of the positions."""
        x, y = self._forward.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(x, float), np.asarray(y, float)

    def lonlat(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Degrees, in the shape of the positions."""
        lon, lat = self._forward.transform(np.asarray(x, float), np.asarray(y, float), direction="INVERSE")
        return np.asarray(lon, float), np.asarray(lat, float)

    def direction(self, lon: ArrayLike, lat: ArrayLike, bearing: ArrayLike, metres: ArrayLike = 1000.0) -> Floats:
        """The angle in the plane, clockwise from its y axis in radians, under which a true bearing is seen.

        Away from the origin true north is not the y axis; the difference is the convergence of the meridians.
        ``metres`` is how far along the bearing the angle is taken.
        """
        x, y = self.xy(lon, lat)
        end_x, end_y = self.xy(*destination(lon, lat, bearing, metres))
        return np.asarray(np.arctan2(end_x - x, end_y - y), float)

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """``shape`` (lon/lat) in the plane, corner by corner."""
        return shapely.transform(shape, self._flat)

    def globe(self, shape: BaseGeometry) -> BaseGeometry:
        """``shape`` (plane) in lon/lat, corner by corner."""
        return shapely.transform(shape, self._globe)

    def _flat(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self.xy(corners[:, 0], corners[:, 1]))

    def _globe(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self.lonlat(corners[:, 0], corners[:, 1]))
