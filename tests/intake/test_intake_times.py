"""Times as people write them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.intake.errors import UnreadableError
from trucewatch.intake.times import TimeRules, read_clock, read_day, read_stamp

HERE = TimeRules(ZoneInfo("Etc/GMT-4"))
H = 3600


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("14:05", 14 * H + 300, 14 * H + 300),
        ("14.05", 14 * H + 300, 14 * H + 300),
        ("1405", 14 * H + 300, 14 * H + 300),
        ("14h05", 14 * H + 300, 14 * H + 300),
        ("14:05:10", 14 * H + 310, 14 * H + 310),
        ("2:05 pm", 14 * H + 300, 14 * H + 300),
        ("2.05PM", 14 * H + 300, 14 * H + 300),
        ("12:30 am", 1800, 1800),
        ("around 14h", 13.5 * H, 14.5 * H),
        ("about 14:00", 13.75 * H, 14.25 * H),
        ("around 00:05", -600, 1200),
        ("2 pm", 13.5 * H, 14.5 * H),
        ("14:00-14:20", 14 * H, 14 * H + 1200),
        ("14:00 – 14:20", 14 * H, 14 * H + 1200),
        ("between 2 and 3 pm", 14 * H, 15 * H),
        ("11 - 1 pm", 11 * H, 13 * H),
        ("from 14 to 15", 14 * H, 15 * H),
        ("23:50-00:10", 23 * H + 3000, 24 * H + 600),
        ("before 14:00", 0, 14 * H),
        ("after 14:00", 14 * H, 24 * H),
        ("evening", 18 * H, 24 * H),
        ("in the morning", 6 * H, 12 * H),
        ("evening and night", 18 * H, 30 * H),
        ("ночью", 20 * H, 30 * H),
        ("около 14:00", 13.75 * H, 14.25 * H),
        ("24:00", 24 * H, 24 * H),
    ],
)
def test_clock(text: str, low: float, high: float) -> None:
    clock = read_clock(text)
    assert (clock.low, clock.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["25:61", "14", "14-15", "midnight", "14:20-14:00", "13 pm", "24:01", "soon", "", "99h", "2:75"]
)
def test_clock_refuses(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_clock(text)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-05-14", "2023-05-14"),
        ("2023-5-4", "2023-05-04"),
        ("14.05.2023", "2023-05-14"),
        ("4.5.23", "2023-05-04"),
        ("14/05/2023", "2023-05-14"),
        ("05/14/2023", "2023-05-14"),
        ("14 May 2023", "2023-05-14"),
        ("Sunday, 14 May 2023", "2023-05-14"),
        ("14-May-2023", "2023-05-14"),
        ("May 14, 2023", "2023-05-14"),
        ("14th May 2023", "2023-05-14"),
        ("14 мая 2023", "2023-05-14"),
        ("20230514", "2023-05-14"),
        ("2023-05-14T00:00:00", "2023-05-14"),
    ],
)
def test_day(text: str, day: str) -> None:
    assert read_day(text, HERE).isoformat() == day


@pytest.mark.parametrize("text", ["04/05/2023", "14 May", "31.02.2023", "45060", "2023-13-01", "yesterday", "1/2"])
def test_day_refuses_what_could_be_another(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_day(text, HERE)
    assert caught.value.mend


def test_day_in_an_order_said() -> None:
    assert read_day("04/05/2023", TimeRules(HERE.zone, "dmy")).isoformat() == "2023-05-04"
    assert read_day("04/05/2023", TimeRules(HERE.zone, "mdy")).isoformat() == "2023-04-05"
    assert read_day("14 May", TimeRules(HERE.zone, "", 2023)).isoformat() == "2023-05-14"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023-05-14T14:05:00Z", "14T14:05:00", "14T14:05:00"),
        ("2023-05-14 14:05", "14T10:05:00", "14T10:05:59"),
        ("2023-05-14 14:05 +02:00", "14T12:05:00", "14T12:05:59"),
        ("14 May 2023 14:05 UTC", "14T14:05:00", "14T14:05:59"),
        ("14 May 2023 14:05 UTC-3", "14T17:05:00", "14T17:05:59"),
        ("14 May 2023, 14:00-14:20", "14T10:00:00", "14T10:20:00"),
        ("2023-05-14", "13T20:00:00", "14T19:59:59"),
        ("morning of 14 May 2023", "14T02:00:00", "14T08:00:00"),
        ("14.05.2023 at around 14h", "14T09:30:00", "14T10:30:00"),
    ],
)
def test_stamp(text: str, start: str, end: str) -> None:
    when = read_stamp(text, HERE).when("Etc/GMT-4")
    assert when.start == datetime.fromisoformat(f"2023-05-{start}+00:00")
    assert when.end == datetime.fromisoformat(f"2023-05-{end}+00:00")


def test_a_change_of_clocks() -> None:
    berlin = TimeRules(ZoneInfo("Europe/Berlin"))
    twice = read_stamp("2023-10-29 02:30", berlin).when("Europe/Berlin")
    assert twice.end - twice.start == timedelta(hours=1, seconds=59)
    with pytest.raises(UnreadableError, match="does not exist"):
        read_stamp("2023-03-26 02:30", berlin)
    day = read_stamp("2023-10-29", berlin).span()
    assert day.length == timedelta(hours=25)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1950 < moment.year < 2100))
def test_iso_comes_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert read_stamp(moment.isoformat(), HERE).start == moment
    local = moment.astimezone(HERE.zone).replace(tzinfo=None)
    assert read_stamp(local.isoformat(sep=" "), HERE).start == moment


@given(st.integers(0, 23), st.integers(0, 59))
def test_both_clocks_agree(hour: int, minute: int) -> None:
    twelve = f"{hour % 12 or 12}:{minute:02d} {'pm' if hour > 11 else 'am'}"
    assert read_clock(twelve) == read_clock(f"{hour:02d}:{minute:02d}") == read_clock(f"{hour:02d}.{minute:02d}")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_clock, lambda said: read_day(said, HERE), lambda said: read_stamp(said, HERE)):
        with suppress(UnreadableError):
            read(text)


@given(
    st.sampled_from(["around ", "between ", "", "before ", "from "]),
    st.integers(0, 30),
    st.sampled_from([":", ".", "h", " "]),
    st.integers(0, 70),
    st.sampled_from(["", " pm", " am", "h", " hrs", "-15:00", " and 3 pm", " to 16:00"]),
)
def test_what_is_read_is_an_interval(before: str, hour: int, sign: str, minute: int, after: str) -> None:
    try:
        clock = read_clock(f"{before}{hour}{sign}{minute:02d}{after}")
    except UnreadableError:
        return
    assert -86_400 <= clock.low <= clock.high <= 2 * 86_400
