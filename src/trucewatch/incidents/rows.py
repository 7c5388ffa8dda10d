"""Accounts in order of time, to which more are added, and the part of them about an interval."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from .accounts import DIRECT, seconds

_FEW = 4096
"""So many added accounts are kept apart before they are sorted in."""


class Rows:
    """Accounts as ``accounts.with_roles`` gives them. ``together``: groups of entries that people put together."""

    def __init__(self, rows: pl.DataFrame, together: Sequence[set[str]]) -> None:
        groups = {entry: f"together {number}" for number, group in enumerate(together) for entry in group}
        self._groups = pl.DataFrame(
            {"id": list(groups), "group": list(groups.values())}, schema={"id": pl.String, "group": pl.String}
        )
        self._spans: dict[str, tuple[float, float]] = {}
        self._longest_run = 0.0
        self._sorted = self._few = self._keyed(rows.clear())
        self._sort_in(self._keyed(rows))

    def add(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Adds ``rows``; gives them as ``about`` does."""
        new = self._keyed(rows)
        self._few = self._few.vstack(new)
        if self._few.height > _FEW:
            few, self._few = self._few, self._few.clear()
            self._sort_in(pl.concat([self._sorted, few]))
        return new

    def about(self, start: float, end: float) -> pl.DataFrame:
        """Those that meet ``start`` to ``end`` (seconds), by themselves or as parts of what may belong together.

        Of what may belong together all are given.
        """
        found = self._meeting(start, end)
        wider = self._meeting(start - self._longest_run, end + self._longest_run) if self._spans else found
        met = [key for key in wider["key"].drop_nulls().unique() if self._meets(key, start, end)]
        if met:
            lows, highs = zip(*(self._spans[key] for key in met), strict=True)
            same = self._meeting(min(lows), max(highs)).filter(pl.col("key").is_in(met))
            found = pl.concat([found, same]).unique("id")
        return found.sort("start", "id")

    def _meets(self, key: str, start: float, end: float) -> bool:
        low, high = self._spans[key]
        return low <= end and high >= start

    def _meeting(self, start: float, end: float) -> pl.DataFrame:
        low = int(np.searchsorted(self._starts, start - self._longest))
        high = int(np.searchsorted(self._starts, end, side="right"))
        near = self._sorted[low:high].vstack(self._few)
        return near.filter((pl.col("began") <= end) & (pl.col("ended") >= start))

    def _sort_in(self, rows: pl.DataFrame) -> None:
        self._sorted = rows.sort("start", "id").rechunk()
        self._starts = self._sorted["began"].to_numpy()
        self._longest = (self._sorted["ended"].to_numpy() - self._starts).max(initial=0.0)

    def _keyed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With ``began`` and ``ended`` in seconds, and ``key``: equal where rows may belong together, else null."""
        run = pl.when((pl.col("sequence") != "") & (pl.col("role") == DIRECT)).then(
            pl.format("run {} {} {}", "source", "sequence", "kind")
        )
        keyed = (
            rows.drop("row")
            .with_columns(began=pl.Series(seconds(rows["start"])), ended=pl.Series(seconds(rows["end"])))
            .join(self._groups, on="id", how="left", maintain_order="left")
            .with_columns(key=pl.coalesce("group", run))
            .drop("group")
        )
        spans = (
            keyed.filter(pl.col("key").is_not_null()).group_by("key").agg(pl.col("began").min(), pl.col("ended").max())
        )
        for key, low, high in spans.iter_rows():
            before = self._spans.get(key, (low, high))
            low, high = self._spans[key] = (min(before[0], low), max(before[1], high))
            self._longest_run = max(self._longest_run, high - low)
        return keyed
