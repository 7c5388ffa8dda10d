"""What the lie of the land hides from a watch, and from the estimates. The heights are made up: a ridge and a void."""

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
import shapely

from hand_made import at, hold
from trucewatch.coverage import Coverage, assess, exposure
from trucewatch.domain import Around, Span, Track, Watch
from trucewatch.incidents import INCIDENTS
from trucewatch.mission import Detection, Mission
from trucewatch.places import TerrainError, destination

rasterio = pytest.importorskip("rasterio", reason="the extra terrain is not installed")

POST = (47.02889, 39.85323)
DAY = Span(at(20, 6), at(20, 8))
STEP = 0.002
WEST, NORTH = 46.9, 39.95


@pytest.fixture
def ridged(exercise: Mission, tmp_path: Path) -> Mission:
    """A wall of 300 m runs from north to south two kilometres east of the post; the north-west was not measured."""
    heights = np.zeros((100, 150), np.float32)
    heights[:, int((POST[0] + 0.0235 - WEST) / STEP)] = 300
    heights[:45, : int((POST[0] - 0.0235 - WEST) / STEP)] = -9999
    transform = rasterio.transform.from_origin(WEST, NORTH, STEP, STEP)
    shape = {"height": 100, "width": 150, "count": 1, "dtype": "float32", "nodata": -9999}
    with rasterio.open(tmp_path / "dem.tif", "w", crs="EPSG:4326", transform=transform, **shape) as file:
        file.write(heights, 1)
    ranges = (
        Detection(means="seen", kind="explosion", day_m=8000, night_m=8000),
        Detection(means="heard", kind="explosion", day_m=4000, night_m=4000),
    )
    rules = {"explosions": msgspec.structs.replace(exercise.count_rules["explosions"], kinds=("explosion",))}
    return msgspec.structs.replace(
        exercise,
        detection=ranges,
        count_rules=exercise.count_rules | rules,
        area=shapely.box(46.87, 39.74, 47.19, 39.97),
        sectors=(),
        cell_km=1.0,
        terrain=(tmp_path / "dem.tif",),
        fingerprint=str(tmp_path),
    )


def looked(mission: Mission, *notices: str, source: str = "op-09", view: Around | Track | None = None) -> Coverage:
    view = Around(*POST, 7000) if view is None else view
    watch = Watch(source=source, span=DAY, view=view, notices=notices)
    return assess(hold([("w", watch)]), mission, DAY, pl.DataFrame(schema=INCIDENTS))


def cell(coverage: Coverage, bearing: float, metres: float) -> dict[str, object]:
    lon, lat = destination(*POST, bearing, metres)
    found = coverage.cells.filter(cell=int(coverage.grid.cell_of(lon, lat)), hour=DAY.start)
    return found.row(0, named=True)


def noticed(mission: Mission, *notices: str) -> pl.DataFrame:
    watch = Watch(source="op-09", span=DAY, view=Around(*POST, 7000), notices=notices)
    return exposure(hold([("w", watch)]), mission, [DAY])


def test_what_is_behind_a_ridge_is_not_observed_and_it_is_said_why(ridged: Mission) -> None:
    found = looked(ridged, "seen")
    behind, before = cell(found, 90, 4500), cell(found, 180, 4500)
    assert (behind["state"], before["state"]) == ("not_observed", "observed_quiet")
    said = found.explain(str(behind["id"])).says
    assert "no known line of sight into it or a part of it from op-09" in said
    assert "line of sight" not in found.explain(str(before["id"])).says
    assert "straight lines from the height of the observer" in found.rule


def test_a_void_is_not_known_to_be_visible(ridged: Mission) -> None:
    found = looked(ridged, "seen")
    assert cell(found, 300, 5000)["state"] == "not_observed"
    known = found.conditions.filter(condition="terrain").row(0, named=True)
    assert 0 < known["known"] < 1
    assert "of the ground" in found.explain(known["id"]).says


def test_sound_goes_round_a_ridge(ridged: Mission) -> None:
    found = looked(ridged, "heard")
    assert cell(found, 90, 3000)["state"] == "observed_quiet"
    assert noticed(ridged, "heard").equals(noticed(without(ridged), "heard"))


def test_a_camera_is_stopped_by_a_ridge_and_a_microphone_is_not(ridged: Mission) -> None:
    ranges = (Detection(means="recorded", kind="explosion", day_m=6000, night_m=6000),)
    mission = msgspec.structs.replace(ridged, detection=ranges)
    assert cell(looked(mission, "recorded", source="cam-01"), 90, 4500)["state"] == "not_observed"
    assert cell(looked(mission, "recorded", source="ac-03"), 90, 4500)["state"] == "observed_quiet"


def test_who_stands_high_enough_sees_over_it(ridged: Mission) -> None:
    tower = msgspec.structs.replace(ridged.sources["op-09"], height_m=900.0)
    raised = msgspec.structs.replace(ridged, sources=ridged.sources | {"op-09": tower})
    assert cell(looked(raised, "seen"), 90, 4500)["state"] == "observed_quiet"
    assert noticed(raised, "seen")["detection"].sum() > noticed(ridged, "seen")["detection"].sum()


def test_a_patrol_sees_as_far_as_the_ground_lets_it_from_where_it_is(ridged: Mission) -> None:
    still = tuple((*POST, float(second)) for second in range(0, 7201, 600))
    found = looked(ridged, "seen", source="pt-05", view=Track(still, 7000))
    assert cell(found, 90, 4500)["state"] == "not_observed"
    assert cell(found, 180, 4500)["state"] == "observed_quiet"


def without(mission: Mission) -> Mission:
    return msgspec.structs.replace(mission, terrain=())


def test_estimates_expect_less_from_those_who_see(ridged: Mission) -> None:
    hidden, flat = noticed(ridged, "seen"), noticed(without(ridged), "seen")
    both = flat.join(hidden, on=["cell", "sector", "kind"], how="left", suffix="_2").fill_null(0.0)
    assert (both["detection_2"] <= both["detection"] + 1e-9).all()
    assert hidden["detection"].sum() < 0.9 * flat["detection"].sum()


def test_without_heights_it_is_said_that_they_are_not_known(ridged: Mission) -> None:
    found = looked(without(ridged), "seen")
    assert cell(found, 90, 4500)["state"] == "observed_quiet"
    assert found.conditions.filter(condition="terrain")["known"].to_list() == [None]
    assert "the mission has no heights" in found.rule


def test_heights_that_cannot_be_read_are_an_error_that_names_them(ridged: Mission, tmp_path: Path) -> None:
    (tmp_path / "bad.tif").write_text("no picture")
    bad = msgspec.structs.replace(ridged, terrain=(tmp_path / "bad.tif",), fingerprint="bad")
    with pytest.raises(TerrainError, match=r"bad\.tif cannot be read"):
        looked(bad, "seen")
