"""What a reader of rows must know: the mission's register, its places, and how the file writes times and numbers."""

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from ..mission import Mission, Source
from ..places import Gazetteer
from .errors import UnreadableError
from .mapping import Mapping
from .quantities import Decimal
from .rows import did_you_mean
from .times import TimeRules

Names = dict[str, str]


class Desk:
    """The mission and the file's ways, indexed for reading many rows.

    ``source``, ``crossing``, ``party``, ``segment``, ``clause``, ``site``, ``facility``, ``speaker``, ``point`` and
    ``subject`` read an id or a name, case and spaces not counting, into the id; they raise UnreadableError with the
    nearest known.
    """

    def __init__(self, mission: Mission, mapping: Mapping) -> None:
        self.mission = mission
        self.zone_name = mapping.zone or mission.zone
        self.times = TimeRules(ZoneInfo(self.zone_name), mapping.dates, mapping.year)
        self.decimal: Decimal = mapping.decimal
        self.declination_deg = mapping.declination_deg
        self.sources: dict[str, Source] = mission.sources
        self.gazetteer = Gazetteer(
            (
                place.id,
                (place.id, place.name, *place.names.values(), *place.others),
                place.lon,
                place.lat,
                place.radius_m,
            )
            for place in mission.places.values()
        )
        sources = _index((source.id, source.name) for source in mission.sources.values())
        parties = _index((party.id, party.name, party.short, party.name_ru) for party in mission.parties)
        crossings = _index((crossing.id, crossing.name) for crossing in mission.crossings.values())
        segments = _index((segment.id, segment.name) for segment in mission.segments.values())
        places = _index(
            (place.id, place.name, *place.names.values(), *place.others) for place in mission.places.values()
        )
        corridors = _index((corridor.id, corridor.name) for corridor in mission.corridors)
        sectors = _index((sector.id, sector.name) for sector in mission.sectors)
        clauses = _index((clause.id, clause.title) for clause in mission.clauses)
        self.source = _reader("source", sources, "or add it to sources.csv")
        self.party = _reader("party", parties, "or add it to mission.toml")
        self.crossing = _reader("crossing", crossings, "or add it to crossings.csv")
        self.segment = _reader("segment", segments, "or add it to segments.csv")
        self.clause = _reader("clause", clauses, "or add it to clauses.csv")
        self.site = _reader(
            "storage site",
            _index((site.id, site.name) for site in mission.sites.values()),
            "or add it to sites.csv",
        )
        self.facility = _reader(
            "health facility",
            _index((one.id, one.name) for one in mission.facilities.values()),
            "or add it to facilities.csv",
        )
        self.place = self._place
        self.claimant = _reader("party or source", sources | parties, "or add it to sources.csv")
        self.point = _reader("crossing, place or segment", segments | places | crossings, "or add it to places.csv")
        self.subject = _reader(
            "corridor, crossing, segment, sector or place",
            {"area": "area"} | places | sectors | segments | crossings | corridors,
            "or add it to the mission's tables",
        )
        self._parties, self._speakers = parties, sources | parties

    def said_party(self, text: str) -> str:
        """The party's id where ``text`` names one, otherwise the words as they stand."""
        return self._parties.get(_fold(text), text)

    def said_speaker(self, text: str) -> str:
        """The party's or source's id where ``text`` names one, otherwise the words as they stand."""
        return self._speakers.get(_fold(text), text)

    def _place(self, text: str) -> str:
        return self.gazetteer.find(text).id


def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").split()).casefold()


def _index(rows: Iterable[Iterable[str]]) -> Names:
    """Each name of each row to the row's id, its first name; names of several rows are left out, ids never."""
    meant: dict[str, dict[str, None]] = {}
    ids: Names = {}
    for row in rows:
        names = tuple(filter(None, row))
        ids[_fold(names[0])] = names[0]
        for name in names:
            meant.setdefault(_fold(name), {})[names[0]] = None
    return {name: next(iter(meanings)) for name, meanings in meant.items() if len(meanings) == 1} | ids


def _reader(what: str, index: Names, otherwise: str) -> Callable[[str], str]:
    ids = dict.fromkeys(index.values())
    cache: Names = {}

    def read(text: str) -> str:
        found = cache.get(text)
        if found is None:
            found = text if text in ids else index.get(_fold(text))
            if found is None:
                near = did_you_mean(text, {**ids, **index})
                raise UnreadableError(f"no {what} is called {text[:60]!r}", f"{near} {otherwise}")
            cache[text] = found
        return found

    return read
