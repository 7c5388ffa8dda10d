"""Restrictions on the movement of the mission and of humanitarian actors, and the hours they cost."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Place, Restriction, Span, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Held, Holdings

from .hidden import hidden, on_watch
from .stretches import HOUR, clip, hours, union
from .tables import ACCESS, RESTRICTION_TOTALS, RESTRICTIONS
from .unseen import Learned

_RULE = (
    "in force during some of the period; hours are those that fall in it. Hours of watching lost are those in which "
    "its source was not on watch; over the area the source is registered to watch they are the most that was lost. "
    "Vehicles missed are estimated as for all hours not watched, over the hours in which nobody counted"
)

_Key = tuple[bool, str, str, str, str]


def restrictions(
    holdings: Holdings, mission: Mission, period: Period, earlier: Span, learned: Mapping[str, Learned]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames RESTRICTIONS, RESTRICTION_TOTALS and ACCESS, and their explanations by row id."""
    reasons: dict[str, Explanation] = {}
    rows = []
    on = on_watch(holdings, period.span)
    for held in _in_force(holdings, period.span):
        row = _row(held, mission, period)
        if row["own"]:
            row |= hidden(held, mission, period.span, on, learned)
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{row['source']}: {vocabulary('restrictions')[row['form']].label}, "
            f"{vocabulary('access')[row['category']].label}, {row['hours']:.1f} h in the period.{_hid(row)}",
            rule=_RULE,
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
    access = _by_category(rows, _in_force(holdings, period.span), _in_force(holdings, earlier), mission, period)
    reasons |= {row["id"]: _why_category(row) for row in access}
    return (
        pl.DataFrame(rows, schema=RESTRICTIONS, orient="row"),
        pl.DataFrame(totals, schema=RESTRICTION_TOTALS, orient="row"),
        pl.DataFrame(access, schema=ACCESS, orient="row"),
        reasons,
    )


def _by_category(
    rows: list[dict[str, Any]],
    now: list[Held[Restriction]],
    before: list[Held[Restriction]],
    mission: Mission,
    period: Period,
) -> list[dict[str, Any]]:
    """Rows of ACCESS, one for each category of the vocabulary, in its order."""
    found: list[dict[str, Any]] = []
    for category in vocabulary("access"):
        of = [row for row in rows if row["category"] == category]
        own = [row for row in of if row["own"]]
        found.append(
            {
                "id": f"rst:access:{category}:{period.day}",
                "category": category,
                "own": None if mission.presence == "remote" else len(own),
                "told": len(of) - len(own),
                "hours": _lost([held for held in now if held.thing.category == category], period.span),
                **{name: _sum(own, name) for name in ("watch_h", "area_km2h", "missed_low", "missed_high")},
                "previous": sum(held.thing.category == category for held in before),
                "restrictions": [row["id"] for row in of],
            }
        )
    return found


def _sum(rows: list[dict[str, Any]], name: str) -> float | None:
    known = [row[name] for row in rows if row.get(name) is not None]
    return sum(known) if known else None


def _hid(row: dict[str, Any]) -> str:
    if row.get("watch_h") is None:
        return ""
    area = f", over {row['area_km2h']:,.0f} km² h at the most" if row["area_km2h"] is not None else ""
    missed = (
        f" An estimated {row['missed_low']} to {row['missed_high']} vehicles passed {', '.join(row['crossings'])} in "
        f"{row['missed_h']:.1f} h in which nobody counted."
        if row["missed_low"] is not None
        else ""
    )
    return f" It cost {row['watch_h']:.1f} h of watching{area}.{missed}"


def _why_category(row: dict[str, Any]) -> Explanation:
    own = "the mission has nobody in the field" if row["own"] is None else f"{row['own']} met by the mission itself"
    return Explanation(
        id=row["id"],
        says=f"{vocabulary('access')[row['category']].label}: {own}, {row['told']} told of; {row['hours']:.1f} h; "
        f"{row['previous']} in the period before.",
        rule="restrictions in force during some of the period, by the nine categories of OCHA's Access Monitoring and "
        "Reporting Framework; hours of one source that overlap are lost once; no account is not no constraint",
        parts=tuple(row["restrictions"]),
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
