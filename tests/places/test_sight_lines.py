"""Lines of sight over heights."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.places import HIDDEN, UNKNOWN, VISIBLE, Frame, Terrain, TerrainError, read_terrain

STEP = 30.0
SIDE = 201
FRAME = Frame(46.6, 39.8)
HALF = STEP * (SIDE - 1) / 2


def land(heights: np.ndarray) -> Terrain:
    return Terrain(heights.astype(np.float32), -HALF, HALF, STEP)


def flat() -> np.ndarray:
    return np.zeros((SIDE, SIDE))


def from_middle(terrain: Terrain, *points: tuple[float, float], eye_m: float = 2, target_m: float = 0) -> list[int]:
    return terrain.lines(0, 0, eye_m, np.array(points, float), 10_000, target_m).tolist()


def test_a_ridge_hides_what_is_behind_it_and_not_what_is_before_or_above() -> None:
    heights = flat()
    heights[:, 140] = 50  # 40 squares east of the middle
    ridge = land(heights)
    assert from_middle(ridge, (1000, 0), (1500, 0), (-1500, 0)) == [VISIBLE, HIDDEN, VISIBLE]
    assert from_middle(ridge, (1500, 0), eye_m=300) == [VISIBLE]
    assert from_middle(ridge, (1500, 0), target_m=100) == [VISIBLE]


def test_a_void_is_not_known_to_be_visible_and_what_hides_before_it_still_hides() -> None:
    heights = flat()
    heights[:, 130] = np.nan
    gap = land(heights)
    assert from_middle(gap, (600, 0), (1500, 0), (-1500, 0), (900, 0)) == [VISIBLE, UNKNOWN, VISIBLE, UNKNOWN]
    heights[:, 140] = 50
    assert from_middle(land(heights), (1500, 0)) == [HIDDEN]
    assert from_middle(gap, (HALF + 500, 0)) == [UNKNOWN]
    heights[100, 100] = np.nan
    assert from_middle(land(heights), (300, 0)) == [UNKNOWN]


@pytest.mark.parametrize(("metres", "state"), [(5_000, VISIBLE), (5_800, HIDDEN)])
def test_the_earth_is_round_and_bends_light(metres: float, state: int) -> None:
    """Over smooth ground an eye at 2 m sees the ground as far as sqrt(2 * 2 m * 6371 km * 7 / 6) = 5.45 km."""
    sea = Terrain(np.zeros((21, 1001), np.float32), 0, 300, STEP)
    assert sea.lines(100, 0, 2, np.array([[100.0 + metres, 0]]), 20_000, 0).tolist() == [state]


@given(st.integers(0, 2**32 - 1), st.integers(1, 90), st.floats(0, 2 * np.pi))
def test_two_at_the_same_height_see_each_other_or_neither_does(seed: int, squares: int, angle: float) -> None:
    x, y = squares * STEP * np.cos(angle), squares * STEP * np.sin(angle)
    rough = land(np.random.default_rng(seed).normal(0, 3, (SIDE, SIDE)))
    there = rough.lines(0, 0, 2, np.array([[x, y]]), 10_000, 2)
    back = rough.lines(x, y, 2, np.array([[0.0, 0.0]]), 10_000, 2)
    assert there.tolist() == back.tolist()
    assert set(there.tolist()) <= {HIDDEN, VISIBLE}


@given(st.integers(0, 2**32 - 1), st.floats(0, 50))
def test_who_stands_higher_sees_no_less(seed: int, higher: float) -> None:
    rng = np.random.default_rng(seed)
    rough = land(rng.normal(0, 5, (SIDE, SIDE)))
    points = rng.uniform(-2900, 2900, (50, 2))
    low, high = (rough.lines(0, 0, eye, points, 10_000, 1) == VISIBLE for eye in (2.0, 2.0 + higher))
    assert (high >= low).all()


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rasterio", None)
    with pytest.raises(TerrainError, match=r"trucewatch\[terrain\]"):
        read_terrain([Path("dem.tif")], FRAME, (-1000, -1000, 1000, 1000))


rasterio = pytest.importorskip("rasterio", reason="the extra terrain is not installed")


def write(path: object, heights: np.ndarray, crs: str | None, transform: object, **extra: object) -> None:
    shape = {"height": heights.shape[0], "width": heights.shape[1]}
    with rasterio.open(path, "w", count=1, dtype=heights.dtype, crs=crs, transform=transform, **shape, **extra) as file:
        file.write(heights, 1)


def test_heights_are_read_where_they_lie_and_voids_stay_unknown(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A plane that rises to the east in degrees, with a void, in a GeoTIFF."""
    from rasterio.transform import from_origin

    lon, _ = np.meshgrid(46.4 + (np.arange(400) + 0.5) / 1000, np.arange(400))
    heights = (1000 * (lon - 46.4) * 10).astype(np.int16)
    heights[100:150, 250:300] = -32768
    write(tmp_path / "dem.tif", heights, "EPSG:4326", from_origin(46.4, 40.0, 0.001, 0.001))
    terrain = read_terrain([tmp_path / "dem.tif"], FRAME, (-9000, -9000, 9000, 9000))
    assert 0.9 < terrain.known < 1
    column, row = int((4000 - terrain.west) / terrain.step_m), int(terrain.north / terrain.step_m)
    east, _ = FRAME.lonlat(terrain.west + column * terrain.step_m, terrain.north - row * terrain.step_m)
    assert terrain.heights[row, column] == pytest.approx(10_000 * (float(east) - 46.4), abs=15)
    x, y = FRAME.xy(46.4 + 0.275, 40 - 0.125)
    row, column = int((terrain.north - y) / terrain.step_m), int((x - terrain.west) / terrain.step_m)
    assert np.isnan(terrain.heights[row, column])


def test_an_srtm_tile_is_read_by_its_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows, columns = np.mgrid[0:1201, 0:1201]
    heights = (rows + 2 * columns).astype(">i2")
    heights[:600] = -32768
    (tmp_path / "N39E046.hgt").write_bytes(heights.tobytes())
    terrain = read_terrain([tmp_path / "N39E046.hgt"], Frame(46.5, 39.5), (-4000, -4000, 4000, 4000))
    south = terrain.heights[int((terrain.north + 2000) / terrain.step_m), int(-terrain.west / terrain.step_m)]
    assert south == pytest.approx(2 * 600 + 600 + 2000 / 92.5, abs=5)
    assert np.isnan(terrain.heights[int((terrain.north - 2000) / terrain.step_m)]).all()


def test_what_is_no_heights_of_the_area_is_said(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from rasterio.transform import from_origin

    bounds = (-1000.0, -1000.0, 1000.0, 1000.0)
    (tmp_path / "not.tif").write_text("not a picture")
    write(tmp_path / "far.tif", np.ones((50, 50), np.float32), "EPSG:4326", from_origin(10, 10, 0.01, 0.01))
    write(tmp_path / "nowhere.tif", np.ones((50, 50), np.float32), None, from_origin(5, 5, 2, 2))
    for name, words in (("not", "cannot be read"), ("far", "no height in the area"), ("nowhere", "where it lies")):
        with pytest.raises(TerrainError, match=words):
            read_terrain([tmp_path / f"{name}.tif"], FRAME, bounds)
