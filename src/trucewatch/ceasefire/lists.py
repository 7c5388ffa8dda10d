"""How many outbreaks of fire there were, from how the lists of mission, parties, agencies and press overlap."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.stats import mannwhitneyu

from ..domain import Span, vocabulary
from ..incidents import Incidents
from ..mission import Mission, Period, cutoff_days, sector_of
from ..record import Holdings
from . import capture, outbreaks
from .capture import Missed
from .frames import LISTS

DAYS = 28
"""How many days, up to the end of the period, the lists are compared over."""

MISSION, AGENCIES, PRESS = "mission", "agencies", "press"
"""Lists besides those of the parties, which go by their ids."""

LEAST_LISTS = 3
"""Of two lists it cannot be told whether one follows the other."""

LEAST_SHARED = 5
"""Outbreaks on more than one list without which nothing is estimated."""

VAGUEST = timedelta(hours=1)
"""An account whose time is wider is on no list: it would fit many outbreaks and none more than others."""

ALIKE = 0.2
"""Loud outbreaks are taken to be listed more often unless a rank test gives this or more for it by chance."""

_LEAST_TESTED = 8
_DRAWS = 4000
_SEED = 5


class Tolerance(NamedTuple):
    """What passes for the same outbreak.

    ``probability`` from which on an account is taken to be of incidents of the mission; ``factor`` on the minutes and
    metres of the mission's linking, for accounts that fit none.
    """

    probability: float
    factor: float


TOLERANCES = {"strict": Tolerance(0.8, 0.5), "usual": Tolerance(0.5, 1.0), "loose": Tolerance(0.2, 2.0)}


def lists(incidents: Incidents, holdings: Holdings, mission: Mission, period: Period) -> pl.DataFrame:
    """LISTS for the days up to the end of ``period``, by tolerance; empty where no two lists hold anything."""
    days = cutoff_days(mission, period.day, DAYS)
    span = Span(days[0].start, days[-1].end)
    own = _own(incidents, mission, span)
    others = _others(incidents, holdings, mission, span)
    rows: list[dict[str, object]] = []
    if others.height and len({*others["list"], *([MISSION] if own.height else [])}) > 1:
        names = (MISSION, *(party.id for party in mission.parties), AGENCIES, PRESS)[: capture.MOST_LISTS]
        for name, tolerance in TOLERANCES.items():
            rows += _estimated(_matched(own, others, mission, tolerance), names, name, span)
    return pl.DataFrame(rows, schema=LISTS)


def _own(incidents: Incidents, mission: Mission, span: Span) -> pl.DataFrame:
    """The mission's incidents in sectors: incident, thing (its outbreak), stratum, loudness, and when and where.

    One placed more vaguely than the metres of the linking may be another once more, and is left out.
    """
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    found = incidents.frame.filter(
        pl.col("violation") & (pl.col("status") != "withdrawn") & (pl.col("sector").fill_null("") != ""),
        middle.is_between(span.start, span.end, closed="left"),
        pl.col("radius_m") <= mission.linking.metres,
    ).select(
        "lon",
        "lat",
        "radius_m",
        incident="id",
        stratum=outbreaks.stratum(pl.col("kind")),
        loudness=pl.col("count_best").cast(pl.Float64),
        **outbreaks.moment(),
    )
    return found.with_columns(thing=pl.lit("own:") + pl.Series(outbreaks.together(found, mission, 1.0)).cast(pl.String))


def _others(incidents: Incidents, holdings: Holdings, mission: Mission, span: Span) -> pl.DataFrame:
    """Accounts of others that say where and about when, relayed ones aside, each with the incidents it may be of.

    Columns: entry, list, stratum, loudness (null where not counted in items), when and where, fits (structs of incident
    and probability).
    """
    of = {party.id: party.id for party in mission.parties} | {"agency": AGENCIES, "press": PRESS}
    names = {one.id: of.get(one.party if one.type == "party" else one.type, "") for one in mission.sources.values()}
    violations = [code for code, term in vocabulary("kinds").items() if term.columns["violation"] == "yes"]
    told = holdings.observations.filter(
        pl.col("start").is_between(span.start, span.end, closed="left"),
        pl.col("end") - pl.col("start") <= VAGUEST,
        pl.col("lon").is_not_null(),
        pl.col("kind").is_in(violations),
        (pl.col("origin").fill_null("") == "") | (pl.col("origin") == pl.col("source")),
    ).with_columns(list=pl.col("source").replace_strict(names, default=""))
    told = told.filter(pl.col("list") != "")
    inside = sector_of(mission, told["lon"].to_numpy(), told["lat"].to_numpy()) if told.height else np.array([], str)
    fits = (
        incidents.members.filter(pl.col("role") == "claims")
        .sort("probability", "incident", descending=[True, False])
        .group_by("observation", maintain_order=True)
        .agg(fits=pl.struct("incident", "probability"))
    )
    return (
        told.filter(pl.Series(np.asarray(inside, dtype=str) != "", dtype=pl.Boolean))
        .join(fits, left_on="id", right_on="observation", how="left")
        .sort("start", "id")
        .select(
            "list",
            "lon",
            "lat",
            "radius_m",
            "fits",
            entry="id",
            stratum=outbreaks.stratum(pl.col("kind")),
            loudness=pl.when(pl.col("unit") == "item").then(
                (pl.col("count_low") + pl.col("count_high")).cast(pl.Float64) / 2
            ),
            **outbreaks.moment(),
        )
    )


def _matched(own: pl.DataFrame, others: pl.DataFrame, mission: Mission, tolerance: Tolerance) -> pl.DataFrame:
    """Who listed what: thing, stratum, list, loudness, incident, entry; one row a list and account of a thing.

    An account that fits no incident well enough, though it may be of one that is near, is left out.
    """
    best = _best(own, others, tolerance)
    attached = others.drop("stratum", "fits").join(best, on="entry")
    alone = others.join(best, on="entry", how="anti")
    near, _ = outbreaks.near(alone, own, mission, tolerance.factor)
    alone = alone.filter(~pl.Series(np.isin(np.arange(alone.height), near)))
    alone = alone.with_columns(thing=pl.Series(outbreaks.together(alone, mission, tolerance.factor)).cast(pl.String))
    columns = ("thing", "stratum", "list", "loudness", "incident", "entry")
    nothing = pl.lit(None, dtype=pl.String)
    return pl.concat(
        [
            own.with_columns(list=pl.lit(MISSION), entry=nothing).select(columns),
            attached.with_columns(incident=nothing).select(columns),
            alone.with_columns(incident=nothing).select(columns),
        ]
    )


def _best(own: pl.DataFrame, others: pl.DataFrame, tolerance: Tolerance) -> pl.DataFrame:
    """The outbreak that each account fits best, one of its own stratum before others: entry, thing, stratum.

    Left out are accounts that are not likely enough to be of any incident of the mission.
    """
    fits = (
        others.select("entry", "fits", own="stratum")
        .explode("fits")
        .unnest("fits")
        .join(own.select("incident", "thing", "stratum"), on="incident")
        .filter(pl.col("probability").sum().over("entry") >= tolerance.probability)
        .group_by("entry", "thing", "stratum", "own")
        .agg(pl.col("probability").sum())
    )
    return (
        fits.with_columns(same=pl.col("stratum") == pl.col("own"))
        .sort("same", "probability", "thing", descending=[True, True, False])
        .unique("entry", keep="first", maintain_order=True)
        .select("entry", "thing", "stratum")
    )


def _estimated(matched: pl.DataFrame, names: Sequence[str], tolerance: str, span: Span) -> list[dict[str, object]]:
    """The rows of one tolerance: each stratum that several list, and those that could be estimated together."""
    rows: list[dict[str, object]] = []
    told: list[tuple[dict[str, object], Missed]] = []
    for stratum in sorted(set(matched["stratum"]) - {""}):
        part = matched.filter(pl.col("stratum") == stratum)
        on = [name for name in names if name in set(part["list"])]
        if len(on) == 1:
            continue
        row, missed = _of_stratum(part, on)
        rows.append(row | _named(stratum, tolerance, span))
        if missed is not None:
            told.append((row, missed))
    if len(told) > 1:
        rows.append(_sum(told, names) | _named("", tolerance, span))
    return rows


def _named(stratum: str, tolerance: str, span: Span) -> dict[str, object]:
    row_id = f"cfv:lists/{stratum.replace('/', '-').replace(' ', '-') or 'all'}/{tolerance}/{span.end.isoformat()}"
    return {"id": row_id, "stratum": stratum, "tolerance": tolerance, "start": span.start, "end": span.end}


def _of_stratum(part: pl.DataFrame, names: list[str]) -> tuple[dict[str, object], Missed | None]:
    things = part.group_by("thing", maintain_order=True).agg(
        *(pl.col("list").is_in([name]).any().cast(pl.Int64).alias(name) for name in names),
        loudness=pl.col("loudness").mean(),
    )
    histories = things.select(names).to_numpy().astype(np.int64)
    shared = histories.sum(axis=1) > 1
    row: dict[str, object] = dict.fromkeys(LISTS) | {
        "lists": names,
        "listed": histories.sum(axis=0).tolist(),
        "seen": len(histories),
        "several": int(shared.sum()),
        "incidents": part["incident"].drop_nulls().unique().sort().to_list(),
        "entries": part["entry"].drop_nulls().unique().sort().to_list(),
    }
    if len(names) < LEAST_LISTS:
        return row | {"reason": "too_few_lists"}, None
    if shared.sum() < LEAST_SHARED:
        return row | {"reason": "too_few_shared"}, None
    missed = capture.missed(histories)
    reason = why_lower(things["loudness"], shared)
    bound = "lower" if reason else "both"
    return row | _totals(len(histories), *(missed.quantile(one) for one in (0.05, 0.5, 0.95))) | {
        "bound": bound,
        "reason": reason,
    }, missed  # fmt: skip


def why_lower(loudness: pl.Series, shared: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    """Why the estimate is a lower bound; "" if the loud, of more items, are not listed more often."""
    known = loudness.is_not_null().to_numpy()
    several, one = (loudness.filter(pl.Series(known & which)) for which in (shared, ~shared))
    if min(len(several), len(one)) < _LEAST_TESTED or loudness.drop_nulls().n_unique() == 1:
        return "loudness_unknown"
    chance = mannwhitneyu(several.to_numpy(), one.to_numpy(), alternative="greater").pvalue
    return "loud_listed_more" if chance < ALIKE else ""


def _sum(told: Sequence[tuple[dict[str, object], Missed]], names: Sequence[str]) -> dict[str, object]:
    several = [row for row, _ in told]
    listed = [dict(zip(_texts(row["lists"]), _numbers(row["listed"]), strict=True)) for row in several]
    on = [name for name in names if any(name in one for one in listed)]
    seen = sum(int(str(row["seen"])) for row in several)
    low, middle, high = (
        round(value)
        for value in np.quantile(capture.added([missed for _, missed in told], _DRAWS, _SEED), (0.05, 0.5, 0.95))
    )
    lower = [row for row in several if row["bound"] == "lower"]
    return (
        dict.fromkeys(LISTS)
        | {
            "lists": on,
            "listed": [sum(one.get(name, 0) for one in listed) for name in on],
            "seen": seen,
            "several": sum(int(str(row["several"])) for row in several),
            "incidents": sorted(one for row in several for one in _texts(row["incidents"])),
            "entries": sorted(one for row in several for one in _texts(row["entries"])),
            "bound": "lower" if lower else "both",
            "reason": lower[0]["reason"] if lower else "",
        }
        | _totals(seen, low, middle, high)
    )


def _totals(seen: int, low: int, middle: int, high: int) -> dict[str, object]:
    return {
        "missed": middle,
        "missed_low": low,
        "missed_high": high,
        "total": seen + middle,
        "low": seen + low,
        "high": seen + high,
    }


def _texts(values: object) -> list[str]:
    assert isinstance(values, list)
    return values


def _numbers(values: object) -> list[int]:
    assert isinstance(values, list)
    return values
