"""Checks what the tables of a mission say about each other, once each of them has been read."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import available_timezones

from shapely import Point

from .checking import NOT_IN_IDS, WHOLE_AREA, Ids, named, term, unique
from .faults import Fault, one_of
from .model import CountRule, Crossing, Feed, Place, Reporting, Source, Standard
from .parts import Located, Parts
from .provision_checks import check_provision

_LOOKERS = ("post", "camera", "acoustic")
_GRADES = ("A", "B", "C", "D", "E", "F")
_LANGUAGES = ("en", "ru")
_EXCEPTED = ("exercise", "controlled")
_SLIVER = 1e-6
"""The share of a sector that may lie outside the area or inside another, from drawing neighbours by hand."""
_GEOGRAPHY = ("sector", "places", "corridor", "segments", "crossings")


def check(parts: Parts, ids: Ids) -> Iterator[Fault]:
    """Every contradiction between the ``parts``.

    ``ids`` holds the ids each table tries to give, so that a row that names one whose own row is faulty is not
    blamed for it.
    """
    accounts = ids["party"] | ids["sources"]
    geography = frozenset({WHOLE_AREA}).union(*(ids[name] for name in _GEOGRAPHY))
    yield from _ids(parts)
    yield from _head(parts)
    yield from _sectors(parts)
    yield from _sources(parts.sources, ids)
    yield from _segments(parts, ids)
    yield from _crossings(parts.crossings, ids)
    yield from _corridors(parts, ids)
    yield from check_provision(parts, ids, accounts, geography)
    yield from _candles(parts)
    yield from _count_rules(parts.count_rules, ids)
    yield from _attribution(parts.standards)
    yield from _feeds(parts.feeds)
    yield from _reporting(parts.reporting, ids)
    yield from _clauses(parts, accounts, geography)
    yield from _tests(parts, ids)
    yield from _storage(parts, ids)


def _ids(parts: Parts) -> Iterator[Fault]:
    """Ids of one kind are unique; so are those of all that a claim can be about."""
    geography: dict[str, Sequence[Located[Any]]] = {
        "sector": parts.sectors,
        "place": parts.places,
        "corridor": parts.corridors,
        "segment": parts.segments,
        "crossing": parts.crossings,
    }
    apart: dict[str, Sequence[Located[Any]]] = {
        "party": parts.parties,
        "source": parts.sources,
        "count rule": parts.count_rules,
        "clause": parts.clauses,
        "zone": parts.zones,
        "storage site": parts.sites,
        "facility": parts.facilities,
        "candle": parts.candles,
    }
    yield from unique([(at, at.thing.id, f"id of a {kind}") for kind, rows in geography.items() for at in rows], "id")
    for kind, rows in apart.items():
        yield from unique([(at, at.thing.id, f"id of a {kind}") for at in rows], "id")
    for at in [at for rows in (*geography.values(), *apart.values()) for at in rows]:
        if bad := NOT_IN_IDS & set(at.thing.id):
            yield at.row.fault("id", f"holds {min(bad)!r}", "use letters, digits, '-', '_' and '.'")
    for at in [at for rows in geography.values() for at in rows if at.thing.id == WHOLE_AREA]:
        yield at.row.fault("id", "is kept for the whole area", "choose another id")
    yield from unique([(at, at.thing.kind, "standard for this kind") for at in parts.standards], "kind")
    yield from unique([(at, (at.thing.item, at.thing.standard), "need") for at in parts.needs], "item")
    yield from unique([(at, (at.thing.means, at.thing.kind), "means and kind") for at in parts.detection], "means")
    yield from unique([(at, at.thing.means, "factors for these means") for at in parts.winds], "means")
    yield from unique([(at, (at.thing.clause, at.thing.version), "text") for at in parts.clause_texts], "version")
    yield from unique([(at, (at.thing.site, at.thing.weapon), "inventory") for at in parts.inventories], "weapon")


def _head(parts: Parts) -> Iterator[Fault]:
    if parts.head is None:
        return
    row, head = parts.head.row, parts.head.thing
    if head.zone not in available_timezones():
        yield row.fault("zone", "is no time zone", one_of(head.zone, available_timezones()))
    if len(parts.parties) < 2:
        yield Fault(
            row.file, 0, "party", "", f"has {len(parts.parties)} entries", "name both parties, one [[party]] each"
        )


def _sectors(parts: Parts) -> Iterator[Fault]:
    for at in parts.sectors:
        if parts.head:
            outside = at.thing.area.difference(parts.head.thing.area).area / at.thing.area.area
            if outside > _SLIVER:
                yield at.row.fault(
                    "area", f"lies {outside:.2%} outside the mission's area", "draw it inside", at.thing.id
                )
    for one, two in combinations(parts.sectors, 2):
        shared = one.thing.area.intersection(two.thing.area).area
        if shared > _SLIVER * min(one.thing.area.area, two.thing.area.area):
            reason = f"overlaps sector {one.thing.id!r} ({one.row.file}:{one.row.line})"
            yield two.row.fault("area", reason, "draw them side by side: an event belongs to one sector", two.thing.id)


def _sources(rows: Sequence[Located[Source]], ids: Ids) -> Iterator[Fault]:
    for at in rows:
        row, source = at.row, at.thing
        yield from term(row, "type", source.type, "source_types")
        yield from named(row, "party", source.party, ids["party"] | {""}, "party")
        yield from named(row, "near", source.near, ids["places"] | {""}, "place")
        if source.grade not in _GRADES:
            yield row.fault("grade", "is no reliability", one_of(source.grade, _GRADES))
        for field in ("lon", "lat", "range_m") if source.type in _LOOKERS else ():
            if getattr(source, field) is None:
                yield row.fault(field, f"is missing: a {source.type} stands somewhere and sees so far", "give it")
        if source.type not in _LOOKERS and (source.lon is None) != (source.lat is None):
            yield row.fault("lat" if source.lat is None else "lon", "is missing", "give both or neither of lon and lat")
        if source.since and source.until and source.until < source.since:
            yield row.fault("until", f"comes before since ({source.since})", "exchange them")


def _segments(parts: Parts, ids: Ids) -> Iterator[Fault]:
    places = {at.thing.id: at.thing for at in parts.places}
    listed = {name for at in parts.corridors for name in at.thing.segments}
    for at in parts.segments:
        row, segment = at.row, at.thing
        yield from named(row, "corridor", segment.corridor, ids["corridor"], "corridor")
        yield from named(row, "start", segment.start, ids["places"], "place")
        yield from named(row, "end", segment.end, ids["places"], "place")
        if segment.id not in listed:
            yield row.fault("id", "is listed by no corridor", f"add it to the segments of {segment.corridor!r}")
        start, end = places.get(segment.start), places.get(segment.end)
        if segment.start == segment.end:
            yield row.fault("end", "is also its start", "name the place at the other end")
        elif start and end:
            first, last = segment.line.coords[0], segment.line.coords[-1]
            if _apart(first, end) + _apart(last, start) < _apart(first, start) + _apart(last, end):
                mend = "exchange start and end, or turn the line"
                yield row.fault("line", f"runs from {end.id!r} to {start.id!r}", mend, segment.id)


def _apart(corner: tuple[float, ...], place: Place) -> float:
    return float(((corner[0] - place.lon) ** 2 + (corner[1] - place.lat) ** 2) ** 0.5)


def _crossings(rows: Sequence[Located[Crossing]], ids: Ids) -> Iterator[Fault]:
    for at in rows:
        yield from named(at.row, "segment", at.thing.segment, ids["segments"], "segment")
        if at.thing.inbound == at.thing.outbound:
            yield at.row.fault("outbound", "is the same as inbound", "give each direction its own code")


def _corridors(parts: Parts, ids: Ids) -> Iterator[Fault]:
    known = {at.thing.id: at.thing for at in parts.segments}
    on = {at.thing.id: at.thing.segment for at in parts.crossings}
    for at in parts.corridors:
        row, corridor = at.row, at.thing
        for name in corridor.segments:
            yield from named(row, "segments", name, ids["segments"], "segment")
            if name in known and known[name].corridor != corridor.id:
                yield row.fault(
                    "segments", f"belongs to corridor {known[name].corridor!r}", "name it in one only", name
                )
        for one, two in pairwise(corridor.segments):
            if one in known and two in known and known[one].end != known[two].start:
                reason = f"starts at {known[two].start!r}, where {one!r} ends at {known[one].end!r}"
                yield row.fault("segments", reason, "list the segments in order from entry to end", two)
        for name in corridor.crossings:
            yield from named(row, "crossings", name, ids["crossings"], "crossing")
            if name in on and on[name] not in corridor.segments:
                yield row.fault("crossings", f"stands on segment {on[name]!r} of another corridor", "move it", name)


def _candles(parts: Parts) -> Iterator[Fault]:
    for at in parts.candles:
        candle = at.thing
        if candle.since and candle.until and candle.until < candle.since:
            yield at.row.fault("until", f"is before since ({candle.since})", "exchange them")
        if candle.radius_m <= 0:
            yield at.row.fault("radius_m", "is not above 0", "give the metres within which detections are its own")
        if parts.head and not parts.head.thing.area.covers(Point(candle.lon, candle.lat)):
            yield at.row.fault("lon", "lies outside the area", "detections are kept inside the area only: leave it out")


def _count_rules(rows: Sequence[Located[CountRule]], ids: Ids) -> Iterator[Fault]:
    for at in rows:
        yield from named(at.row, "whose", at.thing.whose, ids["party"] | {""}, "party")
        for kind in at.thing.kinds:
            yield from term(at.row, "kinds", kind, "kinds")


def _attribution(rows: Sequence[Located[Standard]]) -> Iterator[Fault]:
    for at in rows:
        if at.thing.kind:
            yield from term(at.row, "kind", at.thing.kind, "kinds")
        if at.thing.sources < 1:
            yield at.row.fault("sources", "is less than one", "say how many sources must speak for an attribution")


def _feeds(rows: Sequence[Located[Feed]]) -> Iterator[Fault]:
    for at in rows:
        if at.thing.path.startswith("/") or ".." in at.thing.path.split("/"):
            yield at.row.fault("path", "leaves the mission directory", "give a path inside it, such as 'facts/*.csv'")


def _reporting(at: Located[Reporting] | None, ids: Ids) -> Iterator[Fault]:
    if at is None:
        return
    yield from named(at.row, "headline_rule", at.thing.headline_rule, ids["count_rule"], "count rule")
    yield from named(at.row, "explosion_rule", at.thing.explosion_rule, ids["count_rule"], "count rule")
    if at.thing.false_alarm_days < 1:
        yield at.row.fault("false_alarm_days", "is less than a day", "give days between false alarms, such as 90.0")
    if not at.thing.issue_days:
        yield at.row.fault("issue_days", "is empty", "name at least one weekday")
    for language in at.thing.languages:
        if language not in _LANGUAGES:
            yield at.row.fault("languages", "is no language of the reports", one_of(language, _LANGUAGES), language)


def _clauses(parts: Parts, accounts: frozenset[str], geography: frozenset[str]) -> Iterator[Fault]:
    clauses = {at.thing.id for at in parts.clauses}
    versions: dict[str, set[str]] = {}
    for text in parts.clause_texts:
        yield from named(text.row, "clause", text.thing.clause, clauses, "clause")
        versions.setdefault(text.thing.clause, set()).add(text.thing.version)
    for at in parts.clauses:
        row, clause = at.row, at.thing
        for name in clause.bound:
            yield from named(row, "bound", name, accounts, "party or source")
        yield from named(row, "about", clause.about, geography | {""}, "corridor or other place")
        for version in clause.due_inclusive:
            yield from named(
                row, "due_inclusive", version, versions.get(clause.id, set()), "text version of the clause"
            )
        if clause.starts and clause.due and clause.due < clause.starts:
            yield row.fault("due", f"comes before starts ({clause.starts})", "exchange them")


def _tests(parts: Parts, ids: Ids) -> Iterator[Fault]:
    """What a clause's test needs is there: a road for *open_road*, zones for *withdrawal*, sites for *storage*."""
    roads = ids["corridor"] | ids["segments"] | ids["crossings"]
    for at in parts.clauses:
        row, clause = at.row, at.thing
        for earlier in clause.after:
            yield from named(row, "after", earlier, ids["clauses"] - {clause.id}, "other clause")
        for weapon in clause.weapons:
            yield from term(row, "weapons", weapon, "weapons")
        for zone in clause.zones:
            yield from named(row, "zones", zone, ids["zones"], "zone")
        for event in clause.excepts:
            if event not in _EXCEPTED:
                yield row.fault("excepts", "is no event that can be excepted", one_of(event, _EXCEPTED), event)
        if clause.test == "open_road":
            yield from named(row, "about", clause.about, roads, "corridor, segment or crossing")
        if clause.test == "withdrawal" and not clause.zones:
            yield row.fault("zones", "is empty", "name the zones that the weapons are withdrawn from")
        if clause.from_mm and clause.below_mm and clause.below_mm <= clause.from_mm:
            yield row.fault("below_mm", f"is not above from_mm ({clause.from_mm:g})", "exchange them")
        if clause.starts and clause.until and clause.until < clause.starts:
            yield row.fault("until", f"comes before starts ({clause.starts})", "exchange them")


def _storage(parts: Parts, ids: Ids) -> Iterator[Fault]:
    for row, party in ((at.row, at.thing.party) for table in (parts.zones, parts.sites) for at in table):
        yield from named(row, "party", party, ids["party"], "party")
    for held in parts.inventories:
        yield from named(held.row, "site", held.thing.site, ids["sites"], "storage site")
        yield from term(held.row, "weapon", held.thing.weapon, "weapons")
