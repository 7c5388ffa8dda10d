"""Cursor on Target: positions of units are tracks, marks wait for a person to say what they are."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import take_text

from trucewatch.intake import IntakeError, take_in
from trucewatch.intake.cot import is_cot, read_events
from trucewatch.mission import Mission
from trucewatch.record import Record


def event(uid: str, kind: str, time: str, detail: str = "", ce: str = "20.0") -> str:
    return (
        f'<event version="2.0" uid="{uid}" type="{kind}" how="m-g" time="{time}" start="{time}" stale="{time}">'
        f'<point lat="39.60" lon="46.50" hae="812.0" ce="{ce}" le="9999999.0"/><detail>{detail}</detail></event>'
    )


PATROL = '<contact callsign="pat-1"/>'
WIRE = (
    '<?xml version="1.0"?>'
    + event("ANDROID-1", "a-f-G-U-C", "2023-05-14T08:00:00.000Z", PATROL)
    + '<?xml version="1.0"?>\n'
    + event("ANDROID-1", "a-f-G-U-C", "2023-05-14T08:05:00.000Z", PATROL)
    + event("mark-1", "b-m-p-s-m", "2023-05-14T08:03:00.000Z", '<contact callsign="Crater"/><remarks>fresh</remarks>')
)


def test_positions_become_a_watch_and_a_mark_waits_to_be_named(record: Record, world: Mission, tmp_path) -> None:
    (path := tmp_path / "wire.cot").write_text(WIRE)
    positions, marks = take_in(record, world, path)
    assert (positions.form, positions.kept) == ("tracks", 2)
    assert (marks.form, marks.kept, marks.quarantined) == ("observations", 0, 1)
    held = record.holdings()
    [watch] = held.watches
    assert watch.thing.source == "pat-1"
    assert watch.thing.span.length.total_seconds() == 300
    [waiting] = held.quarantined
    assert waiting.thing.fields["text"] == "Crater; fresh"
    assert waiting.thing.fields["error_m"] == "42.9"


def test_an_error_that_is_not_known_is_none() -> None:
    [mark] = read_events(event("m", "b-m-p-s-m", "2023-05-14T08:03:00Z", ce="9999999.0").encode(), "a")
    assert mark.error_m == ""
    assert not mark.moves


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WIRE[:-20], "damaged"),
        ('<!DOCTYPE a><event uid="a"/>', "document type"),
        ('<event uid="a" type="t-x-c-t"/>', "no event"),
    ],
)
def test_a_file_at_fault_says_so(record: Record, world: Mission, text: str, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        take_text(record, world, text, "wire.cot")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    with suppress(IntakeError):
        assert isinstance(read_events(data, "a"), tuple)
    assert is_cot(data) in (True, False)
