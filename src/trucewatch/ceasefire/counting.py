"""Count rules applied to incidents: what each incident adds to a count, and the counts of a period."""

import polars as pl

from ..domain import Span
from ..incidents import Incidents
from ..mission import CountRule

FIGURES = ("low", "value", "high")


def additions(incidents: Incidents, rule: CountRule, span: Span) -> pl.DataFrame:
    """What each incident adds under ``rule``, of incidents whose middle lies in ``span``.

    Columns: incident, middle, sector, nearest, lon, lat, exercise, low, value, high. Withdrawn incidents are left out;
    disputed ones add nothing to ``low``.
    """
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    counted = incidents.frame.filter(pl.col("status") != "withdrawn").with_columns(middle=middle)
    counted = counted.filter(pl.col("middle") < span.end)
    if rule.per == 1:
        counted = counted.filter(pl.col("middle") >= span.start)
    kinds = pl.col("kind").is_in(rule.kinds) if rule.kinds else pl.col("violation")
    told = incidents.tallies.filter(kinds).join(counted.select(incident="id"), on="incident", how="semi")
    undisputed = pl.when(pl.col("status") == "disputed").then(0).otherwise(pl.col("low"))
    added = (
        counted.select("middle", "start", "end", "sector", "nearest", "lon", "lat", "exercise", "status", incident="id")
        .join(told.group_by("incident").agg(_amounts(rule)), on="incident")
        .with_columns(low=undisputed)
        .sort("start", "incident")
    )
    return within(_in_runs(added, rule), span) if rule.per > 1 else added


def within(added: pl.DataFrame, span: Span) -> pl.DataFrame:
    """The part of ``additions`` that belongs to ``span``."""
    return added.filter(pl.col("middle").is_between(span.start, span.end, closed="left"))


def totals(added: pl.DataFrame) -> dict[str, tuple[int, int, int, int, list[str]]]:
    """By sector, "" for all: low, value, high, the exercises' part of value, and the incidents."""
    frames = [added.with_columns(sector=pl.lit("")), added.filter(pl.col("sector") != "")]
    summed = (
        pl.concat(frames)
        .group_by("sector")
        .agg(
            *(pl.col(name).sum() for name in FIGURES),
            exercises=pl.col("value").filter("exercise").sum(),
            incidents=pl.col("incident").sort(),
        )
    )
    return {
        sector: (min(low, value, high), value, max(low, value, high), exercises, incidents)
        for sector, low, value, high, exercises, incidents in summed.select(
            "sector", *FIGURES, "exercises", "incidents"
        ).iter_rows()
    }


def _amounts(rule: CountRule) -> list[pl.Expr]:
    match rule.counts:
        case "items":
            columns = zip(FIGURES, ("count_low", "count_best", "count_high"), strict=True)
            return [pl.col(column).sum().alias(name) for name, column in columns]
        case "observations":
            return [pl.len().cast(pl.Int64).alias(name) for name in FIGURES]
        case "incidents":
            return [pl.lit(1, pl.Int64).alias(name) for name in FIGURES]


def _in_runs(added: pl.DataFrame, rule: CountRule) -> pl.DataFrame:
    """``rule.per`` items of a sector make one until a pause; one is credited to the incident that completes it."""
    pause = pl.duration(microseconds=round(rule.pause_min * 60e6))
    ended = pl.col("end").cum_max().shift().over("sector")
    closed = (pl.col("start") - ended > pause).fill_null(value=False)
    run = closed.cast(pl.Int64).cum_sum().over("sector")
    return (
        added.with_columns(run=run)
        .with_columns(
            (
                pl.col(name).cum_sum().over("sector", "run") // rule.per
                - (pl.col(name).cum_sum().over("sector", "run") - pl.col(name)) // rule.per
            ).alias(name)
            for name in FIGURES
        )
        .drop("run")
    )
