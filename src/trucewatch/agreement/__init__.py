"""The agreement and what is said about it: claims side by side, statements, and the clauses in all their renderings.

``assess`` draws the picture of a reporting period: the claims that speak of it or were made in it, each under its
claimant's name; what two sides say of one thing, compared a day, with whether they agree, differ or one alone has
spoken; each claim against what the mission itself saw; statements with their chain, those told in several outlets
together; clauses with their due dates and the date words in which their renderings part. Parties stand in the order of
the mission file and are treated alike. A claim is never a fact of the mission's. ``Seen`` brings what the other rooms
made of the period: everything in it is tested against every clause in force, and where that was not to be observed,
why; the machine proposes, people find. What became of their findings is in the cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .cases import cases
from .claims import claims
from .clauses import clauses
from .comparisons import TOLERANCE, comparisons
from .compliance import compliance
from .evidence import VERDICTS, Seen
from .own import own_record
from .restatements import restatements
from .statements import statements
from .tables import (
    CASES,
    CLAIMS,
    CLAUSES,
    COMPARISONS,
    COMPLIANCE,
    FINDINGS,
    RECORD,
    RENDERINGS,
    RESTATEMENTS,
    STATEMENTS,
    STEPS,
)

__all__ = [
    "CASES",
    "CLAIMS",
    "CLAUSES",
    "COMPARISONS",
    "COMPLIANCE",
    "FINDINGS",
    "RECORD",
    "RENDERINGS",
    "RESTATEMENTS",
    "STATEMENTS",
    "STEPS",
    "TOLERANCE",
    "VERDICTS",
    "Agreement",
    "Seen",
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
    restatements: pl.DataFrame
    clauses: pl.DataFrame
    renderings: pl.DataFrame
    findings: pl.DataFrame
    compliance: pl.DataFrame
    cases: pl.DataFrame
    steps: pl.DataFrame
    reasons: Mapping[str, Explanation]

    def explain(self, row_id: str) -> Explanation:
        """Why row ``row_id`` stands as it does. Raises KeyError if there is none."""
        return self.reasons[row_id]


def assess(holdings: Holdings, mission: Mission, period: Period, seen: Seen | None = None) -> Agreement:
    """What is claimed and said of the agreement in ``period``, and whether it is kept as far as was ``seen``.

    Pure, and the same whatever the order of the entries. Without ``seen`` nothing was.
    """
    seen = seen or Seen()
    claimed, why_claimed = claims(holdings, mission, period)
    compared, why_compared = comparisons(holdings, mission, period)
    own, why_own = own_record(holdings, mission, period, seen)
    said, why_said = statements(holdings, mission, period)
    again, why_again = restatements(holdings, mission, period)
    bound, renderings, why_bound = clauses(mission, period, said)
    findings, kept, why_kept = compliance(holdings, mission, period, seen, said)
    handled, steps, why_handled = cases(holdings, period)
    return Agreement(
        period=period,
        claims=claimed,
        comparisons=compared,
        record=own,
        statements=said,
        restatements=again,
        clauses=bound,
        renderings=renderings,
        findings=findings,
        compliance=kept,
        cases=handled,
        steps=steps,
        reasons=why_claimed | why_compared | why_own | why_said | why_again | why_bound | why_kept | why_handled,
    )
