"""Accounts turned into what the kernel weighs: densities over place, time and count, and categories."""

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .accounts import Arrays, Words, numbered
from .kernel import Duty, Floats, Ints, Tellings
from .parameters import Errors, Parameters

_CE90_SIGMAS = math.sqrt(2 * math.log(10))
_UNIFORM = math.sqrt(12)
_STAMP_S, _VAGUE_S = 120.0, 1500.0
_NEAREST_M, _FARTHEST_M, _STEPS = 50.0, 60_000.0, 72


def tellings(
    rows: pl.DataFrame, arrays: Arrays, duty: Duty, parameters: Parameters, direct: Ints, words: Words
) -> tuple[Tellings, Ints]:
    """Tellings of the units among the rows ``direct``, and the unit (renumbered from 0 in order) of each telling.

    Rows of one unit and source are one telling: the mean of their places, the earliest of their times, the sum of
    their counts.
    """
    device = (rows["means"] == "recorded").to_numpy()[direct]
    errors = {
        name: np.where(device, getattr(parameters.devices, name), getattr(parameters.people, name))
        for name in Errors._fields
    }
    low, high = (rows[name].cast(pl.Float64).to_numpy()[direct] for name in ("count_low", "count_high"))
    at, spread = _places(arrays, direct, errors, duty, low)
    width = arrays.end[direct] - arrays.start[direct]
    time, time_sd = _times(width)
    time_var = errors["clock_s"] ** 2 + time_sd**2
    frame = pl.DataFrame(
        {
            "unit": arrays.unit[direct],
            "source": arrays.source[direct],
            "x": at[:, 0],
            "y": at[:, 1],
            "xx": spread[:, 0],
            "xy": spread[:, 1],
            "yy": spread[:, 2],
            "time": arrays.start[direct] + time,
            "time_var": time_var,
            "start": arrays.start[direct],
            "end": arrays.end[direct],
            "device": device,
            "low": low,
            "high": high,
            "count_log": errors["count_log"],
            "kind": arrays.kind[direct],
            "weapon": numbered(rows["weapon"], words.weapons)[direct],
            "assessment": numbered(rows["assessment"], words.assessments)[direct],
        }
    )
    told = (
        frame.group_by("unit", "source", maintain_order=True)
        .agg(
            pl.col("x", "y", "xx", "xy", "yy").mean(),
            pl.col("time", "time_var", "start").min(),
            pl.col("end").max(),
            pl.col("low", "high").sum(),
            pl.col("count_log", "kind", "device").first(),
            _one("weapon"),
            _one("assessment"),
        )
        .sort("unit", "source")
    )
    unit = told["unit"].rank("dense").cast(pl.Int64).to_numpy() - 1
    count, count_var = _counts(told)
    floats = {
        name: told[name].to_numpy().copy() for name in ("x", "y", "xx", "xy", "yy", "time", "time_var", "start", "end")
    }
    return (
        Tellings(
            first=np.searchsorted(unit, np.arange(int(unit.max(initial=-1)) + 2)),
            at=np.column_stack([floats["x"], floats["y"]]),
            spread=np.column_stack([floats["xx"], floats["xy"], floats["yy"]]),
            time=floats["time"],
            time_var=floats["time_var"],
            start=floats["start"],
            end=floats["end"],
            log_count=count,
            log_count_var=count_var,
            kind=told["kind"].to_numpy().copy(),
            weapon=told["weapon"].to_numpy().copy(),
            assessment=told["assessment"].to_numpy().copy(),
            source=told["source"].to_numpy().copy(),
            device=told["device"].to_numpy().copy(),
        ),
        unit,
    )


def _times(width: Floats) -> tuple[Floats, Floats]:
    """How long after the start of its interval a run began, and the standard deviation, by the interval's width.

    A short interval is the run itself, which began with it; a long one says vaguely when.
    """
    beyond = np.maximum(width - _STAMP_S, 0.0)
    stamp = np.minimum(width, _STAMP_S)
    vague = width >= _VAGUE_S
    return np.where(vague, width / 2, stamp / 2 + beyond * 0.25), np.where(
        vague, width / _UNIFORM, np.hypot(stamp / _UNIFORM, beyond * 0.25)
    )


def _one(name: str) -> pl.Expr:
    known = pl.col(name).filter(pl.col(name) >= 0)
    return pl.when(known.n_unique() == 1).then(known.min()).otherwise(pl.lit(-1)).cast(pl.Int64).alias(name)


def _counts(told: pl.DataFrame) -> tuple[Floats, Floats]:
    """Mean and variance of the log count: an error, the rounding to whole numbers, and the width of what was said."""
    low, high = np.maximum(told["low"].to_numpy(), 0.5), told["high"].to_numpy()
    open_ended = ~np.isfinite(high)
    high = np.where(open_ended, low * 2, np.maximum(high, low))
    middle = (low + high) / 2
    width = np.log(high / low) / _UNIFORM
    base = told["count_log"].to_numpy()
    some = np.where(middle > 1.5, base, 0.08)
    return np.log(middle), some**2 + (0.29 / middle) ** 2 * (middle > 1.5) + width**2


def _places(a: Arrays, direct: Ints, errors: dict[str, Floats], duty: Duty, count: Floats) -> tuple[Floats, Floats]:
    """Means (n, 2) and variances (n, 3) of where each account puts its event."""
    variance = (errors["place"] * a.radius[direct] / _CE90_SIGMAS) ** 2
    at = np.column_stack([a.x[direct], a.y[direct]])
    spread = np.column_stack([variance, np.zeros(len(direct)), variance])
    wedge = a.wedge[direct]
    told = np.flatnonzero(~np.isnan(wedge[:, 0]))
    x, y, bearing, half, near, far = wedge[told].T
    sd = np.sqrt((half / math.sqrt(3)) ** 2 + errors["bearing"][told] ** 2)
    r, rr = _ranges(near, far, errors["range_log"][told], duty.half[:, a.kind[direct][told]].max(axis=(0, 2)),
                    np.sqrt(np.maximum(count[told], 1.0)))  # fmt: skip
    along = r * np.exp(-(sd**2) / 2)
    cos2 = (1 + np.exp(-2 * sd**2)) / 2
    variance_along, variance_across = np.maximum(rr * cos2 - along**2, 100.0), np.maximum(rr * (1 - cos2), 100.0)
    sin, cos = np.sin(bearing), np.cos(bearing)
    at[told] = np.column_stack([x + along * sin, y + along * cos])
    spread[told] = np.column_stack(
        [
            variance_along * sin**2 + variance_across * cos**2,
            (variance_along - variance_across) * sin * cos,
            variance_along * cos**2 + variance_across * sin**2,
        ]
    )
    return at, np.maximum(spread, [25.0, -np.inf, 25.0])


def _ranges(near: Floats, far: Floats, log_sd: Floats, half_m: Floats, chances: Floats) -> tuple[Floats, Floats]:
    """First and second moments of the distance: the band as said, softened, times the chance to notice from there."""
    grid = np.geomspace(_NEAREST_M, _FARTHEST_M, _STEPS)
    inner = np.log(np.maximum(near, _NEAREST_M / 2))
    outer = np.log(np.maximum(far, _NEAREST_M))
    steps = np.log(grid)[None, :]
    scale = log_sd[:, None]
    band = _logistic((steps - inner[:, None]) / (0.6 * scale)) * _logistic((outer[:, None] - steps) / (0.6 * scale))
    known = half_m > 0
    reach = np.where(known, half_m, 1.0)[:, None]
    noticed = -np.expm1(-math.log(2) * chances[:, None] * (reach / grid) ** 4)
    weight = band * np.where(known[:, None], noticed, 1.0) * grid**2
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray(weight @ grid), np.asarray(weight @ grid**2)


def _logistic(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-1.702 * z)), dtype=np.float64)
