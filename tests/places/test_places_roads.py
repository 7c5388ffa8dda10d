"""Road networks from lines and from OpenStreetMap: junctions, one-ways, classes of vehicles, snapping, keeping."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from trucewatch.places import MODES, Frame, Line, Roads, distance_m, read_osm
from trucewatch.places.ways import allowed, speed

FOOT, LIGHT, HEAVY = MODES.values()
EVERY = FOOT | LIGHT | HEAVY

OSM = """<osm version="0.6">
 <node id="1" lat="39.50" lon="46.50"/><node id="2" lat="39.51" lon="46.50"/><node id="3" lat="39.52" lon="46.50"/>
 <node id="4" lat="39.51" lon="46.51"/><node id="5" lat="39.51" lon="46.49"/><node id="6" lat="39.515" lon="46.505"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
 <way id="11"><nd ref="5"/><nd ref="2"/><nd ref="4"/><tag k="highway" v="track"/><tag k="oneway" v="yes"/></way>
 <way id="12"><nd ref="2"/><nd ref="6"/><nd ref="3"/><tag k="highway" v="secondary"/><tag k="maxweight" v="3.5"/></way>
 <way id="13"><nd ref="1"/><nd ref="5"/><tag k="waterway" v="river"/></way>
 <way id="14"><nd ref="1"/><nd ref="99"/><tag k="highway" v="primary"/></way>
</osm>"""


@pytest.fixture
def small(tmp_path: Path) -> Roads:
    pytest.importorskip("osmium")
    path = tmp_path / "small.osm"
    path.write_text(OSM)
    return read_osm(path)


def test_ways_are_split_where_they_meet_and_parallel_roads_stay_apart(small):
    assert sorted(small.ref.tolist()) == ["10/0", "10/1", "11/0", "11/1", "12/0"]
    ends = {ref: {int(a), int(b)} for ref, a, b in zip(small.ref.tolist(), small.start, small.end, strict=True)}
    assert ends["10/1"] == ends["12/0"]
    assert len(small.node_lon) == 5
    index = small.ref.tolist().index("12/0")
    assert small.first[index + 1] - small.first[index] == 3
    leg = float(distance_m(46.50, 39.51, 46.505, 39.515)) + float(distance_m(46.505, 39.515, 46.50, 39.52))
    assert small.metres[index] == pytest.approx(leg)


def test_each_class_has_its_arcs(small):
    by_mode = {mode: sorted(small.ref[small.arcs(mode).stretch].tolist()) for mode in MODES}
    assert by_mode["foot"] == sorted([*small.ref.tolist()] * 2)
    assert by_mode["light"] == ["10/0", "10/0", "10/1", "10/1", "11/0", "11/1", "12/0", "12/0"]
    assert by_mode["heavy"] == ["10/0", "10/0", "10/1", "10/1", "11/0", "11/1"]
    assert (small.arcs("foot").seconds > small.arcs("light").seconds.max()).any()


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"highway": "primary"}, EVERY, EVERY),
        ({"highway": "primary", "oneway": "yes"}, EVERY, FOOT),
        ({"highway": "primary", "oneway": "-1"}, FOOT, EVERY),
        ({"highway": "motorway"}, LIGHT | HEAVY, 0),
        ({"highway": "motorway", "oneway": "no"}, LIGHT | HEAVY, LIGHT | HEAVY),
        ({"highway": "residential", "junction": "roundabout"}, EVERY, FOOT),
        ({"highway": "footway"}, FOOT, FOOT),
        ({"highway": "track", "motor_vehicle": "agricultural"}, FOOT, FOOT),
        ({"highway": "track", "motor_vehicle": "no", "hgv": "yes"}, FOOT | HEAVY, FOOT | HEAVY),
        ({"highway": "service", "access": "private"}, 0, 0),
        ({"highway": "service", "access": "no", "foot": "yes"}, FOOT, FOOT),
        ({"highway": "unclassified", "maxweight": "3.5 t"}, FOOT | LIGHT, FOOT | LIGHT),
        ({"highway": "primary", "hgv": "no"}, FOOT | LIGHT, FOOT | LIGHT),
        ({"highway": "construction"}, 0, 0),
        ({"highway": "pedestrian", "area": "yes"}, 0, 0),
        ({"waterway": "river"}, 0, 0),
    ],
)
def test_who_may_go_which_way(tags, along, against):
    assert allowed(tags) == (along, against)


@pytest.mark.parametrize(
    ("limit", "kmh"),
    [("", 65), ("30", 30), ("30 km/h", 30), ("20 mph", 32.18688), ("walk", 65), ("0", 65), ("120", 65)],
)
def test_a_speed_limit_only_slows(limit, kmh):
    assert speed({"highway": "primary", "maxspeed": limit}) == pytest.approx(kmh)


@given(st.dictionaries(st.sampled_from(["highway", "oneway", "access", "maxspeed", "maxweight", "hgv"]), st.text()))
def test_no_tag_breaks_the_reading(tags):
    along, against = allowed(tags)
    assert along in range(8)
    assert against in range(8)
    assert speed({**tags, "highway": "track"}) > 0


def test_what_cannot_be_read_is_named(tmp_path):
    pytest.importorskip("osmium")
    with pytest.raises(ValueError, match="no file"):
        read_osm(tmp_path / "missing.pbf")
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"not a pbf at all")
    with pytest.raises(ValueError, match="cannot be read"):
        read_osm(broken)
    empty = tmp_path / "empty.osm"
    empty.write_text('<osm version="0.6"/>')
    with pytest.raises(ValueError, match="holds no road"):
        read_osm(empty)


def test_kept_arrays_come_back_the_same(small, tmp_path):
    small.save(tmp_path / "roads.npz")
    back = Roads.load(tmp_path / "roads.npz")
    for field in fields(Roads):
        assert np.array_equal(getattr(small, field.name), getattr(back, field.name))
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".npz"] == ["roads.npz"]
    np.savez(tmp_path / "other.npz", start=np.arange(3))
    with pytest.raises(ValueError, match="make it anew"):
        Roads.load(tmp_path / "other.npz")


def test_snapping_tells_where_and_how_far():
    line = LineString([(46.5, 39.5), (46.6, 39.5)])
    roads = Roads.of_lines(
        [Line("r", "a", "b", line, 40.0), Line("s", "b", "c", LineString([(46.6, 39.5), (46.6, 39.6)]), 40.0)]
    )
    snaps = roads.snap([46.525, 46.61], [39.51, 39.58], Frame(46.55, 39.55))
    assert roads.ref[snaps.stretch].tolist() == ["r", "s"]
    assert snaps.share == pytest.approx([0.25, 0.8], abs=0.01)
    assert snaps.metres == pytest.approx([1110, 859], abs=3)
    with pytest.raises(ValueError, match="empty"):
        Roads.of_lines([]).snap([0], [0], Frame(0, 0))


def test_a_road_without_length_is_refused():
    with pytest.raises(ValueError, match=r"'r'.*above 0"):
        Roads.of_lines([Line("r", "a", "a", LineString([(1, 1), (1, 1)]), 40.0)])
