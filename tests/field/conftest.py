from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from field_world import CHROMIUM, PASSWORD, Room, World
from playwright.sync_api import BrowserContext, sync_playwright

from trucewatch.field import KEY_FILE, new_key

MISSION = Path(__file__).parents[2] / "missions" / "exercise-lachin"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A mission's directory without a record."""
    return copytree(MISSION, tmp_path / "mission", ignore=lambda *_: ["record", "out"])


@pytest.fixture
def world(home: Path) -> Iterator[World]:
    """A mission with a record, its forms, one device, and a server that speaks OpenRosa."""
    with World.started(home) as started:
        yield started


@pytest.fixture(scope="session")
def key() -> tuple[bytes, str]:
    """The key of protected forms: private (PEM, under PASSWORD) and public (base64)."""
    return new_key(PASSWORD)


@pytest.fixture
def sealed_world(home: Path, key: tuple[bytes, str]) -> Iterator[World]:
    """The same, with a key for protected forms."""
    (home / "forms").mkdir()
    (home / "forms" / KEY_FILE).write_text(key[1], encoding="ascii")
    with World.started(home) as started:
        yield started


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The operations room of a mission as it is really served."""
    home = copytree(MISSION, tmp_path_factory.mktemp("room") / "mission", ignore=lambda *_: ["record", "out"])
    with Room.started(home) as started:
        yield started


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that is where a phone would say it is."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=str(CHROMIUM),
            args=["--no-sandbox"],
            viewport={"width": 390, "height": 844},
            geolocation={"latitude": 39.589, "longitude": 46.54, "accuracy": 8},
            permissions=["geolocation"],
        )
        yield context
        context.close()
