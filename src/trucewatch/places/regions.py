"""The geometry behind ``domain.Where``: each form a probability density over the plane of a ``Frame``.

Positions are arrays (n, 2) of metres east and north. Every density integrates to 1 over the plane.
"""

import re
from abc import ABC, abstractmethod
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import erf, ndtr, ndtri
from shapely.geometry.base import BaseGeometry

from ..domain import Anywhere, Bearing, Cell, Place, Point, Polygon, Where
from .frame import Frame
from .geodesy import Floats, destination

Bools = NDArray[np.bool_]

RANGE_SD = 0.1
"""Log-standard deviation of a judged range: the edges of a range band are soft by about a tenth of their distance."""

_CE90_SIGMAS = float(np.sqrt(2 * np.log(10)))
_NODES = 4096
_RATIOS = np.linspace(0.0, 0.999, 41)
_BOUND_SIGMAS = 5.3
_LEAST_DEG2 = 1e-12
_MGRS_ZONE = re.compile(r"\s*(\d{1,2})")


class Ellipse(NamedTuple):
    """An ellipse in the plane: centre and half axes in metres; ``azimuth_deg`` of the long axis from the y axis."""

    x: float
    y: float
    major_m: float
    minor_m: float
    azimuth_deg: float


class Region(ABC):
    """Where something was, as a probability density over the plane. Made by ``region``."""

    @abstractmethod
    def density(self, xy: ArrayLike) -> Floats:
        """Probability per square metre at each of n positions (n, 2)."""

    @abstractmethod
    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        """``n`` positions (n, 2) drawn from the density."""

    @abstractmethod
    def mean(self) -> Floats:
        """The mean position (2,)."""

    @abstractmethod
    def covariance(self) -> Floats:
        """The second central moments (2, 2) in square metres."""

    @abstractmethod
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of a box outside of which less than one part in a million lies."""

    @abstractmethod
    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        """Which of n positions lie in the region of highest density that holds ``share`` of the probability.

        A uniform region has no part of higher density: it is held whole, whatever the share.
        """

    @abstractmethod
    def ce90(self) -> float:
        """Radius in metres of the circle about the mean that holds 90 % of the probability."""

    def log_density(self, xy: ArrayLike) -> Floats:
        """Natural logarithm of ``density``; -inf where it is 0."""
        with np.errstate(divide="ignore"):
            return cast(Floats, np.log(self.density(xy)))

    def ellipse(self, share: float = 0.9) -> Ellipse:
        """The ellipse of the second moments that would hold ``share`` of a normal density with the same ones."""
        variance, axes = np.linalg.eigh(self.covariance())
        minor, major = np.sqrt(np.maximum(variance, 0) * -2 * np.log1p(-share))
        azimuth = float(np.degrees(np.arctan2(axes[0, 1], axes[1, 1]))) % 180
        x, y = self.mean()
        return Ellipse(float(x), float(y), float(major), float(minor), azimuth)


def region(where: Where, frame: Frame, area: BaseGeometry) -> Region:
    """The density of ``where`` over the plane of ``frame``; ``area`` (lon/lat) is where *anywhere* is.

    Raises ValueError if a polygon or the area holds no ground.
    """
    match where:
        case Point(lon=lon, lat=lat, error_m=ce90) | Place(lon=lon, lat=lat, radius_m=ce90):
            return _Round(np.ravel(frame.xy(lon, lat)), ce90 / _CE90_SIGMAS)
        case Bearing():
            middle = (where.near_m + where.far_m) / 2
            azimuth = float(frame.direction(where.lon, where.lat, where.bearing_deg, middle))
            post = np.ravel(frame.xy(where.lon, where.lat))
            return _Wedge(post, azimuth, where.half_width_deg, where.near_m, where.far_m)
        case Cell():
            azimuth = float(frame.direction(where.lon, where.lat, _grid_north(where)))
            return _Square(np.ravel(frame.xy(where.lon, where.lat)), where.size_m, azimuth)
        case Polygon():
            return _Shape(frame.flat(_ground(shapely.Polygon(where.ring))))
        case Anywhere():
            return _Shape(frame.flat(_ground(area)))


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
    reach = np.array([_angle(half).cos for half in widths])[which] * _range_moment(near, far, 1)
    centre_lon, centre_lat = destination(lon, lat, azimuth, reach)
    ce90 = np.empty(far.shape)
    for i, half in enumerate(widths):
        same = which == i
        ce90[same] = _wedge_ce90(half, near[same], far[same])
    return centre_lon, centre_lat, ce90


class _Round(Region):
    """A circular normal density about ``centre`` with standard deviation ``sigma`` along each axis."""

    def __init__(self, centre: Floats, sigma: float) -> None:
        self.centre = centre
        self.sigma = sigma

    def density(self, xy: ArrayLike) -> Floats:
        return cast(Floats, np.exp(self.log_density(xy)))

    def log_density(self, xy: ArrayLike) -> Floats:
        squared = self._squared(xy) / self.sigma**2
        return cast(Floats, -0.5 * squared - np.log(2 * np.pi * self.sigma**2))

    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.normal(self.centre, self.sigma, (n, 2))

    def mean(self) -> Floats:
        return self.centre.copy()

    def covariance(self) -> Floats:
        return np.eye(2) * self.sigma**2

    def bounds(self) -> tuple[float, float, float, float]:
        x, y = map(float, self.centre)
        reach = _BOUND_SIGMAS * self.sigma
        return x - reach, y - reach, x + reach, y + reach

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        return cast(Bools, self._squared(xy) <= -2 * np.log1p(-share) * self.sigma**2)

    def ce90(self) -> float:
        return self.sigma * _CE90_SIGMAS

    def _squared(self, xy: ArrayLike) -> Floats:
        return cast(Floats, ((np.asarray(xy, float) - self.centre) ** 2).sum(axis=-1))


class _Angle(NamedTuple):
    """The error of a bearing: a normal density cut off at half a turn, 90 % of it within the half width.

    ``sigma`` in radians (inf: uniform); ``inside`` is the share of the uncut normal kept; ``cos`` and ``cos2``
    are the means of the cosine of the error and of its double.
    """

    sigma: float
    inside: float
    cos: float
    cos2: float

    def quantile(self, p: Floats) -> Floats:
        """The errors (radians) below which shares ``p`` lie."""
        if np.isinf(self.sigma):
            return (2 * p - 1) * np.pi
        return self.sigma * ndtri(0.5 + (p - 0.5) * self.inside)

    def density(self, error: Floats) -> Floats:
        """Per radian, at errors within half a turn."""
        if np.isinf(self.sigma):
            return np.full(np.shape(error), 1 / (2 * np.pi))
        scale = self.sigma * np.sqrt(2 * np.pi) * self.inside
        return cast(Floats, np.exp(-0.5 * (error / self.sigma) ** 2) / scale)


@cache
def _angle(half_width_deg: float) -> _Angle:
    half = np.radians(half_width_deg)
    if half > 0.9 * np.pi - 1e-9:
        return _Angle(np.inf, 1.0, 0.0, 0.0)

    def excess(log_sigma: float) -> float:
        sigma = np.exp(log_sigma) * np.sqrt(2)
        return float(erf(half / sigma) / erf(np.pi / sigma)) - 0.9

    sigma = float(np.exp(brentq(excess, np.log(half) - 2, np.log(half) + 12)))
    inside = float(erf(np.pi / (sigma * np.sqrt(2))))
    errors = _Angle(sigma, inside, 0.0, 0.0).quantile((np.arange(20_000) + 0.5) / 20_000)
    return _Angle(sigma, inside, float(np.cos(errors).mean()), float(np.cos(2 * errors).mean()))


def _range_moment(near: Floats | float, far: Floats | float, power: int) -> Floats:
    """Mean of range ** ``power`` over a soft band; closed form, since the softening is a log-normal factor."""
    k = power + 2
    soft = np.exp((k * k - 4) * RANGE_SD**2 / 2)
    n, f = np.asarray(near, float), np.asarray(far, float)
    return cast(Floats, soft * (f**k - n**k) / (f**2 - n**2) * 2 / k)


def _range_quantile(near: Floats | float, far: Floats | float, band: Floats, softness: Floats) -> Floats:
    """Ranges from shares of the area of the sharp band and of the log-normal factor that softens its edges."""
    n, f = np.asarray(near, float), np.asarray(far, float)
    sharp = np.sqrt(n**2 + band * (f**2 - n**2))
    return cast(Floats, sharp * np.exp(2 * RANGE_SD**2 + RANGE_SD * ndtri(softness)))


class _Wedge(Region):
    """A bearing and range band from a post.

    In direction a normal error (``_Angle``). In range the density is level over the ground of the band; a judged
    range is wrong by a log-normal factor, which softens both edges: at range r it is proportional to
    P(near < r / factor <= far).
    """

    def __init__(self, post: Floats, azimuth: float, half_width_deg: float, near: float, far: float) -> None:
        self.post = post
        self.azimuth = azimuth
        self.half_width_deg = half_width_deg
        self.angle = _angle(half_width_deg)
        self.near = near
        self.far = far

    def density(self, xy: ArrayLike) -> Floats:
        offset = np.asarray(xy, float) - self.post
        distance = np.hypot(offset[..., 0], offset[..., 1])
        error = np.arctan2(offset[..., 0], offset[..., 1]) - self.azimuth
        error = (error + np.pi) % (2 * np.pi) - np.pi
        with np.errstate(divide="ignore"):
            band = ndtr(np.log(self.far / distance) / RANGE_SD)
            if self.near > 0:
                band = band - ndtr(np.log(self.near / distance) / RANGE_SD)
        ground = np.exp(2 * RANGE_SD**2) * (self.far**2 - self.near**2) / 2
        return cast(Floats, np.maximum(band, 0) * self.angle.density(error) / ground)

    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        return self._at(rng.random((n, 3)))

    def mean(self) -> Floats:
        reach = float(_range_moment(self.near, self.far, 1)) * self.angle.cos
        return cast(Floats, self.post + reach * self._axes[0])

    def covariance(self) -> Floats:
        squared = float(_range_moment(self.near, self.far, 2))
        reach = float(_range_moment(self.near, self.far, 1)) * self.angle.cos
        along = squared * (1 + self.angle.cos2) / 2 - reach**2
        across = squared * (1 - self.angle.cos2) / 2
        return self._axes.T @ np.diag([along, across]) @ self._axes

    def bounds(self) -> tuple[float, float, float, float]:
        widest = min(np.pi, _BOUND_SIGMAS * self.angle.sigma)
        angles = self.azimuth + np.linspace(-widest, widest, 181)
        outer = self.far * np.exp(2 * RANGE_SD**2 + _BOUND_SIGMAS * RANGE_SD) / np.cos(widest / 180)
        inner = self.near * np.exp(2 * RANGE_SD**2 - _BOUND_SIGMAS * RANGE_SD)
        corners = np.column_stack([np.sin(angles), np.cos(angles)])
        corners = self.post + np.vstack([corners * outer, corners * inner])
        west, south = map(float, corners.min(axis=0))
        east, north = map(float, corners.max(axis=0))
        return west, south, east, north

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        level = np.quantile(self._levels, 1 - share)
        return self.density(xy) >= level

    def ce90(self) -> float:
        return float(_wedge_ce90(self.half_width_deg, self.near, self.far))

    @cached_property
    def _levels(self) -> Floats:
        return self.density(self._at(_nodes(_NODES)))

    @cached_property
    def _axes(self) -> Floats:
        """Unit vectors along the bearing and to its right, as rows."""
        sin, cos = np.sin(self.azimuth), np.cos(self.azimuth)
        return np.array([[sin, cos], [cos, -sin]])

    def _at(self, shares: Floats) -> Floats:
        """Positions for uniform numbers (n, 3): direction, ground of the band, softness of its edges."""
        angle = self.azimuth + self.angle.quantile(shares[:, 0])
        distance = _range_quantile(self.near, self.far, shares[:, 1], shares[:, 2])
        return self.post + np.column_stack([np.sin(angle), np.cos(angle)]) * distance[:, None]


def _wedge_ce90(half_width_deg: float, near: Floats | float, far: Floats | float) -> Floats:
    """CE90 of wedges of one half width: in units of the far edge it depends on the ratio of the edges alone."""
    return cast(Floats, far * np.interp(np.divide(near, far), _RATIOS, _ce90_by_ratio(half_width_deg)))


@lru_cache(maxsize=1024)
def _ce90_by_ratio(half_width_deg: float) -> Floats:
    angle = _angle(half_width_deg)
    shares = _nodes(_NODES)
    error = angle.quantile(0.5 + shares[:, 0] / 2)
    sin, cos = np.sin(error), np.cos(error)
    radii = []
    for ratio in _RATIOS:
        distance = _range_quantile(ratio, 1.0, shares[:, 1], shares[:, 2])
        reach = angle.cos * _range_moment(ratio, 1.0, 1)
        radii.append(np.quantile(np.hypot(distance * cos - reach, distance * sin), 0.9))
    return np.array(radii)


class _Square(Region):
    """Uniform over a square of side ``size`` about ``centre``, its sides turned by ``azimuth`` (radians)."""

    def __init__(self, centre: Floats, size: float, azimuth: float) -> None:
        self.centre = centre
        self.size = size
        sin, cos = np.sin(azimuth), np.cos(azimuth)
        self.axes = np.array([[cos, -sin], [sin, cos]])

    def density(self, xy: ArrayLike) -> Floats:
        return self.contains(xy) / self.size**2

    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        return cast(Floats, self.centre + rng.uniform(-self.size / 2, self.size / 2, (n, 2)) @ self.axes)

    def mean(self) -> Floats:
        return self.centre.copy()

    def covariance(self) -> Floats:
        return np.eye(2) * self.size**2 / 12

    def bounds(self) -> tuple[float, float, float, float]:
        x, y = map(float, self.centre)
        reach = float(np.abs(self.axes[0]).sum()) * self.size / 2
        return x - reach, y - reach, x + reach, y + reach

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        along = (np.asarray(xy, float) - self.centre) @ self.axes.T
        return cast(Bools, np.abs(along).max(axis=-1) <= self.size / 2)

    def ce90(self) -> float:
        return _square_ce90() * self.size


@cache
def _square_ce90() -> float:
    """Radius of the circle about the centre of the unit square that covers 90 % of it."""

    def excess(r: float) -> float:
        corner = 4 * (r**2 * np.arccos(1 / (2 * r)) - 0.5 * np.sqrt(r**2 - 0.25))
        return float(np.pi * r**2 - corner) - 0.9

    return float(brentq(excess, 0.5, np.sqrt(0.5)))


class _Shape(Region):
    """Uniform over a polygonal shape of the plane, taken apart into triangles."""

    def __init__(self, shape: BaseGeometry) -> None:
        self.shape = shape
        shapely.prepare(self.shape)
        triangles = [piece for part in shapely.get_parts(shape) if part.area > 0 for piece in _triangles(part)]
        self.corners = np.array(triangles)
        edges = self.corners[:, 1:] - self.corners[:, :1]
        areas = np.abs(edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]) / 2
        self.area = float(areas.sum())
        self.weights = areas / self.area

    def density(self, xy: ArrayLike) -> Floats:
        return self.contains(xy) / self.area

    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        return self._at(rng.random((n, 3)))

    def mean(self) -> Floats:
        return cast(Floats, self.weights @ self.corners.mean(axis=1))

    def covariance(self) -> Floats:
        off = self.corners - self.mean()
        middle = off.mean(axis=1)
        within = (np.einsum("tki,tkj->tij", off, off) + 9 * np.einsum("ti,tj->tij", middle, middle)) / 12
        return cast(Floats, np.einsum("t,tij->ij", self.weights, within))

    def bounds(self) -> tuple[float, float, float, float]:
        west, south, east, north = map(float, self.shape.bounds)
        return west, south, east, north

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        points = np.asarray(xy, float)
        return cast(Bools, shapely.intersects_xy(self.shape, points[..., 0], points[..., 1]))

    def ce90(self) -> float:
        offset = self._at(_nodes(_NODES)) - self.mean()
        return float(np.quantile(np.hypot(offset[:, 0], offset[:, 1]), 0.9))

    def _at(self, shares: Floats) -> Floats:
        """Positions for uniform numbers (n, 3): which triangle, and where in it."""
        index = np.searchsorted(np.cumsum(self.weights), shares[:, 0]).clip(max=len(self.weights) - 1)
        a, b, c = np.moveaxis(self.corners[index], 1, 0)
        root = np.sqrt(shares[:, 1:2])
        second = shares[:, 2:3]
        return cast(Floats, (1 - root) * a + root * (1 - second) * b + root * second * c)


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """``shape`` (lon/lat) mended where it crosses itself."""
    mended = shape if shape.is_valid else shapely.make_valid(shape)
    if not mended.area > _LEAST_DEG2:
        raise ValueError("the polygon holds no ground: give three corners or more that are not in one line")
    return mended


def _triangles(polygon: BaseGeometry) -> list[Floats]:
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(polygon))
    return [shapely.get_coordinates(piece)[:3] for piece in pieces]


@cache
def _nodes(n: int) -> Floats:
    """``n`` (a power of 2) evenly spread points of the unit cube (n, 3), always the same: Sobol's, centred."""
    # A heavy import that few ways through the house need.
    from scipy.stats.qmc import Sobol

    return Sobol(3, scramble=False).random(n) + 0.5 / n


def _grid_north(cell: Cell) -> float:
    """The true bearing of the north of the UTM grid at the cell: the convergence of its zone, in degrees."""
    said = _MGRS_ZONE.match(cell.mgrs)
    zone = int(said[1]) if said else int((cell.lon + 180) // 6) + 1
    off = np.radians((cell.lon - (zone * 6 - 183) + 180) % 360 - 180)
    return float(np.degrees(np.arctan(np.tan(off) * np.sin(np.radians(cell.lat)))))
