"""Text messages and e-mails from a gateway: signed, in time, durable when answered, each taken once."""

import json
import time
from base64 import b64decode, b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest
from field_world import World
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.intake.submissions import Message, post_of, read_instance, record_of
from trucewatch.server.openrosa.webhook import TOLERATED_S, sign

REPORT = "kind: shelling; date: 2023-06-14; time: 21:05; place: Shushi\ncount: 3; seen from the roof"


@pytest.fixture
def secret(world: World) -> bytes:
    return world.reception.devices.add_gateway("hotline", "residents")


def hand_over(
    world: World,
    secret: bytes,
    body: bytes | dict[str, object],
    number: str = "msg-1",
    *,
    ago: float = 0,
    signature: str = "",
    kind: str = "application/json",
    to: str = "hotline",
) -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(time.time() - ago))
    headers = {
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": signature or sign(secret, number, stamp, data),
        "Content-Type": kind,
    }
    return world.client.post(f"/hook/{to}", content=data, headers=headers)


def test_the_signature_is_that_of_other_programs() -> None:
    """The example that the libraries of Standard Webhooks are tested with."""
    secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_report_in_a_message_is_an_observation_of_the_gateways_source(world: World, secret: bytes) -> None:
    answer = hand_over(
        world, secret, {"sender": "+374 00 000000", "sent_at": "2023-06-14T21:10:00+04:00", "text": REPORT}
    )
    assert answer.status_code == 200, answer.text
    held = world.holdings()
    assert not held.quarantined
    [row] = held.observations.iter_rows(named=True)
    assert (row["source"], row["kind"], row["means"], row["count_low"]) == ("residents", "shelling", "told", 3)
    assert "seen from the roof" in row["text"]
    assert "sent 2023-06-14T21:10" in row["text"]


def test_words_alone_wait_for_a_person(world: World, secret: bytes) -> None:
    hand_over(world, secret, {"sender": "+1", "text": "Attention: they shoot near the mill"})
    held = world.holdings()
    assert held.observations.height == 0
    [waiting] = held.quarantined
    assert waiting.thing.form == "observations"
    assert "near the mill" in waiting.thing.fields["text"]


def test_who_sent_it_is_nowhere_in_the_log_and_known_again(world: World, secret: bytes) -> None:
    for number in ("a", "b"):
        hand_over(world, secret, {"sender": "+374 00 123456", "text": REPORT}, number)
    hand_over(world, secret, {"sender": "+374 00 654321", "text": REPORT}, "c")
    world.holdings()
    stored = list(world.record.entries())
    everything = b"".join(
        world.record.evidence_path(file.sha256).read_bytes() for one in stored for file in one.entry.evidence
    )
    assert b"123456" not in everything
    assert not any("123456" in repr(one.entry) for one in stored)
    codes = [text.split("(from ")[1].split(")")[0] for text in world.record.holdings().observations["text"]]
    assert codes[0] == codes[1] != codes[2]


@pytest.mark.parametrize("ago", [TOLERATED_S + 60, -TOLERATED_S - 60])
def test_an_old_or_early_signature_is_refused(world: World, secret: bytes, ago: float) -> None:
    assert hand_over(world, secret, {"sender": "+1", "text": REPORT}, ago=ago).status_code == 401
    assert world.record.size == 0


@pytest.mark.parametrize("signature", ["v1,", "v1,AAAA", "v1,%%%", "v2,AAAA", "nonsense"])
def test_a_false_signature_is_refused(world: World, secret: bytes, signature: str) -> None:
    assert hand_over(world, secret, {"sender": "+1", "text": REPORT}, signature=signature).status_code == 401
    assert hand_over(world, b"another", {"sender": "+1", "text": REPORT}).status_code == 401
    assert hand_over(world, secret, {"sender": "+1", "text": REPORT}, to="nobody").status_code == 401
    assert world.record.size == 0


def test_the_same_message_again_adds_nothing_and_a_replay_under_another_number_is_refused(
    world: World, secret: bytes
) -> None:
    body = json.dumps({"sender": "+1", "text": REPORT}).encode()
    stamp = str(int(time.time()))
    signature = sign(secret, "one", stamp, body)
    first = hand_over(world, secret, body, "one")
    again = hand_over(world, secret, body, "one")
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert first.json()["entry"] == again.json()["entry"]
    assert hand_over(world, secret, body, "two", signature=signature).status_code == 401
    assert world.holdings().observations.height == 1


def test_other_content_under_the_same_number_is_kept_and_shown(world: World, secret: bytes) -> None:
    hand_over(world, secret, {"sender": "+1", "text": REPORT})
    hand_over(world, secret, {"sender": "+1", "text": REPORT.replace("3", "4")})
    held = world.holdings()
    assert held.observations["count_low"].to_list() == [3]
    assert ["other content" in problem.reason for one in held.quarantined for problem in one.thing.problems] == [True]


def test_a_gateway_that_was_taken_back_is_refused(world: World, secret: bytes) -> None:
    hand_over(world, secret, {"sender": "+1", "text": REPORT})
    world.reception.devices.revoke_gateway("hotline")
    assert hand_over(world, secret, {"sender": "+1", "text": REPORT}, "2").status_code == 401
    assert world.holdings().observations["source"].to_list() == ["residents"], "what it brought stays its source's"
    with pytest.raises(ValueError, match="in use"):
        world.reception.devices.revoke_gateway("hotline")
    with pytest.raises(ValueError, match="already"):
        world.reception.devices.add_gateway("hotline")


def test_an_email_comes_with_its_files_which_wait_unread(world: World, secret: bytes) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@example.org", "Ночь", "Wed, 14 Jun 2023 22:00:00 +0400"
    mail.set_content(REPORT)
    mail.add_attachment(b"source,kind\nop-01,shelling\n", maintype="text", subtype="csv", filename="журнал.csv")
    answer = hand_over(world, secret, mail.as_bytes(), kind="message/rfc822")
    assert answer.status_code == 200, answer.text
    held = world.holdings()
    assert held.observations.height == 1
    said = [problem for one in held.quarantined for problem in one.thing.problems]
    assert any(problem.field == "files" and "журнал.csv" in problem.value for problem in said)
    [stored] = world.record.entries(kinds=("submission",))
    assert world.record.evidence_path(stored.entry.evidence[1].sha256).read_bytes().startswith(b"source,kind")
    assert post_of(stored).device == "hotline"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b'{"sender": 4}', b'{"sender": "a", "attachments": [{"name": "a"}]}']
)
def test_what_is_no_message_is_refused_and_leaves_nothing(world: World, secret: bytes, body: bytes) -> None:
    assert hand_over(world, secret, body).status_code == 400
    assert world.record.size == 0


def test_attachments_are_base64_in_json(world: World, secret: bytes) -> None:
    files = [{"name": "a.bin", "data": b64encode(b"\x00\xff").decode()}]
    hand_over(world, secret, {"sender": "+1", "text": "see the file", "attachments": files})
    [stored] = world.record.entries(kinds=("submission",))
    assert world.record.evidence_path(stored.entry.evidence[1].sha256).read_bytes() == b"\x00\xff"


@given(st.text(), st.text(), st.text(), st.text())
def test_any_words_make_a_record_that_says_them(sender: str, sent_at: str, subject: str, text: str) -> None:
    instance = read_instance(record_of(Message(sender=sender, sent_at=sent_at, subject=subject, text=text), "n", "c"))
    assert (instance.form, instance.id) == ("message", "n")
    assert etree.tostring(instance.root)
    if text.strip() and ":" not in text and "=" not in text:
        said = "".join(instance.value(node, "text") for node in instance.nodes("report"))
        assert sum(map(str.isalnum, said)) == sum(map(str.isalnum, subject + text))


def test_a_gateway_is_added_listed_and_taken_back(home: Path) -> None:
    run, there = CliRunner(), ["-m", str(home)]
    added = run.invoke(app, ["gateway", "add", "hotline", "--source", "residents", *there])
    assert added.exit_code == 0, added.output
    assert "whsec_" in added.output
    listed = run.invoke(app, ["gateway", "list", "--json", *there])
    [one] = json.loads(listed.stdout)
    assert (one["name"], one["source"], one["revoked"]) == ("hotline", "residents", None)
    assert run.invoke(app, ["gateway", "revoke", "hotline", *there]).exit_code == 0
    for refused in (["revoke", "hotline"], ["add", "no spaces"], ["add", "other", "--source", "nobody"]):
        assert run.invoke(app, ["gateway", *refused, *there]).exit_code != 0
