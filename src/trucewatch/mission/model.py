"""A mission as its mission file and tables describe it: plain frozen data, checked by ``load``."""

from datetime import date, time
from pathlib import Path
from typing import Literal

import msgspec
from shapely import MultiPolygon, Polygon
from shapely.geometry import LineString

from trucewatch.domain import vocabulary

from .agreed import Clause, Inventory, Side, Site, Zone
from .candles import Candle
from .provision import AgeShare, Conversion, Facility, Loss, Need, Population
from .registers import Register
from .roadfile import RoadFile
from .winds import Wind


class Party(msgspec.Struct, frozen=True):
    """A party to the agreement. The order of the mission file is the order in which parties are named."""

    id: str
    name: str
    short: str
    name_ru: str = ""


class Sector(msgspec.Struct, frozen=True):
    """A named part of the area; ``area`` in lon/lat. The first sectors of the file come first in reports."""

    id: str
    name: str
    area: Polygon | MultiPolygon


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Anybody or anything the mission hears from: posts, patrols, cameras, sensors, parties, agencies, outlets.

    ``type`` is a code of the vocabulary *source_types*. Those that look (posts, cameras, sensors) have a position
    and a range; ``facing_deg``/``field_deg`` limit a camera's view. ``party`` is the party whose side of the line
    it stands on, or that it speaks for. ``grade`` is the usual reliability A-F. ``near`` is the place named when
    the position is described. ``height_m`` is how high above the ground it looks from. ``since``/``until`` bound its
    life.
    """

    id: str
    name: str
    type: str
    party: Side = ""
    lon: float | None = None
    lat: float | None = None
    range_m: float | None = None
    facing_deg: float = 0.0
    field_deg: float = 360.0
    grade: str = "F"
    near: str = ""
    height_m: float = 2.0
    since: date | None = None
    until: date | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement, post, bridge, pass or other named place.

    ``names`` holds the name each party uses by party id; ``name`` is the neutral reading used as an id in
    sentences when both agree. ``others`` are further spellings sources use. ``rank`` orders labels on maps
    (1 first) and is set by the mission, never derived from population.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str = "settlement"
    radius_m: float = 1000.0
    names: dict[str, str] = {}
    others: tuple[str, ...] = ()
    rank: int = 3
    source: str = ""


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of road between two places; ``line`` in lon/lat from ``start`` to ``end``.

    ``half_life_h`` is how long evidence about it stays half as good; ``capacity_t_day`` how many tonnes of goods a day
    it can carry one way, None where nobody has reckoned it.
    """

    id: str
    name: str
    corridor: str
    start: str
    end: str
    line: LineString
    length_km: float
    half_life_h: float = 24.0
    capacity_t_day: float | None = None


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint or counting point on a segment; ``inbound`` and ``outbound`` are its direction codes."""

    id: str
    name: str
    segment: str
    lon: float
    lat: float
    inbound: str
    outbound: str


class Corridor(msgspec.Struct, frozen=True, kw_only=True):
    """A corridor: its segments in order from entry to end, and its crossings."""

    id: str
    name: str
    segments: tuple[str, ...]
    crossings: tuple[str, ...] = ()


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """What is called usual for a flow, by whom: ``measure`` as in the vocabulary, for ``about`` (a corridor)."""

    measure: str
    about: str
    amount: float
    unit: str
    source: str
    claimant: str = ""
    note: str = ""


class CountRule(msgspec.Struct, frozen=True, kw_only=True):
    """How many one counts. Applied to incidents, all rules to the same rows.

    ``counts``: *items* adds the counted rounds or explosions; *observations* counts each run of like events
    once; *incidents* counts incidents. With ``per`` above 1, that many items make one, a pause of more than
    ``pause_min`` minutes closing the run. ``kinds`` limits the rule (empty: every violation kind). ``whose`` is the
    party whose rule it is, "" for the mission's.
    """

    id: str
    name: str
    counts: Literal["items", "observations", "incidents"]
    kinds: tuple[str, ...] = ()
    per: int = 1
    pause_min: float = 60.0
    whose: Side = ""
    source: str = ""


class Linking(msgspec.Struct, frozen=True, kw_only=True):
    """What bounds the linking of observations, and how large observers' errors are.

    Accounts whose intervals do not come within ``minutes``, or whose places lie ``metres`` further apart than their
    errors, are never weighed against each other. ``people_error`` and ``device_error`` are factors on the usual errors
    of people and of devices, as learned from the mission's own record.
    """

    minutes: float = 10.0
    metres: float = 3000.0
    people_error: float = 1.0
    device_error: float = 1.0


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """What the mandate asks before a kind of breach is attributed to anybody.

    ``name`` is the standard in the mandate's words, ``sources`` how many sources must speak for it at least. ``kind``
    "" stands for every kind without a standard of its own.
    """

    name: str
    sources: int
    kind: str = ""
    source: str = ""


class Reporting(msgspec.Struct, frozen=True, kw_only=True):
    """When and how the daily report is made.

    ``issue_days`` (0 = Monday) are the days on which a report appears. A period ends at ``cutoff`` local time of
    the day before an issue; days without one fall into the next issue's period. ``headline_rule`` is the count rule
    the summary uses, ``explosion_rule`` the one for its "including n explosions". With nothing changing, chance may
    give one alarm in ``false_alarm_days`` days in the whole mission.
    """

    cutoff: time = time(19, 30)
    issue_days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    headline_rule: str = "items"
    explosion_rule: str = "explosions"
    false_alarm_days: float = 90.0
    languages: tuple[str, ...] = ("en",)
    disclaimer: str = ""


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """How far a means notices a kind of event by day and by night, in metres, at half probability."""

    means: str
    kind: str
    day_m: float
    night_m: float
    log_sd: float = 0.3
    source: str = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Files that belong to the mission and are taken in by ``add`` without naming them."""

    path: str
    form: str
    mapping: str = ""


class Mission(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the code must be told, since it knows no country. Made by ``trucewatch.mission.load``.

    ``mode`` is *exercise* for simulated missions, which are marked so wherever they appear. ``presence`` is
    *field* when the mission has people or devices on the ground, *remote* when it has none: then no count, no
    quiet and no status is ever stated as its own. ``base`` is a PMTiles archive drawn under the live map, None for
    none. ``terrain`` are files of heights of the ground, none where the mission has none. ``roads`` is the network its
    segments lie in, None where they are all the roads there are to speak of. ``fingerprint`` is the SHA-256 over all
    its files but the base.
    """

    id: str
    name: str
    mode: Literal["live", "exercise"]
    presence: Literal["field", "remote"]
    zone: str
    home: Path
    area: Polygon | MultiPolygon
    cell_km: float
    parties: tuple[Party, ...]
    sectors: tuple[Sector, ...]
    sources: dict[str, Source]
    places: dict[str, Place]
    segments: dict[str, Segment]
    crossings: dict[str, Crossing]
    corridors: tuple[Corridor, ...]
    populations: tuple[Population, ...]
    needs: tuple[Need, ...]
    baselines: tuple[Baseline, ...]
    conversions: tuple[Conversion, ...] = ()
    losses: tuple[Loss, ...] = ()
    ages: tuple[AgeShare, ...] = ()
    facilities: dict[str, Facility] = {}
    registers: tuple[Register, ...] = ()
    candles: tuple[Candle, ...] = ()
    count_rules: dict[str, CountRule]
    standards: tuple[Standard, ...]
    linking: Linking
    detection: tuple[Detection, ...]
    reporting: Reporting
    feeds: tuple[Feed, ...]
    clauses: tuple[Clause, ...]
    zones: dict[str, Zone] = {}
    sites: dict[str, Site] = {}
    inventories: tuple[Inventory, ...] = ()
    base: Path | None = None
    terrain: tuple[Path, ...] = ()
    roads: RoadFile | None = None
    winds: tuple[Wind, ...] = ()
    fingerprint: str

    def own(self, source: str) -> bool:
        """True if ``source`` is the mission's own eyes or ears: of a type that looks, in a mission in the field."""
        known = self.sources.get(source)
        return self.presence == "field" and known is not None and _looks(known.type)

    def itself(self, who: str) -> bool:
        """True if ``who``, a source's id or a name as written, is the mission or one of its own eyes and ears."""
        name = " ".join(who.casefold().split()).removeprefix("the ")
        return self.own(who) or name in (self.id, self.name.casefold().removeprefix("the "))

    def side(self, who: str) -> Side:
        """The party that ``who``, a party's or a source's id, is or speaks for; "" if neither.

        A post or camera of the mission speaks for nobody, on whichever side it stands.
        """
        if any(party.id == who for party in self.parties):
            return who
        known = self.sources.get(who)
        return "" if known is None or _looks(known.type) else known.party


def _looks(source_type: str) -> bool:
    term = vocabulary("source_types").get(source_type)
    return term is not None and term.columns["direct"] == "yes"
