"""The log, its hashes and checkpoints, the private data beside it; nothing in the log can be changed or deleted."""

import sqlalchemy as sa
from alembic import op

from trucewatch.record.schema import Int64

revision = "0001"
down_revision = None

_REFUSED = {
    "log": ("UPDATE", "DELETE"),
    "entries": ("UPDATE", "DELETE"),
    "nodes": ("UPDATE", "DELETE"),
    "checkpoints": ("UPDATE", "DELETE"),
    "private": ("UPDATE",),
}


def upgrade() -> None:
    op.create_table(
        "log",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_log"),
        sqlite_strict=True,
    )
    op.create_table(
        "entries",
        sa.Column("seq", Int64(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entered_at", Int64(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_entries"),
        sqlite_strict=True,
    )
    op.create_index("ix_entries_id", "entries", ["id"], unique=True)
    op.create_index("ix_entries_key", "entries", ["key"], unique=True)
    op.create_index("ix_entries_kind_seq", "entries", ["kind", "seq"])
    op.create_table(
        "nodes",
        sa.Column("level", Int64(), autoincrement=False, nullable=False),
        sa.Column("number", Int64(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name="pk_nodes"),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", Int64(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
        sqlite_strict=True,
    )
    op.create_table(
        "private",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_private"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    for table, acts in _REFUSED.items():
        for act in acts:
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, acts in _REFUSED.items():
        op.execute(
            f"CREATE TRIGGER {table}_refuse_rows BEFORE {' OR '.join(acts)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
        )
