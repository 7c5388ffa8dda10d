"""Missions of the repository, loaded once; makes ``hand_made`` importable from every room's tests."""

from pathlib import Path

import pytest
from hypothesis import settings

from trucewatch.mission import Mission, load

# How long an example takes says more about the machine than about the code.
settings.register_profile("trucewatch", deadline=None)
settings.load_profile("trucewatch")

_LONGEST_FIRST = ("web", "server", "cli", "reporting")

_MISSIONS = Path(__file__).parents[1] / "missions"


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
