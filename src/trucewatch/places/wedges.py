"""A bearing and range band from a post, as a density."""

from functools import cache, cached_property, lru_cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import erf, ndtr, ndtri

from .densities import BOUND_SIGMAS, Bools, Region, nodes
from .geodesy import Floats

RANGE_SD = 0.1
"""Log-standard deviation of a judged range: the edges of a range band are soft by about a tenth of their distance."""

_RATIOS = np.linspace(0.0, 0.999, 41)


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


def mean_cosine(half_width_deg: float) -> float:
    """The mean of the cosine of the error of a bearing, 90 % of whose errors are within the half width."""
    return _angle(half_width_deg).cos


def range_moment(near: Floats | float, far: Floats | float, power: int) -> Floats:
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


class Wedge(Region):
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
        reach = float(range_moment(self.near, self.far, 1)) * self.angle.cos
        return cast(Floats, self.post + reach * self._axes[0])

    def covariance(self) -> Floats:
        squared = float(range_moment(self.near, self.far, 2))
        reach = float(range_moment(self.near, self.far, 1)) * self.angle.cos
        along = squared * (1 + self.angle.cos2) / 2 - reach**2
        across = squared * (1 - self.angle.cos2) / 2
        return self._axes.T @ np.diag([along, across]) @ self._axes

    def bounds(self) -> tuple[float, float, float, float]:
        widest = min(np.pi, BOUND_SIGMAS * self.angle.sigma)
        angles = self.azimuth + np.linspace(-widest, widest, 181)
        outer = self.far * np.exp(2 * RANGE_SD**2 + BOUND_SIGMAS * RANGE_SD) / np.cos(widest / 180)
        inner = self.near * np.exp(2 * RANGE_SD**2 - BOUND_SIGMAS * RANGE_SD)
        corners = np.column_stack([np.sin(angles), np.cos(angles)])
        corners = self.post + np.vstack([corners * outer, corners * inner])
        west, south = map(float, corners.min(axis=0))
        east, north = map(float, corners.max(axis=0))
        return west, south, east, north

    def contains(self, xy: ArrayLike, share: float = 0.9) -> Bools:
        level = np.quantile(self._levels, 1 - share)
        return self.density(xy) >= level

    def ce90(self) -> float:
        return float(wedge_ce90(self.half_width_deg, self.near, self.far))

    @cached_property
    def _levels(self) -> Floats:
        return self.density(self._at(nodes()))

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


def wedge_ce90(half_width_deg: float, near: Floats | float, far: Floats | float) -> Floats:
    """CE90 of wedges of one half width: in units of the far edge it depends on the ratio of the edges alone."""
    return cast(Floats, far * np.interp(np.divide(near, far), _RATIOS, _ce90_by_ratio(half_width_deg)))


@lru_cache(maxsize=1024)
def _ce90_by_ratio(half_width_deg: float) -> Floats:
    angle = _angle(half_width_deg)
    shares = nodes()
    error = angle.quantile(0.5 + shares[:, 0] / 2)
    sin, cos = np.sin(error), np.cos(error)
    radii = []
    for ratio in _RATIOS:
        distance = _range_quantile(ratio, 1.0, shares[:, 1], shares[:, 2])
        reach = angle.cos * range_moment(ratio, 1.0, 1)
        radii.append(np.quantile(np.hypot(distance * cos - reach, distance * sin), 0.9))
    return np.array(radii)
