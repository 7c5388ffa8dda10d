"""Who looked when, and what each noticed: duty, failures, fog, refusals of access, patrol ways, detection."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .process import DAY, HOUR, KINDS, Weather
from .stage import Bools, Floats, Ints, Stage

OFF, ON, IMPAIRED, DENIED = 0, 1, 2, 3
STATES = ("off", "on", "impaired", "denied")
_FIX_S = 600.0
_PATROL_HOURS = range(8, 17)
_HAZARD_SHAPE = 4.0
"""Exponent of the hazard-rate detection function of distance sampling (Buckland et al. 2001)."""

_HEARD_FARTHER = 1.25
"""What a sensor hears beyond a person, as a factor on distance."""

_CARRIED, _CARRIED_MS = 0.3, 8.0
"""Logarithm of how much further is heard down the wind, and less far against it, in a wind of so many m/s or more."""

_NIGHT = frozenset((*range(7), *range(20, 24)))


@dataclass(frozen=True)
class Effort:
    """Hourly state of every watcher (rows in the order of ``Stage.watchers``) and the ways of the patrols.

    ``reason`` is the reason given for a state; ``ways`` maps a watcher's index and day to its fixes, columns seconds,
    x, y.
    """

    state: Ints
    reason: dict[int, list[str]]
    ways: dict[tuple[int, int], Floats]


def effort(scene: Stage, sky: Weather, days: int, rng: np.random.Generator) -> Effort:
    """Duty of posts, cameras, sensors and patrols over ``days`` days; one side, drawn here, refuses access more."""
    watchers, hours = scene.watchers, days * 24
    hour_of_day = np.arange(hours) % 24
    state = np.zeros((len(watchers.ids), hours), dtype=np.int64)
    reason: dict[int, list[str]] = {}
    ways: dict[tuple[int, int], Floats] = {}
    harder = int(rng.integers(2))
    for index, kind in enumerate(watchers.types):
        why = [""] * hours
        row = state[index]
        if kind == "post":
            by_night = np.repeat(rng.random(days) < 0.7, 24)
            row[:] = np.where((hour_of_day >= 6) & (hour_of_day < 22) | by_night, ON, OFF)
            _refused(row, why, days, 0.10 if watchers.side[index] == harder else 0.03, rng)
        elif kind == "patrol":
            row[:] = np.where(np.isin(hour_of_day, _PATROL_HOURS), ON, OFF)
            _refused(row, why, days, 0.22 if watchers.side[index] == harder else 0.07, rng)
            ways.update(((index, day), _way(scene, index, day, rng)) for day in range(days))
        else:
            row[:] = ON
            _failures(row, why, rng)
            if kind == "camera":
                foggy = (sky.fog > 0.5) & (row == ON)
                row[foggy] = IMPAIRED
                for hour in np.flatnonzero(foggy):
                    why[hour] = "fog"
        reason[index] = why
    return Effort(state, reason, ways)


def _refused(row: Ints, why: list[str], days: int, chance: float, rng: np.random.Generator) -> None:
    for day in np.flatnonzero(rng.random(days) < chance):
        start = day * 24 + int(rng.integers(6, 14))
        span = slice(start, min(start + int(rng.integers(3, 15)), len(row)))
        kept_out = np.flatnonzero(row[span] == ON) + start
        row[kept_out] = DENIED
        for hour in kept_out:
            why[hour] = "access refused"


def _failures(row: Ints, why: list[str], rng: np.random.Generator) -> None:
    at = rng.exponential(24 * 9.0)
    while at < len(row):
        lasts = max(1.0, rng.lognormal(np.log(6), 1.2))
        cause = ("power failure", "no transmission", "equipment failure")[int(rng.integers(3))]
        for hour in range(int(at), min(int(at + lasts), len(row))):
            row[hour], why[hour] = IMPAIRED, cause
        at += lasts + rng.exponential(24 * 9.0)


def _way(scene: Stage, index: int, day: int, rng: np.random.Generator) -> Floats:
    """One day's loop of a patrol from its base past a few anchors, a fix every ten minutes on its hours."""
    watchers, anchors = scene.watchers, scene.anchors
    start, end = day * DAY + _PATROL_HOURS.start * HOUR, day * DAY + _PATROL_HOURS.stop * HOUR
    base = np.array([watchers.x[index], watchers.y[index]])
    inward = -1.0 if watchers.side[index] == 0 else 1.0
    spots = np.column_stack([anchors.x + inward * 2500 * anchors.nx, anchors.y + inward * 2500 * anchors.ny])
    near = np.argsort(np.hypot(*(spots - base).T))[:5]
    stops = np.vstack([base, spots[rng.permutation(near)[:3]], base])
    legs = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stops, axis=0).T))])
    times = np.arange(start, end + 1, _FIX_S)
    along = np.clip((times - start) / (end - start), 0, 1) * legs[-1]
    x, y = np.interp(along, legs, stops[:, 0]), np.interp(along, legs, stops[:, 1])
    return np.column_stack([times, x + 40 * rng.standard_normal(len(x)), y + 40 * rng.standard_normal(len(y))])


def notices(scene: Stage, happened: pl.DataFrame, work: Effort, sky: Weather, rng: np.random.Generator) -> pl.DataFrame:
    """Which watcher noticed which event.

    Columns: event (row number of ``happened``), watcher (index), heard, seen, x, y (where the watcher was).
    """
    watchers = scene.watchers
    t = happened["t0"].to_numpy()
    hour = np.minimum((t // HOUR).astype(np.int64), work.state.shape[1] - 1)
    night = np.isin(hour % 24, list(_NIGHT))
    kind = np.array([KINDS.index(code) for code in happened["kind"]], dtype=np.int64)
    tries = np.sqrt(happened["count"].to_numpy().astype(float))
    ex, ey = happened["x"].to_numpy(), happened["y"].to_numpy()
    reach = {means: _half_distances(scene, means) for means in ("heard", "seen", "recorded")}
    carries = np.clip(1.15 - 0.05 * sky.wind[hour], 0.5, 1.2)
    blows = np.minimum(sky.wind[hour] / _CARRIED_MS, 1)
    clear = 1 - 0.9 * sky.fog[hour]
    visible = sky.visibility_m[hour]
    parts = []
    for index, what in enumerate(watchers.types):
        wx, wy = _where(scene, work, index, t)
        distance = np.maximum(np.hypot(ex - wx, ey - wy), 1.0)
        on = work.state[index][hour] == ON
        lit = np.where(night, 1, 0)
        along = np.cos(np.arctan2(ex - wx, ey - wy) - np.radians(sky.wind_from[hour]))
        hears = carries * np.exp(_CARRIED * blows * along)
        if what == "acoustic":
            heard = on & _detected(distance, _HEARD_FARTHER * reach["heard"][kind, lit] * hears, tries, rng)
            heard &= distance <= watchers.range_m[index]
            seen = np.zeros_like(heard)
        elif what == "camera":
            seen = on & _detected(distance, reach["recorded"][kind, lit] * clear, tries, rng)
            seen &= (distance <= np.minimum(watchers.range_m[index], visible)) & _in_view(
                scene, index, ex - wx, ey - wy
            )
            heard = np.zeros_like(seen)
        else:
            heard = on & _detected(distance, reach["heard"][kind, lit] * hears, tries, rng)
            seen = on & _detected(distance, reach["seen"][kind, lit] * clear, tries, rng) & (distance <= visible)
        hits = np.flatnonzero(heard | seen)
        parts.append(
            pl.DataFrame(
                {
                    "event": hits,
                    "watcher": np.full(len(hits), index),
                    "heard": heard[hits],
                    "seen": seen[hits],
                    "x": wx[hits],
                    "y": wy[hits],
                }
            )
        )
    return pl.concat(parts).sort("event", "watcher")


def _half_distances(scene: Stage, means: str) -> Floats:
    """Metres at which half the events are noticed by ``means``: rows KINDS, columns day, night; 0 where never."""
    table = np.zeros((len(KINDS), 2))
    for line in scene.mission.detection:
        if line.means == means and line.kind in KINDS:
            table[KINDS.index(line.kind)] = line.day_m, line.night_m
    return table


def _detected(distance: Floats, half_m: Floats, tries: Floats, rng: np.random.Generator) -> Bools:
    """Hazard-rate detection, a half at ``half_m``; ``tries`` is the effective number of chances a run gives."""
    scale = np.maximum(half_m, 1e-9) * np.log(2) ** (1 / _HAZARD_SHAPE)
    hazard = tries * (distance / scale) ** -_HAZARD_SHAPE
    return np.asarray(rng.random(len(distance)) < -np.expm1(-hazard), dtype=np.bool_)


def _in_view(scene: Stage, index: int, dx: Floats, dy: Floats) -> Bools:
    off = (np.degrees(np.arctan2(dx, dy)) - scene.watchers.facing_deg[index] + 180) % 360 - 180
    return np.asarray(np.abs(off) <= scene.watchers.field_deg[index] / 2, dtype=np.bool_)


def _where(scene: Stage, work: Effort, index: int, t: Floats) -> tuple[Floats, Floats]:
    x, y = np.full(len(t), scene.watchers.x[index]), np.full(len(t), scene.watchers.y[index])
    if scene.watchers.types[index] != "patrol":
        return x, y
    day = (t // DAY).astype(np.int64)
    for today in np.unique(day):
        way = work.ways.get((index, int(today)))
        if way is not None:
            mask = day == today
            x[mask], y[mask] = np.interp(t[mask], way[:, 0], way[:, 1]), np.interp(t[mask], way[:, 0], way[:, 2])
    return x, y
