"""What spoke for and against each link, in numbers: the evidence of one event over two, part by part."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numba import njit

from ..places.noticing import hazard
from . import kernel
from .joining import ALONE, Groups, gather, unit_tellings
from .kernel import LAPSE, TERMS, Beliefs, Duty, Floats, Ints, Tellings, posterior
from .linking import Linked

TERM_NAMES = ("activity", "place", "time", "count", "kind", "weapon", "assessment", "silence")
"""Names of the parts, in the order of the kernel's."""

LEAST = 0.02
"""A choice less likely than this is no near miss."""


def contrasts(linked: Linked) -> pl.DataFrame:
    """A row for each unit and incident it is of or might be of, where the incident has other accounts.

    Columns unit, group, here, probability, the parts of the evidence by name, seconds and metres between it and the
    others, sigmas of the places, and the watcher (silent, metres, chance) whose silence about one event says most.
    """
    chosen = linked.options.filter(
        (pl.col("group") != ALONE) & ((pl.col("probability") >= LEAST) | pl.col("here"))
    ).sort("unit", "group")
    w = linked.weighed
    numbers = np.searchsorted(w.units, chosen["unit"].to_numpy())
    p, sources = w.problem, linked.prior.sources
    parts, apart, who = _contrasts(p.told, p.beliefs, p.duty, w.groups, numbers, chosen["group"].to_numpy())
    names = pl.Series([*sources, ""], dtype=pl.String)
    return chosen.with_columns(
        *(pl.Series(name, parts[:, n]) for n, name in enumerate(TERM_NAMES)),
        seconds=pl.Series(apart[:, 0]),
        metres=pl.Series(apart[:, 1]),
        sigmas=pl.Series(apart[:, 2]),
        silent=names.gather(np.where(who < 0, len(sources), who)),
        silent_m=pl.Series(apart[:, 3]),
        chance=pl.Series(apart[:, 4]),
    ).filter(pl.col("sigmas").is_not_nan())


@njit(cache=True, nogil=True)
def _contrasts(t: Tellings, b: Beliefs, d: Duty, g: Groups, units: Ints, clusters: Ints) -> tuple[Floats, Floats, Ints]:
    n = len(units)
    parts, apart, who = np.zeros((n, TERMS)), np.full((n, 5), np.nan), np.full(n, -1)
    own, rest = np.empty(len(t.time) + 1, np.int64), np.empty(len(t.time) + 1, np.int64)
    for i in range(n):
        mine = unit_tellings(t, units[i], own, 0)
        others = gather(t, g.opens, g.following, clusters[i], units[i], rest, 0)
        if others == 0:
            continue
        one, other = posterior(t, own, mine), posterior(t, rest, others)
        parts[i] -= kernel.evidence(t, own, mine, b, d) + kernel.evidence(t, rest, others, b, d)
        unit_tellings(t, units[i], rest, others)
        parts[i] += kernel.evidence(t, rest, others + mine, b, d)
        dx, dy = one[0] - other[0], one[1] - other[1]
        xx, xy, yy = one[2] + other[2], one[3] + other[3], one[4] + other[4]
        apart[i, 0], apart[i, 1] = abs(one[5] - other[5]), math.hypot(dx, dy)
        apart[i, 2] = math.sqrt(max((yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy), 0.0))
        who[i], apart[i, 3], apart[i, 4] = _loudest(t, rest, others + mine, d)
    return parts, apart, who


@njit(cache=True, nogil=True)
def _loudest(t: Tellings, members: Ints, n: int, d: Duty) -> tuple[int, float, float]:
    """Of those on duty who said nothing: the one most likely to have noticed one event, its distance, that chance."""
    x, y, _, _, _, when, _ = posterior(t, members, n)
    night = 0 if d.sunrise <= when % 86400.0 < d.sunset else 1
    kind, chances = t.kind[members[0]], math.sqrt(max(math.exp(t.log_count[members[0]]), 1.0))
    best, distance, chance = -1, np.nan, 0.0
    for s in range(len(d.reach)):
        low, high = d.first[s], d.first[s + 1]
        spell = low + np.searchsorted(d.start[low:high], when, side="right") - 1
        if spell < low or when >= d.end[spell] or (t.source[members[:n]] == s).any():
            continue
        dx, dy = x - d.x[spell], y - d.y[spell]
        metres = math.hypot(dx, dy)
        off = (math.atan2(dx, dy) - d.facing[s] + math.pi) % (2 * math.pi) - math.pi
        if metres > d.reach[s] or (d.field[s] < 6.28 and abs(off) > d.field[s] / 2):
            continue
        total = 0.0
        for means in range(d.notices.shape[1]):
            if d.notices[s, means]:
                total += hazard(metres, d.half[means, kind, night], d.power[means, kind], chances)
        noticed = -math.expm1(-total) * (1 - LAPSE)
        if noticed > chance:
            best, distance, chance = s, metres, noticed
    return best, distance, chance


def parts_of(link: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The parts of a link's evidence as they are shown: where and when it happened weighed against how much does."""
    together = ("activity", "place", "time")
    return [
        ("place and time", sum(float(link[name]) for name in together)),
        *((name, float(link[name])) for name in TERM_NAMES if name not in together),
    ]


def in_words() -> pl.Expr:
    """The reason for a link or a near miss, from the columns of ``contrasts``."""
    seconds, metres, sigmas = pl.col("seconds"), pl.col("metres"), pl.col("sigmas")
    time = (
        pl.when(seconds < 60)
        .then(pl.lit("same minute"))
        .when(seconds < 5400)
        .then(pl.format("{} min apart", (seconds / 60).round(0).cast(pl.Int64)))
        .otherwise(pl.format("{} h apart", (seconds / 3600).round(1)))
    )
    km = pl.format("{} km apart", (metres / 1000).round(1))
    place = (
        pl.when(sigmas < 2)
        .then(pl.format("; places {}, within the errors of both", km))
        .otherwise(pl.format("; places {}, {} standard deviations", km, sigmas.round(1)))
    )
    kind = pl.when(pl.col("kind") > -1).then(pl.lit("; same kind")).otherwise(pl.lit("; kinds differ"))
    told = pl.concat_str(
        kind, _agrees("count", "counts"), _agrees("weapon", "weapons"), _agrees("assessment", "assessments")
    )
    silence, loud = pl.col("silence"), pl.col("chance") >= 0.5
    watcher = pl.format(
        "{}, on duty {} km away, would have noticed one event with {} % and said nothing",
        "silent",
        (pl.col("silent_m") / 1000).round(1),
        (pl.col("chance") * 100).round(0).cast(pl.Int64),
    )
    duty = (
        pl.when(loud & (silence < -0.3))
        .then(pl.format("; against it: {}", watcher))
        .when(loud & (silence > 0.7))
        .then(pl.format("; {}; of two events it would have been silent twice", watcher))
        .when(loud)
        .then(pl.format("; {}", watcher))
        .when(silence > 0.7)
        .then(pl.lit("; as two events each would have been missed by those who tell of the other"))
        .otherwise(pl.lit(""))
    )
    elsewhere = (
        pl.when(~pl.col("here") & (pl.sum_horizontal(TERM_NAMES) > 0))
        .then(pl.lit("; another incident explains it better"))
        .otherwise(pl.lit(""))
    )
    verdict = pl.format(
        "; {} of one event with probability {}",
        pl.when(pl.col("here")).then(pl.lit("taken to be")).otherwise(pl.lit("not taken to be")),
        pl.when(pl.col("probability") > 0.99)
        .then(pl.lit("above 0.99"))
        .otherwise(pl.col("probability").round(2).cast(pl.String)),
    )
    return pl.concat_str(time, place, told, duty, elsewhere, verdict)


def _agrees(term: str, name: str) -> pl.Expr:
    value = pl.col(term)
    return (
        pl.when(value > 0.3)
        .then(pl.lit(f"; {name} agree"))
        .when(value < -0.7)
        .then(pl.lit(f"; {name} differ"))
        .otherwise(pl.lit(""))
    )
