"""What others say: parties' claims and statements, the press, refusals of access, fires seen from space."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import groupby

import numpy as np
import polars as pl

from trucewatch.mission import Mission, names, nearest_place

from . import saying
from .books import Book, Report
from .logs import Clock, Refs
from .process import DAY, HOUR, Weather
from .road import Road
from .segments import CLOSED, STATUSES
from .stage import Stage
from .watching import DENIED, Effort

_PRESS = ("ref", "source", "date", "time", "means", "kind", "count", "where", "origin", "text")
_FIRMS = ("latitude", "longitude", "bright_ti4", "scan", "track", "acq_date", "acq_time", "satellite", "instrument",
          "confidence", "version", "bright_ti5", "frp", "daynight")  # fmt: skip

BOOKS = {
    "press-list": Book("observations", _PRESS, daily=False),
    "press-list-1251": Book("observations", _PRESS, daily=False, encoding="cp1251", delimiter=";"),
    "restrictions": Book("restrictions", ("ref", "source", "start", "end", "form", "category", "by", "affected",
                                          "reason", "lon", "lat", "error_m", "text"), daily=False),
    "claims": Book("claims", ("ref", "claimant", "source", "measure", "amount", "unit", "from", "to", "about",
                              "against", "basis", "said_on", "text"), daily=False),
    "statements": Book("statements", ("ref", "speaker", "source", "said_on", "chain", "stance", "clause", "quoted",
                                      "text"), daily=False),
    "fires": Book("fires", _FIRMS, daily=False),
    "overpasses": Book("overpasses", ("acq_date", "acq_time", "satellite", "instrument", "cloud"), daily=False),
}  # fmt: skip

OVERPASSES = ((1.6, "N"), (13.4, "D"))
"""Hours of the local day, and what FIRMS calls them."""


def _register(mission: Mission, kind: str) -> list[str]:
    return [source.id for source in mission.sources.values() if source.type == kind]


def press(
    scene: Stage, happened: pl.DataFrame, direct: list[Report], clock: Clock, days: int, rng: np.random.Generator
) -> list[Report]:
    """The mission's own reports coming back a day later, their origin named or hidden, and parties relayed.

    Each outlet retells a few of the day's events by place and day; one outlet with a side sends its list in Russian,
    in Windows-1251.
    """
    outlets = _register(scene.mission, "press")
    sided = [outlet for outlet in outlets if scene.mission.sources[outlet].party]
    cyrillic = sided[int(rng.integers(len(sided)))] if sided else ""
    if not outlets:
        return []
    refs = Refs(clock)
    rows = {row["event"]: row for row in happened.rows(named=True)}
    place = nearest_place(scene.mission, happened["lon"].to_numpy(), happened["lat"].to_numpy()).place
    where = dict(zip(happened["event"], place, strict=True))
    by_day: defaultdict[int, list[Report]] = defaultdict(list)
    for report in direct:
        by_day[report.day].append(report)
    result = []
    for day in range(1, days):
        told = by_day[day - 1]
        for index in rng.permutation(len(told))[: int(rng.integers(1, 4))]:
            relayed = told[int(index)]
            event, outlet = rows[relayed.event], outlets[int(rng.integers(len(outlets)))]
            russian = outlet == cyrillic
            kind = "shelling" if event["kind"] == "explosion" else event["kind"]
            cells = {
                "ref": refs.next(outlet, day * DAY),
                "source": outlet,
                "date": clock.at(event["t0"]).date().isoformat(),
                "time": "evening" if 17 <= clock.at(event["t0"]).hour < 22 else "",
                "means": "told",
                "kind": kind,
                "count": "1" if kind == "shelling" else saying.count(event["count"], 0.2, rng),
                "where": _called(scene.mission, where[relayed.event], outlet, russian=russian),
                "origin": relayed.cells["source"] if rng.random() < 0.5 else "",
                "text": "УЧЕНИЕ. Сообщается о стрельбе." if russian else "EXERCISE. Fire was reported.",
            }
            result.append(Report(day, "press-list-1251" if russian else "press-list", cells, relayed.event, "relay"))
    return result


def _called(mission: Mission, place: str, outlet: str, *, russian: bool) -> str:
    """The place's name as the outlet writes it."""
    known = mission.places[place]
    if russian:
        return next((name for name in known.others if "а" <= name[-1].casefold() <= "я"), known.name)
    return known.names.get(mission.sources[outlet].party, known.name)


def claims(
    scene: Stage, happened: pl.DataFrame, road: Road, clock: Clock, days: int, rng: np.random.Generator
) -> list[Report]:
    """Each day both sides report many violations by the other and few of their own, with the same appetite.

    On traffic one side says more passed than did, the other less; which is which is drawn anew in each exercise.
    """
    refs, result = Refs(clock), []
    fired = np.zeros((2, days), dtype=np.int64)
    for by, t0, count in happened.filter(~pl.col("exercise")).select("by", "t0", "count").iter_rows():
        fired[by, min(int(t0 // DAY), days - 1)] += count
    passed = {
        (crossing, day): count
        for crossing, day, count in road.passages.group_by("crossing", pl.col("hour") // 24)
        .agg(pl.col("count").sum())
        .rows()
    }
    voices = [
        next((s.id for s in scene.mission.sources.values() if s.type == "party" and s.party == p), "")
        for p in scene.parties
    ]
    plays_up = int(rng.integers(2))
    for day in range(days):
        for side, voice in enumerate(voices):
            if not voice:
                continue
            said = {
                scene.parties[1 - side]: fired[1 - side, day] * rng.lognormal(0.5, 0.3) + rng.integers(0, 4),
                scene.parties[side]: fired[side, day] * rng.beta(1, 6),
            }
            for accused, amount in said.items():
                result.append(_claim(refs, clock, day, scene.parties[side], voice, "violations", int(amount), "count",
                                     "", accused))  # fmt: skip
            for corridor in scene.mission.corridors:
                total = sum(passed.get((crossing, day), 0) for crossing in corridor.crossings)
                factor = rng.lognormal(0.25 if side == plays_up else -0.25, 0.1)
                result.append(_claim(refs, clock, day, scene.parties[side], voice, "vehicles", round(total * factor),
                                     "count", corridor.id, ""))  # fmt: skip
    return result


def _claim(
    refs: Refs,
    clock: Clock,
    day: int,
    party: str,
    voice: str,
    measure: str,
    amount: int,
    unit: str,
    about: str,
    against: str,
) -> Report:
    today = clock.at(day * DAY).date().isoformat()
    cells = {
        "ref": refs.next(f"c-{voice}", day * DAY),
        "claimant": party,
        "source": voice,
        "measure": measure,
        "amount": f"about {round(amount, -1)}" if amount > 60 else str(amount),
        "unit": unit,
        "from": today,
        "to": today,
        "about": about,
        "against": against,
        "said_on": clock.at((day + 1) * DAY).date().isoformat(),
        "text": "EXERCISE. Daily figure.",
    }
    return Report(day, "claims", cells)


def statements(scene: Stage, road: Road, clock: Clock, days: int, rng: np.random.Generator) -> list[Report]:
    """Each week every side's spokesperson affirms the clauses and accuses the other, in the same words for both."""
    refs, result = Refs(clock), []
    outlets = _register(scene.mission, "press")
    closed = road.segments.filter(pl.col("status") == STATUSES[CLOSED]).height
    for week in range(0, days, 7):
        for voice in _register(scene.mission, "party"):
            for clause in scene.mission.clauses:
                stance = "accuses" if rng.random() < (0.5 if closed else 0.3) else "affirms"
                verb = "said the other side did not keep" if stance == "accuses" else "said that its side kept"
                outlet = outlets[int(rng.integers(len(outlets)))] if outlets and rng.random() < 0.5 else ""
                cells = {
                    "ref": refs.next(f"t-{voice}", week * DAY),
                    "speaker": voice,
                    "source": outlet or voice,
                    "said_on": clock.at(week * DAY).date().isoformat(),
                    "chain": outlet,
                    "stance": stance,
                    "clause": clause.id,
                    "quoted": "no",
                    "text": f'EXERCISE. The spokesperson {verb} the clause "{clause.title}".',
                }
                result.append(Report(week, "statements", cells))
    return result


def restrictions(scene: Stage, work: Effort, clock: Clock, rng: np.random.Generator) -> list[Report]:
    """What watchers who were kept out wrote down, now and then without saying by whom."""
    refs, result, watchers = Refs(clock), [], scene.watchers
    for index, source in enumerate(watchers.ids):
        for state, stretch in groupby(range(work.state.shape[1]), work.state[index].tolist().__getitem__):
            hours = list(stretch)
            if state != DENIED or rng.random() < 0.1:
                continue
            start, party = hours[0] * HOUR, scene.mission.sources[source].party
            place = scene.mission.sources[source].near
            cells = {
                "ref": refs.next(f"r-{source}", start),
                "source": source,
                "start": clock.at(start).isoformat(),
                "end": clock.at((hours[-1] + 1) * HOUR).isoformat(),
                "form": "denial",
                "category": "movement",
                "by": party if rng.random() < 0.7 else "",
                "affected": "monitors",
                "reason": ("no reason given", "said to be for safety")[int(rng.integers(2))],
                "lon": saying.number(watchers.lon[index], 5),
                "lat": saying.number(watchers.lat[index], 5),
                "error_m": "500",
                "text": f"EXERCISE. Kept out near {names(scene.mission, place)}." if place else "",
            }
            result.append(Report(clock.day(start), "restrictions", cells))
    return result


def fires(
    scene: Stage, happened: pl.DataFrame, sky: Weather, clock: Clock, days: int, rng: np.random.Generator
) -> list[Report]:
    """VIIRS rows: some explosions light fires that last until an overpass, other fires have nothing to do with them.

    Clouds hide both.
    """
    west, south, east, north = scene.mission.area.bounds
    lit = happened.filter((pl.col("kind") == "explosion") & (pl.Series(rng.random(happened.height)) < 0.06))
    n = int(rng.poisson(2.0 * days))
    burning = [(row["t0"], row["lon"], row["lat"], row["event"]) for row in lit.rows(named=True)]
    burning += [
        (float(t), float(lon), float(lat), "")
        for t, lon, lat in zip(
            rng.uniform(0, days * DAY, n), rng.uniform(west, east, n), rng.uniform(south, north, n), strict=True
        )
    ]
    result = []
    for t0, lon, lat, event in sorted(burning):
        until = t0 + rng.exponential(8 * HOUR)
        for day in range(int(t0 // DAY), min(int(until // DAY), days - 1) + 1):
            for hour, daynight in OVERPASSES:
                t = day * DAY + hour * HOUR
                if not t0 <= t <= until or rng.random() < sky.cloud[day]:
                    continue
                result.append(Report(day, "fires", firms(lon, lat, clock.at(t), daynight, rng), event))
    return result


def firms(lon: float, lat: float, at: datetime, daynight: str, rng: np.random.Generator) -> dict[str, str]:
    """The cells of a fire detected at that moment, some 150 m off."""
    utc = at.astimezone(UTC)
    frp = rng.lognormal(1.5, 0.8)
    return {
        "latitude": f"{lat + 0.0015 * rng.standard_normal():.5f}",
        "longitude": f"{lon + 0.0015 * rng.standard_normal():.5f}",
        "bright_ti4": f"{310 + 12 * frp**0.5:.2f}",
        "scan": "0.45",
        "track": "0.40",
        "acq_date": utc.date().isoformat(),
        "acq_time": utc.strftime("%H%M"),
        "satellite": "N",
        "instrument": "VIIRS",
        "confidence": ("l", "n", "n", "n", "h")[int(rng.integers(5))],
        "version": "2.0NRT",
        "bright_ti5": f"{285 + 5 * rng.standard_normal():.2f}",
        "frp": f"{frp:.2f}",
        "daynight": daynight,
    }


def overpasses(scene: Stage, sky: Weather, clock: Clock, days: int) -> list[Report]:
    """What the satellite of the register looked at: each overpass with the clouds of the day."""
    if not _register(scene.mission, "satellite"):
        return []
    result = []
    for day in range(days):
        for hour, _ in OVERPASSES:
            utc = clock.at(day * DAY + hour * HOUR).astimezone(UTC)
            cells = {
                "acq_date": utc.date().isoformat(),
                "acq_time": utc.strftime("%H%M"),
                "satellite": "N",
                "instrument": "VIIRS",
                "cloud": f"{100 * sky.cloud[day]:.1f}",
            }
            result.append(Report(day, "overpasses", cells))
    return result
