"""Delimited text into rows: its encoding and its delimiter found out, its quotation marks borne with."""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .errors import IntakeError
from .packed import beginning, binary, shown
from .table import RawRow, Table

_CHUNK = 1 << 20
_LONGEST_ROW = 100
_LONGEST_CELL = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def delimited(path: Path, encoding: str, delimiter: str) -> Table:
    """The table of a text file; ``encoding`` and ``delimiter`` "" are found out. IntakeError: it is no text."""
    lines, found, notices = _survey(path, encoding)
    errors = "strict" if found in ("utf-8", "utf-8-sig") and not notices else "replace"

    def text(place: Path) -> Iterator[str]:
        with io.TextIOWrapper(binary(place), encoding=found, errors=errors, newline="") as file:
            yield from file

    sign = delimiter or _delimiter(text(path))
    spelt = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}.get(sign, sign)
    return Table(
        name=shown(path),
        how=f"{found}, {spelt}",
        rows=lambda place: split_rows(text(place), sign),
        total=lines,
        notices=notices,
    )


def _survey(path: Path, encoding: str) -> tuple[int, str, tuple[str, ...]]:
    """Read through the whole file once: its lines, its encoding, and what to say about it."""
    name = shown(path)
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise IntakeError(name, f"{encoding!r} is no encoding", "Correct the encoding in the mapping") from None
    head = beginning(path)
    found = encoding or _marked(head)
    wide = codecs.lookup(found).name.startswith(("utf-16", "utf-32")) if found else False
    decoder = codecs.getincrementaldecoder(found or "utf-8")("strict")
    lines, valid, last, sample = 0, True, b"\n", bytearray()
    try:
        with binary(path) as file:
            while chunk := file.read(_CHUNK):
                if not wide and (junk := _CONTROL.findall(chunk)) and len(junk) > 4 + len(chunk) // 50:
                    raise IntakeError(name, "holds binary data, not text", "Save the table as CSV or XLSX")
                lines += chunk.count(b"\n")
                last = chunk[-1:]
                if valid:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        valid = False
                if len(sample) < 4 * _CHUNK:
                    sample += chunk
        if valid:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                valid = False
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(name, f"is a damaged gzip file ({error})", "Fetch the file again") from error
    notices: list[str] = []
    if not valid and not found:
        found = _legacy(bytes(sample))
        notices.append(
            "some bytes are not UTF-8; rows that hold them are quarantined"
            if found == "utf-8"
            else f"not UTF-8: read as {found}, judged by its letters; say encoding in a mapping if that is wrong"
        )
    elif not valid:
        notices.append(f"some bytes are not {found}; rows that hold them are quarantined")
    if last not in (b"\n", b"\r", b"\x00"):
        lines += 1
        notices.append("the last line has no line break: check that the file is whole")
    return lines, found or "utf-8", tuple(notices)


def _marked(head: bytes) -> str:
    """The encoding told by a byte-order mark, or by the zero bytes of UTF-16; "" where nothing tells."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2], head[1:2000:2]
    if odd and odd.count(0) > len(odd) * 0.4 and even.count(0) < len(even) * 0.05:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.4 and odd.count(0) < len(odd) * 0.05:
        return "utf-16-be"
    return ""


def _legacy(sample: bytes) -> str:
    """Which encoding a text that is not clean UTF-8 is in: damaged UTF-8, Windows-1251 or Windows-1252."""
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", sample))
    high = len(re.findall(rb"[\x80-\xff]", sample))
    if good * 2 > high / 2:
        return "utf-8"
    in_words = sum(len(run) for run in re.findall(rb"[\xc0-\xff\xa8\xb8]{3,}", sample))
    return "windows-1251" if in_words > high / 2 else "windows-1252"


def _delimiter(lines: Iterator[str]) -> str:
    """The sign that divides most of the first rows into the same number of cells, more than one."""
    sample = [line for _, line in zip(range(60), lines, strict=False) if line.strip()]
    best, best_score = ",", 0.0
    for sign in _DELIMITERS:
        widths = Counter(len(row.cells) for row in split_rows(iter(sample), sign))
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = times / max(1, widths.total()) * min(width, 4) if width > 1 else 0.0
        if score > best_score:
            best, best_score = sign, score
    return best


def split_rows(lines: Iterator[str], delimiter: str) -> Iterator[RawRow]:
    """The rows of delimited text, as RFC 4180 has them; numbers are those of the line a row begins on.

    A quotation mark that is opened and not closed within 100 lines does not swallow the rest of the file: the line
    it stands on becomes a row of its own that says so. Blank lines are passed over.
    """
    queue: list[tuple[int, str]] = []
    numbered = enumerate(lines, start=1)

    def following() -> tuple[int, str] | None:
        return queue.pop(0) if queue else next(numbered, None)

    while (item := following()) is not None:
        number, line = item
        taken = [item]
        quoted = '"' in line
        while quoted and _open(text := "".join(part for _, part in taken), delimiter) and len(taken) < _LONGEST_ROW:
            if len(text) > _LONGEST_CELL or (more := following()) is None:
                break
            taken.append(more)
        text = line if len(taken) == 1 else "".join(part for _, part in taken)
        if quoted and _open(text, delimiter):
            queue[:0] = taken[1:]
            yield RawRow(number, line.rstrip("\r\n").split(delimiter), "a quotation mark is opened and never closed")
            continue
        stripped = text.rstrip("\r\n")
        if not stripped.strip():
            continue
        cells = next(csv.reader([text], delimiter=delimiter)) if quoted else stripped.split(delimiter)
        yield RawRow(number, cells)


def _open(text: str, delimiter: str) -> bool:
    """True if ``text`` ends inside a quoted cell. A mark in the middle of an unquoted cell is an ordinary character."""
    position, length = 0, len(text)
    while position < length:
        if text[position] != '"':
            following = text.find(delimiter, position)
            if following < 0:
                return False
            position = following + 1
            continue
        position += 1
        while True:
            mark = text.find('"', position)
            if mark < 0:
                return True
            if text[mark + 1 : mark + 2] == '"':
                position = mark + 2
                continue
            break
        following = text.find(delimiter, mark + 1)
        if following < 0:
            return False
        position = following + 1
    return False
