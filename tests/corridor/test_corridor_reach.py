"""Who can be reached: certainly, possibly, not; what it hangs on; what closures would change."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.mission import Mission, Period, period_for

LACHIN = (
    "goris-tegh",
    "tegh-kornidzor",
    "kornidzor-hakari",
    "hakari-lachin",
    "lachin-turshsu",
    "turshsu-shusha",
    "shusha-khankendi",
)
AGHDAM = ("aghdam-askeran", "askeran-khankendi")


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, date(2023, 6, 14))


def assess(mission: Mission, period: Period, **status: str) -> corridor.Corridor:
    when = d.When(at(14, 14), at(14, 14))
    reports = [
        d.SegmentReport(source="pt-01", segment=name.replace("_", "-"), status=said, when=when)
        for name, said in status.items()
    ]
    return corridor.assess(hold((f"e{i:03}", one) for i, one in enumerate(reports)), mission, period)


def all_of(status: str, *segments: str) -> dict[str, str]:
    return {name.replace("-", "_"): status for name in segments}


def row(picture: corridor.Corridor, place: str, entry: str = "", vehicle: str = "any") -> dict:
    found = picture.reach.filter(place=place, entry=entry, vehicle=vehicle).to_dicts()
    assert len(found) == 1
    return found[0]


def test_where_nobody_looked_everything_on_the_road_is_possible_and_nothing_certain(exercise, period):
    picture = assess(exercise, period)
    assert set(picture.reach["reach"]) == {"possibly", "not_known"}
    assert row(picture, "khankendi")["hangs"] == []
    assert row(picture, "khankendi")["ways"] == 2
    assert row(picture, "khankendi", "goris")["hangs"] == list(LACHIN)
    assert picture.reach["minutes"].null_count() == picture.reach.height


def test_a_road_seen_open_end_to_end_reaches_its_settlements(exercise, period):
    picture = assess(exercise, period, **all_of("open", *LACHIN))
    found = row(picture, "khankendi", "goris")
    assert (found["reach"], found["route"], found["unknown"]) == ("certainly", list(LACHIN), [])
    length = sum(exercise.segments[name].length_km for name in LACHIN)
    assert found["minutes"] == pytest.approx(length / 40 * 60)
    assert row(picture, "askeran", "goris")["reach"] == "possibly"
    assert row(picture, "askeran", "goris")["unknown"] == ["askeran-khankendi"]
    assert row(picture, "khankendi", "aghdam")["reach"] == "possibly"
    for frame in (picture.reach, picture.hangs, picture.snaps):
        for row_id in frame["id"]:
            assert picture.explain(row_id).says
            for part in picture.explain(row_id).parts:
                assert picture.explain(part)


def test_a_restricted_road_is_passable_and_said_to_be_restricted(exercise, period):
    picture = assess(exercise, period, **all_of("open", *LACHIN) | {"kornidzor_hakari": "restricted"})
    assert row(picture, "lachin")["reach"] == "certainly"
    assert row(picture, "lachin")["restricted"] == ["kornidzor-hakari"]


def test_closed_on_both_sides_is_cut_off_by_the_segments_that_are_closed(exercise, period):
    picture = assess(exercise, period, lachin_turshsu="closed", askeran_khankendi="closed")
    found = row(picture, "shusha")
    assert (found["reach"], found["minutes_possible"], found["ways"]) == ("not", None, None)
    assert {part.split(":")[1] for part in found["segments"]} == {"lachin-turshsu", "askeran-khankendi"}
    assert row(picture, "lachin")["reach"] == "possibly"


def test_a_settlement_part_way_along_a_closed_segment_is_not_called_cut_off(exercise, period):
    picture = assess(exercise, period, **all_of("open", *LACHIN) | all_of("closed", *AGHDAM))
    assert row(picture, "askeran")["reach"] == "not"
    khojaly = row(picture, "khojaly")
    assert (khojaly["reach"], khojaly["hangs"][-1], khojaly["snap_m"] > 100) == ("possibly", "askeran-khankendi", True)
    assert row(assess(exercise, period, **all_of("closed", *LACHIN, *AGHDAM)), "khojaly")["reach"] == "not"


def test_a_settlement_off_every_segment_is_not_known(exercise, period):
    picture = assess(exercise, period, **all_of("open", *LACHIN, *AGHDAM))
    found = row(picture, "hadrut")
    assert found["reach"] == "not_known"
    assert found["snap_m"] > 30_000
    assert picture.snaps.filter(thing="hadrut")["segment"].to_list() == [None]
    assert picture.snaps.filter(thing="crossing-askeran")["metres"][0] == pytest.approx(121, abs=1)


def test_direction_matters(exercise, period):
    when = d.When(at(14, 14), at(14, 14))
    said = d.SegmentReport(source="pt-01", segment="goris-tegh", status="closed", direction="goris", when=when)
    picture = corridor.assess(hold([("e", said)]), exercise, period)
    assert row(picture, "tegh", "goris")["reach"] == "possibly"
    said = msgspec.structs.replace(said, direction="tegh")
    picture = corridor.assess(hold([("e", said)]), exercise, period)
    assert row(picture, "tegh", "goris")["reach"] == "not"


def test_a_class_that_passed_is_reached_alone(exercise, period):
    span = d.Span(at(14, 13), at(14, 14))
    one = d.Passage(
        source="cp-hakari", crossing="crossing-askeran", direction="inbound", span=span, vehicle="ambulance",
        count=d.Count(1, 1),
    )  # fmt: skip
    picture = corridor.assess(hold([("e", one)]), exercise, period)
    assert row(picture, "askeran", vehicle="ambulance")["reach"] == "certainly"
    assert row(picture, "askeran")["reach"] == "possibly"


def test_what_if(exercise, period):
    picture = assess(exercise, period, **all_of("open", *LACHIN, *AGHDAM))
    changed = picture.what_if(closed=["aghdam-askeran"])
    found = {one["place"]: one for one in changed.filter(entry="").to_dicts()}
    assert set(found) == {"shusha", "khankendi", "khojaly", "askeran"}
    assert {one["after"] for one in found.values()} == {"certainly"}
    assert (found["askeran"]["minutes_before"], found["askeran"]["minutes_after"]) == (15.0, pytest.approx(110.55))
    hangs = picture.hangs.filter(segment="goris-tegh")["cut_off"].to_list()
    assert hangs == [[]]
    shut = picture.what_if(closed=["aghdam-askeran", "hakari-lachin"])
    assert set(shut.filter(entry="", after="not")["place"]) == {
        "lachin",
        "turshsu",
        "shusha",
        "khankendi",
        "khojaly",
        "askeran",
    }
    with pytest.raises(ValueError, match="no segment 'nowhere'"):
        picture.what_if(opened=["nowhere"])
    with pytest.raises(ValueError, match="both"):
        picture.what_if(closed=["goris-tegh"], opened=["goris-tegh"])


def test_throughput_is_said_only_where_capacities_decide_it(exercise, period):
    assert assess(exercise, period).reach["t_day_most"].null_count() == assess(exercise, period).reach.height
    given_to = {"goris-tegh": 300.0, "kornidzor-hakari": 120.4, "aghdam-askeran": 80.0}
    segments = {
        name: msgspec.structs.replace(one, capacity_t_day=given_to.get(name)) for name, one in exercise.segments.items()
    }
    mission = msgspec.structs.replace(exercise, segments=segments)
    picture = assess(mission, period)
    found = row(picture, "khankendi")
    assert (found["t_day_most"], set(found["t_day_cut"])) == (201.0, {"kornidzor-hakari", "aghdam-askeran"})
    assert row(picture, "khankendi", "goris")["t_day_most"] == 121.0
    assert row(picture, "kornidzor", "goris")["t_day_most"] == 300.0
    assert "At most 201 t a day" in picture.explain(found["id"]).says
    shut = assess(mission, period, aghdam_askeran="closed")
    assert row(shut, "khankendi")["t_day_cut"] == ["kornidzor-hakari"]
    partly = msgspec.structs.replace(mission, segments=segments | {"goris-tegh": exercise.segments["goris-tegh"]})
    assert row(assess(partly, period), "tegh", "goris")["t_day_most"] is None


def test_a_mission_without_segments_says_nothing_of_roads(exercise, period):
    bare = msgspec.structs.replace(exercise, segments={}, corridors=(), crossings={})
    picture = assess(bare, period)
    assert picture.reach.is_empty()
    assert picture.snaps.is_empty()


@settings(max_examples=6, deadline=None)
@given(st.dictionaries(st.sampled_from([*LACHIN, *AGHDAM]), st.sampled_from(["open", "restricted", "closed"])))
def test_hanging_is_what_closing_does(exercise, period, status):
    picture = assess(exercise, period, **{name.replace("-", "_"): said for name, said in status.items()})
    reach = {r["place"]: r for r in picture.reach.filter(entry="", vehicle="any").to_dicts()}
    for hung in picture.hangs.filter(vehicle="any").to_dicts():
        if status.get(hung["segment"]) == "closed":
            continue
        after = picture.what_if(closed=[hung["segment"]])
        lost = {one["place"] for one in after.filter(entry="", vehicle="any", after="not").to_dicts()}
        part_way = {place for place in hung["cut_off"] if place in ("zabukh", "khojaly")}
        assert lost | part_way == set(hung["cut_off"])
    for found in reach.values():
        if found["ways"] == 1 and found["reach"] != "not":
            assert found["cut"][0] in found["hangs"]
        assert (found["minutes"] is None) == (found["reach"] != "certainly")
