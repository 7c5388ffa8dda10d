"""A record of its own for each test, and the files of real text that live beside the repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.record import Record

DATA = Path(__file__).parents[3] / "shared/data"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.create(tmp_path / "record", origin="trucewatch/test") as made:
        yield made


@pytest.fixture(scope="session")
def wire_article() -> Path:
    return _there(DATA / "wire-article-karabakh-2023/article.txt")


@pytest.fixture(scope="session")
def statement_2020() -> Path:
    return _there(DATA / "statement-2020-11-10/statement_2020-11-10_versions.json")


def _there(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"real data absent: {path}")
    return path
