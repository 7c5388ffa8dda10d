"""Missions of the repository, loaded once; makes ``hand_made`` importable from every room's tests."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

import trucewatch
from trucewatch import exercise as exercises
from trucewatch import intake
from trucewatch.mission import Mission, load
from trucewatch.record import Record
from trucewatch.reporting import Pictures

# How long an example takes says more about the machine than about the code.
settings.register_profile("trucewatch", deadline=None)
settings.load_profile("trucewatch")

_LONGEST_FIRST = ("web", "server", "cli", "reporting")

_MISSIONS = Path(__file__).parents[1] / "missions"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compiles what is compiled at its first use once, before several processes start that would each do so."""
    kept = Path(trucewatch.__file__).parent.rglob("*.nbi")
    if session.config.getoption("numprocesses", None) and next(kept, None) is None:
        loaded = load(_MISSIONS / "exercise-lachin")
        with tempfile.TemporaryDirectory() as folder:
            exercises.write(exercises.simulate(loaded, days=3, seed=1, start=date(2023, 8, 1)), Path(folder) / "sent")
            with Record.create(Path(folder) / "record", origin="trucewatch/compiling") as log:
                intake.take_in(log, loaded, sorted((Path(folder) / "sent").glob("*.csv")))
                Pictures.of(log.holdings(), loaded, date(2023, 8, 3), checkpoint=log.checkpoint())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long go first, so that no process is left with one of them at the end."""
    room = {name: place for place, name in enumerate(_LONGEST_FIRST)}
    items.sort(key=lambda item: room.get(item.path.parent.name, len(room)))


@pytest.fixture(scope="session")
def exercise() -> Mission:
    """The simulated field mission."""
    return load(_MISSIONS / "exercise-lachin")


@pytest.fixture(scope="session")
def lachin() -> Mission:
    """The remote mission of public claims."""
    return load(_MISSIONS / "lachin-2023")
