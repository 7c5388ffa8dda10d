"""A circle of error, a square, and a polygon, as densities."""

from functools import cache
from typing import cast

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from shapely.geometry.base import BaseGeometry

from .densities import BOUND_SIGMAS, Bools, Region, nodes
from .geodesy import Floats

CE90_SIGMAS = float(np.sqrt(2 * np.log(10)))


class Round(Region):
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
        reach = BOUND_SIGMAS * self.sigma
        return x - reach, y - reach, x + reach, y + reach

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        return cast(Bools, self._squared(xy) <= -2 * np.log1p(-share) * self.sigma**2)

    def ce90(self) -> float:
        return self.sigma * CE90_SIGMAS

    def _squared(self, xy: ArrayLike) -> Floats:
        return cast(Floats, ((np.asarray(xy, float) - self.centre) ** 2).sum(axis=-1))


class Square(Region):
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


class Shape(Region):
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
        offset = self._at(nodes()) - self.mean()
        return float(np.quantile(np.hypot(offset[:, 0], offset[:, 1]), 0.9))

    def _at(self, shares: Floats) -> Floats:
        """Positions for uniform numbers (n, 3): which triangle, and where in it."""
        index = np.searchsorted(np.cumsum(self.weights), shares[:, 0]).clip(max=len(self.weights) - 1)
        a, b, c = np.moveaxis(self.corners[index], 1, 0)
        root = np.sqrt(shares[:, 1:2])
        second = shares[:, 2:3]
        return cast(Floats, (1 - root) * a + root * (1 - second) * b + root * second * c)


def _triangles(polygon: BaseGeometry) -> list[Floats]:
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(polygon))
    return [shapely.get_coordinates(piece)[:3] for piece in pieces]
