"""Which way of linking finds the events of an exercise: all methods on the same simulated records, in one run.

Everything here is simulated: results tell how methods compare under the exercise's assumptions, not how any of them
does in the field. Records are simulated, written as their sources would send them, taken in through the ordinary
intake, and linked. Thresholds of the peers are tuned on a seed of their own that is not scored. Splink is run where it
is installed (dependency group ``bench``).
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import measures
import msgspec
import numpy as np
import peers
import polars as pl
from plain import plain

from trucewatch.exercise import simulate, write
from trucewatch.incidents import accounts, assess, learn, people
from trucewatch.intake import take_in
from trucewatch.mission import Mission, area_centre, load
from trucewatch.places import Frame
from trucewatch.record import Holdings, Record

EXERCISE = Path(__file__).parents[2] / "missions" / "exercise-lachin"
TUNING_SEED = 100
MINUTES, METRES = (3.0, 6.0, 10.0, 20.0, 60.0), (1500.0, 3000.0, 6000.0, 10000.0)
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99)


@dataclass(frozen=True)
class Case:
    """One simulated record with its truth. ``truth``: id, event, role of each observation."""

    holdings: Holdings
    truth: pl.DataFrame
    events: pl.DataFrame
    rows: pl.DataFrame
    arrays: accounts.Arrays
    units: pl.DataFrame


def case(mission: Mission, days: int, seed: int, intensity: float = 1.0, error: float = 1.0) -> Case:
    played = simulate(mission, days=days, seed=seed, start=date(2023, 7, 1), intensity=intensity, error=error)
    with tempfile.TemporaryDirectory() as scratch:
        plain = {file.name for file in played.files if not file.book.headings}
        files = [path for path in write(played, Path(scratch) / "played") if path.name in plain]
        with Record.create(Path(scratch) / "record", origin="benchmark") as record:
            take_in(record, mission, files)
            holdings = record.holdings()
    links = played.truth["links"].filter(pl.col("event") != "").unique(["source", "ref"], keep="first")
    truth = holdings.observations.select("id", "source", "ref").join(
        links.select("source", "ref", "event", "role"), on=["source", "ref"], how="left"
    )
    rows = accounts.with_roles(holdings.observations, mission)
    nobody = people.constraints([], [])
    sources = sorted(rows["source"].unique())
    arrays = accounts.arrays(
        rows, Frame(*area_centre(mission)), accounts.units(rows, nobody, []), sources, accounts.words(rows).kinds
    )
    table = rows.with_columns(
        unit=pl.Series(arrays.unit), time=pl.Series(arrays.start), x=pl.Series(arrays.x), y=pl.Series(arrays.y)
    ).filter((pl.col("role") == "direct") & pl.col("x").is_not_nan())
    units = (
        table.group_by("unit")
        .agg(
            pl.col("source", "kind", "weapon", "assessment").first(),
            pl.col("time").min(),
            pl.col("x", "y").mean(),
            amount=((pl.col("count_low") + pl.col("count_high").fill_null(pl.col("count_low"))) / 2).sum().clip(0.5),
        )
        .sort("time", "unit")
    )
    return Case(holdings, truth, played.truth["events"], rows, arrays, units)


def scored(case: Case, group: np.ndarray, *, direct: bool) -> dict[str, float]:
    """``group`` of each of ``case.units``."""
    by_unit = pl.DataFrame({"unit": case.units["unit"], "group": group.astype(str)})
    ids = case.rows.select("id", unit=pl.Series(case.arrays.unit))
    return measures.agreement(_truth(case, direct=direct), ids.join(by_unit, on="unit").select("id", "group"))


def _truth(case: Case, *, direct: bool) -> pl.DataFrame:
    truth = case.truth.filter(pl.col("role") == "direct") if direct else case.truth
    return truth.select("id", "event")


def tuned(case: Case, method: Callable[..., np.ndarray], *choices: tuple[float, ...]) -> tuple[float, ...]:
    return max(product(*choices), key=lambda chosen: scored(case, method(case, *chosen), direct=True)["f1"])


def ours(case: Case, mission: Mission) -> Iterator[tuple[str, dict[str, float], dict[str, float], float]]:
    """With the default errors, and with those learned from the record without labels."""
    learned = learn(case.holdings, mission)
    linking = msgspec.structs.replace(mission.linking, people_error=learned.people, device_error=learned.devices)
    for name, believing in (
        ("trucewatch, default errors", mission),
        ("trucewatch, errors learned", msgspec.structs.replace(mission, linking=linking)),
    ):
        began = time.perf_counter()
        result = assess(case.holdings, believing)
        took = time.perf_counter() - began
        surest = result.members.sort("probability", "incident", descending=[True, False]).unique(
            "observation", keep="first", maintain_order=True
        )
        members = surest.filter((pl.col("role") == "direct") | (pl.col("probability") >= 0.3))
        found = members.select(id="observation", group="incident")
        yield (
            name,
            measures.agreement(_truth(case, direct=True), found),
            measures.agreement(_truth(case, direct=False), found),
            took,
        )
        error, brier, links = measures.calibration(case.truth, result.links)
        inside = regions(case, result.frame, result.members, mission)
        print(f"    calibration error {error:.3f}, Brier {brier:.3f} over {links} links; "
              f"truth inside 50 % region {inside[0]:.3f}, 90 % region {inside[1]:.3f}; "
              f"errors learned: people {learned.people:.2f}, devices {learned.devices:.2f}")  # fmt: skip


def regions(case: Case, frame: pl.DataFrame, members: pl.DataFrame, mission: Mission) -> tuple[float, float]:
    """Shares of incidents whose event (that of most members) lies in the regions they claim."""
    of = (
        members.filter(role="direct")
        .join(case.truth.select(observation="id", event="event"), on="observation")
        .group_by("incident", "event")
        .len()
        .sort("len", "event", descending=[True, False])
        .unique("incident", keep="first", maintain_order=True)
    )
    placed = frame.filter(pl.col("lon").is_not_null()).join(of, left_on="id", right_on="incident")
    placed = placed.join(case.events.select("event", true_lon="lon", true_lat="lat"), on="event")
    plane = Frame(*area_centre(mission))
    at = np.column_stack(plane.xy(placed["lon"], placed["lat"]))
    return measures.held(placed, at, np.column_stack(plane.xy(placed["true_lon"], placed["true_lat"])))


def others(mission: Mission, tuning: Case) -> dict[str, Callable[[Case], np.ndarray]]:
    """The peers, their thresholds tuned on ``tuning``."""
    kinds = accounts.words(tuning.rows).kinds
    table = accounts.compatibility(kinds)
    compatible = {kind: {kinds[n] for n in np.flatnonzero(table[k])} for k, kind in enumerate(kinds)}

    def by_plain_rule(case: Case) -> np.ndarray:
        table = accounts.compatibility(accounts.words(case.rows).kinds)
        direct = np.flatnonzero(case.arrays.direct)
        part = accounts.Arrays(*(column[direct] for column in case.arrays))
        group = dict(zip(part.unit.tolist(), plain(part, table, mission.linking).tolist(), strict=True))
        return np.array([group[unit] for unit in case.units["unit"]])

    def greedy(case: Case, minutes: float, metres: float) -> np.ndarray:
        return peers.greedy(case.units, minutes, metres)

    def meltt(case: Case, minutes: float, metres: float) -> np.ndarray:
        return peers.meltt(case.units, minutes, metres, compatible)

    of_greedy, of_meltt = tuned(tuning, greedy, MINUTES, METRES), tuned(tuning, meltt, MINUTES, METRES)
    print(f"tuned on seed {TUNING_SEED}: greedy {of_greedy}, MELTT {of_meltt} (minutes, metres)")
    found: dict[str, Callable[[Case], np.ndarray]] = {
        "plain rule of the first version": by_plain_rule,
        "greedy, one report a source, tuned": lambda case: greedy(case, *of_greedy),
        "MELTT's matching, tuned": lambda case: meltt(case, *of_meltt),
        "MELTT's matching, 24 h and 5 km": lambda case: meltt(case, 24 * 60.0, 5000.0),
    }
    if find_spec("splink") is None:
        print("Splink is not installed; left out")
        return found
    return found | _splink(tuning)


def _splink(tuning: Case) -> dict[str, Callable[[Case], np.ndarray]]:
    import splinked

    event = dict(tuning.truth.select("id", "event").iter_rows())
    first = dict(zip(tuning.arrays.unit.tolist(), tuning.rows["id"].to_list(), strict=True))
    labelled = tuning.units.with_columns(event=pl.Series([event[first[unit]] for unit in tuning.units["unit"]]))
    found: dict[str, Callable[[Case], np.ndarray]] = {}
    for taught, labels in (("EM", None), ("true labels", labelled)):
        for how, once in (("one report a source", True), ("components", False)):

            def run(
                case: Case, threshold: float, labels: pl.DataFrame | None = labels, once: bool = once
            ) -> np.ndarray:
                pairs = splinked.pairs(case.units, labels)
                return splinked.clustered(pairs, case.units["source"].to_list(), threshold, once=once)

            [best] = tuned(tuning, run, THRESHOLDS)
            found[f"Splink 5, {taught}, {how}"] = lambda case, run=run, best=best: run(case, best)
    return found


SETTINGS = ("1,1", "1,1.5", "1,2", "1,3", "2,1", "4,1", "8,1", "8,2")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=20, help="at intensity 1; fewer where more happens")
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12])
    parser.add_argument("--settings", nargs="+", default=SETTINGS, help="intensity,error scale; 1,1 is as fitted")
    parser.add_argument("--figures", type=Path, help="a CSV file of all figures; charts.py draws it")
    chosen = parser.parse_args()
    mission = load(EXERCISE)
    methods = others(mission, case(mission, chosen.days, TUNING_SEED))
    assess(case(mission, 1, TUNING_SEED).holdings, mission)
    figures: list[dict[str, object]] = []
    for intensity, error in (map(float, setting.split(",")) for setting in chosen.settings):
        for seed in chosen.seeds:
            days = max(round(chosen.days / intensity), 3)
            record = case(mission, days, seed, intensity, error)
            print(f"\nintensity {intensity:g}, errors {error:g}, seed {seed}, {days} days, "
                  f"{record.holdings.observations.height} observations")  # fmt: skip
            print(f"    {'method':<38} direct F1    B3 CEAFe   all F1    B3 CEAFe   events  seconds")
            for name, direct, every, took in scores(record, mission, methods):
                tell(name, direct, every, took)
                both = {f"direct_{k}": v for k, v in direct.items()} | {f"all_{k}": v for k, v in every.items()}
                figures.append({"intensity": intensity, "error": error, "seed": seed, "method": name, **both})
            if chosen.figures:
                pl.DataFrame(figures).write_csv(chosen.figures)


def scores(
    record: Case, mission: Mission, methods: dict[str, Callable[[Case], np.ndarray]]
) -> Iterator[tuple[str, dict[str, float], dict[str, float], float]]:
    """Method, agreement on direct accounts, on all, seconds."""
    yield from ours(record, mission)
    for name, method in methods.items():
        began = time.perf_counter()
        try:
            group = method(record)
        except ValueError as failed:
            print(f"    {name:<38} failed: {str(failed).splitlines()[0][:90]}", flush=True)
            continue
        took = time.perf_counter() - began
        yield name, scored(record, group, direct=True), scored(record, group, direct=False), took


def tell(name: str, direct: dict[str, float], every: dict[str, float], took: float) -> None:
    print(f"    {name:<38} {direct['f1']:9.3f} {direct['b3']:5.3f} {direct['ceaf']:5.3f} {every['f1']:8.3f} "
          f"{every['b3']:5.3f} {every['ceaf']:5.3f} {direct['events']:8.2f} {took:8.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
