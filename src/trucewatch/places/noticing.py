"""How likely something is noticed from a distance: the hazard-rate detection function of distance sampling."""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

WEIGHTS: NDArray[np.float64] = np.array([1 / 3, 1 / 6, 1 / 6, 1 / 6, 1 / 6])
"""Weights of five points that stand for a place known to a Gaussian: its middle, and the square root of three standard
deviations either way along two axes (exact to the third moment)."""

_HALF = math.log(2)
_SIGMAS = math.sqrt(3)
_SLOPE = 1.151
"""Exponent times log-sd at which the hazard rate has the slope of a log-normal detection range at half probability."""


def exponent(log_sd: float) -> float:
    """The exponent of the hazard rate whose slope at half probability is that of a range with ``log_sd``."""
    return _SLOPE / log_sd


@njit(cache=True, nogil=True, inline="always")
def sigma_point(point: int, x: float, y: float, lxx: float, lxy: float, lyy: float) -> tuple[float, float]:
    """One of the five points, weighed by ``WEIGHTS``, that stand for a normal density about (x, y).

    Its mean, and either way along the two columns of its Cholesky factor (``lxx``, ``lxy``; 0, ``lyy``).
    """
    sign = 0.0 if point == 0 else (_SIGMAS if point % 2 else -_SIGMAS)
    if point <= 2:
        return x + sign * lxx, y + sign * lxy
    return x, y + sign * lyy


@njit(cache=True, nogil=True)
def hazard(metres: float, half_m: float, power: float, chances: float) -> float:
    """Hazard of being noticed at ``metres``: with one chance, noticed half the time at ``half_m`` (0: never).

    A run of n like events gives ``chances`` > 1. Hazards of several means add; the probability is 1 - exp(-hazard).
    Source: Buckland et al., Introduction to Distance Sampling, 2001, section 2.3 (hazard-rate key).
    """
    if half_m <= 0.0:
        return 0.0
    return float(chances * _HALF * (half_m / max(metres, 1.0)) ** power)
