"""Track files: GPX and KML as receivers and apps write them, damaged ones, and ways longer than an entry can hold."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import take_text

from trucewatch.domain import Track
from trucewatch.intake import IntakeError
from trucewatch.intake.forms.looking import thinned
from trucewatch.intake.tracks import Fix, Line, read_tracks
from trucewatch.mission import Mission
from trucewatch.record import Record

KML = """<?xml version="1.0"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<Placemark><name>pat-1</name><gx:Track>
<when>2023-05-14T08:00:00Z</when><when>2023-05-14T08:05:00Z</when>
<gx:coord>46.50 39.60 812</gx:coord><gx:coord>46.51 39.61</gx:coord>
</gx:Track></Placemark>
<Placemark><name>a line</name><LineString><coordinates>
46.1,39.1,0
46.2,39.2
</coordinates></LineString></Placemark>
<Placemark><name>a pin</name><Point><coordinates>46.5,39.6</coordinates></Point></Placemark>
</Document></kml>"""


def gpx(fixes: int) -> str:
    began = datetime(2023, 5, 14, 8, tzinfo=UTC)
    moments = ((began + timedelta(seconds=step)).isoformat() for step in range(fixes))
    points = "".join(
        f'<trkpt lat="{39.6 + step / 1e5:.5f}" lon="46.5"><time>{moment}</time></trkpt>'
        for step, moment in enumerate(moments)
    )
    return (
        '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>pat-1</name><trkseg>{points}</trkseg></trk></gpx>"
    )


def test_kml_has_tracks_with_times_and_lines_without() -> None:
    assert read_tracks(KML.encode(), "walk.kml") == (
        Line("pat-1", (Fix(46.5, 39.6, "2023-05-14T08:00:00Z"), Fix(46.51, 39.61, "2023-05-14T08:05:00Z"))),
        Line("a line", (Fix(46.1, 39.1, ""), Fix(46.2, 39.2, ""))),
    )


def test_a_kml_file_is_taken_in_like_gpx(record: Record, world: Mission) -> None:
    result = take_text(record, world, KML, "walk.kml")
    assert (result.form, result.kept, result.quarantined) == ("tracks", 2, 2), "a fix without a moment waits"
    [held] = record.holdings().watches
    assert (held.thing.source, held.thing.ref) == ("pat-1", "walk.1")


def test_a_long_way_is_one_watch_that_an_entry_holds(record: Record, world: Mission) -> None:
    result = take_text(record, world, gpx(4_000), "long.gpx")
    assert (result.kept, result.quarantined) == (4_000, 0)
    [held] = record.holdings().watches
    assert isinstance(held.thing.view, Track)
    assert held.thing.span.length == timedelta(seconds=3_999)
    fixes = held.thing.view.fixes
    assert (fixes[0][2], fixes[-1][2]) == (0.0, 3_999.0)
    assert max(later[2] - earlier[2] for earlier, later in pairwise(fixes)) <= 6


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<gpx><trk><trkseg><trkpt lat='x'", "damaged"),
        (KML.replace("<when>2023-05-14T08:05:00Z</when>", "").encode(), "damaged"),
        (KML.replace("46.1,39.1,0", "46.1").encode(), "damaged"),
        (b"<kml><Document/></kml>", "without a track"),
        (b'<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml><name>&a;</name></kml>', "document type"),
    ],
)
def test_a_file_at_fault_says_so(data: bytes, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        read_tracks(data, "a.kml")


@given(
    st.binary(max_size=200).map(lambda data: b"<kml>" + data)
    | st.binary(max_size=200).map(lambda data: b"<gpx>" + data)
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    with suppress(IntakeError):
        assert all(line.fixes for line in read_tracks(data, "a"))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=4_000, unique=True).map(sorted))
def test_thinning_keeps_the_ends_and_the_order_and_adds_nothing(seconds: list[float]) -> None:
    fixes = [(46.0, 39.0, moment) for moment in seconds]
    kept = thinned(fixes)
    assert (kept[0], kept[-1]) == (fixes[0], fixes[-1])
    assert list(kept) == sorted(set(kept) & set(fixes), key=lambda fix: fix[2])
    assert len(kept) <= 1_500
