"""How likely accounts that make no incident (told, or seen from space) speak of one, and of which."""

import math

import numpy as np
import polars as pl
from numba import njit

from . import placing
from .accounts import Bools, compatibility, numbered
from .given import Given
from .joining import Groups
from .kernel import Floats, Ints
from .problem import Problem

LEAST = 0.05
"""A fit less likely than this is not kept."""

_NAMED_M = 2500.0
"""Standard deviation of what lies near a place that is named, beyond the extent of the place."""

_BURNS_S = 8 * 3600.0
"""Mean time for which what an event set alight can be detected."""

BURNT_OUT_S = 3 * _BURNS_S
"""After this long it is not."""

TIME_SIGMAS = 2.0
"""An account may speak of an incident whose time lies this many standard deviations outside its interval."""

_COUNT_SD = 0.6
_OTHER_WORD = 0.3
_NONE_SIGMAS = 2.5
"""That an account speaks of no known incident is as likely as that it speaks of one this many sigmas off."""


def fits(given: Given, problem: Problem, groups: Groups) -> pl.DataFrame:
    """row, group, probability of each account that is not direct and each incident it may speak of."""
    rows, arrays = given.rows, given.arrays
    others = np.flatnonzero(~arrays.direct & np.isfinite(arrays.x))
    clusters, at, spread, time = placing.clusters(problem, groups)
    order = np.argsort(time[:, 0], kind="stable")
    origin = numbered(rows["origin"], given.sources)
    told_by, kind, count = _cluster_facts(problem, groups, clusters)
    low, high = (rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in ("count_low", "count_high"))
    row, cluster, log_weight = _weights(
        others, arrays.start, arrays.end, arrays.x, arrays.y, arrays.radius, arrays.kind, origin,
        np.log(np.maximum(np.where(np.isfinite(high), (low + high) / 2, low), 1.0)),
        (rows["means"] == "detected").to_numpy() | (rows["role"] == "corroborates").to_numpy(),
        at[order], spread[order], time[order], told_by[order], kind[order], count[order],
        compatibility(given.words.kinds), given.limits[0],
    )  # fmt: skip
    found = pl.DataFrame(
        {"row": row, "group": clusters[order][cluster], "weight": np.exp(log_weight)},
        schema={"row": pl.Int64, "group": pl.Int64, "weight": pl.Float64},
    )
    none = math.exp(-(_NONE_SIGMAS**2) / 2)
    return (
        found.with_columns(probability=pl.col("weight") / (pl.col("weight").sum().over("row") + none))
        .filter(pl.col("probability") >= LEAST)
        .select("row", "group", "probability")
    )


def _cluster_facts(problem: Problem, groups: Groups, clusters: Ints) -> tuple[Ints, Ints, Floats]:
    """Which sources tell of each cluster (as a padded table), its most told kind, its mean log count."""
    told = problem.told
    frame = pl.DataFrame(
        {"cluster": groups.of[problem.unit_of], "source": told.source, "kind": told.kind, "count": told.log_count}
    )
    facts = (
        frame.group_by("cluster")
        .agg(pl.col("source").sort(), pl.col("kind").mode().min(), pl.col("count").mean())
        .sort("cluster")
    )
    widest = facts["source"].list.len().cast(pl.Int64).to_numpy().max(initial=1)
    table = np.full((len(clusters), widest), -1, dtype=np.int64)
    for place in range(widest):
        table[:, place] = facts["source"].list.get(place, null_on_oob=True).fill_null(-1).to_numpy()
    return table, facts["kind"].to_numpy(), facts["count"].to_numpy()


@njit(cache=True, nogil=True)
def _weights(
    others: Ints, start: Floats, end: Floats, x: Floats, y: Floats, radius: Floats, kind: Ints, origin: Ints,
    count: Floats, lasting: Bools, at: Floats, spread: Floats, time: Floats, told_by: Ints,
    its_kind: Ints, its_count: Floats, compatible: Bools, slack: float,
) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    size, found = 256, 0
    row, cluster, weight = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size)
    vaguest = time[:, 1].max() if len(time) else 0.0
    for i in others:
        begins = start[i] - slack - (BURNT_OUT_S if lasting[i] else 0.0)
        c = np.searchsorted(time[:, 0], begins - TIME_SIGMAS * vaguest)
        own = radius[i] / 2.146 if lasting[i] else math.hypot(radius[i] / 2.146, _NAMED_M)
        while c < len(time) and time[c, 0] <= end[i] + slack + TIME_SIGMAS * vaguest:
            k = c
            c += 1
            vague = TIME_SIGMAS * time[k, 1]
            if not begins - vague <= time[k, 0] <= end[i] + slack + vague:
                continue
            if not compatible[kind[i], its_kind[k]]:
                continue
            xx, xy, yy = spread[k, 0] + own * own, spread[k, 1], spread[k, 2] + own * own
            dx, dy = x[i] - at[k, 0], y[i] - at[k, 1]
            off = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy)
            if off > 16.0:
                continue
            log = -0.5 * off
            if kind[i] == its_kind[k]:
                log -= 0.5 * ((count[i] - its_count[k]) / _COUNT_SD) ** 2
            else:
                log += math.log(_OTHER_WORD)
            if lasting[i]:
                log -= max(start[i] - time[k, 0], 0.0) / _BURNS_S
            if origin[i] >= 0:
                if (told_by[k] == origin[i]).any():
                    log += 1.0
                else:
                    log -= 4.0
            if found == size:
                size *= 2
                longer, further, more = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size)
                longer[:found], further[:found], more[:found] = row, cluster, weight
                row, cluster, weight = longer, further, more
            row[found], cluster[found], weight[found] = i, k, log
            found += 1
    return row[:found], cluster[:found], weight[:found]
