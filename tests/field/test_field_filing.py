"""Posts into accounts: what stands after edits, mends and changed mappings, in whatever order things came."""

from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest
from field_world import World, filled, new_id, sound, violation
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.domain import Track
from trucewatch.field import Office
from trucewatch.intake import IntakeError, drop, mend
from trucewatch.intake.submissions import parse_form_mapping, read_instance
from trucewatch.mission import load


def counts(world: World) -> list[int]:
    return sorted(world.holdings().observations["count_low"].to_list())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_an_edit_stands_for_what_it_replaces_whenever_it_comes(world: World, order: tuple[int, ...]) -> None:
    first, second, third = new_id(), new_id(), new_id()
    posts = [
        filled("ceasefire-violation", violation(sound(count="1"), sound(count="2")), first),
        filled("ceasefire-violation", violation(sound(count="5")), second, replaces=first),
        filled(
            "ceasefire-violation",
            violation(sound(count="6"), sound(count="7"), sound(count="8")),
            third,
            replaces=second,
        ),
    ]
    for number in order:
        assert world.send(posts[number]).status_code == 201
        world.office.catch_up()
    assert counts(world) == [6, 7, 8]
    assert not world.holdings().orphans


def test_two_edits_of_one_record_are_shown_to_a_person(world: World) -> None:
    first = new_id()
    world.send(filled("ceasefire-violation", violation(sound(count="1")), first))
    for count in ("2", "3"):
        world.send(filled("ceasefire-violation", violation(sound(count=count)), new_id(), replaces=first))
    assert counts(world) == [2]
    [waiting] = world.holdings().quarantined
    assert "edits the same record" in waiting.thing.problems[0].reason


def test_a_row_that_cannot_be_read_is_mended_and_stays_so(world: World) -> None:
    world.send(filled("ceasefire-violation", violation(sound(bearing="400"), sound(count="2")), new_id()))
    [waiting] = world.holdings().quarantined
    assert waiting.thing.form == "observations"
    assert waiting.thing.fields["bearing"] == "400"
    assert counts(world) == [2]
    mend(world.record, world.mission, waiting.id, {"bearing": "40"}, author="duty officer")
    assert counts(world) == [2, 3]
    again = remapped(world, 'text = "note"', "")
    again.catch_up()
    assert counts(world) == [2, 3]
    assert not world.record.holdings().quarantined
    assert world.record.verify().ok


def test_a_row_that_was_dropped_does_not_come_back(world: World) -> None:
    world.send(filled("ceasefire-violation", violation(sound(bearing="400"), sound(count="2")), new_id()))
    [waiting] = world.holdings().quarantined
    drop(world.record, waiting.id, "a slip of the thumb", author="duty officer")
    remapped(world, 'bearing = "bearing"\n', "").catch_up()
    assert counts(world) == [2]


def remapped(world: World, old: str, new: str) -> Office:
    """An office that reads everything again, a line of the mapping of violations being another."""
    shipped = Path(__file__).parents[2] / "src" / "trucewatch" / "field" / "forms"
    own = world.mission.home / "forms"
    own.mkdir(exist_ok=True)
    text = (shipped / "ceasefire-violation.toml").read_text(encoding="utf-8")
    assert old in text
    (own / "ceasefire-violation.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return Office(world.record, world.mission, world.reception.devices.holder)


def test_a_changed_mapping_reads_the_stored_bytes_again(world: World) -> None:
    world.send(filled("ceasefire-violation", violation(sound()), new_id()))
    before = world.holdings().observations
    assert before["weapon"].to_list() == ["mortar"]
    office = remapped(world, 'weapon = "weapon"\n', "")
    assert office.catch_up()["correction"]
    after = world.record.holdings().observations
    assert after["id"].to_list() == before["id"].to_list(), "the entry is corrected, not made twice"
    assert after["weapon"].to_list() == ["N/K"]
    assert not office.catch_up(), "and only once"
    back = remapped(world, "weapon", "weapon")
    back.catch_up()
    assert world.record.holdings().observations["weapon"].to_list() == ["mortar"]


def test_reading_is_taken_up_where_it_was_left(world: World) -> None:
    world.send(filled("ceasefire-violation", violation(sound()), new_id()))
    world.office.catch_up()
    size = world.record.size
    fresh = Office(world.record, world.mission, world.reception.devices.holder)
    assert not fresh.catch_up()
    assert world.record.size == size


def test_a_form_that_comes_later_frees_what_waited_for_it(world: World, tmp_path: Path) -> None:
    world.send(filled("road-note", "<said>the road is closed</said><at>2023-06-14T10:00:00.000+04:00</at>", new_id()))
    assert len(world.holdings().quarantined) == 1
    own = world.mission.home / "forms"
    own.mkdir()
    (own / "road-note.md").write_text(
        "| survey |\n| | type | name | label::English (en) |\n| | text | said | What |\n| | dateTime | at | When |\n"
        "| settings |\n| | form_id | version |\n| | road-note | 1 |\n",
        encoding="utf-8",
    )
    (own / "road-note.toml").write_text(
        'form = "road-note"\n[[rows]]\nform = "statements"\n[rows.columns]\ntext = "said"\nsaid_on = "at@minute"\n'
        '[rows.constants]\nspeaker = "a driver"\n',
        encoding="utf-8",
    )
    Office(world.record, world.mission, world.reception.devices.holder).catch_up()
    held = world.record.holdings()
    assert not held.quarantined
    [statement] = held.statements
    assert (statement.thing.speaker, statement.thing.source) == ("a driver", "op-01")


def test_a_patrol_looked_over_its_way_for_its_hours(world: World) -> None:
    patrol = next(source.id for source in world.mission.sources.values() if source.type == "patrol")
    body = (
        f"<patrol_code>{patrol}</patrol_code><began>2023-06-14T10:00:00.000+04:00</began>"
        "<way>39.50 46.30 0 0;39.51 46.30 0 0;39.51 46.30 0 0;39.53 46.30 0 0</way>"
        "<ended>2023-06-14T13:00:00.000+04:00</ended><state>on</state>"
    )
    world.send(filled("patrol-log", body, new_id()))
    held = world.holdings()
    assert not held.quarantined
    [watch] = held.watches
    assert watch.thing.source == patrol
    assert isinstance(watch.thing.view, Track)
    assert [(lat, seconds) for _, lat, seconds in watch.thing.view.fixes] == [
        (39.5, 0.0),
        (39.51, pytest.approx(3600, abs=5)),
        (39.53, pytest.approx(10_800)),
    ]


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<data>{text}</data>".encode("utf-8", "ignore"))
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    with suppress(IntakeError):
        assert read_instance(data).root is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("form = 1", "form"),
        ('form = "a"\n[[rows]]\nform = "nonsense"', "nonsense"),
        ('form = "a"\n[[rows]]\nform = "tracks"', "tracks"),
        ('form = "a"\n[[rows]]\nform = "watches"\n[rows.columns]\nweapon = "a"', "weapon"),
        ('form = "a"\n[[rows]]\nform = "watches"\n[rows.columns]\nlon = "a@height"', "height"),
    ],
)
def test_a_mapping_at_fault_names_the_field(text: str, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        parse_form_mapping(text.encode(), "own.toml")


def test_a_mission_without_forms_of_its_own_has_the_shipped_ones(tmp_path: Path, world: World) -> None:
    home = tmp_path / "again"
    copytree(world.mission.home, home, ignore=lambda *_: ["record"])
    mission = load(home)
    assert Office(world.record, mission, lambda _: "").library.forms.keys() == world.office.library.forms.keys()


TRACK = """<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>any</name><trkseg>
<trkpt lat="39.40" lon="46.3"><time>2023-06-14T05:00:00Z</time></trkpt>
<trkpt lat="39.50" lon="46.3"><time>2023-06-14T06:10:00Z</time></trkpt>
<trkpt lat="39.53" lon="46.3"><time>2023-06-14T08:50:00Z</time></trkpt>
</trkseg></trk></gpx>"""
COORDINATES = "<coordinates>46.3,39.50 46.3,39.51 46.3,39.53</coordinates>"
LINE = f"<kml><Placemark><LineString>{COORDINATES}</LineString></Placemark></kml>"


def walked(world: World, track: str = "", way: str = "", began: str = "2023-06-14T10:00:00.000+04:00") -> bytes:
    patrol = next(source.id for source in world.mission.sources.values() if source.type == "patrol")
    body = (
        f"<patrol_code>{patrol}</patrol_code><began>{began}</began><track>{track}</track><way>{way}</way>"
        "<ended>2023-06-14T13:00:00.000+04:00</ended><state>on</state>"
    )
    return filled("patrol-log", body, new_id())


def test_a_track_file_gives_a_patrol_its_times_within_its_hours(world: World) -> None:
    world.send(walked(world, "walk.gpx", way="39.0 46.0 0 0;39.1 46.0 0 0"), {"walk.gpx": TRACK.encode()})
    held = world.holdings()
    assert not held.quarantined
    [watch] = held.watches
    assert isinstance(watch.thing.view, Track)
    assert watch.thing.view.fixes == ((46.3, 39.5, 0.0), (46.3, 39.53, 9_600.0))
    assert watch.thing.span.start.hour == 6, "it is known to have walked from its first fix within its hours"
    [stored] = world.record.entries(kinds=("watch",))
    assert "walk.gpx" in {file.name for file in stored.entry.evidence}


def test_a_line_without_times_is_laid_over_the_hours(world: World) -> None:
    world.send(walked(world, "way.kml"), {"way.kml": LINE.encode()})
    [watch] = world.holdings().watches
    assert isinstance(watch.thing.view, Track)
    assert [seconds for *_, seconds in watch.thing.view.fixes] == [0.0, pytest.approx(3600, abs=5), 10_800.0]


def test_a_track_that_comes_in_a_later_post_is_read_then(world: World) -> None:
    xml = walked(world, "walk.gpx")
    world.send(xml, more=True)
    held = world.holdings()
    assert not held.watches
    assert len(held.quarantined) == 1, "neither a way nor the track: it waits"
    world.send(xml, {"walk.gpx": TRACK.encode()})
    held = world.holdings()
    assert len(held.watches) == 1
    assert not held.quarantined


@pytest.mark.parametrize(
    ("data", "began", "said"),
    [
        ("<gpx><trk", "2023-06-14T10:00:00.000+04:00", "damaged"),
        ("no track at all", "2023-06-14T10:00:00.000+04:00", "damaged"),
        (TRACK, "2023-06-14T12:55:00.000+04:00", "between these hours"),
    ],
)
def test_a_track_at_fault_waits_and_says_why(world: World, data: str, began: str, said: str) -> None:
    world.send(walked(world, "walk.gpx", began=began), {"walk.gpx": data.encode()})
    held = world.holdings()
    assert not held.watches
    [waiting] = held.quarantined
    assert any(said in problem.reason for problem in waiting.thing.problems)
