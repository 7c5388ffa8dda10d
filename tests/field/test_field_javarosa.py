"""Every shipped form, filled in by the engine of ODK Collect (JavaRosa), arrives and is read."""

import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform
from field_world import World

from trucewatch.domain import (
    Bearing,
    Consignment,
    Passage,
    Point,
    Restriction,
    SegmentReport,
    Statement,
    Watch,
)
from trucewatch.field import Lists, Office
from trucewatch.intake.submissions import read_instance
from trucewatch.record import where_of

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
pytestmark = pytest.mark.skipif(not shutil.which("javac"), reason="needs a Java development kit")


def entity(lists: Lists, name: str, code: str) -> str:
    return next(row.id for row in lists.rows(name) if row.properties.get("code") == code)


def answers(lists: Lists) -> dict[str, str]:
    """What an observer taps, form by form; ``!`` is a slip that the form must refuse first."""
    post = f"post={entity(lists, 'posts', 'op-01')}"
    hakari = entity(lists, "checkpoints", "crossing-hakari")
    return {
        "ceasefire-violation": f"""{post}
elsewhere=yes
position=40.14315 46.32386 812.4 6
sounds*2
sounds/noticed_at=2023-06-14T21:05:00.000+04:00
sounds/means=heard
sounds/kind=explosion
sounds/count=3
sounds/bearing!400
sounds/bearing=67
sounds/range=2-5
sounds/weapon=mortar
sounds/assessment=undetermined
sounds/sequence=series 1
sounds/note=> 10 km, "markup" & <tags>, ёжик
sounds[2]/noticed_at=2023-06-14T21:09:00.000+04:00
sounds[2]/means=heard
sounds[2]/kind=burst
sounds[2]/count=1
sounds[2]/range=undetermined
sounds[2]/weapon=N/K
sounds[2]/assessment=undetermined""",
        "patrol-log": f"""patrol={next(row.id for row in lists.rows("posts") if row.properties["kind"] == "patrol")}
began=2023-06-14T10:00:00.000+04:00
way={";".join(f"{39.5 + step / 1000:.4f} 46.3 800.0 5.0" for step in range(200))}
ended!2023-06-14T09:00:00.000+04:00
ended=2023-06-14T13:00:00.000+04:00
state=impaired
reason=fog
kept_out=no""",
        "checkpoint-status": f"""{post}
about=checkpoint
checkpoint={hakari}
seen_at=2023-06-14T12:00:00.000+04:00
status=restricted
vehicles=truck bus
reason=papers are looked at""",
        "convoy-delivery": f"""{post}
seen_at=2023-06-14T12:30:00.000+04:00
consignment=C-17
operator=an agency
stage=at_crossing
at=crossing-hakari
destination=kornidzor
goods*2
goods/item=flour
goods/amount!0
goods/amount=12.5
goods/unit=t
goods/basis=papers
goods[2]/item=medicine
goods[2]/amount=300
goods[2]/unit=kg
goods[2]/basis=seen
counted=yes
passages*1
passages/crossing={hakari}
passages/direction=in
passages/from=2023-06-14T12:00:00.000+04:00
passages/to=2023-06-14T13:00:00.000+04:00
passages/vehicle=truck
passages/count=0""",
        "settlement-needs": f"""{post}
said_at=2023-06-14T15:00:00.000+04:00
listed=no
new_name=Upper Mill
position=39.7 46.5 900 10
speaker=head of the village council
people=120
short=flour medicine
days=4""",
        "health-facility": f"""{post}
facility=hospital-askeran
seen_at=2023-06-14T11:00:00.000+04:00
level=partial
reasons=staff supplies
access=full
building=slight
asked=yes
services*1
services/service=child
services/service_level=none
services/service_reasons=staff""",
        "restriction": f"""{post}
position=39.589 46.54 700 8
from=2023-06-14T09:00:00.000+04:00
to!2023-06-14T08:00:00.000+04:00
to=2023-06-14T11:00:00.000+04:00
form=delay
category=movement
affected=patrol 2
reason=works on the road""",
        "liaison-log": """source=op-01
said_at=2023-06-14T16:00:00.000+04:00
speaker=liaison officer
stance=reports
quoted=yes
words=The road will be shut tonight.""",
        "weapons-seen": f"""{post}
things*1
things/seen_at=2023-06-14T17:00:00.000+04:00
things/means=seen
things/kind=weapon
things/position=39.9 46.6 0 0
things/count=2
things/weapon=artillery""",
    }


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The shipped forms, each filled in once: the record's bytes by form id."""
    home = tmp_path_factory.mktemp("javarosa")
    made = shutil.ignore_patterns("record", "exercise")
    mission = shutil.copytree(Path(__file__).parents[2] / "missions" / "exercise-lachin", home / "mission", ignore=made)
    with World.started(mission) as world:
        office = world.office
        scripts = answers(office.lists)
        assert scripts.keys() == office.library.forms.keys()
        for form_id, script in scripts.items():
            folder = home / form_id
            folder.mkdir()
            form = office.library.forms[form_id]
            (folder / "form.xml").write_bytes(form.xml)
            (folder / "answers.txt").write_text(script, encoding="utf-8")
            for name in form.files:
                (folder / name).write_bytes(office.file(name) or b"")
    classes = home / "classes"
    source = Path(__file__).parent / "javarosa" / "Fill.java"
    subprocess.run(["javac", "-cp", JAR, "-d", classes, source], check=True)
    folders = [home / form_id for form_id in scripts]
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-cp", f"{JAR}:{classes}", "Fill", *folders], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {folder.name: (folder / "record.xml").read_bytes() for folder in folders}


def test_the_engine_of_collect_fills_every_form_and_all_of_it_is_read(world: World, records: dict[str, bytes]) -> None:
    for form_id, xml in records.items():
        instance = read_instance(xml)
        assert instance.form == form_id
        assert instance.version == world.office.library.forms[form_id].version
        assert instance.id.startswith("uuid:")
        assert world.send(xml).status_code == 201
    held = world.holdings()
    assert [row.thing.problems for row in held.quarantined] == []
    gun, explosion, burst = held.observations.sort("start").iter_rows(named=True)
    assert (explosion["source"], explosion["count_low"], explosion["weapon"]) == ("op-01", 3, "mortar")
    assert explosion["text"] == '> 10 km, "markup" & <tags>, ёжик'
    assert (gun["kind"], gun["means"], gun["count_low"], gun["weapon"]) == ("weapon", "seen", 2, "artillery")
    heard = where_of(explosion)
    assert isinstance(heard, Bearing)
    assert (heard.bearing_deg, heard.near_m, heard.far_m) == (67, 2000, 5000)
    around = where_of(burst)
    assert isinstance(around, Bearing), "a burst from anywhere is not put where its hearer stood"
    assert around.half_width_deg == 180
    placed = where_of(gun)
    assert isinstance(placed, Point)
    assert placed.error_m >= 100, "a position put on the map by hand"
    [patrol] = [one.thing for one in held.watches]
    assert isinstance(patrol, Watch)
    assert (patrol.state, patrol.reason, len(patrol.view.fixes)) == ("impaired", "fog", 200)
    [status] = [one.thing for one in held.segment_reports]
    assert isinstance(status, SegmentReport)
    assert (status.segment, status.status, status.vehicles) == ("kornidzor-hakari", "restricted", ("truck", "bus"))
    flour, medicine = sorted((one.thing for one in held.consignments), key=lambda one: one.item)
    assert isinstance(flour, Consignment)
    assert (flour.amount.low, flour.amount.unit, flour.stage, flour.at) == (12.5, "t", "at_crossing", "crossing-hakari")
    assert medicine.consignment == "C-17"
    whole, service = sorted((one.thing for one in held.service_reports), key=lambda one: one.service)
    assert (whole.facility, whole.level, whole.reasons) == ("hospital-askeran", "partial", ("staff", "supplies"))
    assert (whole.service, whole.access, whole.building, whole.equipment) == ("", "full", "slight", "")
    assert (service.service, service.level, service.reasons) == ("child", "none", ("staff",))
    [passage] = [one.thing for one in held.passages]
    assert isinstance(passage, Passage)
    assert (passage.count.high, passage.direction) == (0, "inbound"), "somebody looked: none went over"
    [restriction] = [one.thing for one in held.restrictions]
    assert isinstance(restriction, Restriction)
    assert (restriction.form, restriction.affected) == ("delay", "patrol 2")
    words, needs = sorted((one.thing for one in held.statements), key=lambda one: one.text)
    assert isinstance(words, Statement)
    assert (words.speaker, words.quoted) == ("liaison officer", True)
    assert needs.text == "Upper Mill; people: 120; short of: flour medicine; stocks for days: 4"


def test_what_a_phone_tells_of_entities_is_in_the_lists_it_gets_next(world: World, records: dict[str, bytes]) -> None:
    before = world.office.file("checkpoints.csv")
    for form_id in ("checkpoint-status", "settlement-needs"):
        world.send(records[form_id])
    world.office.catch_up()
    [hakari] = [row for row in world.office.lists.rows("checkpoints") if row.properties["code"] == "crossing-hakari"]
    assert (hakari.version, hakari.properties["status"]) == (2, "restricted")
    assert world.office.file("checkpoints.csv") != before
    made = world.office.lists.rows("settlements")[-1]
    assert (made.label, made.version, made.properties["geometry"]) == ("Upper Mill", 1, "39.7 46.5 900.0 10.0")
    fresh = Office(world.record, world.mission, world.reception.devices.holder)
    fresh.catch_up()
    assert fresh.file("checkpoints.csv") == world.office.file("checkpoints.csv"), "lists are made of the record again"


def test_two_phones_that_changed_the_same_checkpoint_are_shown_to_a_person(
    world: World, records: dict[str, bytes]
) -> None:
    first = records["checkpoint-status"]
    number = read_instance(first).id
    second = first.replace(number.encode(), b"uuid:another").replace(b">restricted<", b">closed<")
    for xml in (first, second):
        assert world.send(xml).status_code == 201
    [waiting] = world.holdings().quarantined
    assert waiting.thing.file == "uuid:another"
    assert "status: closed" in waiting.thing.problems[0].reason
    [hakari] = [row for row in world.office.lists.rows("checkpoints") if row.properties["code"] == "crossing-hakari"]
    assert hakari.properties["status"] == "restricted", "shown, not merged"
    assert len(world.record.holdings().segment_reports) == 2, "both were seen, and the road's status weighs both"
    Office(world.record, world.mission, world.reception.devices.holder).catch_up()
    assert len(world.record.holdings().quarantined) == 1, "and shown once"
