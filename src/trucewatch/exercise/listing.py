"""Lists of incidents that others keep: each side, an agency and the press, in their own words, by their own rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from trucewatch.mission import Mission, nearest_place

from . import saying
from .books import Book, Report
from .logs import Clock, Refs
from .process import DAY, HOUR
from .stage import Bools, Floats, Stage

OF_SIDES = ("incidents-one", "incidents-two")
OF_AGENCY, OF_PRESS = "safety-log", "press-incidents"

_COLUMNS = ("ref", "source", "date", "time", "kind", "count", "where", "text")
_UNCOUNTED = tuple(name for name in _COLUMNS if name != "count")

BOOKS = {
    OF_SIDES[0]: Book("observations", _COLUMNS, delimiter=";",
                      headings=("Nr", "Voice", "Date", "Hour", "Violation", "Violations", "Place", "Remark")),
    OF_SIDES[1]: Book("observations", _COLUMNS,
                      headings=("No", "Voice", "Day", "Time", "Breach", "Rounds", "Location", "Note")),
    OF_AGENCY: Book("observations", _UNCOUNTED,
                    headings=("ID", "Kept by", "Incident date", "Incident time", "Category", "Where", "Summary")),
    OF_PRESS: Book("observations", _UNCOUNTED, daily=False,
                   headings=("id", "outlet", "date", "when", "what", "where", "line")),
}  # fmt: skip
"""The two sides' books differ in headings, words, dates and rule of counting, and in nothing else."""

_WORDS = {"explosion": "shelling", "burst": "fire", "shot": "fire", "projectile": "fire", "muzzle_flash": "fire"}
_LOUDER = 0.5
"""By how much the log-odds of being listed rise with the logarithm of how many items there were."""

_BY_OTHER, _BY_OWN, _SAFETY, _OUTLETS, _COPIED = 0.4, 0.03, 0.25, 0.06, 0.25
_NIGHT, _ASLEEP = (*range(22, 24), *range(6)), 0.4
_AGAIN = 0.04
_ROUNDS_A_VIOLATION = 30, 1
_SIDES_SAY = {
    "shelling": ("shelling", "heavy weapons"),
    "fire": ("small-arms fire", "rifles and machine guns"),
}


@dataclass(frozen=True)
class Outbreak:
    """Runs of one outbreak that go by one word: ``fire`` or ``shelling``; times in seconds, place in metres."""

    event: str
    word: str
    start: float
    end: float
    x: float
    y: float
    by: int
    count: int
    recorded: bool


def listed(
    scene: Stage, happened: pl.DataFrame, direct: Sequence[Report], clock: Clock, days: int, rng: np.random.Generator
) -> list[Report]:
    """What goes onto each list, by the day on which it is sent.

    A side lists two outbreaks in five that the other fired, of its own hardly any; an agency a quarter, fewer at night;
    the press a few, and copies a quarter of what the mission recorded the day before. The louder, the likelier. One
    entry in 25 is listed twice. Flares and exercises nobody lists.
    """
    known = _outbreaks(happened, {report.event for report in direct})
    if not known:
        return []
    refs, result = Refs(clock), []
    loud = _LOUDER * np.log([one.count for one in known])
    by = np.array([one.by for one in known])
    night = np.array([int(one.start % DAY // HOUR) in _NIGHT for one in known])
    recorded = np.array([one.recorded for one in known])
    for side, voice in enumerate(_voices(scene)):
        on = _drawn(np.where(by == side, _BY_OWN, _BY_OTHER), loud, rng)
        for one, again in _entries(known, on, rng):
            cells = _by_side(scene, one, side, voice, refs, clock, rng)
            day = clock.day(one.start) + int(rng.integers(1, 3))
            result.append(Report(day, OF_SIDES[side], cells, one.event, "doubled" if again else "listed"))
    if agencies := _register(scene.mission, "agency"):
        on = _drawn(_SAFETY * np.where(night, _ASLEEP, 1.0), loud, rng)
        for one, again in _entries(known, on, rng):
            cells = _by_agency(scene, one, agencies[-1], refs, clock, rng)
            result.append(Report(_next_monday(clock, one), OF_AGENCY, cells, one.event,
                                 "doubled" if again else "listed"))  # fmt: skip
    if outlets := _register(scene.mission, "press"):
        own, copied = _drawn(_OUTLETS, loud, rng), recorded & (rng.random(len(known)) < _COPIED)
        copies = {known[int(index)].event for index in np.flatnonzero(copied)}
        for one, again in _entries(known, own | copied, rng):
            role = "doubled" if again else "copied" if one.event in copies else "listed"
            cells = _by_press(scene, one, outlets[int(rng.integers(len(outlets)))], refs, clock, rng)
            result.append(Report(clock.day(one.start) + 1, OF_PRESS, cells, one.event, role))
    return [report for report in result if report.day < days]


def _outbreaks(happened: pl.DataFrame, recorded: set[str]) -> list[Outbreak]:
    rows = (
        happened.filter(~pl.col("exercise"))
        .with_columns(
            word=pl.col("kind").replace_strict(_WORDS, default=None),
            recorded=pl.col("event").is_in(list(recorded)),
        )
        .drop_nulls("word")
        .group_by("episode", "word", maintain_order=True)
        .agg(
            pl.col("event").first(),
            start=pl.col("t0").min(),
            end=pl.col("t1").max(),
            x=pl.col("x").mean(),
            y=pl.col("y").mean(),
            by=pl.col("by").first(),
            count=pl.col("count").sum(),
            recorded=pl.col("recorded").any(),
        )
    )
    return [Outbreak(**row) for row in rows.drop("episode").iter_rows(named=True)]


def _voices(scene: Stage) -> list[str]:
    """Who speaks for each side, in order; a side without a voice sends no list."""
    speaks = {source.party: source.id for source in scene.mission.sources.values() if source.type == "party"}
    return [speaks[party] for party in scene.parties if party in speaks]


def _register(mission: Mission, kind: str) -> list[str]:
    return [source.id for source in mission.sources.values() if source.type == kind]


def _drawn(share: Floats | float, loud: Floats, rng: np.random.Generator) -> Bools:
    odds = np.log(np.divide(share, 1 - np.asarray(share))) + loud - loud.mean()
    return np.asarray(rng.random(len(loud)) < 1 / (1 + np.exp(-odds)))


def _entries(known: list[Outbreak], on: Bools, rng: np.random.Generator) -> list[tuple[Outbreak, bool]]:
    """The outbreaks listed, and after some of them, once more, as another desk took them down."""
    return [
        (known[int(index)], again)
        for index in np.flatnonzero(on)
        for again in ((False, True) if rng.random() < _AGAIN else (False,))
    ]


def _next_monday(clock: Clock, one: Outbreak) -> int:
    day = clock.at(one.start).date()
    return clock.day(one.start) + 7 - day.weekday()


def _by_side(
    scene: Stage, one: Outbreak, side: int, voice: str, refs: Refs, clock: Clock, rng: np.random.Generator
) -> dict[str, str]:
    start = clock.at(max(one.start + 120 * rng.standard_normal(), 0.0))
    end = clock.at(one.end)
    long = end - start > timedelta(minutes=3) and end.date() == start.date()
    rounds = max(1, round(one.count * float(rng.lognormal(0.2, 0.3))))
    return {
        "ref": refs.next(f"l-{voice}", one.start),
        "source": voice,
        "date": f"{start:{('%d.%m.%Y', '%Y-%m-%d')[side]}}",
        "time": f"{start:%H:%M}-{end:%H:%M}" if long else f"{start:%H:%M}",
        "kind": _SIDES_SAY[one.word][side],
        "count": str(-(-rounds // _ROUNDS_A_VIOLATION[side])),
        "where": _near(scene, one, scene.parties[side], rng),
        "text": "EXERCISE.",
    }


def _by_agency(
    scene: Stage, one: Outbreak, agency: str, refs: Refs, clock: Clock, rng: np.random.Generator
) -> dict[str, str]:
    start = clock.at(max(one.start + 300 * rng.standard_normal(), 0.0))
    return {
        "ref": refs.next(f"l-{agency}", one.start),
        "source": agency,
        "date": f"{start:%d %b %Y}",
        "time": f"{start:%H:%M}" if rng.random() < 0.6 else _vaguely(start.hour),
        "kind": "Indirect fire" if one.word == "shelling" else "Small arms fire",
        "where": _near(scene, one, "", rng),
        "text": "EXERCISE. No staff affected.",
    }


def _by_press(
    scene: Stage, one: Outbreak, outlet: str, refs: Refs, clock: Clock, rng: np.random.Generator
) -> dict[str, str]:
    start = clock.at(one.start)
    hour = start + timedelta(minutes=30)
    loosely = rng.random() < 0.3
    return {
        "ref": refs.next(f"l-{outlet}", one.start),
        "source": outlet,
        "date": (start if loosely else hour).date().isoformat(),
        "time": _vaguely(start.hour) if loosely else f"around {hour.hour}h",
        "kind": "shelling" if one.word == "shelling" else "firefight",
        "where": _near(scene, one, scene.mission.sources[outlet].party, rng),
        "text": "EXERCISE. Fire was reported.",
    }


def _vaguely(hour: int) -> str:
    if hour >= 18 or hour < 6:
        return "evening" if hour >= 18 else "early hours"
    return "morning" if hour < 12 else "afternoon"


def _near(scene: Stage, one: Outbreak, side: str, rng: np.random.Generator) -> str:
    """Whole kilometres and a compass point from the nearest place, as the side calls it; "near" it within two."""
    x, y = np.array([one.x, one.y]) + 400 * rng.standard_normal(2)
    lon, lat = scene.frame.lonlat(np.array([x]), np.array([y]))
    found = nearest_place(scene.mission, lon, lat)
    place = scene.mission.places[str(found.place[0])]
    name = place.names.get(side, place.name) if side else place.name
    km = round(float(found.metres[0]) / 1000)
    return f"near {name}" if km < 2 else f"{km} km {saying.compass(float(found.degrees[0]))} of {name}"
