"""A served mission with one account of every role."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from litestar.testing import TestClient

from entering import PASSWORD, Enter
from trucewatch import intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.record import Record
from trucewatch.server import ROLES, Account, Accounts, app

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
