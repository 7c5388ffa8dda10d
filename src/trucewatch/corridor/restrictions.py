"""Restrictions on the movement of the mission and of humanitarian actors, and the hours they cost."""

from collections import defaultdict
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Place, Restriction, Span, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Held, Holdings

from .stretches import HOUR, clip, hours, union
from .tables import RESTRICTION_TOTALS, RESTRICTIONS

_Key = tuple[bool, str, str, str, str]


def restrictions(
    holdings: Holdings, mission: Mission, period: Period, earlier: Span
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames RESTRICTIONS and RESTRICTION_TOTALS, and their explanations by row id."""
    reasons: dict[str, Explanation] = {}
    rows = []
    for held in _in_force(holdings, period.span):
        row = _row(held, mission, period)
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{row['source']}: {vocabulary('restrictions')[row['form']].label}, "
            f"{vocabulary('access')[row['category']].label}, {row['hours']:.1f} h in the period.",
            rule="in force during some of the period; hours are those that fall in it",
            entries=(row["entry"],),
        )
    totals = []
    now, before = (_grouped(_in_force(holdings, span), mission) for span in (period.span, earlier))
    for key in sorted(now.keys() | before.keys(), key=lambda key: (not key[0], key[1:])):
        own, form, category, by, side = key
        total: dict[str, Any] = {
            "id": f"rst:total:{'own' if own else 'told'}:{form}:{category}:{by}:{side}:{period.day}",
            "own": own,
            "form": form,
            "category": category,
            "by": by,
            "side": side,
            "count": len(now.get(key, ())),
            "began": sum(period.span.contains(held.thing.span.start) for held in now.get(key, ())),
            "hours": _lost(now.get(key, []), period.span),
            "previous": len(before.get(key, ())),
            "previous_hours": _lost(before.get(key, []), earlier),
            "restrictions": [f"rst:{held.id}" for held in now.get(key, ())],
        }
        totals.append(total)
        reasons[total["id"]] = Explanation(
            id=total["id"],
            says=f"{vocabulary('restrictions')[form].plural}, {vocabulary('access')[category].label}: "
            f"{total['count']} in force, {total['began']} begun, {total['hours']:.1f} h; "
            f"{total['previous']} in the period before.",
            rule="restrictions alike in form, category, by whom and on which side; hours of one source that overlap "
            "are lost once",
            parts=tuple(total["restrictions"]),
        )
    return (
        pl.DataFrame(rows, schema=RESTRICTIONS, orient="row"),
        pl.DataFrame(totals, schema=RESTRICTION_TOTALS, orient="row"),
        reasons,
    )


def _in_force(holdings: Holdings, span: Span) -> list[Held[Restriction]]:
    """Those that share time with ``span``, or, without length, lie in it; by start and id."""
    found = [
        held
        for held in holdings.restrictions
        if held.thing.span.overlap(span) or (not held.thing.span.length and span.contains(held.thing.span.start))
    ]
    return sorted(found, key=lambda held: (held.thing.span.start, held.id))


def _row(held: Held[Restriction], mission: Mission, period: Period) -> dict[str, Any]:
    thing = held.thing
    return {
        "id": f"rst:{held.id}",
        "own": mission.own(thing.source),
        "source": thing.source,
        "form": thing.form,
        "category": thing.category,
        "by": thing.by,
        "by_party": _party(mission, thing.by),
        "side": _side(mission, thing.source),
        "affected": thing.affected,
        "start": thing.span.start,
        "end": thing.span.end,
        "hours": thing.span.overlap(period.span) / HOUR,
        "hours_whole": thing.span.length / HOUR,
        "began": period.span.contains(thing.span.start),
        "place": thing.where.place if isinstance(thing.where, Place) else "",
        "reason": thing.reason,
        "text": thing.text,
        "entry": held.id,
    }


def _grouped(found: list[Held[Restriction]], mission: Mission) -> dict[_Key, list[Held[Restriction]]]:
    groups: defaultdict[_Key, list[Held[Restriction]]] = defaultdict(list)
    for held in found:
        thing = held.thing
        by = _party(mission, thing.by) or thing.by
        key = (mission.own(thing.source), thing.form, thing.category, by, _side(mission, thing.source))
        groups[key].append(held)
    return dict(groups)


def _lost(found: list[Held[Restriction]], span: Span) -> float:
    by_source: defaultdict[str, list[Span]] = defaultdict(list)
    for held in found:
        by_source[held.thing.source].append(held.thing.span)
    return sum(hours(union(clip(spans, span))) for spans in by_source.values())


def _party(mission: Mission, by: str) -> str:
    said = by.strip().casefold()
    for party in mission.parties:
        if said in (party.id.casefold(), party.name.casefold(), party.short.casefold(), party.name_ru.casefold()):
            return party.id if said else ""
    return ""


def _side(mission: Mission, source: str) -> str:
    return mission.sources[source].party if mission.own(source) else ""
