"""Every file of an exercise is taken in through the mission's own feeds; only what was spoilt waits in quarantine."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl

from trucewatch import intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.mission import Mission
from trucewatch.record import Record


def test_quarantine_holds_exactly_the_planted_rows(exercise: Mission, tmp_path: Path) -> None:
    home = tmp_path / "mission"
    shutil.copytree(exercise.home, home, ignore=shutil.ignore_patterns("record", "exercise"))
    loaded = mission.load(home)
    played = simulate(loaded, days=10, seed=5, start=date(2023, 8, 1))
    write(played, home / "exercise")
    with Record.create(tmp_path / "record", origin="trucewatch/test") as log:
        results = {result.name: result for result in intake.take_in_feeds(log, loaded, author="tester")}
        holdings = log.holdings()
    assert set(results) == {file.name for file in played.files}
    planted = set(played.truth["faults"].select("file", "row").rows())
    assert planted
    assert {(row.thing.file, row.thing.row) for row in holdings.quarantined} == planted
    observed = [results[file.name] for file in played.files if file.book.form == "observations"]
    assert all(one.kept + one.repeated + one.quarantined == one.rows for one in observed)
    repeats = played.truth["links"].filter(pl.col("role") == "repeat").height
    assert sum(one.repeated for one in observed) == repeats > 0
    listed = played.truth["links"].filter(pl.col("role").is_in(["listed", "copied", "doubled"])).height
    assert (holdings.observations["means"] == "told").sum() >= listed > 50
    assert len(holdings.watches) > sum(len(file.rows) for file in played.files if file.book.form == "watches")
    assert len(holdings.passages) == sum(len(file.rows) for file in played.files if file.book.form == "passages")
    assert len(holdings.claims) == sum(len(file.rows) for file in played.files if file.book.form == "claims")


def test_the_shortest_exercise_is_taken_in_whole(exercise: Mission, tmp_path: Path) -> None:
    home = tmp_path / "mission"
    shutil.copytree(exercise.home, home, ignore=shutil.ignore_patterns("record", "exercise"))
    loaded = mission.load(home)
    played = simulate(loaded, days=1, seed=5, start=date(2023, 8, 1))
    write(played, home / "exercise")
    assert any(not file.rows for file in played.files)
    with Record.create(tmp_path / "record", origin="trucewatch/test") as log:
        results = intake.take_in_feeds(log, loaded, author="tester")
    assert {result.name for result in results} == {file.name for file in played.files}
