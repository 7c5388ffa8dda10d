"""Supplies: what is known to have come in, by whose account, against what was usual and what people need.

``assess`` draws the picture of a reporting period: consignments through their stages, each counted once; flows by
item, unit, stage and place, the mission's own count, agencies and parties kept apart; needs by standard and figure of
people; how much of each need was brought where; how long stocks last; which health services work; registers of one flow
side by side; and flows a day as shares of baselines and needs, as intervals, each number with who gives it. Units are
brought together by stated conversions only. It says what share a flow is, never that it is enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Mission, Period, previous
from trucewatch.record import Holdings

from .against import AREA, ENTERED, against
from .cover import cover
from .flows import consignments, flows
from .lots import MISSION, chains
from .met import met
from .needs import leading, needs
from .registers import registers
from .services import services
from .tables import AGAINST, BOOKS, CONSIGNMENTS, COVER, FLOWS, MET, NEEDS, RECKONINGS, REGISTERS, SERVICES

__all__ = [
    "AGAINST",
    "AREA",
    "BOOKS",
    "CONSIGNMENTS",
    "COVER",
    "ENTERED",
    "FLOWS",
    "MET",
    "MISSION",
    "NEEDS",
    "RECKONINGS",
    "REGISTERS",
    "SERVICES",
    "Supplies",
    "assess",
]


@dataclass(frozen=True, eq=False)
class Supplies:
    """The picture of a period; each frame is named like the schema that declares its columns."""

    period: Period
    consignments: pl.DataFrame
    flows: pl.DataFrame
    needs: pl.DataFrame
    against: pl.DataFrame
    met: pl.DataFrame
    cover: pl.DataFrame
    registers: pl.DataFrame
    reckonings: pl.DataFrame
    books: pl.DataFrame
    services: pl.DataFrame
    reasons: Mapping[str, Explanation]

    def explain(self, row_id: str) -> Explanation:
        """Why row ``row_id`` stands as it does. Raises KeyError if there is none."""
        return self.reasons[row_id]


def assess(holdings: Holdings, mission: Mission, period: Period, reach: Mapping[str, str]) -> Supplies:
    """The supplies of ``mission`` in ``period``; pure, and the same whatever the order of the entries.

    ``reach`` says of places whether lorries can get there: certainly, possibly or not; of those left out it is not
    known.
    """
    earlier = previous(mission, period).span
    now = chains(holdings, mission, period.span.end)
    before = chains(holdings, mission, earlier.end)
    goods, why_goods = consignments(now, period)
    moved, why_moved = flows(now, before, period, earlier)
    needed, why_needed = needs(mission, period)
    shares, why_shares = against(holdings, mission, period, now, leading(needed))
    brought, why_brought = met(mission, period, now, needed)
    lasting, why_lasting = cover(holdings, mission, period, now, needed, reach)
    beside = registers(holdings, mission, period)
    serving, why_serving = services(holdings, mission, period)
    return Supplies(
        period=period,
        consignments=goods,
        flows=moved,
        needs=needed,
        against=shares,
        met=brought,
        cover=lasting,
        registers=beside.weeks,
        reckonings=beside.reckonings,
        books=beside.books,
        services=serving,
        reasons=why_goods
        | why_moved
        | why_needed
        | why_shares
        | why_brought
        | why_lasting
        | why_serving
        | beside.reasons,
    )
