"""The agreement and what is said about it: claims side by side, statements, and the clauses in all their renderings.

``assess`` draws the picture of a reporting period: the claims that speak of it or were made in it, each under its
claimant's name; what two sides say of one thing, compared a day, with whether they agree, differ or one alone has
spoken; each claim against what the mission itself saw; statements with their chain; clauses with their due dates and
the date words in which their renderings part. Parties stand in the order of the mission file and are treated alike. A
claim is never a fact of the mission's, and compliance is not assessed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .claims import claims
from .clauses import clauses
from .comparisons import TOLERANCE, comparisons
from .own import own_record
from .statements import statements
from .tables import CLAIMS, CLAUSES, COMPARISONS, RECORD, RENDERINGS, STATEMENTS

__all__ = [
    "CLAIMS",
    "CLAUSES",
    "COMPARISONS",
    "RECORD",
    "RENDERINGS",
    "STATEMENTS",
    "TOLERANCE",
    "Agreement",
    "assess",
]


@dataclass(frozen=True, eq=False)
class Agreement:
    """The picture of a period; each frame is named like the schema that declares its columns."""

    period: Period
    claims: pl.DataFrame
    comparisons: pl.DataFrame
    record: pl.DataFrame
    statements: pl.DataFrame
    clauses: pl.DataFrame
    renderings: pl.DataFrame
    reasons: Mapping[str, Explanation]

    def explain(self, row_id: str) -> Explanation:
        """Why row ``row_id`` stands as it does. Raises KeyError if there is none."""
        return self.reasons[row_id]


def assess(holdings: Holdings, mission: Mission, period: Period) -> Agreement:
    """What is claimed and said of the agreement in ``period``; pure, and the same whatever the order of the entries."""
    claimed, why_claimed = claims(holdings, mission, period)
    compared, why_compared = comparisons(holdings, mission, period)
    seen, why_seen = own_record(holdings, mission, period)
    said, why_said = statements(holdings, mission, period)
    bound, renderings, why_bound = clauses(mission, period, said)
    return Agreement(
        period=period,
        claims=claimed,
        comparisons=compared,
        record=seen,
        statements=said,
        clauses=bound,
        renderings=renderings,
        reasons=why_claimed | why_compared | why_seen | why_said | why_bound,
    )
