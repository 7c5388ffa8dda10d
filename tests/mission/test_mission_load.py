# ruff: noqa: E501  (one case of the table of faults is one line)
import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.mission import MissionError, agreed, init, load, model, notices

ROOT = Path(__file__).parents[2]

Edit = Callable[[str, str, str], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    init(tmp_path / "m")
    return tmp_path / "m"


@pytest.fixture
def edit(home: Path) -> Edit:
    def change(name: str, old: str, new: str) -> None:
        text = (home / name).read_text("utf-8")
        assert text.count(old) >= 1, old
        (home / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def faults(home: Path) -> list[str]:
    with pytest.raises(MissionError) as caught:
        load(home)
    return [str(fault) for fault in caught.value.faults]


def test_the_starter_is_valid_and_complete(home: Path) -> None:
    mission = load(home)
    assert notices(mission) == ()
    assert [party.id for party in mission.parties] == ["upland", "lowland"]
    assert mission.places["spring"].names == {"upland": "Upper Spring", "lowland": "Spring"}
    assert mission.places["old-mill"].others == ("Oldmill", "The Mill")
    assert mission.reporting.issue_days == (0, 1, 2, 3, 4, 5)
    assert mission.reporting.cutoff.isoformat() == "19:30:00"
    assert mission.sources["cam-bridge"].field_deg == 90
    assert mission.sources["op-mill"].field_deg == 360
    assert mission.sources["upland-mod"].lon is None
    assert mission.clauses[1].due_inclusive == {"signed": True}
    assert [text.version for text in mission.clauses[1].texts] == ["signed"]
    assert mission.count_rules["upland-bursts"].per == 10
    optional = ("base", "roads", "terrain")
    assert all(getattr(mission, field.name) for field in msgspec.structs.fields(mission) if field.name not in optional)


def test_heights_are_files_beside_the_mission_file_and_count_for_its_fingerprint(home: Path, edit: Edit) -> None:
    without = load(home).fingerprint
    edit("mission.toml", "[mission]", '[mission]\nterrain = "heights/*.hgt"')
    assert re.search(r"mission.toml:\d+: terrain = 'heights/\*.hgt': names no file", faults(home)[0])
    (home / "heights").mkdir()
    for tile in ("N00E011.hgt", "N00E010.hgt"):
        (home / "heights" / tile).write_bytes(tile.encode())
    mission = load(home)
    assert [path.name for path in mission.terrain] == ["N00E010.hgt", "N00E011.hgt"]
    (home / "heights/N00E010.hgt").write_bytes(b"other")
    assert len({without, mission.fingerprint, load(home).fingerprint}) == 3


def test_a_base_of_the_map_is_an_archive_beside_the_mission_file(home: Path, edit: Edit) -> None:
    edit("mission.toml", "[mission]", '[mission]\nbase = "ground.pmtiles"')
    assert re.search(r"mission.toml:\d+: base = 'ground.pmtiles': is missing", faults(home)[0])
    (home / "ground.pmtiles").write_bytes(b"<html>not here</html>")
    assert "is no PMTiles archive" in faults(home)[0]
    (home / "ground.pmtiles").write_bytes(b"PMTiles\x03" + bytes(120))
    assert load(home).base == home / "ground.pmtiles"


def test_a_road_network_is_one_file_beside_the_mission_file(home: Path, edit: Edit) -> None:
    edit("mission.toml", "[linking]", '[roads]\nlines = "roads.geojson"\n\n[linking]')
    assert re.search(r"mission.toml:\d+: lines = 'roads.geojson': cannot be read", faults(home)[0])
    (home / "roads.geojson").write_text("{}")
    loaded = load(home)
    assert loaded.roads == model.RoadFile(lines="roads.geojson", sha256=hashlib.sha256(b"{}").hexdigest())
    (home / "roads.geojson").write_text("{} ")
    assert load(home).fingerprint != loaded.fingerprint
    edit("mission.toml", 'lines = "roads.geojson"', 'lines = "roads.shp"')
    (home / "roads.shp").write_text("")
    assert "is no file of lines" in faults(home)[0]
    edit("mission.toml", 'lines = "roads.shp"', "limit_m = 100.0")
    assert "names no file" in faults(home)[0]
    edit("mission.toml", "limit_m = 100.0", 'limit_m = -1.0\npbf = "roads.shp"\nlines = "roads.geojson"')
    assert "limit_m" in faults(home)[0]
    edit("mission.toml", "limit_m = -1.0", "limit_m = 100.0")
    assert "is one file too many" in faults(home)[0]


def test_init_never_overwrites(home: Path) -> None:
    before = (home / "mission.toml").read_bytes()
    (home / "sources.csv").unlink()
    with pytest.raises(FileExistsError, match=r"mission\.toml"):
        init(home)
    assert (home / "mission.toml").read_bytes() == before
    assert not (home / "sources.csv").exists()


def test_the_mission_file_itself_may_be_named(home: Path) -> None:
    assert load(home / "mission.toml") == load(home)


def test_the_fingerprint_follows_every_file_and_nothing_else(home: Path, edit: Edit) -> None:
    first = load(home).fingerprint
    (home / "facts/claims.csv").write_text("other")
    (home / "record").mkdir()
    moved = home.parent / "moved"
    shutil.copytree(home, moved)
    assert load(moved).fingerprint == first
    edit("needs.csv", "Sphere Handbook", "Sphere handbook")
    second = load(home).fingerprint
    edit("mission.toml", "# A mission file.", "# The mission file.")
    assert len({first, second, load(home).fingerprint}) == 3


def test_all_faults_are_told_at_once_with_line_and_mend(home: Path, edit: Edit) -> None:
    edit("mission.toml", 'mode = "exercise"', 'mode = "excercise"')
    edit("mission.toml", 'cutoff = "19:30"', 'cutof = "19:30"')
    edit("sources.csv", "Old Mill,post", "Old Mill,pots")
    edit("places.csv", "10.50,0.02", '"10,50",0.02')
    edit("needs.csv", "water", "watter")
    told = faults(home)
    line = (home / "mission.toml").read_text().splitlines().index(
        'mode = "excercise"             # "live" or "exercise"; an exercise is marked so wherever it appears'
    ) + 1
    assert f"mission.toml:{line}: mode = 'excercise': is none of the values allowed; did you mean 'exercise'?" in told
    assert "sources.csv:2: type = 'pots': is no code of the vocabulary source_types; did you mean 'post'?" in told
    assert "places.csv:4: lon = '10,50': cannot be read; give a number with a decimal point" in told
    assert "needs.csv:2: item = 'watter': is no code of the vocabulary items; did you mean 'water'?" in told
    assert any(
        re.match(r"mission\.toml:\d+: cutof = '19:30': is no field .* did you mean 'cutoff'", each) for each in told
    )
    assert len(told) == 5


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("mission.toml", 'zone = "Etc/UTC"', 'zone = "Europe/Kiyv"', r"zone = 'Europe/Kiyv': is no time zone; did you mean .*'Europe/Kyiv'"),
        ("mission.toml", 'zone = "Etc/UTC"', "", r"mission\.toml:\d+: zone: is missing"),
        ("mission.toml", "cell_km = 5.0", "cell_km = 0", r"cell_km = '0': must be above 0"),
        ("mission.toml", "cell_km = 5.0", "cell_km = nan", r"cell_km = 'nan': is no finite number"),
        ("mission.toml", "[linking]", "[linkng]", r"linkng: is no table; did you mean 'linking'"),
        ("mission.toml", "[linking]", "[[linking]]\n[[linking]]", r"linking: is no single table"),
        ("mission.toml", "[mission]", "stray = 1\n[mission]", r"mission\.toml:\d+: stray = '1': stands outside any"),
        ("mission.toml", "[mission]", "[mission", r"mission\.toml:5: is not TOML"),
        ("mission.toml", "POLYGON ((10.00 -0.20, 10.60", "POLYGON ((10.00 -0.20, x 10.60", r"area = .*cannot be read"),
        ("mission.toml", "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))", "POLYGON EMPTY", "area = .* is empty"),
        ("mission.toml", "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))", "POLYGON ((10 0, 11 1, 11 0, 10 1, 10 0))", "not a valid shape"),
        ("mission.toml", "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))", "POINT (10 0)", "is a Point"),
        ("mission.toml", "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))", "none.geojson", r"area = 'none\.geojson': cannot be read"),
        ("mission.toml", "10.30 -0.20, 10.30 0.20, 10.00 0.20", "10.30 -0.20, 10.30 0.90, 10.00 0.20", r"area = 'west': lies .*% outside"),
        ("mission.toml", "10.60 0.20, 10.30 0.20, 10.30", "10.60 0.20, 10.20 0.20, 10.30", r"area = 'east': overlaps sector 'west'"),
        ("mission.toml", 'segments = ["mill-bridge", "bridge-spring"]', 'segments = ["bridge-spring", "mill-bridge"]', r"segments = 'mill-bridge': starts at 'old-mill', where 'bridge-spring' ends at 'spring'"),
        ("mission.toml", 'segments = ["mill-bridge", "bridge-spring"]', 'segments = ["mill-bridge", "bridge-sprin"]', r"segments = 'bridge-sprin': is the id of no segment; did you mean 'bridge-spring'"),
        ("mission.toml", 'segments = ["mill-bridge", "bridge-spring"]', 'segments = ["mill-bridge"]', r"segments\.csv:3: id = 'bridge-spring': is listed by no corridor"),
        ("mission.toml", 'crossings = ["stone-bridge"]', 'crossings = ["stonebridge"]', r"crossings = 'stonebridge': is the id of no crossing"),
        ("mission.toml", 'kinds = ["explosion"]', 'kinds = ["explosions"]', r"kinds = 'explosions': is no code of the vocabulary kinds; did you mean 'explosion'"),
        ("mission.toml", 'whose = "upland"', 'whose = "uplands"', r"whose = 'uplands': is the id of no party; did you mean 'upland'"),
        ("mission.toml", 'headline_rule = "items"', 'headline_rule = "item"', r"headline_rule = 'item': is the id of no count rule"),
        ("mission.toml", '"mon", "tue"', '"mon", "tuu"', r"issue_days = 'tuu': is no weekday; did you mean 'tue'"),
        ("mission.toml", 'issue_days = ["mon", "tue", "wed", "thu", "fri", "sat"]', "issue_days = []", "issue_days = .*: is empty"),
        ("mission.toml", 'languages = ["en"]', 'languages = ["en", "xx"]', r"languages = 'xx': is no language"),
        ("mission.toml", 'path = "facts/*.csv"', 'path = "../facts/*.csv"', "leaves the mission directory"),
        ("mission.toml", 'id = "lowland"', 'id = "upland"', r"id = 'upland': is already the id of a party in mission\.toml:\d+"),
        ("mission.toml", "per = 10", 'per = "many"', r"per = 'many': cannot be read; give a whole number"),
        ("sources.csv", "op-mill", "op:mill", r"sources\.csv:2: id = 'op:mill': holds ':'"),
        ("sources.csv", "upland-mod", "op-mill", r"sources\.csv:4: id = 'op-mill': is already the id of a source in sources\.csv:2"),
        ("sources.csv", "post,upland,10.10", "post,upland,", r"sources\.csv:2: lon: is missing: a post stands somewhere"),
        ("sources.csv", "0.01,8000", "0.01,", r"sources\.csv:2: range_m: is missing"),
        ("sources.csv", "party,upland,,", "party,upland,10,", r"sources\.csv:4: lat: is missing; give both or neither"),
        ("sources.csv", "B,old-mill", "G,old-mill", r"grade = 'G': is no reliability"),
        ("sources.csv", "B,old-mill", "B,old-mil", r"near = 'old-mil': is the id of no place; did you mean 'old-mill'"),
        ("sources.csv", "2024-01-01,", "2024-01-01,2023-01-01", r"until = '2023-01-01': comes before since"),
        ("sources.csv", "2024-01-01,", "1.1.2024,", r"since = '1\.1\.2024': cannot be read; give a date such as"),
        ("sources.csv", "60,90", "360,90", r"facing_deg = '360': must lie from 0"),
        ("sources.csv", "id,name", "name,name", r"sources\.csv:1: name: stands twice in the header"),
        ("sources.csv", "Observation post Old Mill", "Post, Old Mill", r"sources\.csv:2: has 14 cells under 13 columns"),
        ("places.csv", "name_upland", "name_uplnd", r"name_uplnd = .*: names no party 'uplnd'; did you mean 'name_upland'"),
        ("places.csv", "old-mill,Old Mill", "area,Old Mill", r"id = 'area': is kept for the whole area"),
        ("places.csv", "spring,Spring", "west,Spring", r"places\.csv:4: id = 'west': is already the id of a sector in mission\.toml"),
        ("places.csv", "10.10,0.00", "190,0.00", r"lon = '190': must lie between"),
        ("segments.csv", "valley-road,old-mill,stone-bridge-place", "valley-road,stone-bridge-place,old-mill", r"line = 'mill-bridge': runs from 'old-mill' to 'stone-bridge-place'"),
        ("segments.csv", "LINESTRING (10.10", "LINESTRNG (10.10", r"segments\.csv:2: line = .*give a LINESTRING"),
        ("crossings.csv", "to-mill", "to-spring", r"outbound = 'to-spring': is the same as inbound"),
        ("populations.csv", "spring,4000,5200", "spring,5200,4000", r"high = '4000': is below low"),
        ("populations.csv", "upland-mod", "upland-mood", r"claimant = 'upland-mood': is the id of no party or source; did you mean 'upland-mod'"),
        ("baselines.csv", "count/day", "count/week", r"unit = 'count/week': is not the unit of vehicles_per_day; give it in 'count/day'"),
        ("baselines.csv", "valley-road", "valleyroad", r"about = 'valleyroad': is the id of no corridor"),
        ("detection.csv", "heard", "hard", r"means = 'hard': is no code of the vocabulary means; did you mean 'heard'"),
        ("detection.csv", "seen", "heard", r"detection\.csv:3: means = 'heard': is already the means and kind in detection\.csv:2"),
        ("clauses.csv", "upland|lowland", "upland|lowlnd", r"bound = 'lowlnd': is the id of no party or source"),
        ("clauses.csv", "signed=yes", "signed=maybe", r"due_inclusive = 'signed=maybe': cannot be read"),
        ("clauses.csv", "signed=yes", "agreed=yes", r"due_inclusive = 'agreed': is the id of no text version"),
        ("clauses.csv", "2024-02-01", "2023-02-01", r"due = '2023-02-01': comes before starts"),
        ("clause_texts.csv", "2,signed", "9,signed", r"clause = '9': is the id of no clause"),
        ("clauses.csv", "exercise|controlled", "exercise|parade", r"excepts = 'parade': is no event that can be excepted"),
        ("clauses.csv", "bridge-upland|", "bridge-upland|hill|", r"zones = 'hill': is the id of no zone"),
        ("clauses.csv", "bridge-upland|bridge-lowland", "", r"zones: is empty; name the zones"),
        ("clauses.csv", "signed=yes,2,withdrawal", "signed=yes,3,withdrawal", r"after = '3': is the id of no other clause"),
        ("clauses.csv", "artillery,100,,5", "artillery,100,90,5", r"below_mm = '90': is not above from_mm"),
        ("clauses.csv", "access,valley-road", "access,spring", r"about = 'spring': is the id of no corridor, segment or crossing"),
        ("zones.csv", "Bridge,upland", "Bridge,highland", r"zones.csv:2: party = 'highland': is the id of no party"),
        ("sites.csv", "storage,upland", "storage,highland", r"party = 'highland': is the id of no party"),
        ("inventories.csv", "store-upland,artillery", "store-upland,canon", r"weapon = 'canon': is no code of the vocabulary weapons"),
        ("inventories.csv", "store-upland,artillery", "store-lowland,artillery", r"weapon = 'artillery': is already the inventory"),
    ],
)  # fmt: skip
def test_one_fault_is_told_once_and_alone(home: Path, edit: Edit, name: str, old: str, new: str, told: str) -> None:
    edit(name, old, new)
    found = faults(home)
    assert any(re.search(told, fault) for fault in found), found
    assert len(found) == len(set(found))
    assert all(re.match(r"[\w.]+(:\d+)?: ", fault) for fault in found)


def test_a_faulty_row_is_not_blamed_on_those_that_name_it(home: Path, edit: Edit) -> None:
    edit("places.csv", "10.50,0.02", "10.50,")
    assert faults(home) == ["places.csv:4: lat: is missing; give a number with a decimal point"]


def test_missing_files(home: Path) -> None:
    for name in ("needs.csv", "clauses.csv", "clause_texts.csv", "populations.csv"):
        (home / name).unlink()
    assert load(home).needs == ()
    (home / "sources.csv").unlink()
    assert faults(home) == ["sources.csv: is missing; list there whom the mission hears from"]
    (home / "mission.toml").unlink()
    assert faults(home)[0].startswith("mission.toml: cannot be read")


def test_a_mission_file_without_its_head(home: Path) -> None:
    (home / "mission.toml").write_text('[[party]]\nid = "a"\nname = "A"\nshort = "A"\n')
    told = faults(home)
    assert "mission.toml: mode: is missing; give 'live' or 'exercise'" in told
    assert (
        "mission.toml: area: is missing; give a POLYGON or MULTIPOLYGON as WKT in lon lat, or the name of a GeoJSON file"
        in told
    )
    assert any("no count rule; there is none yet: add it first" in each for each in told)


def test_files_of_another_form(home: Path) -> None:
    (home / "needs.csv").write_bytes(b"item;amount\nwater;15\n")
    (home / "populations.csv").write_bytes("place,low\n\xe9".encode("latin-1"))
    (home / "baselines.csv").write_text("")
    (home / "detection.csv").write_text('means,kind\n"heard,explosion\n')
    told = faults(home)
    assert "needs.csv:1: is separated by semicolons; save it with commas" in told
    assert "populations.csv:2: is not UTF-8 text; save the file as UTF-8" in told
    assert "baselines.csv:1: has no header; put the column names into the first row" in told
    assert any(each.startswith("detection.csv: is not CSV") for each in told)


def test_a_spreadsheets_mark_and_blank_rows_do_no_harm(home: Path) -> None:
    table = home / "needs.csv"
    table.write_text("\ufeff" + table.read_text() + ",,,,,,\n\n")
    assert len(load(home).needs) == 3


@pytest.mark.parametrize(
    "geojson",
    [
        '{"type": "Polygon", "coordinates": [[[10, -0.2], [10.6, -0.2], [10.6, 0.2], [10, 0.2], [10, -0.2]]]}',
        (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",'
            ' "coordinates": [[[10, -0.2], [10.3, -0.2], [10.3, 0.2], [10, 0.2], [10, -0.2]]]}}, {"type": "Feature",'
            ' "properties": {}, "geometry": {"type": "Polygon", "coordinates":'
            " [[[10.3, -0.2], [10.6, -0.2], [10.6, 0.2], [10.3, 0.2], [10.3, -0.2]]]}}]}"
        ),
    ],
)
def test_an_area_from_a_file_is_the_same_area(home: Path, edit: Edit, geojson: str) -> None:
    before = load(home)
    edit(
        "mission.toml",
        'area = "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))"',
        'area = "a.geojson"',
    )
    (home / "a.geojson").write_text(geojson)
    after = load(home)
    assert after.area.equals(before.area)
    first = after.fingerprint
    (home / "a.geojson").write_text(geojson + " ")
    assert load(home).fingerprint != first


@pytest.mark.parametrize(
    "geojson",
    [
        "",
        "[]",
        "{}",
        '{"type": "Feature"}',
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": 3}',
    ],
)
def test_an_area_from_a_bad_file_is_one_fault(home: Path, edit: Edit, geojson: str) -> None:
    edit(
        "mission.toml",
        'area = "POLYGON ((10.00 -0.20, 10.60 -0.20, 10.60 0.20, 10.00 0.20, 10.00 -0.20))"',
        'area = "a.geojson"',
    )
    (home / "a.geojson").write_text(geojson)
    told = faults(home)
    assert len(told) == 1
    assert re.match(r"mission\.toml:\d+: area = 'a\.geojson': ", told[0])


def test_lines_are_found_past_multi_line_texts_and_arrays(home: Path, edit: Edit) -> None:
    text = '"""\n[[party]]\nid = "nobody"\n"""'
    edit("mission.toml", 'name = "Example Valley Ceasefire Monitoring Mission"', f"name = {text}")
    edit(
        "mission.toml",
        'segments = ["mill-bridge", "bridge-spring"]',
        'segments = [\n  "mill-bridge",\n  "bridge-spring",\n]',
    )
    edit("mission.toml", 'whose = "upland"', 'whose = "nobody"')
    line = next(
        i for i, each in enumerate((home / "mission.toml").read_text().splitlines(), 1) if each.startswith("whose")
    )
    assert [told.split(" ")[0] for told in faults(home)] == [f"mission.toml:{line}:"]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_cell_makes_anything_but_a_mission_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    home = tmp_path_factory.mktemp("m") / "m"
    init(home)
    name = data.draw(st.sampled_from(sorted(path.name for path in home.glob("*.csv"))))
    lines = (home / name).read_text().splitlines()
    cells = lines[1].split(",")
    cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.text(st.characters(codec="utf-8"), max_size=12))
    (home / name).write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), "utf-8")
    try:
        load(home)
    except MissionError as error:
        assert error.faults  # noqa: PT017


def test_a_place_named_by_one_party_alone_is_noticed(home: Path, edit: Edit) -> None:
    edit("places.csv", "Upper Spring,Spring,", "Upper Spring,,")
    assert notices(load(home)) == ("places: 'spring' has no name of Lowland: reports will use 'Upper Spring' alone",)


def test_a_spelling_shared_by_two_places_is_noticed(home: Path, edit: Edit) -> None:
    edit("places.csv", "Oldmill|The Mill", "Oldmill|SPRING")
    assert notices(load(home))[0].startswith("places: the spelling 'spring' is shared by 2 places")


def test_the_documentation_names_every_field() -> None:
    text = (ROOT / "docs/mission-file.md").read_text("utf-8")
    things = {**vars(model), **vars(agreed)}
    structs = [thing for thing in things.values() if isinstance(thing, type) and issubclass(thing, msgspec.Struct)]
    named = set(re.findall(r"`(\w+)`", text))
    missing = {f"{s.__name__}.{f.name}" for s in structs for f in msgspec.structs.fields(s) if f.name not in named}
    assert len(structs) == 30
    assert not missing


def test_the_documentation_names_every_table() -> None:
    text = (ROOT / "docs/mission-file.md").read_text("utf-8")
    starter = ROOT / "src/trucewatch/mission/starter"
    assert all(f"### {path.name}" in text for path in starter.glob("*.csv"))


def test_shares_of_ages_and_losses_that_cannot_be(home: Path, edit: Edit) -> None:
    edit("ages.csv", "area,male_0_4,0.06", "area,male_0_4,0.16")
    edit("ages.csv", "area,pregnant,0.02", "area,pregnant,1.02")
    edit("losses.csv", "0.2,0.28", "0.28,0.2")
    edit("needs.csv", "water,15,,l", "water,15,7.5,l")
    told = faults(home)
    assert "ages.csv:15: share = '0.02': brings those of 'area' to 1.100; make them come to 1" in told
    assert "ages.csv:14: share = '1.02': is not between 0 and 1; give a share of all people, such as 0.07" in told
    assert "losses.csv:2: high = '0.2': is not between low and 1; give shares, such as 0.02 and 0.05" in told
    assert "needs.csv:2: most = '7.5': is below amount (15); exchange them" in told
    assert len(told) == 4
