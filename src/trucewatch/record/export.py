"""The log written out for others: tiles for C2SP tools, and bundles that anybody can check alone."""

import base64
import json
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, select

from . import ledger, merkle
from .model import RecordError
from .notes import Checkpoint, VerifierKey
from .schema import entries

_VERIFIERS = ("verify.py", "verify.html")


def write_tiles(connection: Connection, directory: Path) -> None:
    """The layout of C2SP tlog-tiles: ``checkpoint``, ``tile/<level>/<number>``, ``tile/entries/<number>``."""
    size = ledger.size(connection)
    note = ledger.note(connection, size)
    bundle: list[bytes] = []
    for seq, leaf_bytes in ledger.leaves(connection, size):
        bundle.append(len(leaf_bytes).to_bytes(2, "big") + leaf_bytes)
        if len(bundle) == merkle.TILE_WIDTH or seq == size:
            _write_tile(directory / "tile" / "entries", (seq - 1) // merkle.TILE_WIDTH, bundle)
            bundle = []
    read = ledger.reader(connection)
    level, count = 0, size
    while count:
        for start in range(0, count, merkle.TILE_WIDTH):
            hashes = read(level, start, min(start + merkle.TILE_WIDTH, count))
            _write_tile(directory / "tile" / str(level), start // merkle.TILE_WIDTH, list(hashes))
        level, count = level + 1, count // merkle.TILE_WIDTH
    # Last, so that whoever follows the directory never meets a checkpoint without its tiles.
    (directory / "checkpoint").write_text(note, encoding="utf-8")


def _write_tile(level: Path, number: int, parts: list[bytes]) -> None:
    digits = f"{number % 1000:03}"
    while number := number // 1000:
        digits = f"x{number % 1000:03}/{digits}"
    tile = level / digits
    if len(parts) < merkle.TILE_WIDTH:
        tile = tile.with_name(tile.name + ".p") / str(len(parts))
    tile.parent.mkdir(parents=True, exist_ok=True)
    tile.write_bytes(b"".join(parts))


def write_bundle(connection: Connection, key: VerifierKey, directory: Path) -> None:
    """The whole log in four files, with the verifiers beside them.

    ``entries.jsonl`` has one entry a line, byte for byte as hashed; ``leaves.txt`` their hashes in base64;
    ``checkpoints.json`` all checkpoints; ``log.pub`` the key.
    """
    directory.mkdir(parents=True, exist_ok=True)
    size = ledger.size(connection)
    with (directory / "entries.jsonl").open("wb") as lines, (directory / "leaves.txt").open("wb") as leaves:
        for *_, leaf_hash, leaf_bytes in ledger.rows(connection, size):
            lines.write(leaf_bytes + b"\n")
            leaves.write(base64.b64encode(leaf_hash) + b"\n")
    notes = [row.note for row in ledger.notes(connection)]
    (directory / "checkpoints.json").write_text(json.dumps(notes, ensure_ascii=False, indent=0), encoding="utf-8")
    _write_verifiers(key, directory)


def write_proof(connection: Connection, key: VerifierKey, entry_id: str, directory: Path) -> None:
    """One entry as ``entry-<number>.json``, its proof in C2SP form beside it (``.tlog-proof``), and the verifiers."""
    row = connection.execute(select(entries.c.seq, entries.c.leaf_bytes).where(entries.c.id == entry_id)).one_or_none()
    if row is None:
        raise RecordError(f"there is no entry {entry_id}")
    directory.mkdir(parents=True, exist_ok=True)
    size = ledger.size(connection)
    path = merkle.inclusion(ledger.reader(connection), row.seq - 1, size)
    checkpoint = Checkpoint.parse(ledger.note(connection, size), key)
    hashes = "".join(base64.b64encode(hashed).decode() + "\n" for hashed in path)
    proof = f"c2sp.org/tlog-proof@v1\nindex {row.seq - 1}\n{hashes}\n{checkpoint.note}"
    (directory / f"entry-{row.seq}.json").write_bytes(row.leaf_bytes)
    (directory / f"entry-{row.seq}.tlog-proof").write_text(proof, encoding="utf-8")
    _write_verifiers(key, directory)


def _write_verifiers(key: VerifierKey, directory: Path) -> None:
    (directory / "log.pub").write_text(key.text(), encoding="utf-8")
    for name in _VERIFIERS:
        (directory / name).write_bytes((files(__package__) / "verifiers" / name).read_bytes())
