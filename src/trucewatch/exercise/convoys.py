"""Relief on the road: convoys through the stages they pass."""

from typing import Any

import numpy as np

from trucewatch.mission import Crossing, Mission

from .process import HOUR
from .segments import CLOSED
from .stage import Ints

_ITEMS = (("flour", 0.35), ("food", 0.35), ("medicine", 0.15), ("fuel", 0.15))
_TRUCK_T = 20.0


def convoys(
    mission: Mission, crossing: Crossing, state: Ints, days: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """True stages of relief consignments towards the far end of the crossing's corridor."""
    corridor = next(corridor for corridor in mission.corridors if crossing.id in corridor.crossings)
    entry = mission.segments[corridor.segments[0]].start
    goal = mission.segments[corridor.segments[-1]].end
    steps = []
    for day in range(days):
        if rng.random() > 0.4:
            continue
        name = f"{crossing.id}-c{day + 1:03d}"
        at = (day * 24 + rng.uniform(7, 11)) * HOUR
        trucks = int(rng.integers(2, 13))
        shares = rng.dirichlet([8 * share for _, share in _ITEMS])
        ahead = np.flatnonzero(state[int(at // HOUR) : int(at // HOUR) + 48] != CLOSED)
        let_through = at + float(ahead[0]) * HOUR if len(ahead) else None
        lost = rng.random() < 0.04
        for (item, _), share in zip(_ITEMS, shares, strict=True):
            amount = float(round(trucks * _TRUCK_T * share * rng.uniform(0.8, 1.1), 1))
            if amount < 0.5:
                continue
            stages = [("notified", entry, at - 20 * HOUR), ("at_crossing", crossing.id, at)]
            if let_through is None:
                stages.append(("waiting", crossing.id, at + HOUR))
            else:
                stages.append(("inspected", crossing.id, let_through + 1.5 * HOUR))
                stages.append(
                    ("intercepted", crossing.id, let_through + 2 * HOUR)
                    if lost
                    else ("arrived", goal, let_through + 5 * HOUR)
                )
            steps += [
                {
                    "consignment": name,
                    "crossing": crossing.id,
                    "trucks": trucks if item == _ITEMS[0][0] else 0,
                    "item": item,
                    "amount_t": amount * (0.97 if stage == "arrived" else 1.0),
                    "stage": stage,
                    "at": place,
                    "t": max(float(t), 0.0),
                }
                for stage, place, t in stages
            ]
    return steps
