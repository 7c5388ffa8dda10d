"""What happened besides what was recorded: estimates from incidents and from what would have been noticed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..coverage import Ranges
from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period, previous
from . import estimating, filtering, reach
from .estimating import Draws, Ints
from .frames import RATES, SIMILAR
from .reach import Kind

LEARNS_FROM = 28
"""How many days, up to the end of the period, an estimate learns from."""

SHOWN_DAYS = 14
"""Days up to the end of the period that are estimated one by one."""

_WEEKS = LEARNS_FROM // 7
_DRAWS = 2000
_SEED = 1


@dataclass(frozen=True)
class _Window:
    """A stretch of days, as numbers of days in the history, and the stretch it is compared with."""

    name: str
    days: tuple[int, int]
    before: tuple[int, int] | None


def rates(
    incidents: Incidents, exposure: pl.DataFrame, mission: Mission, period: Period, ranges: Ranges
) -> pl.DataFrame:
    """RATES for the period, its weeks and its days.

    ``exposure`` is EXPOSURE of coverage over ``reach.history``, by ``ranges``.
    """
    days = reach.history(mission, period)[-LEARNS_FROM:]
    exposure = exposure.filter(pl.col("start") >= days[0].start)
    sectors = [sector.id for sector in mission.sectors]
    recorded = reach.recorded(incidents, mission, days)
    kinds = list(reach.kinds(recorded, exposure, sectors, days, reach.always(mission)))
    whole = reach.counts(recorded, sectors, len(days))
    windows = _windows(mission, period)
    looked = np.sum([np.zeros(whole.shape), *(kind.exposure for kind in kinds)], axis=0)
    method = "spatial_filter" if filtering.suits(looked) else "gamma_poisson"
    told = _draws(kinds, mission, windows, method, ranges)
    rows = []
    for window in windows:
        for sector in ("", *sectors):
            chosen = np.array([sector in ("", one) for one in sectors])
            rows.append(_row(window, sector, chosen, kinds, whole, told, days, recorded))
    frame = pl.DataFrame(rows, schema=RATES)
    return frame.with_columns(method=pl.when(pl.col("total").is_not_null()).then(pl.lit(method)))


def _windows(mission: Mission, period: Period) -> list[_Window]:
    n, before = LEARNS_FROM, previous(mission, period).days
    found = [_Window("period", (n - period.days, n), (n - period.days - before, n - period.days))]
    for back in range(_WEEKS):
        last = n - 7 * back
        found.append(_Window("week", (last - 7, last), (last - 14, last - 7) if last >= 14 else None))
    found += [_Window("day", (day, day + 1), (day - 1, day)) for day in range(n - SHOWN_DAYS, n)]
    return found


_Drawn = dict[tuple[tuple[int, int], bool], list[Draws]]


def _draws(kinds: Sequence[Kind], mission: Mission, windows: Sequence[_Window], method: str, ranges: Ranges) -> _Drawn:
    """Draws by stretch of days (and whether it was judged alone, to be compared), one for each kind.

    Stretches are compared by the closed form whatever the ``method``: a field smooths the rise of one sector away.
    """
    whole = sorted({window.days for window in windows})
    compared = sorted({days for window in windows if window.before for days in (window.days, window.before)})
    found: _Drawn = {(days, alone): [] for alone, those in ((False, whole), (True, compared)) for days in those}
    winds = max((row.log_sd for row in mission.winds), default=0.0)
    apart = reach.apart(mission)
    for seed, kind in enumerate(kinds, start=_SEED):
        record = kind.seen, kind.exposure, apart
        like, log_sd = estimating.fit(*record), math.hypot(ranges.log_sd(kind.name), winds)
        if method == "spatial_filter":
            field = filtering.fit(*record)
            levels = filtering.draws(*record, whole, field, log_sd=log_sd, n=_DRAWS, seed=seed)
        else:
            levels = estimating.draws(*record, whole, like, log_sd=log_sd, n=_DRAWS, seed=seed)
        alone = estimating.draws(*record, compared, like, log_sd=log_sd, n=_DRAWS, seed=seed, alone=True)
        for days, one in zip(whole, levels, strict=True):
            found[days, False].append(one)
        for days, one in zip(compared, alone, strict=True):
            found[days, True].append(one)
    return found


def _row(
    window: _Window,
    sector: str,
    chosen: NDArray[np.bool_],
    kinds: Sequence[Kind],
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


def _watched(kinds: Sequence[Kind], days: tuple[int, int], sectors: int) -> NDArray[np.bool_]:
    """In which sectors anything of any kind could have been noticed in a stretch of days."""
    watched = [kind.exposure[:, slice(*days)].sum(axis=1) > 0 for kind in kinds]
    return np.asarray(np.any([np.zeros(sectors, np.bool_), *watched], axis=0))


def _detection(
    kinds: Sequence[Kind], drawn: Sequence[Draws], on: NDArray[np.bool_], days: tuple[int, int]
) -> float | None:
    """The share that would have been noticed of what is estimated to have happened."""
    rate = np.array([one.rate[on].mean(axis=1) for one in drawn])
    share = np.array([kind.exposure[on, slice(*days)].mean(axis=1) for kind in kinds])
    return float((rate * share).sum() / rate.sum()) if rate.sum() > 0 else None


def _change(
    window: _Window, on: NDArray[np.bool_], kinds: Sequence[Kind], whole: Ints, told: _Drawn
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
