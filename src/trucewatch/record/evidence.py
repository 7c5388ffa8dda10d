"""Files kept by the SHA-256 of their bytes, written so that a half-written one can never be taken for a whole one."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

UNFINISHED = "unfinished"
"""The directory of files that are still arriving."""

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EvidenceStore:
    """A directory of files named by their hash: ``<first two hex digits>/<the other 62>``.

    A file is written under a temporary name, flushed to the disk, renamed, and the directory flushed: whatever stands
    under a hash is whole.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._unfinished = home / UNFINISHED

    def prepare(self) -> None:
        """Make the directories and sweep what a crash left unfinished. For the one writer only."""
        self._unfinished.mkdir(parents=True, exist_ok=True)
        for leftover in self._unfinished.iterdir():
            leftover.unlink()

    def path(self, digest: str) -> Path:
        return self._home / digest[:2] / digest[2:]

    def incoming(self) -> "Incoming":
        """A file whose bytes come piece by piece; close it whether or not it was kept."""
        return Incoming(self, self._unfinished / token_hex(16))

    def keep(self, data: bytes | Path) -> str:
        """Store ``data`` (or the bytes of the file it names, streamed) and return its SHA-256 in hex."""
        with closing(self.incoming()) as incoming, closing(_opened(data)) as source:
            while chunk := source.read(_CHUNK):
                incoming.write(chunk)
            return incoming.keep()

    def take(self, unfinished: Path, digest: str) -> None:
        """Give the flushed file ``unfinished`` its place under ``digest``, unless that is held already."""
        target = self.path(digest)
        if target.exists():
            return
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            _sync_directory(self._home)
        unfinished.replace(target)
        _sync_directory(target.parent)

    def holds(self, digest: str) -> bool:
        return _DIGEST.fullmatch(digest) is not None and self.path(digest).is_file()

    def files(self) -> Iterator[tuple[str, Path]]:
        """The digest each kept file should have, and its path, in order of the digests."""
        for shard in sorted(self._home.glob("??")):
            for file in sorted(shard.iterdir()):
                yield shard.name + file.name, file


class Incoming:
    """A file of evidence that is still arriving. Nothing of it is kept before ``keep``."""

    def __init__(self, store: EvidenceStore, unfinished: Path) -> None:
        self._store = store
        self._path = unfinished
        self._hashed = sha256()
        self._file = unfinished.open("xb")
        self.size = 0

    def write(self, chunk: bytes | bytearray) -> None:
        self._hashed.update(chunk)
        self._file.write(chunk)
        self.size += len(chunk)

    def read(self) -> bytes:
        """What has arrived so far."""
        self._file.flush()
        return self._path.read_bytes()

    def keep(self) -> str:
        """Flush it to the disk and give it its place; its SHA-256 in hex. Durable on return."""
        self._file.flush()
        os.fsync(self._file.fileno())
        digest = self._hashed.hexdigest()
        self._store.take(self._path, digest)
        return digest

    def close(self) -> None:
        """Let go of it, and of its bytes if they were not kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def digest_of(file: Path) -> str:
    """The SHA-256 (hex) of the bytes of ``file``."""
    hashed = sha256()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def _opened(data: bytes | Path) -> BinaryIO:
    return BytesIO(data) if isinstance(data, bytes) else data.open("rb")


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":  # pragma: no cover - elsewhere a directory cannot be opened, and renames are journaled
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
