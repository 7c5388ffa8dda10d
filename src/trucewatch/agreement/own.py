"""Each claim against what the mission itself saw of the same thing: the least it can say, or that it did not
observe.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import polars as pl

from trucewatch.domain import Claim, Explanation, Span, canonical, daily, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .claims import interval, of_period, order
from .conduct import attributed
from .counted import counted
from .evidence import Seen
from .tables import RECORD

_Key = tuple[str, ...]
_VEHICLES = ("vehicles", "vehicles_per_day")
_SUPPLIES = ("supplies_t", "supplies_t_per_day", "food_t")
_ROAD = ("corridor_open", "corridor_closed")
_INSIDE = ("at_crossing", "inspected", "collected", "arrived")


_RULE = (
    "the mission's own rows inside the span of the claim. Vehicles: the most that one source counted at one "
    "crossing, a least figure whatever others counted; supplies: the most that one source had at one stage and "
    "place. A claim is at odds with the record only where that exceeds it, or where the mission saw the opposite:"
    " a passage or an open road against closed, a closed road against open. Violations: a count above all rounds "
    "and explosions recorded in the span and sector, by whomever, could not be seen where less than 95% of area "
    "and time was observed, and is at odds otherwise; none is at odds with any. Without such rows the mission did"
    " not observe it, which is no judgement of it. Measures that are neither traffic, supplies, the state of a "
    "road nor violations are not compared"
)


class _Own(NamedTuple):
    """What the mission saw: ``least`` of ``unit`` where it counted; ``opposite`` if some of it says the opposite."""

    least: float | None
    unit: str
    entries: tuple[str, ...]
    opposite: bool = False


def own_record(
    holdings: Holdings, mission: Mission, period: Period, seen: Seen
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame RECORD of the period's claims and its explanations by row id."""
    by = attributed(holdings, mission)
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    found = [held for held in holdings.claims if of_period(held.thing, period.span)]
    for held in sorted(found, key=lambda held: order(mission, held)):
        claim = held.thing
        own = _seen(holdings, mission, claim)
        low, high = _total(claim, own)
        exceeds = own is not None and own.least is not None and high is not None and own.least > high
        if mission.presence == "field" and claim.measure not in (*_VEHICLES, *_SUPPLIES, *_ROAD):
            outcome = "not_compared"
        elif own is None:
            outcome = "not_observed"
        else:
            outcome = "at_odds" if own.opposite or exceeds else "not_contradicted"
        fire = counted(claim, mission, seen, by) if _counts_fire(claim, mission) else None
        row: dict[str, Any] = {
            "id": f"claim:record:{held.id}",
            "claim": f"claim:{held.id}",
            "claimant": claim.claimant,
            "measure": claim.measure,
            "about": claim.about,
            "outcome": fire.outcome if fire else outcome,
            "own_least": fire.least if fire else own.least if own else None,
            "seen_share": fire.share if fire else None,
            "claim_low": low,
            "claim_high": high,
            "unit": "count" if fire else own.unit if own else "",
            "entries": list(fire.entries if fire else own.entries if own else ()),
        }
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=fire.says if fire else _says(row),
            rule=_RULE,
            entries=(held.id, *row["entries"]),
            parts=(row["claim"],),
        )
    return pl.DataFrame(rows, schema=RECORD, orient="row"), reasons


def _counts_fire(claim: Claim, mission: Mission) -> bool:
    return mission.presence == "field" and claim.measure == "violations"


def _seen(holdings: Holdings, mission: Mission, claim: Claim) -> _Own | None:
    if claim.measure in _VEHICLES:
        return _vehicles(holdings, mission, claim)
    if claim.measure in _SUPPLIES:
        return _supplies(holdings, mission, claim)
    if claim.measure in _ROAD:
        return _road(holdings, mission, claim)
    return None


def _vehicles(holdings: Holdings, mission: Mission, claim: Claim) -> _Own | None:
    counts: defaultdict[_Key, float] = defaultdict(float)
    entries: defaultdict[_Key, list[str]] = defaultdict(list)
    on_foot = {code for code, term in vocabulary("vehicles").items() if term.columns["class"] == "person"}
    crossings = _crossings(mission, claim.about)
    for held in holdings.passages:
        passage = held.thing
        counted = mission.own(passage.source) and passage.crossing in crossings and passage.vehicle not in on_foot
        if counted and _inside(passage.span, claim.span):
            counts[passage.source, passage.crossing] += passage.count.low
            entries[passage.source, passage.crossing].append(held.id)
    return _most(counts, entries, "count")


def _supplies(holdings: Holdings, mission: Mission, claim: Claim) -> _Own | None:
    food = {code for code, term in vocabulary("items").items() if term.columns["group"] == "food"}
    places = _crossings(mission, claim.about) | _ends(mission, claim.about)
    lots: dict[tuple[str, str, str, str, str], float] = {}
    entries: defaultdict[_Key, list[str]] = defaultdict(list)
    for held in holdings.consignments:
        goods, amount = held.thing, canonical(held.thing.amount)
        wanted = amount.unit == "t" and (claim.measure != "food_t" or goods.item in food)
        here = mission.own(goods.source) and goods.stage in _INSIDE and goods.at in places
        if wanted and here and _inside(Span(goods.when.start, goods.when.end), claim.span):
            key = (goods.source, goods.stage, goods.at)
            lot = (*key, goods.consignment or held.id, goods.item)
            lots[lot] = min(amount.low, lots.get(lot, amount.low))
            entries[key].append(held.id)
    sums: defaultdict[_Key, float] = defaultdict(float)
    for (source, stage, at, _, _), low in sorted(lots.items()):
        sums[source, stage, at] += low
    return _most(sums, entries, "t")


def _road(holdings: Holdings, mission: Mission, claim: Claim) -> _Own | None:
    segments, crossings = segments_of(mission, claim.about), _crossings(mission, claim.about)
    opened: list[str] = []
    closed: list[str] = []
    for report in holdings.segment_reports:
        said = report.thing
        within = _inside(Span(said.when.start, said.when.end), claim.span)
        if within and mission.own(said.source) and said.segment in segments:
            (closed if said.status == "closed" else opened).append(report.id)
    for passage in holdings.passages:
        seen = passage.thing
        within = _inside(seen.span, claim.span)
        if within and mission.own(seen.source) and seen.crossing in crossings and seen.count.low:
            opened.append(passage.id)
    if not opened and not closed:
        return None
    opposite = closed if claim.measure == "corridor_open" else opened
    return _Own(None, "", tuple(sorted((*opened, *closed))), bool(opposite))


def _most(sums: Mapping[_Key, float], entries: Mapping[_Key, list[str]], unit: str) -> _Own | None:
    if not sums:
        return None
    key = min(sums, key=lambda key: (-sums[key], key))
    return _Own(float(sums[key]), unit, tuple(sorted(entries[key])))


def _total(claim: Claim, own: _Own | None) -> tuple[float | None, float | None]:
    """The claim's amount over its whole span, where the mission has a figure of its own."""
    figure = daily(claim)
    if figure is None or own is None or own.least is None:
        return None, None
    days = claim.span.length / timedelta(days=1)
    return figure.low * days, figure.high * days


def _says(row: dict[str, Any]) -> str:
    if row["outcome"] == "not_observed":
        return "The mission did not observe this."
    if row["outcome"] == "not_compared":
        return "The mission's rows of this name no side and are not set against the claim."
    seen = f"The mission saw at least {row['own_least']:g} {row['unit']}" if row["own_least"] is not None else ""
    seen = seen or f"The mission has {len(row['entries'])} rows of its own on this"
    claimed = f"; claimed: {interval(row['claim_low'], row['claim_high'])}" if row["claim_low"] is not None else ""
    end = "at odds with the claim" if row["outcome"] == "at_odds" else "which does not contradict the claim"
    return f"{seen}{claimed}: {end}."


def _inside(span: Span, claimed: Span) -> bool:
    return claimed.start <= span.start and span.end <= claimed.end


def segments_of(mission: Mission, about: str) -> set[str]:
    """The segments that ``about``, the id of a segment, crossing or corridor, speaks of."""
    if about in mission.segments:
        return {about}
    if about in mission.crossings:
        return {mission.crossings[about].segment}
    return {segment for corridor in mission.corridors if corridor.id == about for segment in corridor.segments}


def _crossings(mission: Mission, about: str) -> set[str]:
    segments = segments_of(mission, about)
    return {crossing.id for crossing in mission.crossings.values() if crossing.segment in segments}


def _ends(mission: Mission, about: str) -> set[str]:
    segments = [mission.segments[segment] for segment in segments_of(mission, about)]
    return {end for segment in segments for end in (segment.start, segment.end)}
