"""Tables of the weather."""

from datetime import timedelta
from pathlib import Path

import pytest

from trucewatch.domain import Anywhere, Place, Point
from trucewatch.intake import take_in
from trucewatch.mission import Mission
from trucewatch.record import Record

HEAD = "ref,source,start,end,where,lon,lat,visibility_m,fog,wind_ms,wind_from,text\n"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    with Record.create(tmp_path / "record", origin="test/weather") as made:
        yield made


def taken(record: Record, mission: Mission, tmp_path: Path, *rows: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "station.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    take_in(record, mission, path)
    return record.holdings()


def test_units_directions_and_places_are_read(record: Record, exercise: Mission, tmp_path: Path) -> None:
    rows = (
        "1,liaison,2023-08-01T04:00,2023-08-01T07:00,,,,300,yes,2,NNE,as told by the post",
        "2,liaison,2023-08-01T07:00,,askeran,,,10 km,,18 km/h,270,",
        "3,liaison,2023-08-01T08:00,2023-08-01T09:00,,46.9,39.9,,no,10 kt,360°,",
        "4,liaison,2023-08-01T09:00,2023-08-01T10:00,,,,9999,,0,calm,",
    )
    held = taken(record, exercise, tmp_path, *rows)
    assert not held.quarantined
    one, two, three, four = sorted((held.thing for held in held.weather), key=lambda thing: thing.ref)
    assert (one.visibility_m, one.fog, one.sight_m, one.wind_ms, one.wind_from_deg) == (300, True, 300, 2, 22.5)
    assert isinstance(one.where, Anywhere)
    assert (two.visibility_m, two.wind_ms, two.wind_from_deg) == (10_000, pytest.approx(5), 270)
    assert isinstance(two.where, Place)
    assert two.span.length == timedelta(hours=1)
    assert isinstance(three.where, Point)
    assert (three.sight_m, three.wind_ms, three.wind_from_deg) == (None, pytest.approx(5.14, abs=0.01), 0)
    assert (four.wind_ms, four.wind_from_deg) == (0, None)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (",,,,,,,", "nothing is told of the weather"),
        (",,,300 miles,,,,", "is not a figure with a unit"),
        (",,,,,5,400,", "is not a direction"),
        ("between askeran and fuzuli,,,300,,,,", "is no one place"),
    ],
)
def test_what_cannot_be_read_waits(record: Record, exercise: Mission, tmp_path: Path, cells: str, words: str) -> None:
    held = taken(record, exercise, tmp_path, f"1,liaison,2023-08-01T04:00,2023-08-01T07:00,{cells}")
    assert not held.weather
    [row] = held.quarantined
    assert any(words in problem.reason for problem in row.thing.problems), row.thing.problems
