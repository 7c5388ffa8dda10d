"""What could be read of a mission's files, each struct with the row it came from."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import msgspec
from shapely import MultiPolygon, Polygon

from .agreed import Clause, ClauseText, Inventory, Site, Zone
from .candles import Candle
from .model import (
    Baseline,
    Corridor,
    CountRule,
    Crossing,
    Detection,
    Feed,
    Linking,
    Party,
    Place,
    Reporting,
    Sector,
    Segment,
    Source,
    Standard,
)
from .provision import AgeShare, Conversion, Facility, Loss, Need, Population
from .registers import Register
from .roadfile import RoadFile
from .tables import Row
from .winds import Wind

T = TypeVar("T", bound=msgspec.Struct, covariant=True)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The [mission] table: those fields of ``Mission`` that are told directly."""

    id: str
    name: str
    mode: Literal["live", "exercise"]
    presence: Literal["field", "remote"]
    zone: str
    area: Polygon | MultiPolygon
    cell_km: float
    base: str = ""
    terrain: str = ""


@dataclass(frozen=True)
class Located(Generic[T]):
    """A struct and the row it was read from."""

    row: Row
    thing: T


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All that could be read of a mission, before it is known to fit together."""

    head: Located[Head] | None
    linking: Located[Linking] | None
    reporting: Located[Reporting] | None
    roads: Located[RoadFile] | None
    parties: list[Located[Party]]
    sectors: list[Located[Sector]]
    sources: list[Located[Source]]
    places: list[Located[Place]]
    segments: list[Located[Segment]]
    crossings: list[Located[Crossing]]
    corridors: list[Located[Corridor]]
    populations: list[Located[Population]]
    needs: list[Located[Need]]
    baselines: list[Located[Baseline]]
    conversions: list[Located[Conversion]]
    losses: list[Located[Loss]]
    ages: list[Located[AgeShare]]
    facilities: list[Located[Facility]]
    registers: list[Located[Register]]
    candles: list[Located[Candle]]
    count_rules: list[Located[CountRule]]
    standards: list[Located[Standard]]
    detection: list[Located[Detection]]
    winds: list[Located[Wind]]
    feeds: list[Located[Feed]]
    clauses: list[Located[Clause]]
    clause_texts: list[Located[ClauseText]]
    zones: list[Located[Zone]]
    sites: list[Located[Site]]
    inventories: list[Located[Inventory]]
