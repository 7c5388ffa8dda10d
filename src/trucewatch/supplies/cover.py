"""Days of cover: how long what is in store at a settlement lasts, as intervals over what is not known exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .lots import Chain
from .stockflow import Floats, drivers, play, run_out
from .stores import Arrival, Count, arrivals, counts
from .tables import COVER

DRAWS = 500
HORIZON_D = 60
RECENT_D = 28
"""The days up to the period's end whose arrivals stand for those to come."""

_DAY = timedelta(days=1)
_ENDS = (0.05, 0.5, 0.95)
_RULE = (
    f"{DRAWS} draws, each with a stock, a weight of arrivals, a number of people and a ration drawn evenly from its "
    "interval. Stock: the last count, more what arrived after it, less what was eaten since. Full ration: the standard "
    "times the people; present ration: the share of it that two counts and the arrivals between them show to have been "
    "used. With supplies as now: each day brings what one of the last "
    f"{RECENT_D} days brought, where the place can be reached; where it is not known whether it can, half the draws "
    "have it cut off. Intervals hold nine draws in ten. Stocks of households and arrivals nobody reported are not in it"
)


class _Drawn(NamedTuple):
    """The inputs of one settlement and item, by draw."""

    stock: Floats
    full: Floats
    ration: Floats | None
    inputs: dict[str, Floats]


def cover(
    holdings: Holdings,
    mission: Mission,
    period: Period,
    chains: Sequence[Chain],
    needed: pl.DataFrame,
    reach: Mapping[str, str],
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame COVER and its explanations: a row for each settlement and needed item with a figure of people.

    ``needed`` is NEEDS; ``reach`` says by place whether lorries can get there (certainly, possibly, not, not_known).
    """
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    end = period.span.end
    own = needed.filter(pl.col("place").is_in(list(mission.places)))
    for (place, item, unit), found in own.group_by(["place", "item", "unit"], maintain_order=True):
        whose = found.filter(pl.col("population_whose") == "")
        figures = whose if whose.height else found
        base = str(unit).removesuffix("/day")
        told = counts(holdings, mission, str(place), str(item), base, end)
        came = [one for one in arrivals(chains, mission, str(place), str(item), base) if one.at < end]
        least, most = float(figures["amount_low"].min()), float(figures["amount_high"].max())  # type: ignore[arg-type]
        row = _row(str(place), str(item), base, period, (least, most), told, came, reach.get(str(place), "not_known"))
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=_says(row),
            rule=_RULE,
            entries=tuple(row["entries"]),
            parts=tuple(figures["id"]),
        )
    return pl.DataFrame(rows, schema=COVER, orient="row"), reasons


def _row(
    place: str,
    item: str,
    unit: str,
    period: Period,
    need: tuple[float, float],
    told: Sequence[Count],
    came: Sequence[Arrival],
    reach: str,
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COVER)
    row |= {
        "id": f"flow:cover:{item}:{place}:{unit}:{period.day}",
        "item": item,
        "place": place,
        "unit": unit,
        "need_low": need[0],
        "need_high": need[1],
        "reach": reach,
        "horizon_d": HORIZON_D,
        "drivers": [],
        "left_out": [],
        "sources": [],
        "entries": [],
    }
    if not told:
        return row
    end, last = period.span.end, told[-1]
    rng = np.random.default_rng(crc32(row["id"].encode()))
    drawn = _draw(rng, need, told, came, end)
    if drawn.ration is not None:
        row |= _interval("ration", drawn.ration)
        row |= _interval("present", run_out(drawn.stock, drawn.full * drawn.ration, HORIZON_D))
    lasts = run_out(drawn.stock, drawn.full, HORIZON_D)
    ahead = _as_now(rng, drawn, came, end, reach)
    since = [one for one in came if one.at >= (told[-2] if len(told) > 1 else last).at]
    return (
        row
        | _interval("stock", drawn.stock)
        | _interval("full", lasts)
        | _interval("supplied", ahead)
        | {
            "counted_on": last.at,
            "age_d": (end - last.at) / _DAY,
            "drivers": [f"{name} {share:.0%}" for name, share in drivers(drawn.inputs, lasts).items() if share >= 0.05],
            "left_out": list(last.left_out),
            "sources": list(last.sources),
            "entries": sorted(
                {entry for count in told[-2:] for entry in count.entries}
                | {entry for one in since for entry in one.entries}
            ),
        }
    )


def _draw(
    rng: np.random.Generator,
    need: tuple[float, float],
    told: Sequence[Count],
    came: Sequence[Arrival],
    end: datetime,
) -> _Drawn:
    last = told[-1]
    counted, full = _even(rng, last.low, last.high), _even(rng, *need)
    added = _arrived(rng, came, last.at, end)
    ration = _ration(rng, told, came, counted, full)
    eaten = full * (np.float32(1) if ration is None else ration) * np.float32((end - last.at) / _DAY)
    inputs = {"the count of the stock": counted, "the number of people": full, "the weight of what arrived": added}
    if ration is not None:
        inputs["the ration since the count"] = ration
    return _Drawn(np.maximum(counted + added - eaten, np.float32(0)), full, ration, inputs)


def _ration(
    rng: np.random.Generator, told: Sequence[Count], came: Sequence[Arrival], counted: Floats, full: Floats
) -> Floats | None:
    """The share of the full ration that was used between the last two counts; None where there are not two."""
    if len(told) < 2:
        return None
    before, last = told[-2], told[-1]
    used = _even(rng, before.low, before.high) + _arrived(rng, came, before.at, last.at) - counted
    return np.clip(used / (full * np.float32((last.at - before.at) / _DAY)), 0, 1).astype(np.float32)


def _as_now(rng: np.random.Generator, drawn: _Drawn, came: Sequence[Arrival], end: datetime, reach: str) -> Floats:
    """Days at full ration if supplies go on as in the last days."""
    recent = np.zeros((1, RECENT_D), np.float32)
    for one in came:
        ago = int((end - one.at) / _DAY)
        if ago < RECENT_D:
            recent[0, ago] += (one.low + one.high) / 2
    spread = [one for one in came if one.at >= end - RECENT_D * _DAY and one.high > 0]
    low, high = sum(one.low for one in spread), sum(one.high for one in spread)
    weight = _even(rng, 2 * low / (low + high), 2 * high / (low + high)) if high else np.ones((1, DRAWS), np.float32)
    weight *= {"certainly": 1.0, "not": 0.0}.get(reach, rng.integers(0, 2, (1, DRAWS)).astype(np.float32))
    return play(drawn.stock, drawn.full, recent, rng.integers(0, RECENT_D, (HORIZON_D, DRAWS)), weight)


def _even(rng: np.random.Generator, low: float, high: float) -> Floats:
    return rng.uniform(low, high, (1, DRAWS)).astype(np.float32)


def _arrived(rng: np.random.Generator, came: Sequence[Arrival], since: datetime, until: datetime) -> Floats:
    found = [one for one in came if since <= one.at < until]
    return _even(rng, sum(one.low for one in found), sum(one.high for one in found))


def _interval(name: str, values: Floats) -> dict[str, float]:
    low, middle, high = (float(value) for value in np.quantile(values, _ENDS))
    return {f"{name}_low": low, f"{name}_mid": middle, f"{name}_high": high}


def _says(row: dict[str, Any]) -> str:
    what = f"{vocabulary('items')[row['item']].label} at {row['place']}"
    if row["full_mid"] is None:
        return f"{what}: nobody told of a stock, so no days of cover are given."
    said = [f"{_days(row, 'full')} at full ration"]
    if row["present_mid"] is not None:
        said.append(
            f"{_days(row, 'present')} at the present ration ({row['ration_low']:.0%} to {row['ration_high']:.0%} of it)"
        )
    said.append(f"{_days(row, 'supplied')} at full ration if supplies go on as now")
    why = f" What spreads it most: {'; '.join(row['drivers'])}." if row["drivers"] else ""
    return f"{what}: {', '.join(said)}; stock last counted {row['age_d']:.1f} days before.{why}"


def _days(row: dict[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    more = " or more" if high >= row["horizon_d"] else ""
    return f"{low:.0f} to {high:.0f}{more} days"
