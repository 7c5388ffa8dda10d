"""Who could have noticed an incident that others tell of, and who did: the trials of double observers.

The method of Buckland et al., Introduction to Distance Sampling, 2001, ch. 10: what others noticed, placed by them
alone, is a trial of each watcher on duty. Nothing is said of how much happened.
"""

import math
from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from ..domain import Span
from ..places.noticing import WEIGHTS, sigma_point
from .given import Given
from .joining import Groups
from .kernel import Duty, Floats, Ints, Tellings, posterior
from .linking import Linked
from .problem import Problem

TRIALS = pl.Schema(
    {
        "incident": pl.String(),
        "source": pl.String(),
        "kind": pl.String(),
        "light": pl.String(),
        "when": pl.Datetime("us", "UTC"),
        "half_m": pl.Float64(),
        "reach_m": pl.Float64(),
        "metres": pl.Array(pl.Float64(), len(WEIGHTS)),
        "told": pl.Float64(),
    }
)
"""One row an incident that others tell of and a source on duty: the ``kind`` and time they give it, *day* or *night*,
the distance at half probability that the mission gives the best of the source's means (``half_m``), how far it looks
(``reach_m``), and how far off it was: ``metres`` to the points that stand for where it may have been, weighed by
``places.noticing.WEIGHTS``, infinite outside the source's field of view. ``told``: the probability
that an account of the source is of this incident. Only what was within ``FARTHEST`` half distances at the nearest is a
trial."""

POINTS = len(WEIGHTS)


FARTHEST = 6.0
"""Trials further away than so many half distances say next to nothing."""


class Trials(NamedTuple):
    """n trials as numbers. ``group``, ``source``; ``kind`` that of the first of the others; ``night`` 0 or 1.

    ``when`` in seconds; ``items`` the count of the others (geometric mean); ``half`` and ``reach`` (n,) and ``metres``
    (n, POINTS) as in TRIALS; ``told``: whether the source is among those whose accounts make the group.
    """

    group: Ints
    source: Ints
    kind: Ints
    night: Ints
    when: Floats
    items: Floats
    half: Floats
    reach: Floats
    metres: Floats
    told: Ints

    def part(self, chosen: NDArray[np.bool_]) -> "Trials":
        return Trials._make(column[chosen] for column in self)


def trials(problem: Problem, groups: Groups, since: float = -math.inf, until: float = math.inf) -> Trials:
    """The trials of ``groups`` from ``since`` to ``until`` (seconds), by group and source."""
    of = groups.of[problem.unit_of]
    order = np.argsort(of, kind="stable")
    group, first = np.unique(of[order], return_index=True)
    found = _trials(problem.told, order, np.append(first, len(order)), problem.duty, since, until)
    return Trials(group[found[0]], *found[1:])


def untried(_: Span) -> pl.DataFrame:
    """No TRIALS: nobody is known to have been on duty."""
    return pl.DataFrame(schema=TRIALS)


def frame(given: Given, linked: Linked, members: pl.DataFrame, span: Span) -> pl.DataFrame:
    """TRIALS of ``span`` from what was ``linked``; ``members`` (MEMBERS) say of which incident each account is."""
    found = trials(linked.weighed.problem, linked.weighed.groups, span.start.timestamp(), span.end.timestamp())
    incident = (
        pl.DataFrame({"observation": given.rows["id"], "group": linked.group})
        .filter(pl.col("group") >= 0)
        .join(members.filter(role="direct"), on="observation")
        .select("group", "incident")
        .unique("group")
    )
    units = pl.DataFrame({"unit": given.arrays.unit, "number": given.arrays.source}).filter(pl.col("unit") >= 0)
    choices = linked.options.join(units.unique(), on="unit")
    told = choices.group_by("group", "number").agg(told=pl.col("probability").sum())
    numbers = pl.DataFrame(
        {
            "group": found.group,
            "number": found.source,
            "source": pl.Series(given.sources, dtype=pl.String).gather(found.source),
            "kind": pl.Series(given.words.kinds, dtype=pl.String).gather(found.kind),
            "light": pl.Series(["day", "night"]).gather(found.night),
            "when": pl.Series((found.when * 1e6).astype(np.int64)).cast(TRIALS["when"]),
            "half_m": found.half,
            "reach_m": found.reach,
            "metres": pl.Series(found.metres, dtype=TRIALS["metres"]),
        }
    )
    return (
        numbers.join(incident, on="group", how="inner", maintain_order="left")
        .join(told, on=["group", "number"], how="left", maintain_order="left")
        .with_columns(told=pl.col("told").fill_null(0.0).clip(0.0, 1.0))
        .select(list(TRIALS))
        .sort("when", "incident", "source")
    )


@njit(cache=True, nogil=True)
def _trials(
    t: Tellings, order: Ints, first: Ints, d: Duty, since: float, until: float
) -> tuple[Ints, Ints, Ints, Ints, Floats, Floats, Floats, Floats, Floats, Ints]:
    n, size = 0, 1024
    whole = np.empty((size, 5), np.int64)
    parts = np.empty((size, 4 + POINTS))
    for c in range(len(first) - 1):
        members = order[first[c] : first[c + 1]]
        for s in range(len(d.reach)):
            low, high = d.first[s], d.first[s + 1]
            if low == high:
                continue
            others = members[t.source[members] != s]
            if len(others) == 0:
                continue
            x, y, xx, xy, yy, when, _ = posterior(t, others, len(others))
            if when < since or when >= until:
                continue
            spell = low + np.searchsorted(d.start[low:high], when, side="right") - 1
            if spell < low or when >= d.end[spell]:
                continue
            dx, dy = x - d.x[spell], y - d.y[spell]
            kind, night = t.kind[others[0]], 0 if d.sunrise <= when % 86400.0 < d.sunset else 1
            half = 0.0
            for means in range(d.notices.shape[1]):
                if d.notices[s, means]:
                    half = max(half, d.half[means, kind, night])
            if half == 0.0:
                continue
            if n == size:
                size *= 2
                whole = np.concatenate((whole, np.empty_like(whole)))
                parts = np.concatenate((parts, np.empty_like(parts)))
            lxx = math.sqrt(xx)
            lxy = xy / lxx
            lyy = math.sqrt(max(yy - lxy * lxy, 1e-6))
            for point in range(POINTS):
                px, py = sigma_point(point, dx, dy, lxx, lxy, lyy)
                off = (math.atan2(px, py) - d.facing[s] + math.pi) % (2 * math.pi) - math.pi
                outside = d.field[s] < 6.28 and abs(off) > d.field[s] / 2
                parts[n, 4 + point] = math.inf if outside else math.hypot(px, py)
            if parts[n, 4:].min() > FARTHEST * half:
                continue
            whole[n, 0], whole[n, 1], whole[n, 2], whole[n, 3] = c, s, kind, night
            whole[n, 4] = 1 if len(others) < len(members) else 0
            parts[n, 0], parts[n, 1] = when, math.exp(t.log_count[others].mean())
            parts[n, 2], parts[n, 3] = half, d.reach[s]
            n += 1
    whole, parts = whole[:n], parts[:n]
    return (
        whole[:, 0].copy(),
        whole[:, 1].copy(),
        whole[:, 2].copy(),
        whole[:, 3].copy(),
        parts[:, 0].copy(),
        parts[:, 1].copy(),
        parts[:, 2].copy(),
        parts[:, 3].copy(),
        parts[:, 4:].copy(),
        whole[:, 4].copy(),
    )
