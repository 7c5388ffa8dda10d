"""What watchers write down of what they noticed: duty logs, camera and sensor logs, patrol logs, watches, tracks."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from . import saying
from .books import MACHINE, OBSERVATION, OBSERVATIONS, Book, Report, hub
from .process import HOUR
from .stage import Stage
from .watching import IMPAIRED, OFF, ON, STATES, Effort

PATROL = (*OBSERVATION, "direction", "lon", "lat", "bearing", "range", "exercise", "text")
WATCHES = ("ref", "source", "start", "end", "state", "notices", "reason")
TRACK = ("source", "patrol", "time", "lon", "lat", "reach_m")

BOOKS = {
    "duty-log-one": Book("observations", OBSERVATIONS),
    "duty-log-two": Book("observations", OBSERVATIONS, layout="xlsx"),
    "camera-log": Book("observations", ("ref", "source", "start", "end", "means", "kind", "count", "weapon",
                                        "direction", "bearing", "range", "sequence")),
    "sensor-log": Book("observations", MACHINE, layout="parquet"),
    "patrol-log": Book("observations", PATROL),
    "patrol-log-comma": Book("observations", PATROL, delimiter=";"),
    "watches": Book("watches", WATCHES),
    "tracks": Book("tracks", TRACK),
    "track": Book("tracks", TRACK, daily=False, layout="gpx"),
}  # fmt: skip
"""Books by name. One patrol writes decimal commas, and keeps its first day's track in a GPS receiver."""

_NOTICES = {"post": "heard|seen", "patrol": "heard|seen", "camera": "recorded", "acoustic": "recorded"}


class Clock:
    """Seconds since the first local midnight as moments of the mission's zone."""

    def __init__(self, first: datetime) -> None:
        self.first = first

    def at(self, seconds: float) -> datetime:
        return self.first + timedelta(seconds=float(seconds))

    def day(self, seconds: float) -> int:
        return int(seconds // (24 * HOUR))


class Refs:
    """Each source's own running numbers by day."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.used = clock, Counter[str]()

    def next(self, source: str, seconds: float) -> str:
        stem = f"{source}-{self.clock.at(seconds):%Y%m%d}"
        self.used[stem] += 1
        return f"{stem}-{self.used[stem]}"


def observed(
    scene: Stage, happened: pl.DataFrame, noticed: pl.DataFrame, clock: Clock, error: float, rng: np.random.Generator
) -> list[Report]:
    """One row, or a camera's rows in sequence, for each notice."""
    watchers, refs = scene.watchers, Refs(clock)
    drift = 6.0 * error * rng.standard_normal(len(watchers.ids))
    last_patrol = int(watchers.of("patrol")[-1]) if len(watchers.of("patrol")) else -1
    rows = happened.select("event", "episode", "t0", "t1", "x", "y", "heading", "kind", "weapon", "assessment", "count",
                           "exercise").rows(named=True)  # fmt: skip
    runs: defaultdict[tuple[int, int], list[Report]] = defaultdict(list)
    result: list[Report] = []
    for notice in noticed.rows(named=True):
        event, watcher = rows[notice["event"]], notice["watcher"]
        kind, source = str(watchers.types[watcher]), watchers.ids[watcher]
        dx, dy = event["x"] - notice["x"], event["y"] - notice["y"]
        bearing, distance = float(np.degrees(np.arctan2(dx, dy)) % 360), float(max(np.hypot(dx, dy), 50.0))
        if kind == "camera":
            rows_of_run = _camera(event, source, bearing, distance, drift[watcher], clock, refs, error, rng)
            runs[watcher, event["episode"]] += rows_of_run
            result += rows_of_run
        elif kind == "acoustic":
            result.append(_sensor(scene, event, source, distance, clock, refs, error, rng))
        else:
            off = 90.0 * error * rng.standard_normal()
            t0 = max(event["t0"] + off, 0.0)
            cells = {"ref": refs.next(source, t0), "source": source}
            cells |= saying.clock(clock.at(t0), clock.at(max(event["t1"] + off, t0)), rng)
            cells |= _account(event, notice["heard"], notice["seen"], error, rng)
            cells["bearing"] = saying.bearing(bearing, 9.0 * error, rng)
            cells["range"] = saying.distance(distance, 0.3 * error, rng)
            book = f"duty-log-{hub(scene, watcher)}"
            if kind == "patrol":
                book = "patrol-log-comma" if watcher == last_patrol else "patrol-log"
                cells |= _position(scene, notice["x"], notice["y"], comma=watcher == last_patrol)
            result.append(Report(clock.day(t0), book, cells, event["event"]))
    _number_sequences(runs)
    return result


def _number_sequences(runs: dict[tuple[int, int], list[Report]]) -> None:
    for numbered, reports in enumerate((reports for reports in runs.values() if len(reports) > 1), start=1):
        for report in reports:
            report.cells["sequence"] = f"{report.cells['source']}-seq-{numbered}"


def _account(event: dict[str, Any], heard: bool, seen: bool, error: float, rng: np.random.Generator) -> dict[str, str]:
    kind = event["kind"]
    drill = bool(event["exercise"])
    return {
        "means": ("heard and seen" if heard else "seen") if seen else "heard",
        "kind": "shot" if kind == "burst" and rng.random() < 0.04 * error else kind,
        "count": saying.count(event["count"], 0.15 * error, rng),
        "weapon": event["weapon"] if rng.random() < 0.6 else "N/K",
        "assessment": event["assessment"] if rng.random() < 0.8 else "undetermined",
        "direction": saying.flight(event["heading"]) if seen and kind == "projectile" else "",
        "exercise": "yes" if drill and rng.random() < 0.7 else "",
        "grade": "B2" if rng.random() < 0.1 else "",
        "text": "EXERCISE. Assessed as a live-fire exercise." if drill and rng.random() < 0.5 else "",
    }


def _camera(
    event: dict[str, Any],
    source: str,
    bearing: float,
    distance: float,
    drift: float,
    clock: Clock,
    refs: Refs,
    error: float,
    rng: np.random.Generator,
) -> list[Report]:
    """A few records one by one, a longer run as one row."""
    t0, t1, n = event["t0"], event["t1"], event["count"]
    kind = event["kind"]
    single = n <= 5 and kind in ("projectile", "explosion", "muzzle_flash", "flare")
    moments = [(t, t + 1) for t in np.linspace(t0, t1, n)] if single else [(t0, t1)]
    said = (bearing + 2.5 * error * rng.standard_normal()) % 360
    km = distance / 1000 * float(np.exp(0.2 * error * rng.standard_normal()))
    near = max(round(km * 0.75, 1), 0.1)
    reports = []
    for begin, end in moments:
        begin, end = max(begin + drift, 0.0), max(end + drift, 0.0)
        cells = {
            "ref": refs.next(source, begin),
            "source": source,
            "start": clock.at(begin).replace(microsecond=0).isoformat(),
            "end": clock.at(end).replace(microsecond=0).isoformat(),
            "means": "recorded",
            "kind": kind,
            "count": "1" if single else str(max(1, round(n * float(np.exp(0.08 * error * rng.standard_normal()))))),
            "weapon": "N/K",
            "direction": saying.flight(event["heading"]) if kind == "projectile" else "",
            "bearing": f"{said:.0f}" if round(said) < 360 else "0",
            "range": f"{near:g}-{max(round(km * 1.3, 1), near + 0.1):g}km",
            "sequence": "",
        }
        reports.append(Report(clock.day(begin), "camera-log", cells, event["event"]))
    return reports


def _sensor(
    scene: Stage,
    event: dict[str, Any],
    source: str,
    distance: float,
    clock: Clock,
    refs: Refs,
    error: float,
    rng: np.random.Generator,
) -> Report:
    t0, t1 = event["t0"], event["t1"]
    claimed = 200 + 0.08 * distance
    sd = claimed * error / 2.146
    x = event["x"] + sd * rng.standard_normal()
    y = event["y"] + sd * rng.standard_normal()
    n = event["count"]
    cells = {
        "ref": refs.next(source, t0),
        "source": source,
        "start": clock.at(t0).isoformat(timespec="milliseconds"),
        "end": clock.at(t1).isoformat(timespec="milliseconds"),
        "means": "recorded",
        "kind": event["kind"],
        "count": str(max(1, rng.binomial(n, 0.95))),
        **_position(scene, x, y),
        "error_m": f"{claimed:.0f}",
    }
    return Report(clock.day(t0), "sensor-log", cells, event["event"])


def _position(scene: Stage, x: float, y: float, *, comma: bool = False) -> dict[str, str]:
    lon, lat = scene.frame.lonlat(np.array([x]), np.array([y]))
    return {"lon": saying.number(lon[0], 5, comma=comma), "lat": saying.number(lat[0], 5, comma=comma)}


def watched(scene: Stage, work: Effort, clock: Clock) -> list[Report]:
    """A row for every stretch of a day in which a watcher's state and reason stayed the same; off duty gives none.

    Patrols that went out are in their tracks; only the hours they were kept out of are rows here.
    """
    result = []
    refs = Refs(clock)
    for index, source in enumerate(scene.watchers.ids):
        kind = str(scene.watchers.types[index])
        hours = range(work.state.shape[1])
        told = [(hour // 24, int(work.state[index, hour]), work.reason[index][hour]) for hour in hours]
        for (day, state, reason), stretch in groupby(hours, told.__getitem__):
            span = list(stretch)
            if state == OFF or (kind == "patrol" and state in (ON, IMPAIRED)):
                continue
            cells = {
                "ref": refs.next(f"w-{source}", span[0] * HOUR),
                "source": source,
                "start": clock.at(span[0] * HOUR).isoformat(),
                "end": clock.at((span[-1] + 1) * HOUR).isoformat(),
                "state": STATES[state],
                "notices": _NOTICES[kind],
                "reason": reason,
            }
            result.append(Report(day, "watches", cells))
    return result


def tracked(scene: Stage, work: Effort, clock: Clock) -> list[Report]:
    """The fixes of every patrol on its free hours; the last patrol's first day is a GPX file."""
    watchers, result = scene.watchers, []
    for (index, day), way in sorted(work.ways.items()):
        free = way[work.state[index][np.minimum(way[:, 0] // HOUR, work.state.shape[1] - 1).astype(int)] == ON]
        gps = index == int(watchers.of("patrol")[-1]) and day == 0
        lon, lat = scene.frame.lonlat(free[:, 1], free[:, 2])
        for seconds, east, north in zip(free[:, 0], lon, lat, strict=True):
            cells = {
                "source": watchers.ids[index],
                "patrol": f"{watchers.ids[index]}-{clock.first + timedelta(days=day):%Y%m%d}",
                "time": clock.at(seconds).isoformat(),
                "lon": f"{east:.5f}",
                "lat": f"{north:.5f}",
                "reach_m": f"{watchers.range_m[index]:.0f}",
            }
            result.append(Report(day, "track" if gps else "tracks", cells))
    return result
