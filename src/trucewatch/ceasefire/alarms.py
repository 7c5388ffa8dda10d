"""Alarms: where more was recorded than the watches and the weeks before let expect, in a sector or in several."""

from collections.abc import Sequence

import polars as pl

from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period
from . import reach, surprise
from .estimating import Floats, Ints
from .frames import ALARMS
from .thresholds import scans, thresholds

SHOWN_DAYS = 14
"""Days up to the end of the period for which it is said whether there was an alarm."""

MOST_NEIGHBOURS = 10
"""Sectors that a neighbourhood may have."""


def alarms(incidents: Incidents, exposure: pl.DataFrame, mission: Mission, period: Period) -> pl.DataFrame:
    """ALARMS for the last days of the history. ``exposure`` is EXPOSURE of coverage over ``reach.history``."""
    days = reach.history(mission, period)
    sectors = [sector.id for sector in mission.sectors]
    recorded = reach.recorded(incidents, mission, days)
    seen, looked = reach.whole(recorded, exposure, mission, days)
    told = surprise.judged(looked)[:, -SHOWN_DAYS:]
    if not told.any():
        return pl.DataFrame([_silent(sector, days[n]) for sector in sectors for n in _shown(days)], schema=ALARMS)
    apart = reach.apart(mission)
    near = surprise.neighbours(apart, MOST_NEIGHBOURS)
    like = surprise.fit(seen, looked, apart)
    least = thresholds(seen, looked, near, like, mission.reporting.false_alarm_days)
    ratios = surprise.log_ratios(seen, looked, like)
    means, _ = surprise.expected(seen, looked, like)
    alone, together = surprise.shiryaev_roberts(ratios), scans(ratios, near)
    rows = []
    for back, number in zip(range(-SHOWN_DAYS, 0), _shown(days), strict=True):
        shown = ratios[:, : ratios.shape[1] + back + 1][:, -surprise.WINDOW :]
        for place, sector in enumerate(sectors):
            if not told[place, back]:
                rows.append(_silent(sector, days[number]))
                continue
            since = number - surprise.onset(shown[place])
            found = _Found(seen, means, recorded, days, (since, number))
            rows.append(found.row(sector, [place], sectors, float(alone[place, back]), least.sector))
        if len(sectors) > 1 and told[:, back].any():
            cylinder = surprise.scan(shown, near)
            places = sorted(near[cylinder.centre, : cylinder.size].tolist())
            found = _Found(seen, means, recorded, days, (number - cylinder.days + 1, number))
            rows.append(found.row("", places, sectors, float(together[back]), least.scan))
    return pl.DataFrame(rows, schema=ALARMS)


def alarm_id(sector: str, start: str) -> str:
    """The id of a row of ALARMS."""
    return f"cfv:alarm/{sector or 'scan'}/{start}"


def _shown(days: Sequence[Span]) -> range:
    return range(len(days) - SHOWN_DAYS, len(days))


def _silent(sector: str, day: Span) -> dict[str, object]:
    return dict.fromkeys(ALARMS) | {
        "id": alarm_id(sector, day.start.isoformat()),
        "sector": sector,
        "sectors": [sector],
        "start": day.start,
        "end": day.end,
        "state": "not_told",
        "incidents": [],
    }


class _Found:
    """What was recorded and expected in a stretch of days, both included."""

    def __init__(
        self, seen: Ints, means: Floats, recorded: pl.DataFrame, days: Sequence[Span], stretch: tuple[int, int]
    ) -> None:
        self._days, self._stretch = days, stretch
        first, last = stretch
        self._seen = seen[:, first : last + 1].sum(axis=1)
        self._expected = means[:, first - surprise.FIRST : last + 1 - surprise.FIRST].sum(axis=1)
        self._recorded = recorded.filter(pl.col("day").is_between(first, last))

    def row(
        self, sector: str, places: list[int], sectors: list[str], score: float, threshold: float
    ) -> dict[str, object]:
        first, last = self._stretch
        named = [sectors[place] for place in places]
        return {
            "id": alarm_id(sector, self._days[last].start.isoformat()),
            "sector": sector,
            "sectors": named,
            "start": self._days[last].start,
            "end": self._days[last].end,
            "state": "alarm" if score >= threshold else "none",
            "since": self._days[first].start,
            "seen": int(self._seen[places].sum()),
            "expected": float(self._expected[places].sum()),
            "score": score,
            "threshold": threshold,
            "incidents": self._recorded.filter(pl.col("sector").is_in(named))["id"].sort().to_list(),
        }
