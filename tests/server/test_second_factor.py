"""Coming in with a second factor: codes by the clock, security keys, recovery codes, roles that need one."""

import time
from base64 import b32decode
from collections.abc import Iterator
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient
from software_key import SoftwareKey, decoded, encoded

from entering import PASSWORD
from trucewatch.server import Account
from trucewatch.server.accounts import FAILURES
from trucewatch.server.passkeys import Assertion, Enrolment, PasskeyError, enrolled, proved

SITE = "testserver.local"
ORIGIN = f"http://{SITE}"


def code(secret: str, ahead: int = 0) -> str:
    return TOTP(b32decode(secret), 6, SHA1(), 30).generate(int(time.time()) + ahead).decode()


@pytest.fixture
def somebody(served: TestClient) -> Iterator[str]:
    """A partner of their own for the test, who has come in by the password."""
    name = f"somebody {uuid4()}"
    served.app.state.accounts.add(Account(name=name, role="partner"), PASSWORD)
    enter(served, name)
    yield name
    served.cookies.clear()
    served.headers.pop("X-CSRF-Token", None)


def enter(client: TestClient, name: str) -> str:
    """Come in by the password; gives the stage."""
    client.cookies.clear()
    client.headers.pop("X-CSRF-Token", None)
    said = client.post("/api/session", json={"name": name, "password": PASSWORD})
    assert said.status_code == 200, said.text
    client.headers["X-CSRF-Token"] = said.json()["csrf"]
    return str(said.json()["stage"])


def with_codes(client: TestClient) -> tuple[str, list[str]]:
    """Enrol codes by the clock: the secret, and the recovery codes."""
    offer = client.post("/api/factors/code").json()
    assert offer["uri"].startswith("otpauth://totp/")
    assert client.post(f"/api/factors/code/{offer['id']}", json={"code": "000000x"}).status_code == 400
    given = client.post(f"/api/factors/code/{offer['id']}", json={"code": code(offer["secret"]), "label": "phone"})
    assert given.status_code == 200, given.text
    return offer["secret"], given.json()["recovery"]


def test_a_code_lets_in_once_and_halfway_nothing_may_be_done(served: TestClient, somebody: str) -> None:
    secret, recovery = with_codes(served)
    assert len(set(recovery)) == 10
    assert enter(served, somebody) == "second"
    assert served.get("/api/me").json()["stage"] == "second"
    for path in ("/api/tables", "/api/record", "/api/answers"):
        assert served.get(path).status_code == 401
    assert served.post("/api/factors/code").status_code == 403
    assert served.post("/api/session/code", json={"code": "12"}).status_code == 401
    used = code(secret, 30)
    assert served.post("/api/session/code", json={"code": used}).json()["stage"] == "in"
    assert served.get("/api/record").status_code == 200
    assert enter(served, somebody) == "second"
    assert served.post("/api/session/code", json={"code": used}).status_code == 401


def test_a_recovery_code_lets_in_once(served: TestClient, somebody: str) -> None:
    _, recovery = with_codes(served)
    enter(served, somebody)
    assert served.post("/api/session/code", json={"code": recovery[0].upper()}).status_code == 200
    enter(served, somebody)
    assert served.post("/api/session/code", json={"code": recovery[0]}).status_code == 401
    assert served.post("/api/session/code", json={"code": recovery[1]}).status_code == 200


def test_wrong_codes_lock_the_account_and_a_right_password_between_them_forgives_none(
    served: TestClient, somebody: str
) -> None:
    _, recovery = with_codes(served)
    for _ in range(FAILURES):
        enter(served, somebody)
        assert served.post("/api/session/code", json={"code": "123"}).status_code == 401
    assert served.post("/api/session/code", json={"code": recovery[0]}).status_code == 401
    refused = served.post("/api/session", json={"name": somebody, "password": PASSWORD})
    assert "locked" in refused.json()["detail"]


def test_a_security_key_lets_in_what_it_signed_for_this_session_alone(served: TestClient, somebody: str) -> None:
    key = SoftwareKey(ORIGIN, SITE)
    question = served.post("/api/session/question").json()
    assert (question["site"], question["keys"]) == (SITE, [])
    made = served.post("/api/factors/key", json=key.enrol(question["challenge"]) | {"label": "key ring"})
    assert made.status_code == 200, made.text
    assert len(made.json()["recovery"]) == 10
    assert [(one["kind"], one["label"]) for one in served.get("/api/factors").json()] == [("key", "key ring")]
    enter(served, somebody)
    question = served.post("/api/session/question").json()
    assert len(question["keys"]) == 1
    signed = key.sign(question["challenge"])
    assert served.post("/api/session/key", json=signed).json()["stage"] == "in"
    enter(served, somebody)
    assert served.post("/api/session/key", json=signed).status_code == 401
    served.post("/api/session/question")
    assert served.post("/api/session/key", json=signed).status_code == 401


def test_a_role_that_needs_a_second_factor_enrols_one_first(served: TestClient, somebody: str) -> None:
    factors = served.app.state.factors
    factors.require(("partner",))
    try:
        assert enter(served, somebody) == "enrol"
        assert served.get("/api/record").status_code == 401
        with_codes(served)
        assert served.get("/api/me").json()["stage"] == "in"
        assert served.get("/api/record").status_code == 200
        factors.reset(somebody)
        assert served.get("/api/me").json() is None
        assert enter(served, somebody) == "enrol"
    finally:
        factors.require(())
    assert enter(served, somebody) == "in"


ASKED = "a-challenge"
KEY = SoftwareKey(ORIGIN, SITE)
ENROLLED = enrolled(Enrolment(**KEY.enrol(ASKED)), asked=ASKED, site=SITE)
SIGNED = KEY.sign(ASKED)


def test_what_a_key_signed_is_taken() -> None:
    assert proved(ENROLLED, Assertion(**SIGNED), asked=ASKED).counter == 1


@given(
    part=st.sampled_from(["client_data", "authenticator_data", "signature"]), at=st.integers(0), by=st.integers(1, 255)
)
def test_no_byte_of_what_a_key_signed_can_be_another(part: str, at: int, by: int) -> None:
    data = bytearray(decoded(SIGNED[part]))
    data[at % len(data)] ^= by
    with pytest.raises(PasskeyError):
        proved(ENROLLED, Assertion(**SIGNED | {part: encoded(bytes(data))}), asked=ASKED)


@pytest.mark.parametrize(
    ("origin", "site", "asked", "flags", "said"),
    [
        ("https://evil.example", SITE, ASKED, 1, "another site"),
        (ORIGIN, "evil.example", ASKED, 1, "another site"),
        (ORIGIN, SITE, "an older challenge", 1, "another question"),
        (ORIGIN, SITE, ASKED, 0, "touched"),
    ],
)
def test_a_key_that_was_asked_elsewhere_or_not_touched_lets_nobody_in(
    origin: str, site: str, asked: str, flags: int, said: str
) -> None:
    key = SoftwareKey(ORIGIN, SITE)
    held = enrolled(Enrolment(**key.enrol(ASKED)), asked=ASKED, site=SITE)
    key.origin, key.site = origin, site
    with pytest.raises(PasskeyError, match=said):
        proved(held, Assertion(**key.sign(asked, flags)), asked=ASKED)


def test_a_copied_key_is_found_out_by_its_counter() -> None:
    first = proved(ENROLLED, Assertion(**SIGNED), asked=ASKED)
    with pytest.raises(PasskeyError, match="copy"):
        proved(first, Assertion(**SIGNED), asked=ASKED)
