"""The one writer: a thread that turns whatever has queued up into one durable transaction (group commit)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, insert

from trucewatch.domain import Redaction

from . import ledger, merkle
from .drafting import ENCODER, Ready
from .identifiers import microseconds, next_id
from .model import Receipt, RecordError
from .notes import Checkpoint, Signer
from .schema import checkpoints, entries, nodes, private

_MOST_AT_ONCE = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Job(NamedTuple):
    ready: Sequence[Ready]
    receipts: "Future[list[Receipt]]"


class Writer:
    """Takes drafts from any thread and answers each with a future of its receipts.

    A future is done only when its entries, the Merkle nodes above them and a signed checkpoint are committed.
    """

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self._engine = engine
        self._signer = signer
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._head: ledger.Head | None = None
        self._closed = False
        self._thread = Thread(target=self._run, name="trucewatch-writer", daemon=True)
        self._thread.start()

    def submit(self, ready: Sequence[Ready]) -> "Future[list[Receipt]]":
        """Queue ``ready`` as one whole: its entries come to stand in one transaction, in this order."""
        if self._closed:
            raise RecordError("the record is closed")
        job = _Job(ready, Future())
        self._queue.put(job)
        return job.receipts

    def close(self) -> None:
        """Commit what has queued up, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        for jobs in self._batches():
            try:
                with self._engine.begin() as connection:
                    head, answers = _append(connection, self._head or ledger.head(connection), self._signer, jobs)
            except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
                # The commit may have come through or not; the next batch asks the database where the log ends.
                self._head = None
                for job in jobs:
                    job.receipts.set_exception(error)
            else:
                self._head = head
                for job, receipts in zip(jobs, answers, strict=True):
                    job.receipts.set_result(receipts)

    def _batches(self) -> Iterator[list[_Job]]:
        """Whatever is queued, up to a limit, waiting only while there is nothing; ends when the writer is closed."""
        while (job := self._queue.get()) is not None:
            jobs, count = [job], len(job.ready)
            stop = False
            while count < _MOST_AT_ONCE and not stop:
                try:
                    follower = self._queue.get_nowait()
                except Empty:
                    break
                if follower is None:
                    stop = True
                else:
                    jobs.append(follower)
                    count += len(follower.ready)
            yield jobs
            if stop:
                return


def _append(
    connection: Connection, head: ledger.Head, signer: Signer, jobs: Sequence[_Job]
) -> tuple[ledger.Head, list[list[Receipt]]]:
    """Write the new entries of ``jobs`` after ``head``: the new head, and the receipts of each job."""
    known = ledger.receipts(connection, list({ready.entry.key for job in jobs for ready in job.ready}))
    # A clock set back is not followed: no entry is entered before the one it follows.
    stamp = max(microseconds(datetime.now(UTC)), head.entered_at + 1)
    entered_at = _EPOCH + timedelta(microseconds=stamp)
    seq, last_id = head.frontier.size, head.last_id
    rows: list[dict[str, Any]] = []
    kept_private: list[dict[str, Any]] = []
    redacted: list[str] = []
    answers: list[list[Receipt]] = []
    for job in jobs:
        receipts: list[Receipt] = []
        for ready in job.ready:
            key = ready.entry.key
            if (receipt := known.get(key)) is None:
                seq += 1
                last_id = next_id(stamp, last_id)
                receipt = Receipt(seq, last_id, repeated=False)
                known[key] = Receipt(seq, last_id, repeated=True)
                entry = ready.sealed(last_id, entered_at)
                leaf_bytes = ENCODER.encode(entry)
                rows.append(
                    {
                        "seq": seq,
                        "id": last_id,
                        "key": key,
                        "kind": entry.kind,
                        "entered_at": stamp,
                        "leaf_hash": merkle.leaf_hash(leaf_bytes),
                        "leaf_bytes": leaf_bytes,
                    }
                )
                if ready.private:
                    kept_private.append({"entry": last_id, "salt": ready.private.salt, "data": ready.private.data})
                if isinstance(entry.payload, Redaction):
                    redacted.append(entry.payload.of)
            receipts.append(receipt)
        answers.append(receipts)
    if not rows:
        return head, answers
    frontier, complete = merkle.extend(head.frontier, [row["leaf_hash"] for row in rows])
    connection.execute(insert(entries), rows)
    if complete:
        connection.execute(
            insert(nodes), [{"level": node.level, "number": node.number, "hash": node.hash} for node in complete]
        )
    if kept_private:
        connection.execute(insert(private), kept_private)
    if redacted:
        connection.execute(delete(private).where(private.c.entry.in_(redacted)))
    insert_checkpoint(connection, signer, frontier)
    return ledger.Head(frontier, last_id, stamp), answers


def insert_checkpoint(connection: Connection, signer: Signer, frontier: merkle.Frontier) -> None:
    """Sign the tree of ``frontier`` and keep the checkpoint."""
    root = merkle.root(frontier)
    note = Checkpoint.sign(signer, frontier.size, root).note
    connection.execute(insert(checkpoints).values(size=frontier.size, root=root, note=note))
