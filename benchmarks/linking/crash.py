"""MELTT's own example (Donnay and others, J. Conflict Resolut. 2019): three overlapping sets of simulated events.

Its published result, for 4 km and 2 days, is 140 events of 195 rows: 106 told of by one set, 13 by two, 21 by three.
That is a reference result of another program and not the truth. Here the same rows are linked as any event data are,
with what the taxonomies say of cars, colours and damage as kind and words, and compared with that and with MELTT's
matching as written for ``compare.py``. Needs the shared data.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import peers
import polars as pl

from trucewatch.incidents import link
from trucewatch.mission import Linking

DATA = Path(__file__).parents[2] / "../shared/data/meltt-crash"
PUBLISHED = {1: 106, 2: 13, 3: 21}
RADIUS_M = 2000.0


def crashes() -> pl.DataFrame:
    """The rows of all three sets as ``link`` takes them, in the common words of the taxonomies."""
    rows = pl.concat(
        pl.read_csv(path, infer_schema=False) for path in sorted(DATA.glob("crash_data*.csv"))
    )  # fmt: skip
    for name, level in (("model_tax", "make_level2"), ("color_tax", "col_level1"), ("damage_tax", "damage_level1")):
        words = pl.read_csv(DATA / f"taxonomy_{name}.csv", infer_schema=False)
        rows = rows.join(
            words.select(dataset="data.source", **{name: "base.categories", level: level}).unique(["dataset", name]),
            on=["dataset", name],
            how="left",
        )
    day = pl.duration(days=1)
    start, end = (pl.col(name).str.to_datetime("%Y-%m-%d", time_zone="UTC") for name in ("date", "enddate"))
    return rows.select(
        pl.format("{}-{}", "dataset", "event").alias("id"), source="dataset", kind="make_level2", weapon="col_level1",
        assessment="damage_level1", start=start, end=end + day, lon=pl.col("longitude").cast(float),
        lat=pl.col("latitude").cast(float), radius_m=pl.lit(RADIUS_M),
    )  # fmt: skip


def told_by(groups: pl.Series) -> dict[int, int]:
    """How many events are told of by one set, by two, by three."""
    return dict(Counter(Counter(groups).values()))


def main() -> None:
    rows = crashes()
    ours = link(rows, Linking(minutes=24 * 60, metres=4000)).members.select("observation", "incident")
    units = rows.with_columns(
        time=pl.col("start").dt.epoch("s").cast(float), amount=pl.lit(1.0),
        x=(pl.col("lon") + 77) * 111_320 * np.cos(np.radians(39)), y=(pl.col("lat") - 39) * 110_950.0,
    ).sort("time", "id").with_row_index("unit")  # fmt: skip
    same = {kind: {kind} for kind in units["kind"].unique()}
    by_meltt = pl.Series(peers.meltt(units, 2 * 24 * 60.0, 4000.0, same))
    print("told of by                       one set  two  three  events")
    for name, found in (
        ("published result of MELTT", PUBLISHED),
        ("MELTT's matching, as in peers.py", told_by(by_meltt)),
        ("trucewatch.incidents.link", told_by(ours["incident"])),
    ):
        print(f"{name:<34} {found.get(1, 0):>5} {found.get(2, 0):>4} {found.get(3, 0):>6} {sum(found.values()):>7}")
    both = ours.join(units.select(observation="id", meltt=by_meltt), on="observation")

    def pairs(*by: str) -> int:
        sizes = both.group_by(*by).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    print(f"{pairs('meltt')} pairs of rows joined by MELTT's matching, {pairs('meltt', 'incident')} of them by ours, "
          f"which joins {pairs('incident')}")  # fmt: skip


if __name__ == "__main__":
    main()
