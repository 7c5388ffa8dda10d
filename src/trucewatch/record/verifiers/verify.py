#!/usr/bin/env python3
"""Checks an exported log, or proofs of single entries, with nothing but Python's standard library.

usage: verify.py [DIRECTORY] [--key FILE] [--held FILE ...]

DIRECTORY (default: where this file lies) holds either a whole log (entries.jsonl, leaves.txt, checkpoints.json) or
proofs (NAME.tlog-proof beside NAME.json), and the log's key, log.pub. The key proves nothing if it came the same way as
the rest: compare the fingerprint that is printed, or give your own copy with --key. With --held, give checkpoints that
you kept from earlier; they show whether anything before them was changed, removed or put in. Exit status: 0 all holds,
1 something does not, 2 nothing could be checked.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256, sha512
from pathlib import Path

Point = tuple[int, int, int, int]
Key = tuple[str, bytes, bytes]
Outcome = tuple[list[str], list[str]]

# --- Ed25519 (RFC 8032, section 5.1): points in extended coordinates (X, Y, Z, T), x = X/Z, y = Y/Z, x*y = T/Z

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def times(scalar: int, point: Point) -> Point:
    total = 0, 1, 1, 0
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(raw: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """True if ``signature`` (64 bytes) over ``message`` was made with the private half of ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % Q
    return same(times(s, BASE), add(r, times(h, a)))


# --- Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint)


class FaultError(Exception):
    """What does not hold, in words."""


def decoded(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FaultError(f"{what} is not base64") from None


def read_key(text: str) -> Key:
    """(name, four bytes of hash, public key) of a ``log.pub``."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise FaultError("the key is not of the form <name>+<hash>+<base64>")
    name, said, raw = parts[0], parts[1], decoded(parts[2], "the key")
    if len(raw) != 33 or raw[0] != 1:
        raise FaultError("the key is not an Ed25519 key (type 1)")
    hashed = sha256(name.encode() + b"\n" + raw).digest()[:4]
    if hashed.hex() != said:
        raise FaultError("the key's hash does not fit the key")
    return name, hashed, raw[1:]


def read_checkpoint(note: str, key: Key) -> tuple[int, bytes]:
    """(size, root) of a checkpoint that ``key`` signed."""
    name, hashed, public = key
    body, gap, signatures = note.rpartition("\n\n")
    if not gap:
        raise FaultError("not a signed note")
    body += "\n"
    for line in signatures.splitlines():
        mark, _, rest = line.partition(" ")
        signer, _, encoded = rest.partition(" ")
        raw = decoded(encoded, "a signature") if (mark, signer) == ("—", name) else b""
        if raw[:4] == hashed and raw:
            if not signed(public, body.encode(), raw[4:]):
                raise FaultError(f"the signature of {name} does not hold")
            break
    else:
        raise FaultError(f"not signed by {name}")
    lines = body.split("\n")
    if len(lines) < 4 or lines[0] != name or not re.fullmatch(r"0|[1-9][0-9]*", lines[1]):
        raise FaultError(f"not a checkpoint of {name}")
    root = decoded(lines[2], "the root")
    if len(root) != 32:
        raise FaultError("the root has not 32 bytes")
    return int(lines[1]), root


# --- Merkle trees (RFC 6962, section 2.1)


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def roots(leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """The root over the first n leaves for each n of ``sizes``."""
    peaks: list[bytes] = []
    found: dict[int, bytes] = {}
    wanted = set(sizes)
    for size in range(len(leaves) + 1):
        if size:
            peaks.append(leaves[size - 1])
            rest = size
            while rest % 2 == 0:
                right = peaks.pop()
                peaks[-1] = node_hash(peaks[-1], right)
                rest //= 2
        if size in wanted:
            folded = peaks[-1] if peaks else sha256(b"").digest()
            for peak in reversed(peaks[:-1]):
                folded = node_hash(peak, folded)
            found[size] = folded
    return found


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an audit path leads to (RFC 9162, section 2.1.3.2)."""
    if index >= size:
        raise FaultError(f"entry {index + 1} is not among the {size} that were signed")
    node, last, root = index, size - 1, leaf
    for hashed in path:
        if last == 0:
            raise FaultError("the proof has too many hashes")
        if node & 1 or node == last:
            root = node_hash(hashed, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, hashed)
        node, last = node >> 1, last >> 1
    if last:
        raise FaultError("the proof has too few hashes")
    return root


# --- The two checks


def check_log(directory: Path, key: Key, held: list[tuple[str, str]]) -> Outcome:
    """Faults of a whole exported log, and the facts that hold."""
    faults: list[str] = []
    facts: list[str] = []
    text = (directory / "entries.jsonl").read_bytes()
    lines = text.split(b"\n")[:-1] if text.endswith(b"\n") or not text else text.split(b"\n")
    leaves = []
    for number, line in enumerate((directory / "leaves.txt").read_text("ascii", "replace").split(), 1):
        try:
            leaves.append(decoded(line, f"hash {number} of leaves.txt"))
        except FaultError as fault:
            faults.append(str(fault))
            leaves.append(b"")
    notes = [
        (f"checkpoint {number}", note)
        for number, note in enumerate(json.loads((directory / "checkpoints.json").read_text("utf-8")), 1)
    ]
    if not notes:
        faults.append("there is no checkpoint, so nothing is signed")
    signed_roots = []
    for label, note in notes + held:
        try:
            size, root = read_checkpoint(note, key)
        except FaultError as fault:
            faults.append(f"{label}: {fault}")
        else:
            signed_roots.append((size, root, label))
    signed_roots.sort()
    found = roots(leaves, [size for size, _, _ in signed_roots])
    proven = 0
    for size, root, label in signed_roots:
        if size > len(leaves):
            faults.append(f"{label}: signed over {size} entries, but only {len(leaves)} are here; the rest is missing")
            break
        if found[size] != root:
            faults.append(f"{label}: entries {proven + 1} to {size} are not those that were signed")
            break
        proven = size
    if proven < len(leaves) and not faults:
        faults.append(f"entries {proven + 1} to {len(leaves)}: no checkpoint covers them")
    faults += misplaced(lines, leaves)
    facts.append(f"{len(lines)} entries, {len(signed_roots)} signed checkpoints, the last over {proven} entries")
    if proven:
        facts.append(f"root {found[proven].hex()}")
    return faults, facts


def misplaced(lines: Sequence[bytes], leaves: Sequence[bytes]) -> list[str]:
    """Entries whose bytes are not where the log has them, named by their number."""
    faults = []
    place = {leaf: number for number, leaf in reversed(list(enumerate(leaves, 1)))}
    seen: set[int] = set()
    last = 0
    for number, line in enumerate(lines, 1):
        hashed = leaf_hash(line)
        found = number if leaves[number - 1 : number] == [hashed] else place.get(hashed)
        if found is None:
            faults.append(f"entry {number}: changed; the log has no entry with the bytes of this line")
        elif found in seen:
            faults.append(f"entry {found}: here twice, again on line {number}")
        elif found < last:
            faults.append(f"entry {found}: out of its place, on line {number}")
        if found is not None:
            seen.add(found)
            last = max(last, found)
    faults += [f"entry {number}: missing" for number in range(1, len(leaves) + 1) if number not in seen]
    return faults


def check_proof(proof: Path, key: Key, held: list[tuple[str, str]]) -> Outcome:
    """Faults of one entry's proof, and the facts that hold."""
    head, gap, note = proof.read_text("utf-8").partition("\n\n")
    lines = head.split("\n")
    lines = [lines[0], *lines[2:]] if len(lines) > 1 and lines[1].startswith("extra ") else lines
    try:
        if not gap or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
            raise FaultError("not a tlog-proof")
        index = int(lines[1].removeprefix("index "))
        size, root = read_checkpoint(note, key)
        entry = proof.with_suffix(".json").read_bytes()
        path = [decoded(line, "a hash of the proof") for line in lines[2:]]
        if root_from_inclusion(leaf_hash(entry), index, size, path) != root:
            raise FaultError("the entry is not, with these bytes, in the log that was signed")
        for label, other in held:
            held_size, held_root = read_checkpoint(other, key)
            if held_size == size and held_root != root:
                raise FaultError(f"{label} is of the same size with another root: the log was written twice")
    except (FaultError, OSError, ValueError) as fault:
        return [f"{proof.name}: {fault}"], []
    return [], [f"{proof.name}: entry {index + 1} is in the log of {size} entries, unchanged"]


def check(directory: Path, key_text: str | None = None, held: Iterable[tuple[str, str]] = ()) -> Outcome:
    """Faults and facts of whatever ``directory`` holds; raises FaultError if that is nothing to check."""
    if key_text is None:
        key_text = (directory / "log.pub").read_text("utf-8")
    key = read_key(key_text)
    facts = [f"log {key[0]}, key fingerprint {sha256(key[2]).hexdigest()}"]
    faults = []
    checks = []
    if (directory / "entries.jsonl").exists():
        checks.append(check_log(directory, key, list(held)))
    checks += [check_proof(proof, key, list(held)) for proof in sorted(directory.glob("*.tlog-proof"))]
    if not checks:
        raise FaultError(f"{directory} holds neither entries.jsonl nor a .tlog-proof")
    for more_faults, more_facts in checks:
        faults += more_faults
        facts += more_facts
    return faults, facts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--key", type=Path, help="your own copy of log.pub")
    parser.add_argument("--held", type=Path, nargs="+", default=[], help="checkpoints that you kept")
    options = parser.parse_args(arguments)
    try:
        held = [(path.name, path.read_text("utf-8")) for path in options.held]
        faults, facts = check(options.directory, options.key and options.key.read_text("utf-8"), held)
    except (FaultError, OSError, ValueError) as fault:
        print(f"NOT CHECKED: {fault}", file=sys.stderr)
        return 2
    for fact in facts:
        print(fact)
    for words in faults:
        print(f"FAULT  {words}")
    print(f"DOES NOT HOLD: {len(faults)} faults" if faults else "ALL HOLDS")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
