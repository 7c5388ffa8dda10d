"""Where and when the mission was looking: ``assess(holdings, mission, span, events) -> Coverage``.

Every cell and hour of the area is *observed_events*, *observed_quiet*, *impaired* or *not_observed*; quiet is never
said where nobody could have noticed. The result holds frames with the columns CELLS, HOURLY, SECTORS, CALENDAR,
WATCHES and CONDITIONS, and explains each of its rows. ``exposure(holdings, mission, days)`` says what share of the
events of each kind would have been noticed, by day and cell, for those who estimate what was not;
``sky(holdings, mission, days)`` what satellites could see between the clouds; ``prospects(mission, watches)`` what
watches that are thought of would notice, for those who plan. ``ranges(trials, mission)`` puts the
mission's table of detection right by who told of what others told of in the time ``taught_by(mission, period)``; its
rows have the columns DETECTION. ``daylight`` cuts a span into day and night.
"""

import numpy as np
import polars as pl

from ..domain import Span
from ..mission import Mission, sector_of
from ..record import Holdings
from . import states
from .accounting import look
from .air import Skies
from .exposure import EXPOSURE, PROSPECTS, exposure, prospects
from .frames import CALENDAR, CELLS, CONDITIONS, HOURLY, SECTORS, STATES, WATCHES, Coverage, by_sector
from .ranges import DETECTION, Ranges, ranges, taught_by
from .sight import Sight
from .sky import SKY, first_overpass, sky
from .stretches import stretches, unreported, within
from .sun import daylight

__all__ = [
    "CALENDAR",
    "CELLS",
    "CONDITIONS",
    "DETECTION",
    "EXPOSURE",
    "HOURLY",
    "PROSPECTS",
    "SECTORS",
    "SKY",
    "STATES",
    "WATCHES",
    "Coverage",
    "Ranges",
    "assess",
    "daylight",
    "exposure",
    "first_overpass",
    "prospects",
    "ranges",
    "sky",
    "taught_by",
]


def assess(holdings: Holdings, mission: Mission, span: Span, events: pl.DataFrame) -> Coverage:
    """The looking of the mission's own sources in ``span``, by cell and by hours from the start of ``span`` on.

    ``events`` are incidents (id, start, end, lon, lat, radius_m, violation, status, sources). In a mission without
    presence nothing is observed. A fortnight of forty sources over five hundred cells takes a few seconds.
    """
    told = stretches(holdings.watches, mission)
    parts = within(told, span)
    sight = Sight(mission)
    looking = look(parts, sight, Skies(holdings.weather, mission), mission, span)
    touched = states.touched(events, looking, parts, sight, span)
    hourly = states.hourly(looking, touched, sight, mission)
    days = hourly.with_columns(day=pl.col("hour").dt.convert_time_zone(mission.zone).dt.date())
    return Coverage(
        span=span,
        kinds=sight.kinds,
        grid=sight.grid,
        sector_of_cell=sector_of(mission, *sight.grid.centre(np.arange(sight.grid.n))).tolist(),
        cells=states.cells(looking, touched, parts, sight),
        hourly=hourly,
        sectors=by_sector(hourly, "sector"),
        calendar=by_sector(days, "day", "sector"),
        watches=states.watches(parts),
        conditions=states.conditions(sight, looking, parts, mission),
        unreported=unreported(told, mission, span),
        rule=states.rule(mission, sight),
    )
