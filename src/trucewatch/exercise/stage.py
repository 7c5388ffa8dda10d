"""Where an exercise plays: the mission's register turned into arrays in a local metric frame."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trucewatch.mission import Mission
from trucewatch.places import Frame

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LOOKING = ("post", "camera", "acoustic", "patrol")


@dataclass(frozen=True)
class Watchers:
    """The sources that look, one element each: position in metres, range, view, index of the party's side (-1 none)."""

    ids: tuple[str, ...]
    types: npt.NDArray[np.str_]
    side: Ints
    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    range_m: Floats
    facing_deg: Floats
    field_deg: Floats

    def of(self, kind: str) -> Ints:
        return np.flatnonzero(self.types == kind)


@dataclass(frozen=True)
class Anchors:
    """Spots between facing watchers of the two sides, around which events happen.

    ``nx``, ``ny`` point from the first party's side to the second's; ``region`` is 0 or 1, the half of the
    line the spot lies in. They serve the simulation alone and are never written out.
    """

    x: Floats
    y: Floats
    nx: Floats
    ny: Floats
    region: Ints


@dataclass(frozen=True)
class Stage:
    mission: Mission
    frame: Frame
    watchers: Watchers
    anchors: Anchors

    @property
    def parties(self) -> tuple[str, str]:
        """Ids of the two sides, in the mission file's order."""
        return self.mission.parties[0].id, self.mission.parties[1].id


def stage(mission: Mission) -> Stage:
    """The stage of ``mission``.

    Raises ValueError if the mission is no exercise, or does not have looking sources on both sides to play between.
    """
    if mission.mode != "exercise":
        raise ValueError(f'{mission.name} is not an exercise; only a mission with mode = "exercise" is played')
    centre = mission.area.centroid
    frame = Frame(float(centre.x), float(centre.y))
    watchers = _watchers(mission, frame)
    return Stage(mission, frame, watchers, _anchors(watchers))


def _watchers(mission: Mission, frame: Frame) -> Watchers:
    order = [party.id for party in mission.parties]
    looking = [
        source
        for source in mission.sources.values()
        if source.type in LOOKING and source.lon is not None and source.lat is not None
    ]
    lon = np.array([source.lon for source in looking], dtype=float)
    lat = np.array([source.lat for source in looking], dtype=float)
    x, y = frame.xy(lon, lat)
    return Watchers(
        ids=tuple(source.id for source in looking),
        types=np.array([source.type for source in looking], dtype=str),
        side=np.array([order.index(source.party) if source.party else -1 for source in looking], dtype=np.int64),
        x=np.asarray(x, dtype=float),
        y=np.asarray(y, dtype=float),
        lon=lon,
        lat=lat,
        range_m=np.array([source.range_m or 5000.0 for source in looking], dtype=float),
        facing_deg=np.array([source.facing_deg for source in looking], dtype=float),
        field_deg=np.array([source.field_deg for source in looking], dtype=float),
    )


def _anchors(watchers: Watchers) -> Anchors:
    fixed = watchers.types != "patrol"
    first, second = np.flatnonzero(fixed & (watchers.side == 0)), np.flatnonzero(fixed & (watchers.side == 1))
    if not len(first) or not len(second):
        raise ValueError("an exercise needs posts, cameras or sensors on both sides of an invented line")
    dx = watchers.x[second][None, :] - watchers.x[first][:, None]
    dy = watchers.y[second][None, :] - watchers.y[first][:, None]
    facing = np.hypot(dx, dy).argmin(axis=1)
    rows = np.arange(len(first))
    vx, vy = dx[rows, facing], dy[rows, facing]
    length = np.maximum(np.hypot(vx, vy), 1.0)
    x, y = watchers.x[first] + vx / 2, watchers.y[first] + vy / 2
    spread = np.column_stack([x - x.mean(), y - y.mean()])
    along = spread @ np.linalg.svd(spread, full_matrices=False)[2][0]
    return Anchors(x=x, y=y, nx=vx / length, ny=vy / length, region=(along > np.median(along)).astype(np.int64))
