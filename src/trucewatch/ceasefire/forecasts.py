"""What will be recorded tomorrow and in a week, by sector, and how such forecasts have held so far."""

from datetime import timedelta

import numpy as np
import polars as pl

from ..incidents import Incidents
from ..mission import Mission, Period
from . import reach
from .estimating import Floats, Ints
from .forecasting import foretell
from .frames import FORECASTS

SPANS = {"day": 1, "week": 7}
"""Days that a forecast speaks of."""

LEAST_DAYS = 14
"""Watched days without which nothing is foretold."""

_LOOKS_LIKE = 7
_PAST = 14
_LOW, _HIGH = 0.05, 0.95


def forecasts(incidents: Incidents, exposure: pl.DataFrame, mission: Mission, period: Period) -> pl.DataFrame:
    """FORECASTS from the end of ``period``. ``exposure`` is EXPOSURE of coverage over ``reach.history``."""
    days = reach.history(mission, period)
    seen, looked = reach.whole(reach.recorded(incidents, mission, days), exposure, mission, days)
    rows = []
    for place, sector in enumerate(mission.sectors):
        watched = looked[place] > 0
        recorded, noticeable = seen[place, watched], looked[place, watched]
        now = looked[place, -_LOOKS_LIKE:].mean()
        for span, length in SPANS.items():
            row: dict[str, object] = dict.fromkeys(FORECASTS) | {
                "id": f"cfv:forecast/{sector.id}/{span}/{period.span.end.isoformat()}",
                "sector": sector.id,
                "span": span,
                "start": period.span.end,
                "end": period.span.end + timedelta(days=length),
            }
            if len(recorded) >= LEAST_DAYS and now > 0:
                told = foretell(recorded, length, float(now / noticeable.mean()))
                past, held = _held(recorded, noticeable, length)
                row |= {
                    "expected": float(told.probability @ np.arange(len(told.probability))),
                    "low": told.quantile(_LOW),
                    "high": told.quantile(_HIGH),
                    "past": past,
                    "past_held": held,
                }
            rows.append(row)
    return pl.DataFrame(rows, schema=FORECASTS)


def _held(recorded: Ints, noticeable: Floats, length: int) -> tuple[int, int]:
    """Of the forecasts that could have been made over the last days, how many there are and how many held."""
    past = held = 0
    for end in range(max(LEAST_DAYS, len(recorded) - length - _PAST), len(recorded) - length + 1):
        until = slice(end - _LOOKS_LIKE, end)
        told = foretell(recorded[:end], length, float(noticeable[until].mean() / noticeable[:end].mean()))
        past += 1
        held += told.quantile(_LOW) <= recorded[end : end + length].sum() <= told.quantile(_HIGH)
    return past, held
