"""One's own account: the password changed, sessions seen and ended, tokens made and withdrawn."""

from uuid import uuid4

import pytest
from litestar.testing import TestClient

from entering import PASSWORD, Enter

NEW = "another long enough one"


@pytest.fixture
def somebody(enter: Enter) -> str:
    """A new analyst."""
    name = f"analyst {uuid4()}"
    wanted = {"name": name, "password": PASSWORD, "role": "analyst"}
    assert enter("administrator").post("/api/accounts", json=wanted).status_code == 201
    return name


def come_in(client: TestClient, name: str, password: str = PASSWORD) -> str:
    """Come in anew, leaving open what was; the key of the session."""
    client.cookies.clear()
    said = client.post("/api/session", json={"name": name, "password": password})
    assert said.status_code == 200, said.text
    client.headers["X-CSRF-Token"] = said.json()["csrf"]
    return str(client.cookies["trucewatch"])


def test_a_changed_password_lets_in_alone_and_ends_every_other_session(enter: Enter, somebody: str) -> None:
    client = enter("")
    before = come_in(client, somebody)
    come_in(client, somebody)
    wrong = client.put("/api/password", json={"password": "not the password", "new": NEW})
    assert (wrong.status_code, "wrong" in wrong.json()["detail"]) == (400, True)
    short = client.put("/api/password", json={"password": PASSWORD, "new": "too short"})
    assert (short.status_code, "12 characters" in short.json()["detail"]) == (400, True)
    assert len(client.get("/api/sessions").json()) == 2
    assert client.put("/api/password", json={"password": PASSWORD, "new": NEW}).status_code == 200
    (left,) = client.get("/api/sessions").json()
    assert left["here"]
    client.cookies.set("trucewatch", before)
    assert client.get("/api/me").json() is None
    client.cookies.clear()
    assert client.post("/api/session", json={"name": somebody, "password": PASSWORD}).status_code == 401
    come_in(client, somebody, NEW)


def test_five_wrong_passwords_in_a_row_lock_a_change_of_the_password_too(enter: Enter, somebody: str) -> None:
    client = enter("")
    come_in(client, somebody)
    for _ in range(5):
        assert client.put("/api/password", json={"password": "not the password", "new": NEW}).status_code == 400
    refused = client.put("/api/password", json={"password": PASSWORD, "new": NEW})
    assert "locked" in refused.json()["detail"]


def test_a_session_is_ended_from_another_one_and_nobody_elses_is(enter: Enter, somebody: str) -> None:
    others = enter("head_of_mission").get("/api/sessions").json()
    client = enter("")
    lost = come_in(client, somebody)
    come_in(client, somebody)
    there = next(one for one in client.get("/api/sessions").json() if not one["here"])
    assert client.delete(f"/api/sessions/{others[0]['id']}").status_code == 400
    assert client.delete(f"/api/sessions/{there['id']}").status_code == 204
    assert [one["here"] for one in client.get("/api/sessions").json()] == [True]
    client.cookies.set("trucewatch", lost)
    assert client.get("/api/me").json() is None


def test_a_token_is_made_for_the_password_lets_in_until_withdrawn_and_makes_no_other(
    enter: Enter, somebody: str
) -> None:
    client = enter("")
    come_in(client, somebody)
    wanted = {"label": "the nightly script", "password": "not the password"}
    assert client.post("/api/tokens", json=wanted).status_code == 400
    token = client.post("/api/tokens", json=wanted | {"password": PASSWORD}).json()["token"]
    (held,) = client.get("/api/tokens").json()
    assert held["label"] == "the nightly script"
    assert token not in str(held)
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/state", headers=bearer).status_code == 200
    assert client.post("/api/tokens", json=wanted | {"password": PASSWORD}, headers=bearer).status_code == 401
    assert client.delete(f"/api/tokens/{held['id']}").status_code == 204
    assert client.delete(f"/api/tokens/{held['id']}").status_code == 400
    client.cookies.clear()
    assert client.get("/api/state", headers=bearer).status_code == 401
