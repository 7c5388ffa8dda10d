"""What is asked of the log's tables, statement by statement."""

import json
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import JSON, Connection, Row, Select, Text, and_, cast, column, func, literal, select

from . import merkle
from .drafting import Private
from .identifiers import microseconds
from .model import Receipt, RecordError
from .schema import checkpoints, entries, nodes, private

_AT_ONCE = 5_000

_Columns = TypeVarTuple("_Columns")


class Head(NamedTuple):
    """Where the log ends: the next entry goes after it."""

    frontier: merkle.Frontier
    last_id: str
    entered_at: int


def head(connection: Connection) -> Head:
    last = connection.execute(
        select(entries.c.seq, entries.c.id, entries.c.entered_at).order_by(entries.c.seq.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return Head(merkle.Frontier(), "", 0)
    return Head(merkle.frontier_at(reader(connection), last.seq), last.id, last.entered_at)


def size(connection: Connection) -> int:
    return connection.execute(select(func.max(entries.c.seq))).scalar() or 0


def known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of ``ids`` are ids of entries."""
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        found.update(connection.execute(select(entries.c.id).where(entries.c.id.in_(chunk))).scalars())
    return found


def size_at(connection: Connection, moment: datetime) -> int:
    """How many entries had been entered by ``moment``."""
    sought = microseconds(moment)
    low, high = 0, size(connection)
    # Entries never run backwards in time, so halving finds the last one.
    while low < high:
        middle = (low + high + 1) // 2
        entered = connection.execute(select(entries.c.entered_at).where(entries.c.seq == middle)).scalar_one()
        low, high = (middle, high) if entered <= sought else (low, middle - 1)
    return low


def reader(connection: Connection) -> merkle.Read:
    """The stored Merkle hashes, as the functions of ``merkle`` ask for them."""

    def read(level: int, start: int, stop: int) -> Sequence[bytes]:
        if level == 0:
            statement = (
                select(entries.c.leaf_hash).where(entries.c.seq.between(start + 1, stop)).order_by(entries.c.seq)
            )
        else:
            statement = (
                select(nodes.c.hash)
                .where(nodes.c.level == level, nodes.c.number.between(start, stop - 1))
                .order_by(nodes.c.number)
            )
        return connection.execute(statement).scalars().all()

    return read


def require_whole(connection: Connection, size: int) -> None:
    """Raises RecordError if any of the first ``size`` entries is gone."""
    there = connection.execute(select(func.count()).select_from(entries).where(entries.c.seq <= size)).scalar_one()
    if there != size:
        raise RecordError(f"the log has gaps: {there} of {size} entries; `trucewatch verify` names what is missing")


def receipts(connection: Connection, keys: Sequence[str]) -> dict[str, Receipt]:
    """The receipts of those ``keys`` that have an entry already."""
    found: dict[str, Receipt] = {}
    for start in range(0, len(keys), _AT_ONCE):
        chosen = keys[start : start + _AT_ONCE]
        for row in connection.execute(
            select(entries.c.key, entries.c.seq, entries.c.id).where(entries.c.key.in_(chosen))
        ):
            found[row.key] = Receipt(row.seq, row.id, repeated=True)
    return found


def continuing(connection: Connection, prefixes: Sequence[str]) -> dict[str, list[tuple[str, Receipt]]]:
    """The keys that go on from one of ``prefixes`` in lower-case hexadecimal digits, with receipts, oldest first.

    Digits sort below letters and "f" below "g" in every collation, so one index range serves each prefix.
    """
    found: dict[str, list[tuple[str, Receipt]]] = {}
    # One parameter for all: thousands of their own would take longer to compile than to look up.
    listed = json.dumps(list(prefixes))
    sqlite = connection.dialect.name == "sqlite"
    elements = func.json_each(listed) if sqlite else func.json_array_elements_text(cast(literal(listed, Text), JSON))
    prefix = elements.table_valued(column("value", Text)).c.value
    within = and_(entries.c.key >= prefix + "0", entries.c.key < prefix + "g")
    # Not ordered by the database: SQLite would then walk the log in order and try every prefix on every entry.
    for row in connection.execute(
        select(prefix.label("prefix"), entries.c.key, entries.c.seq, entries.c.id).where(within)
    ):
        found.setdefault(row.prefix, []).append((row.key, Receipt(row.seq, row.id, repeated=True)))
    for keys in found.values():
        keys.sort(key=lambda item: item[1].seq)
    return found


def rows(connection: Connection, upto: int) -> Generator[Row[int, str, str, str, int, bytes, bytes]]:
    """The rows of the log in order: seq, id, key, kind, entered_at, leaf_hash, leaf_bytes."""
    yield from _streamed(connection, select(entries).where(entries.c.seq <= upto).order_by(entries.c.seq))


def leaf(connection: Connection, entry_id: str) -> Row[int, bytes] | None:
    """The number and bytes of one entry."""
    sought = select(entries.c.seq, entries.c.leaf_bytes).where(entries.c.id == entry_id)
    return connection.execute(sought).one_or_none()


def leaves(connection: Connection, upto: int, after: int = 0, kinds: Sequence[str] = ()) -> Generator[Row[int, bytes]]:
    """The number and bytes of the entries (of ``kinds`` only, if any are named), in order."""
    statement = select(entries.c.seq, entries.c.leaf_bytes).where(entries.c.seq > after, entries.c.seq <= upto)
    if kinds:
        statement = statement.where(entries.c.kind.in_(kinds))
    yield from _streamed(connection, statement.order_by(entries.c.seq))


def _streamed(connection: Connection, statement: Select[*_Columns]) -> Generator[Row[*_Columns]]:
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as result:
        for part in result.partitions():
            yield from part


def note(connection: Connection, at: int | None) -> str:
    """The checkpoint note signed at size ``at``; the latest by default. Raises ValueError if there is none."""
    if at is None:
        at = size(connection)
    found = connection.execute(select(checkpoints.c.note).where(checkpoints.c.size == at)).scalar()
    if found is None:
        below = connection.execute(select(func.max(checkpoints.c.size)).where(checkpoints.c.size < at)).scalar()
        above = connection.execute(select(func.min(checkpoints.c.size)).where(checkpoints.c.size > at)).scalar()
        nearest = " and ".join(str(size) for size in (below, above) if size is not None)
        raise ValueError(f"no checkpoint was signed at size {at}; the nearest are at {nearest}")
    return str(found)


def notes(connection: Connection) -> Iterator[Row[int, bytes, str]]:
    """All checkpoints in order: size, root, note."""
    yield from connection.execute(select(checkpoints).order_by(checkpoints.c.size))


def private_of(connection: Connection, entry: str) -> Private | None:
    row = connection.execute(select(private).where(private.c.entry == entry)).one_or_none()
    return None if row is None else Private(row.salt, row.data)
