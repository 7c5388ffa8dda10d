"""Signed notes (C2SP signed-note) and the checkpoints made of them (C2SP tlog-checkpoint).

A key is ``<name>+<hash>+<base64 of type byte and public key>``; the type byte is a field of the key, so that
another signature algorithm can be told apart from Ed25519 (type 1). Texts end with a line feed.
"""

import base64
import binascii
import re
from hashlib import sha256
from typing import Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 1
_NAME = re.compile(r"[^\s+]+")


class NoteError(ValueError):
    """A note, key or checkpoint that is malformed, or a signature that does not hold."""


class VerifierKey(msgspec.Struct, frozen=True):
    """The public half of a log's key."""

    name: str
    public: bytes
    type: int = ED25519

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a ``log.pub`` file. Raises NoteError if it is no key or its hash does not fit."""
        name, _, rest = text.strip().partition("+")
        said, _, encoded = rest.partition("+")
        raw = _decode(encoded, "key")
        if not _NAME.fullmatch(name) or len(raw) < 2:
            raise NoteError("not a verifier key of the form <name>+<hash>+<base64>")
        if raw[0] != ED25519 or len(raw) != 33:
            raise NoteError(f"key {name} has signature type {raw[0]}; only Ed25519 (1) with 32 bytes is known")
        key = cls(name, raw[1:], raw[0])
        if key.hash.hex() != said:
            raise NoteError(f"key {name} says its hash is {said}, but it is {key.hash.hex()}")
        return key

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    def text(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{_encode(bytes([self.type]) + self.public)}\n"

    def body(self, note: str) -> str:
        """The text of ``note`` if this key signed it. Raises NoteError otherwise."""
        body, gap, signatures = note.rpartition("\n\n")
        if not gap or not signatures.endswith("\n"):
            raise NoteError("not a signed note: no blank line before its signatures")
        body += "\n"
        for line in signatures.splitlines():
            mark, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            if mark != "—" or name != self.name:
                continue
            raw = _decode(encoded, "signature")
            if raw[:4] != self.hash:
                continue
            try:
                Ed25519PublicKey.from_public_bytes(self.public).verify(raw[4:], body.encode())
            except InvalidSignature:
                raise NoteError(f"the signature of {self.name} does not hold") from None
            return body
        raise NoteError(f"no signature of {self.name.strip()} with key {self.hash.hex()}")


class Signer:
    """The private half of a log's key; signs notes."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        if not _NAME.fullmatch(name):
            raise NoteError(f"a log's origin {name!r} must not be empty nor hold spaces or +")
        self._private = private
        self.key = VerifierKey(name, private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a ``log.key`` file. Raises NoteError if it is no signer key."""
        head, _, rest = text.strip().partition("+KEY+")
        name, _, rest = rest.partition("+")
        said, _, encoded = rest.partition("+")
        raw = _decode(encoded, "key")
        if head != "PRIVATE" or len(raw) != 33 or raw[0] != ED25519:
            raise NoteError("not an Ed25519 signer key of the form PRIVATE+KEY+<name>+<hash>+<base64>")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(raw[1:]))
        if signer.key.hash.hex() != said:
            raise NoteError(f"key {name} says its hash is {said}, but it is {signer.key.hash.hex()}")
        return signer

    def text(self) -> str:
        raw = bytes([self.key.type]) + self._private.private_bytes_raw()
        return f"PRIVATE+KEY+{self.key.name}+{self.key.hash.hex()}+{_encode(raw)}\n"

    def sign(self, body: str) -> str:
        return f"{body}\n— {self.key.name} {_encode(self.key.hash + self._private.sign(body.encode()))}\n"


class Checkpoint(msgspec.Struct, frozen=True):
    """The signed state of a log: its ``origin``, its ``size`` in entries, its Merkle ``root`` (hex), the ``note``."""

    origin: str
    size: int
    root: str
    note: str

    @classmethod
    def sign(cls, signer: Signer, size: int, root: bytes) -> Self:
        note = signer.sign(f"{signer.key.name}\n{size}\n{_encode(root)}\n")
        return cls(signer.key.name, size, root.hex(), note)

    @classmethod
    def parse(cls, note: str, key: VerifierKey) -> Self:
        """Read a checkpoint that ``key`` signed. Raises NoteError if it is malformed, unsigned or of another log."""
        lines = key.body(note).split("\n")
        if len(lines) < 4 or not re.fullmatch(r"0|[1-9]\d*", lines[1]):
            raise NoteError("not a checkpoint: origin, size and root are not on its first three lines")
        if lines[0] != key.name:
            raise NoteError(f"a checkpoint of {lines[0]}, not of {key.name}")
        root = _decode(lines[2], "root")
        if len(root) != 32:
            raise NoteError("the root of a checkpoint has 32 bytes")
        return cls(lines[0], int(lines[1]), root.hex(), note)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError(f"the {what} is not base64") from None
