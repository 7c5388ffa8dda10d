"""What came to which stage in a period, and where each consignment stands."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Span, vocabulary
from trucewatch.mission import Period

from .lots import Chain, Lot
from .tables import CONSIGNMENTS, FLOWS

_DAY = timedelta(days=1)
_Key = tuple[str, str, str, str, str, str]


def consignments(chains: tuple[Chain, ...], period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame CONSIGNMENTS of those that came to a stage in the period, and its explanations by row id."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for chain in chains:
        if chain.name:
            named[chain.name, chain.item].append(_id(chain))
    for chain in chains:
        if not any(period.span.contains(lot.reached) for lot in chain.lots):
            continue
        last = chain.lots[-1]
        row: dict[str, Any] = {
            "id": _id(chain),
            "consignment": chain.name,
            "account": chain.account,
            "whose": chain.whose,
            "item": chain.item,
            "unit": chain.unit,
            "stage": last.stage,
            "at": last.at,
            "destination": chain.destination,
            "reached": last.reached,
            "amount_low": last.low,
            "amount_high": last.high,
            "differ": any(lot.differ for lot in chain.lots),
            "history": [_step(lot, chain.unit) for lot in chain.lots],
            "elsewhere": [other for other in named[chain.name, chain.item] if chain.name and other != _id(chain)],
            "sources": sorted({source for lot in chain.lots for source in lot.sources}),
            "entries": list(chain.entries),
        }
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{_item(chain.item)}: {'; '.join(row['history'])}.",
            rule="accounts with the same consignment number are of the same goods: it counts once, at the last stage "
            "reached, its amount from the least to the most that is said of it there"
            if chain.name
            else "a row without a consignment number is a consignment of its own; where several sources have the same "
            "item at the same stage, place and time, it is from the most that one has to the sum of all",
            entries=chain.entries,
        )
    return pl.DataFrame(rows, schema=CONSIGNMENTS, orient="row"), reasons


def flows(
    chains: tuple[Chain, ...], earlier_chains: tuple[Chain, ...], period: Period, earlier: Span
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame FLOWS and its explanations; ``earlier_chains`` are as they stood when ``earlier`` ended."""
    now, before = _standing(chains, period.span), _standing(earlier_chains, earlier)
    seen = _standing(chains, period.span, last_only=False)
    days = period.span.length / _DAY
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for key in sorted(seen.keys() | before.keys()):
        here, there, through = now.get(key, []), before.get(key), seen.get(key, [])
        low, high = _sum(here)
        seen_low, seen_high = _sum(through)
        previous_low, previous_high = _sum(there) if there else (None, None)
        row: dict[str, Any] = {
            "id": f"flow:{':'.join(key)}:{period.day}",
            **dict(zip(("account", "whose", "item", "unit", "stage", "at"), key, strict=True)),
            "amount_low": low,
            "amount_high": high,
            "per_day_low": low / days,
            "per_day_high": high / days,
            "seen_low": seen_low,
            "seen_high": seen_high,
            "consignments": len(here),
            "differ": any(lot.differ for lot in here),
            "previous_low": previous_low,
            "previous_high": previous_high,
            "entries": sorted(entry for lot in through for entry in lot.entries),
        }
        rows.append(row)
        stage = vocabulary("stages")[row["stage"]].label
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{_item(row['item'])} {stage} at {row['at']}, by account {row['account']} {row['whose']}".rstrip()
            + f": {_interval(low, high)} {row['unit']} in {row['consignments']} consignments.",
            rule="consignments that came to the stage in the period and had gone no further by its end, each once; "
            "units are brought together by stated conversions only; accounts are not added to each other",
            entries=tuple(row["entries"]),
        )
    return pl.DataFrame(rows, schema=FLOWS, orient="row"), reasons


def _standing(chains: tuple[Chain, ...], span: Span, *, last_only: bool = True) -> dict[_Key, list[Lot]]:
    found: defaultdict[_Key, list[Lot]] = defaultdict(list)
    for chain in chains:
        for lot in chain.lots[-1:] if last_only else chain.lots:
            if span.contains(lot.reached):
                found[chain.account, chain.whose, chain.item, chain.unit, lot.stage, lot.at].append(lot)
    return dict(found)


def _sum(lots: list[Lot]) -> tuple[float, float]:
    return sum(lot.low for lot in lots), sum(lot.high for lot in lots)


def _id(chain: Chain) -> str:
    return f"flow:consignment:{chain.account}:{chain.whose}:{chain.key}:{chain.item}:{chain.unit}"


def _step(lot: Lot, unit: str) -> str:
    stage = vocabulary("stages")[lot.stage].label
    return f"{stage} at {lot.at}, {_interval(lot.low, lot.high)} {unit}, {lot.reached:%Y-%m-%d %H:%M} UTC"


def _item(item: str) -> str:
    return vocabulary("items")[item].label


def _interval(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
