"""The record of a mission: one directory, one log, one writer."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, insert, select

from trucewatch.domain import Redaction

from . import database as databases
from . import ledger, merkle
from .drafting import DECODER, ready
from .evidence import EvidenceStore, Incoming
from .export import write_bundle, write_proof, write_tiles
from .holdings import REVISING, Holdings, hold
from .model import Draft, Receipt, RecordError, Stored, Verification
from .notes import Checkpoint, NoteError, Signer, VerifierKey
from .schema import log
from .verification import verify
from .writer import Writer, insert_checkpoint

WAIT_S = 10.0
"""How long ``Record.open`` waits for another writer to end."""


class Record:
    """An append-only signed log of entries and the evidence they rest on.

    Made with ``create`` or ``open``; a context manager. One process at a time may hold it open for writing; readers are
    never kept waiting. All methods may be called from several threads.
    """

    def __init__(self, home: Path, engine: Engine, resources: ExitStack, signer: Signer | None) -> None:
        with engine.connect() as connection:
            named = connection.execute(select(log)).one()
        self.home = home
        self.origin: str = named.origin
        self.node: str = named.node
        self.key = VerifierKey.parse(named.key)
        self._engine = engine
        self._evidence = EvidenceStore(home / "evidence")
        self._kept: set[str] = set()
        self._writer: Writer | None = None
        if signer is not None:
            if signer.key != self.key:
                raise RecordError(f"{home / 'log.key'} is the key of another log; put back the key of {self.origin}")
            self._evidence.prepare()
            self._writer = Writer(engine, signer)
            resources.callback(self._writer.close)
        self._resources = resources.pop_all()

    @classmethod
    def create(cls, home: Path, *, origin: str, node: str = "hq", database: str | None = None) -> Self:
        """Make an empty record in the directory ``home`` and open it for writing.

        ``origin`` names the log in every checkpoint (no spaces, no ``+``); ``database`` is an SQLAlchemy URL where the
        log shall not be in ``home/record.db``. Raises RecordError if there is a record already, NoteError for an origin
        that cannot be signed for.
        """
        signer = Signer.generate(origin)
        home.mkdir(parents=True, exist_ok=True)
        secret = home / "log.key"
        if secret.exists():
            raise RecordError(
                f"{secret} belongs to a record; open it (if making it was interrupted, remove the key and start again)"
            )
        engine = databases.connect(database or _sqlite(home), read_only=False)
        try:
            with engine.begin() as connection:
                if databases.version(connection) is not None:
                    raise RecordError(
                        f"{engine.url.render_as_string()} holds a record; every record needs its own database"
                    )
                databases.migrate(connection)
                connection.execute(insert(log).values(origin=origin, node=node, key=signer.key.text()))
                insert_checkpoint(connection, signer, merkle.Frontier())
                _write_secret(secret, signer.text())
                (home / "log.pub").write_text(signer.key.text(), encoding="utf-8")
        except BaseException:
            secret.unlink(missing_ok=True)
            raise
        finally:
            engine.dispose()
        return cls.open(home, database=database)

    @classmethod
    def open(cls, home: Path, *, database: str | None = None, read_only: bool = False, wait_s: float = WAIT_S) -> Self:
        """Open the record in ``home``; for writing unless ``read_only``.

        A writer sweeps what a crash left unfinished, and brings tables of an older version up to date. Raises
        RecordBusyError if another process still writes after ``wait_s`` seconds, RecordError if there is no record, its
        key is missing or its tables do not fit this software.
        """
        if database is None and not (home / "record.db").exists():
            raise RecordError(f"no record in {home}; make one with Record.create")
        signer = None if read_only else _signer(home)
        with ExitStack() as resources:
            engine = databases.connect(database or _sqlite(home), read_only=read_only)
            resources.callback(engine.dispose)
            if not read_only:
                resources.enter_context(databases.lock(home, engine, wait_s))
            databases.ready(engine, read_only=read_only)
            return cls(home, engine, resources, signer)

    def close(self) -> None:
        """Commit what is queued and let go of the database and the lock."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, drafts: Sequence[Draft], *, author: str) -> list[Receipt]:
        """Append ``drafts`` in one durable transaction that ends with a signed checkpoint; their receipts, in order.

        A draft whose key the record knows gets the receipt of the entry it made then. Raises ValueError, nothing being
        written, if one of them cannot be recorded.
        """
        return self.submit(drafts, author=author).result()

    def submit(self, drafts: Sequence[Draft], *, author: str) -> "Future[list[Receipt]]":
        """Like ``append``, without waiting: many threads' drafts share a transaction. Raises ValueError at once."""
        writer = self._writing()
        for draft in drafts:
            for evidence in draft.evidence:
                if evidence.sha256 not in self._kept:
                    if not self._evidence.holds(evidence.sha256):
                        raise ValueError(f"evidence {evidence.name!r} ({evidence.sha256}) is not kept; keep it first")
                    self._kept.add(evidence.sha256)
        return writer.submit(ready(drafts, author, self.node))

    def keep(self, data: bytes | Path) -> str:
        """Store bytes, or a file streamed from its path, as evidence; durable on return. Its SHA-256 in hex."""
        self._writing()
        return self._evidence.keep(data)

    def incoming(self) -> Incoming:
        """A file of evidence that is still arriving: write its bytes, then keep it."""
        self._writing()
        return self._evidence.incoming()

    def evidence_path(self, sha256: str) -> Path:
        """Where the evidence with this hash lies. Raises RecordError if it is not kept here."""
        if not self._evidence.holds(sha256):
            raise RecordError(f"evidence {sha256} is not in {self.home / 'evidence'}")
        return self._evidence.path(sha256)

    @property
    def size(self) -> int:
        """The number of entries."""
        with self._engine.connect() as connection:
            return ledger.size(connection)

    def size_at(self, moment: datetime) -> int:
        """The number of entries entered up to ``moment`` (with a time zone)."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment.isoformat()} has no time zone")
        with self._engine.connect() as connection:
            return ledger.size_at(connection, moment)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """The checkpoint signed when the log had ``size`` entries; the latest by default.

        Raises ValueError where no transaction ended at that size, naming the nearest that did.
        """
        with self._engine.connect() as connection:
            note = ledger.note(connection, size)
        return Checkpoint.parse(note, self.key)

    def keys_under(self, prefixes: Sequence[str]) -> dict[str, list[tuple[str, Receipt]]]:
        """The idempotency keys in use that go on from one of ``prefixes`` in hexadecimal digits, oldest first."""
        with self._engine.connect() as connection:
            return ledger.continuing(connection, list(dict.fromkeys(prefixes)))

    def known(self, ids: Sequence[str]) -> set[str]:
        """Which of ``ids`` are ids of entries."""
        with self._engine.connect() as connection:
            return ledger.known(connection, ids)

    def find(self, entry_id: str) -> Stored | None:
        """The entry with this id; None if there is none."""
        with self._engine.connect() as connection:
            found = ledger.leaf(connection, entry_id)
        return None if found is None else Stored(found.seq, DECODER.decode(found.leaf_bytes), found.leaf_bytes)

    def entries(self, upto: int | None = None, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[Stored]:
        """The entries (of ``kinds`` only, if any are named) with numbers above ``after``, up to ``upto``, in order.

        All are from one state of the log.
        """
        # Whoever stops half way lets go of the rows before the connection they come from.
        with (
            self._engine.connect() as connection,
            closing(ledger.leaves(connection, _upto(connection, upto), after, kinds)) as leaves,
        ):
            for seq, leaf_bytes in leaves:
                yield Stored(seq, DECODER.decode(leaf_bytes), leaf_bytes)

    def holdings(self, known_at: int | None = None) -> Holdings:
        """What the record held when it had ``known_at`` entries (all by default), revisions applied.

        Raises RecordError where entries are gone.
        """
        with self._engine.connect() as connection:
            stop = _upto(connection, known_at)
            ledger.require_whole(connection, stop)
            root = merkle.root(merkle.frontier_at(ledger.reader(connection), stop)).hex()
            revising = (DECODER.decode(leaf) for _, leaf in ledger.leaves(connection, stop, kinds=REVISING))
            entries = ((seq, DECODER.decode(leaf)) for seq, leaf in ledger.leaves(connection, stop))
            return hold(revising, entries, stop, root)

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """The Merkle audit path of entry ``seq`` (leaf ``seq - 1``) in the tree of the first ``size`` entries."""
        with self._engine.connect() as connection:
            return merkle.inclusion(ledger.reader(connection), seq - 1, _upto(connection, size))

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the first ``old`` entries are unchanged among the first ``new``."""
        with self._engine.connect() as connection:
            return merkle.consistency(ledger.reader(connection), old, _upto(connection, new))

    def verify(self, against: Iterable[str] = ()) -> Verification:
        """Recompute everything: entries, columns, tree, checkpoints, private parts, evidence.

        ``against`` are checkpoint notes that others hold of this log; they show whether it was rolled back or written
        anew since.
        """
        with self._engine.connect() as connection:
            return verify(connection, self._evidence, self.key, against)

    def export_tiles(self, directory: Path) -> None:
        """Write the log in the layout of C2SP tlog-tiles, as third parties' tools read it."""
        with self._engine.connect() as connection:
            write_tiles(connection, directory)

    def export_bundle(self, directory: Path) -> None:
        """Write the whole log, its checkpoints and its key, with verifiers that need no other software."""
        with self._engine.connect() as connection:
            write_bundle(connection, self.key, directory)

    def export_proof(self, entry_id: str, directory: Path) -> None:
        """Write one entry with the proof that it is in the log; whoever gets it sees no other entry.

        Raises RecordError if there is no such entry.
        """
        with self._engine.connect() as connection:
            write_proof(connection, self.key, entry_id, directory)

    def private(self, entry_id: str) -> bytes | None:
        """The private data of an entry; None if it never had any or it was redacted."""
        with self._engine.connect() as connection:
            kept = ledger.private_of(connection, entry_id)
        return None if kept is None else kept.data

    def redact(self, entry_id: str, reason: str, *, author: str) -> Receipt:
        """Take the private data of an entry out of the store for good, and say so in the log.

        Every proof holds as before. SQLite overwrites its last copy once no reader holds an older state open. Raises
        RecordError if the entry has no private data here.
        """
        with self._engine.connect() as connection:
            kept = ledger.private_of(connection, entry_id)
        if kept is None:
            raise RecordError(f"entry {entry_id} has no private data to redact")
        redaction = Redaction(of=entry_id, commitment=kept.commitment, reason=reason)
        [receipt] = self.append([Draft(redaction, key=f"redact:{entry_id}")], author=author)
        databases.scrub(self._engine)
        return receipt

    def _writing(self) -> Writer:
        if self._writer is None:
            raise RecordError("the record is open for reading only")
        return self._writer


def _upto(connection: Connection, size: int | None) -> int:
    whole = ledger.size(connection)
    if size is None:
        return whole
    if not 0 <= size <= whole:
        raise ValueError(f"the record has {whole} entries; there is no state of it with {size}")
    return size


def _sqlite(home: Path) -> str:
    return f"sqlite:///{home / 'record.db'}"


def _signer(home: Path) -> Signer:
    secret = home / "log.key"
    try:
        return Signer.parse(secret.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"{secret} is missing: the record can be read (read_only), not written") from None
    except NoteError as error:
        raise RecordError(f"{secret}: {error}") from error


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
