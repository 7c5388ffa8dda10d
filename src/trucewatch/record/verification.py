"""The whole record recomputed from its bytes; every fault named with its place."""

from collections import deque
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
_ALL = (1 << 63) - 1


class _Signed(NamedTuple):
    size: int
    root: bytes
    label: str


class _Tree:
    """Grows the tree over the stored leaf hashes and compares it with every root that was signed."""

    def __init__(self, signed: list[_Signed], findings: list[Finding]) -> None:
        self.frontier = merkle.Frontier()
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.whole = True
        self._due = deque(signed)
        self._waiting: list[bytes] = []
        self._proven = 0
        self._differs = False
        self._findings = findings
        self._settle(0)

    def add(self, seq: int, leaf: bytes) -> None:
        self._waiting.append(leaf)
        if self._due and self._due[0].size == seq:
            self._settle(seq)

    def gap(self, first: int, last: int) -> None:
        """Entries are missing: no root from here on can be made again."""
        self.whole = False
        self._findings.append(Finding("entries missing", _span(first, last), f"entry {last + 1} follows {first - 1}"))

    def end(self, last: int) -> None:
        """There is no entry after ``last``."""
        if self._due:
            late = self._due[-1]
            self.whole = False
            self._findings.append(
                Finding(
                    "entries missing", _span(last + 1, late.size), f"{late.label} was signed over {late.size} entries"
                )
            )
        elif last > self._proven and self.whole and not self._differs:
            self._findings.append(
                Finding("entries not signed for", _span(self._proven + 1, last), "no checkpoint covers them")
            )
        self._grow()

    def _grow(self) -> None:
        self.frontier, complete = merkle.extend(self.frontier, self._waiting)
        self._waiting.clear()
        self.nodes.update({(node.level, node.number): node.hash for node in complete})

    def _settle(self, size: int) -> None:
        self._grow()
        while self._due and self._due[0].size == size:
            signed = self._due.popleft()
            if merkle.root(self.frontier) == signed.root:
                self._proven = size
            elif self.whole and not self._differs:
                # Once one root differs, so do all after it.
                self._differs = True
                self._findings.append(
                    Finding(
                        "root differs",
                        signed.label,
                        f"{_span(self._proven + 1, size)} are not those that were signed; later roots cannot be told",
                    )
                )


class _Seen(NamedTuple):
    """What the pass over the entries leaves for the checks of the other tables and files."""

    findings: list[Finding]
    evidence: dict[str, str]
    commitments: dict[str, tuple[str, str]]
    redactions: dict[str, str]

    def found(self, what: str, where: str, detail: str) -> None:
        self.findings.append(Finding(what, where, detail))


def verify(connection: Connection, evidence: EvidenceStore, key: VerifierKey, against: Iterable[str]) -> Verification:
    """Check the record behind ``connection`` and ``evidence``; see ``Record.verify``."""
    seen = _Seen([], {}, {}, {})
    signed = sorted([*_stored_checkpoints(connection, key, seen), *_held_checkpoints(against, key, seen)])
    tree = _Tree(signed, seen.findings)
    _check_entries(connection, tree, seen)
    if tree.whole:
        _check_nodes(connection, tree, seen)
    redacted = _check_private(connection, seen)
    _check_evidence(evidence, seen)
    return Verification(tree.frontier.size, merkle.root(tree.frontier).hex(), tuple(seen.findings), redacted)


def _span(first: int, last: int) -> str:
    return f"entries {first} to {last}"


def _stored_checkpoints(connection: Connection, key: VerifierKey, seen: _Seen) -> Iterator[_Signed]:
    for row in ledger.notes(connection):
        where = f"checkpoint {row.size}"
        try:
            checkpoint = Checkpoint.parse(row.note, key)
        except NoteError as error:
            seen.found("checkpoint not valid", where, str(error))
            continue
        if (checkpoint.size, checkpoint.root) != (row.size, row.root.hex()):
            seen.found("column changed", where, f"its note says size {checkpoint.size}, root {checkpoint.root}")
        yield _Signed(checkpoint.size, bytes.fromhex(checkpoint.root), where)


def _held_checkpoints(against: Iterable[str], key: VerifierKey, seen: _Seen) -> Iterator[_Signed]:
    for number, note in enumerate(against, start=1):
        where = f"held checkpoint {number}"
        try:
            checkpoint = Checkpoint.parse(note, key)
        except NoteError as error:
            seen.found("checkpoint not valid", where, str(error))
            continue
        yield _Signed(checkpoint.size, bytes.fromhex(checkpoint.root), where)


def _check_entries(connection: Connection, tree: _Tree, seen: _Seen) -> None:
    """Check every row by itself and against the one before it, and grow the tree over them."""
    last_seq, last_id, last_said, last_entered = 0, "", "", 0
    for seq, entry_id, entry_key, kind, entered_at, stored_hash, leaf_bytes in ledger.rows(connection, _ALL):
        where = f"entry {seq} ({entry_id})"
        if seq != last_seq + 1:
            tree.gap(last_seq + 1, seq - 1)
        last_seq = seq
        tree.add(seq, stored_hash)
        if sha256(b"\x00" + leaf_bytes).digest() != stored_hash:
            seen.found("entry changed", where, "its bytes do not have the hash that is in the log")
        try:
            outline = _OUTLINE.decode(leaf_bytes)
            if outline.entered_at != last_said:
                last_said, last_entered = outline.entered_at, microseconds(datetime.fromisoformat(outline.entered_at))
        except ValueError as error:
            seen.found("entry unreadable", where, str(error))
            continue
        if (outline.id, outline.key, outline.payload.type, last_entered) != (entry_id, entry_key, kind, entered_at):
            seen.found("column changed", where, "id, key, kind or time beside its bytes differ from those in them")
        if outline.id <= last_id:
            seen.found("entry out of order", where, f"its id does not come after that of the one before it, {last_id}")
        last_id = outline.id
        for item in outline.evidence:
            seen.evidence.setdefault(item.sha256, where)
        if outline.private:
            seen.commitments[outline.id] = (outline.private, where)
        if kind == "redaction":
            _note_redaction(leaf_bytes, where, seen)
    tree.end(last_seq)


def _note_redaction(leaf_bytes: bytes, where: str, seen: _Seen) -> None:
    try:
        payload = DECODER.decode(leaf_bytes).payload
    except ValueError as error:
        seen.found("entry unreadable", where, str(error))
        return
    if isinstance(payload, Redaction):
        seen.redactions[payload.of] = where


def _check_nodes(connection: Connection, tree: _Tree, seen: _Seen) -> None:
    stored = {(row.level, row.number): row.hash for row in connection.execute(select(nodes))}
    for level, number in sorted(stored.keys() | tree.nodes.keys()):
        if stored.get((level, number)) != tree.nodes.get((level, number)):
            width = merkle.TILE_WIDTH**level
            seen.found(
                "tree hash differs",
                f"level {level} hash {number} (entries {number * width + 1} to {(number + 1) * width})",
                "the stored hash is not the one that the entries' hashes make",
            )


def _check_private(connection: Connection, seen: _Seen) -> tuple[str, ...]:
    kept = {row.entry: Private(row.salt, row.data) for row in connection.execute(select(private))}
    redacted: list[str] = []
    for entry_id, (commitment, where) in seen.commitments.items():
        part = kept.pop(entry_id, None)
        redaction = seen.redactions.get(entry_id)
        if part is None and redaction is None:
            seen.found("private part missing", where, "it is not kept, and no redaction says why")
        elif part is None:
            redacted.append(entry_id)
        elif redaction is not None:
            seen.found("private part not redacted", where, f"{redaction} says it was taken out, but it is still kept")
        elif part.commitment != commitment:
            seen.found("private part changed", where, "it does not have the commitment that is in the log")
    for entry_id in kept:
        seen.found("private part unknown", f"private part of {entry_id}", "no entry is committed to it")
    return tuple(redacted)


def _check_evidence(evidence: EvidenceStore, seen: _Seen) -> None:
    there: set[str] = set()
    for digest, file in evidence.files():
        there.add(digest)
        found = digest_of(file)
        if found != digest:
            seen.found("evidence changed", str(file), f"its bytes now have the SHA-256 {found}")
    for digest, where in seen.evidence.items():
        if digest not in there:
            seen.found("evidence missing", str(evidence.path(digest)), f"{where} rests on it")
