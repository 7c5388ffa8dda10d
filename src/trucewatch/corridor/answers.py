"""For a mode, what is known of the roads, and where one starts: who can be reached, how, and what that hangs on."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from trucewatch.domain import vocabulary
from trucewatch.places import NO_STRETCH, Network

from .courses import CLOSED, SEEN, UNKNOWN, Course, Travel
from .covering import OFF_SEGMENTS
from .evidence import ANY
from .ground import Ground

T = TypeVar("T")

Ints = NDArray[np.int64]

_MODES = {"person": "foot", "heavy": "heavy"}
_SEEN = ("open", "restricted")


class Known(NamedTuple):
    """What is known of every way of a ``Course``, and the stretches taken for closed and for open in spite of it."""

    ways: Ints
    closed: Ints
    opened: Ints


class Hold(NamedTuple):
    """The roads each of which alone would cut a settlement off, in how many ways it can be reached, a smallest set that
    cuts all of them, and the most tonnes a day by known capacities with the segments that limit it.
    """

    hangs: tuple[str, ...] = ()
    ways: int | None = None
    cut: tuple[str, ...] = ()
    t_day_most: float | None = None
    t_day_cut: tuple[str, ...] = ()


class Answer(NamedTuple):
    """``route`` are roads with the way each is driven, ``unsure`` those of them not seen open; ``shut`` are the closed
    ways met where there is no way at all.
    """

    reach: str
    minutes: float | None = None
    minutes_possible: float | None = None
    route: tuple[tuple[str, int], ...] = ()
    unsure: tuple[str, ...] = ()
    shut: tuple[int, ...] = ()
    hold: Hold = Hold()


def mode_of(vehicle: str) -> str:
    """The mode of travel of a class of vehicles."""
    return _MODES.get(vocabulary("vehicles")[vehicle].columns["class"], "light")


def row_of(
    land: Ground, stands: Mapping[tuple[str, str, str], Mapping[str, Any]], vehicle: str, way: int
) -> Mapping[str, Any] | None:
    """The row of SEGMENTS that speaks of ``vehicle`` on a way; None for roads that no segment covers."""
    if way >= 2 * len(land.segments):
        return None
    segment = land.segments[way // 2]
    towards = segment.end if way % 2 else segment.start
    return stands.get((segment.id, towards, vehicle)) or stands[segment.id, towards, ANY]


def known(
    land: Ground,
    stands: Mapping[tuple[str, str, str], Mapping[str, Any]],
    vehicle: str,
    closed: Sequence[str] = (),
    opened: Sequence[str] = (),
) -> Known:
    """What SEGMENTS says of ``vehicle``, but for the segments and roads ``closed`` and ``opened``."""
    said = [row_of(land, stands, vehicle, way) for way in range(2 * len(land.segments))]
    codes = [
        CLOSED if row["status"] == "closed" else SEEN if row["status"] in _SEEN else UNKNOWN for row in said if row
    ]
    for names, code in ((closed, CLOSED), (opened, SEEN)):
        for number, segment in enumerate(land.segments):
            if segment.id in names:
                codes[2 * number : 2 * number + 2] = code, code
    segments = {segment.id for segment in land.segments}
    taken = (_stretches(land, [name for name in names if name not in segments]) for names in (closed, opened))
    return Known(np.array([*codes, UNKNOWN, SEEN]), *taken)


def _stretches(land: Ground, roads: Sequence[str]) -> Ints:
    """The stretches of roads of the network that no segment covers."""
    if not roads:
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.isin(land.roads.ref, list(roads)) & (land.cover.segment == OFF_SEGMENTS))


def by_entry(land: Ground, found_from: Callable[[list[int]], T]) -> dict[str, T]:
    """What is found from the nodes of all entries (entry "") and of each of them; reckoned once where there is one."""
    every = {entry: [land.cover.nodes[entry]] for entry in land.entries}
    found = {entry: found_from(nodes) for entry, nodes in every.items()}
    whole = (
        next(iter(found.values()))
        if len(found) == 1
        else found_from([node for nodes in every.values() for node in nodes])
    )
    return {"": whole, **found}


def quickly(course: Course, told: Known, sources: list[int]) -> dict[str, tuple[str, float | None]]:
    """By settlement on the roads, if it can be reached and in how many minutes if what is not known were open."""
    state = course.known(*told)
    at = np.array(list(course.at.values()), np.int64)
    sure, perhaps = (_seconds(course, usable, sources)[at] for usable in (state == SEEN, state > CLOSED))
    if not np.isfinite(perhaps).all():
        partly = [_seconds(course, usable, sources)[at] for usable in course.partly(state)]
        perhaps = np.where(np.isfinite(perhaps), perhaps, np.min([perhaps, *partly], axis=0))
    return {
        place: (_word(bool(np.isfinite(a)), bool(np.isfinite(b))), b / 60 if np.isfinite(b) else None)
        for place, a, b in zip(course.at, sure.tolist(), perhaps.tolist(), strict=True)
    }


def _seconds(course: Course, usable: NDArray[np.bool_], sources: list[int]) -> NDArray[np.float64]:
    arcs = (one[usable] for one in (course.tail, course.head, course.seconds, course.stretch))
    return Network(course.size, *arcs).times(sources)


def _word(certain: bool, possible: bool) -> str:
    return "certainly" if certain else "possibly" if possible else "not"


def answers(land: Ground, course: Course, told: Known, sources: list[int]) -> dict[str, Answer]:
    """By settlement on the roads, who can be reached from ``sources`` and what that hangs on."""
    state = course.known(*told)
    surely = Travel.over(course, state == SEEN, sources)
    perhaps = Travel.over(course, state > CLOSED, sources)
    partly = [Travel.over(course, usable, sources) for usable in course.partly(state)]
    met = course.tail[(state == CLOSED) & course.covered]
    shut = np.unique(course.way[(state == CLOSED) & course.covered][np.isfinite(perhaps.seconds[met])])
    way_in: dict[str, Travel] = {}
    found: dict[str, Answer] = {}
    for place, node in course.at.items():
        reaching = [one for one in (perhaps, *partly) if np.isfinite(one.seconds[node])]
        if not reaching:
            found[place] = Answer("not", shut=tuple(shut.tolist()))
            continue
        chosen = reaching[0] if reaching[0] is perhaps else min(reaching, key=lambda one: one.seconds[node])
        way_in[place] = chosen
        certain = bool(np.isfinite(surely.seconds[node]))
        arcs = (surely if certain else chosen).to(node)
        found[place] = Answer(
            _word(certain, True),
            float(surely.seconds[node]) / 60 if certain else None,
            float(chosen.seconds[node]) / 60,
            _roads(land, course, arcs),
            tuple(dict.fromkeys(land.road(int(course.stretch[arc])) for arc in arcs if state[arc] != SEEN)),
        )
    for travel in (perhaps, *partly):
        places = [place for place, chosen in way_in.items() if chosen is travel]
        for place, hold in zip(places, _holds(land, course, travel, places), strict=True):
            found[place] = found[place]._replace(hold=hold)
    return found


def _roads(land: Ground, course: Course, arcs: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """The roads driven, each once in a row, with the way each is driven."""
    driven = [
        (land.road(int(course.stretch[arc])), int(course.way[arc])) for arc in arcs if course.stretch[arc] != NO_STRETCH
    ]
    return tuple(one for i, one in enumerate(driven) if not i or driven[i - 1] != one)


def _holds(land: Ground, course: Course, travel: Travel, places: Sequence[str]) -> list[Hold]:
    """What each of ``places`` hangs on.

    Single stretches by the dominators of the network; segments of several stretches by closing each as a whole.
    """
    if not places:
        return []
    network, sources = travel.network, travel.sources
    nodes = [course.at[place] for place in places]
    routes = [_roads(land, course, travel.to(node)) for node in nodes]
    alone = [{land.road(stretch) for stretch in one.tolist()} for one in network.hanging(sources, nodes)]
    for number in sorted({way // 2 for route in routes for _, way in route if way < 2 * len(land.segments)}):
        stretches = np.intersect1d(np.flatnonzero(land.cover.segment == number), network.stretch)
        if len(stretches) > 1:
            lost = ~np.isfinite(network.times(sources, stretches)[nodes])
            for hung, cut_off in zip(alone, lost.tolist(), strict=True):
                hung.update([land.segments[number].id] if cut_off else ())
    found = []
    for node, route, hung in zip(nodes, routes, alone, strict=True):
        hangs = tuple(dict.fromkeys(road for road, _ in route if road in hung))
        hold = Hold(hangs, 1, hangs[:1])
        if not hangs and (cut := network.smallest_cut(sources, [node])) is not None:
            hold = Hold((), cut.capacity, tuple(dict.fromkeys(land.road(one) for one in cut.stretches.tolist())))
        found.append(hold._replace(**_throughput(land, course, travel, node)))
    return found


def _throughput(land: Ground, course: Course, travel: Travel, node: int) -> dict[str, Any]:
    """The most tonnes a day that can reach ``node``, in whole tonnes, by max flow; nothing where that is not known."""
    most = np.array([math.ceil(one.capacity_t_day or 0) for one in land.segments] + [0])
    limits = most[land.cover.segment]
    if not limits.any():
        return {}
    net = travel.network
    limited = np.where((net.stretch != NO_STRETCH) & (limits[net.stretch] > 0), net.stretch, NO_STRETCH)
    cut = Network(net.nodes, net.tail, net.head, net.seconds, limited).smallest_cut(
        travel.sources, [node], capacity=limits
    )
    if cut is None:
        return {}
    return {
        "t_day_most": float(cut.capacity),
        "t_day_cut": tuple(dict.fromkeys(land.road(one) for one in cut.stretches.tolist())),
    }
