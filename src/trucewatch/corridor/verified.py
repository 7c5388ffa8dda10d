"""The last passage the mission itself counted on the way to each settlement: when, what, where and by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from msgspec.structs import replace

from trucewatch.domain import Explanation, Passage, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Held, Holdings

from .evidence import ANY
from .tables import REACH
from .ways import Leg, all_legs, headings

_RULE = (
    " The last passage is the latest that a source of the mission counted at a crossing on that way, in the direction "
    "driven, of the class or, for vehicles in general, of any; it shows that the crossing was passed, not that the "
    "settlement was reached"
)

Way = tuple[str, str]
"""A segment and the end place it is driven towards."""


def verified(
    holdings: Holdings, mission: Mission, period: Period, reach: pl.DataFrame, segments: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, tuple[str, str]]]:
    """REACH with its columns of the last passage filled, and by row id what it says of it and the entry behind."""
    latest = _latest(holdings, mission, period, all_legs(mission))
    ways = {row: (segment, direction) for row, segment, direction in
            segments.select("id", "segment", "direction").iter_rows()}  # fmt: skip
    rows: list[dict[str, Any]] = []
    said: dict[str, tuple[str, str]] = {}
    for row in reach.iter_rows(named=True):
        found = [
            last
            for way in (ways[one] for one in row["segments"] if row["route"])
            for vehicle, last in latest.get(way, {}).items()
            if row["vehicle"] in (ANY, vehicle)
        ]
        if not found:
            rows.append(row)
            continue
        held = max(found, key=_order)
        passage = held.thing
        rows.append(
            row
            | {
                "last_passage": passage.span.end,
                "last_vehicle": passage.vehicle,
                "last_crossing": passage.crossing,
                "last_by": passage.source,
            }
        )
        what = vocabulary("vehicles")[passage.vehicle].plural
        said[row["id"]] = (f" Last counted on that way: {what}, {passage.crossing}, by {passage.source}.", held.id)
    return pl.DataFrame(rows, schema=REACH, orient="row"), said


def with_last(reasons: Mapping[str, Explanation], said: Mapping[str, tuple[str, str]]) -> dict[str, Explanation]:
    """The explanations of REACH with the last passage in them."""
    return {
        row: replace(
            why, says=why.says + said[row][0], rule=why.rule + "." + _RULE, entries=(*why.entries, said[row][1])
        )
        if row in said
        else why
        for row, why in reasons.items()
    }


def _latest(
    holdings: Holdings, mission: Mission, period: Period, turned: Mapping[str, Leg]
) -> dict[Way, dict[str, Held[Passage]]]:
    found: dict[Way, dict[str, Held[Passage]]] = {}
    for held in holdings.passages:
        passage = held.thing
        crossing = mission.crossings.get(passage.crossing)
        if (
            crossing is None
            or not mission.own(passage.source)
            or passage.count.low == 0
            or passage.span.end > period.span.end
        ):
            continue
        for direction in headings(passage.direction, turned[crossing.segment], (crossing,)):
            of_way = found.setdefault((crossing.segment, direction), {})
            of_way[passage.vehicle] = max(of_way.get(passage.vehicle, held), held, key=_order)
    return found


def _order(held: Held[Passage]) -> tuple[datetime, str]:
    return held.thing.span.end, held.id
