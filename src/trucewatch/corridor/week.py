"""The weekly table of a crossing: a week against the week before, and a trend over five."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from trucewatch.domain import Explanation, Span, vocabulary
from trucewatch.mission import Crossing, Mission
from trucewatch.record import Holdings

from .counting import Counted, count
from .evidence import ANY
from .passages import RULE, gap_rows
from .stretches import HOUR
from .tables import GAPS, WEEKLY

TREND_WEEKS = 5


@dataclass(frozen=True, eq=False)
class Weekly:
    """A week at the crossings: ``table`` (WEEKLY) by crossing and vehicle class, and its ``gaps`` (GAPS)."""

    span: Span
    table: pl.DataFrame
    gaps: pl.DataFrame
    reasons: Mapping[str, Explanation]

    def explain(self, row_id: str) -> Explanation:
        """Why row ``row_id`` stands as it does. Raises KeyError if there is none."""
        return self.reasons[row_id]


def weekly(holdings: Holdings, mission: Mission, period_end: date) -> Weekly:
    """The seven days up to the cut-off of local day ``period_end``, as observer missions at crossings report them."""
    weeks = _weeks(mission, period_end)
    rows: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for crossing in mission.crossings.values():
        counted = [count(holdings, mission, crossing, week) for week in weeks]
        for row in _rows(crossing, period_end, counted, weeks[-1].length / HOUR):
            rows.append(row)
            what = vocabulary("vehicles")[row["vehicle"]].plural
            watched = f"{row['watched_h']:.1f} of {row['hours']:.1f} h watched"
            said = "nothing can be said" if row["total"] is None else f"{row['total']} counted"
            reasons[row["id"]] = Explanation(
                id=row["id"],
                says=f"{crossing.name}, {what}, week to {period_end}: {watched}; {said}.",
                rule=RULE,
                entries=tuple(row["entries"]),
            )
        blind, why = gap_rows(crossing, counted[-1])
        gaps += blind
        reasons |= why
    return Weekly(
        weeks[-1],
        pl.DataFrame(rows, schema=WEEKLY, orient="row"),
        pl.DataFrame(gaps, schema=GAPS, orient="row"),
        reasons,
    )


def _weeks(mission: Mission, last_day: date) -> list[Span]:
    zone = ZoneInfo(mission.zone)
    days = [last_day - timedelta(weeks=back) for back in range(TREND_WEEKS, -1, -1)]
    ends = [datetime.combine(day, mission.reporting.cutoff, zone).astimezone(UTC) for day in days]
    return [Span(start, end) for start, end in pairwise(ends)]


def _rows(crossing: Crossing, day: date, weeks: list[Counted], hours: float) -> list[dict[str, Any]]:
    seen = {vehicle for counted in weeks for _, vehicle in counted.tallies} or {ANY}
    rows: list[dict[str, Any]] = []
    for vehicle in [code for code in vocabulary("vehicles") if code in seen]:
        of = frozenset((vehicle,))
        ways = [(counted.sum(crossing.inbound, of), counted.sum(crossing.outbound, of)) for counted in weeks]
        trend = [inward[1] + outward[1] if inward and outward else None for inward, outward in ways]
        inward, outward = (found[1] if found else None for found in ways[-1])
        total, before = trend[-1], trend[-2]
        rows.append(
            {
                "id": f"pass:week:{crossing.id}:{vehicle}:{day}",
                "crossing": crossing.id,
                "vehicle": vehicle,
                "inbound": inward,
                "outbound": outward,
                "total": total,
                "net": inward - outward if inward is not None and outward is not None else None,
                "per_day": None if total is None else total * 24 / hours,
                "watched_h": weeks[-1].watched_h,
                "hours": hours,
                "previous": before,
                "previous_watched_h": weeks[-2].watched_h,
                "change": total - before if total is not None and before is not None else None,
                "trend": trend,
                "trend_watched_h": [counted.watched_h for counted in weeks],
                "entries": weeks[-1].entries(vehicle),
            }
        )
    return rows
