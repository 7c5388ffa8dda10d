"""Who may come in: accounts, sessions and tokens, in an SQLite file beside the record.

Nothing here is part of the log: an account can be closed and a password changed. What somebody did is in the log, under
the account's name. Passwords are kept as Argon2id in PHC form; session keys and tokens only as their SHA-256.
"""

import re
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

import msgspec

from .passwords import fits, hashed
from .store import Store, digest, now

Role = Literal[
    "observer",
    "duty_officer",
    "reporting_officer",
    "analyst",
    "head_of_mission",
    "partner",
    "party_liaison",
    "public",
    "administrator",
]
ROLES: tuple[Role, ...] = get_args(Role)

SESSION = timedelta(hours=12)
"""How long a session lasts without being used."""
FAILURES, LOCKED = 5, timedelta(minutes=15)
"""After so many wrong passwords in a row an account is locked for so long."""
SHORTEST = 12
"""The fewest characters of a password."""

_NAME = re.compile(r"[\w][\w .@-]{0,62}[\w]", re.ASCII)


class AccountError(Exception):
    """The account cannot be made, changed or entered; the message says what to do about it."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may come in.

    ``source`` is the id of the source that an observer reports as; ``sectors`` limits what is seen to these, all if
    empty; ``delay_h`` holds back what is younger than that.
    """

    name: str
    role: Role
    source: str = ""
    sectors: tuple[str, ...] = ()
    delay_h: float = 0.0
    closed: bool = False


Stage = Literal["in", "second", "enrol"]
"""How far somebody came in: wholly; with a second factor still to be given; with one still to be enrolled."""


class Session(msgspec.Struct, frozen=True):
    """An account that came in, with the token that its writes must carry; "" where a bearer token came in."""

    account: Account
    csrf: str
    stage: Stage = "in"


class Accounts:
    """The store of accounts in ``path``; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def setup_key(self) -> str | None:
        """A key that makes the first administrator, once; None where there is an account already."""
        with self.store.changing() as store:
            if store.execute("select 1 from accounts").fetchone():
                return None
            key = secrets.token_urlsafe(24)
            store.execute("delete from setup")
            store.execute("insert into setup values (?, ?)", (digest(key), now()))
            return key

    def set_up(self, key: str, name: str, password: str) -> Account:
        """Make the first administrator. Raises AccountError for a wrong or used key, or what ``add`` refuses."""
        with self.store.changing() as store:
            known = store.execute("select 1 from setup where key = ?", (digest(key),)).fetchone()
            if not known or store.execute("select 1 from accounts").fetchone():
                raise AccountError("This link was used before or is not the latest; start the server again for one.")
            made = _insert(store, Account(name=name, role="administrator"), password)
            store.execute("delete from setup")
            return made

    def add(self, account: Account, password: str) -> Account:
        """Make an account. Raises AccountError for a name in use or not usable, or a password too short."""
        with self.store.changing() as store:
            return _insert(store, account, password)

    def all(self) -> tuple[Account, ...]:
        """Every account by name, closed ones too."""
        with self.store.reading() as store:
            rows = store.execute(f"{_ACCOUNTS} order by name").fetchall()
        return tuple(_account(row) for row in rows)

    def set_closed(self, name: str, *, closed: bool) -> None:
        """Close an account and end its sessions and tokens, or open it again. Raises AccountError for no such name."""
        with self.store.changing() as store:
            if not store.execute(
                "update accounts set closed = ?, failures = 0 where name = ?", (closed, name)
            ).rowcount:
                raise AccountError(f"There is no account {name!r}.")
            if closed:
                store.execute("delete from sessions where account = ?", (name,))
                store.execute("delete from tokens where account = ?", (name,))

    def check(self, name: str, password: str) -> None:
        """Do nothing if ``password`` is that of an open account ``name``; count it if it is wrong.

        Raises AccountError, the same for every reason but a lock.
        """
        refused = AccountError("The name or the password is wrong.")
        with self.store.reading() as store:
            row = store.execute(
                "select password, locked_until, closed from accounts where name = ?", (name,)
            ).fetchone()
        if row is None or row[2]:
            fits(password, None)
            raise refused
        kept, locked_until, _ = row
        if locked_until and datetime.fromisoformat(locked_until) > datetime.now(UTC):
            raise AccountError("Too many wrong passwords; the account is locked for a quarter of an hour.")
        if not fits(password, kept):
            self.failed(name)
            raise refused

    def enter(self, name: str, password: str) -> tuple[str, Session]:
        """The key of a new session, and the session. Raises AccountError as ``check`` does."""
        self.check(name, password)
        key, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self.store.changing() as store:
            stage = _stage(store, _open(store, name))
            store.execute("insert into sessions values (?, ?, ?, ?)", (digest(key), name, csrf, now()))
            if stage != "in":
                store.execute("insert into halfway values (?)", (digest(key),))
            else:
                _forgive(store, name)
        return key, Session(self.account(name), csrf, stage)

    def failed(self, name: str) -> None:
        """Count a wrong password or second factor; the fifth in a row locks the account and ends what is halfway."""
        with self.store.changing() as store:
            (failures,) = store.execute("select failures from accounts where name = ?", (name,)).fetchone()
            until = (datetime.now(UTC) + LOCKED).isoformat() if failures + 1 >= FAILURES else None
            store.execute(
                "update accounts set failures = ?, locked_until = ? where name = ?",
                (0 if until else failures + 1, until, name),
            )
            if until:
                end_halfway(store, name)

    def passed(self, key: str) -> None:
        """A session that was halfway has come in."""
        with self.store.changing() as store:
            store.execute("delete from halfway where session = ?", (digest(key),))
            _forgive(store, store.execute("select account from sessions where key = ?", (digest(key),)).fetchone()[0])

    def leave(self, key: str) -> None:
        """End a session."""
        with self.store.changing() as store:
            store.execute("delete from sessions where key = ?", (digest(key),))
            store.execute("delete from halfway where session = ?", (digest(key),))

    def session(self, key: str) -> Session | None:
        """The session with this key, used again now; None where there is none or it has run out."""
        kept = digest(key)
        with self.store.reading() as store:
            row = store.execute("select account, csrf, used from sessions where key = ?", (kept,)).fetchone()
            halfway = store.execute("select 1 from halfway where session = ?", (kept,)).fetchone()
        if row is None:
            return None
        idle = datetime.now(UTC) - datetime.fromisoformat(row[2])
        if idle > SESSION:
            self.leave(key)
            return None
        if idle > SESSION / 60:
            with self.store.changing() as store:
                store.execute("update sessions set used = ? where key = ?", (now(), kept))
        account = self.account(row[0])
        if not halfway:
            return Session(account, row[1])
        with self.store.reading() as store:
            return Session(account, row[1], "second" if _has_factor(store, account.name) else "enrol")

    def issue(self, name: str, label: str) -> str:
        """A token with which a script comes in as the account ``name``. It is shown this once."""
        account = self.account(name)
        token = secrets.token_urlsafe(32)
        with self.store.changing() as store:
            store.execute("insert into tokens values (?, ?, ?, ?)", (digest(token), account.name, label, now()))
        return token

    def bearer(self, token: str) -> Session | None:
        """Who comes in with ``token``; None if nobody does."""
        with self.store.reading() as store:
            row = store.execute(_BEARER, (digest(token),)).fetchone()
        return None if row is None else Session(_account(row), "")

    def account(self, name: str) -> Account:
        """The open account ``name``. Raises AccountError if there is none."""
        with self.store.reading() as store:
            return _open(store, name)


_ACCOUNTS = "select name, role, source, sectors, delay_h, closed from accounts"
_BEARER = (
    "select name, role, source, sectors, delay_h, closed from accounts join tokens on tokens.account = accounts.name"
    " where tokens.key = ? and not closed"
)


def _account(row: tuple[str, Role, str, str, float, int]) -> Account:
    name, role, source, sectors, delay_h, closed = row
    limited = tuple(msgspec.json.decode(sectors, type=list[str]))
    return Account(name=name, role=role, source=source, sectors=limited, delay_h=delay_h, closed=bool(closed))


def long_enough(password: str) -> None:
    """Raises AccountError for a password that is too short."""
    if len(password) < SHORTEST:
        raise AccountError(f"A password has at least {SHORTEST} characters.")


def end_halfway(store: sqlite3.Connection, name: str) -> None:
    """End the sessions of ``name`` that did not give their second factor yet."""
    store.execute("delete from sessions where account = ? and key in (select session from halfway)", (name,))


def _open(store: sqlite3.Connection, name: str) -> Account:
    row = store.execute(f"{_ACCOUNTS} where name = ? and not closed", (name,)).fetchone()
    if row is None:
        raise AccountError(f"There is no account {name!r}.")
    return _account(row)


def _stage(store: sqlite3.Connection, account: Account) -> Stage:
    if _has_factor(store, account.name):
        return "second"
    return "enrol" if store.execute("select 1 from required where role = ?", (account.role,)).fetchone() else "in"


def _has_factor(store: sqlite3.Connection, name: str) -> bool:
    found = store.execute("select 1 from factors where account = ? and confirmed", (name,)).fetchone()
    return found is not None


def _forgive(store: sqlite3.Connection, name: str) -> None:
    store.execute("update accounts set failures = 0, locked_until = null where name = ?", (name,))


def _insert(store: sqlite3.Connection, account: Account, password: str) -> Account:
    if not _NAME.fullmatch(account.name):
        raise AccountError("A name has 2 to 64 letters, digits, spaces or .@_- and no space at its ends.")
    if account.role not in ROLES:
        raise AccountError(f"There is no role {account.role!r}. There are: {', '.join(ROLES)}.")
    long_enough(password)
    try:
        store.execute(
            "insert into accounts (name, role, password, source, sectors, delay_h) values (?, ?, ?, ?, ?, ?)",
            (
                account.name,
                account.role,
                hashed(password),
                account.source,
                msgspec.json.encode(account.sectors).decode(),
                account.delay_h,
            ),
        )
    except sqlite3.IntegrityError:
        raise AccountError(f"There is an account {account.name!r} already.") from None
    return account
