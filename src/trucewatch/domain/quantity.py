"""Units brought together by stated conversions only; figures over a span of days as figures a day."""

from datetime import timedelta

import msgspec

from .accounts import Amount, Claim
from .vocabulary import code_for, vocabulary

CONVERSIONS: dict[str, tuple[str, float]] = {
    "g": ("t", 1e-6),
    "kg": ("t", 1e-3),
    "t": ("t", 1.0),
    "tonne": ("t", 1.0),
    "tonnes": ("t", 1.0),
    "l": ("l", 1.0),
    "litre": ("l", 1.0),
    "litres": ("l", 1.0),
    "m3": ("l", 1000.0),
}
"""Unit as said: the unit it is converted to and the factor. Mass and volume are never turned into each other,
and trucks, pallets, boxes and kits into neither."""

_DAILY = {"vehicles": "vehicles_per_day", "supplies_t": "supplies_t_per_day"}
_DAY = timedelta(days=1)


class Daily(msgspec.Struct, frozen=True):
    """A figure a day: from ``low`` to ``high`` of ``unit`` ("t/day", "count/day"), under the measure's daily code."""

    measure: str
    low: float
    high: float
    unit: str


def canonical(amount: Amount) -> Amount:
    """``amount`` in tonnes or litres where a conversion is stated; otherwise as it stands."""
    unit, factor = CONVERSIONS.get(amount.unit.strip().casefold(), (amount.unit, 1.0))
    return Amount(amount.low * factor, amount.high * factor, unit, amount.said)


def daily(claim: Claim) -> Daily | None:
    """What ``claim`` comes to in a day, the total divided by the days of its span where it is a total.

    None where it gives no amount, where its measure is neither a total nor a rate, where its unit has no stated
    conversion to that of the measure, or where a total has no span to divide by.
    """
    term = vocabulary("measures").get(claim.measure)
    if term is None or claim.amount is None:
        return None
    unit = term.columns["unit"]
    rate = unit in ("t/day", "count/day")
    if not rate and unit not in ("t", "count"):
        return None
    base = unit.removesuffix("/day")
    amount = _in_unit(claim.amount, base, claim.measure)
    days = 1.0 if rate else claim.span.length / _DAY
    if amount is None or days <= 0:
        return None
    measure = _DAILY.get(claim.measure, claim.measure)
    return Daily(measure, amount.low / days, amount.high / days, f"{base}/day")


def _in_unit(amount: Amount, base: str, measure: str) -> Amount | None:
    said = amount.unit.strip().casefold().removesuffix("/day").strip()
    if base == "t":
        converted = canonical(msgspec.structs.replace(amount, unit=said or base))
        return converted if converted.unit == base else None
    counts = said in ("", "count", "item", "items") or code_for("vehicles", said) == "any"
    return amount if counts or code_for("measures", said) == measure else None
