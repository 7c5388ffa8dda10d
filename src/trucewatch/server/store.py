"""The SQLite file of those who may come in: its tables, one connection for several threads, what is kept of secrets."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock

_TABLES = """
create table if not exists accounts (
    name text primary key, role text not null, password text not null, source text not null default '',
    sectors text not null default '[]', delay_h real not null default 0, failures integer not null default 0,
    locked_until text, closed integer not null default 0
) strict;
create table if not exists sessions (
    key text primary key, account text not null references accounts(name), csrf text not null, used text not null
) strict;
create table if not exists halfway (session text primary key) strict;
create table if not exists tokens (
    key text primary key, account text not null references accounts(name), label text not null, made text not null
) strict;
create table if not exists setup (key text primary key, made text not null) strict;
create table if not exists factors (
    id text primary key, account text not null references accounts(name), kind text not null, label text not null,
    secret blob not null, site text not null, counted integer not null, made text not null, confirmed integer not null
) strict;
create table if not exists recovery (key text primary key, account text not null references accounts(name)) strict;
create table if not exists asked (session text primary key, challenge text not null) strict;
create table if not exists required (role text primary key) strict;
"""


class Store:
    """The file at ``path``, made if need be; only its owner may read it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._lock = Lock()
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone."""
        with self._lock:
            yield self._connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The connection in a transaction, taken back where it raises."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")


def digest(secret: str) -> str:
    """What is kept of a secret that was made by chance and is long."""
    return sha256(secret.encode()).hexdigest()


def now() -> str:
    """The present moment (ISO 8601, UTC)."""
    return datetime.now(UTC).isoformat()
