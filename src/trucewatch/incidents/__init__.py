"""Which observations are the same event: ``assess(holdings, mission) -> Incidents``.

Accounts of the mission's own observers are taken for one incident where one event explains them better than several,
each source counted once; satellites, parties, agencies and press attach to incidents with a probability and never make
or join them; decisions of people stand over the rule. Accepted claims of events are leads beside the incidents and in
none of them. The result holds frames with the columns INCIDENTS, MEMBERS, LINKS, TALLIES, UNATTACHED and LEADS, and
explains each of its rows; it does not depend on the order in which anything arrived. TRIALS says who of those on duty
told of what others told of. ``learn`` and
``learn_ranges`` measure the observers' errors and ranges; ``waterfall`` draws the
evidence of a link.
"""

from dataclasses import replace
from functools import partial

import polars as pl

from ..mission import Linking, Mission
from ..record import Holdings
from . import learning, linking, naming, ranges, trials
from .foreign import Foreign, read
from .frames import COUNTING, INCIDENTS, LINKS, MEMBERS, TALLIES, UNATTACHED, Incidents
from .given import of_mission
from .leads import LEADS, leads
from .learning import Factors
from .outcome import outcome
from .parameters import DEFAULTS
from .prior import Prior
from .standing import Standing
from .table import OPTIONAL, REQUIRED, of_table
from .trials import TRIALS
from .waterfall import waterfall

DEFAULT_RULE = Linking()

__all__ = [
    "COUNTING",
    "INCIDENTS",
    "LEADS",
    "LINKS",
    "MEMBERS",
    "OPTIONAL",
    "REQUIRED",
    "TALLIES",
    "TRIALS",
    "UNATTACHED",
    "Factors",
    "Foreign",
    "Incidents",
    "Standing",
    "assess",
    "learn",
    "learn_ranges",
    "link",
    "read",
    "waterfall",
]


def assess(holdings: Holdings, mission: Mission, prior: Prior | None = None) -> Incidents:
    """The incidents that ``holdings`` tell of, by the evidence of one event over several and the decisions of people.

    ``prior``, what is believed beforehand of how much happens where, is learned from the accounts themselves if it is
    not given. In a mission without presence no source is its own, so there are no incidents and every observation is
    in ``unattached``.
    """
    given = of_mission(holdings, mission, prior)
    linked = linking.link(given, DEFAULTS.believing(mission.linking), prior)
    found = outcome(given, linked, mission.linking, partial(naming.placed, mission=mission), holdings.decisions)
    return replace(
        found,
        leads=leads(holdings, mission, found.frame),
        trials=partial(trials.frame, given, linked, found.members),
    )


def link(frame: pl.DataFrame, rule: Linking = DEFAULT_RULE) -> Incidents:
    """The incidents that event data of any origin tell of; nobody is known to have been on duty.

    ``frame`` has the columns REQUIRED, and of OPTIONAL those it knows. Raises ValueError naming the column at fault.
    """
    given = of_table(frame, rule)
    return outcome(given, linking.link(given, DEFAULTS.believing(rule)), rule, naming.unplaced)


def learn(holdings: Holdings, mission: Mission) -> Factors:
    """How large the errors of people and of devices are, as factors on the defaults: learned without labels.

    What people decided is heeded, so that accounts they put together or apart are measured as such. Nothing is changed:
    to be believed, the factors are written into the mission file, as ``people_error`` and
    ``device_error`` of ``[linking]``, where they are versioned with it.
    """
    given = of_mission(holdings, mission)
    return learning.learn(lambda parameters: linking.link(given, parameters).prior.misfit.all)


def learn_ranges(holdings: Holdings, mission: Mission) -> Factors:
    """How far people and devices notice, as factors on the ranges of the mission's detection table.

    Nothing is changed: to be believed, they are written into that table, where they are versioned with the mission.
    """
    linked = linking.link(of_mission(holdings, mission), DEFAULTS.believing(mission.linking))
    return ranges.measured(linked.weighed.problem, linked.weighed.groups)
