"""What is answered, laid beside the truth of an exercise: each quantity against its own truth, over its own stretch."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from trucewatch import ceasefire, corridor, supplies
from trucewatch.exercise import Answers, Simulation, score, simulate, truth_in, write
from trucewatch.mission import Mission, Period, period_for

START, DAYS = date(2023, 8, 1), 28
LAST = START + timedelta(days=DAYS - 1)
FRAMES = {
    "rates": ceasefire.RATES,
    "lists": ceasefire.LISTS,
    "alarms": ceasefire.ALARMS,
    "unseen": corridor.UNSEEN,
    "segments": corridor.SEGMENTS,
    "cover": supplies.COVER,
    "registers": supplies.REGISTERS,
}


@pytest.fixture(scope="module")
def played(exercise: Mission) -> Simulation:
    return simulate(exercise, days=DAYS, seed=3, start=START, intensity=0.3)


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, LAST)


def scored(mission: Mission, period: Period, played: Simulation, **rows: dict[str, object]) -> dict[str, object]:
    """The one row of SCORES for an answer of one row; its other columns are null."""
    frames = {
        name: pl.DataFrame([dict.fromkeys(schema) | rows[name]] if name in rows else [], schema=schema)
        for name, schema in FRAMES.items()
    }
    return score(mission, period, played.truth, Answers(**frames)).row(0, named=True)


def test_incidents_are_those_of_the_sector_and_stretch(exercise: Mission, period: Period, played: Simulation) -> None:
    true = (
        played.truth["events"]
        .filter(pl.col("sector") == "south", pl.col("kind") != "flare")
        .filter(pl.col("start") >= period.span.start, pl.col("end") < period.span.end)
    )
    row = {"id": "r", "sector": "south", "span": "period", "start": period.span.start, "end": period.span.end}
    found = scored(exercise, period, played, rates=row | {"total": 1, "low": 0, "high": 10_000})
    assert found["held"]
    assert found["truth"] >= true.height
    assert not scored(exercise, period, played, rates=row | {"total": 1, "low": 9000, "high": 10_000})["held"]


def test_a_lower_bound_is_held_by_all_that_is_not_below_it(
    exercise: Mission, period: Period, played: Simulation
) -> None:
    row = {"id": "l", "stratum": "Battles", "tolerance": "usual", "start": period.span.end - timedelta(days=28)}
    row |= {"end": period.span.end, "low": 1, "total": 2, "high": 3}
    lower = scored(exercise, period, played, lists=row | {"bound": "lower"})
    assert (lower["low"], lower["high"], lower["held"]) == (1, None, True)
    both = scored(exercise, period, played, lists=row | {"bound": "both"})
    assert both["truth"] == lower["truth"] > 3
    assert not both["held"]


def test_what_passed_unwatched_is_what_passed_while_the_team_did_not_count(
    exercise: Mission, period: Period, played: Simulation
) -> None:
    row = {"id": "u", "crossing": "crossing-hakari", "direction": "inbound", "of": "car"}
    row |= {"unwatched_h": 12.0, "estimated_h": 12.0, "low": 0, "mid": 1, "high": 500}
    passed = played.truth["passages"].filter(crossing="crossing-hakari", direction="inbound", vehicle="car")
    found = scored(exercise, period, played, unseen=row)
    assert 0 < found["truth"] < passed.filter(pl.col("hour") >= (DAYS - 2) * 24)["count"].sum()


def test_a_register_is_scored_by_what_came_in_its_week(exercise: Mission, period: Period, played: Simulation) -> None:
    zone = ZoneInfo(exercise.zone)
    start, end = (datetime(2023, 8, day, tzinfo=zone) for day in (14, 21))
    row = {"id": "g", "flow": "fuel-over-the-bridge", "register": "cp-hakari", "start": start, "end": end}
    found = scored(exercise, period, played, registers=row | {"basis": "estimated", "low": 0, "mid": 1, "high": 999})
    loads = played.truth["loads"].filter(source="cp-hakari")
    days = pl.col("day").is_between(date(2023, 8, 14), date(2023, 8, 20))
    assert found["truth"] == loads.filter(days)["came"].sum() > loads.filter(days)["listed"].sum()


def test_a_road_is_scored_by_its_state_at_the_end(exercise: Mission, period: Period, played: Simulation) -> None:
    row = {"id": "s", "segment": "goris-tegh", "vehicle": "truck", "direction": "tegh", "p_open": 0.9}
    found = scored(exercise, period, played, segments=row)
    hour = (DAYS - 1) * 24 + 19
    now = played.truth["segments"].filter(segment="goris-tegh", hour=hour)["status"].item()
    assert found["truth"] == float(now == "open")
    assert found["held"] is None


def test_truth_is_read_as_it_was_written(exercise: Mission, played: Simulation, tmp_path: Path) -> None:
    write(played, tmp_path)
    found = truth_in(tmp_path)
    assert set(found) == set(played.truth)
    assert found["played"].row(0, named=True)["start"] == START
    with pytest.raises(FileNotFoundError):
        truth_in(tmp_path / "nowhere")
