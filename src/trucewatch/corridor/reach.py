"""Who can be reached from where: certainly, possibly or not, and which segments it hangs on."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.places import NO_STRETCH, Network

from .evidence import ANY
from .ground import USUAL_KMH, Ground, Spot, ground
from .tables import HANGS, REACH, SNAPS

RULE = (
    "over the mission's own road segments and no other road, by their status for the class in the direction driven. "
    "Certainly: by segments seen open or restricted alone. Possibly: if those not observed or disputed were open. Not: "
    "not even then. Not known: no segment leads within the settlement's radius. A settlement between the ends of a "
    "segment is reached possibly where that segment is closed, since where on it is not known. Travel time is length "
    f"at {USUAL_KMH:g} km/h, without stops"
)
_HANG_RULE = (
    "a settlement hangs on a segment if closing that one alone would cut it off from every entry, segments not "
    "observed or disputed taken for open"
)
_SNAP_RULE = "the nearest position on a segment; a place at which a segment ends is at its end"
_MODES = {"person": "foot", "heavy": "heavy"}

Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]


class _Way(NamedTuple):
    """An arc of the network with the row of SEGMENTS that tells its status; ``spur`` where it leads only part way."""

    tail: int
    head: int
    seconds: float
    unit: int
    row: Mapping[str, Any]
    spur: bool

    @property
    def sure(self) -> bool:
        return self.row["status"] in ("open", "restricted")

    @property
    def possible(self) -> bool:
        return self.spur or self.row["status"] != "closed"


def reachable(
    mission: Mission, period: Period, status: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames REACH, HANGS and SNAPS from SEGMENTS, and their explanations by row id."""
    land = ground(mission)
    rows: list[dict[str, Any]] = []
    hangs: list[dict[str, Any]] = []
    snaps: list[dict[str, Any]] = []
    if land is not None:
        stands = {(row["segment"], row["direction"], row["vehicle"]): row for row in status.iter_rows(named=True)}
        for vehicle in [code for code in vocabulary("vehicles") if code in set(status["vehicle"])]:
            made = _of_class(mission, land, stands, vehicle, period)
            rows += made
            hangs += _hangs(land, made, vehicle, period)
        snaps = _snaps(land)
    reasons = {row["id"]: _why(row) for row in rows} | {row["id"]: _why_hangs(row) for row in hangs}
    reasons |= {row["id"]: _why_snapped(row) for row in snaps}
    return (
        pl.DataFrame(rows, schema=REACH, orient="row"),
        pl.DataFrame(hangs, schema=HANGS, orient="row"),
        pl.DataFrame(snaps, schema=SNAPS, orient="row"),
        reasons,
    )


def what_if(
    mission: Mission,
    period: Period,
    status: pl.DataFrame,
    *,
    closed: Sequence[str] = (),
    opened: Sequence[str] = (),
) -> pl.DataFrame:
    """What would change (WHAT_IF) were the segments ``closed`` closed and ``opened`` open, all else as in SEGMENTS.

    Only rows that change are given. Raises ValueError for a segment the mission does not have or that is in both.
    """
    for segment in (*closed, *opened):
        if segment not in mission.segments:
            raise ValueError(f"there is no segment {segment!r}; the mission has {', '.join(mission.segments)}")
    if both := set(closed) & set(opened):
        raise ValueError(f"{', '.join(sorted(both))} cannot be both closed and open")
    changed = status.with_columns(
        status=pl.when(pl.col("segment").is_in(list(closed)))
        .then(pl.lit("closed"))
        .when(pl.col("segment").is_in(list(opened)))
        .then(pl.lit("open"))
        .otherwise("status")
    )
    keys = ["place", "entry", "vehicle"]
    before, after = (
        reachable(mission, period, frame)[0].select(*keys, "reach", "minutes_possible") for frame in (status, changed)
    )
    return (
        before.join(after, on=keys, suffix="_after", maintain_order="left")
        .select(
            *keys,
            before="reach",
            after="reach_after",
            minutes_before="minutes_possible",
            minutes_after="minutes_possible_after",
        )
        .filter(pl.col("before").ne(pl.col("after")) | pl.col("minutes_before").ne_missing(pl.col("minutes_after")))
    )


def _of_class(mission: Mission, land: Ground, stands: Rows, vehicle: str, period: Period) -> list[dict[str, Any]]:
    """Rows of REACH for one class: every settlement from any entry (entry ""), then from each of them."""
    ways, node_of = _ways(mission, land, stands, vehicle)
    size = len(land.roads.node_lon) + len(ways)
    sure, possible = _Net.of(size, [way for way in ways if way.sure]), _Net.of(size, [w for w in ways if w.possible])
    made: list[dict[str, Any]] = []
    for entry in ("", *land.entries):
        sources = [land.nodes[one] for one in (land.entries if entry == "" else (entry,))]
        surely, perhaps = sure.travel(sources), possible.travel(sources)
        shut = [way for way in ways if not way.possible and np.isfinite(perhaps.seconds[way.tail])]
        for place, spot in land.settlements.items():
            if spot is not None and node_of[place] in sources:
                continue
            row: dict[str, Any] = dict.fromkeys(REACH) | {
                "id": f"reach:{place}:{entry or ANY}:{vehicle}:{period.day}",
                "place": place,
                "entry": entry,
                "vehicle": vehicle,
                "reach": "not_known",
                "snap_m": land.nearest_m[place] if spot is None else spot.metres,
                **{name: [] for name in ("route", "restricted", "unknown", "hangs", "cut", "t_day_cut", "segments")},
            }
            if spot is not None:
                at = node_of[place]
                row |= _answer(surely, perhaps, at, shut)
                if row["reach"] != "not":
                    row |= _hold(land, possible.network, sources, at, spot)
                    row |= _throughput(land, possible.network, sources, at)
            made.append(row)
    return made


class _Travel(NamedTuple):
    """Travel from the sources: seconds to every node, and the ways driven to one."""

    net: "_Net"
    seconds: NDArray[np.float64]
    arcs: NDArray[np.int64]

    def ways_to(self, node: int) -> list[_Way]:
        return [self.net.ways[arc] for arc in self.net.network.route(self.arcs, node).tolist()]


class _Net(NamedTuple):
    """A network whose arcs are ``ways``, in its own order."""

    network: Network
    ways: list[_Way]

    @classmethod
    def of(cls, size: int, ways: list[_Way]) -> Self:
        ordered = sorted(ways, key=lambda way: way.tail)
        columns = [[getattr(way, name) for way in ordered] for name in ("tail", "head", "seconds", "unit")]
        return cls(Network(size, *columns), ordered)

    def travel(self, sources: list[int]) -> _Travel:
        return _Travel(self, *self.network.routes(sources))


def _ways(mission: Mission, land: Ground, stands: Rows, vehicle: str) -> tuple[list[_Way], dict[str, int]]:
    """The arcs for ``vehicle`` and the node of every settlement on the network.

    A settlement between the ends of a segment gets a node that is entered from both and never passed through.
    """
    mode = _MODES.get(vocabulary("vehicles")[vehicle].columns["class"], "light")
    arcs, seconds = land.roads.arcs(mode), land.roads.seconds(mode)

    def row(segment: str, towards: str) -> Mapping[str, Any]:
        return stands.get((segment, towards, vehicle)) or stands[segment, towards, ANY]

    ways: list[_Way] = []
    for tail, head, time, unit, along in zip(*(one.tolist() for one in arcs), strict=True):
        segment = land.segments[unit]
        ways.append(_Way(tail, head, time, unit, row(segment.id, segment.end if along else segment.start), False))
    at: dict[str, int] = {}
    node = len(land.roads.node_lon)
    for place, spot in land.settlements.items():
        if spot is None:
            continue
        if spot.node:
            at[place] = land.nodes[spot.node]
            continue
        segment, whole = mission.segments[spot.segment], seconds[land.number[spot.segment]]
        ends = ((segment.start, segment.end, spot.share), (segment.end, segment.start, 1 - spot.share))
        for end, other, share in ends:
            ways.append(_Way(land.nodes[end], node, whole * share, NO_STRETCH, row(segment.id, other), True))
        at[place] = node
        node += 1
    return ways, at


def _answer(surely: _Travel, perhaps: _Travel, at: int, shut: list[_Way]) -> dict[str, Any]:
    if not np.isfinite(perhaps.seconds[at]):
        return {"reach": "not", "segments": sorted({way.row["id"] for way in shut})}
    certain = bool(np.isfinite(surely.seconds[at]))
    route = (surely if certain else perhaps).ways_to(at)
    ages = [way.row["age_most_h"] for way in route]
    return {
        "reach": "certainly" if certain else "possibly",
        "minutes": surely.seconds[at] / 60 if certain else None,
        "minutes_possible": perhaps.seconds[at] / 60,
        "route": [way.row["segment"] for way in route],
        "restricted": [way.row["segment"] for way in route if way.row["status"] == "restricted"],
        "unknown": [way.row["segment"] for way in route if not way.sure],
        "stale": any(way.row["stale"] for way in route),
        "age_most_h": None if None in ages else max(ages, default=None),
        "segments": [way.row["id"] for way in route],
    }


def _hold(land: Ground, network: Network, sources: list[int], at: int, spot: Spot) -> dict[str, Any]:
    """What the settlement hangs on, in how many ways it can be reached, and a smallest set of segments to lose."""
    names = [segment.id for segment in land.segments]
    hangs = [names[unit] for unit in network.hanging(sources, [at])[0].tolist()]
    if not spot.node:
        return {"hangs": [*hangs, spot.segment], "ways": 1, "cut": [spot.segment]}
    cut = network.smallest_cut(sources, [at])
    assert cut is not None, "every way to a settlement at a node runs over segments"
    return {"hangs": hangs, "ways": cut.capacity, "cut": [names[unit] for unit in cut.stretches.tolist()]}


def _throughput(land: Ground, network: Network, sources: list[int], at: int) -> dict[str, Any]:
    """The most tonnes a day that can reach node ``at``, in whole tonnes, by max flow; nothing where not known."""
    known = [segment.capacity_t_day for segment in land.segments]
    unlimited = sum(math.ceil(most) for most in known if most is not None) + 1
    limits = [unlimited if most is None else math.ceil(most) for most in known]
    cut = network.smallest_cut(sources, [at], capacity=limits) if unlimited > 1 else None
    if cut is None or cut.capacity >= unlimited:
        return {}
    return {
        "t_day_most": float(cut.capacity),
        "t_day_cut": [land.segments[unit].id for unit in cut.stretches.tolist()],
    }


def _hangs(land: Ground, rows: Sequence[Mapping[str, Any]], vehicle: str, period: Period) -> list[dict[str, Any]]:
    """Rows of HANGS for one class: by segment, the settlements that closing it alone would cut off from every entry."""
    of_all = [row for row in rows if row["entry"] == ""]
    return [
        {
            "id": f"reach:hangs:{segment.id}:{vehicle}:{period.day}",
            "segment": segment.id,
            "vehicle": vehicle,
            "cut_off": [row["place"] for row in of_all if segment.id in row["hangs"]],
            "rows": [row["id"] for row in of_all if segment.id in row["hangs"]],
        }
        for segment in land.segments
    ]


def _snaps(land: Ground) -> list[dict[str, Any]]:
    spots = {"settlement": land.settlements, "crossing": land.crossings}
    return [
        {
            "id": f"reach:at:{thing}",
            "thing": thing,
            "what": what,
            "segment": None if spot is None else spot.segment,
            "share": None if spot is None else spot.share,
            "metres": land.nearest_m[thing] if spot is None else spot.metres,
        }
        for what, found in spots.items()
        for thing, spot in found.items()
    ]


def _why(row: Mapping[str, Any]) -> Explanation:
    said = {
        "certainly": f"certainly, in {row['minutes'] or 0:.0f} min by {_list(row['route'])}",
        "possibly": f"possibly; it depends on {_list(row['unknown'])}",
        "not": "not; every way is closed",
        "not_known": f"not known; the nearest segment passes {row['snap_m'] / 1000:.1f} km off",
    }[row["reach"]]
    hangs = f" It hangs on {_list(row['hangs'])}." if row["hangs"] else ""
    restricted = f" Restricted on the way: {_list(row['restricted'])}." if row["restricted"] else ""
    most = (
        f" At most {row['t_day_most']:,.0f} t a day, by {_list(row['t_day_cut'])}, a smallest set."
        if row["t_day_most"] is not None
        else ""
    )
    entry = row["entry"] or "any entry"
    what = vocabulary("vehicles")[row["vehicle"]].plural
    return Explanation(
        id=row["id"],
        says=f"{row['place']} from {entry}, {what}: {said}.{restricted}{hangs}{most}",
        rule=RULE,
        parts=tuple(row["segments"]),
    )


def _why_hangs(row: Mapping[str, Any]) -> Explanation:
    what = vocabulary("vehicles")[row["vehicle"]].plural
    said = f"would cut off {_list(row['cut_off'])}" if row["cut_off"] else "alone would cut off no settlement"
    return Explanation(
        id=row["id"], says=f"Closing {row['segment']} to {what} {said}.", rule=_HANG_RULE, parts=tuple(row["rows"])
    )


def _why_snapped(row: Mapping[str, Any]) -> Explanation:
    where = "on no segment" if row["segment"] is None else f"on {row['segment']}, at {row['share']:.0%} of its length"
    return Explanation(
        id=row["id"], says=f"{row['thing']} is {where}; {row['metres']:.0f} m from the nearest.", rule=_SNAP_RULE
    )


def _list(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names)) or "nothing"
