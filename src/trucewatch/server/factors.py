"""The second factor: codes by the clock (TOTP, RFC 6238), security keys, and recovery codes for the day both are lost.

Kept beside the accounts. A session that gave its password and not yet its second factor is *halfway*: it may do nothing
but that. Of a code only its step of the clock, of a recovery code only the SHA-256 is kept; each is good once.
"""

import secrets
import sqlite3
import time
from base64 import b32encode
from typing import Literal, NamedTuple
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from . import passkeys
from .accounts import AccountError, Accounts, Role, end_halfway
from .passkeys import Passkey, PasskeyError
from .store import digest, now

Kind = Literal["code", "key"]
STEP_S = 30
"""Seconds that a code is for; those of the step before and after are taken too."""
RECOVERY = 10
"""How many recovery codes are given at the first enrolment."""

_WRONG = AccountError("The second factor is wrong or was used before.")


class Factor(msgspec.Struct, frozen=True):
    """A second factor of an account, without its secret."""

    id: str
    kind: Kind
    label: str
    made: str


class Offered(NamedTuple):
    """A secret for codes by the clock that is not in use yet: its text, and the address that apps read."""

    id: str
    secret: str
    uri: str


class Factors:
    """The second factors in the store of ``accounts``."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._store = accounts.store

    def of(self, name: str) -> tuple[Factor, ...]:
        """The factors that ``name`` can come in with."""
        with self._store.reading() as store:
            rows = store.execute(
                "select id, kind, label, made from factors where account = ? and confirmed order by made", (name,)
            ).fetchall()
        return tuple(Factor(*row) for row in rows)

    def required(self) -> tuple[Role, ...]:
        """The roles that come in with a second factor only."""
        with self._store.reading() as store:
            return tuple(row[0] for row in store.execute("select role from required order by role"))

    def require(self, roles: tuple[Role, ...]) -> None:
        """Have these roles, and no others, come in with a second factor only."""
        with self._store.changing() as store:
            store.execute("delete from required")
            store.executemany("insert into required values (?)", [(role,) for role in sorted(set(roles))])

    def offer_code(self, name: str, issuer: str) -> Offered:
        """A new secret for codes; in use once ``confirm_code`` was given one of them."""
        secret, made = secrets.token_bytes(20), str(uuid4())
        with self._store.changing() as store:
            store.execute("delete from factors where account = ? and not confirmed", (name,))
            _insert(store, made, name, "code", "", secret)
        return Offered(made, b32encode(secret).decode(), _totp(secret).get_provisioning_uri(name, issuer))

    def confirm_code(self, name: str, factor: str, code: str, label: str) -> tuple[str, ...]:
        """Put an offered secret to use, given a code made of it. Gives recovery codes where it is the first factor."""
        with self._store.changing() as store:
            row = store.execute(
                "select secret from factors where id = ? and account = ? and not confirmed", (factor, name)
            ).fetchone()
            step = None if row is None else _step(row[0], code, -1)
            if step is None:
                raise AccountError("The code is not one of this secret; is the clock of the phone right?")
            store.execute(
                "update factors set confirmed = 1, label = ?, counted = ? where id = ?", (label, step, factor)
            )
            return _recovery(store, name)

    def ask(self, session: str) -> str:
        """A challenge for a key, good for this session and once."""
        asked = passkeys.challenge()
        with self._store.changing() as store:
            store.execute("insert or replace into asked values (?, ?)", (digest(session), asked))
        return asked

    def add_key(self, session: str, name: str, sent: passkeys.Enrolment, site: str, label: str) -> tuple[str, ...]:
        """Enrol a key made for the challenge last asked. Gives recovery codes where it is the first factor."""
        try:
            key = passkeys.enrolled(sent, asked=self._asked(session), site=site)
        except PasskeyError as refused:
            raise AccountError(str(refused)) from None
        with self._store.changing() as store:
            if store.execute("select 1 from factors where id = ?", (key.id,)).fetchone():
                raise AccountError("This key is enrolled already.")
            _insert(store, key.id, name, "key", label, key.public, site=key.site, counted=key.counter)
            return _recovery(store, name)

    def keys(self, name: str, site: str) -> tuple[str, ...]:
        """The ids of the keys that ``name`` has for ``site``."""
        with self._store.reading() as store:
            rows = store.execute(
                "select id from factors where account = ? and kind = 'key' and site = ?", (name, site)
            ).fetchall()
        return tuple(row[0] for row in rows)

    def pass_code(self, session: str, name: str, code: str) -> None:
        """Let a session in with a code by the clock or a recovery code. Raises AccountError; five wrong ones lock."""
        with self._store.changing() as store:
            good = _spend_code(store, name, code) or _spend_recovery(store, name, code)
        if not good:
            self._accounts.failed(name)
            raise _WRONG
        self._accounts.passed(session)

    def pass_key(self, session: str, name: str, sent: passkeys.Assertion) -> None:
        """Let a session in with what a key signed. Raises AccountError; five wrong ones lock the account."""
        asked = self._asked(session)
        with self._store.reading() as store:
            row = store.execute(
                "select id, site, secret, counted from factors where account = ? and kind = 'key' and id = ?",
                (name, sent.id),
            ).fetchone()
        try:
            if row is None:
                raise PasskeyError("This key is not enrolled.")
            key = passkeys.proved(Passkey(*row), sent, asked=asked)
        except PasskeyError as refused:
            self._accounts.failed(name)
            raise AccountError(str(refused)) from None
        with self._store.changing() as store:
            store.execute("update factors set counted = ? where id = ?", (key.counter, key.id))
        self._accounts.passed(session)

    def remove(self, name: str, factor: str) -> None:
        """Take one of the factors of ``name`` away. Raises AccountError where there is no such one."""
        with self._store.changing() as store:
            if not store.execute("delete from factors where id = ? and account = ?", (factor, name)).rowcount:
                raise AccountError("There is no such second factor.")
            end_halfway(store, name)

    def reset(self, name: str) -> None:
        """Take every factor and recovery code of ``name`` away, and end its sessions: for whoever lost them all."""
        account = self._accounts.account(name)
        with self._store.changing() as store:
            store.execute("delete from factors where account = ?", (account.name,))
            store.execute("delete from recovery where account = ?", (account.name,))
            store.execute("delete from sessions where account = ?", (account.name,))

    def _asked(self, session: str) -> str:
        with self._store.changing() as store:
            row = store.execute(
                "delete from asked where session = ? returning challenge", (digest(session),)
            ).fetchone()
        if row is None:
            raise AccountError("Nothing was asked of a key; begin again.")
        return str(row[0])


def _insert(
    store: sqlite3.Connection,
    factor: str,
    name: str,
    kind: Kind,
    label: str,
    secret: bytes,
    site: str = "",
    counted: int = -1,
) -> None:
    confirmed = kind == "key"
    row = (factor, name, kind, label, secret, site, counted, now(), confirmed)
    store.execute("insert into factors values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP_S)  # noqa: S303 - what apps for codes speak


def _step(secret: bytes, code: str, counted: int) -> int | None:
    """The step of the clock that ``code`` is of, if it is near and later than ``counted``."""
    here = int(time.time()) // STEP_S
    for step in range(max(here - 1, counted + 1), here + 2):
        try:
            _totp(secret).verify(_bare(code).encode(), step * STEP_S)
        except InvalidToken:
            continue
        return step
    return None


def _spend_code(store: sqlite3.Connection, name: str, code: str) -> bool:
    rows = store.execute(
        "select id, secret, counted from factors where account = ? and kind = 'code' and confirmed", (name,)
    ).fetchall()
    for factor, secret, counted in rows:
        if (step := _step(secret, code, counted)) is not None:
            store.execute("update factors set counted = ? where id = ?", (step, factor))
            return True
    return False


def _spend_recovery(store: sqlite3.Connection, name: str, code: str) -> bool:
    spent = store.execute("delete from recovery where key = ? and account = ?", (digest(_bare(code)), name))
    return bool(spent.rowcount)


def _recovery(store: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Recovery codes, shown this once; none where there are some."""
    if store.execute("select 1 from recovery where account = ?", (name,)).fetchone():
        return ()
    codes = tuple(secrets.token_hex(10) for _ in range(RECOVERY))
    store.executemany("insert into recovery values (?, ?)", [(digest(code), name) for code in codes])
    return tuple("-".join(code[at : at + 5] for at in range(0, 20, 5)) for code in codes)


def _bare(code: str) -> str:
    return code.replace(" ", "").replace("-", "").lower()
