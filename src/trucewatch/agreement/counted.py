"""A party's count of violations against what the mission recorded, and against what it could have seen at all."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from trucewatch.coverage import Coverage
from trucewatch.domain import Claim, Span, canonical
from trucewatch.mission import Mission

from .evidence import Seen

_WHOLE = 0.95
"""The share of area and time from which what was not recorded counts as seen not to be there."""


class Counted(NamedTuple):
    """What the record says of a claimed count: ``outcome`` as in RECORD, ``least`` recorded, the ``share`` observed."""

    outcome: str
    least: float | None
    share: float | None
    entries: tuple[str, ...]
    says: str


def counted(claim: Claim, mission: Mission, seen: Seen, by: Mapping[str, str]) -> Counted:
    """The violations recorded in the claim's span and sector, whoever fired, beside the claim.

    What counts as one violation differs by party, but no rule counts more than the single rounds and explosions, and
    none is none by any rule: only above the first and at the second can a count be at odds with the record. A claim of
    none that names a party is held only against what people attributed to it; ``by`` says to whom, by entry.
    """
    sector = claim.about if any(one.id == claim.about for one in mission.sectors) else ""
    share = _share(seen.wider, claim.span, sector)
    if claim.amount is None or share is None or claim.about not in ("", "area", sector):
        return Counted("not_compared", None, share, (), "What was watched then and there is not known here.")
    amount = canonical(claim.amount)
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    here = seen.incidents.filter(
        "violation",
        ~pl.col("exercise"),
        pl.col("status") != "withdrawn",
        middle.is_between(claim.span.start, claim.span.end, closed="left"),
        pl.col("sector") == sector if sector else pl.lit(value=True),
    )
    low, high = int(here["count_low"].sum()), int(here["count_high"].sum())
    entries = tuple(sorted({entry for row in here["observations"] for entry in row}))
    named = here.filter(pl.col("observations").list.eval(pl.element().is_in(_of(by, claim.against))).list.any())
    told = f"The mission recorded {_range(low, high)} rounds and explosions, by whomever, with {share:.0%} of the area"
    told += " and time observed"
    if amount.high == 0 and (named if claim.against else here).height:
        return Counted("at_odds", low, share, entries, f"{told}: not none, as claimed.")
    if amount.low > high:
        unseen = share < _WHOLE
        says = "the rest could not have been seen" if unseen else "fewer than claimed by any rule of counting"
        return Counted("could_not_be_seen" if unseen else "at_odds", low, share, entries, f"{told}: {says}.")
    if amount.high == 0 and not here.height and share >= _WHOLE:
        return Counted("confirmed", low, share, entries, f"{told}, as claimed.")
    return Counted("not_contradicted", low, share, entries, f"{told}, which does not contradict the claim.")


def _share(coverage: Coverage | None, span: Span, sector: str) -> float | None:
    """The share of the area-hours of ``sector`` observed in ``span``; None where that was not assessed."""
    if coverage is None or span.start < coverage.span.start or span.end > coverage.span.end:
        return None
    states = coverage.sectors_in(span).filter(pl.col("sector") == sector, pl.col("state").str.starts_with("observed"))
    return float(states["share"].sum())


def _of(by: Mapping[str, str], party: str) -> list[str]:
    return [entry for entry, who in by.items() if who == party]


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
