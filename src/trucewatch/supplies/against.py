"""Flows a day against baselines and needs; every number keeps the name of who gives it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from trucewatch.domain import Amount, Claim, Daily, Explanation, canonical, daily
from trucewatch.mission import Baseline, Mission, Period
from trucewatch.record import Held, Holdings

from .conversion import Converted, convert, group
from .lots import MISSION, Chain, Lot
from .tables import AGAINST

ENTERED = ("at_crossing", "inspected", "collected", "arrived")
"""Stages at which goods have been brought in; a consignment is brought in at the first of them it is known to reach."""

AREA = "area"
"""The place of figures that speak of the whole area."""

_DAY = timedelta(days=1)
_FOOD_MEASURES = {"food_t": "as_said", "supplies_t_per_day": "at_most"}
_FLOWS = ("supplies_t_per_day", "outbound_t_per_day", "vehicles_per_day", "food_t")

_RULE = (
    "the flow a day divided by the figure it is set against, the bounds so combined that the interval is widest; "
    "a total is divided by the days it speaks of"
)


class _Flow(NamedTuple):
    """A figure a day; ``feeds`` is the group of needed items it goes to, with the ``bound`` its share then has."""

    key: str
    measure: str
    about: str
    account: str
    whose: str
    says: str
    timing: str
    start: datetime
    end: datetime
    low: float
    high: float
    unit: str
    feeds: str
    bound: str
    note: str
    entries: tuple[str, ...]


class _Measure(NamedTuple):
    """What a flow is set against: a baseline of the mission's table or a row of NEEDS."""

    key: str
    of: str
    whose: str
    low: float
    high: float
    unit: str
    note: str


def against(
    holdings: Holdings, mission: Mission, period: Period, chains: tuple[Chain, ...], needed: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame AGAINST and its explanations by row id. ``needed`` is NEEDS."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for flow in [*_counted(mission, period, chains, needed), *_claimed(holdings, mission, period)]:
        for measure in [*_baselines(mission, flow), *_needs(needed, flow)]:
            row = _set_against(flow, measure, period)
            rows.append(row)
            reasons[row["id"]] = Explanation(
                id=row["id"],
                says=f"{flow.says}: {_interval(flow.low, flow.high)} {flow.unit} is {_share(row)} of the {measure.of} "
                f"of {_interval(measure.low, measure.high)} {measure.unit} (by {measure.whose or 'no party'}).",
                rule=_RULE + (f". {row['note']}" if row["note"] else ""),
                entries=flow.entries,
                parts=(measure.key,) if measure.of == "need" else (),
            )
    return pl.DataFrame(rows, schema=AGAINST, orient="row"), reasons


def _counted(mission: Mission, period: Period, chains: tuple[Chain, ...], needed: pl.DataFrame) -> Iterator[_Flow]:
    """By account: what was brought in over each corridor; what of each needed item came into the area and to places."""
    days = period.span.length / _DAY
    supplies: defaultdict[tuple[str, str, str], list[tuple[Chain, Lot]]] = defaultdict(list)
    area: defaultdict[tuple[str, str, str], list[tuple[Chain, Lot]]] = defaultdict(list)
    for chain in chains:
        entered = next((lot for lot in chain.lots if lot.stage in ENTERED), None)
        if entered and period.span.contains(entered.reached):
            area[chain.account, chain.whose, AREA].append((chain, entered))
            if road := _corridor(mission, chain):
                supplies[chain.account, chain.whose, road].append((chain, entered))
        arrived = next((lot for lot in chain.lots if lot.stage == "arrived"), None)
        if arrived and period.span.contains(arrived.reached):
            area[chain.account, chain.whose, arrived.at].append((chain, arrived))
    for (account, whose, road), lots in sorted(supplies.items()):
        yield _total(mission, "supplies_t_per_day", road, account, whose, "t", lots, [], "", period, days)
    for (account, whose, place), lots in sorted(area.items()):
        for item, unit in dict.fromkeys(zip(needed["item"], needed["unit"], strict=True)):
            sure = [(chain, lot) for chain, lot in lots if item in (chain.item, group(chain.item))]
            maybe = [(chain, lot) for chain, lot in lots if group(chain.item) == "mixed"]
            if sure or maybe:
                base = unit.removesuffix("/day")
                yield _total(mission, item, place, account, whose, base, sure, maybe, item, period, days)


def _total(
    mission: Mission,
    measure: str,
    about: str,
    account: str,
    whose: str,
    unit: str,
    sure: list[tuple[Chain, Lot]],
    maybe: list[tuple[Chain, Lot]],
    feeds: str,
    period: Period,
    days: float,
) -> _Flow:
    fits = [_in_unit(mission, chain, lot, unit) for chain, lot in sure]
    perhaps = [_in_unit(mission, chain, lot, unit) for chain, lot in maybe]
    left = {chain.unit for (chain, _), fit in zip((*sure, *maybe), (*fits, *perhaps), strict=True) if fit is None}
    by = dict.fromkeys(word for fit in (*fits, *perhaps) if fit for word in fit.by)
    notes = [
        "what passed unwatched is not in it" if account == MISSION else "",
        "the upper bound takes mixed goods for " + feeds if any(perhaps) else "",
        f"converted: {', '.join(by)}" if by else "",
        f"besides, not converted: goods given in {', '.join(sorted(left))}" if left else "",
    ]
    return _Flow(
        key=f"{account}:{whose}:{measure}:{about}",
        measure=measure,
        about=about,
        account=account,
        whose=whose,
        says=whose or account,
        timing="period",
        start=period.span.start,
        end=period.span.end,
        low=sum(fit.low for fit in fits if fit) / days,
        high=sum(fit.high for fit in (*fits, *perhaps) if fit) / days,
        unit=f"{unit}/day",
        feeds=feeds,
        bound="at_least" if account == MISSION else "as_said",
        note="; ".join(filter(None, notes)),
        entries=tuple(sorted({entry for _, lot in (*sure, *maybe) for entry in lot.entries})),
    )


def _in_unit(mission: Mission, chain: Chain, lot: Lot, unit: str) -> Converted | None:
    return convert(mission.conversions, chain.item, chain.unit, unit, lot.low, lot.high)


def _claimed(holdings: Holdings, mission: Mission, period: Period) -> Iterator[_Flow]:
    """Claims of flows that speak of the period or were made in it; of each claimant's others, the last before it."""
    current: list[_Flow] = []
    last: dict[tuple[str, str, str], _Flow] = {}
    for held in sorted(holdings.claims, key=lambda held: (held.thing.span.end, held.thing.span.start, held.id)):
        claim, figure = held.thing, daily(held.thing)
        if figure is None or figure.measure not in _FLOWS:
            continue
        flow = _claim(held, figure, mission)
        if claim.span.overlap(period.span) or (claim.said_at and period.span.contains(claim.said_at)):
            current.append(flow)
        elif claim.span.end <= period.span.start:
            last[flow.says, flow.measure, flow.about] = flow._replace(timing="earlier")
    spoken = {(flow.says, flow.measure, flow.about) for flow in current}
    yield from current
    yield from (flow for topic, flow in sorted(last.items()) if topic not in spoken)


def _claim(held: Held[Claim], figure: Daily, mission: Mission) -> _Flow:
    claim = held.thing
    feeds = "food" if figure.measure in _FOOD_MEASURES and claim.about in _whole(mission) else ""
    return _Flow(
        key=held.id,
        measure=figure.measure,
        about=claim.about,
        account="claim",
        whose=mission.side(claim.claimant),
        says=claim.claimant,
        timing="period",
        start=claim.span.start,
        end=claim.span.end,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        feeds=feeds,
        bound=_FOOD_MEASURES[figure.measure] if feeds else "as_said",
        note="",
        entries=(held.id,),
    )


def _baselines(mission: Mission, flow: _Flow) -> Iterator[_Measure]:
    for i, baseline in enumerate(mission.baselines):
        if (baseline.measure, baseline.about) == (flow.measure, flow.about):
            amount = _per_day(baseline)
            yield _Measure(
                f"baseline:{i}", "baseline", baseline.claimant, amount.low, amount.high, amount.unit, baseline.note
            )


def _needs(needed: pl.DataFrame, flow: _Flow) -> Iterator[_Measure]:
    place = flow.about if flow.account != "claim" else AREA
    for need in needed.filter(item=flow.feeds, place=place, unit=flow.unit).iter_rows(named=True):
        whose = need["population_whose"]
        note = f"people: {need['population_low']} to {need['population_high']} by {whose or 'no party'}"
        yield _Measure(need["id"], "need", whose, need["amount_low"], need["amount_high"], need["unit"], note)


def _set_against(flow: _Flow, measure: _Measure, period: Period) -> dict[str, Any]:
    meets = flow.unit == measure.unit and measure.low > 0
    of_need = measure.of == "need"
    notes = [
        flow.note,
        measure.note,
        "supplies of every kind: the share would hold if all were food" if of_need and flow.bound == "at_most" else "",
        "" if meets else f"{flow.unit} and {measure.unit} are not converted into each other",
    ]
    return {
        "id": f"flow:share:{flow.key}:{measure.key}:{period.day}",
        "measure": flow.measure,
        "about": flow.about,
        "account": flow.account,
        "whose": flow.whose,
        "says": flow.says,
        "timing": flow.timing,
        "start": flow.start,
        "end": flow.end,
        "amount_low": flow.low,
        "amount_high": flow.high,
        "unit": flow.unit,
        "of": measure.of,
        "of_whose": measure.whose,
        "of_low": measure.low,
        "of_high": measure.high,
        "share_low": flow.low / measure.high if meets else None,
        "share_high": flow.high / measure.low if meets else None,
        "bound": flow.bound if of_need or flow.account != "claim" else "as_said",
        "note": "; ".join(filter(None, notes)),
        "entries": list(flow.entries),
    }


def _per_day(baseline: Baseline) -> Amount:
    amount = canonical(Amount(baseline.amount, baseline.amount, baseline.unit.removesuffix("/day")))
    return Amount(amount.low, amount.high, f"{amount.unit}/day")


def _whole(mission: Mission) -> set[str]:
    """What a claim must be about to be set against the needs of the whole area."""
    return {"", AREA, *(corridor.id for corridor in mission.corridors), *mission.crossings}


def _corridor(mission: Mission, chain: Chain) -> str:
    """The one corridor that the crossings and places of all its stages lie on; "" if there is none, or several."""
    roads = [_roads(mission, lot.at) for lot in chain.lots]
    shared = set.intersection(*roads) if all(roads) else set()
    return shared.pop() if len(shared) == 1 else ""


def _roads(mission: Mission, at: str) -> set[str]:
    crossing = mission.crossings.get(at)
    return {
        corridor.id
        for corridor in mission.corridors
        if at in corridor.crossings
        or (crossing and crossing.segment in corridor.segments)
        or any(at in (mission.segments[s].start, mission.segments[s].end) for s in corridor.segments)
    }


def _share(row: dict[str, Any]) -> str:
    if row["share_low"] is None:
        return "no share"
    most = {"at_least": "at least ", "at_most": "at most "}.get(row["bound"], "")
    return most + _interval(round(100 * row["share_low"], 1), round(100 * row["share_high"], 1)) + " %"


def _interval(low: float, high: float) -> str:
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
