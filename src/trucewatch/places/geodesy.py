"""Distances and directions on the WGS 84 ellipsoid, for arrays of positions in degrees."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

_GEOD = Geod(ellps="WGS84")


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Geodesic distance in metres."""
    return _inverse(lon1, lat1, lon2, lat2)[1]


def bearing_deg(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Direction of the second position from the first, clockwise from true north, in [0, 360)."""
    return _inverse(lon1, lat1, lon2, lat2)[0]


def destination(lon: ArrayLike, lat: ArrayLike, bearing: ArrayLike, metres: ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude reached from a position by going ``metres`` in direction ``bearing`` (degrees)."""
    x, y, azimuth, length = _broadcast(lon, lat, bearing, metres)
    end_lon, end_lat, _ = _GEOD.fwd(x, y, azimuth, length)
    return np.asarray(end_lon, float), np.asarray(end_lat, float)


def _inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats]:
    from_lon, from_lat, to_lon, to_lat = _broadcast(lon1, lat1, lon2, lat2)
    azimuth, _, length = _GEOD.inv(from_lon, from_lat, to_lon, to_lat)
    turned = np.mod(np.asarray(azimuth, float), 360.0)
    return np.where(turned >= 360.0, 0.0, turned), np.asarray(length, float)


def _broadcast(*values: ArrayLike) -> list[Floats]:
    """The values in one common shape, each contiguous, as pyproj wants them."""
    arrays = np.broadcast_arrays(*(np.asarray(value, float) for value in values))
    return [np.ascontiguousarray(array) if array.ndim else array for array in arrays]
