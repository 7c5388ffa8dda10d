"""What the tests of the page share: how to come in as a role, in a browser of one's own."""

import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from trucewatch.domain import Claim, Span, Statement, When

ROOT = Path(__file__).parents[1]
Enter = Callable[..., Page]


def retold() -> tuple[Claim | Statement, ...]:
    """An event and a statement, each as two outlets tell of it, one of which denies what the other affirms."""
    span = Span(datetime(2023, 8, 4, 4, tzinfo=UTC), datetime(2023, 8, 4, 8, tzinfo=UTC))
    said_at = When(span.start, span.end)
    says = "Our units will {}leave the ridge near Askeran by Sunday"
    found: list[Claim | Statement] = []
    for outlet, text, word in (
        ("wire-meridian", "Shells hit the market of Stepanakert", ""),
        ("press-kura", "Shells did not hit the market of Stepanakert", "not "),
    ):
        found.append(
            Claim(claimant="hospital staff", source=outlet, measure="event", span=span, about="khankendi", text=text)
        )
        found.append(
            Statement(speaker="a spokeswoman", source=outlet, said_at=said_at, text=says.format(word), quoted=True)
        )
    return tuple(found)


def ground() -> bytes:
    """A base map of one picture for the whole world: a PMTiles archive (version 3)."""
    picture = _png(8, (200, 220, 230))
    told = b"{}"
    directory = bytes([1, 0, 1]) + _varint(len(picture)) + bytes([1])
    at_told = 127 + len(directory)
    at_tiles = at_told + len(told)
    places = (127, len(directory), at_told, len(told), at_tiles, 0, at_tiles, len(picture), 1, 1, 1)
    kinds = bytes([1, 1, 1, 2, 0, 0])
    world = struct.pack("<4iB2i", *(round(end * 1e7) for end in (-180, -85, 180, 85)), 0, 0, 0)
    return b"PMTiles\x03" + struct.pack("<11Q", *places) + kinds + world + directory + told + picture


def _varint(n: int) -> bytes:
    parts = []
    while n > 0x7F:
        parts.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*parts, n])


def _png(side: int, colour: tuple[int, int, int]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    lines = (b"\0" + bytes(colour) * side) * side
    head = struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
