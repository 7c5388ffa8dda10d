"""Loads a mission directory: every fault of its files is collected and raised together."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .agreed import Clause, ClauseText, Inventory, Site, Zone
from .candles import Candle
from .cells import build
from .checks import check
from .faults import Fault, MissionError, one_of
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
from .parts import Head, Located, Parts
from .provision import AgeShare, Conversion, Facility, Loss, Need, Population
from .registers import Register
from .roadfile import RoadFile
from .tables import Files, Row, UnusableFileError
from .winds import Wind

T = TypeVar("T", bound=msgspec.Struct)

_MISSION_FILE = "mission.toml"
_PMTILES = b"PMTiles\x03"
"""How a PMTiles archive of version 3 begins (the PMTiles specification, section 3)."""
_LINES = (".geojson", ".json", ".gpkg")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONCE = ("mission", "linking", "reporting", "roads")
_MANY = ("party", "sector", "corridor", "count_rule", "standard", "feed")
_TABLES = (
    "sources",
    "places",
    "segments",
    "crossings",
    "populations",
    "needs",
    "baselines",
    "conversions",
    "losses",
    "ages",
    "facilities",
    "registers",
    "candles",
    "detection",
    "winds",
    "clauses",
    "clause_texts",
    "zones",
    "sites",
    "inventories",
)


def load(path: Path) -> Mission:
    """The mission of directory ``path`` (or of the mission.toml named), with all its tables.

    Raises MissionError with every fault found: what cannot be read, what is missing, what names something that
    does not exist, what contradicts itself, each with file, line, field, value and the mend.
    """
    home = path.parent if path.name == _MISSION_FILE else path
    files = Files(home)
    rows = _rows(files)
    whole = not files.faults
    parts = _parts(rows, files)
    if whole:
        ids = {name: frozenset(str(row.cells.get("id", "")) for row in table) for name, table in rows.items()}
        files.faults.extend(check(parts, ids))
        files.faults.extend(_base(parts.head, files))
    terrain = _terrain(parts.head, files)
    roads = _roads(parts.roads, files)
    if files.faults or not (parts.head and parts.linking and parts.reporting):
        raise MissionError(str(home), files.faults)
    return _mission(parts, parts.head.thing, parts.linking.thing, parts.reporting.thing, terrain, roads, files)


def _rows(files: Files) -> dict[str, list[Row]]:
    """The rows of all tables, in and beside the mission file, by table name, after noting which cannot be used."""
    rows: dict[str, list[Row]] = {name: [] for name in (*_MANY, *_TABLES)}
    try:
        sections = files.toml(_MISSION_FILE)
    except UnusableFileError as error:
        raise MissionError(str(files.home), [*files.faults, error.fault(_MISSION_FILE)]) from error
    for name, section in sections.items():
        line = section[0].line if section else 0
        if name not in (*_ONCE, *_MANY):
            files.faults.append(Fault(_MISSION_FILE, line, name, "", "is no table", one_of(name, (*_ONCE, *_MANY))))
        if name in _ONCE and len(section) != 1:
            files.faults.append(Fault(_MISSION_FILE, line, name, "", "is no single table", f"write one [{name}]"))
    if not (files.home / "sources.csv").exists():
        files.faults.append(Fault("sources.csv", 0, "", "", "is missing", "list there whom the mission hears from"))
    for name in _TABLES:
        table = f"{name}.csv"
        if (files.home / table).exists():
            try:
                rows[name] = files.csv(table)
            except UnusableFileError as error:
                files.faults.append(error.fault(table))
    return rows | sections


def _parts(rows: dict[str, list[Row]], files: Files) -> Parts:
    def all_of(name: str, cls: type[T]) -> list[Located[T]]:
        return [Located(row, thing) for row in rows[name] if (thing := build(cls, row, files)) is not None]

    def one(name: str, cls: type[T]) -> Located[T] | None:
        row = next(iter(rows.get(name, ())), Row(_MISSION_FILE, 0, {}))
        thing = build(cls, row, files)
        return Located(row, thing) if thing is not None else None

    parties = [str(row.cells.get("id", "")) for row in rows["party"]]
    rows["places"] = [_with_names(row, parties, files.faults) for row in rows["places"]]
    rows["clauses"] = [_with_inclusive(row, files.faults) for row in rows["clauses"]]
    rows["reporting"] = [_with_weekdays(row, files.faults) for row in rows.get("reporting", [])]
    return Parts(
        head=one("mission", Head),
        linking=one("linking", Linking),
        reporting=one("reporting", Reporting),
        roads=one("roads", RoadFile) if "roads" in rows else None,
        parties=all_of("party", Party),
        sectors=all_of("sector", Sector),
        sources=all_of("sources", Source),
        places=all_of("places", Place),
        segments=all_of("segments", Segment),
        crossings=all_of("crossings", Crossing),
        corridors=all_of("corridor", Corridor),
        populations=all_of("populations", Population),
        needs=all_of("needs", Need),
        baselines=all_of("baselines", Baseline),
        conversions=all_of("conversions", Conversion),
        losses=all_of("losses", Loss),
        ages=all_of("ages", AgeShare),
        facilities=all_of("facilities", Facility),
        registers=all_of("registers", Register),
        candles=all_of("candles", Candle),
        count_rules=all_of("count_rule", CountRule),
        standards=all_of("standard", Standard),
        detection=all_of("detection", Detection),
        winds=all_of("winds", Wind),
        feeds=all_of("feed", Feed),
        clauses=all_of("clauses", Clause),
        clause_texts=all_of("clause_texts", ClauseText),
        zones=all_of("zones", Zone),
        sites=all_of("sites", Site),
        inventories=all_of("inventories", Inventory),
    )


def _base(head: Located[Head] | None, files: Files) -> Iterator[Fault]:
    """The archive named as the map's base is beside the mission file, and is one."""
    if head is None or not head.thing.base:
        return
    archive = files.home / head.thing.base
    mend = "put a PMTiles archive beside the mission file, or leave base out"
    if not archive.is_file():
        yield head.row.fault("base", "is missing", mend)
        return
    with archive.open("rb") as file:
        if file.read(len(_PMTILES)) != _PMTILES:
            yield head.row.fault("base", "is no PMTiles archive of version 3", mend)


def _terrain(head: Located[Head] | None, files: Files) -> tuple[Path, ...]:
    """The files of heights named; a fault is noted where there is none of the name."""
    if head is None or not head.thing.terrain:
        return ()
    try:
        found = files.named(head.thing.terrain)
    except (NotImplementedError, ValueError, OSError):
        found = ()
    if not found:
        mend = "put GeoTIFF or SRTM files of heights beside the mission file, or leave terrain out"
        files.faults.append(head.row.fault("terrain", "names no file", mend))
    return found


def _roads(at: Located[RoadFile] | None, files: Files) -> RoadFile | None:
    """The road file with its hash, after noting what keeps it from being used."""
    if at is None:
        return None
    field = "pbf" if at.thing.pbf else "lines"
    if bool(at.thing.pbf) == bool(at.thing.lines):
        mend = 'name one file beside the mission file, as pbf = "..." or lines = "..."'
        files.faults.append(at.row.fault(field, "names no file" if not at.thing.path else "is one file too many", mend))
        return None
    if at.thing.sha256:
        files.faults.append(at.row.fault("sha256", "is reckoned, not told", "leave it out"))
    if at.thing.lines and Path(at.thing.lines).suffix.casefold() not in _LINES:
        files.faults.append(at.row.fault("lines", "is no file of lines", f"give one of {', '.join(_LINES)}"))
    try:
        return msgspec.structs.replace(at.thing, sha256=hashlib.sha256(files.data(at.thing.path)).hexdigest())
    except UnusableFileError as error:
        files.faults.append(at.row.fault(field, *error.args))
        return None


def _changed(row: Row, without: set[str], **cells: Any) -> Row:
    kept = {name: cell for name, cell in row.cells.items() if name not in without}
    return Row(row.file, row.line, {**kept, **cells}, row.lines)


def _with_names(row: Row, parties: list[str], faults: list[Fault]) -> Row:
    """``row`` of places.csv with its columns ``name_<party id>`` gathered into ``names``."""
    columns = {name: name.removeprefix("name_") for name in row.cells if name.startswith("name_")}
    for column, party in columns.items():
        if party not in parties:
            mend = one_of(column, [f"name_{known}" for known in parties])
            faults.append(row.fault(column, f"names no party {party!r}", mend))
    names = {party: row.cells[column] for column, party in columns.items() if row.cells[column]}
    return _changed(row, set(columns), names=names)


def _with_inclusive(row: Row, faults: list[Fault]) -> Row:
    """``row`` of clauses.csv with ``due_inclusive`` ("version=yes|version=no") read."""
    cell = str(row.cells.get("due_inclusive", ""))
    read: dict[str, bool] = {}
    for part in filter(None, map(str.strip, cell.split("|"))):
        version, _, answer = (piece.strip() for piece in part.partition("="))
        if answer not in ("yes", "no"):
            faults.append(row.fault("due_inclusive", "cannot be read", "write version=yes or version=no", part))
        read[version] = answer == "yes"
    return _changed(row, {"due_inclusive"}, due_inclusive=read)


def _with_weekdays(row: Row, faults: list[Fault]) -> Row:
    """``row`` of [reporting] with the names of ``issue_days`` turned into 0 = Monday to 6 = Sunday."""
    if "issue_days" not in row.cells:
        return row
    said = row.cells["issue_days"]
    names = [str(day).casefold()[:3] for day in said] if isinstance(said, list) else []
    if not isinstance(said, list):
        faults.append(row.fault("issue_days", "is no list", 'write a list such as ["mon", "tue"]'))
    for name, day in zip(names, said, strict=False):
        if name not in _WEEKDAYS:
            faults.append(row.fault("issue_days", "is no weekday", one_of(name, _WEEKDAYS), day))
    days = tuple(sorted({_WEEKDAYS.index(name) for name in names if name in _WEEKDAYS}))
    return _changed(row, {"issue_days"}, issue_days=days)


def _mission(
    parts: Parts,
    head: Head,
    linking: Linking,
    reporting: Reporting,
    terrain: tuple[Path, ...],
    roads: RoadFile | None,
    files: Files,
) -> Mission:
    def things(rows: list[Located[T]]) -> tuple[T, ...]:
        return tuple(at.thing for at in rows)

    texts = things(parts.clause_texts)
    return Mission(
        id=head.id,
        name=head.name,
        mode=head.mode,
        presence=head.presence,
        zone=head.zone,
        home=files.home,
        area=head.area,
        cell_km=head.cell_km,
        parties=things(parts.parties),
        sectors=things(parts.sectors),
        sources={source.id: source for source in things(parts.sources)},
        places={place.id: place for place in things(parts.places)},
        segments={segment.id: segment for segment in things(parts.segments)},
        crossings={crossing.id: crossing for crossing in things(parts.crossings)},
        corridors=things(parts.corridors),
        populations=things(parts.populations),
        needs=things(parts.needs),
        baselines=things(parts.baselines),
        conversions=things(parts.conversions),
        losses=things(parts.losses),
        ages=things(parts.ages),
        facilities={one.id: one for one in things(parts.facilities)},
        registers=things(parts.registers),
        candles=things(parts.candles),
        count_rules={rule.id: rule for rule in things(parts.count_rules)},
        standards=things(parts.standards),
        linking=linking,
        detection=things(parts.detection),
        winds=things(parts.winds),
        reporting=reporting,
        feeds=things(parts.feeds),
        clauses=tuple(
            msgspec.structs.replace(clause, texts=tuple(text for text in texts if text.clause == clause.id))
            for clause in things(parts.clauses)
        ),
        zones={zone.id: zone for zone in things(parts.zones)},
        sites={site.id: site for site in things(parts.sites)},
        inventories=things(parts.inventories),
        base=files.home / head.base if head.base else None,
        terrain=terrain,
        roads=roads,
        fingerprint=files.fingerprint(),
    )
