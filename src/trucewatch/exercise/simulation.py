"""Plays an exercise from beginning to end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from trucewatch.mission import Mission, sector_of

from . import arms, clinics, ledgers, listing, logs, meteorology, road, voices, works
from .books import File, bound, disturbed
from .process import DAY, Process, events, weather
from .promises import promises
from .stage import Stage, stage
from .watching import STATES, Effort, effort, notices

_BOOKS = (
    logs.BOOKS
    | road.BOOKS
    | voices.BOOKS
    | arms.BOOKS
    | clinics.BOOKS
    | listing.BOOKS
    | ledgers.BOOKS
    | meteorology.BOOKS
)


@dataclass(frozen=True)
class Simulation:
    """What was played: the arguments, the files as sources send them, and the truth as frames by name.

    ``truth`` has: *played* (the arguments), *events* (runs of like events), *links* (which row of which file is about
    which event), *faults* (rows spoilt on purpose, with what they meant), *days* (true and recorded totals by
    reporting day, sector and kind), *segments*, *passages*, *shifts*, *deliveries*, *stocks*, *onward* (see
    ``Road``), *loads* (see ``Ledgers``), *works* (that burn all year), *weapons* (what was out of storage, where and
    when), *promises* (which clause was broken on which reporting day, by whom), *effort* (hourly state of every
    watcher), *weather*, *services* (level and reasons of every health facility and service by day).
    """

    mission: str
    start: date
    days: int
    seed: int
    intensity: float
    error: float
    files: tuple[File, ...]
    truth: dict[str, pl.DataFrame]


def simulate(
    mission: Mission, *, days: int, seed: int, start: date, intensity: float = 1.0, error: float = 1.0
) -> Simulation:
    """Plays ``days`` days of ``mission`` from local midnight of ``start``.

    ``intensity`` multiplies the fitted rate of fire, ``error`` the observers' errors in place, time and count. The same
    arguments give the same simulation, bit for bit. Raises ValueError if the mission is no exercise, has no sources
    on both sides, or if an argument is out of range.
    """
    if days < 1 or seed < 0 or intensity < 0 or error < 0:
        raise ValueError("days must be 1 or more; seed, intensity and error must not be below 0")
    scene = stage(mission)
    of_weather, of_fire, of_effort, of_notice, of_rows, of_road, of_voices, of_mess, of_arms = np.random.default_rng(
        seed
    ).spawn(9)
    of_wind = np.random.default_rng((seed, *b"wind"))
    clock = logs.Clock(datetime.combine(start, time(), ZoneInfo(mission.zone)))
    sky = weather(days, of_weather, of_wind)
    happened = events(scene, Process(), days, intensity, of_fire)
    happened = happened.with_columns(
        sector=pl.Series(sector_of(mission, happened["lon"].to_numpy(), happened["lat"].to_numpy()), dtype=pl.String)
    )
    work = effort(scene, sky, days, of_effort)
    noticed = notices(scene, happened, work, sky, of_notice)
    direct = logs.observed(scene, happened, noticed, clock, error, of_rows)
    travelled = road.travelled(mission, days, clock, error, of_road)
    reports = disturbed(direct, days, of_mess)
    reports += logs.watched(scene, work, clock) + logs.tracked(scene, work, clock) + travelled.reports
    reports += voices.press(scene, happened, direct, clock, days, of_voices)
    reports += voices.claims(scene, happened, travelled, clock, days, of_voices)
    reports += voices.statements(scene, travelled, clock, days, of_voices)
    reports += voices.restrictions(scene, work, clock, of_voices)
    reports += voices.fires(scene, happened, sky, clock, days, of_voices)
    reports += voices.overpasses(scene, sky, clock, days)
    reports += meteorology.reports(scene, sky, clock, of_wind)
    moved = arms.outings(scene, days, of_arms)
    reports += arms.reports(scene, moved, work, clock, days, error, of_arms)
    serving, told = clinics.clinics(mission, clock, days, error, np.random.default_rng((seed, *b"clinics")))
    reports += told
    reports += listing.listed(scene, happened, direct, clock, days, np.random.default_rng((seed, *b"lists")))
    plants, detected = works.burning(scene, sky, clock, days, np.random.default_rng((seed, *b"works")))
    reports += detected
    registered = ledgers.kept(mission, start, days, np.random.default_rng((seed, *b"registers")))
    reports += registered.reports
    reports = [report for report in reports if report.day < days]
    files = bound(reports, _BOOKS, start)
    rows = _rows(files)
    recorded = rows["links"].filter(pl.col("role") == "direct")["event"].unique()
    outings = arms.truth(scene, moved)
    truth = {
        "played": pl.DataFrame({"mission": [mission.id], "start": [start], "days": [days], "seed": [seed],
                                "intensity": [intensity], "error": [error]}),
        "events": _events(scene, happened, clock),
        **rows,
        "days": _days(mission, happened, recorded, start),
        "segments": travelled.segments,
        "passages": travelled.passages,
        "shifts": travelled.shifts,
        "deliveries": travelled.deliveries,
        "stocks": travelled.stocks,
        "onward": travelled.onward,
        "services": serving,
        "loads": registered.loads,
        "works": plants,
        "weapons": outings,
        "promises": promises(scene, happened, travelled, outings, work, start, days),
        "effort": _effort(scene, work),
        "weather": pl.DataFrame({"hour": np.arange(days * 24), "fog": sky.fog, "wind": sky.wind,
                                 "wind_from": sky.wind_from, "visibility_m": sky.visibility_m,
                                 "cloud": np.repeat(sky.cloud, 24)}),
    }  # fmt: skip
    return Simulation(mission.id, start, days, seed, intensity, error, files, truth)


def _events(scene: Stage, happened: pl.DataFrame, clock: logs.Clock) -> pl.DataFrame:
    first = pl.lit(clock.first).dt.convert_time_zone("UTC")
    return happened.select(
        "event",
        "episode",
        start=(first + pl.duration(microseconds=(pl.col("t0") * 1e6).cast(pl.Int64))),
        end=(first + pl.duration(microseconds=(pl.col("t1") * 1e6).cast(pl.Int64))),
        lon="lon",
        lat="lat",
        sector="sector",
        region="region",
        kind="kind",
        weapon="weapon",
        assessment="assessment",
        heading="heading",
        count="count",
        exercise="exercise",
        by=pl.col("by").replace_strict([0, 1], list(scene.parties), return_dtype=pl.String),
    )


def _rows(files: tuple[File, ...]) -> dict[str, pl.DataFrame]:
    links, faults = [], []
    for file in files:
        for row, report in enumerate(file.rows, start=2):
            ref, source = report.cells.get("ref", ""), report.cells.get("source", "")
            if report.event:
                links.append((file.name, row, ref, source, report.event, report.role, report.late))
            if report.fault:
                faults.append((file.name, row, ref, report.fault, report.cells[report.fault], report.meant))
    text = pl.String
    return {
        "links": pl.DataFrame(
            links,
            schema={
                "file": text,
                "row": pl.Int64,
                "ref": text,
                "source": text,
                "event": text,
                "role": text,
                "late": pl.Boolean,
            },
            orient="row",
        ),
        "faults": pl.DataFrame(
            faults,
            schema={"file": text, "row": pl.Int64, "ref": text, "field": text, "value": text, "meant": text},
            orient="row",
        ),
    }


def _days(mission: Mission, happened: pl.DataFrame, recorded: pl.Series, start: date) -> pl.DataFrame:
    """Totals by local day ending at the mission's cut-off, sector and kind; those after the last cut-off are open."""
    cutoff = mission.reporting.cutoff
    seconds = timedelta(hours=cutoff.hour, minutes=cutoff.minute).total_seconds()
    seen = pl.col("event").is_in(recorded.implode())
    return (
        happened.with_columns(
            day=pl.lit(start) + pl.duration(days=((pl.col("t0") - seconds) / DAY).floor().cast(pl.Int64) + 1)
        )
        .group_by("day", "sector", "region", "kind")
        .agg(
            events=pl.len(),
            count=pl.col("count").sum(),
            recorded_events=seen.sum(),
            recorded_count=pl.col("count").filter(seen).sum(),
        )
        .sort("day", "sector", "region", "kind")
    )


def _effort(scene: Stage, work: Effort) -> pl.DataFrame:
    hours = work.state.shape[1]
    return pl.DataFrame(
        {
            "source": [source for source in scene.watchers.ids for _ in range(hours)],
            "hour": list(range(hours)) * len(scene.watchers.ids),
            "state": [STATES[code] for code in work.state.ravel()],
            "reason": [why for index in range(len(scene.watchers.ids)) for why in work.reason[index]],
        }
    )
