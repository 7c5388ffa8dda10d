"""A great many observations at once, in machine columns, for tests of size and speed."""

import numpy as np
import polars as pl

from trucewatch.mission import Mission

from .process import DAY, KINDS
from .stage import stage

_PER_DAY = 1000
_SHARES = np.array([0.25, 0.08, 0.33, 0.22, 0.08, 0.04])


def bulk(mission: Mission, n: int, seed: int) -> pl.DataFrame:
    """``n`` observations of about half as many events, as one table of the intake form *observations*.

    Events cluster around the anchors of the exercise and in time; each is reported by one watcher or several, with
    errors in place (``error_m`` is a true CE90), time and count. Columns are the form's native ones, *ref, source,
    start, end, means, kind, count, lon, lat, error_m*, and last *event*, the truth: drop it before taking the table in.
    Times are UTC from 1 January 2023 on, about a thousand observations a day. Raises ValueError if the mission is
    no exercise or ``n`` is below 1.
    """
    if n < 1:
        raise ValueError("n must be 1 or more")
    scene, rng = stage(mission), np.random.default_rng(seed)
    anchors, watchers = scene.anchors, scene.watchers
    m = max(1, n // 2)
    event = np.sort(np.concatenate([np.arange(m), rng.integers(0, m, n - m)]))
    days = max(1, n // _PER_DAY)
    heat = rng.gamma(0.5, 1.0, days) + 1e-3
    t = np.sort((rng.choice(days, size=m, p=heat / heat.sum()) + rng.random(m)) * DAY)
    spot = rng.integers(0, len(anchors.x), m)
    x, y = anchors.x[spot] + 2500 * rng.standard_normal(m), anchors.y[spot] + 2500 * rng.standard_normal(m)
    kind = rng.choice(len(KINDS), size=m, p=_SHARES)
    count = np.ceil(2.5 * np.exp(rng.standard_normal(m)))
    near = np.argsort(np.hypot(anchors.x[:, None] - watchers.x, anchors.y[:, None] - watchers.y), axis=1)[:, :6]
    first = np.concatenate([[True], event[1:] != event[:-1]])
    position = np.arange(n)
    nth = position - np.maximum.accumulate(np.where(first, position, 0))
    source = near[spot[event], nth % near.shape[1]]
    error_m = np.round(rng.uniform(150, 1500, n))
    sd = error_m / np.sqrt(2 * np.log(10))
    lon, lat = scene.frame.lonlat(x[event] + sd * rng.standard_normal(n), y[event] + sd * rng.standard_normal(n))
    start = np.datetime64("2023-01-01T00:00:00", "us") + ((t[event] + 20 * rng.standard_normal(n)) * 1e6).astype(
        "timedelta64[us]"
    )
    seconds = rng.exponential(30.0, n)
    said = np.maximum(1, np.rint(count[event] * np.exp(0.15 * rng.standard_normal(n)))).astype(np.int64)
    heard = np.where(np.isin(watchers.types, ("camera", "acoustic")), "recorded", "heard")
    return pl.DataFrame(
        {
            "ref": pl.Series(position).cast(pl.String),
            "source": np.array(watchers.ids)[source],
            "start": start,
            "end": start + (seconds * 1e6).astype("timedelta64[us]"),
            "means": heard[source],
            "kind": np.array(KINDS)[kind[event]],
            "count": said,
            "lon": np.asarray(lon, dtype=float),
            "lat": np.asarray(lat, dtype=float),
            "error_m": error_m,
            "event": event,
        }
    ).with_columns(pl.col("start", "end").dt.replace_time_zone("UTC"))
