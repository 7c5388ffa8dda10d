"""What passes a crossing, hour by hour, by direction and class."""

from typing import Any

import numpy as np

from .process import HOUR
from .stage import Ints

_PER_HOUR = {"car": 7.0, "minivan": 2.5, "bus": 0.4, "truck": 2.5, "tanker": 0.3, "ambulance": 0.2, "peacekeeper": 0.8}
_PASSES = {
    "car": (1, 0.3, 0),
    "minivan": (1, 0.3, 0),
    "bus": (1, 0.2, 0),
    "truck": (1, 0.1, 0),
    "tanker": (1, 0.1, 0),
    "ambulance": (1, 1, 0.3),
    "peacekeeper": (1, 1, 0.5),
}
_BY_HOUR = np.array([0.1] * 6 + [0.5, 0.9, 1.2, 1.4, 1.4, 1.2, 1.0, 1.2, 1.3, 1.2, 1.1, 0.9, 0.7, 0.5] + [0.2] * 4)


def traffic(state: Ints, convoys: list[dict[str, Any]], rng: np.random.Generator) -> dict[tuple[int, str], Ints]:
    """Vehicles by direction (0 in, 1 out), class and hour."""
    hours = np.arange(len(state))
    result = {}
    for direction in (0, 1):
        for vehicle, rate in _PER_HOUR.items():
            lets = np.asarray(_PASSES[vehicle], dtype=float)[state]
            result[direction, vehicle] = rng.poisson(rate * _BY_HOUR[hours % 24] * lets).astype(np.int64)
    for step in convoys:
        hour = int(step["t"] // HOUR)
        if step["stage"] == "inspected" and hour < len(state):
            result[0, "truck"][hour] += step["trucks"]
    return result
