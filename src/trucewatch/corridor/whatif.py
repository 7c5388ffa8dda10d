"""What closing or opening roads would change, for whom."""

from collections.abc import Sequence
from functools import partial

import polars as pl

from .answers import by_entry, known, mode_of, quickly
from .ground import Ground
from .tables import WHAT_IF


def what_if(
    land: Ground | None,
    status: pl.DataFrame,
    reach: pl.DataFrame,
    *,
    closed: Sequence[str] = (),
    opened: Sequence[str] = (),
    vehicles: Sequence[str] = (),
) -> pl.DataFrame:
    """What would change (WHAT_IF) were the roads ``closed`` closed and ``opened`` open, all else as in SEGMENTS.

    ``closed`` and ``opened`` are ids of segments or references of roads of the network, ``vehicles`` the classes it is
    asked for (all where none is named). Only rows of REACH that change are given. Raises ValueError for a road there is
    not, one that is in both, or a class of which nothing is known.
    """
    segments = [] if land is None else [segment.id for segment in land.segments]
    for road in (*closed, *opened):
        if road not in segments and (land is None or not land.whole or not (land.roads.ref == road).any()):
            raise ValueError(f"there is no segment {road!r}; the mission has {', '.join(segments)}")
    if both := set(closed) & set(opened):
        raise ValueError(f"{', '.join(sorted(both))} cannot be both closed and open")
    classes = list(dict.fromkeys(reach["vehicle"]))
    for vehicle in vehicles:
        if vehicle not in classes:
            raise ValueError(f"{vehicle!r} is singled out on no segment; there are {', '.join(classes)}")
    if land is None:
        return pl.DataFrame(schema=WHAT_IF)
    stands = {(row["segment"], row["direction"], row["vehicle"]): row for row in status.iter_rows(named=True)}
    after = {
        vehicle: by_entry(
            land, partial(quickly, land.courses[mode_of(vehicle)], known(land, stands, vehicle, closed, opened))
        )
        for vehicle in vehicles or classes
    }
    rows = []
    for row in reach.filter(pl.col("vehicle").is_in(list(after))).iter_rows(named=True):
        found = after[row["vehicle"]][row["entry"]].get(row["place"])
        if found and found != (row["reach"], row["minutes_possible"]):
            rows.append({
                "place": row["place"],
                "entry": row["entry"],
                "vehicle": row["vehicle"],
                "before": row["reach"],
                "after": found[0],
                "minutes_before": row["minutes_possible"],
                "minutes_after": found[1],
            })  # fmt: skip
    return pl.DataFrame(rows, schema=WHAT_IF, orient="row")
