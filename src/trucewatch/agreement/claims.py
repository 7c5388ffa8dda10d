"""What the parties and others claim of a period, each under its claimant's name."""

from datetime import timedelta
from typing import Any

import polars as pl

from trucewatch.domain import Claim, Explanation, Span, canonical, daily, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Held, Holdings

from .tables import CLAIMS, MACHINE_READ

_DAY = timedelta(days=1)


def claims(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame CLAIMS and its explanations by row id."""
    found = [held for held in holdings.claims if of_period(held.thing, period.span)]
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for held in sorted(found, key=lambda held: order(mission, held)):
        row = _row(held, mission, period)
        rows.append(row)
        what = vocabulary("measures")[row["measure"]].label
        if row["amount_low"] is not None:
            what += f", {interval(row['amount_low'], row['amount_high'])} {row['unit']}"
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{row['claimant']} claims, of {row['start']:%Y-%m-%d %H:%M} to {row['end']:%Y-%m-%d %H:%M} UTC: "
            f"{what}. The mission does not vouch for it.{MACHINE_READ if held.thing.proposed else ''}",
            rule="claims whose span meets the period, or which were made in it; a total is divided by its days",
            entries=(held.id,),
        )
    return pl.DataFrame(rows, schema=CLAIMS, orient="row"), reasons


def of_period(claim: Claim, span: Span) -> bool:
    """True if the claim speaks of some of ``span`` or was made in it."""
    return _speaks(claim, span) or _made_in(claim, span)


def rank(mission: Mission, side: str) -> int:
    """The place of a party in the mission file; others come after."""
    return next((i for i, party in enumerate(mission.parties) if party.id == side), len(mission.parties))


def order(mission: Mission, held: Held[Claim]) -> tuple[Any, ...]:
    """Sorts claims by the parties' order, then by claimant, measure and time."""
    claim = held.thing
    place = rank(mission, mission.side(claim.claimant))
    return (place, claim.claimant, claim.measure, claim.about, claim.span, held.id)


def interval(low: float, high: float) -> str:
    """An interval in words."""
    return f"{low:.5g}" if low == high else f"{low:.5g} to {high:.5g}"


def _speaks(claim: Claim, span: Span) -> bool:
    moment = claim.span.start == claim.span.end and span.contains(claim.span.start)
    return moment or claim.span.overlap(span) > timedelta(0)


def _made_in(claim: Claim, span: Span) -> bool:
    return claim.said_at is not None and span.contains(claim.said_at)


def _row(held: Held[Claim], mission: Mission, period: Period) -> dict[str, Any]:
    claim = held.thing
    amount = canonical(claim.amount) if claim.amount else None
    figure = daily(claim)
    return {
        "id": f"claim:{held.id}",
        "claimant": claim.claimant,
        "side": mission.side(claim.claimant),
        "source": claim.source,
        "measure": claim.measure,
        "about": claim.about,
        "against": claim.against,
        "start": claim.span.start,
        "end": claim.span.end,
        "days": claim.span.length / _DAY,
        "amount_low": amount.low if amount else None,
        "amount_high": amount.high if amount else None,
        "unit": amount.unit if amount else "",
        "daily_measure": figure.measure if figure else "",
        "per_day_low": figure.low if figure else None,
        "per_day_high": figure.high if figure else None,
        "per_day_unit": figure.unit if figure else "",
        "said_at": claim.said_at,
        "speaks_of_period": _speaks(claim, period.span),
        "said_in_period": _made_in(claim, period.span),
        "grade_source": claim.grading.source if claim.grading else "",
        "grade_information": claim.grading.information if claim.grading else "",
        "basis": claim.basis,
        "url": claim.url,
        "text": claim.text,
        "proposed": claim.proposed,
        "entry": held.id,
    }
