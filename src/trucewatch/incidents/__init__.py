"""Which observations are the same event: ``assess(holdings, mission) -> Incidents``.

Accounts of the mission's own observers are taken for one incident where one event explains them better than several,
each source counted once; satellites, parties, agencies and press attach to incidents with a probability and never make
or join them; decisions of people stand over the rule. The result holds frames with the columns INCIDENTS, MEMBERS,
LINKS, TALLIES and UNATTACHED, and explains each of its rows. It does not depend on the order in which anything arrived.
"""

from ..mission import Mission, area_centre
from ..places import Frame
from ..record import Holdings
from . import accounts, linking, people, placing, telling, weighing
from .duty import on_duty
from .frames import COUNTING, INCIDENTS, LINKS, MEMBERS, TALLIES, UNATTACHED, Incidents
from .parameters import DEFAULTS

__all__ = ["COUNTING", "INCIDENTS", "LINKS", "MEMBERS", "TALLIES", "UNATTACHED", "Incidents", "assess"]


def assess(holdings: Holdings, mission: Mission) -> Incidents:
    """The incidents that ``holdings`` tell of, by the evidence of one event over several and the decisions of people.

    In a mission without presence no source is its own, so there are
    no incidents and every observation is in ``unattached``.
    """
    rows = accounts.with_roles(holdings.observations, mission)
    linking_decisions = [held for held in holdings.decisions if held.thing.act in people.LINKING_ACTS]
    decided_on = {entry for held in linking_decisions for entry in people.entries_named(held.thing)}
    runs = accounts.own_sequences(rows, decided_on)
    constraints = people.constraints(linking_decisions, runs)
    frame = Frame(*area_centre(mission))
    arrays = accounts.arrays(rows, frame, accounts.units(rows, constraints, runs))
    sources = sorted(rows["source"].unique().to_list())
    duty = on_duty(holdings, mission, frame, sources, accounts.kinds(rows))
    limits = (mission.linking.minutes * 60, mission.linking.metres)
    linked = linking.link(rows, arrays, accounts.compatibility(rows), duty, limits, DEFAULTS, constraints)
    told = telling.members(rows, arrays, linked)
    counted = telling.tallies(told)
    shaped = people.shaping(holdings.decisions, told)
    w = linked.weighed
    regions = placing.regions(w.told, w.unit_of, w.groups, frame)
    incidents = telling.incidents(told, counted, mission, shaped.rungs, shaped.decided, regions)
    links = telling.links(told, weighing.contrasts(linked, sources))
    return Incidents(
        frame=incidents,
        members=telling.membership(told, incidents, frame, links),
        tallies=counted,
        unattached=telling.unattached(rows, told),
        links=links,
        linking=mission.linking,
        decided=shaped.decided,
        without_effect=shaped.without_effect,
    )
