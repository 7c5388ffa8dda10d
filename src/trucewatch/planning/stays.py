"""Stays and parts of the area as arrays to choose from, and what was chosen as rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from scipy.stats import nbinom

from ..ceasefire import HISTORY_DAYS
from ..domain import Span, Watch
from .choosing import Choice, Floats
from .frames import LOG_SD, plan_id

WEEK = 7
"""Days after which a part counts as not looked at."""

_HALF = 0.5


@dataclass(frozen=True)
class Parts:
    """What can be noticed where: (parts,) arrays, a part being a piece of a cell by kind of event and day or night.

    ``detection`` (stays, parts); ``missed`` events that the usual watches would not notice in a stay's length and their
    ``variance``; ``unwatched``, km² times days not looked at; ``km2``; ``days`` since it was last looked at.
    """

    detection: Floats
    missed: Floats
    variance: Floats
    unwatched: Floats
    km2: Floats
    days: Floats

    @classmethod
    def of(
        cls,
        stays: Sequence[tuple[str, str, Watch]],
        seen: pl.DataFrame,
        densities: pl.DataFrame,
        usual: pl.DataFrame,
        looked: pl.DataFrame,
    ) -> Self:
        """From PROSPECTS of ``stays`` and what is known of the parts that they see."""
        lights = pl.DataFrame({"watch": range(len(stays)), "light": [light for _, light, _ in stays]})
        seen = seen.join(lights, on="watch", maintain_order="left")
        key = ["light", "cell", "sector", "kind"]
        parts = (
            seen.unique(key, keep="first", maintain_order=True)
            .select(*key, "km2")
            .with_row_index("part")
            .join(densities, on=key[1:], how="left", maintain_order="left")
            .join(usual, on=key, how="left", maintain_order="left")
            .join(looked, on=["cell", "sector"], how="left", maintain_order="left")
            .with_columns(pl.col("usual").fill_null(0.0), pl.col("ago").fill_null(HISTORY_DAYS))
        )
        share = stays[0][2].span.length.total_seconds() / 86_400
        free = pl.col("km2") * share * (1 - pl.col("usual"))
        kinds = parts["kind"].n_unique()
        told = parts.select(
            "km2",
            "ago",
            missed=free * pl.col("mean"),
            variance=free**2 * pl.col("variance"),
            unwatched=pl.col("km2") / kinds * pl.when(pl.col("ago") >= WEEK).then("ago").otherwise(0),
        )
        detection = np.zeros((len(stays), parts.height))
        at = seen.join(parts.select(*key, "part"), on=key, maintain_order="left")
        detection[at["watch"].to_numpy(), at["part"].to_numpy()] = at["detection"].to_numpy()
        arrays = {name: told[name].to_numpy().astype(np.float64) for name in told.columns}
        return cls(
            detection=detection,
            missed=arrays["missed"],
            variance=arrays["variance"],
            unwatched=arrays["unwatched"],
            km2=arrays["km2"] / kinds,
            days=arrays["ago"],
        )


def rows(
    chosen: Sequence[Choice],
    stays: Sequence[tuple[str, str, Watch]],
    parts: Parts,
    sectors: Mapping[str, str],
    reach: Mapping[str, str],
    span: Span,
) -> Iterator[dict[str, Any]]:
    """Rows of PLAN."""
    for rank, choice in enumerate(chosen, start=1):
        place, light, watch = stays[choice.candidate]
        mean = float(choice.noticed @ parts.missed)
        low, high = _interval(mean, float(choice.noticed**2 @ parts.variance))
        reached = parts.detection[choice.candidate] >= _HALF
        unwatched = reached & (parts.days >= WEEK)
        ground = float(parts.km2[unwatched].sum())
        yield {
            "id": plan_id(place, light, span.start.isoformat()),
            "rank": rank,
            "place": place,
            "sector": sectors[place],
            "light": light,
            "start": watch.span.start,
            "end": watch.span.end,
            "why": choice.why,
            "incidents": mean,
            "incidents_low": low,
            "incidents_high": high,
            "km2": float(parts.km2[reached].sum()),
            "unwatched_km2": ground,
            "unwatched_days": float(parts.km2[unwatched] @ parts.days[unwatched] / ground) if ground else None,
            "reach": reach.get(place, ""),
        }


def _interval(mean: float, variance: float) -> tuple[int, int]:
    """The 90 % interval of a count that is Poisson about a Gamma of this mean and variance, detection uncertain."""
    if mean <= 0:
        return 0, 0
    spread = variance + (LOG_SD * mean) ** 2
    size = mean**2 / spread
    low, high = (int(nbinom.ppf(share, size, size / (size + mean))) for share in (0.05, 0.95))
    return low, high
