"""From what was linked to the frames of an assessment."""

from collections.abc import Callable, Sequence

import polars as pl

from ..mission import Linking
from . import people, placing, telling, weighing
from .frames import Incidents
from .given import Given
from .linking import Linked


def outcome(
    given: Given,
    linked: Linked,
    rule: Linking,
    placed: Callable[[pl.DataFrame], pl.DataFrame],
    decisions: Sequence[people.Deciding] = (),
) -> Incidents:
    """The incidents that ``given`` was ``linked`` to; ``placed`` names sectors and places of their rows."""
    told = telling.members(given.rows, given.arrays, linked)
    counted = telling.tallies(told)
    shaped = people.shaping(decisions, told)
    w = linked.weighed
    regions = placing.regions(w.problem, w.groups, given.frame, linked.prior.misfit.places)
    incidents = placed(telling.incidents(told, counted, rule, shaped, regions))
    links = telling.links(told, weighing.contrasts(linked))
    return Incidents(
        frame=incidents,
        members=telling.membership(told, incidents, given.frame, links),
        tallies=counted,
        unattached=telling.unattached(given.rows, told),
        links=links,
        linking=rule,
        decided=shaped.decided,
        without_effect=shaped.without_effect,
        misfit=linked.prior.misfit.all,
    )
