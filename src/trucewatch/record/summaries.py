"""The mean position of a region and the radius around it that holds 90 % of its probability (CE90)."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from scipy.special import ndtri

Floats = NDArray[np.float64]

SHARE = 0.9

_GEOD = Geod(ellps="WGS84")
_NODES = 40


CELL_CE90 = 0.5575069514
"""The CE90 of a square by the length of its side: the radius of the disc that covers 0.9 of it, cut off by its sides."""


def bearing_summary(
    lon: Floats, lat: Floats, bearing_deg: Floats, half_width_deg: Floats, near_m: Floats, far_m: Floats
) -> tuple[Floats, Floats, Floats]:
    """Mean longitude, mean latitude and CE90 in metres of directions with a range band, element by element.

    The direction is normal about ``bearing_deg`` with 90 % within ``half_width_deg``, the range uniform from
    ``near_m`` to ``far_m``. The mean lies on the bearing, at the middle range shortened by the spread of the direction;
    the CE90 is read from a grid of equally probable positions, in the plane of the observer's horizon.
    """
    shapes, which = np.unique(np.stack([half_width_deg, near_m, far_m]), axis=1, return_inverse=True)
    distance, radius = _sector_shape(*shapes)
    mean_lon, mean_lat, _ = _GEOD.fwd(lon, lat, bearing_deg, distance[which])
    return np.asarray(mean_lon), np.asarray(mean_lat), radius[which]


def _sector_shape(half_width_deg: Floats, near_m: Floats, far_m: Floats) -> tuple[Floats, Floats]:
    """How far out the mean of each sector lies, and its CE90, in metres."""
    spread = np.radians(half_width_deg) / ndtri(0.5 + SHARE / 2)
    distance = (near_m + far_m) / 2 * np.exp(-(spread**2) / 2)
    probability = (np.arange(_NODES) + 0.5) / _NODES
    radius = np.empty_like(distance)
    for start in range(0, len(distance), 1000):
        part = slice(start, start + 1000)
        angle = (spread[part, None] * ndtri(probability))[:, :, None]
        reach = (near_m[part, None] + (far_m - near_m)[part, None] * probability)[:, None, :]
        apart = np.hypot(reach * np.cos(angle) - distance[part, None, None], reach * np.sin(angle))
        radius[part] = np.quantile(apart.reshape(len(angle), -1), SHARE, axis=1)
    return distance, radius


def polygon_summary(ring: tuple[tuple[float, float], ...]) -> tuple[float, float, float]:
    """Mean longitude and latitude, and CE90 in metres, of the uniform density over a ring of (lon, lat) corners."""
    from scipy.optimize import brentq  # a third of a second, and polygons are rare

    lon, lat = np.mean(np.asarray(ring), axis=0)
    plane = CRS.from_proj4(f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m")
    project = Transformer.from_crs("OGC:CRS84", plane, always_xy=True)
    area = shapely.make_valid(shapely.Polygon(np.column_stack(project.transform(*np.asarray(ring).T))))
    centre = area.centroid
    farthest = shapely.hausdorff_distance(centre, area)
    if area.area > 0:

        def left_over(radius: float) -> float:
            return float(area.intersection(centre.buffer(radius, quad_segs=32)).area / area.area - SHARE)

        radius = float(brentq(left_over, 0.0, farthest * 1.01, xtol=0.1))
    else:
        radius = farthest
    mean_lon, mean_lat = project.transform(centre.x, centre.y, direction="INVERSE")
    return float(mean_lon), float(mean_lat), radius
