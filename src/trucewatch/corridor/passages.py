"""Passages at the crossings in a period, against the period before."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Span, vocabulary
from trucewatch.mission import Crossing, Mission, Period
from trucewatch.record import Holdings

from .counting import Counted, count, persons, vehicles
from .evidence import ANY
from .stretches import HOUR
from .tables import CROSSINGS, GAPS, PASSAGES, TOLD, UNSEEN
from .unseen import Learned, unseen

RATE_SHARE = 0.5
"""A rate while watched is given only where at least this share of the period was watched."""

RULE = (
    "passages whose middle falls in the period, counted by the mission's own sources. Where several counted during the"
    " same hours, the one that watched longest stands and the others' counts are set beside, not added. What passed "
    "while nobody watched is not in it"
)


def passages(
    crossing: Crossing, period: Period, now: Counted, before: Counted
) -> tuple[list[dict[str, Any]], dict[str, Explanation]]:
    """Rows of PASSAGES at ``crossing`` and their explanations. A direction without any has one row of class *any*."""
    hours = period.span.length / HOUR
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for direction in _directions(crossing, now, before):
        classes = {v for way, v in (*now.tallies, *before.tallies) if way == direction} or {ANY}
        for vehicle in [code for code in vocabulary("vehicles") if code in classes]:
            tally = now.tallies.get((direction, vehicle))
            total = now.sum(direction, frozenset((vehicle,)))
            earlier = before.sum(direction, frozenset((vehicle,)))
            low, best, high = total or (None, None, None)
            rate = best is not None and now.watched_h >= RATE_SHARE * hours
            row: dict[str, Any] = {
                "id": f"pass:{crossing.id}:{direction}:{vehicle}:{period.day}",
                "crossing": crossing.id,
                "direction": direction,
                "vehicle": vehicle,
                "count": best,
                "count_low": low,
                "count_high": high,
                "watched_h": now.watched_h,
                "hours": hours,
                "days": hours / 24,
                "per_day": None if best is None else best * 24 / hours,
                "per_watched_day": best * 24 / now.watched_h if best is not None and rate else None,
                "previous": earlier[1] if earlier else None,
                "previous_watched_h": before.watched_h,
                "sources": list(tally.sources) if tally else [],
                "beside": list(tally.beside) if tally else [],
                "entries": list(tally.entries) if tally else [],
            }
            rows.append(row)
            reasons[row["id"]] = Explanation(
                id=row["id"], says=_says(row), rule=RULE, entries=(*row["entries"], *row["beside"])
            )
    return rows, reasons


def sums(
    crossing: Crossing, period: Period, now: Counted, before: Counted, parts: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Explanation]]:
    """Rows of CROSSINGS at ``crossing`` from its rows of PASSAGES, and their explanations."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for what, classes in (("vehicles", vehicles()), ("persons", persons())):
        if what == "persons" and not any(vehicle in classes for _, vehicle in (*now.tallies, *before.tallies)):
            continue
        inward, outward = now.sum(crossing.inbound, classes), now.sum(crossing.outbound, classes)
        was_in, was_out = before.sum(crossing.inbound, classes), before.sum(crossing.outbound, classes)
        row: dict[str, Any] = {
            "id": f"pass:{crossing.id}:{what}:{period.day}",
            "crossing": crossing.id,
            "what": what,
            "watched_h": now.watched_h,
            "hours": period.span.length / HOUR,
            "inbound_low": inward[0] if inward else None,
            "inbound_high": inward[2] if inward else None,
            "outbound_low": outward[0] if outward else None,
            "outbound_high": outward[2] if outward else None,
            "net_low": inward[0] - outward[2] if inward and outward else None,
            "net_high": inward[2] - outward[0] if inward and outward else None,
            "previous_inbound": was_in[1] if was_in else None,
            "previous_outbound": was_out[1] if was_out else None,
            "previous_watched_h": before.watched_h,
            "passages": [part["id"] for part in parts if part["vehicle"] in classes],
        }
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{crossing.name}, {what}: inbound {_range(row, 'inbound')}, outbound {_range(row, 'outbound')}, "
            f"net {_range(row, 'net')}, in {row['watched_h']:.1f} of {row['hours']:.1f} h watched.",
            rule="sums over the classes counted in " + what + "; net is inbound less outbound, its bounds the widest",
            parts=tuple(row["passages"]),
        )
    return rows, reasons


def gap_rows(crossing: Crossing, now: Counted) -> tuple[list[dict[str, Any]], dict[str, Explanation]]:
    """Rows of GAPS at ``crossing`` and their explanations."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for gap in now.gaps:
        row_id = f"pass:gap:{crossing.id}:{gap.span.start.isoformat()}"
        row: dict[str, Any] = {
            "id": row_id,
            "crossing": crossing.id,
            "start": gap.span.start,
            "end": gap.span.end,
            "hours": gap.span.length / HOUR,
            "state": gap.state,
            "reason": gap.reason,
            "entries": list(gap.entries),
        }
        rows.append(row)
        why = f": {gap.reason}" if gap.reason else ""
        reasons[row_id] = Explanation(
            id=row_id,
            says=f"{crossing.name}: {row['hours']:.1f} h {gap.state.replace('_', ' ')}{why}.",
            rule="time of the period in which no source of the mission that counts there was watching or counting; "
            "the reason is that of watches which say they were impaired or denied",
            entries=gap.entries,
        )
    return rows, reasons


def told(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame TOLD and its explanations by row id."""
    found: defaultdict[tuple[str, str, str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for held in holdings.passages:
        passage = held.thing
        if not mission.own(passage.source) and period.span.contains(passage.span.start + passage.span.length / 2):
            key = (passage.source, passage.crossing, passage.direction, passage.vehicle)
            found[key].append((passage.count.low, passage.count.high, held.id))
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for (source, crossing, direction, vehicle), counts in sorted(found.items()):
        row: dict[str, Any] = {
            "id": f"pass:told:{source}:{crossing}:{direction}:{vehicle}:{period.day}",
            "source": source,
            "crossing": crossing,
            "direction": direction,
            "vehicle": vehicle,
            "count_low": sum(low for low, _, _ in counts),
            "count_high": sum(high for _, high, _ in counts),
            "entries": sorted(entry for _, _, entry in counts),
        }
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{source} says {row['count_low']} to {row['count_high']} passed {crossing} {direction} ({vehicle}).",
            rule="the sum of one source's counts whose middle falls in the period; told to the mission, not its own",
            entries=tuple(row["entries"]),
        )
    return pl.DataFrame(rows, schema=TOLD, orient="row"), reasons


def at_crossings(
    holdings: Holdings, mission: Mission, period: Period, earlier: Span, learned: Mapping[str, Learned]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames PASSAGES, CROSSINGS, UNSEEN and GAPS, and their explanations by row id; ``learned`` by crossing."""
    counted: list[dict[str, Any]] = []
    summed: list[dict[str, Any]] = []
    estimated: list[dict[str, Any]] = []
    unwatched: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for crossing in mission.crossings.values():
        now = count(holdings, mission, crossing, period.span)
        before = count(holdings, mission, crossing, earlier)
        rows, why = passages(crossing, period, now, before)
        totals, why_totals = sums(crossing, period, now, before, rows)
        beyond, why_beyond = unseen(crossing, period, now, learned[crossing.id])
        blind, why_blind = gap_rows(crossing, now)
        counted += rows
        summed += totals
        estimated += beyond
        unwatched += blind
        reasons |= why | why_totals | why_beyond | why_blind
    return (
        pl.DataFrame(counted, schema=PASSAGES, orient="row"),
        pl.DataFrame(summed, schema=CROSSINGS, orient="row"),
        pl.DataFrame(estimated, schema=UNSEEN, orient="row"),
        pl.DataFrame(unwatched, schema=GAPS, orient="row"),
        reasons,
    )


def _directions(crossing: Crossing, *counts: Counted) -> list[str]:
    others = sorted({way for counted in counts for way, _ in counted.tallies} - {crossing.inbound, crossing.outbound})
    return [crossing.inbound, crossing.outbound, *others]


def _says(row: dict[str, Any]) -> str:
    what = vocabulary("vehicles")[row["vehicle"]].plural
    where = f"{row['crossing']} {row['direction']}, {what}"
    if row["count"] is None:
        return f"{where}: nobody watched; nothing can be said."
    watched = f"in {row['watched_h']:.1f} of {row['hours']:.1f} h watched"
    return f"{where}: {_bounds(row['count_low'], row['count_high'])} counted {watched}."


def _range(row: dict[str, Any], name: str) -> str:
    return _bounds(row[f"{name}_low"], row[f"{name}_high"])


def _bounds(low: int | None, high: int | None) -> str:
    if low is None:
        return "not known"
    return str(low) if low == high else f"{low} to {high}"
