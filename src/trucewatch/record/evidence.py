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

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EvidenceStore:
    """A directory of files named by their hash: ``<first two hex digits>/<the other 62>``.

    A file is written under a temporary name, flushed to the disk, renamed, and the directory flushed: whatever stands
    under a hash is whole.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._unfinished = home / "unfinished"

    def prepare(self) -> None:
        """Make the directories and sweep what a crash left unfinished. For the one writer only."""
        self._unfinished.mkdir(parents=True, exist_ok=True)
        for leftover in self._unfinished.iterdir():
            leftover.unlink()

    def path(self, digest: str) -> Path:
        return self._home / digest[:2] / digest[2:]

    def keep(self, data: bytes | Path) -> str:
        """Store ``data`` (or the bytes of the file it names, streamed) and return its SHA-256 in hex."""
        unfinished = self._unfinished / token_hex(16)
        try:
            with closing(BytesIO(data) if isinstance(data, bytes) else data.open("rb")) as source:
                digest = _copy(source, unfinished)
            target = self.path(digest)
            if target.exists():
                return digest
            if not target.parent.exists():
                target.parent.mkdir(exist_ok=True)
                _sync_directory(self._home)
            unfinished.replace(target)
            _sync_directory(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)
        return digest

    def holds(self, digest: str) -> bool:
        return _DIGEST.fullmatch(digest) is not None and self.path(digest).is_file()

    def files(self) -> Iterator[tuple[str, Path]]:
        """The digest each kept file should have, and its path, in order of the digests."""
        for shard in sorted(self._home.glob("??")):
            for file in sorted(shard.iterdir()):
                yield shard.name + file.name, file


def digest_of(file: Path) -> str:
    """The SHA-256 (hex) of the bytes of ``file``."""
    hashed = sha256()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def _copy(source: BinaryIO, target: Path) -> str:
    hashed = sha256()
    with target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
            sink.write(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    return hashed.hexdigest()


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":  # pragma: no cover - elsewhere a directory cannot be opened, and renames are journaled
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
