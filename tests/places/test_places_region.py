import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trucewatch.domain import Anywhere, Bearing, Cell, Place, Point, Polygon, Where
from trucewatch.places import Frame, Region, distance_m, region, summaries

AREA = shapely.Polygon([(46.0, 39.3), (47.2, 39.3), (47.2, 40.3), (46.6, 39.8), (46.0, 40.3)])
FRAME = Frame(46.6, 39.8)

lons, lats = st.floats(46.0, 47.2), st.floats(39.3, 40.3)
points = st.builds(Point, lons, lats, st.floats(10, 20_000))
named = st.builds(Place, st.just("x"), lons, lats, st.floats(100, 5000))
bearings = st.builds(
    lambda lon, lat, bearing, half, near, band: Bearing(lon, lat, bearing, half, near, near + band),
    lons,
    lats,
    st.floats(0, 360, exclude_max=True),
    st.one_of(st.floats(2, 180), st.just(11.25)),
    st.one_of(st.just(0.0), st.floats(100, 10_000)),
    st.floats(200, 20_000),
)
cells = st.builds(Cell, st.just("38SNJ"), lons, lats, st.sampled_from([10.0, 100.0, 1000.0, 10_000.0]))
rings = st.builds(
    lambda lon, lat, w, h: Polygon(((lon, lat), (lon + w, lat), (lon + w, lat + h), (lon + w / 3, lat + h / 4))),
    lons,
    lats,
    st.floats(0.01, 0.3),
    st.floats(0.01, 0.3),
)
regions = st.one_of(points, named, bearings, cells, rings, st.just(Anywhere()))


def integral(one: Region, n: int = 500) -> tuple[float, np.ndarray]:
    """Total probability and mean, by the midpoint rule over the region's bounds."""
    west, south, east, north = one.bounds()
    dx, dy = (east - west) / n, (north - south) / n
    x = west + (np.arange(n) + 0.5) * dx
    y = south + (np.arange(n) + 0.5) * dy
    xy = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    mass = one.density(xy) * dx * dy
    return float(mass.sum()), (xy * mass[:, None]).sum(axis=0) / mass.sum()


@settings(max_examples=40, deadline=None)
@given(where=regions)
def test_density_integrates_to_one_and_agrees_with_the_mean(where: Where) -> None:
    one = region(where, FRAME, AREA)
    total, mean = integral(one)
    assert total == pytest.approx(1.0, abs=0.02)
    west, _, east, _ = one.bounds()
    assert np.hypot(*(mean - one.mean())) < 0.01 * (east - west)


@settings(max_examples=40, deadline=None)
@given(where=regions, seed=st.integers(0, 2**32 - 1))
def test_samples_follow_the_density(where: Where, seed: int) -> None:
    one = region(where, FRAME, AREA)
    n = 20_000
    xy = one.sample(np.random.default_rng(seed), n)
    west, south, east, north = one.bounds()
    inside = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    assert inside.mean() > 0.9999
    assert (one.density(xy) > 0).mean() > 0.9999
    sd = np.sqrt(np.diag(one.covariance()))
    assert np.all(np.abs(xy.mean(axis=0) - one.mean()) < 6 * sd / np.sqrt(n))
    assert np.cov(xy.T) == pytest.approx(one.covariance(), rel=0.1, abs=0.1 * float(sd.max()) ** 2)
    assert np.mean(np.hypot(*(xy - one.mean()).T) <= one.ce90()) == pytest.approx(0.9, abs=0.015)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "where",
    [
        Point(46.5, 39.7, 800.0),
        Bearing(46.5, 39.7, 350.0, 11.25, 2000.0, 4000.0),
        Bearing(46.5, 39.7, 5.0, 60.0, 0.0, 9000.0),
    ],
)
def test_the_contained_region_holds_its_share_where_the_density_is_highest(where: Where, share: float) -> None:
    one = region(where, FRAME, AREA)
    xy = one.sample(np.random.default_rng(7), 50_000)
    held = one.contains(xy, share)
    assert held.mean() == pytest.approx(share, abs=0.01)
    density = one.density(xy)
    assert density[held].min() >= density[~held].max() * (1 - 1e-9)


@pytest.mark.parametrize("where", [Cell("38SNJ", 46.6, 39.8, 1000.0), Anywhere()])
def test_a_uniform_region_is_held_whole(where: Where) -> None:
    one = region(where, FRAME, AREA)
    xy = one.sample(np.random.default_rng(7), 10_000)
    assert one.contains(xy, 0.5).all()
    assert len(np.unique(one.density(xy))) == 1
    assert np.isneginf(one.log_density(one.mean() + 1e6))


@settings(max_examples=30, deadline=None)
@example(half=161.99999999999997, bearing=0.0)
@given(half=st.floats(1, 162), bearing=st.floats(0, 359))
def test_nine_bearings_in_ten_lie_within_the_half_width(half: float, bearing: float) -> None:
    one = region(Bearing(46.6, 39.8, bearing, half, 1000.0, 5000.0), FRAME, AREA)
    x, y = one.sample(np.random.default_rng(3), 20_000).T
    error = (np.degrees(np.arctan2(x, y)) - bearing + 180) % 360 - 180
    assert (np.abs(error) <= half).mean() == pytest.approx(0.9, abs=0.012)


def test_a_bearing_without_direction_is_a_ring() -> None:
    one = region(Bearing(46.6, 39.8, 0.0, 180.0, 1000.0, 2000.0), FRAME, AREA)
    assert one.mean() == pytest.approx([0, 0], abs=1e-6)
    ring = np.array([[np.sin(a), np.cos(a)] for a in np.linspace(0, 6, 9)]) * 1500
    assert one.density(ring) == pytest.approx(one.density(ring)[0])


def test_the_range_band_is_level_inside_and_soft_at_its_edges() -> None:
    one = region(Bearing(46.6, 39.8, 0.0, 11.25, 2000.0, 6000.0), FRAME, AREA)
    ahead = np.column_stack([np.zeros(6), [500.0, 2000.0, 3000.0, 4500.0, 6000.0, 12_000.0]])
    density = one.density(ahead) / one.density([[0.0, 3500.0]])
    assert density[2:4] == pytest.approx([1, 1], abs=0.02)
    assert density[[1, 4]] == pytest.approx([0.5, 0.5], abs=0.05)
    assert density[[0, 5]] == pytest.approx([0, 0], abs=1e-6)


def test_a_bearing_is_true_at_the_post_and_not_at_the_origin_of_the_frame() -> None:
    post = (49.0, 39.8)
    one = region(Bearing(*post, 0.0, 1.0, 9000.0, 11_000.0), FRAME, AREA)
    lon, lat = FRAME.lonlat(*one.mean())
    assert float(lon) == pytest.approx(post[0], abs=1e-4)
    assert float(distance_m(*post, lon, lat)) == pytest.approx(10_100, rel=0.03)


def test_a_cell_lies_along_its_utm_grid() -> None:
    centre = (47.9, 39.8)
    one = region(Cell("38S", *centre, 10_000.0), FRAME, AREA)
    from pyproj import Transformer

    utm = Transformer.from_crs("EPSG:4326", "EPSG:32638", always_xy=True)
    easting, northing = utm.transform(*centre)
    edge = np.linspace(-4950, 4950, 50)
    inner = [(easting + e, northing + f) for e in edge for f in (-4950, 4950)]
    inner += [(easting + f, northing + e) for e in edge for f in (-4950, 4950)]
    lon, lat = utm.transform(*np.array(inner).T, direction="INVERSE")
    assert one.contains(np.column_stack(FRAME.xy(lon, lat))).all()


def test_the_ellipse_of_a_far_bearing_lies_across_it() -> None:
    one = region(Bearing(46.6, 39.8, 90.0, 22.5, 9000.0, 10_000.0), FRAME, AREA)
    ellipse = one.ellipse()
    assert min(ellipse.azimuth_deg, 180 - ellipse.azimuth_deg) < 0.1
    assert ellipse.major_m > 2 * ellipse.minor_m
    assert region(Point(46.6, 39.8, 700.0), FRAME, AREA).ellipse().major_m == pytest.approx(700)


def test_a_polygon_without_ground_is_refused_and_a_crossing_one_mended() -> None:
    with pytest.raises(ValueError, match="holds no ground"):
        region(Polygon(((46.5, 39.5), (46.6, 39.6), (46.7, 39.7))), FRAME, AREA)
    bow_tie = region(Polygon(((46.5, 39.5), (46.7, 39.7), (46.7, 39.5), (46.5, 39.7))), FRAME, AREA)
    assert integral(bow_tie)[0] == pytest.approx(1, abs=0.01)


def test_an_area_with_a_hole_has_nothing_in_it() -> None:
    holed = shapely.box(46, 39, 47, 40).difference(shapely.box(46.4, 39.4, 46.6, 39.6))
    one = region(Anywhere(), FRAME, holed)
    lon, lat = FRAME.lonlat(*one.sample(np.random.default_rng(1), 5000).T)
    assert not shapely.contains_xy(shapely.box(46.41, 39.41, 46.59, 39.59), lon, lat).any()
    assert one.density([FRAME.xy(46.5, 39.5)])[0] == 0


@settings(max_examples=25, deadline=None)
@given(where=st.lists(bearings, min_size=1, max_size=6))
def test_summaries_are_the_regions_own_mean_and_ce90(where: list[Bearing]) -> None:
    columns = zip(*[(b.lon, b.lat, b.bearing_deg, b.half_width_deg, b.near_m, b.far_m) for b in where], strict=True)
    lon, lat, ce90 = summaries(*map(list, columns))
    for i, bearing in enumerate(where):
        one = region(bearing, FRAME, AREA)
        at = FRAME.lonlat(*one.mean())
        assert float(distance_m(lon[i], lat[i], *at)) < 0.01 * bearing.far_m + 1
        assert ce90[i] == pytest.approx(one.ce90())


def test_summaries_of_nothing_are_nothing() -> None:
    assert [len(column) for column in summaries([], [], [], [], [], [])] == [0, 0, 0]
