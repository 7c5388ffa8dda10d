"""What opens an account, in its owner's hands: the password, the sessions that are open, the tokens of scripts.

Kept beside the accounts. A session or token is named by the beginning of its SHA-256, from which it cannot be told.
"""

import msgspec

from .accounts import SESSION, AccountError, Accounts, long_enough
from .passwords import hashed
from .store import digest

_NAMED = 16


class Open(msgspec.Struct, frozen=True):
    """A session that is open: when it was last used, to a few minutes; ``here`` is the one that asks."""

    id: str
    used: str
    here: bool


class Token(msgspec.Struct, frozen=True):
    """A token with which a script comes in, without its secret."""

    id: str
    label: str
    made: str


class Keyring:
    """The keys in the store of ``accounts``."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._store = accounts.store

    def change_password(self, name: str, session: str, password: str, new: str) -> None:
        """Change the password of ``name`` from ``password`` to ``new``; every session but ``session`` ends.

        Raises AccountError for a wrong password, which is counted, or a new one too short.
        """
        long_enough(new)
        self._accounts.check(name, password)
        kept = hashed(new)
        with self._store.changing() as store:
            store.execute("update accounts set password = ? where name = ?", (kept, name))
            store.execute("delete from sessions where account = ? and key != ?", (name, digest(session)))

    def sessions(self, name: str, session: str) -> tuple[Open, ...]:
        """The sessions of ``name`` that did not run out, the one used last first."""
        with self._store.reading() as store:
            rows = store.execute(
                "select key, used from sessions where account = ? and julianday(used) > julianday('now') - ?"
                " order by used desc",
                (name, SESSION.total_seconds() / 86_400),
            ).fetchall()
        return tuple(Open(key[:_NAMED], used, key == digest(session)) for key, used in rows)

    def end(self, name: str, session: str) -> None:
        """End the session of ``name`` that is named ``session``. Raises AccountError where there is none."""
        self._drop("sessions", name, session)

    def tokens(self, name: str) -> tuple[Token, ...]:
        """The tokens of ``name``, the oldest first."""
        with self._store.reading() as store:
            rows = store.execute(
                "select key, label, made from tokens where account = ? order by made", (name,)
            ).fetchall()
        return tuple(Token(key[:_NAMED], label, made) for key, label, made in rows)

    def issue(self, name: str, password: str, label: str) -> str:
        """A new token of ``name``, shown this once. Raises AccountError for a wrong password, which is counted."""
        self._accounts.check(name, password)
        return self._accounts.issue(name, label)

    def withdraw(self, name: str, token: str) -> None:
        """Take a token of ``name`` away. Raises AccountError where there is none of this name."""
        self._drop("tokens", name, token)

    def _drop(self, table: str, name: str, named: str) -> None:
        with self._store.changing() as store:
            dropped = store.execute(
                f"delete from {table} where account = ? and substr(key, 1, {_NAMED}) = ?",  # noqa: S608
                (name, named),
            ).rowcount
        if not dropped:
            raise AccountError("There is none of this name.")
