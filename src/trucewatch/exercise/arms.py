"""Weapons taken out of storage and put back, who saw them, visits to the sites, and what was said of it."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from trucewatch.mission import Inventory, Mission, Site

from . import saying
from .books import Book, Report
from .logs import Clock, Refs
from .process import DAY, HOUR
from .stage import Floats, Stage
from .watching import ON, Effort

BOOKS = {
    "weapons-log": Book("observations", ("ref", "source", "date", "time", "means", "kind", "count", "weapon", "lon",
                                         "lat", "error_m", "text")),
    "storage-visits": Book("inspections", ("ref", "source", "date", "time", "site", "weapon", "access", "count",
                                           "text"), daily=False),
    "case-log": Book("cases", ("ref", "source", "date", "time", "case", "step", "clause", "party", "outcome", "due",
                               "text"), daily=False),
}  # fmt: skip

_OUT_A_DAY = 0.05
"""How often a kind of weapon of one site is taken out, on a day on which all of it is in."""

_SPOTS_M = (500.0, 14_000.0)
_SEEN_M = 2500.0
_DAYLIGHT = range(7, 19)
_MISTAKEN = 0.04
_VISITS_A_DAY = 0.35
_OTHER = {"tank": "artillery", "mortar": "tank", "artillery": "mlrs", "mlrs": "artillery"}
_OFFICE = "office"


@dataclass(frozen=True)
class Outing:
    """``count`` weapons of a kind, out of ``site`` from ``start`` to ``end`` (seconds) at ``x``, ``y``."""

    site: Site
    weapon: str
    count: int
    start: float
    end: float
    x: float
    y: float


def outings(scene: Stage, days: int, rng: np.random.Generator) -> list[Outing]:
    """What each side takes out of its sites over ``days`` days, by the same rule for both; sorted by start."""
    found = []
    for inventory in scene.mission.inventories:
        site, free = scene.mission.sites[inventory.site], 0.0
        for day in range(days):
            if day * DAY < free or rng.random() >= _OUT_A_DAY:
                continue
            start = day * DAY + rng.uniform(5, 16) * HOUR
            free = start + rng.uniform(6, 72) * HOUR
            count = int(rng.integers(1, max(2, inventory.count // 2)))
            found.append(Outing(site, inventory.weapon, count, start, free, *_spot(scene, site.party, rng)))
    return sorted(found, key=lambda one: (one.start, one.site.id, one.weapon))


def truth(scene: Stage, moved: list[Outing]) -> pl.DataFrame:
    """The outings as a frame; ``start`` and ``end`` in seconds from the first local midnight."""
    lon, lat = scene.frame.lonlat([one.x for one in moved], [one.y for one in moved])
    return pl.DataFrame(
        {
            "party": [one.site.party for one in moved],
            "site": [one.site.id for one in moved],
            "weapon": [one.weapon for one in moved],
            "count": [one.count for one in moved],
            "start": [one.start for one in moved],
            "end": [one.end for one in moved],
            "lon": np.asarray(lon, dtype=float),
            "lat": np.asarray(lat, dtype=float),
        },
        schema_overrides=dict.fromkeys(("party", "site", "weapon"), pl.String) | {"count": pl.Int64},
    )


def reports(scene: Stage, moved: list[Outing], work: Effort, clock: Clock, days: int, error: float,
            rng: np.random.Generator) -> list[Report]:  # fmt: skip
    """Sightings by posts and patrols, visits to the sites, the sides' reports on themselves, and the cases opened."""
    refs = Refs(clock)
    sighted = _sightings(scene, moved, work, clock, refs, error, rng)
    visited = _visits(scene, moved, clock, refs, days, rng)
    said = _self_reports(scene, moved, clock, refs, days, rng)
    return [*(report for _, report in sighted), *visited, *said, *_cases(scene, sighted, clock, refs, rng)]


def present(inventory: Inventory, moved: list[Outing], t: float) -> int:
    """How many of what is registered stand in the site at ``t``."""
    out = [one for one in moved if one.site.id == inventory.site and one.weapon == inventory.weapon]
    return inventory.count - sum(one.count for one in out if one.start <= t < one.end)


def _spot(scene: Stage, party: str, rng: np.random.Generator) -> tuple[float, float]:
    anchors, anchor = scene.anchors, int(rng.integers(len(scene.anchors.x)))
    inward = -1.0 if party == scene.parties[0] else 1.0
    back = rng.uniform(*_SPOTS_M)
    x, y = (
        anchors.x[anchor] + inward * back * anchors.nx[anchor],
        anchors.y[anchor] + inward * back * anchors.ny[anchor],
    )
    return float(x + 300 * rng.standard_normal()), float(y + 300 * rng.standard_normal())


def _sightings(scene: Stage, moved: list[Outing], work: Effort, clock: Clock, refs: Refs, error: float,
               rng: np.random.Generator) -> list[tuple[Outing, Report]]:  # fmt: skip
    """A watcher by eye within reach sees an outing once a day at most, now and then taking it for another kind."""
    watchers, found = scene.watchers, []
    for one in moved:
        for watcher in (*watchers.of("post"), *watchers.of("patrol")):
            for day in range(int(one.start // DAY), int(one.end // DAY) + 1):
                t = _seen_at(scene, one, work, int(watcher), day)
                if t is None or rng.random() < 0.3:
                    continue
                source, radius = watchers.ids[watcher], float(rng.choice([150, 300, 500]))
                off = error * radius / 2.146 * rng.standard_normal(2)
                lon, lat = scene.frame.lonlat(one.x + off[0], one.y + off[1])
                weapon = _OTHER.get(one.weapon, one.weapon) if rng.random() < _MISTAKEN else one.weapon
                cells = {
                    "ref": refs.next(f"w-{source}", t),
                    "source": source,
                    "date": clock.at(t).date().isoformat(),
                    "time": clock.at(t).strftime("%H:%M"),
                    "means": "seen",
                    "kind": "weapon",
                    "count": saying.count(one.count, 0.1, rng),
                    "weapon": weapon,
                    "lon": saying.number(float(lon), 5),
                    "lat": saying.number(float(lat), 5),
                    "error_m": f"{radius:.0f}",
                    "text": "EXERCISE. Seen standing.",
                }
                found.append((one, Report(clock.day(t), "weapons-log", cells)))
    return found


def _seen_at(scene: Stage, one: Outing, work: Effort, watcher: int, day: int) -> float | None:
    """When on ``day`` the watcher first has the outing within sight by daylight; None if never."""
    for t, x, y in _positions(scene, work, watcher, day):
        hour = int(t // HOUR)
        looking = hour < work.state.shape[1] and work.state[watcher][hour] == ON and hour % 24 in _DAYLIGHT
        if looking and one.start <= t < one.end and np.hypot(one.x - x, one.y - y) <= _SEEN_M:
            return float(t)
    return None


def _positions(scene: Stage, work: Effort, watcher: int, day: int) -> Floats:
    """Seconds, x, y of a watcher over a day: of a post by the hour, of a patrol by its fixes."""
    if scene.watchers.types[watcher] == "patrol":
        return work.ways.get((watcher, day), np.empty((0, 3)))
    hours = np.arange(24) * HOUR + day * DAY + HOUR / 2
    return np.column_stack([hours, np.full(24, scene.watchers.x[watcher]), np.full(24, scene.watchers.y[watcher])])


def _visits(scene: Stage, moved: list[Outing], clock: Clock, refs: Refs, days: int,
            rng: np.random.Generator) -> list[Report]:  # fmt: skip
    mission, found = scene.mission, []
    teams = {
        site.party: [one.id for one in mission.sources.values() if one.type == "patrol" and one.party == site.party]
        for site in mission.sites.values()
    }
    for site in mission.sites.values():
        for day in range(days):
            if not teams[site.party] or rng.random() >= _VISITS_A_DAY:
                continue
            t = day * DAY + rng.uniform(9, 16) * HOUR
            team = teams[site.party][int(rng.integers(len(teams[site.party])))]
            access = str(rng.choice(["full", "partial", "denied"], p=[0.8, 0.12, 0.08]))
            for inventory in (one for one in mission.inventories if one.site == site.id):
                there = present(inventory, moved, t)
                shown = there if access == "full" else int(rng.binomial(there, 0.6))
                cells = {
                    "ref": refs.next(f"v-{site.id}", t),
                    "source": team,
                    "date": clock.at(t).date().isoformat(),
                    "time": clock.at(t).strftime("%H:%M"),
                    "site": site.id,
                    "weapon": inventory.weapon,
                    "access": access,
                    "count": "" if access == "denied" else str(max(0, shown - int(rng.random() < 0.01))),
                    "text": "EXERCISE.",
                }
                found.append(Report(day, "storage-visits", cells))
    return found


def _self_reports(scene: Stage, moved: list[Outing], clock: Clock, refs: Refs, days: int,
                  rng: np.random.Generator) -> list[Report]:  # fmt: skip
    """Each week every side reports of its storage that all is in, whatever is out; nine times of ten."""
    mission, found = scene.mission, []
    for week in range(6, days, 7):
        for party in scene.parties:
            voice = next((s.id for s in mission.sources.values() if s.type == "party" and s.party == party), "")
            out = any(one.site.party == party and one.start <= week * DAY < one.end for one in moved)
            for clause in (one for one in mission.clauses if one.test == "storage" and voice):
                admits = out and rng.random() < 0.1
                cells = {
                    "source": voice,
                    "step": "self_report",
                    "clause": clause.id,
                    "party": party,
                    "outcome": "in_breach" if admits else "complied",
                    "text": "EXERCISE. Report of the side on its storage sites.",
                }
                found.append(_step(refs, clock, week * DAY + 10 * HOUR, cells))
    return found


def _cases(scene: Stage, sighted: list[tuple[Outing, Report]], clock: Clock, refs: Refs,
           rng: np.random.Generator) -> list[Report]:  # fmt: skip
    """Of one outing in two that was seen, a case: found, notified, mostly answered, now and then closed."""
    office = next((source.id for source in scene.mission.sources.values() if source.type == _OFFICE), "")
    first: dict[Outing, Report] = {}
    for one, report in sighted:
        first.setdefault(one, report)
    found: list[Report] = []
    for one, report in first.items():
        clause = _clause_of(scene.mission, one)
        if not office or not clause or rng.random() < 0.5:
            continue
        number, t = f"EX-{len({step.cells['case'] for step in found}) + 1:03}", (report.day + 1) * DAY + 9 * HOUR
        common = {"source": office, "case": number, "clause": clause, "party": one.site.party}
        steps = [("finding", "in_breach", 0, 1), ("notified", "", 2, 3)]
        if rng.random() < 0.7:
            steps.append(("answer", str(rng.choice(["accepts", "rejects"])), int(rng.integers(24, 96)), 5))
            if rng.random() < 0.6:
                steps += [("remedy", "", 24, 2), ("recheck", "remedied", 24, 1), ("closed", "remedied", 4, 0)]
        for step, outcome, hours, due in steps:
            t += hours * HOUR
            cells = common | {"step": step, "outcome": outcome, "text": "EXERCISE."}
            if due:
                cells["due"] = (clock.at(t) + timedelta(days=due)).date().isoformat()
            found.append(_step(refs, clock, t, cells))
    return found


def _clause_of(mission: Mission, one: Outing) -> str:
    return next((c.id for c in mission.clauses if c.test == "withdrawal" and one.weapon in c.weapons), "")


def _step(refs: Refs, clock: Clock, t: float, cells: dict[str, str]) -> Report:
    moment = clock.at(t)
    told = {"ref": refs.next("log", t), "date": moment.date().isoformat(), "time": moment.strftime("%H:%M")}
    return Report(clock.day(t), "case-log", {"case": ""} | cells | told)
