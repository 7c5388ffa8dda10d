"""What will be recorded tomorrow and in a week, by sector, and how such forecasts have held so far."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period
from . import reach
from .estimating import Floats, Ints
from .forecasting import Foretold, conflictology, foretell
from .frames import FAN, FORECASTS, SCORES

SPANS = {"day": 1, "week": 7}
"""Days that a forecast speaks of."""

LEAST_DAYS = 14
"""Watched days without which nothing is foretold."""

SHARES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""The probabilities of FAN, by column."""

_LOOKS_LIKE = 7
_PAST = 14
_LOW, _HIGH = 0.05, 0.95
_SEED = 5


class Foretelling(NamedTuple):
    """FORECASTS, FAN and SCORES."""

    forecasts: pl.DataFrame
    fan: pl.DataFrame
    scores: pl.DataFrame


class _Watched(NamedTuple):
    """The days of a sector on which something could have been noticed: numbers, exposure, and the days."""

    sector: str
    seen: Ints
    looked: Floats
    days: Sequence[Span]
    now: float

    @property
    def enough(self) -> bool:
        return len(self.seen) >= LEAST_DAYS and self.now > 0


def forecasts(incidents: Incidents, exposure: pl.DataFrame, mission: Mission, period: Period) -> Foretelling:
    """Forecasts from the end of ``period``. ``exposure`` is EXPOSURE of coverage over ``reach.history``."""
    days = reach.history(mission, period)
    seen, looked = reach.whole(reach.recorded(incidents, mission, days), exposure, mission, days)
    rng = np.random.default_rng(_SEED)
    told: list[dict[str, object]] = []
    fan: list[dict[str, object]] = []
    scores: list[dict[str, object]] = []
    for place, sector in enumerate(mission.sectors):
        on = np.flatnonzero(looked[place] > 0)
        now = float(looked[place, -_LOOKS_LIKE:].mean())
        one = _Watched(sector.id, seen[place, on], looked[place, on], [days[number] for number in on], now)
        fan += _fan(one, period)
        for span, length in SPANS.items():
            past = list(_past(one, span, length, rng))
            scores += past
            told.append(_forecast(one, span, length, period, past))
    return Foretelling(*(pl.DataFrame(*one) for one in ((told, FORECASTS), (fan, FAN), (scores, SCORES))))


def _ahead(one: _Watched, length: int) -> Foretold:
    return foretell(one.seen, length, float(one.now / one.looked.mean()))


def _forecast(
    one: _Watched, span: str, length: int, period: Period, past: Sequence[dict[str, object]]
) -> dict[str, object]:
    end = period.span.end
    row: dict[str, object] = dict.fromkeys(FORECASTS) | {
        "id": f"cfv:forecast/{one.sector}/{span}/{end.isoformat()}",
        "sector": one.sector,
        "span": span,
        "start": end,
        "end": end + timedelta(days=length),
    }
    if not one.enough:
        return row
    told = _ahead(one, length)
    return row | {
        "expected": told.mean,
        "low": told.quantile(_LOW),
        "high": told.quantile(_HIGH),
        "past": len(past),
        "past_held": sum(bool(score["held"]) for score in past),
    }


def _fan(one: _Watched, period: Period) -> Iterator[dict[str, object]]:
    """FAN of one sector."""
    end = period.span.end
    for length in range(1, max(SPANS.values()) + 1):
        row: dict[str, object] = dict.fromkeys(FAN) | {
            "id": f"cfv:fan/{one.sector}/{length}/{end.isoformat()}",
            "sector": one.sector,
            "days": length,
            "start": end,
            "end": end + timedelta(days=length),
        }
        if one.enough:
            told = _ahead(one, length)
            row |= {column: told.quantile(share) for column, share in SHARES.items()}
        yield row


def _past(one: _Watched, span: str, length: int, rng: np.random.Generator) -> Iterator[dict[str, object]]:
    """SCORES of the forecasts of a sector that could have been made over the last days; none if none can be now."""
    if not one.enough:
        return
    for end in range(max(LEAST_DAYS, len(one.seen) - length - _PAST), len(one.seen) - length + 1):
        before, until = one.seen[:end], slice(end - _LOOKS_LIKE, end)
        told = foretell(before, length, float(one.looked[until].mean() / one.looked[:end].mean()))
        happened, start = int(one.seen[end : end + length].sum()), one.days[end].start
        low, high = told.quantile(_LOW), told.quantile(_HIGH)
        yield {
            "id": f"cfv:score/{one.sector}/{span}/{start.isoformat()}",
            "sector": one.sector,
            "span": span,
            "start": start,
            "end": one.days[end + length - 1].end,
            "expected": told.mean,
            "low": low,
            "high": high,
            "happened": happened,
            "held": low <= happened <= high,
            "crps": told.crps(happened),
            "peer_crps": conflictology(before, length).crps(happened),
            "log_score": told.log_score(happened),
            "pit": told.pit(happened, rng.random()),
        }
