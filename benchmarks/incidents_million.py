"""How long linking takes at ten thousand, a hundred thousand and a million observations, and how well it links.

Observations are simulated with known events (``exercise.bulk``: about a thousand a day, half as many events). The
baseline is the usual greedy rule in plain Python: each observation in order of time joins the first open incident
within the same minutes and metres, of its kind, that holds none of its source. It knows points alone, and gives no
place, count, status, members or reasons; it runs on the smallest size, and rates compare per observation. Pairwise F1
is over pairs of observations of one event.
"""

import argparse
import gc
import math
import time
from collections import deque
from dataclasses import fields
from pathlib import Path

import polars as pl

from trucewatch.exercise import bulk
from trucewatch.incidents import assess
from trucewatch.mission import Mission, area_centre, load
from trucewatch.places import Frame
from trucewatch.record import OBSERVATIONS, Holdings

EXERCISE = Path(__file__).parents[1] / "missions" / "exercise-lachin"
SIZES = (10_000, 100_000, 1_000_000)


def observations(table: pl.DataFrame) -> pl.DataFrame:
    """The table of the exercise as the record would hold it."""
    given = table.select(
        pl.format("e{}", pl.col("ref").str.zfill(8)).alias("id"),
        pl.col("ref").cast(pl.Int64).alias("seq"),
        "source",
        "kind",
        "means",
        pl.col("start", "end").dt.replace_time_zone("UTC"),
        pl.lit("point").alias("where_type"),
        "lon",
        "lat",
        pl.col("error_m").alias("radius_m"),
        pl.col("count").alias("count_low"),
        pl.col("count").alias("count_high"),
        pl.lit("N/K").alias("weapon"),
        pl.lit("undetermined").alias("assessment"),
        pl.lit(value=False).alias("exercise"),
    )
    empty = {
        "unit": "item",
        "sequence": "",
        "origin": "",
        "direction": "",
        "ref": "",
        "zone": "UTC",
        "said": "",
        "text": "",
    }
    missing = [
        pl.lit(empty.get(name)).cast(dtype).alias(name)
        for name, dtype in OBSERVATIONS.items()
        if name not in given.columns
    ]
    return given.with_columns(missing).select(list(OBSERVATIONS))


def holdings(frame: pl.DataFrame) -> Holdings:
    columns = {"known_at", "root", "observations"}
    nothing = {field.name: () for field in fields(Holdings) if field.name not in columns}
    return Holdings(known_at=frame.height, root="", observations=frame, **nothing)


def greedy(frame: pl.DataFrame, mission: Mission) -> dict[str, int]:
    """The baseline: incident number by entry id."""
    x, y = Frame(*area_centre(mission)).xy(frame["lon"], frame["lat"])
    rows = frame.with_columns(x=pl.Series(x), y=pl.Series(y)).sort("start", "id")
    minutes, metres = mission.linking.minutes * 60, mission.linking.metres
    found: dict[str, int] = {}
    recent: deque[tuple[float, float, float, str, set[str], int]] = deque()
    for entry, start, px, py, kind, source in rows.select("id", "start", "x", "y", "kind", "source").iter_rows():
        now = start.timestamp()
        while recent and now - recent[0][0] > minutes:
            recent.popleft()
        for _, ix, iy, its_kind, sources, number in recent:
            if its_kind == kind and source not in sources and math.hypot(px - ix, py - iy) <= metres:
                sources.add(source)
                found[entry] = number
                break
        else:
            found[entry] = len(found)
            recent.append((now, px, py, kind, {source}, found[entry]))
    return found


def pairwise_f1(truth: pl.DataFrame, found: pl.DataFrame) -> float:
    """``truth`` (id, event) and ``found`` (id, incident)."""

    def pairs(*by: str) -> int:
        sizes = truth.join(found, on="id").group_by(*by).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    return 2 * pairs("event", "incident") / (pairs("event") + pairs("incident"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="leave out sizes above this")
    mission = load(EXERCISE)
    largest = parser.parse_args().largest
    assess(holdings(observations(bulk(mission, 1000, 0))), mission)
    baseline = math.nan
    print("method                      observations  incidents  seconds  observations/s  times baseline  pairwise F1")
    for size in (size for size in SIZES if size <= largest):
        table = bulk(mission, size, 1)
        frame = observations(table)
        truth = table.select(pl.format("e{}", pl.col("ref").str.zfill(8)).alias("id"), "event")
        if size == SIZES[0]:
            began = time.perf_counter()
            plain = greedy(frame, mission)
            baseline = size / (took := time.perf_counter() - began)
            f1 = pairwise_f1(truth, pl.DataFrame({"id": list(plain), "incident": list(plain.values())}))
            tell("greedy, plain Python", size, len(set(plain.values())), took, baseline, f1)
        gc.collect()
        began = time.perf_counter()
        result = assess(holdings(frame), mission)
        took = time.perf_counter() - began
        f1 = pairwise_f1(truth, result.members.select("incident", id="observation"))
        tell("trucewatch.incidents.assess", size, result.frame.height, took, baseline, f1)


def tell(method: str, size: int, incidents: int, took: float, baseline: float, f1: float) -> None:
    rate = size / took
    print(f"{method:<27} {size:>12,} {incidents:>10,} {took:>8.2f} {rate:>15,.0f} {rate / baseline:>15.2f} {f1:>12.3f}")


if __name__ == "__main__":
    main()
