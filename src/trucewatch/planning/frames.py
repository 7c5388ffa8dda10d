"""The frame of a plan, and what can be asked of it."""

from dataclasses import dataclass

import polars as pl

from ..domain import Explanation
from .choosing import EVERY
from .estimating import MEMORY
from .sites import STAY

PLAN = pl.Schema(
    {
        "id": pl.String(),
        "rank": pl.Int64(),
        "place": pl.String(),
        "sector": pl.String(),
        "light": pl.String(),
        "start": pl.Datetime("us", "UTC"),
        "end": pl.Datetime("us", "UTC"),
        "why": pl.String(),
        "incidents": pl.Float64(),
        "incidents_low": pl.Int64(),
        "incidents_high": pl.Int64(),
        "km2": pl.Float64(),
        "unwatched_km2": pl.Float64(),
        "unwatched_days": pl.Float64(),
        "reach": pl.String(),
    }
)
"""One row a stay, the best first. ``light`` is *day* or *night*; ``why`` is *missed* (where most is likely to happen
unnoticed) or *unwatched* (where nobody has looked for longest). ``incidents``, with a 90 % interval, are those that it
is expected to notice and that neither the usual watches nor the stays above it would. ``km2`` is the ground on which
it would notice half of the events or more, the mean over kinds of event; ``unwatched_km2`` the part of it that nobody
looked at for a week or longer, and ``unwatched_days`` for how many days on average, none counted above HISTORY_DAYS.
``reach`` says whether the roads let a patrol get there."""

RULE = (
    "A stay of {stay:.0f} hours at a place of the mission, in the middle of the day or of the night. Incidents: events "
    "a day and km² by cell and kind, recorded over noticeable, a day weighing {memory} times the day after it, each "
    "cell shrunk to its sector; times the share that neither the usual watches of the last week nor the stays above "
    "would notice; times the share that the stay would. Greedy choice, no place twice; one stay in {every} is chosen "
    "by ground and days not looked at. Interval: Gamma-Poisson, with a log standard deviation of {log_sd} for "
    "detection."
)

LOG_SD = 0.3
"""The log standard deviation of a detection that was not calibrated."""


@dataclass(frozen=True)
class Planning:
    """Where to look in the 24 hours after a period."""

    frame: pl.DataFrame

    def explain(self, row_id: str) -> Explanation:
        """Why the stay ``row_id`` is advised. Raises KeyError."""
        found = self.frame.filter(id=row_id)
        if found.is_empty():
            raise KeyError(f"no row {row_id!r} in this plan")
        row = found.row(0, named=True)
        why = (
            "most is likely to happen there unnoticed"
            if row["why"] == "missed"
            else "nobody has looked there for longest"
        )
        says = (
            f"Stay {row['rank']}: {row['place']} by {row['light']}, because {why}; expected to notice "
            f"{row['incidents']:.1f} incidents (90 % interval {row['incidents_low']} to {row['incidents_high']}) that "
            f"would otherwise not be noticed. Of {row['km2']:.0f} km² in reach, {row['unwatched_km2']:.0f} km² were "
            "not looked at for a week or longer."
        )
        rule = RULE.format(stay=STAY.total_seconds() / 3600, memory=MEMORY, every=EVERY, log_sd=LOG_SD)
        return Explanation(id=row_id, says=says, rule=rule)


def plan_id(place: str, light: str, start: str) -> str:
    """The id of a stay at ``place`` by ``light`` in the 24 hours from ``start`` on."""
    return f"plan:{place}/{light}/{start}"
