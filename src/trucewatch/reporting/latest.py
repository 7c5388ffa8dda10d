"""Which period a report is about when nobody names one."""

from datetime import date, datetime

from trucewatch.mission import Mission, period_at, previous
from trucewatch.record import Holdings


def latest_day(holdings: Holdings, mission: Mission, now: datetime) -> date:
    """The day that ends the last whole period the record speaks of: ended by ``now`` and by the last account.

    Watches and observations count, and claims where the mission has neither; with an empty record it is the last
    period that has ended.
    """
    spoken = [held.thing.span.end for held in holdings.watches]
    observed = holdings.observations["end"].max()
    if isinstance(observed, datetime):
        spoken.append(observed)
    if not spoken:
        spoken = [held.thing.span.end for held in holdings.claims]
    last = min(now, max(spoken, default=now))
    return previous(mission, period_at(mission, last)).day
