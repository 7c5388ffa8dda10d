"""The tables of the record, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, Index, Integer, LargeBinary, MetaData, Table, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

VERSION = "0001"
"""The migration that makes the tables below."""


class Int64(TypeDecorator[int]):
    """A whole number of 64 bits. SQLite's STRICT tables know it as INTEGER only."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Bytes(LargeBinary):
    """Bytes as both drivers take and give them, without a call for each value on the way."""

    def bind_processor(self, dialect: Dialect) -> None:
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

log = Table(
    "log",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("node", Text, nullable=False),
    Column("key", Text, nullable=False),
    sqlite_strict=True,
)
"""One row: the log's name, the node that writes it, and the text of its verifier key."""

entries = Table(
    "entries",
    metadata,
    Column("seq", Int64, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entered_at", Int64, nullable=False),
    Column("leaf_hash", Bytes, nullable=False),
    Column("leaf_bytes", Bytes, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "key", unique=True),
    Index(None, "kind", "seq"),
    sqlite_strict=True,
)
"""The log. ``leaf_bytes`` is the truth; the columns before it repeat parts of it for look-ups.

``entered_at`` is in microseconds since 1970.
"""

nodes = Table(
    "nodes",
    metadata,
    Column("level", Int64, primary_key=True, autoincrement=False),
    Column("number", Int64, primary_key=True, autoincrement=False),
    Column("hash", Bytes, nullable=False),
    sqlite_strict=True,
)
"""The Merkle hashes of level 1 and above; level 0 is ``entries.leaf_hash``."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Int64, primary_key=True, autoincrement=False),
    Column("root", Bytes, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_strict=True,
)
"""One signed checkpoint per transaction."""

private = Table(
    "private",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("salt", Bytes, nullable=False),
    Column("data", Bytes, nullable=False),
    sqlite_strict=True,
)
"""Data that entries are committed to without holding it. Rows may be deleted, never changed."""
