"""Engines for the two databases: settings that make a commit durable, migrations, and the one writer's lock."""

import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from .model import RecordBusyError, RecordError
from .schema import VERSION

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    # Without it INSERT OR REPLACE deletes a row and no DELETE trigger notices.
    "recursive_triggers = ON",
    # Redacted data is overwritten, not merely unlinked.
    "secure_delete = ON",
    "busy_timeout = 30000",
    "cache_size = -65536",
)
_ADVISORY_LOCK = 0x7275636577617463


def connect(url: str, *, read_only: bool) -> Engine:
    """An engine for ``url``. With ``read_only`` the database itself refuses to write."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite_reader if read_only else _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        if read_only:
            event.listen(engine, "begin", _begin_reading)
    else:
        engine.dispose()
        raise RecordError(f"a record lives in SQLite or PostgreSQL, not in {engine.dialect.name}")
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    # The driver opens no transactions of its own, so that reads too see one state of the log (`_begin`).
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _set_up_sqlite_reader(connection: Any, record: Any) -> None:
    _set_up_sqlite(connection, record)
    connection.execute("PRAGMA query_only = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def migrate(connection: Connection) -> None:
    """Bring the tables to this version, making them where there are none; in the transaction of ``connection``."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "trucewatch.record:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """The migration that the tables stand at; None where there are no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def ready(engine: Engine, *, read_only: bool) -> None:
    """Check that ``engine`` holds a record this software can read; a writer brings an older one up to date.

    Raises RecordError if there is none, if it was made by newer software, or if a reader meets an older one.
    """
    with engine.connect() as connection:
        found = version(connection)
    if found is None:
        raise RecordError(f"no record in {engine.url.render_as_string()}; make one with Record.create")
    if found > VERSION:
        raise RecordError(f"the record's tables are at version {found}, this software knows {VERSION}; update it")
    if found < VERSION:
        if read_only:
            raise RecordError(f"the record's tables are at version {found}; open it once for writing to update them")
        with engine.begin() as connection:
            migrate(connection)


def scrub(engine: Engine) -> None:
    """Overwrite what was deleted where the database keeps copies of it, as far as the software can."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM private")


def lock(home: Path, engine: Engine, wait_s: float) -> ExitStack:
    """Hold the right to write until the returned stack is closed; the operating system frees it if the process dies.

    Raises RecordBusyError if another process still holds it after ``wait_s`` seconds, RecordError if ``home`` cannot be
    written to.
    """
    held = ExitStack()
    try:
        _lock_home(home, held, wait_s)
        if engine.dialect.name == "postgresql":
            # Its home may be on another machine, so the database holds a lock as well.
            _lock_database(engine, held, wait_s)
    except BaseException:
        held.close()
        raise
    return held


def _lock_home(home: Path, held: ExitStack, wait_s: float) -> None:
    # An exclusive transaction on an empty SQLite file is a lock that works alike on every system.
    try:
        file = held.enter_context(closing(sqlite3.connect(home / "writer.lock", timeout=wait_s, isolation_level=None)))
        file.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise RecordError(f"{home} cannot be written to ({error}); look to rights and to free space") from error
        raise _busy(f"the record in {home}") from error


def _lock_database(engine: Engine, held: ExitStack, wait_s: float) -> None:
    session = held.enter_context(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
    until = time.monotonic() + wait_s
    while not session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_LOCK}).scalar_one():
        if time.monotonic() >= until:
            raise _busy(f"the record in {engine.url.render_as_string()}")
        time.sleep(0.05)
    held.callback(_unlock, session)


def _unlock(session: Connection) -> None:
    """Free the lock at once; the server itself does so only some time after the connection has ended."""
    with suppress(OperationalError):  # the connection is lost, and the lock with it
        session.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})


def _busy(record: str) -> RecordBusyError:
    return RecordBusyError(f"another process is writing to {record}; wait for it to end, or open it with read_only")
