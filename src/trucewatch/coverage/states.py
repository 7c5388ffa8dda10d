"""From what was looked at and what happened to the four states of each cell and hour."""

import numpy as np
import polars as pl

from ..domain import Span
from ..mission import Mission
from .accounting import HOUR, SLOT, Looking
from .air import STATION_M, Air
from .frames import CELLS, CONDITIONS, HOURLY, LAND, RULE, STATES, WATCHES, WEATHER
from .observers import observer
from .sight import PER_SIDE, TARGET_M, Sight
from .stretches import Stretch
from .tracks import LONGEST_GAP_S

QUIET_SHARE = 0.9
"""The share of cell and hour that must be watched before it is called observed."""

_KEY = ["hour", "cell"]


def touched(events: pl.DataFrame, looking: Looking, parts: list[Stretch], sight: Sight, span: Span) -> pl.DataFrame:
    """The hours and cells in which each event may have been (columns hour, cell, event)."""
    counted = events.filter(
        pl.col("violation")
        & (pl.col("status") != "withdrawn")
        & (pl.col("start") < span.end)
        & (pl.col("end") >= span.start)
    )
    sources = pl.DataFrame({"stretch": range(len(parts)), "source": [part.source for part in parts]})
    reached = looking.watched_by.join(sources.cast({"stretch": pl.Int32}), on="stretch") if parts else None
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for row in counted.select("start", "end", "lon", "lat", "radius_m", "sources").iter_rows(named=True):
        first = max(0, int((row["start"] - span.start) // HOUR))
        last = min(len(looking.hours) - 1, int((row["end"] - span.start) // HOUR))
        if row["lon"] is not None:
            where = np.flatnonzero(sight.near(row["lon"], row["lat"], row["radius_m"]))
            hours = np.arange(first, last + 1)
            found.append((np.repeat(hours, len(where)), np.tile(where, len(hours))))
        elif reached is not None:
            inside = pl.col("hour").is_between(first, last) & pl.col("source").is_in(row["sources"])
            here = reached.filter(inside).select(_KEY).unique()
            found.append((here["hour"].to_numpy(), here["cell"].to_numpy()))
        else:
            found.append((np.empty(0, np.int64), np.empty(0, np.int64)))
    schema = pl.Schema({"hour": pl.Int32, "cell": pl.Int64, "event": pl.String})
    if not found:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(
        {
            "hour": np.concatenate([hours for hours, _ in found]),
            "cell": np.concatenate([where for _, where in found]),
            "event": counted["id"].gather(np.repeat(np.arange(len(found)), [len(hours) for hours, _ in found])),
        }
    ).cast(schema)


def cells(looking: Looking, events: pl.DataFrame, parts: list[Stretch], sight: Sight) -> pl.DataFrame:
    """CELLS, by hour and cell."""
    h, n = looking.observed.shape
    told = pl.DataFrame(
        {
            "stretch": range(len(parts)),
            "entry": [part.entry for part in parts],
            "source": [part.source for part in parts],
            "looks": [part.looks for part in parts],
            "why": [f"{part.source} {part.state}" + (f": {part.reason}" if part.reason else "") for part in parts],
        },
        schema={"stretch": pl.Int32, "entry": pl.String, "source": pl.String, "looks": pl.Boolean, "why": pl.String},
    )
    by = looking.watched_by.join(told, on="stretch")
    on = (
        by.filter("looks")
        .group_by(_KEY)
        .agg(watches=pl.col("entry").unique().sort(), sources=pl.col("source").unique().sort())
    )
    off = by.filter(~pl.col("looks")).group_by(_KEY).agg(why=pl.col("why").unique().sort())
    airs = _airs(looking)
    dimmed = looking.dimmed_for.join(told.filter("looks"), on="stretch").join(airs, on=["hour", "stretch"])
    dull = dimmed.group_by(_KEY).agg(dull=pl.format("{}: {}", "source", "seen").unique().sort())
    about = pl.concat([looking.watched_by, looking.dimmed_for]).join(airs, on=["hour", "stretch"])
    weather = about.group_by(_KEY).agg(weather=pl.col("entries").explode().unique().sort())
    screened = looking.hidden_from.join(told.filter("looks"), on="stretch").group_by(_KEY)
    hidden = screened.agg(hidden=pl.col("source").unique().sort())
    happened = events.group_by(_KEY).agg(events=pl.col("event").sort())
    notes = ("why", "dull", "hidden")
    nothing = pl.lit([], dtype=pl.List(pl.String))
    frame = (
        pl.DataFrame(
            {
                "hour": np.repeat(np.arange(h, dtype=np.int32), n),
                "cell": np.tile(np.arange(n, dtype=np.int64), h),
                "observed_share": looking.observed.ravel().round(4),
                "impaired_share": looking.impaired.ravel().round(4),
            }
        )
        .join(on, on=_KEY, how="left", maintain_order="left")
        .join(off, on=_KEY, how="left", maintain_order="left")
        .join(hidden, on=_KEY, how="left", maintain_order="left")
        .join(dull, on=_KEY, how="left", maintain_order="left")
        .join(weather, on=_KEY, how="left", maintain_order="left")
        .join(happened, on=_KEY, how="left", maintain_order="left")
        .with_columns(
            pl.col("watches", "sources", *notes, "weather", "events").fill_null(nothing),
            state=_state(),
        )
    )
    starts = pl.Series(looking.hours, dtype=CELLS["hour"])
    return (
        frame.with_columns(reason=_reason(), hour=starts.gather(frame["hour"]))
        .with_columns(id=pl.format("cov:cell-{}/{}", "cell", pl.col("hour").dt.strftime("%Y-%m-%dT%H:%MZ")))
        .select(list(CELLS))
    )


def hourly(looking: Looking, events: pl.DataFrame, sight: Sight, mission: Mission) -> pl.DataFrame:
    """HOURLY, by hour, sectors in the order of the mission file, the whole area first."""
    eventful = np.zeros(looking.observed.shape, dtype=np.bool_)
    eventful[events["hour"].to_numpy(), events["cell"].to_numpy()] = True
    per_cell = len(sight.weight) // sight.grid.n
    eventful = np.repeat(eventful, per_cell, axis=1)
    names = ["", *(sector.id for sector in mission.sectors)]
    weights = np.column_stack([sight.weight, *(sight.weight * (sight.sector == name) for name in names[1:])])
    weights = weights.astype(np.float32)
    watched = looking.observed_points
    totals = weights.sum(axis=0)
    with_events = (watched * eventful) @ weights
    quiet = watched @ weights - with_events
    impaired = looking.impaired_points @ weights
    states = np.stack([with_events, quiet, impaired, totals - with_events - quiet - impaired], axis=-1)
    states = np.maximum(states, 0) * looking.lengths[:, None, None]
    h, s, k = states.shape
    return pl.DataFrame(
        {
            "hour": pl.Series(looking.hours, dtype=HOURLY["hour"]).gather(np.repeat(np.arange(h), s * k)),
            "sector": pl.Series(names).gather(np.tile(np.repeat(np.arange(s), k), h)),
            "state": pl.Series(STATES).gather(np.tile(np.arange(k), h * s)),
            "area_hours": states.ravel().astype(np.float64),
        },
        schema=HOURLY,
    )


def watches(parts: list[Stretch]) -> pl.DataFrame:
    """WATCHES, by start, source and entry."""
    return pl.DataFrame(
        {
            "id": [part.id for part in parts],
            "entry": [part.entry for part in parts],
            "source": [part.source for part in parts],
            "state": [part.state for part in parts],
            "start": [part.span.start for part in parts],
            "end": [part.span.end for part in parts],
            "hours": [part.span.length / HOUR for part in parts],
            "means": [list(part.notices) for part in parts],
            "flag": [part.flag for part in parts],
            "reason": [part.reason for part in parts],
        },
        schema=WATCHES,
    )


def _airs(looking: Looking) -> pl.DataFrame:
    """Columns hour, stretch, entries (of the weather that bounds it), seen (how far, in words)."""
    bound = {key: told for key, told in looking.airs.items() if told.air != Air()}
    return pl.DataFrame(
        {
            "hour": [hour for hour, _ in bound],
            "stretch": [stretch for _, stretch in bound],
            "entries": [[entry for entry in told.bounding if entry] for told in bound.values()],
            "seen": [f"visibility {told.air.visibility_m:,.0f} m" for told in bound.values()],
        },
        schema={"hour": pl.Int32, "stretch": pl.Int32, "entries": pl.List(pl.String), "seen": pl.String},
    )


def conditions(sight: Sight, looking: Looking, parts: list[Stretch], mission: Mission) -> pl.DataFrame:
    """CONDITIONS."""
    hours: dict[str, list[float]] = {"visibility": [0.0, 0.0], "wind": [0.0, 0.0]}
    for (h, number), told in looking.airs.items():
        part = parts[number]
        by = observer(part.source, part.notices, mission)
        hour = Span(looking.hours[h], looking.hours[h] + HOUR)
        length = part.span.overlap(hour) / HOUR if part.looks else 0.0
        for name, sense, entry in (("visibility", by.sight, told.visibility), ("wind", by.sound, told.wind)):
            if sense:
                hours[name][0] += length if entry else 0.0
                hours[name][1] += length
    known = {"terrain": sight.terrain.known if sight.terrain else 0.0}
    known |= {name: told / whole if whole else 0.0 for name, (told, whole) in hours.items()}
    return pl.DataFrame(
        {
            "id": [f"cov:area/{name}" for name in known],
            "condition": list(known),
            "known": [share or None for share in known.values()],
        },
        schema=CONDITIONS,
    )


def rule(mission: Mission, sight: Sight) -> str:
    """The rule in words, with its parameters."""
    ranges = "; ".join(
        f"{row.means} {row.kind} {row.day_m / 1000:g} km by day, {row.night_m / 1000:g} km by night"
        for row in mission.detection
        if row.kind in sight.kinds
    )
    return RULE.format(
        quiet=QUIET_SHARE,
        points=PER_SIDE**2,
        slot=int(SLOT.total_seconds() // 60),
        gap=int(LONGEST_GAP_S // 60),
        kinds=" and ".join(sight.kinds),
        ranges=ranges or "the mission gives no ranges",
        weather=WEATHER.format(station=STATION_M / 1000),
        ground="no ground hides anything, since the mission has no heights of it"
        if sight.terrain is None
        else LAND.format(step=sight.terrain.step_m, known=sight.terrain.known, target=TARGET_M),
    )


def _state() -> pl.Expr:
    observed, impaired = pl.col("observed_share"), pl.col("impaired_share")
    return (
        pl.when(pl.col("events").list.len() > 0)
        .then(pl.lit("observed_events"))
        .when(observed >= QUIET_SHARE)
        .then(pl.lit("observed_quiet"))
        .when((impaired > 0) & (observed + impaired >= QUIET_SHARE))
        .then(pl.lit("impaired"))
        .otherwise(pl.lit("not_observed"))
    )


def _reason() -> pl.Expr:
    watched = pl.format("{} % of cell and hour watched", (pl.col("observed_share") * 100).round(0).cast(pl.Int64))
    by = pl.when(pl.col("sources").list.len() > 0).then(
        pl.format("{} by {}", watched, pl.col("sources").list.join(", "))
    )
    watched = by.otherwise(pl.lit("no watch reached it"))
    why = (
        pl.when(pl.col("why").list.len() > 0)
        .then(pl.format("; {}", pl.col("why").list.join("; ")))
        .otherwise(pl.lit(""))
    )
    ground = (
        pl.when(pl.col("hidden").list.len() > 0)
        .then(pl.format("; no known line of sight into it or a part of it from {}", pl.col("hidden").list.join(", ")))
        .otherwise(pl.lit(""))
    )
    dull = (
        pl.when(pl.col("dull").list.len() > 0)
        .then(pl.format("; {}", pl.col("dull").list.join("; ")))
        .otherwise(pl.lit(""))
    )
    rest = (
        pl.when(pl.col("state") != "observed_events")
        .then(pl.lit(""))
        .when(pl.col("observed_share") == 0)
        .then(pl.lit("; noted from afar: what else happened here is not known"))
        .when(pl.col("observed_share") < QUIET_SHARE)
        .then(pl.lit("; what happened in the rest of it is not known"))
        .otherwise(pl.lit(""))
    )
    return pl.concat_str(watched, rest, why, dull, ground)
