"""The server process: Granian around the application."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from .accounts import Accounts
from .application import app

MISSION, DATABASE = "TRUCEWATCH_MISSION", "TRUCEWATCH_DATABASE"


def from_environment() -> Litestar:
    """The application of the mission that the environment names; the server process makes it."""
    return app(Path(os.environ[MISSION]), database=os.environ.get(DATABASE))


def serve(directory: Path, *, host: str = "127.0.0.1", port: int = 8000, database: str | None = None) -> None:
    """Serve the mission in ``directory`` until told to stop; what was acknowledged is in the record by then."""
    os.environ[MISSION] = str(directory.resolve())
    if database is not None:
        os.environ[DATABASE] = database
    Granian(
        f"{__name__}:from_environment",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        websockets=False,
        log_access=False,
        workers_kill_timeout=30,
    ).serve()


@contextmanager
def accounts_of(directory: Path) -> Iterator[Accounts]:
    """The accounts of the mission in ``directory``; may be open in a server at the same time."""
    accounts = Accounts(directory / "record" / "accounts.db")
    try:
        yield accounts
    finally:
        accounts.close()


def setup_key(directory: Path) -> str | None:
    """A key that makes the first administrator of the mission in ``directory``; None where there are accounts."""
    with accounts_of(directory) as accounts:
        return accounts.setup_key()
