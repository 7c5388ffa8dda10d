from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from field_world import World

MISSION = Path(__file__).parents[2] / "missions" / "exercise-lachin"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A mission with a record, its forms, one device, and a server that speaks OpenRosa."""
    home = tmp_path / "mission"
    copytree(MISSION, home, ignore=lambda _, names: [name for name in names if name in ("record", "out")])
    with World.started(home) as started:
        yield started
