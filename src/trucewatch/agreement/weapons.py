"""Promises to withdraw weapons and to keep them in storage, tested against weapons seen and sites visited."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.domain import Inspection, Span, vocabulary
from trucewatch.mission import Clause, Inventory, Mission, Site, area_centre
from trucewatch.places import Frame
from trucewatch.record import Held, Holdings

from .evidence import Seen, Silence, Tested


def withdrawal(clause: Clause, mission: Mission, span: Span, holdings: Holdings) -> Iterator[Tested]:
    """Every weapon that the mission itself saw in ``span``, against the zones, sites and calibres of the clause.

    It is in a zone where the circle that holds 90 % of where it was lies in the zone whole. Whose it is, is told by
    the zone it was seen in and by nothing else.
    """
    frame = Frame(*area_centre(mission))
    zones = {zone: frame.flat(mission.zones[zone].area) for zone in clause.zones}
    stores = [_circle(frame, site.lon, site.lat, site.radius_m) for site in mission.sites.values()]
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    seen = holdings.observations.filter(
        pl.col("kind") == "weapon", middle.is_between(span.start, span.end, closed="left")
    )
    for row in seen.iter_rows(named=True):
        if not mission.own(row["source"]):
            continue
        covered = covers(clause, row["weapon"])
        if covered == "no":
            continue
        what = f"{vocabulary('weapons')[row['weapon']].label} seen by {row['source']}"
        party, verdict, says = _placed(clause, mission, frame, zones, stores, row, what, covered)
        yield Tested(row["id"], "weapon", party, verdict, row["start"], row["end"], says, (row["id"],))


def unwithdrawn(clause: Clause, mission: Mission, seen: Seen) -> Silence:
    """A zone is never found clear by silence: weapons are hidden, and are seen less far than fire is heard."""
    if seen.coverage is None:
        return Silence(False, ("nothing of the zones was observed",))
    grid = seen.coverage.grid
    lon, lat = grid.centre(list(range(grid.n)))
    inside = shapely.union_all([mission.zones[zone].area for zone in clause.zones])
    cells = [cell for cell, within in enumerate(shapely.intersects_xy(inside, lon, lat)) if within]
    hours = max(1.0, seen.coverage.span.length / timedelta(hours=1))
    looked = float(seen.coverage.cells.filter(pl.col("cell").is_in(cells))["observed_share"].sum())
    share = looked / (hours * len(cells)) if cells else 0.0
    return Silence(False, (f"no more than {share:.0%} of the zones' hours were watched, and weapons can be hidden",))


def covers(clause: Clause, weapon: str) -> str:
    """Whether the clause speaks of ``weapon``, a code: *yes*, *no*, or *maybe* where its calibre could be either."""
    if clause.weapons and weapon not in clause.weapons:
        return "maybe" if weapon == "N/K" else "no"
    low, high = _calibres(weapon)
    least, below = clause.from_mm or 0.0, clause.below_mm or float("inf")
    if least == 0.0 and below == float("inf"):
        return "yes" if clause.weapons else "maybe"
    if low is None or high is None:
        return "maybe" if weapon == "N/K" else "yes" if weapon in clause.weapons else "no"
    if least <= low and high < below:
        return "yes"
    return "no" if high < least or low >= below else "maybe"


def storage(clause: Clause, mission: Mission, span: Span, holdings: Holdings) -> Iterator[Tested]:
    """Every registered kind of weapon at every site of the parties bound, by each visit in ``span``.

    What was counted before says nothing of the span, so that a site nobody visited in it is not observable.
    """
    visits: defaultdict[tuple[str, str], list[Held[Inspection]]] = defaultdict(list)
    for held in sorted(holdings.inspections, key=lambda held: (held.thing.when, held.id)):
        if held.thing.when.middle < span.end and mission.own(held.thing.source):
            visits[held.thing.site, held.thing.weapon].append(held)
    for inventory in mission.inventories:
        site = mission.sites[inventory.site]
        if site.party not in clause.bound or covers(clause, inventory.weapon) == "no":
            continue
        known = visits[site.id, inventory.weapon]
        current = [held for held in known if held.thing.when.within(span)]
        yield from (_stored(site, inventory, held) for held in current)
        if not current:
            yield _unvisited(span, site, inventory, known[-1].thing if known else None)


def unstored(party: str, tested: list[Tested]) -> Silence:
    """Counts are of the moments of visits: between them nobody watched the sites."""
    mine = [one for one in tested if one.party == party]
    counted = sum(one.verdict == "complied" for one in mine)
    if not mine:
        return Silence(False, ("no storage site of that side is registered",))
    return Silence(False, (f"{counted or 'no'} counts found all that is registered; between visits nobody watched",))


def _unvisited(span: Span, site: Site, inventory: Inventory, last: Inspection | None) -> Tested:
    says = f"{_registered(site, inventory)}; not visited"
    says += f" since {last.when.start:%Y-%m-%d}" if last else " yet"
    evidence = f"{site.id}/{inventory.weapon}"
    return Tested(evidence, "site", site.party, "not_observable", span.start, span.end, says)


def _stored(site: Site, inventory: Inventory, visit: Held[Inspection]) -> Tested:
    seen = visit.thing
    if seen.count is None:
        verdict, says = "not_observable", f"access {seen.access}, not counted"
    elif seen.count.low >= inventory.count:
        verdict, says = "complied", f"{_range(seen.count.low, seen.count.high)} counted"
    elif seen.access == "full" and seen.count.high < inventory.count:
        verdict = "in_breach"
        says = f"{_range(seen.count.low, seen.count.high)} counted, {inventory.count - seen.count.high} or more missing"
    else:
        verdict = "not_observable"
        says = f"{_range(seen.count.low, seen.count.high)} counted with access {seen.access}: the rest may be there"
    what = _registered(site, inventory)
    when = seen.when
    return Tested(visit.id, "inspection", site.party, verdict, when.start, when.end, f"{what}; {says}", (visit.id,))


def _registered(site: Site, inventory: Inventory) -> str:
    return f"{site.name}: {vocabulary('weapons')[inventory.weapon].label}, {inventory.count} registered"


def _placed(
    clause: Clause,
    mission: Mission,
    frame: Frame,
    zones: dict[str, BaseGeometry],
    stores: list[BaseGeometry],
    row: dict[str, Any],
    what: str,
    covered: str,
) -> tuple[str, str, str]:
    """Whom a weapon speaks of, the verdict, and why."""
    if row["lon"] is None:
        return "", "not_observable", f"{what}: where it stood was not told"
    circle = _circle(frame, row["lon"], row["lat"], row["radius_m"])
    if any(store.contains(circle) for store in stores):
        return "", "complied", f"{what} in a storage site"
    inside = [zone for zone, area in zones.items() if area.contains(circle)]
    if inside:
        zone = mission.zones[inside[0]]
        if any(store.intersects(circle) for store in stores):
            return zone.party, "not_observable", f"{what}: in {zone.name} or in the storage site there"
        if covered == "maybe":
            return zone.party, "not_observable", f"{what} in {zone.name}: whether the clause speaks of it is not known"
        return zone.party, "in_breach", f"{what} in {zone.name}"
    touched = [mission.zones[zone] for zone, area in zones.items() if area.intersects(circle)]
    if touched:
        party = touched[0].party if len({zone.party for zone in touched}) == 1 else ""
        return party, "not_observable", f"{what}: its place is not known well enough to say whether in the zone"
    return "", "complied", f"{what} outside the zones"


@cache
def _calibres(weapon: str) -> tuple[float | None, float | None]:
    said = vocabulary("weapons")[weapon].columns["calibre_mm"] if weapon in vocabulary("weapons") else ""
    low, _, high = said.partition("-")
    return (float(low), float(high or low)) if low else (None, None)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _circle(frame: Frame, lon: float, lat: float, radius_m: float) -> BaseGeometry:
    x, y = frame.xy(lon, lat)
    return shapely.Point(float(x), float(y)).buffer(radius_m)
