"""Other ways to find which accounts are of one event, each written from its description or called as published.

Each takes accounts (one row a unit: unit, source, time, x, y, kind, weapon, assessment, count; sorted by time) and
gives the group of each row.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Groups = NDArray[np.int64]


def greedy(units: pl.DataFrame, minutes: float, metres: float) -> Groups:
    """Each account in order of time joins the nearest open incident of its kind that holds none of its source."""
    seconds = minutes * 60
    found: list[tuple[float, float, float, str, set[str]]] = []
    group = np.empty(units.height, dtype=np.int64)
    low = 0
    for row, (source, time, x, y, kind) in enumerate(units.select("source", "time", "x", "y", "kind").iter_rows()):
        while low < len(found) and time - found[low][0] > seconds:
            low += 1
        best, nearest = -1, metres
        for n in range(low, len(found)):
            began, ix, iy, its_kind, sources = found[n]
            apart = float(np.hypot(x - ix, y - iy))
            if time - began <= seconds and its_kind == kind and source not in sources and apart <= nearest:
                best, nearest = n, apart
        if best < 0:
            found.append((time, x, y, kind, set()))
            best = len(found) - 1
        found[best][4].add(source)
        group[row] = best
    return group


def meltt(units: pl.DataFrame, minutes: float, metres: float, compatible: dict[str, set[str]]) -> Groups:
    """MELTT's matching: data sets (here: sources) are integrated one after another.

    Entries of the next set that lie within the window of an integrated event and agree with it on the coarsest level
    of a taxonomy are candidates; each is scored by the levels of all taxonomies it agrees on, and the best matches are
    taken one to one. Source: Donnay, Dunford, McGrath, Backer and Cunningham, Integrating conflict event data, Journal
    of Conflict Resolution 63(5), 2019, 1337-1364 (episodes left out: every account here is an event).
    """
    events: list[dict[str, object]] = []
    times: list[float] = []
    group = np.empty(units.height, dtype=np.int64)
    numbered = units.with_row_index("row")
    for _, table in sorted(numbered.group_by("source"), key=lambda item: str(item[0])):
        known = np.array(times)
        order = np.argsort(known, kind="stable")
        ranked = known[order]
        scored = []
        rows = table.to_dicts()
        for number, entry in enumerate(rows):
            low, high = np.searchsorted(ranked, [entry["time"] - minutes * 60, entry["time"] + minutes * 60])
            for n in order[low:high]:
                event = events[n]
                apart = float(np.hypot(entry["x"] - event["x"], entry["y"] - event["y"]))
                if apart > metres or event["kind"] not in compatible[entry["kind"]]:
                    continue
                agreed = [event["kind"] == entry["kind"], *(event[t] == entry[t] for t in ("weapon", "assessment"))]
                scored.append((-sum(agreed) / 3, apart, number, int(n)))
        taken_entries: set[int] = set()
        taken_events: set[int] = set()
        for _, _, number, n in sorted(scored):
            if number not in taken_entries and n not in taken_events:
                taken_entries.add(number)
                taken_events.add(n)
                group[rows[number]["row"]] = n
        for number, entry in enumerate(rows):
            if number not in taken_entries:
                group[entry["row"]] = len(events)
                events.append(entry)
                times.append(entry["time"])
    return group
