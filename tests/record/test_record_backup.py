"""A backup made while entries arrive is whole, and what is put back from it goes on."""

import shutil
import threading
from itertools import count
from pathlib import Path

import pytest
from record_drafts import observation

from trucewatch.domain import Evidence
from trucewatch.record import Draft, Record, RecordError, back_up, restore


def test_a_backup_made_while_entries_arrive_is_whole_and_goes_on(tmp_path: Path) -> None:
    home, copy, again = tmp_path / "record", tmp_path / "copy", tmp_path / "again"
    enough, stop = threading.Event(), threading.Event()
    with Record.create(home, origin="example.org/log") as record:

        def arrive() -> None:
            for number in count():
                if stop.is_set():
                    return
                evidence = (Evidence(record.keep(f"photo {number}".encode()), "photo.jpg"),)
                record.append([Draft(observation(number), key=str(number), evidence=evidence)], author="a")
                if number == 20:
                    enough.set()

        arriving = threading.Thread(target=arrive)
        arriving.start()
        try:
            assert enough.wait(30)
            back_up(home, copy)
        finally:
            stop.set()
            arriving.join()
        whole = record.size
    assert (copy / "record.db").stat().st_mode & 0o077 == 0
    assert not (copy / "log.key").exists()
    restore(copy, again)
    shutil.copy(home / "log.key", again)
    with Record.open(again) as record:
        assert record.verify().findings == ()
        assert 20 < record.size <= whole
        entries = list(record.entries())
        assert all(record.evidence_path(kept.sha256).exists() for one in entries for kept in one.entry.evidence)
        [receipt] = record.append([Draft(observation(-1), key="after")], author="a")
        assert receipt.seq == len(entries) + 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    Record.create(tmp_path / "record", origin="example.org/log").close()
    back_up(tmp_path / "record", tmp_path / "copy")
    with pytest.raises(RecordError, match="exists"):
        back_up(tmp_path / "record", tmp_path / "copy")
    with pytest.raises(RecordError, match="move it away"):
        restore(tmp_path / "copy", tmp_path / "record")
    with pytest.raises(RecordError, match="no backup"):
        restore(tmp_path, tmp_path / "new")
