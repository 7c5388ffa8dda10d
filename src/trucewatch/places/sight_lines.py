"""What can be seen from where: straight lines of sight over heights, on a round earth that bends them."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .geodesy import Floats

HIDDEN, VISIBLE, UNKNOWN = 0, 1, 2
"""A point behind higher ground; one in plain view; one of which heights on the way are not known."""

_RADIUS_M = 6_371_000.0
_REFRACTION = 1 / 7
"""How much of the earth's curvature the usual bending of light takes back (Yoeli 1985; 6/7 is left)."""

_DROP = (1 - _REFRACTION) / (2 * _RADIUS_M)


@dataclass(frozen=True)
class Terrain:
    """Heights of the ground in metres, ``heights`` (rows from north to south, columns), NaN where they are not known.

    ``west`` and ``north`` are the centre of the first square in metres of a ``Frame``, ``step_m`` is its side.
    """

    heights: NDArray[np.float32]
    west: float
    north: float
    step_m: float

    @property
    def known(self) -> float:
        """The share of the squares whose height is known."""
        return float(np.isfinite(self.heights).mean())

    def lines(
        self, x: float, y: float, eye_m: float, points: Floats, range_m: float, target_m: float
    ) -> NDArray[np.int8]:
        """HIDDEN, VISIBLE or UNKNOWN for each of ``points`` (n, 2), seen from ``eye_m`` above the ground at (x, y).

        What is looked for stands ``target_m`` above the ground. Points further than ``range_m`` are HIDDEN. Heights are
        interpolated between the squares' centres and compared with the line at every ``step_m``; a line that leaves the
        heights or crosses a void is UNKNOWN unless ground before it hides the point.
        """
        found = np.zeros(len(points), np.int8)
        flat = np.ascontiguousarray(points, np.float64)
        _look(self.heights, self.west, self.north, self.step_m, x, y, eye_m, flat, range_m, target_m, found)
        return found


@njit(cache=True, nogil=True, inline="always")
def _height(heights: NDArray[np.float32], row: float, column: float) -> float:
    """Between the centres of four squares; NaN outside of them, or where one of them is not known."""
    r, c = int(row), int(column)
    if row < 0.0 or column < 0.0 or r + 1 >= heights.shape[0] or c + 1 >= heights.shape[1]:
        return np.nan
    down, right = row - r, column - c
    upper = heights[r, c] + right * (heights[r, c + 1] - heights[r, c])
    lower = heights[r + 1, c] + right * (heights[r + 1, c + 1] - heights[r + 1, c])
    return float(upper + down * (lower - upper))


@njit(cache=True, nogil=True)
def _look(
    heights: NDArray[np.float32],
    west: float,
    north: float,
    step_m: float,
    x: float,
    y: float,
    eye_m: float,
    points: Floats,
    range_m: float,
    target_m: float,
    found: NDArray[np.int8],
) -> None:
    row, column = (north - y) / step_m, (x - west) / step_m
    eye = _height(heights, row, column) + eye_m
    for n in range(len(points)):
        east, up = points[n, 0] - x, points[n, 1] - y
        metres = np.sqrt(east * east + up * up)
        if metres > range_m:
            continue
        end_row, end_column = row - up / step_m, column + east / step_m
        target = _height(heights, end_row, end_column) + target_m - metres * metres * _DROP
        if np.isnan(target) or np.isnan(eye):
            found[n] = UNKNOWN
            continue
        state, squares = VISIBLE, metres / step_m
        for k in range(1, int(np.ceil(squares - 0.5))):
            share = k / squares
            ground = _height(heights, row + share * (end_row - row), column + share * (end_column - column))
            if np.isnan(ground):
                state = UNKNOWN
            elif ground - (k * step_m) ** 2 * _DROP > eye + share * (target - eye):
                state = HIDDEN
                break
        found[n] = state
