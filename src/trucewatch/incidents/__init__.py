"""Which observations are the same event: ``assess(holdings, mission) -> Incidents``.

Accounts of the mission's own observers that meet in time, place and kind are taken for one incident, each source
counted once; satellites, parties, agencies and press attach to incidents and never make or join them; decisions of
people stand over the rule. The result holds frames with the columns INCIDENTS, MEMBERS, TALLIES and UNATTACHED, and
explains each of its rows. It does not depend on the order in which anything arrived.
"""

from ..mission import Mission, area_centre
from ..places import Frame
from ..record import Holdings
from . import accounts, linking, people, telling
from .frames import COUNTING, INCIDENTS, MEMBERS, TALLIES, UNATTACHED, Incidents

__all__ = ["COUNTING", "INCIDENTS", "MEMBERS", "TALLIES", "UNATTACHED", "Incidents", "assess"]


def assess(holdings: Holdings, mission: Mission) -> Incidents:
    """The incidents that ``holdings`` tell of, by the plain rule of ``mission.linking`` and the decisions of people.

    A million observations take about ten seconds. In a mission without presence no source is its own, so there are
    no incidents and every observation is in ``unattached``.
    """
    rows = accounts.with_roles(holdings.observations, mission)
    linking_decisions = [held for held in holdings.decisions if held.thing.act in people.LINKING_ACTS]
    decided_on = {entry for held in linking_decisions for entry in people.entries_named(held.thing)}
    runs = accounts.own_sequences(rows, decided_on)
    constraints = people.constraints(linking_decisions, runs)
    frame = Frame(*area_centre(mission))
    arrays = accounts.arrays(rows, frame, accounts.units(rows, constraints, runs))
    linked = linking.link(rows, arrays, accounts.compatibility(rows), mission.linking, constraints)
    told = telling.members(rows, arrays, linked)
    counted = telling.tallies(told)
    shaped = people.shaping(holdings.decisions, told)
    incidents = telling.incidents(told, counted, mission, shaped.rungs, shaped.decided)
    return Incidents(
        frame=incidents,
        members=telling.membership(told, incidents, frame),
        tallies=counted,
        unattached=telling.unattached(rows, told),
        linking=mission.linking,
        decided=shaped.decided,
        without_effect=shaped.without_effect,
    )
