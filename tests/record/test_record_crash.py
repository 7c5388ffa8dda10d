"""Killed at any moment, the record keeps all that it acknowledged, whole, and nothing by halves."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trucewatch.record import Record
from trucewatch.record.evidence import digest_of


def kill_and_check(home: Path, rounds: int, chance: random.Random) -> None:
    acknowledged: dict[int, tuple[str, str, str]] = {}
    for _ in range(rounds):
        script = Path(__file__).with_name("ingest_until_killed.py")
        with subprocess.Popen([sys.executable, str(script), str(home)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            first = child.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.3))
            child.send_signal(signal.SIGKILL)
            said = first + child.stdout.read()
        # The last line may be cut short; what was not fully said was not heard.
        lines = [line.split() for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]
        assert lines
        acknowledged |= {int(seq): (entry_id, key, digest) for seq, entry_id, key, digest in lines}
        with Record.open(home) as record:
            outcome = record.verify()
            assert outcome.findings == ()
            entries = {line.seq: line.entry for line in record.entries()}
            for seq, (entry_id, key, digest) in acknowledged.items():
                assert (entries[seq].id, entries[seq].key) == (entry_id, key)
                assert digest_of(record.evidence_path(digest)) == digest
            assert list((home / "evidence" / "unfinished").iterdir()) == []
    assert outcome.size >= len(acknowledged) >= rounds


def test_five_kills(tmp_path: Path) -> None:
    Record.create(tmp_path / "record", origin="example.org/log").close()
    kill_and_check(tmp_path / "record", 5, random.Random(5))


@pytest.mark.slow
def test_two_hundred_kills(tmp_path: Path) -> None:
    Record.create(tmp_path / "record", origin="example.org/log").close()
    kill_and_check(tmp_path / "record", 200, random.Random(200))
