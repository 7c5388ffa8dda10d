from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_world import mission

from trucewatch.mission import Mission
from trucewatch.record import Record


@pytest.fixture
def world(tmp_path: Path) -> Mission:
    home = tmp_path / "mission"
    home.mkdir()
    return mission(home)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.create(tmp_path / "record", origin="test/intake") as opened:
        yield opened
