"""The mission file and its tables: everything the code must be told, since it knows no country.

``load`` reads a mission directory into a frozen ``Mission`` or raises every fault of its files at once; ``init``
writes a commented one to start from. ``period_for`` and its companions are the reporting calendar; ``sector_of``,
``names`` and ``nearest_place`` answer what more than one room asks. The fields are described in
``docs/mission-file.md``.
"""

from .agreed import Clause, ClauseText, Inventory, Side, Site, Zone
from .candles import Candle
from .faults import Fault, MissionError
from .loading import load
from .lookup import Nearest, area_centre, names, nearest_place, notices, sector_of
from .model import (
    Baseline,
    Corridor,
    CountRule,
    Crossing,
    Detection,
    Feed,
    Linking,
    Mission,
    Party,
    Place,
    Reporting,
    Sector,
    Segment,
    Source,
    Standard,
)
from .periods import (
    Period,
    as_long_before,
    between,
    compared_with,
    cutoff_days,
    period_at,
    period_for,
    previous,
    week_to,
)
from .provision import AgeShare, Conversion, Facility, Loss, Need, Population
from .registers import Register
from .roadfile import RoadFile
from .starting import init
from .winds import Wind

__all__ = [
    "AgeShare",
    "Baseline",
    "Candle",
    "Clause",
    "ClauseText",
    "Conversion",
    "Corridor",
    "CountRule",
    "Crossing",
    "Detection",
    "Facility",
    "Fault",
    "Feed",
    "Inventory",
    "Linking",
    "Loss",
    "Mission",
    "MissionError",
    "Nearest",
    "Need",
    "Party",
    "Period",
    "Place",
    "Population",
    "Register",
    "Reporting",
    "RoadFile",
    "Sector",
    "Segment",
    "Side",
    "Site",
    "Source",
    "Standard",
    "Wind",
    "Zone",
    "area_centre",
    "as_long_before",
    "between",
    "compared_with",
    "cutoff_days",
    "init",
    "load",
    "names",
    "nearest_place",
    "notices",
    "period_at",
    "period_for",
    "previous",
    "sector_of",
    "week_to",
]
