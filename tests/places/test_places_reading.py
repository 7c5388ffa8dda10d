import contextlib
import csv
import gzip
from pathlib import Path

import mgrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trucewatch.domain import Anywhere, Bearing, Cell, Place, Point, Polygon
from trucewatch.places import Gazetteer, bearing_deg, compass_word, distance_m, read_position, read_range

GAZETTEER = Gazetteer(
    [
        ("khankendi", ("Khankendi", "Stepanakert", "Xankəndi", "Ստեփանակերտ", "Ханкенди"), 46.7519, 39.8153, 2500.0),
        ("shusha", ("Shusha", "Shushi", "Şuşa", "Շուշի"), 46.7477, 39.7583, 1500.0),
        ("kornidzor", ("Kornidzor", "Qornidzor", "Կոռնիձոր", "Корнидзор"), 46.5283, 39.6358, 1000.0),
        ("kalbajar", ("Kəlbəcər", "Karvachar", "Kel'bajar"), 46.0386, 40.1025, 1500.0),
        ("near-hill", ("Near Hill",), 46.60, 39.70, 500.0),
        ("martuni-am", ("Martuni",), 45.3050, 40.1389, 1500.0),
        ("martuni-az", ("Martuni", "Xocavənd"), 47.1119, 39.7917, 1500.0),
    ]
)
SHARED = Path(__file__).parents[2] / "../shared/data/gazetteer-south-caucasus"


def read(text: str, at: tuple[float, float] | None = None) -> object:
    return read_position(text, GAZETTEER, at)


@pytest.mark.parametrize(
    "text",
    [
        "39.75, 46.76",
        "39.75 46.76",
        "(39.75, 46.76)",
        "39,75 46,76",
        "39,75; 46,76",
        "39,75, 46,76",
        "39.75N 46.76E",
        "N39.75 E46.76",
        "46.76E, 39.75N",
        "39.75° N, 46.76° E",
        "39,75° с.ш., 46,76° в.д.",
        "39°45'00\"N 46°45'36\"E",
        "39° 45′ 00″ N, 46° 45′ 36″ E",
        "39 45 00 N 46 45 36 E",
        "N39°45'00\" E46°45'36\"",
        "39°45.000'N 46°45.600'E",
        "394500N 0464536E",
        "39°45'00\" 46°45'36\"",
        "39:45:00N 46:45:36E",
    ],
)
def test_degrees_in_every_layout(text: str) -> None:
    where = read(text)
    assert isinstance(where, Point)
    assert (where.lat, where.lon) == pytest.approx((39.75, 46.76))


def test_the_error_is_what_the_digits_leave() -> None:
    errors = [read(text).error_m for text in ("40, 47", "39.8, 46.8", "39.75, 46.76", "39.75123, 46.76123")]  # type: ignore[attr-defined]
    assert errors == pytest.approx([70_000, 7000, 702, 20], rel=0.02)
    assert read("39°45'N 46°45'E").error_m == pytest.approx(1170, rel=0.01)  # type: ignore[attr-defined]


def test_south_and_west_are_negative() -> None:
    where = Gazetteer([])
    assert read_position("12.5S 70.25W", where) == Point(-70.25, -12.5, read_position("12.5S 70.25W", where).error_m)  # type: ignore[union-attr]
    assert read_position("−12.50, −70.25", where).lon == -70.25  # type: ignore[union-attr]


@given(lat=st.floats(-79, 83), lon=st.floats(-179.9, 179.9), digits=st.integers(2, 5))
def test_mgrs_keeps_its_square(lat: float, lon: float, digits: int) -> None:
    assume(abs(lat) > 0.01)  # at the equator the library writes references that it cannot read
    text = mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    cell = read_position(text.lower(), Gazetteer([]))
    assert isinstance(cell, Cell)
    assert cell.size_m == 10.0 ** (5 - digits)
    assert float(distance_m(lon, lat, cell.lon, cell.lat)) <= 0.72 * cell.size_m + 1.5
    back = mgrs.MGRS().toMGRS(cell.lat, cell.lon, MGRSPrecision=digits)
    if digits < 5 and back[:3] == text[:3]:
        assert back == text


def test_mgrs_with_spaces_and_its_faults() -> None:
    assert read("38s nj 1234 5678") == read("38SNJ12345678")
    with pytest.raises(ValueError, match="3 digits"):
        read("38SNJ123")
    with pytest.raises(ValueError, match="no square of MGRS"):
        read("61SNJ1234")
    with pytest.raises(ValueError, match="no square of MGRS"):
        read("38TNJ1234")


@given(lat=st.floats(-89, 89), lon=st.floats(-179, 179))
def test_written_degrees_are_read_back(lat: float, lon: float) -> None:
    empty = Gazetteer([])
    plain = read_position(f"{lat:.6f}, {lon:.6f}", empty)
    comma = read_position(f"{lat:.6f}".replace(".", ",") + "; " + f"{lon:.6f}".replace(".", ","), empty)
    assert plain == comma
    seconds = [round(abs(value) * 3600, 2) for value in (lat, lon)]
    dms = [f"{int(s // 3600)}°{int(s % 3600 // 60)}'{s % 60:.2f}\"" for s in seconds]
    if all('60.00"' not in part for part in dms):
        marked = read_position(f"{dms[0]}{'N' if lat >= 0 else 'S'} {dms[1]}{'E' if lon >= 0 else 'W'}", empty)
        assert isinstance(marked, Point)
        assert (marked.lon, marked.lat) == pytest.approx((lon, lat), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "degrees", "near", "far"),
    [
        ("3km NW of Kornidzor", 315, 2500, 3500),
        ("2-4 km ENE of Kornidzor", 67.5, 2000, 4000),
        ("about 500m south of Kornidzor", 180, 400, 600),
        ("approximately 3 km to the north-east of Qornidzor", 45, 2000, 4000),
        ("over 10km E of kornidzor", 90, 10_000, 20_000),
        ("3 км к северо-западу от Корнидзор", 315, 2500, 3500),
        ("3 км СЗ от Корнидзор", 315, 2500, 3500),
        ("в 3 км северо-западнее Корнидзор", 315, 2500, 3500),
        ("1.5km SSW of the village of Kornidzor", 202.5, 1350, 1650),
    ],
)
def test_a_direction_from_a_place(text: str, degrees: float, near: float, far: float) -> None:
    where = read(text)
    assert isinstance(where, Bearing)
    assert (where.lon, where.lat, where.bearing_deg, where.half_width_deg) == (46.5283, 39.6358, degrees, 11.25)
    assert (where.near_m, where.far_m) == pytest.approx((near, far))


def test_a_direction_from_the_observer_needs_one() -> None:
    assert read("2-4km ENE", (46.0, 39.0)) == Bearing(46.0, 39.0, 67.5, 11.25, 2000.0, 4000.0)
    with pytest.raises(ValueError, match="from where"):
        read("2-4km ENE")


@pytest.mark.parametrize(
    ("text", "place", "radius"),
    [
        ("Stepanakert", "khankendi", 2500),
        ("STEPANAKERT", "khankendi", 2500),
        ("Xankendi", "khankendi", 2500),
        ("Ստեփանակերտ", "khankendi", 2500),
        ("Khankendi/Stepanakert", "khankendi", 2500),
        ("Kel’bajar", "kalbajar", 1500),
        ("Kelbecer", "kalbajar", 1500),
        ("city of Susa", "shusha", 1500),
        ("Shushi town", "shusha", 1500),
        ("in Shushi", "shusha", 1500),
        ("near Shushi", "shusha", 3000),
        ("outskirts of Stepanakert", "khankendi", 5000),
        ("Near Hill", "near-hill", 500),
        ("near Near Hill", "near-hill", 3000),
        ("Shushi (10km S of Stepanakert)", "shusha", 1500),
        ("Xocavənd", "martuni-az", 1500),
    ],
)
def test_a_place_by_any_of_its_names(text: str, place: str, radius: float) -> None:
    where = read(text)
    assert isinstance(where, Place)
    assert (where.place, where.radius_m) == (place, radius)


def test_the_name_used_is_kept() -> None:
    assert [read(text).named for text in ("Şuşa", "near SHUSHI")] == ["Şuşa", "SHUSHI"]  # type: ignore[attr-defined]


def test_between_two_places_is_a_strip_from_one_to_the_other() -> None:
    strip = read("between Shushi and Stepanakert")
    assert isinstance(strip, Polygon)
    lons, lats = zip(*strip.ring, strict=True)
    assert min(lats) < 39.7583 < 39.8153 < max(lats)
    assert max(float(distance_m(46.75, 39.787, lon, lat)) for lon, lat in strip.ring) < 6000
    assert max(lons) - min(lons) < 0.08
    with pytest.raises(ValueError, match="one place"):
        read("between Shusha and Shushi")
    with pytest.raises(ValueError, match="did you mean 'Kornidzor'"):
        read("between Shushi and Kornidsor")


@pytest.mark.parametrize("text", ["unknown", "Undetermined", "N/K"])
def test_an_unknown_position_is_anywhere(text: str) -> None:
    assert read(text) == Anywhere()


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "write"),
        ("Koridzor", "did you mean 'Kornidzor'"),
        ("Atlantis", "add it to the places or give its position"),
        ("Martuni", "martuni-am .* or martuni-az"),
        ("Shushi/Stepanakert", "names 2 places"),
        ("3km up of Shushi", "no point of the compass"),
        ("3-4 leagues NW of Shushi", "no place is called"),
        ("39,46", "one number or two"),
        ("12,3,4", "may part or point"),
        ("46.75, 39.75", "write latitude first"),
        ("146.75, 39.75", "write latitude first"),
        ("12 45", "km from every known place: check it"),
        ("31TCJ1234", "km from every known place: check it"),
        ("39.75N 46.75N", "two of latitude"),
        ("39 75 00 N 46 45 00 E", "60 or more"),
        ("39.5 45 N 46 45 E", "degrees, minutes and seconds"),
        ("x" * 400, "story"),
    ],
)
def test_a_position_that_cannot_be_read_says_how_to_write_it(text: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        read(text)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("2-4km", 2000, 4000),
        ("2 – 4 km", 2000, 4000),
        ("2km-4km", 2000, 4000),
        ("800 m to 1.2 km", 800, 1200),
        ("between 2 and 4 km", 2000, 4000),
        ("от 2 до 4 км", 2000, 4000),
        ("4-2 km", 2000, 4000),
        ("0-2 km", 0, 2000),
        ("3 km", 2500, 3500),
        ("3.0 km", 2700, 3300),
        ("about 3 km", 2000, 4000),
        ("around 3km", 2000, 4000),
        ("10 km", 7500, 12_500),
        ("12 km", 10_800, 13_200),
        ("500m", 450, 550),
        ("1,5 km", 1350, 1650),
        ("1,500 m", 1350, 1650),
        ("1 500 m", 1350, 1650),
        ("3-3 km", 2500, 3500),
        ("over 10 km", 10_000, 20_000),
        ("more than 15 km", 15_000, 30_000),
        ("up to 3 km", 0, 3000),
        ("undetermined", 0, 20_000),
        ("an undetermined distance", 0, 20_000),
        ("at an undetermined range", 0, 20_000),
    ],
)
def test_ranges(text: str, near: float, far: float) -> None:
    assert read_range(text) == pytest.approx((near, far))


def test_the_far_limit_is_the_callers() -> None:
    assert read_range("undetermined", 8000.0) == (0.0, 8000.0)
    assert read_range("over 10 km", 8000.0) == (10_000.0, 20_000.0)


@pytest.mark.parametrize(
    "text", ["", "3", "0 km", "-2 km", "nearby", "1,500 km", "3 miles", "2-4", "1..5 km", "9" * 20 + " km"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|check"):
        read_range(text)


@given(low=st.integers(1, 40), more=st.integers(1, 40), unit=st.sampled_from(["km", "m", "км"]))
def test_a_written_band_is_read_back(low: int, more: int, unit: str) -> None:
    scale = 1 if unit == "m" else 1000
    assert read_range(f"{low}-{low + more}{unit}") == (low * scale, (low + more) * scale)


@given(lon=st.floats(46.0, 47.5), lat=st.floats(39.3, 40.3), point=st.integers(0, 15))
def test_a_gloss_is_read_back(lon: float, lat: float, point: int) -> None:
    gazetteer = Gazetteer([("x", ("Some Place",), lon, lat, 1000.0)])
    where = read_position(f"3 km {compass_word(point * 22.5)} of Some Place", gazetteer)
    assert isinstance(where, Bearing)
    assert (where.lon, where.lat, where.bearing_deg) == (lon, lat, point * 22.5)


WORDS = (
    """3 km NW of between and near Shushi Martuni 39.75 46,75 N E ° ' " , - 38S NJ 1234 about over ( ) / к от северо"""
)
scraps = st.lists(st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=6)), max_size=10).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(), scraps))
def test_no_text_makes_anything_but_a_value_error(text: str) -> None:
    for reader in (read, read_range, lambda said: read(said, (46.0, 39.0))):
        with contextlib.suppress(ValueError):
            reader(text)


def test_ambiguity_is_settled_by_an_exact_spelling_only() -> None:
    gazetteer = Gazetteer([("a", ("Şuşa",), 46.0, 39.0, 500.0), ("b", ("Susa",), 47.0, 39.0, 500.0)])
    assert gazetteer.find("şuşa").id == "a"
    assert gazetteer.find("SUSA").id == "b"
    with pytest.raises(ValueError, match=r"a .* or b"):
        gazetteer.find("Şusa")


def test_suggestions_are_of_different_places() -> None:
    assert GAZETTEER.suggestions("Kornidsor") == ("Kornidzor",)
    assert GAZETTEER.suggestions("zzzz") == ()


@given(text=st.text(max_size=30))
def test_a_name_is_found_by_itself(text: str) -> None:
    gazetteer = Gazetteer([("x", (text,), 46.0, 39.0, 500.0)])
    if any(letter.isalnum() for letter in text):
        assert gazetteer.find(text).id == "x"


@pytest.fixture(scope="module")
def geonames() -> Gazetteer:
    table = SHARED / "geonames_cities500_south_caucasus.csv.gz"
    if not table.exists():
        pytest.skip(f"the GeoNames table {table.name} is not beside the repository")
    with gzip.open(table, "rt", encoding="utf-8") as lines:
        return Gazetteer(
            (
                row["geonameid"],
                (row["name"], *filter(None, row["alternatenames"].split("|"))),
                float(row["longitude"]),
                float(row["latitude"]),
                1500.0,
            )
            for row in csv.DictReader(lines)
        )


@pytest.mark.parametrize(
    "spellings",
    [
        ("Khankendi", "Stepanakert", "Xankəndi", "Xankendi", "Վարարակն"),
        ("Shusha", "Shushi", "Şuşa"),
        ("Laçın", "Lacin", "Berdzor"),
        ("Kornidzor", "Կոռնիձոր"),
        ("Askyaran", "Askeran"),
    ],
)
def test_contested_names_are_found_in_all_their_spellings(geonames: Gazetteer, spellings: tuple[str, ...]) -> None:
    assert len({geonames.find(spelling).id for spelling in spellings}) == 1


def test_names_shared_by_places_are_never_guessed(geonames: Gazetteer) -> None:
    with pytest.raises(ValueError, match="say which, by its position"):
        geonames.find("Martuni")


def test_direction_from_a_place_of_the_table(geonames: Gazetteer) -> None:
    where = read_position("3 km NW of Stepanakert", geonames)
    assert isinstance(where, Bearing)
    place = geonames.find("Khankendi")
    assert (where.lon, where.lat) == (place.lon, place.lat)
    assert float(bearing_deg(place.lon, place.lat, where.lon - 0.01, where.lat + 0.01)) > 270
