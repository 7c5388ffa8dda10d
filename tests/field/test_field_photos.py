"""What photos say of themselves, and which look alike."""

from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from field_world import World, filled, new_id, sound, violation
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageDraw

from trucewatch.field import Look, alike, look_at, photos


def picture(
    seed: int, *, size: tuple[int, int] = (320, 240), quality: int = 90, exif: Image.Exif | None = None
) -> bytes:
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    for step in range(12):
        x, y = (seed * 37 + step * 71) % 280, (seed * 53 + step * 29) % 200
        draw.ellipse((x, y, x + 60, y + 50), fill=(step * 20 % 255, seed * 40 % 255, 90))
    out = BytesIO()
    image.resize(size).save(out, "JPEG", quality=quality, **({"exif": exif} if exif else {}))
    return out.getvalue()


def of_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Phone"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2023:06:14 21:05:30"
    details[ExifTags.Base.OffsetTimeOriginal] = "+04:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (39.0, 35.0, 24.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "W", (46.0, 30.0, 0.0)
    return exif


def test_a_photo_says_when_and_where_it_was_taken() -> None:
    look = look_at(picture(1, exif=of_a_phone()))
    assert look.taken == datetime(2023, 6, 14, 21, 5, 30, tzinfo=timezone(timedelta(hours=4)))
    assert (look.lat, look.lon) == (pytest.approx(39.59), pytest.approx(-46.5))
    assert look.camera == "Phone"


def test_photos_of_the_record_that_look_alike_are_paired(world: World) -> None:
    sent = {"a.jpg": picture(1), "a2.jpg": picture(1, size=(160, 120), quality=50), "b.jpg": picture(5), "a.txt": b"a"}
    for _ in range(2):
        world.send(filled("ceasefire-violation", violation(sound(photo="a.jpg")), new_id()), sent)
    found = photos(world.record)
    assert [photo.name for photo in found] == ["a.jpg", "a2.jpg", "b.jpg"], "the same bytes once"
    assert [(one.name, other.name) for one, other, _ in alike(found)] == [("a.jpg", "a2.jpg")]


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: picture(1)[:400] + tail))
def test_what_is_no_photo_says_nothing(data: bytes) -> None:
    assert look_at(data) == Look()
