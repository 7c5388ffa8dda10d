"""What followed what: outgoing fire noticed on the side of one party alone, and on the side of another."""

from itertools import permutations

import polars as pl

from ..incidents import Incidents
from ..mission import Mission, Period, cutoff_days
from .following import following
from .frames import FOLLOWING

WEEKS = 10
"""Whole weeks, up to the end of the period, that are gone through."""

LEAST = 30
"""Incidents that each side must have for anything to be told."""

AT_MOST = 0.05
"""How often chance may do as much, in each of the two tests."""

_SEED = 9


def follows(incidents: Incidents, mission: Mission, period: Period) -> pl.DataFrame:
    """FOLLOWING for each pair of parties, either first; no rows where no side has anything."""
    days = cutoff_days(mission, period.day, 7 * WEEKS)
    start, end = days[0].start, days[-1].end
    outgoing = incidents.frame.filter(
        pl.col("violation") & (pl.col("status") != "withdrawn") & ~pl.col("exercise"),
        pl.col("assessment") == "outgoing",
        pl.col("start").is_between(start, end, closed="left"),
    ).with_columns(at=(pl.col("start") - start).dt.total_microseconds() / 8.64e10)
    side = {source.id: source.party for source in mission.sources.values()}
    sides = {
        party.id: outgoing.filter(
            pl.col("sources").list.eval(pl.element().replace_strict(side, default="") == party.id).list.all(),
            pl.col("sources").list.len() > 0,
        )
        for party in mission.parties
    }
    rows: list[dict[str, object]] = []
    for first, second in permutations(sides, 2):
        one, other = sides[first], sides[second]
        if one.is_empty() and other.is_empty():
            continue
        row: dict[str, object] = dict.fromkeys(FOLLOWING) | {
            "id": f"cfv:following/{first}/{second}/{end.isoformat()}",
            "first": first,
            "second": second,
            "start": start,
            "end": end,
            "of_first": one.height,
            "of_second": other.height,
            "state": "not_told",
            "incidents": sorted((*one["id"], *other["id"])),
        }
        if min(one.height, other.height) >= LEAST:
            found = following(one["at"].to_numpy(), other["at"].to_numpy(), WEEKS, _SEED)
            shown = max(found.days, found.order) <= AT_MOST
            row |= {
                "followed": found.followed,
                "days_p": found.days,
                "order_p": found.order,
                "state": "follows" if shown else "not_shown",
            }
        rows.append(row)
    return pl.DataFrame(rows, schema=FOLLOWING)
