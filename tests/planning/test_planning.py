"""The plan of the exercise mission: what it advises, and that it can say why."""

import shutil
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from trucewatch import coverage, intake, mission
from trucewatch.coverage import daylight, prospects
from trucewatch.domain import Around, Span, Watch
from trucewatch.exercise import simulate, write
from trucewatch.mission import Mission
from trucewatch.planning import PLAN
from trucewatch.record import Record
from trucewatch.reporting import Pictures


@pytest.fixture(scope="module")
def pictures(exercise: Mission, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    home = tmp_path_factory.mktemp("planned") / "mission"
    shutil.copytree(exercise.home, home, ignore=shutil.ignore_patterns("record", "exercise"))
    loaded = mission.load(home)
    write(simulate(loaded, days=1, seed=2, start=date(2023, 8, 1)), home / "exercise")
    with Record.create(home / "record", origin="trucewatch/plan") as log:
        intake.take_in_feeds(log, loaded)
        held = log.holdings()
        return Pictures.of(held, loaded, date(2023, 8, 1), checkpoint=log.checkpoint(held.known_at))


def test_as_many_stays_as_patrols_each_at_another_place(pictures: Pictures) -> None:
    frame = pictures.plan.frame
    assert frame.schema == PLAN
    patrols = [source for source in pictures.mission.sources.values() if source.type == "patrol"]
    assert frame.height == len(patrols) == frame["place"].n_unique()
    assert frame["rank"].to_list() == list(range(1, len(patrols) + 1))
    assert frame["why"].to_list()[:3] == ["missed", "missed", "unwatched"]
    end = pictures.period.span.end
    assert frame.select(((pl.col("start") >= end) & (pl.col("end") > pl.col("start"))).all()).item()
    assert frame.select(((pl.col("incidents_low") <= pl.col("incidents")) & (pl.col("incidents") > 0)).all()).item()
    assert frame.select((pl.col("unwatched_km2") <= pl.col("km2")).all()).item()


def test_each_stay_says_why(pictures: Pictures) -> None:
    for row in pictures.plan.frame.iter_rows(named=True):
        explained = pictures.explain(row["id"])
        assert row["light"] in explained.says
        assert "recorded over noticeable" in explained.rule
    with pytest.raises(KeyError):
        pictures.explain("plan:nowhere/day/2023-08-04T15:30:00+00:00")


def test_a_watch_thought_of_notices_what_it_would_if_it_were_kept(exercise: Mission) -> None:
    place = exercise.places["askeran"]
    noon = datetime(2023, 8, 2, 8, tzinfo=UTC)
    [(day, _), (night, light), _] = daylight(exercise, Span(noon, noon + timedelta(days=1)))
    assert not light
    assert day.end == night.start
    watch = Watch(source="pt-1", span=night, view=Around(place.lon, place.lat, 5_000))
    seen = prospects(exercise, [watch])
    assert seen.schema == coverage.PROSPECTS
    assert set(seen["watch"]) == {0}
    assert seen.filter(kind="explosion")["detection"].max() > 0.5
    assert prospects(exercise, []).is_empty()
