"""The bytes of a file, packed by gzip or not, and never more of them than a machine can hold."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from .bombs import MOST_UNPACKED, unpacks_to
from .errors import IntakeError


def shown(path: Path) -> str:
    """The name of a file as text that can be recorded, whatever bytes it is made of."""
    return path.name.encode("utf-8", "backslashreplace").decode("utf-8")


def packed(path: Path) -> bool:
    """True if the file begins as one of gzip does."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def binary(path: Path) -> gzip.GzipFile | io.BufferedReader:
    """The file opened for reading, unpacked on the way where it is packed."""
    return gzip.GzipFile(path, "rb") if packed(path) else path.open("rb")


def beginning(path: Path) -> bytes:
    """Its first 64 kB, unpacked."""
    with binary(path) as file:
        return file.read(1 << 16)


def whole(path: Path) -> bytes:
    """All of it, unpacked. Raises IntakeError if it is damaged, or would be more than ``MOST_UNPACKED`` bytes."""
    try:
        with binary(path) as file:
            data = file.read(MOST_UNPACKED + 1)
        if max(len(data), unpacks_to(data)) <= MOST_UNPACKED:
            return data
        raise IntakeError(
            shown(path),
            f"has more than {MOST_UNPACKED >> 20:,} MB unpacked",
            "Look at where it came from; split it if it is what it says",
        )
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(shown(path), f"is a damaged gzip file ({error})", "Fetch the file again") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise IntakeError(
            shown(path), f"is a damaged spreadsheet ({error})", "Open it, save it again, and send it again"
        ) from error
