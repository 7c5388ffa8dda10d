"""What photos say of themselves, and which look alike: hints for a person, never a finding.

What a camera writes into a file (EXIF) can be wrong or changed; the file itself is evidence as it came. Likeness is by
the difference hash of 64 bits: it outlives scaling and compressing anew, not cropping. Source: N. Krawetz, "Kind of
Like That", 2013.
"""

import warnings
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import combinations

import msgspec
from PIL import ExifTags, Image

from trucewatch.record import Record

ALIKE_BITS = 6
"""Of 64: photos that differ in no more are shown as alike."""

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")


class Look(msgspec.Struct, frozen=True):
    """What a photo says of itself: when (with a zone only if the camera gave one), where, and what it looks like."""

    taken: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    camera: str = ""
    hash: int | None = None


class Photo(msgspec.Struct, frozen=True):
    """A photo of the record: its bytes by SHA-256, its name, the entry that brought it in first, and how it looks."""

    sha256: str
    name: str
    entry: str
    look: Look


def look_at(data: bytes) -> Look:
    """What a photo says of itself; nothing where it is none, is damaged, or is larger than a photo can be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                exif = image.getexif()
                lon, lat = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
                return Look(_taken(exif), lon, lat, str(exif.get(ExifTags.Base.Model, "")).strip(), _hash(image))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Look()


def photos(record: Record) -> list[Photo]:
    """The photos that devices sent, each of the same bytes once, in the order they came in."""
    found: dict[str, Photo] = {}
    for stored in record.entries(kinds=("submission",)):
        for file in stored.entry.evidence[1:]:
            if file.sha256 not in found and file.name.casefold().endswith(_SUFFIXES):
                look = look_at(record.evidence_path(file.sha256).read_bytes())
                found[file.sha256] = Photo(file.sha256, file.name, stored.entry.id, look)
    return list(found.values())


def alike(found: Iterable[Photo]) -> Iterator[tuple[Photo, Photo, int]]:
    """Pairs of photos of other bytes that look alike, and in how many bits of 64 they differ."""
    seen = [(photo, photo.look.hash) for photo in found if photo.look.hash is not None]
    for (one, first), (other, second) in combinations(seen, 2):
        bits = (first ^ second).bit_count()
        if bits <= ALIKE_BITS:
            yield one, other, bits


def _hash(image: Image.Image) -> int:
    """A bit for each of 8 x 8 places: whether it gets brighter to the right."""
    pixels = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (pixels[row * 9 + column] < pixels[row * 9 + column + 1])
    return bits


def _taken(exif: Image.Exif) -> datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    said = str(details.get(ExifTags.Base.DateTimeOriginal, ""))
    zone = str(details.get(ExifTags.Base.OffsetTimeOriginal, ""))
    try:
        return datetime.strptime(said + zone, "%Y:%m:%d %H:%M:%S%z" if zone else "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None


def _position(gps: dict[int, object]) -> tuple[float | None, float | None]:
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    return (lon, lat) if lon is not None and lat is not None and (lon, lat) != (0.0, 0.0) else (None, None)


def _degrees(parts: object, negative: bool) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return None if not 0 <= value <= 180 else -value if negative else value
