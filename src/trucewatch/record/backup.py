"""A copy of a record while it is being written, and the record put back from such a copy."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from .evidence import UNFINISHED
from .model import RecordError

_PUBLIC_KEY = "log.pub"
_LOCK = "writer.lock"


def back_up(home: Path, copy: Path) -> None:
    """Copy the record in ``home`` and its evidence into the new directory ``copy``, without the log's secret key.

    Every database in ``home`` is copied as of one moment, whoever is writing. Evidence is copied after them, so nothing
    that the log names can be missing. Whoever writes to the restored record puts ``log.key``, kept apart, back into it.
    Raises RecordError where ``copy`` exists, or the log is kept in a database server (which has backups of its own).
    """
    if not (home / "record.db").exists():
        raise RecordError(f"no record.db in {home}: back a database server up with its own tools")
    if copy.exists():
        raise RecordError(f"{copy} exists; name a directory that does not")
    copy.mkdir(parents=True, mode=0o700)
    for database in sorted(home.glob("*.db")):
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as source:
            source.execute("vacuum into ?", (str(copy / database.name),))
        (copy / database.name).chmod(0o600)
    shutil.copy2(home / _PUBLIC_KEY, copy / _PUBLIC_KEY)
    shutil.copytree(home / "evidence", copy / "evidence", ignore=shutil.ignore_patterns(UNFINISHED))


def restore(copy: Path, home: Path) -> None:
    """Put the record in the backup ``copy`` in ``home``. Raises RecordError where ``home`` holds a record."""
    if not (copy / "record.db").exists():
        raise RecordError(f"{copy} holds no backup of a record")
    if any(path.name != _LOCK for path in home.glob("*")):
        raise RecordError(f"{home} holds something; move it away first, nothing of it is overwritten")
    shutil.copytree(copy, home, dirs_exist_ok=True)
