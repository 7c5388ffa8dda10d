"""Where each incident was: the mean and the ellipse of what its accounts say together."""

import math
from functools import cache

import numpy as np
import polars as pl
from numba import njit

from ..places import Frame
from .joining import Groups
from .kernel import Floats, Ints, Tellings, posterior
from .learning import Factors
from .problem import Problem

_SHARE_90 = 2 * math.log(10)
"""Squared Mahalanobis distance that holds 90 % of a bivariate Gaussian."""


def clusters(problem: Problem, groups: Groups) -> tuple[Ints, Floats, Floats, Floats]:
    """The clusters that hold something, ascending; mean place (c, 2), its variances (c, 3), time (c, 2): mean, sd."""
    of = groups.of[problem.unit_of]
    order = np.argsort(of, kind="stable")
    found, first = np.unique(of[order], return_index=True)
    return found, *_posteriors(problem.told, order, np.append(first, len(order)))


@njit(cache=True, nogil=True)
def _posteriors(t: Tellings, order: Ints, first: Ints) -> tuple[Floats, Floats, Floats]:
    n = len(first) - 1
    at, spread, time = np.empty((n, 2)), np.empty((n, 3)), np.empty((n, 2))
    for c in range(n):
        members = order[first[c] : first[c + 1]]
        x, y, xx, xy, yy, when, when_var = posterior(t, members, len(members))
        at[c, 0], at[c, 1] = x, y
        spread[c, 0], spread[c, 1], spread[c, 2] = xx, xy, yy
        time[c, 0], time[c, 1] = when, math.sqrt(when_var)
    return at, spread, time


def regions(problem: Problem, groups: Groups, frame: Frame, misfit: Factors) -> pl.DataFrame:
    """group, at_x, at_y, lon, lat, radius_m (CE90), and the 90 % ellipse: major_m, minor_m, azimuth_deg.

    Where accounts of one event disagree more than believed (``misfit`` of places above 1) the errors are taken to be
    so much larger: Birge's ratio (Phys. Rev. 40, 207, 1932), which only ever widens.
    """
    found, at, spread, _ = clusters(problem._replace(told=_widened(problem.told, misfit)), groups)
    xx, xy, yy = spread.T
    middle, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    major, minor = np.sqrt(middle + half), np.sqrt(np.maximum(middle - half, 1e-9))
    # the long axis, clockwise from the y axis of the plane
    azimuth = np.degrees(0.5 * np.arctan2(2 * xy, yy - xx)) % 180
    lon, lat = frame.lonlat(at[:, 0], at[:, 1])
    share = math.sqrt(_SHARE_90)
    return pl.DataFrame(
        {
            "group": found, "at_x": at[:, 0], "at_y": at[:, 1], "lon": lon, "lat": lat,
            "radius_m": major * np.interp(minor / major, *_circles()),
            "major_m": major * share, "minor_m": minor * share, "azimuth_deg": azimuth,
        },
        schema_overrides={"group": pl.Int64, "lon": pl.Float64, "lat": pl.Float64},
    )  # fmt: skip


def _widened(told: Tellings, misfit: Factors) -> Tellings:
    factor = np.where(told.device, max(misfit.devices, 1.0), max(misfit.people, 1.0))
    return told._replace(spread=told.spread * factor[:, None] ** 2)


@cache
def _circles() -> tuple[Floats, Floats]:
    """Ratios of the axes, and the radius (in long standard deviations) of the circle that holds 90 %."""
    ratios = np.linspace(0.01, 1.0, 40)
    angle = (np.arange(2000) + 0.5) * math.pi / 2000
    radius = np.linspace(1.6, 2.2, 601)
    found = []
    for ratio in ratios:
        q = np.cos(angle) ** 2 + (np.sin(angle) / ratio) ** 2
        held = (-np.expm1(-(radius[:, None] ** 2) * q / 2) / (q * ratio)).mean(axis=1)
        found.append(np.interp(0.9, held, radius))
    return ratios, np.array(found)
