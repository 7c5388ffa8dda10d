"""Which observations are the same event: ``assess(holdings, mission) -> Incidents``.

Accounts of the mission's own observers are taken for one incident where one event explains them better than several,
each source counted once; satellites, parties, agencies and press attach to incidents with a probability and never make
or join them; decisions of people stand over the rule. The result holds frames with the columns INCIDENTS, MEMBERS,
LINKS, TALLIES and UNATTACHED, and explains each of its rows; it does not depend on the order in which anything
arrived. ``learn`` measures the observers' errors; ``waterfall`` draws the
evidence of a link.
"""

from typing import NamedTuple

import polars as pl

from ..mission import Mission, area_centre
from ..places import Frame
from ..record import Holdings
from . import accounts, kernel, learning, linking, people, placing, telling, weighing
from .duty import on_duty
from .frames import COUNTING, INCIDENTS, LINKS, MEMBERS, TALLIES, UNATTACHED, Incidents
from .learning import Factors
from .parameters import DEFAULTS, Parameters
from .waterfall import waterfall

__all__ = [
    "COUNTING",
    "INCIDENTS",
    "LINKS",
    "MEMBERS",
    "TALLIES",
    "UNATTACHED",
    "Factors",
    "Incidents",
    "assess",
    "learn",
    "waterfall",
]


class _Given(NamedTuple):
    """What linking is given: accounts made ready, what people decided, who was on duty."""

    rows: pl.DataFrame
    arrays: accounts.Arrays
    constraints: people.Constraints
    duty: kernel.Duty
    frame: Frame
    sources: list[str]
    limits: tuple[float, float]

    def linked(self, parameters: Parameters) -> linking.Linked:
        return linking.link(
            self.rows,
            self.arrays,
            accounts.compatibility(self.rows),
            self.duty,
            self.limits,
            parameters,
            self.constraints,
            self.sources,
        )


def _given(holdings: Holdings, mission: Mission) -> _Given:
    rows = accounts.with_roles(holdings.observations, mission)
    decisions = [held for held in holdings.decisions if held.thing.act in people.LINKING_ACTS]
    decided_on = {entry for held in decisions for entry in people.entries_named(held.thing)}
    runs = accounts.own_sequences(rows, decided_on)
    constraints = people.constraints(decisions, runs)
    frame = Frame(*area_centre(mission))
    sources = sorted({*rows["source"].unique(), *(held.thing.source for held in holdings.watches)})
    return _Given(
        rows=rows,
        arrays=accounts.arrays(rows, frame, accounts.units(rows, constraints, runs), sources),
        constraints=constraints,
        duty=on_duty(holdings, mission, frame, sources, accounts.kinds(rows)),
        frame=frame,
        sources=sources,
        limits=(mission.linking.minutes * 60, mission.linking.metres),
    )


def assess(holdings: Holdings, mission: Mission) -> Incidents:
    """The incidents that ``holdings`` tell of, by the evidence of one event over several and the decisions of people.

    In a mission without presence no source is its own, so there are no incidents and every observation is in
    ``unattached``.
    """
    given = _given(holdings, mission)
    believed = DEFAULTS.with_errors(mission.linking.people_error, mission.linking.device_error)
    linked = given.linked(believed)
    told = telling.members(given.rows, given.arrays, linked)
    counted = telling.tallies(told)
    shaped = people.shaping(holdings.decisions, told)
    w = linked.weighed
    regions = placing.regions(w.told, w.unit_of, w.groups, given.frame)
    incidents = telling.incidents(told, counted, mission, shaped.rungs, shaped.decided, regions)
    links = telling.links(told, weighing.contrasts(linked, given.sources))
    return Incidents(
        frame=incidents,
        members=telling.membership(told, incidents, given.frame, links),
        tallies=counted,
        unattached=telling.unattached(given.rows, told),
        links=links,
        linking=mission.linking,
        decided=shaped.decided,
        without_effect=shaped.without_effect,
        misfit=learning.misfit(w),
    )


def learn(holdings: Holdings, mission: Mission) -> Factors:
    """How large the errors of people and of devices are, as factors on the defaults: learned without labels.

    Nothing is changed: to be believed, the factors are written into the mission file, as ``people_error`` and
    ``device_error`` of ``[linking]``, where they are versioned with it.
    """
    given = _given(holdings, mission)
    return learning.learn(lambda parameters: given.linked(parameters).weighed)
