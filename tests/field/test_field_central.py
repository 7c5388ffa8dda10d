"""The tools of ODK Central read what devices sent; pyODK is used as it is published."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from field_world import ROOM_PASSWORD, Room, filled, new_id, sound, violation
from lxml import etree
from pyodk._utils.config import CentralConfig, Config
from pyodk.client import Client
from pyodk.errors import PyODKError

from trucewatch.server import accounts_of

MISSION = Path(__file__).parents[2] / "missions" / "exercise-lachin"
INSTANCE = new_id()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room of its own: nobody else's records are in its tables."""
    home = copytree(MISSION, tmp_path_factory.mktemp("central") / "mission", ignore=lambda *_: ["record", "out"])
    with Room.started(home) as started:
        yield started


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


@pytest.fixture(scope="module")
def token(room: Room) -> str:
    with accounts_of(room.home) as accounts:
        return accounts.issue("analyst", "spreadsheet")


FEED = "/v1/projects/1/forms/ceasefire-violation.svc"


def test_a_spreadsheet_reads_the_feed_with_a_token_as_its_password(address: str, token: str) -> None:
    asked = httpx.get(f"{address}{FEED}")
    assert asked.status_code == 401
    assert asked.headers["WWW-Authenticate"].startswith("Basic ")
    with httpx.Client(base_url=address, auth=("analyst", token)) as client:
        service = client.get(FEED)
        assert service.headers["OData-Version"] == "4.0"
        model = client.get(service.json()["@odata.context"])
        types = {
            kind.get("Name"): {one.get("Name") for one in kind.iterfind("{*}Property")}
            | {one.get("Name") for one in kind.iterfind("{*}NavigationProperty")}
            for kind in etree.fromstring(model.content).iter("{*}EntityType", "{*}ComplexType")
        }
        sets = [one.get("Name") for one in etree.fromstring(model.content).iter("{*}EntitySet")]
        assert sets == [one["name"] for one in service.json()["value"]]
        for table in sets:
            page = client.get(f"{FEED}/{table}").json()
            assert page["@odata.context"] == f"{address}{FEED}/$metadata#{table}"
            for row in page["value"]:
                assert {name.partition("@")[0] for name in row} <= types[table], "every value is in the model"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("__system/submissionDate ge 2020-01-01T00:00:00Z", 1),
        ("__system/submissionDate lt 2020-01-01", 0),
        ("__system/submissionDate ge 2020-01-01 and __system/submissionDate lt 2020-01-02", 0),
    ],
)
def test_records_are_filtered_by_when_they_came(address: str, token: str, asked: str, count: int) -> None:
    for table, each in (("Submissions", 1), ("Submissions.sounds", 2)):
        page = httpx.get(f"{address}{FEED}/{table}", params={"$filter": asked}, auth=("analyst", token))
        assert len(page.json()["value"]) == count * each


def test_a_filter_that_is_not_offered_says_so(address: str, token: str) -> None:
    for asked in (
        "count gt 3",
        "__system/submissionDate ge yesterday",
        "__system/submissionDate ge 2020-01-01 or true",
    ):
        page = httpx.get(f"{address}{FEED}/Submissions", params={"$filter": asked}, auth=("analyst", token))
        assert page.status_code == 501
        assert "submissionDate" in page.text or "moment" in page.text


@pytest.mark.parametrize("auth", [("analyst", ROOM_PASSWORD), ("public", "TOKEN"), ("analyst", "guess"), ("", "")])
def test_basic_is_a_name_with_its_own_token(address: str, token: str, auth: tuple[str, str]) -> None:
    name, word = auth
    assert httpx.get(f"{address}{FEED}", auth=(name, token if word == "TOKEN" else word)).status_code == 401


def test_basic_opens_nothing_but_the_feed(address: str, token: str) -> None:
    assert httpx.get(f"{address}/api/entries", auth=("analyst", token)).status_code == 401
