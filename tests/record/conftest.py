"""A store of each kind: a SQLite file, and a database of a PostgreSQL server started for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from trucewatch.record import Record
from trucewatch.record import database as databases

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """The socket directory of a running PostgreSQL, with a superuser named ``trucewatch``."""
    if not (BINARIES / "initdb").exists():
        pytest.skip(f"no PostgreSQL 15 in {BINARIES}")
    user = None
    if os.geteuid() == 0:
        # The server refuses to run as root.
        try:
            user = pwd.getpwnam("postgres").pw_name
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    home = Path(tempfile.mkdtemp(prefix="tw-pg-"))
    try:
        if user:
            shutil.chown(home, user)
        home.chmod(0o755)
        data = home / "data"

        def run(*command: str) -> None:
            subprocess.run(command, check=True, user=user, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

        run(str(BINARIES / "initdb"), "-D", str(data), "-U", "trucewatch", "--auth=trust", "--no-sync", "-E", "UTF8")
        # Durability is shown with SQLite; here the server may forget on power loss.
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c max_connections=30"
        control = str(BINARIES / "pg_ctl")
        run(control, "-D", str(data), "-o", options, "-l", str(home / "server.log"), "-w", "start")
        try:
            yield home
        finally:
            run(control, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


_numbers = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """What to pass as ``database``: None for SQLite in the record's home, or the URL of an empty database."""
    if request.param == "sqlite":
        yield None
        return
    psycopg = pytest.importorskip("psycopg")
    socket = request.getfixturevalue("cluster")
    name = f"test{next(_numbers)}"
    with psycopg.connect(f"host={socket} user=trucewatch dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"postgresql+psycopg://trucewatch@/{name}?host={socket}"


@pytest.fixture
def record(tmp_path: Path, database: str | None) -> Iterator[Record]:
    with Record.create(tmp_path / "record", origin="example.org/log", database=database) as made:
        yield made


@pytest.fixture
def reopen(tmp_path: Path, database: str | None, record: Record) -> Callable[..., Record]:
    """Open the store of ``record`` once more."""
    return lambda **options: Record.open(tmp_path / "record", database=database, **options)


@pytest.fixture
def tamper(tmp_path: Path, database: str | None, record: Record) -> Callable[..., None]:
    """Run statements on the store of ``record`` as its administrator could, past the triggers."""

    def run(*statements: str, **values: object) -> None:
        engine = databases.connect(database or f"sqlite:///{tmp_path / 'record' / 'record.db'}", read_only=False)
        with engine.begin() as connection:
            if database:
                connection.execute(text("SET session_replication_role = replica"))
            else:
                names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
                for name in list(names):
                    connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                bound = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(text(statement), bound)
        engine.dispose()

    return run
