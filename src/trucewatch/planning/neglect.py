"""What the usual watches notice, and how long ago each part of the area was last looked at."""

from collections.abc import Sequence

import polars as pl

from ..coverage import Ranges, daylight, exposure
from ..domain import Span
from ..mission import Mission
from ..record import Holdings

LOOKED = 0.05
"""A part was looked at on a day on which this share of the events of one kind would have been noticed."""


def usually_noticed(
    holdings: Holdings, mission: Mission, days: Sequence[Span], ranges: Ranges | None = None
) -> pl.DataFrame:
    """The share of events that was noticeable by day and by night: columns light, cell, sector, kind, usual."""
    runs = [(run, "day" if light else "night") for day in days for run, light in daylight(mission, day)]
    found = exposure(holdings, mission, [run for run, _ in runs], ranges)
    spans = pl.DataFrame(
        {
            "start": [run.start for run, _ in runs],
            "light": [light for _, light in runs],
            "hours": [run.length.total_seconds() / 3600 for run, _ in runs],
        },
        schema_overrides={"start": found.schema["start"]},
    )
    whole = spans.group_by("light").agg(whole=pl.col("hours").sum())
    return (
        found.join(spans, on="start")
        .group_by("light", "cell", "sector", "kind", maintain_order=True)
        .agg(noticed=(pl.col("detection") * pl.col("hours")).sum())
        .join(whole, on="light")
        .select("light", "cell", "sector", "kind", usual=pl.col("noticed") / pl.col("whole"))
    )


def last_looked(exposure: pl.DataFrame, days: Sequence[Span]) -> pl.DataFrame:
    """How many days before the last of ``days`` a part was looked at, if in any of them: columns cell, sector, ago."""
    numbered = pl.DataFrame({"start": [day.start for day in days], "ago": range(len(days) - 1, -1, -1)})
    return (
        exposure.filter(pl.col("detection") >= LOOKED)
        .join(numbered.cast({"start": exposure.schema["start"]}), on="start")
        .group_by("cell", "sector", maintain_order=True)
        .agg(pl.col("ago").min())
    )
