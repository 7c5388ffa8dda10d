"""How far people and devices notice, learned from who told of incidents that others told of."""

import math
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from test_incidents import HERE, holding, seen, watching

from trucewatch.domain import Point
from trucewatch.incidents import learn_ranges
from trucewatch.mission import Mission
from trucewatch.places import destination
from trucewatch.places.noticing import exponent, hazard
from trucewatch.record import Holdings

HALF_M, LOG_SD = 3000.0, 0.3


def believing(mission: Mission, half_m: float) -> Mission:
    """``mission`` in which bursts are heard half the time at ``half_m``, by day and night, and not seen."""
    [row] = [row for row in mission.detection if (row.means, row.kind) == ("heard", "burst")]
    return msgspec.structs.replace(
        mission, detection=(msgspec.structs.replace(row, day_m=half_m, night_m=half_m, log_sd=LOG_SD),)
    )


def heard_by_chance(n: int) -> Holdings:
    """``n`` bursts that op-07 tells of, and op-09, on duty, as far as it hears with HALF_M."""
    rng, told = np.random.default_rng(3), {}
    for k in range(n):
        metres = float(rng.uniform(200, 8000))
        lon, lat = destination(HERE.lon, HERE.lat, float(rng.uniform(0, 360)), metres)
        where = Point(float(lon), float(lat), 150)
        told[f"{k:03}a"] = seen("op-07", 12 * k, where, "burst")
        if rng.random() < -math.expm1(-hazard(metres, HALF_M, exponent(LOG_SD), 1.0)):
            told[f"{k:03}b"] = seen("op-09", 12 * k, where, "burst")
    return replace(holding(told), watches=(watching("op-09", HERE),))


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_ranges_are_found_whatever_was_believed(exercise: Mission, factor: float) -> None:
    found = learn_ranges(heard_by_chance(300), believing(exercise, HALF_M * factor))
    assert found.people == pytest.approx(1 / factor, rel=0.15)
    assert found.devices == 1


def test_of_few_nothing_is_said(exercise: Mission) -> None:
    assert learn_ranges(heard_by_chance(50), believing(exercise, 2 * HALF_M)) == (1, 1)
