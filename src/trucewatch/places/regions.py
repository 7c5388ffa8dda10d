"""The geometry behind ``domain.Where``: each form a probability density over the plane of a ``Frame``."""

import re

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from ..domain import Anywhere, Bearing, Cell, Place, Point, Polygon, Where
from .densities import Region
from .frame import Frame
from .geodesy import Floats, destination
from .shapes import CE90_SIGMAS, Round, Shape, Square
from .wedges import Wedge, mean_cosine, range_moment, wedge_ce90

_LEAST_DEG2 = 1e-12
_MGRS_ZONE = re.compile(r"\s*(\d{1,2})")


def region(where: Where, frame: Frame, area: BaseGeometry) -> Region:
    """The density of ``where`` over the plane of ``frame``; ``area`` (lon/lat) is where *anywhere* is.

    Raises ValueError if a polygon or the area holds no ground.
    """
    match where:
        case Point(lon=lon, lat=lat, error_m=ce90) | Place(lon=lon, lat=lat, radius_m=ce90):
            return Round(np.ravel(frame.xy(lon, lat)), ce90 / CE90_SIGMAS)
        case Bearing():
            middle = (where.near_m + where.far_m) / 2
            azimuth = float(frame.direction(where.lon, where.lat, where.bearing_deg, middle))
            post = np.ravel(frame.xy(where.lon, where.lat))
            return Wedge(post, azimuth, where.half_width_deg, where.near_m, where.far_m)
        case Cell():
            azimuth = float(frame.direction(where.lon, where.lat, _grid_north(where)))
            return Square(np.ravel(frame.xy(where.lon, where.lat)), where.size_m, azimuth)
        case Polygon():
            return Shape(frame.flat(_ground(shapely.Polygon(where.ring))))
        case Anywhere():
            return Shape(frame.flat(_ground(area)))


def summaries(
    lon: ArrayLike,
    lat: ArrayLike,
    bearing: ArrayLike,
    half_width: ArrayLike,
    near_m: ArrayLike,
    far_m: ArrayLike,
) -> tuple[Floats, Floats, Floats]:
    """Mean longitude, mean latitude and CE90 (m) of n bearings: the same as their regions' mean and ``ce90``.

    Arrays (n,) or scalars, in the units of ``domain.Bearing``. CE90 is right within 1 %.
    """
    values = (bearing, half_width, near_m, far_m)
    azimuth, width, near, far = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, float)) for value in values))
    widths, which = np.unique(width, return_inverse=True)
    reach = np.array([mean_cosine(half) for half in widths])[which] * range_moment(near, far, 1)
    centre_lon, centre_lat = destination(lon, lat, azimuth, reach)
    ce90 = np.empty(far.shape)
    for i, half in enumerate(widths):
        same = which == i
        ce90[same] = wedge_ce90(half, near[same], far[same])
    return centre_lon, centre_lat, ce90


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """``shape`` (lon/lat) mended where it crosses itself."""
    mended = shape if shape.is_valid else shapely.make_valid(shape)
    if not mended.area > _LEAST_DEG2:
        raise ValueError("the polygon holds no ground: give three corners or more that are not in one line")
    return mended


def _grid_north(cell: Cell) -> float:
    """The true bearing of the north of the UTM grid at the cell: the convergence of its zone, in degrees."""
    said = _MGRS_ZONE.match(cell.mgrs)
    zone = int(said[1]) if said else int((cell.lon + 180) // 6) + 1
    off = np.radians((cell.lon - (zone * 6 - 183) + 180) % 360 - 180)
    return float(np.degrees(np.arctan(np.tan(off) * np.sin(np.radians(cell.lat)))))
