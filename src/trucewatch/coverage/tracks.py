"""Where a patrol is at a moment."""

import numpy as np

from ..domain import Track

LONGEST_GAP_S = 900.0
"""Between fixes further apart in time than this, where a patrol was is not known."""


def position(track: Track, seconds: float, slot_s: float) -> tuple[float, float] | None:
    """Where a patrol is: between two fixes close enough in time, or at a fix within half a slot; else not known."""
    times = [fix[2] for fix in track.fixes]
    after = int(np.searchsorted(times, seconds))
    if 0 < after < len(times) and times[after] - times[after - 1] <= LONGEST_GAP_S:
        (lon1, lat1, before_s), (lon2, lat2, after_s) = track.fixes[after - 1], track.fixes[after]
        share = (seconds - before_s) / (after_s - before_s)
        return lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)
    lon, lat, at_s = min(track.fixes, key=lambda fix: (abs(fix[2] - seconds), fix[2]))
    return (lon, lat) if abs(at_s - seconds) <= slot_s / 2 else None
