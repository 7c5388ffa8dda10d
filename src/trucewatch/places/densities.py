"""What every form of a place offers: a probability density over the plane of a ``Frame``.

Positions are arrays (n, 2) of metres east and north. Every density integrates to 1 over the plane.
"""

from abc import ABC, abstractmethod
from functools import cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .geodesy import Floats

Bools = NDArray[np.bool_]

BOUND_SIGMAS = 5.3
"""Standard deviations outside of which less than one part in a million of a normal density lies."""

_NODES = 4096


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


@cache
def nodes() -> Floats:
    """Evenly spread points of the unit cube (4096, 3), always the same: Sobol's, centred."""
    # A heavy import that few ways through the house need.
    from scipy.stats.qmc import Sobol

    return Sobol(3, scramble=False).random(_NODES) + 0.5 / _NODES
