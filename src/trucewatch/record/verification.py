"""The whole record recomputed from its bytes; every fault named with its place."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from trucewatch.domain import Redaction

from . import ledger, merkle
from .drafting import DECODER, Private
from .evidence import EvidenceStore, digest_of
from .identifiers import microseconds
from .model import Finding, Verification
from .notes import Checkpoint, NoteError, VerifierKey
from .schema import nodes, private


class _Payload(msgspec.Struct, frozen=True):
    type: str


class _Evidence(msgspec.Struct, frozen=True):
    sha256: str


class _Outline(msgspec.Struct, frozen=True):
    """The parts of an entry that are checked against what is stored beside it."""

    id: str
    key: str
    entered_at: str
    payload: _Payload
    evidence: tuple[_Evidence, ...] = ()
    private: str = ""


_OUTLINE = msgspec.json.Decoder(_Outline)


class _Signed(NamedTuple):
    size: int
    root: bytes
    label: str


class _Log:
    """One pass over the entries: what was found, and what the checks of the other tables need to know."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.evidence: dict[str, str] = {}
        self.commitments: dict[str, tuple[str, str]] = {}
        self.redactions: dict[str, str] = {}
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontier = merkle.Frontier()
        self.rows = 0

    def found(self, what: str, where: str, detail: str) -> None:
        self.findings.append(Finding(what, where, detail))


def verify(connection: Connection, evidence: EvidenceStore, key: VerifierKey, against: Iterable[str]) -> Verification:
    """Check the record behind ``connection`` and ``evidence``; see ``Record.verify``."""
    log = _Log()
    signed = sorted([*_stored_checkpoints(connection, key, log), *_held_checkpoints(against, key, log)])
    _read_entries(connection, log, signed)
    _check_nodes(connection, log)
    redacted = _check_private(connection, log)
    _check_evidence(evidence, log)
    return Verification(log.rows, merkle.root(log.frontier).hex(), tuple(log.findings), redacted)


def _stored_checkpoints(connection: Connection, key: VerifierKey, log: _Log) -> Iterator[_Signed]:
    for row in ledger.notes(connection):
        where = f"checkpoint {row.size}"
        try:
            checkpoint = Checkpoint.parse(row.note, key)
        except NoteError as error:
            log.found("checkpoint not valid", where, str(error))
            continue
        if (checkpoint.size, checkpoint.root) != (row.size, row.root.hex()):
            log.found("column changed", where, f"its note says size {checkpoint.size}, root {checkpoint.root}")
        yield _Signed(checkpoint.size, bytes.fromhex(checkpoint.root), where)


def _held_checkpoints(against: Iterable[str], key: VerifierKey, log: _Log) -> Iterator[_Signed]:
    for number, note in enumerate(against, start=1):
        try:
            checkpoint = Checkpoint.parse(note, key)
        except NoteError as error:
            log.found("checkpoint not valid", f"held checkpoint {number}", str(error))
            continue
        yield _Signed(checkpoint.size, bytes.fromhex(checkpoint.root), f"held checkpoint {number}")


def _read_entries(connection: Connection, log: _Log, signed: list[_Signed]) -> None:
    """Check every row by itself, and the tree over all of them against every signed root."""
    due = iter(signed)
    next_signed = next(due, None)
    leaves: list[bytes] = []
    expected, last_id, last_said, last_entered = 1, "", "", 0
    proven = 0
    broken = False
    evidence = log.evidence

    def grow() -> None:
        log.frontier, complete = merkle.extend(log.frontier, leaves)
        leaves.clear()
        log.nodes.update({(node.level, node.number): node.hash for node in complete})

    def settle(size: int) -> None:
        """Compare the tree of ``size`` leaves with what was signed at that size."""
        nonlocal next_signed, proven, broken
        while next_signed is not None and next_signed.size == size:
            if merkle.root(log.frontier) == next_signed.root:
                proven = size
            elif not broken:
                # Once one root differs, so do all after it.
                broken = True
                log.found(
                    "root differs",
                    next_signed.label,
                    f"entries {proven + 1} to {size} are not those that were signed; later roots cannot be told",
                )
            next_signed = next(due, None)

    settle(0)
    for seq, entry_id, entry_key, kind, entered_at, stored_hash, leaf_bytes in ledger.rows(connection, _ALL):
        where = f"entry {seq} ({entry_id})"
        if seq != expected:
            log.found("entries missing", f"entries {expected} to {seq - 1}", f"entry {seq} follows {expected - 1}")
            broken = True
        expected = seq + 1
        log.rows += 1
        leaves.append(stored_hash)
        if sha256(b"\x00" + leaf_bytes).digest() != stored_hash:
            log.found("entry changed", where, "its bytes do not have the hash that is in the log")
        if next_signed is not None and next_signed.size == seq:
            grow()
            settle(seq)
        try:
            outline = _OUTLINE.decode(leaf_bytes)
            if outline.entered_at != last_said:
                last_said, last_entered = outline.entered_at, microseconds(datetime.fromisoformat(outline.entered_at))
        except ValueError as error:
            log.found("entry unreadable", where, str(error))
            continue
        if (outline.id, outline.key, outline.payload.type, last_entered) != (entry_id, entry_key, kind, entered_at):
            log.found("column changed", where, "id, key, kind or time beside its bytes differ from those in them")
        if outline.id <= last_id:
            log.found("entry out of order", where, f"its id does not come after that of the entry before it, {last_id}")
        last_id = outline.id
        for item in outline.evidence:
            if item.sha256 not in evidence:
                evidence[item.sha256] = where
        if outline.private:
            log.commitments[outline.id] = (outline.private, where)
        if kind == "redaction":
            _note_redaction(leaf_bytes, where, log)
    grow()
    if log.rows > proven and not broken:
        log.found("entries not signed for", f"entries {proven + 1} to {expected - 1}", "no checkpoint covers them")
    while next_signed is not None:
        log.found(
            "entries missing",
            f"entries {expected} to {next_signed.size}",
            f"{next_signed.label} was signed over {next_signed.size} entries",
        )
        next_signed = next(due, None)


_ALL = (1 << 63) - 1


def _note_redaction(leaf_bytes: bytes, where: str, log: _Log) -> None:
    try:
        payload = DECODER.decode(leaf_bytes).payload
    except ValueError as error:
        log.found("entry unreadable", where, str(error))
        return
    if isinstance(payload, Redaction):
        log.redactions[payload.of] = where


def _check_nodes(connection: Connection, log: _Log) -> None:
    stored = {(row.level, row.number): row.hash for row in connection.execute(select(nodes))}
    for level, number in sorted(stored.keys() | log.nodes.keys()):
        if stored.get((level, number)) != log.nodes.get((level, number)):
            width = merkle.TILE_WIDTH**level
            log.found(
                "tree hash differs",
                f"level {level} hash {number} (entries {number * width + 1} to {(number + 1) * width})",
                "the stored hash is not the one that the entries' hashes make",
            )


def _check_private(connection: Connection, log: _Log) -> tuple[str, ...]:
    kept = {row.entry: Private(row.salt, row.data) for row in connection.execute(select(private))}
    redacted: list[str] = []
    for entry_id, (commitment, where) in log.commitments.items():
        part = kept.pop(entry_id, None)
        redaction = log.redactions.get(entry_id)
        if part is None and redaction is None:
            log.found("private part missing", where, "it is not kept, and no redaction says why")
        elif part is None:
            redacted.append(entry_id)
        elif redaction is not None:
            log.found("private part not redacted", where, f"{redaction} says it was taken out, but it is still kept")
        elif part.commitment != commitment:
            log.found("private part changed", where, "it does not have the commitment that is in the log")
    for entry_id in kept:
        log.found("private part unknown", f"private part of {entry_id}", "no entry is committed to it")
    return tuple(redacted)


def _check_evidence(evidence: EvidenceStore, log: _Log) -> None:
    there: set[str] = set()
    for digest, file in evidence.files():
        there.add(digest)
        found = digest_of(file)
        if found != digest:
            log.found("evidence changed", str(file), f"its bytes now have the SHA-256 {found}")
    for digest, where in log.evidence.items():
        if digest not in there:
            log.found("evidence missing", str(evidence.path(digest)), f"{where} rests on it")
