"""Files that are small as they come and too large for any machine when unpacked."""

import io
import zipfile

MOST_UNPACKED = 2**30
"""Bytes that a packed file may have unpacked: a million rows take a third of that."""


def unpacks_to(data: bytes) -> int:
    """Bytes that the members of a ZIP archive (a spreadsheet is one) have unpacked; those of ``data`` for any other.

    What an archive says of its members is checked where it is not too much already: one that says too little fails its
    own checksums. Raises zipfile.BadZipFile for it.
    """
    if not data.startswith(b"PK"):
        return len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size <= MOST_UNPACKED and (damaged := archive.testzip()) is not None:
            raise zipfile.BadZipFile(f"{damaged} is not what the archive says of it")
    return size
