"""What was recorded in sectors, and what would have been noticed, by kind of event and day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period, area_centre, cutoff_days
from ..places import Frame, Grid
from . import estimating
from .estimating import Floats, Ints
from .frames import RATES

HISTORY_DAYS = 70
"""Days, up to the end of a period, of which it must be known what would have been noticed in them."""

WITHIN_REACH = 0.05
"""An estimate speaks of the parts of a sector where the watches of the history would have noticed this share."""

_KEY = ["cell", "sector", "kind"]


@dataclass(frozen=True)
class Kind:
    """One kind of event: numbers noticed within reach and exposure (sectors, days)."""

    name: str
    seen: Ints
    exposure: Floats


def history(mission: Mission, period: Period) -> tuple[Span, ...]:
    """The days that estimates and alarms of ``period`` learn from."""
    return cutoff_days(mission, period.day, HISTORY_DAYS)


def always(mission: Mission) -> set[str]:
    """The kinds that could have been noticed even if none was: those of the explosion rule."""
    rule = mission.count_rules.get(mission.reporting.explosion_rule)
    return set(rule.kinds) if rule else set()


def recorded(incidents: Incidents, mission: Mission, days: Sequence[Span]) -> pl.DataFrame:
    """Violations in sectors by day of the history: id, day, sector, kind, cell (-1 where none can be told)."""
    edges = [day.start for day in days]
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    frame = incidents.frame.filter(
        pl.col("violation") & (pl.col("status") != "withdrawn") & pl.col("sector").is_not_null()
    ).filter((pl.col("sector") != "") & middle.is_between(edges[0], days[-1].end, closed="left"))
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    placed = frame["lon"].is_not_null().to_numpy()
    cell = np.full(frame.height, -1, np.int64)
    lon, lat = (frame[name].to_numpy()[placed].astype(np.float64) for name in ("lon", "lat"))
    if placed.any():
        cell[placed] = grid.cell_of(lon, lat)
    number = pl.Series(edges).search_sorted(frame.select(middle).to_series(), side="right").cast(pl.Int64) - 1
    return frame.select("id", "sector", "kind").with_columns(day=number, cell=pl.Series(cell, dtype=pl.Int64))


def kinds(
    recorded: pl.DataFrame, exposure: pl.DataFrame, sectors: list[str], days: Sequence[Span], always: set[str]
) -> Iterator[Kind]:
    """The kinds ``always`` and those recorded in the history, as far as they could have been noticed."""
    parts = exposure.group_by(_KEY, maintain_order=True).agg(
        km2=pl.col("km2").first(), total=pl.col("detection").sum(), mean=pl.col("detection").sum() / len(days)
    )
    parts = parts.filter((pl.col("mean") >= WITHIN_REACH) & pl.col("sector").is_in(sectors))
    noticed = recorded.join(parts.select(_KEY), on=_KEY, how="semi")
    parts = parts.join(noticed.group_by(_KEY).len("seen"), on=_KEY, how="left").with_columns(
        pl.col("seen").fill_null(0)
    )
    parts = parts.sort(_KEY)
    watched = pl.col("km2") * pl.col("total")
    parts = parts.with_columns(usual=(pl.col("seen").sum() / watched.sum()).over("sector", "kind"))
    expected = (parts["usual"] * parts["km2"] * parts["total"]).to_numpy()
    firm = estimating.clumping(parts["seen"].cast(pl.Int64).to_numpy(), expected)
    density = (firm + pl.col("seen")) / (firm / pl.col("usual") + watched)
    parts = parts.with_columns(weight=pl.when(pl.col("usual") > 0).then(density).otherwise(1.0) * pl.col("km2"))
    weighed = exposure.join(parts.select(*_KEY, "weight"), on=_KEY).join(
        pl.DataFrame({"start": [day.start for day in days], "day": range(len(days))}).cast({"start": RATES["start"]}),
        on="start",
    )
    share = (
        weighed.sort(*_KEY, "day")
        .group_by("kind", "sector", "day", maintain_order=True)
        .agg(share=(pl.col("detection") * pl.col("weight")).sum())
    )
    whole = parts.group_by("kind", "sector", maintain_order=True).agg(whole=pl.col("weight").sum())
    share = share.join(whole, on=["kind", "sector"]).with_columns(share=pl.col("share") / pl.col("whole"))
    for kind in sorted({*noticed["kind"], *always.intersection(parts["kind"])}):
        seen = counts(noticed.filter(kind=kind), sectors, len(days))
        exposed = np.zeros(seen.shape)
        for sector, day, value in share.filter(kind=kind).select("sector", "day", "share").iter_rows():
            exposed[sectors.index(sector), day] = min(value, 1.0)
        yield Kind(kind, np.where(exposed > 0, seen, 0), exposed)


def whole(
    recorded: pl.DataFrame, exposure: pl.DataFrame, mission: Mission, days: Sequence[Span]
) -> tuple[Ints, Floats]:
    """Numbers and exposure (sectors, days) of all kinds together, each kind's by how often it happens."""
    sectors = [sector.id for sector in mission.sectors]
    watched = set(exposure["start"])
    first = next((number for number, day in enumerate(days) if day.start in watched), len(days))
    late = recorded.filter(pl.col("day") >= first).with_columns(pl.col("day") - first)
    seen, looked = np.zeros((len(sectors), len(days)), np.int64), np.zeros((len(sectors), len(days)))
    found = list(kinds(late, exposure, sectors, days[first:], always(mission)))
    often = np.array([(kind.seen.sum() + 1) / max(kind.exposure.sum(), 1.0) for kind in found])
    for kind, share in zip(found, often / often.sum() if len(often) else often, strict=True):
        seen[:, first:] += kind.seen
        looked[:, first:] += share * kind.exposure
    return seen, looked


def counts(recorded: pl.DataFrame, sectors: list[str], days: int) -> Ints:
    found = np.zeros((len(sectors), days), np.int64)
    for sector, day, n in recorded.group_by("sector", "day").len().iter_rows():
        found[sectors.index(sector), day] = n
    return found


def apart(mission: Mission) -> Floats:
    frame = Frame(*area_centre(mission))
    centres = [frame.flat(sector.area).centroid for sector in mission.sectors]
    at = np.array([(centre.x, centre.y) for centre in centres]).reshape(-1, 2)
    return np.asarray(np.hypot(*np.moveaxis(at[:, None] - at, -1, 0)))
