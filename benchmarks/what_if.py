"""Closing a segment of a mission that lies in a road network of 100,000 arcs: who would be cut off, and how soon.

Run from the repository: ``python benchmarks/what_if.py``. The mission is that of the tests (``tests/valley.py``), over
Liechtenstein (OpenStreetMap, in the sibling folder ``shared/data/osm-liechtenstein``; without it the script says so and
stops) and copies of it side by side, linked by a few roads, with all settlements in each. The baseline is the picture
drawn anew with the segment reported closed; both must say the same. Best of several runs on one thread.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from dataclasses import replace as changed
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from msgspec.structs import replace
from shapely.geometry import LineString

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import valley
from hand_made import hold
from trucewatch import corridor
from trucewatch.domain import SegmentReport, When
from trucewatch.intake import road_network
from trucewatch.mission import Mission, load, period_for
from trucewatch.places import NEW_NODE, Line, Roads

COPIES, APART_DEG, LINKS, RUNS = 12, 0.3, 12, 10
CLOSED = "bendern-schaan"


def best(run: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Least seconds over ``runs``, and the result."""
    found, result = np.inf, None
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        found = min(found, time.perf_counter() - start)
    return found, result


def side_by_side(roads: Roads) -> Roads:
    """Copies of ``roads`` to the east of one another, each linked to the next."""
    joints = np.random.default_rng(1).choice(roads.start, LINKS, replace=False).tolist()
    whole = roads
    for copy in range(1, COPIES):
        east = copy * APART_DEG
        other = changed(roads, lon=roads.lon + east, node_lon=roads.node_lon + east)
        before = len(whole.node_lon) - len(roads.node_lon)
        whole, nodes = whole.joined(other, np.full(len(roads.node_lon), NEW_NODE))
        corners = np.column_stack([whole.node_lon, whole.node_lat])
        links = Roads.of_lines(
            Line(f"link {copy}/{i}", 2 * i, 2 * i + 1, LineString(corners[[before + one, nodes[one]]]), 40.0)
            for i, one in enumerate(joints)
        )
        whole, _ = whole.joined(links, [at for one in joints for at in (before + one, nodes[one])])
    return whole


def spread(mission: Mission) -> Mission:
    """The mission with its settlements in every copy of the country."""
    places = {
        f"{place.id}-{copy}" if copy else place.id: replace(
            place, id=f"{place.id}-{copy}" if copy else place.id, lon=place.lon + copy * APART_DEG
        )
        for copy in range(COPIES)
        for place in mission.places.values()
    }
    return replace(mission, places=places)


def main() -> None:
    if not valley.EXTRACT.exists():
        print("the extract of Liechtenstein is not here; nothing measured")
        return
    with TemporaryDirectory() as scratch:
        mission = load(valley.write(Path(scratch) / "valley"))
        network = road_network(mission)
    assert network is not None
    day = date(2023, 6, 14)
    when = When(datetime(2023, 6, 14, 10, tzinfo=UTC), datetime(2023, 6, 14, 10, tzinfo=UTC))
    for name, served, roads in (("the country", mission, network), ("copies", spread(mission), side_by_side(network))):
        period = period_for(served, day)
        said = SegmentReport(source="pt-valley", segment=CLOSED, status="closed", when=when)
        slow, anew = best(partial(corridor.assess, hold([("e", said)]), served, period, roads), 1)
        picture = corridor.assess(hold([]), served, period, roads)
        quick, found = best(partial(picture.what_if, closed=[CLOSED], vehicles=["any"]))
        keys = ["place", "entry"]
        told = anew.reach.filter(vehicle="any").select(*keys, "reach", "minutes_possible")
        both = found.join(told, on=keys, how="left")
        same = (both["after"] == both["reach"]).all() and np.allclose(
            both["minutes_after"].fill_null(-1), both["minutes_possible"].fill_null(-1)
        )
        arcs, towns = len(roads.arcs("light").tail), len(picture.ground.courses["light"].at)
        print(f"{name}: {arcs:,} arcs, {towns} settlements, {found.height} answers change")
        print(f"  what if {quick * 1e3:8.1f} ms; the picture drawn anew {slow * 1e3:8.0f} ms, {slow / quick:.0f} x  "
              f"{'agrees' if same else 'DISAGREES'}")  # fmt: skip
        if not same:
            sys.exit(1)


if __name__ == "__main__":
    main()
