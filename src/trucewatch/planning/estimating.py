"""How much happens in each part of the area, however little it was watched."""

from collections.abc import Sequence

import polars as pl

from ..domain import Span

MEMORY = 0.97
"""A day that lies n days back speaks with weight MEMORY^n (the power prior of Ibrahim and Chen 2000)."""

FIRM = 0.3
"""How firmly a part keeps to what is usual in its sector, in events: little, for a few parts have nearly all."""

KEY = ("cell", "sector", "kind")


def densities(
    recorded: pl.DataFrame, exposure: pl.DataFrame, parts: pl.DataFrame, days: Sequence[Span]
) -> pl.DataFrame:
    """Events a day and km² in each of ``parts`` (columns KEY): Gamma with ``mean`` and ``variance``.

    Recorded events (KEY, day by number) over what would have been noticed (EXPOSURE), each part shrunk to its sector
    and that to the whole area: a part never watched has what is usual around it, uncertain (Clayton and Kaldor 1987).
    """
    numbered = pl.DataFrame({"start": [day.start for day in days], "day": range(len(days))}).cast(
        {"start": exposure.schema["start"]}
    )
    weight = MEMORY ** (len(days) - 1 - pl.col("day"))
    watched = (
        exposure.join(numbered, on="start")
        .group_by(KEY, maintain_order=True)
        .agg(watched=(weight * pl.col("km2") * pl.col("detection")).sum())
    )
    seen = recorded.group_by(KEY, maintain_order=True).agg(seen=weight.sum())
    known = watched.join(seen, on=KEY, how="left", maintain_order="left").with_columns(pl.col("seen").fill_null(0.0))
    whole = _rate(known, ["kind"]).rename({"rate": "whole", "told": "whole_told"})
    sector = (
        _rate(known, ["sector", "kind"])
        .join(whole, on="kind")
        .with_columns(usual=(1 + pl.col("rate") * pl.col("told")) / (1 / pl.col("whole") + pl.col("told")))
    )
    return (
        parts.select(KEY)
        .join(known, on=KEY, how="left", maintain_order="left")
        .join(sector.select("sector", "kind", "usual"), on=["sector", "kind"], how="left", maintain_order="left")
        .join(whole.select("kind", "whole"), on="kind", how="left", maintain_order="left")
        .with_columns(pl.col("seen", "watched").fill_null(0.0), usual=pl.coalesce("usual", "whole", pl.lit(0.0)))
        .with_columns(shape=FIRM + pl.col("seen"), rate=FIRM / pl.col("usual") + pl.col("watched"))
        .select(*KEY, mean=pl.col("shape") / pl.col("rate"), variance=pl.col("shape") / pl.col("rate") ** 2)
    )


def _rate(known: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Events a day and km² by groups, with the day-km² that tell of it; half an event where none was seen."""
    return known.group_by(by, maintain_order=True).agg(
        rate=pl.max_horizontal(pl.col("seen").sum(), 0.5) / pl.col("watched").sum(), told=pl.col("watched").sum()
    )
