"""Road networks from GeoJSON and GeoPackage lines; networks split at positions and joined to others."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import LineString, MultiLineString, mapping

from trucewatch.places import MODES, NEW_NODE, Columns, Frame, Line, Roads, read_lines

HEAVY, LIGHT = MODES["heavy"], MODES["light"]
ROWS = (
    (LineString([(46.50, 39.50), (46.50, 39.51), (46.50, 39.52)]), {"highway": "primary", "name": "Main Road"}),
    (LineString([(46.49, 39.51), (46.50, 39.51), (46.51, 39.51)]), {"highway": "track", "oneway": "yes"}),
    (MultiLineString([[(46.5, 39.52), (46.51, 39.53)], [(46.6, 39.6), (46.61, 39.6)]]), {"highway": "dirt"}),
    (LineString([(46.50, 39.52), (46.51, 39.51)]), {"highway": "secondary", "maxweight": "3.5"}),
)


def geojson(path: Path, rows=ROWS) -> Path:
    features = [{"type": "Feature", "geometry": mapping(line), "properties": cells} for line, cells in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def the_same(one: Roads, other: Roads) -> None:
    assert one.ref.tolist() == other.ref.tolist()
    assert one.name.tolist() == other.name.tolist()
    for field in ("metres", "kmh", "along", "against", "lon", "lat"):
        assert np.allclose(getattr(one, field), getattr(other, field), rtol=1e-6), field


def test_lines_meet_where_their_corners_are_the_same(tmp_path):
    roads = read_lines(geojson(tmp_path / "roads.geojson"))
    assert roads.ref.tolist() == ["1/0", "1/1", "2/0", "2/1", "3.0/0", "3.1/0", "4/0"]
    assert roads.name.tolist()[:3] == ["Main Road", "Main Road", ""]
    assert len(roads.node_lon) == 8
    one_way = roads.ref == "2/0"
    assert (roads.along[one_way] & LIGHT).all()
    assert not (roads.against[one_way] & LIGHT).any()
    assert not (roads.along[roads.ref == "4/0"] & HEAVY).any()
    assert roads.kmh[roads.ref == "3.0/0"].tolist() == [25.0]


def test_columns_are_named_by_the_mission(tmp_path):
    rows = [(line, {"klasse": cells["highway"], "dir": cells.get("oneway", ""), "label": "A1"}) for line, cells in ROWS]
    roads = read_lines(geojson(tmp_path / "r.json", rows), Columns("klasse", "dir", "label"))
    plain = read_lines(geojson(tmp_path / "roads.geojson"))
    assert roads.kmh.tolist() == plain.kmh.tolist()
    assert set(roads.name.tolist()) == {"A1"}
    assert not (roads.against[roads.ref == "2/0"] & LIGHT).any()


@pytest.mark.parametrize("code", [4326, 32638])
def test_a_geopackage_says_what_the_geojson_says(tmp_path, code):
    """Written by GDAL, in degrees and in metres."""
    pyogrio = pytest.importorskip("pyogrio")
    names = ("highway", "name", "oneway", "maxweight")
    lines = [row[0] for row in ROWS]
    if code != 4326:
        turn = Transformer.from_crs(4326, code, always_xy=True)
        lines = [shapely.transform(line, turn.transform, interleaved=False) for line in lines]
    pyogrio.raw.write(
        tmp_path / "roads.gpkg",
        geometry=np.array([shapely.to_wkb(line) for line in lines], object),
        field_data=[np.array([row[1].get(name) for row in ROWS], object) for name in names],
        fields=list(names),
        crs=f"EPSG:{code}",
        geometry_type="Unknown",
        layer="roads",
    )
    found = read_lines(tmp_path / "roads.gpkg")
    the_same(found, read_lines(geojson(tmp_path / "roads.geojson")))
    with pytest.raises(ValueError, match="has the layers roads"):
        read_lines(tmp_path / "roads.gpkg", layer="tracks")


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "no.geojson").write_text('{"type": "Point"}')
    (tmp_path / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "no.gpkg").write_bytes(b"SQLite format 3, it is not")
    sqlite3.connect(tmp_path / "bare.gpkg").execute("CREATE TABLE t (x)").connection.close()
    for name, said in (
        ("no.geojson", "no GeoJSON FeatureCollection"),
        ("empty.geojson", "holds no line"),
        ("no.gpkg", "cannot be read as a GeoPackage"),
        ("bare.gpkg", "cannot be read as a GeoPackage"),
        ("absent.gpkg", "is no file"),
    ):
        with pytest.raises(ValueError, match=said):
            read_lines(tmp_path / name)


SHARES = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), max_size=6)


@settings(max_examples=25)
@given(SHARES)
def test_splitting_keeps_the_roads_and_puts_junctions_where_asked(cuts):
    frame = Frame(46.5, 39.5)
    corners = [[(46.5, 39.5), (46.52, 39.5), (46.52, 39.52)], [(46.52, 39.52), (46.5, 39.5)],
               [(46.5, 39.5), (46.5, 39.6)], [(46.5, 39.6), (46.52, 39.52)]]  # fmt: skip
    roads = Roads.of_lines(
        Line(f"r{i}", line[0], line[-1], LineString(line), 30 + i, name=f"N{i}") for i, line in enumerate(corners)
    )
    stretch, share = np.array([one for one, _ in cuts], np.int64), np.array([one for _, one in cuts], float)
    made, nodes, parent = roads.split(stretch, share, frame)
    assert np.allclose(np.bincount(parent, made.metres, len(roads)), roads.metres)
    assert made.ref.tolist() == roads.ref[parent].tolist()
    flat = roads.lines(frame)
    for number, one, at in zip(nodes.tolist(), stretch.tolist(), share.tolist(), strict=True):
        wanted = shapely.line_interpolate_point(flat[one], at, normalized=True)
        x, y = frame.xy(made.node_lon[number], made.node_lat[number])
        assert np.hypot(x - wanted.x, y - wanted.y) < 2.0
    for i in range(len(made)):
        ends = made.first[i], made.first[i + 1] - 1
        for node, corner in ((made.start[i], ends[0]), (made.end[i], ends[1])):
            assert (made.node_lon[node], made.node_lat[node]) == pytest.approx((made.lon[corner], made.lat[corner]))
    for i, line in enumerate(flat):
        parts = shapely.multilinestrings(list(made.lines(frame)[parent == i]))
        assert shapely.hausdorff_distance(parts, line) < 0.5


def test_a_network_is_joined_to_another_at_the_nodes_named():
    one = Roads.of_lines([Line("a", 0, 1, LineString([(46.5, 39.5), (46.6, 39.5)]), 40.0)])
    other = Roads.of_lines([Line("b", 0, 1, LineString([(46.6, 39.5), (46.7, 39.5)]), 50.0)])
    both, nodes = one.joined(other, [1, NEW_NODE])
    assert (both.ref.tolist(), both.start.tolist(), both.end.tolist()) == (["a", "b"], [0, 1], [1, 2])
    assert nodes.tolist() == [1, 2]
    assert both.first.tolist() == [0, 2, 4]
    assert both.node_lon.tolist() == [46.5, 46.6, 46.7]
