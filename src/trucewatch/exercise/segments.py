"""What each segment of road lets through, hour by hour."""

import numpy as np

from trucewatch.mission import Mission

from .stage import Ints

OPEN, RESTRICTED, CLOSED = 0, 1, 2
STATUSES = ("open", "restricted", "closed")


def statuses(mission: Mission, days: int, rng: np.random.Generator) -> dict[str, Ints]:
    """Hourly status of every segment; those with a crossing are closed or restricted far more often."""
    guarded = {crossing.segment for crossing in mission.crossings.values()}
    result = {}
    for segment in mission.segments:
        states = np.zeros(days * 24, dtype=np.int64)
        between = 24 * (3.5 if segment in guarded else 20.0)
        at = rng.exponential(between)
        while at < len(states):
            lasts = max(1.0, rng.lognormal(np.log(7), 1.0))
            states[int(at) : int(at + lasts)] = RESTRICTED if rng.random() < 0.6 else CLOSED
            at += lasts + rng.exponential(between)
        result[segment] = states
    return result
