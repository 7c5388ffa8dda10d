"""Forms as they are built, checked and listed; the lists they choose from; the settings of a device."""

import csv
import io
import json
import re
import zlib
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from field_world import World
from lxml import etree

from trucewatch.domain import vocabulary
from trucewatch.field import (
    FormError,
    Lists,
    build,
    device_settings,
    lint,
    read_xform,
    settings_code,
    sheets_of,
    shipped_forms,
    tile,
    view,
    write_qr,
)
from trucewatch.intake.submissions import Entity
from trucewatch.mission import Mission, names

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "xlsform-samples"


def form(survey: str, choices: str = "", settings: str = "| | road-note | 1 |") -> bytes:
    text = f"| survey |\n{survey}\n"
    if choices:
        text += f"| choices |\n{choices}\n"
    return f"{text}| settings |\n| | form_id | version |\n{settings}\n".encode()


BOTH = "| | type | name | label::English (en) | label::Русский (ru) | constraint | calculation | parameters |"


@pytest.mark.parametrize("name", shipped_forms())
def test_shipped_forms_have_no_flaw_and_are_built_alike_each_time(name: str) -> None:
    source = shipped_forms()[name]
    assert lint(sheets_of(source, name)) == ()
    built = build(source, name)
    assert built == build(source, name)
    assert built.id == name.removesuffix(".md")
    assert built.version.startswith("1.")


def test_words_come_from_the_vocabulary_in_both_languages() -> None:
    built = build(form(f"{BOTH}\n| | select_one weapons | weapon | Weapon | Оружие |"), "a.md").xml.decode()
    for term in vocabulary("weapons").values():
        assert term.label in built
        assert term.label_ru in built


def test_other_content_is_another_version() -> None:
    one, other = (build(form(f"{BOTH}\n| | text | said | {label} | Что |"), "a.md") for label in ("What", "Which"))
    assert one.version != other.version


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| | select_one nothing | a | A | А |", "choices"),
        ("| | nonsense | a | A | А |", "nonsense"),
        (
            "| | select_one weapons | a | A | А |\n| choices |\n| | list_name | name |\n| | weapons | trebuchet |",
            "trebuchet",
        ),
    ],
)
def test_a_form_that_cannot_be_built_says_why(row: str, said: str) -> None:
    with pytest.raises(FormError, match=said):
        build(form(f"{BOTH}\n{row}"), "a.md")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| | text | a | > 10 km | А |", "Markdown"),
        ("| | text | a | # of cars | А |", "Markdown"),
        ("| | text | a | 1. First | А |", "Markdown"),
        ("| | text | a | A | |", "no label::Русский"),
        ("| | integer | a | A | А | . > 1 | |", "no constraint_message"),
        ("| | geotrace | a | A | А |\n| | calculate | b | | | | distance(${a}) |", "distance"),
        ("| | image | a | A | А | | | max-pixels=800 |", "max-pixels"),
        ("| | dateTime | a | A | А | . < now() | |", "by the day"),
        ("| | dateTime | a | A | А | decimal-date-time(.) < 1 | |", "stops the engine of browsers"),
    ],
)
def test_the_linter_finds(row: str, said: str) -> None:
    assert any(said in flaw.what for flaw in lint(sheets_of(form(f"{BOTH}\n{row}"), "a.md")))


def test_a_guarded_distance_is_no_flaw() -> None:
    rows = f"{BOTH}\n| | geotrace | a | A | А |\n| | calculate | b | | | | if(${{a}} != '', distance(${{a}}), 0) |"
    assert lint(sheets_of(form(rows), "a.md")) == ()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"needs the sample forms of {SAMPLES}")
def test_forms_of_others_are_built_served_and_taken_back(home: Path) -> None:
    own = home / "forms"
    own.mkdir()
    built = {}
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in (".xls", ".xlsx", ".md"):
            with suppress(FormError):
                form = build(path.read_bytes(), path.name)
                built[form.id] = form
                (own / f"{path.stem}.xml").write_bytes(form.xml)
    assert len(built) >= 15
    with World.started(home) as world:
        for form in built.values():
            served = world.client.get(f"{world.base}/forms/{form.id}.xml").content
            assert read_xform(served) == form
            blank = etree.tostring(etree.fromstring(served).find(".//{*}model/{*}instance/*"))
            assert world.send(blank).status_code == 201
        held = world.holdings()
    assert {one.thing.form for one in held.submissions} == built.keys()
    assert len(held.quarantined) == len(built), "without a mapping they wait for one"


def rows(lists: Lists, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(lists.csv(name).decode())))


def test_lists_have_what_phones_demand(exercise: Mission) -> None:
    lists = Lists(exercise)
    for name in ("posts", "checkpoints", "settlements"):
        found = rows(lists, name)
        assert all(UUID(row["name"]).version == 4 and row["__version"] == "1" and row["label"] for row in found)
        assert len({row["name"] for row in found}) == len(found)
    assert {row["code"] for row in rows(lists, "checkpoints")} == exercise.crossings.keys()
    assert any("/" in row["label"] for row in rows(lists, "settlements")), "both names of a place"
    assert lists.csv("posts") == Lists(exercise).csv("posts"), "a phone keeps its choice over a restart of the server"
    assert {row["name"] for row in rows(lists, "segments")} == exercise.segments.keys()


def update(lists: Lists, status: str, base: int, branch: str = "", trunk: int | None = None) -> Entity:
    return Entity(
        dataset="checkpoints",
        id=lists.rows("checkpoints")[0].id,
        create=False,
        update=True,
        label="",
        base_version=base,
        trunk_version=trunk,
        branch=branch,
        values={"status": status},
    )


def standing(lists: Lists) -> tuple[str, int]:
    row = lists.rows("checkpoints")[0]
    return row.properties["status"], row.version


SAVED = {"status": "status"}


def test_updates_in_order_are_applied(exercise: Mission) -> None:
    lists = Lists(exercise)
    for base, status in enumerate(("open", "closed", "open"), start=1):
        lists.apply([update(lists, status, base)], SAVED)
    assert standing(lists) == ("open", 4)
    assert not lists.conflicts


def test_an_update_of_an_older_version_is_shown_and_changes_nothing(exercise: Mission) -> None:
    lists = Lists(exercise)
    lists.apply([update(lists, "open", 1)], SAVED)
    lists.apply([update(lists, "closed", 1)], SAVED)
    assert standing(lists) == ("open", 2)
    [conflict] = lists.conflicts
    assert (conflict.stood, conflict.made_from, conflict.values) == (2, 1, {"status": "closed"})


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_updates_made_offline_wait_for_those_before_them(exercise: Mission, order: tuple[int, ...]) -> None:
    lists = Lists(exercise)
    made = [update(lists, status, base, "b", 1) for base, status in ((1, "open"), (2, "restricted"), (3, "closed"))]
    for number in order:
        lists.apply([made[number]], SAVED)
    assert standing(lists) == ("closed", 4)
    assert not lists.conflicts


def test_what_is_not_saved_by_the_form_changes_nothing(exercise: Mission) -> None:
    lists = Lists(exercise)
    lists.apply([update(lists, "open", 1)], {})
    assert standing(lists) == ("", 2)


def test_the_settings_of_a_device_are_a_code_it_can_scan(tmp_path: Path) -> None:
    settings = device_settings("http://192.168.1.10:8000/key/abc", "Mission")
    code = settings_code(settings)
    assert json.loads(zlib.decompress(b64decode(code))) == settings
    assert settings["general"]["server_url"].endswith("/key/abc")
    assert len(code) < 1_000, "a QR code of this size is read from a laptop's screen"
    pytest.importorskip("segno")
    write_qr(code, tmp_path / "code.png")
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")


def test_tiles_of_the_map_meet_and_hold_what_the_mission_file_says(world: World) -> None:
    x, y, zoom = view(world.mission)
    assert (x, y) == pytest.approx((5_220_000, 4_830_000), abs=60_000)
    assert 6 <= zoom <= 12
    here = tile(world.mission, 9, 322, 194).decode()
    assert all(names(world.mission, place) in here for place in world.mission.places)
    across = re.findall(r'cx="(-?[\d.]+)"', here)
    east = re.findall(r'cx="(-?[\d.]+)"', tile(world.mission, 9, 323, 194).decode())
    assert [float(one) - 256 for one in across] == pytest.approx([float(one) for one in east], abs=0.11)
