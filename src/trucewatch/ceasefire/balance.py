"""Whether the mission looks, counts and grades alike on both sides: a measure and a party a row; nothing is judged.

A source of the mission belongs to the side of the line on which it stands, whoever fired what it heard.
"""

import polars as pl

from ..coverage import Coverage
from ..mission import Mission, Period
from ..record import Holdings
from .frames import BALANCE

HOURS = {"hours_on": "on", "hours_impaired": "impaired", "hours_denied": "denied"}
"""Measures in hours of the watches of a side, and the state each counts."""

SHARES = {
    "assessed": (pl.lit(value=True), ~pl.col("assessment").is_in(("", "undetermined"))),
    "range_given": (pl.col("count_low").is_not_null(), pl.col("count_low") < pl.col("count_high")),
    "round_numbers": (pl.col("count_low") >= 10, pl.col("count_low") % 5 == 0),
    "graded": (pl.lit(value=True), pl.col("grade_source").is_not_null()),
}
"""Shares of a side's observations: of which, and which of these. Of those that count ten or more, one number in five
ends in 0 or 5 by chance."""


def balance(holdings: Holdings, coverage: Coverage, mission: Mission, period: Period) -> pl.DataFrame:
    """BALANCE of ``period``, parties in the order of the mission file."""
    told = holdings.observations.filter(pl.col("start").is_between(period.span.start, period.span.end, closed="left"))
    rows: list[dict[str, object]] = []
    for party in mission.parties:
        own = [one.id for one in mission.sources.values() if one.party == party.id and mission.own(one.id)]
        watched = coverage.watches.filter(pl.col("source").is_in(own), pl.col("flag") == "")
        hours = _hours(watched, period)
        rows += [_row(measure, party.id, period, hours.get(state, 0.0), None) for measure, state in HOURS.items()]
        mine = told.filter(pl.col("source").is_in(own))
        rows.append(_row("observations", party.id, period, float(mine.height), None))
        for measure, (of, which) in SHARES.items():
            whole = mine.filter(of)
            share = whole.filter(which).height / whole.height if whole.height else None
            rows.append(_row(measure, party.id, period, share, whole.height))
        claims = [held.thing for held in holdings.claims if mission.side(held.thing.claimant) == party.id]
        made = [one for one in claims if period.span.start < one.span.end and one.span.start < period.span.end]
        graded = sum(1 for one in made if one.grading is not None)
        rows.append(_row("claims_graded", party.id, period, graded / len(made) if made else None, len(made)))
    order = {measure: number for number, measure in enumerate(dict.fromkeys(str(row["measure"]) for row in rows))}
    return pl.DataFrame(sorted(rows, key=lambda row: order[str(row["measure"])]), schema=BALANCE)


def _hours(watched: pl.DataFrame, period: Period) -> dict[str, float]:
    start, end = (
        pl.max_horizontal("start", pl.lit(period.span.start)),
        pl.min_horizontal("end", pl.lit(period.span.end)),
    )
    inside = watched.with_columns(hours=(end - start).dt.total_microseconds() / 3.6e9).filter(pl.col("hours") > 0)
    return dict(inside.group_by("state").agg(pl.col("hours").sum()).iter_rows())


def _row(measure: str, party: str, period: Period, value: float | None, of: int | None) -> dict[str, object]:
    row_id = f"cfv:balance/{measure}/{party}/{period.span.start.isoformat()}"
    return {"id": row_id, "measure": measure, "party": party, "value": value, "of": of}
