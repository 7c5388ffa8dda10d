"""Who may post to a mission: devices by a token, gateways of messages by a secret; each can be taken back."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import md5, sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_bytes, token_urlsafe

import msgspec

REALM = "trucewatch"

_TABLES = """
CREATE TABLE IF NOT EXISTS gateways (
    name TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    secret BLOB NOT NULL,
    made_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS devices (
    name TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    made_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
"""


class Device(msgspec.Struct, frozen=True):
    """A device: its name, who holds it (an id of the register, or ""), and what proves that it is it.

    ``token_hash`` is the SHA-256 of its token; ``digest`` the MD5 that HTTP Digest is reckoned from.
    """

    name: str
    source: str
    token_hash: bytes
    digest: str
    made_at: str
    revoked_at: str | None


class Gateway(msgspec.Struct, frozen=True):
    """What hands over text messages and e-mails: its name, the register's id of who speaks through it, or ""."""

    name: str
    source: str
    secret: bytes
    made_at: str
    revoked_at: str | None


class Devices:
    """The devices and gateways of a mission, kept in the SQLite file ``path`` beside its record, never in the log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._connected() as connection:
            connection.executescript(_TABLES)

    def add(self, name: str, source: str = "") -> str:
        """Register a device and give its token, which is not kept. Raises ValueError if the name is taken."""
        if name in {one.name for one in self.gateways()}:
            raise ValueError(f"there is a gateway called {name!r} already; choose another name")
        if not name or ":" in name:
            raise ValueError(f"{name!r} cannot be the name of a device: it needs a name without colons")
        token = token_urlsafe(32)
        digest = md5(f"{name}:{REALM}:{token}".encode(), usedforsecurity=False).hexdigest()
        try:
            with self._connected() as connection:
                connection.execute(
                    "INSERT INTO devices VALUES (?, ?, ?, ?, ?, NULL)",
                    (name, source, sha256(token.encode()).digest(), digest, _now()),
                )
        except sqlite3.IntegrityError:
            raise ValueError(f"there is a device called {name!r} already; choose another name") from None
        return token

    def revoke(self, name: str) -> None:
        """Take a device's token back; what it sent stays. Raises ValueError if there is no such device in use."""
        with self._connected() as connection:
            changed = connection.execute(
                "UPDATE devices SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (_now(), name)
            ).rowcount
        if not changed:
            raise ValueError(f"there is no device called {name!r} in use")

    def all(self) -> list[Device]:
        """All devices in the order of their names, revoked ones among them."""
        with self._connected() as connection:
            return [Device(*row) for row in connection.execute("SELECT * FROM devices ORDER BY name")]

    def by_token(self, token: str) -> Device | None:
        """The device in use that holds ``token``."""
        sought = sha256(token.encode()).digest()
        with self._connected() as connection:
            row = connection.execute(
                "SELECT * FROM devices WHERE token_hash = ? AND revoked_at IS NULL", (sought,)
            ).fetchone()
        found = Device(*row) if row else None
        return found if found and compare_digest(found.token_hash, sought) else None

    def by_name(self, name: str) -> Device | None:
        """The device in use called ``name``."""
        with self._connected() as connection:
            row = connection.execute("SELECT * FROM devices WHERE name = ? AND revoked_at IS NULL", (name,)).fetchone()
        return Device(*row) if row else None

    def holder(self, name: str) -> str:
        """Who holds the device or gateway called ``name``, in use or not: an id of the register, or ""."""
        with self._connected() as connection:
            row = connection.execute(
                "SELECT source FROM devices WHERE name = ?1 UNION ALL SELECT source FROM gateways WHERE name = ?1",
                (name,),
            ).fetchone()
        return str(row[0]) if row else ""

    def add_gateway(self, name: str, source: str = "") -> bytes:
        """Register a gateway and give the secret that it signs with. Raises ValueError if the name is taken."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", name):
            raise ValueError(f"{name!r} cannot be part of an address: use letters, digits and hyphens")
        if name in {one.name for one in self.all()} | {one.name for one in self.gateways()}:
            raise ValueError(f"there is a device or gateway called {name!r} already; choose another name")
        secret = token_bytes(32)
        with self._connected() as connection:
            connection.execute("INSERT INTO gateways VALUES (?, ?, ?, ?, NULL)", (name, source, secret, _now()))
        return secret

    def revoke_gateway(self, name: str) -> None:
        """Take no more from a gateway. Raises ValueError if there is no such gateway in use."""
        with self._connected() as connection:
            changed = connection.execute(
                "UPDATE gateways SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (_now(), name)
            ).rowcount
        if not changed:
            raise ValueError(f"there is no gateway called {name!r} in use")

    def gateways(self) -> list[Gateway]:
        """All gateways in the order of their names, those taken back among them."""
        with self._connected() as connection:
            return [Gateway(*row) for row in connection.execute("SELECT * FROM gateways ORDER BY name")]

    def gateway(self, name: str) -> Gateway | None:
        """The gateway in use called ``name``."""
        return next((one for one in self.gateways() if one.name == name and one.revoked_at is None), None)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            yield connection


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
