"""A drill with known truth: one of two cameras fails, and nothing else changes; or it fails while violence doubles.

EXERCISE, SIMULATED. The mission is that of ``missions/exercise-lachin`` with two cameras in its southern sector and no
other observer. Explosions happen evenly within 9 km of either camera, about fifty a day near each, days varying beyond
Poisson (size 20). A camera records one by the ranges of the mission's detection table. For the last seven days of
eleven weeks the first camera is out of order. The files that cameras would send are taken in, and what ``status`` and
the report say of the last day is printed, with the charts of the report beside the truth.

    python benchmarks/camera_drill.py DIRECTORY [seeds]      (missions and charts of the first seed are left there)
"""

import csv
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from trucewatch import intake, mission, reporting
from trucewatch.mission import Mission
from trucewatch.record import Record
from trucewatch.reporting import Pictures
from trucewatch.reporting.alarm_chart import alarm_chart
from trucewatch.reporting.document import plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.estimates_chart import estimates_chart
from trucewatch.reporting.sections import alarms, estimates

HOME = Path(__file__).parents[1] / "missions/exercise-lachin"
FAILS, STAYS, SECTOR = "cam-05", "cam-07", "south"
LAST, WEEKS, FAILED_DAYS = date(2023, 6, 21), 11, 7
NEAR_A_DAY, SIZE, REACH_M = 50.0, 20.0, 9000.0
DRILLS = {"failed": ("a camera fails", 1.0), "doubled": ("a camera fails while violence doubles", 2.0)}
"""Each drill, and the factor on violence from the day on which the camera fails."""


def set_out(home: Path, name: str) -> Mission:
    """The mission of a drill, in ``home``."""
    left_out = ("exercise", "record", "sources.csv", "registers.csv", "winds.csv")
    shutil.copytree(HOME, home, ignore=shutil.ignore_patterns(*left_out))
    lines = (HOME / "sources.csv").read_text(encoding="utf-8").splitlines()
    watching = {"post", "camera", "acoustic", "patrol", "checkpoint"}
    kept = [one for one in lines if one.split(",")[2] not in watching or one.split(",")[0] in (FAILS, STAYS)]
    (home / "sources.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    text = (HOME / "mission.toml").read_text(encoding="utf-8").split("[[feed]]")[0]
    text = text.replace('"exercise-lachin"', f'"exercise-drill-{name}"')
    text = text.replace("EXERCISE Lachin: simulated monitoring mission", f"EXERCISE Drill: {DRILLS[name][0]}")
    for form in ("observations", "watches"):
        text += f'[[feed]]\npath = "{form}.csv"\nform = "{form}"\n\n'
    (home / "mission.toml").write_text(text, encoding="utf-8")
    return mission.load(home)


def play(told: Mission, times: float, seed: int) -> None:
    """Writes the files that both cameras would send."""
    rng = np.random.default_rng(seed)
    zone = ZoneInfo(told.zone)
    last = datetime.combine(LAST, told.reporting.cutoff, zone)
    first = last - timedelta(weeks=WEEKS)
    fails = last - timedelta(days=FAILED_DAYS)
    observed = []
    for name in (FAILS, STAYS):
        for moment, bearing, metres in _happened(rng, first, fails, times):
            if name == FAILS and moment >= fails:
                continue
            camera = told.sources[name]
            off = (bearing - camera.facing_deg + 180) % 360 - 180
            given = next(row for row in told.detection if (row.means, row.kind) == ("recorded", "explosion"))
            half = given.day_m if 6 <= moment.hour < 20 else given.night_m
            noticed = rng.random() < -np.expm1(-np.log(2) * (half / metres) ** 4)
            if noticed and metres <= camera.range_m and abs(off) <= camera.field_deg / 2:
                observed.append((name, moment, bearing, metres))
    _write(told.home / "observations.csv", _logged(observed))
    _write(told.home / "watches.csv", _watched(first, fails, last))


def _happened(
    rng: np.random.Generator, first: datetime, fails: datetime, times: float
) -> Iterator[tuple[datetime, float, float]]:
    """Explosions near one camera: when, at what bearing from it, how far from it in metres."""
    for day in range(WEEKS * 7):
        start = first + timedelta(days=day)
        mean = NEAR_A_DAY * (times if start >= fails else 1.0)
        for _ in range(rng.poisson(mean * rng.gamma(SIZE, 1 / SIZE))):
            moment = start + timedelta(days=1) * rng.random()
            yield moment, 360 * rng.random(), max(REACH_M * np.sqrt(rng.random()), 50.0)


def _logged(observed: list[tuple[str, datetime, float, float]]) -> list[dict[str, str]]:
    return [
        {
            "ref": f"{name}-{number}",
            "source": name,
            "start": moment.replace(microsecond=0).isoformat(),
            "end": moment.replace(microsecond=0).isoformat(),
            "means": "recorded",
            "kind": "explosion",
            "count": "1",
            "bearing": f"{bearing:.0f}",
            "range": f"{0.9 * metres / 1000:.1f}-{1.1 * metres / 1000:.1f}km",
        }
        for number, (name, moment, bearing, metres) in enumerate(sorted(observed, key=lambda one: one[1]))
    ]


def _watched(first: datetime, fails: datetime, last: datetime) -> list[dict[str, str]]:
    told = [(FAILS, first, fails, "on", ""), (FAILS, fails, last, "impaired", "power failure")]
    return [
        {
            "ref": f"w-{source}-{start:%Y%m%d}",
            "source": source,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "state": state,
            "notices": "recorded",
            "reason": reason,
        }
        for source, start, end, state, reason in (*told, (STAYS, first, last, "on", ""))
    ]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def pictures(told: Mission) -> Pictures:
    """What the mission can say of the last day, its own files taken in."""
    with Record.create(told.home / "record", origin=f"trucewatch/{told.id}") as log:
        intake.take_in_feeds(log, told)
        return Pictures.of(log.holdings(), told, LAST, checkpoint=log.checkpoint())


def leave(drawn: Pictures, name: str, target: Path) -> None:
    """The sentences of ``status`` and of the alarm, printed; the charts of the report, written to ``target``."""
    editor = Editor(drawn)
    sys.stdout.write(f"\n{drawn.mission.name}\n")
    for phrase in (*estimates.sentences(editor), alarms.sentence(editor)):
        sys.stdout.write(f"  {plain(phrase)}\n")
    for chart in (estimates_chart(editor), alarm_chart(editor)):
        if chart is not None:
            (target / f"drill-{name}-{chart.id}.svg").write_text(chart.svg, encoding="utf-8")
    files = reporting.write(reporting.daily(drawn), target / name)
    sys.stdout.write(f"  the report: {', '.join(str(target / name / one) for one in files)}\n")


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out/drill")
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, (_, times) in DRILLS.items():
        weeks, alarmed = [], 0
        for seed in range(1, seeds + 1):
            told = set_out(target / f"mission-{name}-{seed}", name)
            play(told, times, seed)
            drawn = pictures(told)
            if seed == 1:
                leave(drawn, name, target)
            else:
                shutil.rmtree(told.home)
            weeks.append(drawn.ceasefire.rates.filter(sector=SECTOR, span="week").sort("start").row(-1, named=True))
            last = drawn.ceasefire.alarms.filter(pl.col("sector") == SECTOR).tail(FAILED_DAYS)
            alarmed += "alarm" in last["state"].to_list()
        verdicts = [row["verdict"] for row in weeks]
        held = sum(row["ratio_low"] <= times <= row["ratio_high"] for row in weeks)
        middle = (float(np.median([row[one] for row in weeks])) for one in ("recorded_ratio", "ratio"))
        sys.stdout.write(
            "{}: {} missions; record of the week to the week before x {:.2f}, corrected x {:.2f} (medians; truth "
            "x {:g}); said to be in the world {}, in the looking {}, not told {}; interval holds the truth {}; "
            "alarm in the week {}\n".format(
                name,
                seeds,
                *middle,
                times,
                *(verdicts.count(verdict) for verdict in ("world", "looking", "not_told")),
                held,
                alarmed,
            )
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
