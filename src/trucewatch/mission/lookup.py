"""Questions about a loaded mission that more than one room asks."""

from collections import Counter
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from .model import Mission, Place

_GEOD = Geod(ellps="WGS84")


class Nearest(NamedTuple):
    """For n positions: the nearest place's id (n,), how far it is (m), and the true bearing from it (degrees)."""

    place: NDArray[np.str_]
    metres: NDArray[np.float64]
    degrees: NDArray[np.float64]


def sector_of(mission: Mission, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.str_]:
    """The ids of the sectors that positions lie in, in the shape of ``lon``; "" outside all of them.

    A position on a shared boundary belongs to the sector that comes first in the mission file.
    """
    x, y = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    found = np.full(x.shape, "", dtype=f"<U{max([1, *(len(sector.id) for sector in mission.sectors)])}")
    for sector in reversed(mission.sectors):
        shapely.prepare(sector.area)
        found[shapely.intersects_xy(sector.area, x, y)] = sector.id
    return found


def area_centre(mission: Mission) -> tuple[float, float]:
    """Longitude and latitude of the centre of the area's bounding box: the origin of its local frame."""
    west, south, east, north = mission.area.bounds
    return (west + east) / 2, (south + north) / 2


def names(mission: Mission, place: str) -> str:
    """What a place is called: the parties' names in their order joined by "/", one where they agree.

    Raises KeyError if the mission has no such place.
    """
    named = mission.places[place]
    by_party = (named.names[party.id] for party in mission.parties if party.id in named.names)
    return "/".join(dict.fromkeys(by_party)) or named.name


def nearest_place(mission: Mission, lon: ArrayLike, lat: ArrayLike) -> Nearest:
    """The place of the mission nearest to each of n positions, for glosses such as "2.5 km NW of X".

    Positions that are NaN get place "" and NaN. Geodesic on WGS 84 once the nearest is found on the sphere.
    """
    x, y = (np.atleast_1d(np.asarray(values, float)) for values in (lon, lat))
    there = np.isfinite(x) & np.isfinite(y)
    places = list(mission.places.values())
    ids = np.full(x.shape, "", dtype=f"<U{max([1, *map(len, mission.places)])}")
    metres, degrees = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    if places and there.any():
        at = np.array([(place.lon, place.lat) for place in places])
        _, index = cKDTree(_on_sphere(at[:, 0], at[:, 1])).query(_on_sphere(x[there], y[there]))
        ids[there] = np.array(list(mission.places))[index]
        azimuth, _, distance = _GEOD.inv(at[index, 0], at[index, 1], x[there], y[there])
        metres[there], degrees[there] = distance, np.mod(azimuth, 360)
    return Nearest(ids, metres, degrees)


def notices(mission: Mission) -> tuple[str, ...]:
    """What a mission's files leave open without being wrong: names of one party only, spellings of two places."""
    found = [
        f"places: {place.id!r} has no name of {party.name}: reports will use {names(mission, place.id)!r} alone"
        for place in mission.places.values()
        for party in mission.parties
        if place.names and party.id not in place.names
    ]
    spelt = Counter(word for place in mission.places.values() for word in _spellings(place))
    found += [
        f"places: the spelling {word!r} is shared by {number} places: sources that use it must say which"
        for word, number in sorted(spelt.items())
        if number > 1
    ]
    if mission.presence == "field" and not mission.sectors:
        found.append("sector: there is none: counts will be given for the whole area only")
    return tuple(found)


def _spellings(place: Place) -> set[str]:
    return {word.casefold() for word in (place.name, *place.names.values(), *place.others)}


def _on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors, (n, 3)."""
    a, b = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])
