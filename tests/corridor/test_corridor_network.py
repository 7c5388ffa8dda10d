"""A mission over a whole road network: a real country, and a small one drawn for the purpose."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import msgspec
import networkx as nx
import numpy as np
import pytest

import valley
from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.intake import road_network
from trucewatch.mission import Mission, Period, load, period_for
from trucewatch.places import MODES, NO_STRETCH, Roads

SEGMENTS = ("ruggell-bendern", "bendern-schaan", "schaan-vaduz", "vaduz-triesen", "triesen-balzers")


def reports(**status: str) -> list[tuple[str, d.SegmentReport]]:
    when = d.When(at(14, 14), at(14, 14))
    said = (
        d.SegmentReport(source="pt-valley", segment=name.replace("_", "-"), status=how, when=when)
        for name, how in status.items()
    )
    return [(f"e{i:03}", one) for i, one in enumerate(said)]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mission, Roads, Period]:
    if not valley.EXTRACT.exists():
        pytest.skip("the extract of Liechtenstein is not there")
    pytest.importorskip("osmium")
    mission = load(valley.write(tmp_path_factory.mktemp("m") / "valley"))
    network = road_network(mission)
    assert network is not None
    return mission, network, period_for(mission, date(2023, 6, 14))


def assess(country: tuple[Mission, Roads, Period], **status: str) -> corridor.Corridor:
    mission, network, period = country
    return corridor.assess(hold(reports(**status)), mission, period, network)


def row(picture: corridor.Corridor, place: str) -> dict:
    (found,) = picture.reach.filter(place=place, entry="", vehicle="any").to_dicts()
    return found


def test_segments_lie_on_real_roads_and_the_distance_is_told(country):
    picture = assess(country)
    land = picture.ground
    for number, segment in enumerate(land.segments):
        on = land.cover.segment == number
        assert land.roads.metres[on].sum() / 1000 == pytest.approx(segment.length_km, rel=0.2)
        assert picture.snaps.filter(thing=segment.id, what="segment")["joined"].to_list() == [True]
    assert picture.snaps["metres"].max() > 1000
    assert picture.snaps.filter(~picture.snaps["joined"])["thing"].to_list() == ["peak"]
    assert "1672 m from the nearest" in picture.explain("reach:at:peak").says
    for frame in (picture.reach, picture.snaps, picture.hangs):
        for row_id in frame["id"]:
            assert picture.explain(row_id).says
            assert all(picture.explain(part) for part in picture.explain(row_id).parts)


def test_what_was_seen_is_certain_and_the_way_round_is_possible(country):
    nothing, seen = assess(country), assess(country, ruggell_bendern="open", bendern_schaan="restricted")
    assert {one["reach"] for one in nothing.reach.to_dicts()} == {"possibly", "not_known"}
    assert [row(seen, place)["reach"] for place in ("gamprin", "bendern", "schaan", "vaduz")] == [
        "certainly", "certainly", "certainly", "possibly"
    ]  # fmt: skip
    assert row(seen, "schaan")["restricted"] == ["bendern-schaan"]
    assert row(seen, "malbun")["hangs"]
    shut = assess(country, schaan_vaduz="closed")
    assert row(shut, "vaduz")["reach"] == "possibly"
    assert "schaan-vaduz" not in row(shut, "vaduz")["route"]
    assert row(shut, "balzers")["minutes_possible"] > row(nothing, "balzers")["minutes_possible"]
    assert row(shut, "peak")["reach"] == "not_known"


def test_without_the_network_the_same_mission_knows_its_segments_alone(country, tmp_path):
    mission = load(valley.write(tmp_path / "bare", roads=""))
    assert road_network(mission) is None
    picture = corridor.assess(hold(reports(schaan_vaduz="closed")), mission, country[2])
    assert row(picture, "malbun")["reach"] == "not_known"
    assert row(picture, "balzers")["reach"] == "not"
    assert picture.snaps.filter(what="segment").is_empty()


def graph(picture: corridor.Corridor, mode: str, shut: set[str]) -> nx.MultiDiGraph:
    """The roads as an independent engine sees them: every arc that is not on a segment in ``shut``."""
    land, made = picture.ground, nx.MultiDiGraph()
    for i in range(len(land.roads)):
        name = land.road(i)
        for allowed, a, b in (
            (land.roads.along[i], land.roads.start[i], land.roads.end[i]),
            (land.roads.against[i], land.roads.end[i], land.roads.start[i]),
        ):
            if allowed & MODES[mode] and name not in shut:
                made.add_edge(int(a), int(b), road=name, seconds=float(land.roads.seconds(mode)[i]))
    course = land.courses[mode]
    for place, node in course.at.items():
        made.add_node(node)
        for arc in np.flatnonzero((course.head == node) & (course.stretch == NO_STRETCH)):
            made.add_edge(int(course.tail[arc]), node, road=place, seconds=float(course.seconds[arc]))
    return made


@pytest.mark.parametrize(
    "status",
    [
        {},
        {"schaan_vaduz": "closed", "ruggell_bendern": "open"},
        {
            "ruggell_bendern": "closed",
            "bendern_schaan": "closed",
            "vaduz_triesen": "closed",
            "triesen_balzers": "closed",
        },
    ],
)
def test_reach_and_what_it_hangs_on_agree_with_an_independent_engine(country, status):
    picture = assess(country, **status)
    shut = {name.replace("_", "-") for name, how in status.items() if how == "closed"}
    entry = picture.ground.cover.nodes["ruggell"]
    whole = graph(picture, "light", shut)
    times = nx.single_source_dijkstra_path_length(whole, entry, weight="seconds")
    edges = defaultdict(list)
    for tail, head, key, road in whole.edges(keys=True, data="road"):
        edges[road].append((tail, head, key))
    for place, node in picture.ground.courses["light"].at.items():
        if place == "ruggell":
            continue
        found = row(picture, place)
        if node not in times:
            assert found["reach"] == "not" or shut & set(found["route"])
            continue
        assert found["minutes_possible"] == pytest.approx(times[node] / 60)
        for road in {*found["hangs"][-2:], *found["route"][:1], *found["route"][-1:]}:
            left = nx.restricted_view(whole, [], edges[road])
            assert nx.has_path(left, entry, node) == (road not in found["hangs"])


def test_closing_roads_and_segments_says_what_a_new_picture_would(country):
    picture = assess(country, ruggell_bendern="open")
    bridge = row(picture, "malbun")["hangs"][0]
    lost = picture.what_if(closed=[bridge]).filter(after="not")
    assert "malbun" in set(lost["place"])
    assert "vaduz" not in set(lost["place"])
    changed = picture.what_if(closed=["schaan-vaduz"], vehicles=["any"])
    after = assess(country, ruggell_bendern="open", schaan_vaduz="closed")
    for one in changed.filter(entry="").to_dicts():
        there = row(after, one["place"])
        assert (one["after"], one["minutes_after"]) == (there["reach"], pytest.approx(there["minutes_possible"]))
    opened = picture.what_if(opened=list(SEGMENTS))
    assert {one["place"] for one in opened.filter(entry="", after="certainly").to_dicts()} >= {"schaan", "balzers"}
    with pytest.raises(ValueError, match="no segment 'nowhere'"):
        picture.what_if(closed=["nowhere"])
    with pytest.raises(ValueError, match="singled out on no segment"):
        picture.what_if(closed=[bridge], vehicles=["tanker"])


def test_throughput_is_limited_by_segments_that_cannot_be_gone_round(country):
    mission, network, period = country
    given_to = {name: msgspec.structs.replace(one, capacity_t_day=500.0) for name, one in mission.segments.items()}
    picture = corridor.assess(hold([]), msgspec.structs.replace(mission, segments=given_to), period, network)
    assert row(picture, "balzers")["t_day_most"] is None


LINES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"highway": kind, "name": name, "oneway": oneway},
         "geometry": {"type": "LineString", "coordinates": line}}
        for kind, name, oneway, line in (
            ("primary", "North Road", "", [[9.5, 47.2], [9.5, 47.19], [9.5, 47.18]]),
            ("primary", "Middle Road down", "yes", [[9.5, 47.18], [9.501, 47.17], [9.5, 47.16]]),
            ("primary", "Middle Road up", "-1", [[9.5, 47.18], [9.499, 47.17], [9.5, 47.16]]),
            ("tertiary", "Side Road", "", [[9.499, 47.17], [9.48, 47.17]]),
            ("residential", "Lone Road", "", [[9.55, 47.25], [9.55, 47.26]]),
        )
    ],
}  # fmt: skip


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Mission, Roads, Period]:
    """Two segments over a dual carriageway, with a village off one side of it and one beside a road of its own."""
    home = valley.write(tmp_path / "drawn", roads='\n[roads]\nlines = "roads.geojson"\nlimit_m = 150.0\n')
    (home / "roads.geojson").write_text(json.dumps(LINES))
    (home / "places.csv").write_text(
        "id,name,lon,lat,radius_m\nnorth,North,9.5,47.2,200\nmiddle,Middle,9.5,47.18,200\nsouth,South,9.5,47.16,200\n"
        "side,Side,9.48,47.17,200\nfar,Far,9.53,47.16,200\nlone,Lone,9.55,47.255,600\n"
    )
    (home / "segments.csv").write_text(
        "id,name,corridor,start,end,line,length_km,capacity_t_day\n"
        'a,North to Middle,valley,north,middle,"LINESTRING (9.5 47.2, 9.5 47.18)",2.2,300\n'
        'b,Middle to South,valley,middle,south,"LINESTRING (9.5 47.18, 9.5 47.16)",2.2,200\n'
        'c,South to Far,valley,south,far,"LINESTRING (9.5 47.16, 9.53 47.16)",2.3,\n'
    )
    (home / "crossings.csv").unlink()
    text = (home / "mission.toml").read_text().replace('crossings = ["bridge"]\n', "")
    text = text.replace(
        '"ruggell-bendern", "bendern-schaan", "schaan-vaduz", "vaduz-triesen", "triesen-balzers"', '"a", "b", "c"'
    )
    (home / "mission.toml").write_text(text)
    mission = load(home)
    return mission, road_network(mission), period_for(mission, date(2023, 6, 14))


def test_both_carriageways_belong_to_the_segment_and_a_line_off_the_roads_stays_a_road(drawn):
    picture = assess(drawn)
    land = picture.ground
    named = {land.segments[n].id: set() for n in range(3)}
    for i, number in enumerate(land.cover.segment.tolist()):
        if number >= 0:
            named[land.segments[number].id].add(str(land.roads.name[i]))
    assert named == {"a": {"North Road"}, "b": {"Middle Road down", "Middle Road up"}, "c": {""}}
    assert dict(picture.snaps.filter(what="segment").select("thing", "joined").iter_rows()) == {
        "a": True,
        "b": True,
        "c": False,
    }
    assert row(picture, "far")["hangs"] == ["a", "b", "c"]
    assert row(picture, "lone")["reach"] == "not"


def test_directions_and_capacities_hold_on_the_network(drawn):
    picture = assess(drawn)
    assert (row(picture, "south")["t_day_most"], row(picture, "south")["t_day_cut"]) == (200.0, ["b"])
    down = d.SegmentReport(
        source="pt-valley", segment="b", status="closed", direction="south", when=d.When(at(14, 14), at(14, 14))
    )
    mission, network, period = drawn
    shut = corridor.assess(hold([("e", down)]), mission, period, network)
    assert row(shut, "south")["reach"] == "not"
    up = corridor.assess(hold([("e", msgspec.structs.replace(down, direction="middle"))]), mission, period, network)
    assert row(up, "south")["reach"] == "possibly"
    assert row(up, "side")["reach"] == "possibly"


def test_arrays_are_kept_by_the_hash_of_the_file_and_may_be_deleted(drawn):
    mission, network, _ = drawn
    folder = mission.home / "record" / "roads"
    folder.parent.mkdir()
    road_network(mission)
    (kept,) = folder.iterdir()
    kept.write_bytes(b"broken")
    assert road_network(mission).ref.tolist() == network.ref.tolist()
    other = json.loads(json.dumps(LINES))
    other["features"].pop()
    (mission.home / "roads.geojson").write_text(json.dumps(other))
    changed = load(mission.home)
    assert changed.fingerprint != mission.fingerprint
    assert len(road_network(changed)) == len(network) - 1
    assert len(list(folder.iterdir())) == 2
