"""What happened besides what was recorded: estimates from incidents and from what would have been noticed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period, area_centre, cutoff_days, previous
from ..places import Frame, Grid
from . import estimating
from .estimating import Draws, Floats, Ints
from .frames import RATES, SIMILAR

HISTORY_DAYS = 28
"""How many days, up to the end of the period, an estimate learns from."""

WITHIN_REACH = 0.05
"""An estimate speaks of the parts of a sector where the watches of the history would have noticed this share."""

_WEEKS = HISTORY_DAYS // 7
_DRAWS = 2000
_SEED = 1
_KEY = ["cell", "sector", "kind"]


@dataclass(frozen=True)
class _Window:
    """A stretch of days, as numbers of days in the history, and the stretch it is compared with."""

    name: str
    days: tuple[int, int]
    before: tuple[int, int] | None


@dataclass(frozen=True)
class _Kind:
    """One kind of event: numbers noticed within reach and exposure (sectors, days)."""

    seen: Ints
    exposure: Floats


def history(mission: Mission, period: Period) -> tuple[Span, ...]:
    """The days that estimates for ``period`` learn from."""
    return cutoff_days(mission, period.day, HISTORY_DAYS)


def rates(incidents: Incidents, exposure: pl.DataFrame, mission: Mission, period: Period) -> pl.DataFrame:
    """RATES for the period, its weeks and its days. ``exposure`` is EXPOSURE of coverage over ``history``."""
    days = history(mission, period)
    sectors = [sector.id for sector in mission.sectors]
    recorded = _recorded(incidents, mission, days)
    rule = mission.count_rules.get(mission.reporting.explosion_rule)
    always = set(rule.kinds) if rule else set()
    kinds = list(_kinds(recorded, exposure, sectors, days, always))
    whole = _counts(recorded, sectors, len(days))
    windows = _windows(mission, period)
    told = _draws(kinds, mission, windows)
    rows = []
    for window in windows:
        for sector in ("", *sectors):
            chosen = np.array([sector in ("", one) for one in sectors])
            rows.append(_row(window, sector, chosen, kinds, whole, told, days, recorded))
    return pl.DataFrame(rows, schema=RATES)


def _recorded(incidents: Incidents, mission: Mission, days: Sequence[Span]) -> pl.DataFrame:
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


def _kinds(
    recorded: pl.DataFrame, exposure: pl.DataFrame, sectors: list[str], days: Sequence[Span], always: set[str]
) -> Iterator[_Kind]:
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
        seen = _counts(noticed.filter(kind=kind), sectors, len(days))
        exposed = np.zeros(seen.shape)
        for sector, day, value in share.filter(kind=kind).select("sector", "day", "share").iter_rows():
            exposed[sectors.index(sector), day] = min(value, 1.0)
        yield _Kind(np.where(exposed > 0, seen, 0), exposed)


def _counts(recorded: pl.DataFrame, sectors: list[str], days: int) -> Ints:
    found = np.zeros((len(sectors), days), np.int64)
    for sector, day, n in recorded.group_by("sector", "day").len().iter_rows():
        found[sectors.index(sector), day] = n
    return found


def _windows(mission: Mission, period: Period) -> list[_Window]:
    n, before = HISTORY_DAYS, previous(mission, period).days
    found = [_Window("period", (n - period.days, n), (n - period.days - before, n - period.days))]
    for back in range(_WEEKS):
        last = n - 7 * back
        found.append(_Window("week", (last - 7, last), (last - 14, last - 7) if last >= 14 else None))
    found += [_Window("day", (day, day + 1), (day - 1, day)) for day in range(n - 7, n)]
    return found


_Drawn = dict[tuple[tuple[int, int], bool], list[Draws]]


def _draws(kinds: Sequence[_Kind], mission: Mission, windows: Sequence[_Window]) -> _Drawn:
    """Draws by stretch of days (and whether it was judged alone, to be compared), one for each kind."""
    whole = sorted({window.days for window in windows})
    compared = sorted({days for window in windows if window.before for days in (window.days, window.before)})
    found: _Drawn = {(days, alone): [] for alone, those in ((False, whole), (True, compared)) for days in those}
    log_sd = max((row.log_sd for row in mission.detection), default=0.0)
    apart = _apart(mission)
    for number, kind in enumerate(kinds):
        like = estimating.fit(kind.seen, kind.exposure, apart)
        for alone, those in ((False, whole), (True, compared)):
            drawn = estimating.draws(
                kind.seen, kind.exposure, apart, those, like, log_sd=log_sd, n=_DRAWS, seed=_SEED + number, alone=alone
            )
            for days, one in zip(those, drawn, strict=True):
                found[days, alone].append(one)
    return found


def _apart(mission: Mission) -> Floats:
    frame = Frame(*area_centre(mission))
    centres = [frame.flat(sector.area).centroid for sector in mission.sectors]
    at = np.array([(centre.x, centre.y) for centre in centres]).reshape(-1, 2)
    return np.asarray(np.hypot(*np.moveaxis(at[:, None] - at, -1, 0)))


def _row(
    window: _Window,
    sector: str,
    chosen: NDArray[np.bool_],
    kinds: Sequence[_Kind],
    whole: Ints,
    told: _Drawn,
    days: Sequence[Span],
    recorded: pl.DataFrame,
) -> dict[str, object]:
    first, last = window.days
    start, end = days[first].start, days[last - 1].end
    on = _watched(kinds, window.days, len(chosen)) & chosen
    inside = recorded.filter(pl.col("day").is_between(first, last, closed="left"))
    counted = (inside.filter(sector=sector) if sector else inside)["id"].sort().to_list()
    row: dict[str, object] = dict.fromkeys(RATES)
    row |= {
        "id": rate_id(sector, window.name, start.isoformat()),
        "sector": sector,
        "span": window.name,
        "start": start,
        "end": end,
        "days": last - first,
        "verdict": "not_told",
        "incidents": counted,
        "seen": len(counted) if on.any() or counted else None,
    }
    if not on.any():
        return row
    drawn = told[window.days, False]
    unseen = np.sum([one.unseen[on].sum(axis=0) for one in drawn], axis=0)
    low, middle, high = (round(value) for value in np.quantile(unseen, (0.05, 0.5, 0.95)))
    row |= {
        "sectors_estimated": int(on.sum()),
        "unseen": middle,
        "unseen_low": low,
        "unseen_high": high,
        "total": len(counted) + middle,
        "low": len(counted) + low,
        "high": len(counted) + high,
        "detection": _detection(kinds, drawn, on, window.days),
    }
    if window.before is not None:
        row |= _change(window, on, kinds, whole, told)
    return row


def _watched(kinds: Sequence[_Kind], days: tuple[int, int], sectors: int) -> NDArray[np.bool_]:
    """In which sectors anything of any kind could have been noticed in a stretch of days."""
    watched = [kind.exposure[:, slice(*days)].sum(axis=1) > 0 for kind in kinds]
    return np.asarray(np.any([np.zeros(sectors, np.bool_), *watched], axis=0))


def _detection(
    kinds: Sequence[_Kind], drawn: Sequence[Draws], on: NDArray[np.bool_], days: tuple[int, int]
) -> float | None:
    """The share that would have been noticed of what is estimated to have happened."""
    rate = np.array([one.rate[on].mean(axis=1) for one in drawn])
    share = np.array([kind.exposure[on, slice(*days)].mean(axis=1) for kind in kinds])
    return float((rate * share).sum() / rate.sum()) if rate.sum() > 0 else None


def _change(
    window: _Window, on: NDArray[np.bool_], kinds: Sequence[_Kind], whole: Ints, told: _Drawn
) -> dict[str, object]:
    """How the rate a day stands to that of the stretch before, in the sectors watched in both."""
    assert window.before is not None
    both = on & _watched(kinds, window.before, len(on))
    if not both.any():
        return {}
    now, then = told[window.days, True], told[window.before, True]
    ratio = np.sum([one.rate[both].sum(axis=0) for one in now], axis=0) / np.sum(
        [one.rate[both].sum(axis=0) for one in then], axis=0
    )
    low, middle, high = (float(value) for value in np.quantile(ratio, (0.05, 0.5, 0.95)))
    seen = [whole[both, slice(*days)].sum() / (days[1] - days[0]) for days in (window.days, window.before)]
    looked = [_detection(kinds, told[window.days, False], both, days) or 0.0 for days in (window.days, window.before)]
    recorded = float(seen[0] / seen[1]) if seen[1] else None
    looking = looked[0] / looked[1] if looked[1] else None
    return {
        "ratio": middle,
        "ratio_low": low,
        "ratio_high": high,
        "recorded_ratio": recorded,
        "detection_ratio": looking,
        "verdict": verdict(recorded, looking, low, high),
    }


def verdict(recorded: float | None, looking: float | None, low: float, high: float) -> str:
    """Where a change lies: *world*, *looking* or *not_told*.

    In the world if the corrected interval leaves out "no change"; in the looking if it does not, and the share noticed
    moved the same way as the record by at least half as much (in logarithms), the record by more than ``SIMILAR``.
    """
    if low > 1 or high < 1:
        return "world"
    if recorded and looking and abs(recorded - 1) > SIMILAR:
        moved, explained = np.log(recorded), np.log(looking)
        if moved * explained > 0 and abs(explained) >= abs(moved) / 2:
            return "looking"
    return "not_told"


def rate_id(sector: str, span: str, start: str) -> str:
    """The id of a row of RATES."""
    return f"cfv:rate/{sector or 'area'}/{span}/{start}"
