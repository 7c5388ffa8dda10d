"""The plain rule of the first version: accounts that meet within minutes and metres, each source counted once."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray
from wedges import distance_to_wedge, wedges_meet

from trucewatch.incidents.accounts import Arrays
from trucewatch.mission import Linking


class Pairs(NamedTuple):
    i: NDArray[np.int64]
    j: NDArray[np.int64]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]


def plain(arrays: Arrays, compatible: NDArray[np.bool_], linking: Linking) -> NDArray[np.int64]:
    """The group of each row. Rows are joined where every one may be of one event with every other."""
    pairs = pl.DataFrame(Pairs(*meeting(arrays, compatible, linking.minutes * 60, linking.metres))._asdict())
    pairs = pairs.sort("seconds", "metres", "i", "j")
    unit = arrays.unit
    i, j = unit[pairs["i"].to_numpy()], unit[pairs["j"].to_numpy()]
    partners: dict[int, set[int]] = {}
    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        partners.setdefault(a, set()).add(b)
        partners.setdefault(b, set()).add(a)
    group: dict[int, list[int]] = {int(u): [int(u)] for u in np.unique(unit)}
    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        one, other = group[a], group[b]
        if one is not other and all(v in partners[u] for u in one for v in other):
            one += other
            for u in other:
                group[u] = one
    return np.array([group[int(u)][0] for u in unit])


@njit(cache=True)
def _regions_meet(a: Arrays, i: int, j: int, metres: float) -> float:
    """Metres between two centres if their regions meet, else -1."""
    apart = np.hypot(a.x[i] - a.x[j], a.y[i] - a.y[j])
    if not apart <= metres + a.radius[i] + a.radius[j]:
        return -1.0
    one, other = not np.isnan(a.wedge[i, 0]), not np.isnan(a.wedge[j, 0])
    if one and other:
        w, v = a.wedge[i], a.wedge[j]
        if not wedges_meet((w[0], w[1], w[2], w[3], w[4], w[5]), (v[0], v[1], v[2], v[3], v[4], v[5])):
            return -1.0
    elif one or other:
        w, p = (a.wedge[i], j) if one else (a.wedge[j], i)
        if distance_to_wedge((w[0], w[1], w[2], w[3], w[4], w[5]), a.x[p], a.y[p]) > metres + a.radius[p]:
            return -1.0
    return float(apart)


@njit(cache=True)
def meeting(a: Arrays, compatible: NDArray[np.bool_], slack: float, metres: float):
    """Pairs of accounts that could be of one event: i, j, seconds between their middles, metres between centres."""
    first, second, seconds, apart = [0], [0], [0.0], [0.0]
    for i in range(len(a.start)):
        until = a.end[i] + slack
        for j in range(i + 1, len(a.start)):
            if a.start[j] > until:
                break
            if not compatible[a.kind[i], a.kind[j]] or a.unit[i] == a.unit[j] or a.source[i] == a.source[j]:
                continue
            distance = _regions_meet(a, i, j, metres)
            if distance >= 0:
                first.append(i)
                second.append(j)
                seconds.append(abs(a.start[i] + a.end[i] - a.start[j] - a.end[j]) / 2)
                apart.append(distance)
    return np.array(first[1:]), np.array(second[1:]), np.array(seconds[1:]), np.array(apart[1:])
