"""What phones ask and what they get, header by header."""

import shutil
import subprocess
from hashlib import md5
from pathlib import Path

import httpx
import pytest
from field_world import Room, World, filled, new_id, sound, violation
from lxml import etree

from trucewatch.domain import Submission
from trucewatch.server.openrosa import Devices
from trucewatch.server.openrosa.routes import ADVERTISED_BYTES

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


def test_every_form_of_the_list_can_be_fetched_with_its_files(world: World) -> None:
    answer = world.client.get(f"{world.base}/formList?deviceID=a&verbose=true")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.headers["x-openrosa-version"] == "1.0"
    assert answer.headers["x-openrosa-accept-content-length"] == "10000000"
    forms = list(etree.fromstring(answer.content))
    assert len(forms) == 9, "the protected form is offered only where there is a key"
    for form in forms:
        assert form.findtext(f"{LIST}formID")
        assert form.findtext(f"{LIST}name")
        xml = world.client.get(form.findtext(f"{LIST}downloadUrl"))
        assert xml.headers["content-type"].startswith("text/xml")
        assert form.findtext(f"{LIST}hash") == f"md5:{md5(xml.content).hexdigest()}"
        listed = world.client.get(form.findtext(f"{LIST}manifestUrl"))
        assert listed.headers["content-type"].startswith("text/xml")
        for file in etree.fromstring(listed.content):
            data = world.client.get(file.findtext(f"{MANIFEST}downloadUrl"))
            assert file.findtext(f"{MANIFEST}hash") == f"md5:{md5(data.content).hexdigest()}"
            assert (file.get("type") == "entityList") == (file.find(f"{MANIFEST}integrityUrl") is not None)


def test_integrity_names_no_entity_as_deleted(world: World) -> None:
    answer = world.client.get(f"{world.base}/entities/checkpoints/integrity?id=a,b")
    entities = etree.fromstring(answer.content).findall("entities/entity")
    assert [(one.get("id"), one.findtext("deleted")) for one in entities] == [("a", "false"), ("b", "false")]


def test_a_phone_asks_before_it_posts(world: World) -> None:
    answer = world.client.head(f"{world.base}/submission?deviceID=a")
    assert answer.status_code == 204
    assert answer.headers["x-openrosa-version"] == "1.0"
    assert answer.headers["location"].startswith("http://node.local/key/")


@pytest.mark.parametrize("path", ["formList", "forms/ceasefire-violation.xml", "submission"])
def test_an_unknown_token_is_forbidden_and_not_asked_for_a_password(world: World, path: str) -> None:
    answer = (
        world.client.get(f"/key/nobody/{path}") if path != "submission" else world.client.head(f"/key/nobody/{path}")
    )
    assert answer.status_code == 403
    assert "www-authenticate" not in answer.headers
    assert answer.headers["x-openrosa-version"] == "1.0"


def test_a_token_that_was_taken_back_opens_nothing(world: World) -> None:
    world.reception.devices.revoke("phone 1")
    assert world.send(filled("ceasefire-violation", violation(sound()), new_id())).status_code == 403
    assert world.record.size == 0


def test_digest(world: World) -> None:
    token = world.reception.devices.add("phone 2")
    assert world.client.get("/openrosa/formList").status_code == 401
    good = world.client.get("/openrosa/formList?formID=restriction", auth=httpx.DigestAuth("phone 2", token))
    assert good.status_code == 200
    assert len(etree.fromstring(good.content)) == 1
    assert b"http://node.local/openrosa/forms/restriction.xml" in good.content
    bad = world.client.get("/openrosa/formList", auth=httpx.DigestAuth("phone 2", "guess"))
    assert bad.status_code == 401


def test_a_report_of_a_phone_becomes_observations(world: World) -> None:
    instance = new_id()
    xml = filled("ceasefire-violation", violation(sound(photo="a.jpg"), sound(count="1", bearing="")), instance)
    assert world.send(xml, {"a.jpg": b"jpeg", "b.jpg": b"other"}).status_code == 201
    held = world.holdings()
    assert not held.quarantined
    [first, second] = held.observations.sort("seq").iter_rows(named=True)
    assert (first["source"], first["kind"], first["means"], first["count_low"]) == ("op-01", "explosion", "heard", 3)
    assert first["ref"] == f"{instance}#1"
    assert second["ref"] == f"{instance}#2"
    assert str(first["start"]) == "2023-06-14 17:05:00+00:00", "a person chose the minute, the clock added the seconds"
    entry = next(stored.entry for stored in world.record.entries() if stored.entry.id == first["id"])
    assert [evidence.name for evidence in entry.evidence] == [instance, "a.jpg"]
    assert world.record.evidence_path(entry.evidence[0].sha256).read_bytes() == xml
    [post] = held.submissions
    assert isinstance(post.thing, Submission)
    assert (post.author, post.thing.device, post.thing.form) == ("device phone 1", "phone 1", "ceasefire-violation")


def test_the_same_post_again_is_the_first_one(world: World) -> None:
    xml = filled("ceasefire-violation", violation(sound()), new_id())
    answers = [world.send(xml, {"a.jpg": b"jpeg"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 202, 202]
    held = world.holdings()
    assert len(held.submissions) == 1
    assert held.observations.height == 1


def test_a_record_in_several_posts_is_one_record_with_all_its_files(world: World) -> None:
    """250 photos with Cyrillic names, cut as Collect cuts them, broken off once and sent again from the first file."""
    xml = filled("ceasefire-violation", violation(sound()), new_id())
    files = {f"снимок {number}.jpg": b"\xff\xd8" + number.to_bytes(2, "big") for number in range(250)}
    posts = cut_as_collect(xml, files)
    assert [len(post) for post in posts] == [100, 100, 50]
    assert [world.send(xml, part, more=True).status_code for part in posts[:2]] == [201, 201]
    again = [world.send(xml, part, more=number < 2).status_code for number, part in enumerate(posts)]
    assert again == [202, 202, 201]
    held = world.holdings()
    assert held.observations.height == 1
    assert not held.quarantined
    kept = {file.name: file.sha256 for post in held.submissions for file in post.evidence[1:]}
    assert {name: world.record.evidence_path(sha).read_bytes() for name, sha in kept.items()} == files


def cut_as_collect(xml: bytes, files: dict[str, bytes]) -> list[dict[str, bytes]]:
    """The posts that ODK Collect makes of a record: the XML in each, no more files or bytes than the server says."""
    posts: list[dict[str, bytes]] = [{}]
    size = len(xml)
    for name, data in files.items():
        if posts[-1] and (len(posts[-1]) == 100 or size + len(data) > ADVERTISED_BYTES):
            posts.append({})
            size = len(xml)
        posts[-1][name] = data
        size += len(data)
    return posts


def test_twenty_megabytes_come_in_several_posts_and_again_from_the_first(world: World) -> None:
    """As Collect does on a bad link: asked first, broken off after each post, and begun anew each time."""
    xml = filled("ceasefire-violation", violation(sound(photo="photo 0.jpg")), new_id())
    files = {f"photo {number}.jpg": bytes([number]) * 3_400_000 for number in range(6)}
    assert sum(map(len, files.values())) > 20_000_000
    posts = cut_as_collect(xml, files)
    assert [len(post) for post in posts] == [2, 2, 2]
    for reached in range(1, 4):
        assert world.client.head(f"{world.base}/submission").status_code == 204
        answers = [world.send(xml, post, more=number < 2).status_code for number, post in enumerate(posts[:reached])]
        assert answers == [202] * (reached - 1) + [201]
    held = world.holdings()
    assert held.observations.height == 1
    kept = [(file.name, file.sha256) for post in held.submissions for file in post.evidence[1:]]
    assert {name: world.record.evidence_path(sha).read_bytes() for name, sha in kept} == files
    assert len(kept) == len(files), "each once"


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_signs_in_with_digest_and_sends_in_chunks(room: Room, tmp_path: Path) -> None:
    record = tmp_path / "record.xml"
    record.write_bytes(filled("ceasefire-violation", violation(sound(count="7")), new_id()))
    signed = ["curl", "-sS", "--digest", "-u", f"phone 1:{room.phone.rpartition('/')[2]}", "-w", "%{http_code}"]
    listed = subprocess.run([*signed, f"{room.address}/openrosa/formList"], capture_output=True, check=True)
    assert b"ceasefire-violation" in listed.stdout
    assert listed.stdout.endswith(b"200")
    post = ["-H", "Transfer-Encoding: chunked", "-F", f"xml_submission_file=@{record};type=text/xml"]
    for status in (b"201", b"202"):
        sent = subprocess.run([*signed, *post, f"{room.address}/openrosa/submission"], capture_output=True, check=True)
        assert sent.stdout.endswith(status)
    false = [*signed[:4], "phone 1:wrong", *signed[5:], *post, f"{room.address}/openrosa/submission"]
    assert subprocess.run(false, capture_output=True, check=True).stdout.endswith(b"401")


def test_other_bytes_under_the_same_number_are_kept_and_shown(world: World) -> None:
    instance = new_id()
    for count in ("3", "9"):
        answer = world.send(filled("ceasefire-violation", violation(sound(count=count)), instance))
        assert answer.status_code in (201, 202), "anything else would strand the record on the phone"
    held = world.holdings()
    assert held.observations["count_low"].to_list() == [3], "the first stands"
    [waiting] = held.quarantined
    assert "other content" in waiting.thing.problems[0].reason
    assert b"<count>9</count>" in world.record.evidence_path(waiting.thing.sha256).read_bytes()


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"<data id='ceasefire-violation'><broken", "is not XML"),
        (filled("no-such-form", "<a>1</a>", new_id()), "there is no form of this name"),
        (b"", "is not XML"),
    ],
)
def test_what_cannot_be_read_is_kept_and_waits(world: World, xml: bytes, said: str) -> None:
    assert world.send(xml, {"photo.jpg": b"jpeg"}).status_code == 201
    held = world.holdings()
    [waiting] = held.quarantined
    assert said in waiting.thing.problems[0].reason
    assert world.record.evidence_path(held.submissions[0].thing.sha256).read_bytes() == xml
    assert held.submissions[0].evidence[1].name == "photo.jpg"


def test_a_document_type_is_refused(world: World) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><data id="x">&c;</data>'
    answer = world.send(bomb)
    assert answer.status_code == 400
    assert b"OpenRosaResponse" in answer.content
    assert world.record.size == 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nno end"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'),
    ],
)
def test_what_is_no_post_is_refused_and_leaves_nothing(world: World, content_type: str, body: bytes) -> None:
    answer = world.client.post(f"{world.base}/submission", content=body, headers={"content-type": content_type})
    assert answer.status_code == 400
    assert b"OpenRosaResponse" in answer.content
    assert world.record.size == 0
    assert not list((world.record.home / "evidence" / "unfinished").iterdir())


def test_plain_text_to_an_encrypted_form_is_sealed_and_alarmed(sealed_world: World) -> None:
    world = sealed_world
    secret = "<account>the name of somebody</account>"
    xml = filled("protected-report", secret, new_id())
    assert [world.send(xml).status_code for _ in range(2)] == [201, 202]
    held = world.holdings()
    [post] = held.submissions
    assert post.thing.sealed
    [waiting] = held.quarantined
    assert "plain text" in waiting.thing.problems[0].reason
    assert b"somebody" in (world.record.private(post.id) or b"")
    everything = b"".join(stored.leaf_bytes for stored in world.record.entries())
    files = [path.read_bytes() for path in (world.record.home / "evidence").rglob("*") if path.is_file()]
    assert not any(b"somebody" in data for data in (everything, *files))
    world.record.redact(post.id, "the source withdrew", author="protection officer")
    assert world.record.private(post.id) is None
    assert world.record.verify().ok


def test_a_device_has_a_name_of_its_own(world: World) -> None:
    devices = Devices(world.record.home / "accounts.db")
    with pytest.raises(ValueError, match="already"):
        devices.add("phone 1")
    with pytest.raises(ValueError, match="no device"):
        devices.revoke("phone 9")
    devices.revoke("phone 1")
    assert devices.by_token(world.token) is None
    assert devices.holder("phone 1") == "op-01", "what it sent before is still read as its holder's"
