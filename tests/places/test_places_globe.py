import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.places import (
    Frame,
    Grid,
    bearing_deg,
    compass,
    compass_word,
    destination,
    distance_m,
)
from trucewatch.places.compass import POINTS, POINTS_RU

AREA = shapely.Polygon([(46.0, 39.3), (47.2, 39.4), (46.9, 40.3)])
lons, lats = st.floats(44.0, 49.0), st.floats(38.0, 42.0)


@given(lon=lons, lat=lats, bearing=st.floats(0, 359.9), metres=st.floats(1, 300_000))
def test_going_there_is_where_it_lies(lon: float, lat: float, bearing: float, metres: float) -> None:
    there = destination(lon, lat, bearing, metres)
    assert float(distance_m(lon, lat, *there)) == pytest.approx(metres, abs=1e-3)
    off = (float(bearing_deg(lon, lat, *there)) - bearing + 180) % 360 - 180
    assert abs(off) * metres < 0.1


def test_geodesy_broadcasts() -> None:
    assert distance_m([46.0, 47.0], 39.0, 46.0, [[39.0], [40.0]]).shape == (2, 2)
    assert float(distance_m(46.0, 39.0, 46.0, 40.0)) == pytest.approx(111_023, abs=20)
    assert float(bearing_deg(46.0, 39.0, 46.0, 38.0)) == 180


@given(lon=lons, lat=lats)
def test_the_frame_goes_both_ways_and_keeps_distances_from_its_origin(lon: float, lat: float) -> None:
    frame = Frame(46.6, 39.8)
    x, y = frame.xy(lon, lat)
    back = frame.lonlat(x, y)
    assert [float(v) for v in back] == pytest.approx([lon, lat], abs=1e-8)
    assert float(np.hypot(x, y)) == pytest.approx(float(distance_m(46.6, 39.8, lon, lat)), abs=0.01)


def test_the_frame_can_be_sent_to_another_process() -> None:
    frame = pickle.loads(pickle.dumps(Frame(46.6, 39.8)))
    assert (frame.lon0, frame.lat0) == (46.6, 39.8)


def test_the_grid_covers_the_area_and_no_more() -> None:
    frame = Frame(46.6, 39.8)
    grid = Grid(frame, AREA, 5.0)
    area_km2 = frame.flat(AREA).area / 1e6
    assert grid.area_km2.sum() == pytest.approx(area_km2, rel=1e-9)
    assert ((grid.share > 0) & (grid.share <= 1 + 1e-9)).all()
    assert grid.share.min() < 0.5
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(46.0, 47.2, 3000), rng.uniform(39.3, 40.3, 3000)
    cell = grid.cell_of(lon, lat)
    assert (cell[shapely.contains_xy(AREA, lon, lat)] >= 0).all()
    assert (cell == -1).any()
    centre_lon, centre_lat = grid.centre(np.arange(grid.n))
    assert (grid.cell_of(centre_lon, centre_lat) == np.arange(grid.n)).all()
    for i in (0, grid.n // 2, grid.n - 1):
        assert frame.flat(grid.polygon(i)).area == pytest.approx(25e6, rel=1e-6)
        within = shapely.contains_xy(grid.polygon(i), lon, lat)
        assert (cell[within] == i).all()


def test_the_grid_does_not_depend_on_where_the_area_begins() -> None:
    frame = Frame(46.6, 39.8)
    part = AREA.intersection(shapely.box(46.5, 39.3, 47.2, 40.3))
    whole, half = Grid(frame, AREA, 5.0), Grid(frame, part, 5.0)
    assert {tuple(xy) for xy in half.xy} <= {tuple(xy) for xy in whole.xy}


def test_positions_that_are_nowhere_have_no_cell() -> None:
    grid = Grid(Frame(46.6, 39.8), AREA, 5.0)
    assert grid.cell_of([np.nan, -100.0, 46.6], [39.8, 0.0, np.nan]).tolist() == [-1, -1, -1]
    assert grid.cell_of(46.7, 39.6).shape == ()


def test_a_grid_too_fine_is_refused() -> None:
    with pytest.raises(ValueError, match="use larger cells"):
        Grid(Frame(46.6, 39.8), AREA, 0.01)


@given(degrees=st.floats(-720, 720))
def test_the_compass_word_is_the_nearest_in_both_languages(degrees: float) -> None:
    for language in ("en", "ru"):
        off = (compass(compass_word(degrees, language)) - degrees + 180) % 360 - 180
        assert abs(off) <= 11.25 + 1e-9


@pytest.mark.parametrize(
    ("word", "degrees"),
    [
        ("ENE", 67.5),
        ("ene", 67.5),
        ("E.N.E.", 67.5),
        ("north-east", 45),
        ("North East", 45),
        ("southwest", 225),
        ("east-north-east", 67.5),
        ("north-westerly", 315),
        ("СВ", 45),
        ("ВСВ", 67.5),
        ("северо-восток", 45),
        ("востоко-северо-восток", 67.5),
        ("юго-западнее", 225),
        ("севернее", 0),
        ("западу", 270),
    ],
)
def test_compass_words(word: str, degrees: float) -> None:
    assert compass(word) == degrees


@pytest.mark.parametrize("word", ["", "northish", "NNN", "св с", "east-west", "67", "up"])
def test_other_words_are_no_direction(word: str) -> None:
    with pytest.raises(ValueError, match="no point of the compass"):
        compass(word)


def test_every_point_stands_for_itself() -> None:
    assert [compass(point) for point in POINTS] == [compass(point) for point in POINTS_RU]
