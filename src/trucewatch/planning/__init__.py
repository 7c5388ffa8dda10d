"""Where to look tomorrow: ``assess(incidents, holdings, mission, period, exposure, reach) -> Planning``.

Stays of patrols at the mission's places, by day or by night, chosen one after the other by what they would add to the
watches that are usual: two of three where most is likely to happen unnoticed, every third where nobody has looked for
longest. The frame has the columns PLAN; each of its rows can be explained. It is advice to the mission alone: whoever
knows where it will look tomorrow knows where it will not.
"""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from ..ceasefire import HISTORY_DAYS, history, recorded
from ..coverage import Ranges, prospects
from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period
from ..record import Holdings
from . import sites
from .choosing import choose
from .estimating import densities
from .frames import PLAN, Planning
from .neglect import last_looked, usually_noticed
from .stays import Parts, rows

__all__ = ["HISTORY_DAYS", "PLAN", "Planning", "assess"]

_DAY = timedelta(days=1)


def assess(
    incidents: Incidents,
    holdings: Holdings,
    mission: Mission,
    period: Period,
    exposure: pl.DataFrame,
    reach: Mapping[str, str],
    ranges: Ranges | None = None,
) -> Planning:
    """The stays to choose for the 24 hours after ``period``, as many as the mission has patrols.

    ``exposure`` is EXPOSURE over ``ceasefire.history``, by ``ranges`` (none: the mission's); ``reach`` says of places
    whether a patrol gets there (codes of REACH). Places that it does not are left out. Without patrols, places or
    ranges of detection nothing is planned.
    """
    crews = sites.patrols(mission, period.day)
    sectors = {place: sector for place, sector in sites.within(mission).items() if reach.get(place) != "not"}
    days = history(mission, period)
    tomorrow = Span(period.span.end, period.span.end + _DAY)
    stays = sites.stays(mission, tomorrow, crews, list(sectors)) if crews else []
    seen = prospects(mission, [watch for _, _, watch in stays], ranges)
    if seen.is_empty():
        return Planning(pl.DataFrame(schema=PLAN))
    parts = Parts.of(
        stays,
        seen,
        densities(recorded(incidents, mission, days), exposure, seen.unique(["cell", "sector", "kind"]), days),
        usually_noticed(holdings, mission, days[-7:], ranges),
        last_looked(exposure, days),
    )
    chosen = choose(parts.detection, parts.missed, parts.unwatched, [place for place, _, _ in stays], len(crews))
    return Planning(pl.DataFrame(rows(chosen, stays, parts, sectors, reach, tomorrow), schema=PLAN))
