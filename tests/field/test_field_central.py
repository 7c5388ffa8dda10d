"""The tools of ODK Central read what devices sent; pyODK is used as it is published."""

from pathlib import Path

import httpx
import pytest
from field_world import ROOM_PASSWORD, Room, filled, new_id, sound, violation
from pyodk._utils.config import CentralConfig, Config
from pyodk.client import Client
from pyodk.errors import PyODKError

INSTANCE = new_id()


@pytest.fixture(scope="module")
def address(room: Room) -> str:
    """The operations room, one phone having posted a record to it."""
    xml = filled("ceasefire-violation", violation(sound(photo="a.jpg"), sound(count="7")), INSTANCE)
    parts = [("xml_submission_file", ("record.xml", xml, "text/xml")), ("a.jpg", ("a.jpg", b"jpeg", "image/jpeg"))]
    assert httpx.post(f"{room.phone}/submission", files=parts).status_code == 201
    return room.address


def client(address: str, name: str, tmp_path: Path) -> Client:
    config = Config(
        central=CentralConfig(base_url=address, username=name, password=ROOM_PASSWORD, default_project_id=1)
    )
    return Client(config=config, cache_path=tmp_path / "cache.toml")


def test_pyodk_signs_in_lists_and_pulls(address: str, tmp_path: Path) -> None:
    with client(address, "analyst", tmp_path) as odk:
        [project] = odk.projects.list()
        assert project.id == 1
        forms = odk.forms.list()
        assert "ceasefire-violation" in [form.xmlFormId for form in forms]
        [sent] = odk.submissions.list(form_id="ceasefire-violation")
        assert sent.instanceId == INSTANCE
        assert odk.submissions.get(INSTANCE, form_id="ceasefire-violation").deviceId == "phone 1"
        table = odk.submissions.get_table(form_id="ceasefire-violation", count=True, expand="*")
        assert table["@odata.count"] == 1
        [record] = table["value"]
        assert record["__id"] == INSTANCE
        assert [one["count"] for one in record["sounds"]] == ["3", "7"]
        repeats = odk.submissions.get_table(
            form_id="ceasefire-violation", table_name="Submissions.sounds", skip=1, top=1
        )
        assert [row["count"] for row in repeats["value"]] == ["7"]
        base = f"projects/1/forms/ceasefire-violation/submissions/{INSTANCE}"
        assert odk.get(f"{base}/attachments").json() == [{"name": "a.jpg", "exists": True}]
        assert odk.get(f"{base}/attachments/a.jpg").content == b"jpeg"
        assert b"instanceID" in odk.get(f"{base}.xml").content


@pytest.mark.parametrize("name", ["part", "public"])
def test_who_sees_a_part_of_the_mission_sees_no_records(address: str, tmp_path: Path, name: str) -> None:
    with client(address, name, tmp_path) as odk, pytest.raises(PyODKError):
        odk.submissions.list(form_id="ceasefire-violation")


def test_nobody_comes_in_without_a_password(address: str) -> None:
    assert httpx.get(f"{address}/v1/projects").status_code == 401
    wrong = httpx.post(f"{address}/v1/sessions", json={"email": "analyst", "password": "guess"})
    assert wrong.status_code == 401
