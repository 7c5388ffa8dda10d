"""Cursor on Target says no more than the pictures hold, and is read back as it was written."""

from xml.etree import ElementTree as ET

import polars as pl
import pytest

from trucewatch.domain import Track
from trucewatch.intake.cot import read_events
from trucewatch.reporting import TABLES, Pictures, cursor_on_target


@pytest.fixture
def incidents(pictures: Pictures) -> pl.DataFrame:
    return TABLES["incidents"](pictures)


def test_every_incident_with_a_place_is_a_mark_that_explains_itself(
    pictures: Pictures, incidents: pl.DataFrame
) -> None:
    lines = cursor_on_target(pictures, incidents, patrols=False).splitlines()
    marks = [ET.fromstring(line) for line in lines]
    placed = incidents.filter(pl.col("lon").is_not_null())
    prefix = f"trucewatch.{pictures.mission.id}."
    assert [mark.get("uid") for mark in marks] == [prefix + row for row in placed["id"]]
    assert placed.height > 0
    for mark in marks:
        assert pictures.explain(mark.get("uid", "").removeprefix(prefix))
        assert mark.get("opex") == "s"
        assert (mark.findtext("detail/remarks") or "").startswith("EXERCISE, simulated")
        assert mark.get("type") == "b-m-p-s-m"


def test_it_is_read_back_as_it_was_written(pictures: Pictures, incidents: pl.DataFrame) -> None:
    events = read_events(cursor_on_target(pictures, incidents, patrols=True), "out.cot")
    placed = incidents.filter(pl.col("lon").is_not_null())
    marks = [one for one in events if not one.moves]
    for mark, row in zip(marks, placed.iter_rows(named=True), strict=True):
        assert float(mark.lon) == pytest.approx(row["lon"], abs=1e-6)
        assert float(mark.error_m) == pytest.approx(row["radius_m"], abs=0.2)
        assert mark.time == f"{row['start']:%Y-%m-%dT%H:%M:%S}.{row['start'].microsecond // 1000:03d}Z"
    patrols = {
        pictures.mission.sources[held.thing.source].name
        for held in pictures.holdings.watches
        if isinstance(held.thing.view, Track)
    }
    assert {one.who for one in events if one.moves} <= patrols
