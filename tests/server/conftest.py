"""A served mission with one account of every role."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import schemathesis
from litestar.testing import TestClient
from schemathesis.schemas import BaseSchema

from entering import PASSWORD, Enter, Served, serving, wait_for_pictures
from trucewatch import intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.record import Record
from trucewatch.server import ROLES, Account, Accounts, accounts_of, app

MISSIONS = Path(__file__).parents[2] / "missions"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five days of the exercise mission, taken in."""
    home = tmp_path_factory.mktemp("served") / "exercise"
    shutil.copytree(MISSIONS / "exercise-lachin", home, ignore=shutil.ignore_patterns("record", "exercise"))
    loaded = mission.load(home)
    write(simulate(loaded, days=5, seed=7, start=date(2023, 8, 1)), home / "exercise")
    with Record.create(home / "record", origin="trucewatch/served") as log:
        intake.take_in_feeds(log, loaded)
    accounts = Accounts(home / "record" / "accounts.db")
    for role in ROLES:
        accounts.add(Account(name=f"the {role}", role=role), PASSWORD)
    accounts.close()
    return home


@pytest.fixture(scope="session")
def served(played: Path) -> Iterator[TestClient]:
    with TestClient(app(played)) as client:
        wait_for_pictures(client)
        yield client


@pytest.fixture
def enter(served: TestClient) -> Iterator[Enter]:
    def enter(role: str) -> TestClient:
        served.cookies.clear()
        served.headers.pop("X-CSRF-Token", None)
        if role:
            said = served.post("/api/session", json={"name": f"the {role}", "password": PASSWORD})
            assert said.status_code == 200, said.text
            served.headers["X-CSRF-Token"] = said.json()["csrf"]
        return served

    yield enter
    enter("")


@pytest.fixture(scope="session")
def running(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server process on a copy of the played mission."""
    home = Path(shutil.copytree(played, tmp_path_factory.mktemp("running") / "m"))
    with accounts_of(home) as accounts:
        token = accounts.issue("the administrator", "tests")
    with serving(home) as (address, process):
        yield Served(address, token)
    assert process.returncode == 0


@pytest.fixture(scope="session")
def described(running: Served) -> BaseSchema:
    """The API as it describes itself, but for the endless stream of events and the walk through the whole record."""
    schema = schemathesis.openapi.from_url(f"{running.address}/schema/openapi.json")
    return schema.exclude(path_regex="^/api/(live|record/verify|setup)$")
