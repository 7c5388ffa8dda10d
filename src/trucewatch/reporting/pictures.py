"""All pictures of one period, drawn from one state of the record."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from trucewatch import agreement, ceasefire, corridor, coverage, incidents, supplies
from trucewatch.agreement import Agreement
from trucewatch.ceasefire import Ceasefire
from trucewatch.corridor import Corridor
from trucewatch.coverage import Coverage
from trucewatch.domain import Explanation, Publication, Span
from trucewatch.incidents import Incidents
from trucewatch.mission import Mission, Period, period_for, previous
from trucewatch.record import Checkpoint, Holdings
from trucewatch.supplies import Supplies

from .behind import behind

CHART_PERIODS = 14
"""How many periods, this one included, the chart of counts goes back."""


@dataclass(frozen=True)
class Pictures:
    """What the mission can say about ``period``, as known at ``holdings.known_at``.

    ``checkpoint`` is the signed state of the record they were drawn from; ``earlier`` the last publication about
    the same period, if there was one.
    """

    mission: Mission
    holdings: Holdings
    checkpoint: Checkpoint
    period: Period
    incidents: Incidents
    coverage: Coverage
    ceasefire: Ceasefire
    corridor: Corridor
    supplies: Supplies
    agreement: Agreement
    earlier: Publication | None

    @classmethod
    def of(cls, holdings: Holdings, mission: Mission, day: date, *, checkpoint: Checkpoint) -> Self:
        """Every picture of the period that ends at the cut-off of ``day``. Raises ValueError if none ends then."""
        period = period_for(mission, day)
        first = period
        for _ in range(CHART_PERIODS - 1):
            first = previous(mission, first)
        events = incidents.assess(holdings, mission)
        looking = coverage.assess(holdings, mission, Span(first.span.start, period.span.end), events.frame)
        publications = [held.thing for held in holdings.publications if held.thing.period == period.span]
        return cls(
            mission=mission,
            holdings=holdings,
            checkpoint=checkpoint,
            period=period,
            incidents=events,
            coverage=looking,
            ceasefire=ceasefire.assess(events, looking, mission, period),
            corridor=corridor.assess(holdings, mission, period),
            supplies=supplies.assess(holdings, mission, period),
            agreement=agreement.assess(holdings, mission, period),
            earlier=publications[-1] if publications else None,
        )

    def explain(self, row: str) -> Explanation:
        """Why ``row`` of any picture stands as it does, or what the entry with that id says. Raises KeyError."""
        prefix = row.partition(":")[0]
        rooms = {
            "inc": self.incidents,
            "cov": self.coverage,
            "cfv": self.ceasefire,
            "quiet": self.ceasefire,
            "seg": self.corridor,
            "pass": self.corridor,
            "rst": self.corridor,
            "flow": self.supplies,
            "claim": self.agreement,
            "say": self.agreement,
        }
        if ":" in row and prefix in rooms:
            return rooms[prefix].explain(row)
        entry = behind(self.holdings, self.mission, [row]).get(row)
        if entry is None:
            raise KeyError(f"no row or entry {row!r} as known at {self.holdings.known_at}")
        return Explanation(id=row, says=f"{entry.source}: {entry.said}", rule=entry.kind, entries=(row,))
