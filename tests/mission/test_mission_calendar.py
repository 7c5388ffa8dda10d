from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.mission import (
    Mission,
    Reporting,
    area_centre,
    compared_with,
    init,
    load,
    names,
    nearest_place,
    period_at,
    period_for,
    previous,
    sector_of,
)


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    home: Path = tmp_path_factory.mktemp("mission") / "m"
    init(home)
    return load(home)


def reported(mission: Mission, zone: str, issue_days: tuple[int, ...], cutoff: time = time(19, 30)) -> Mission:
    return msgspec.structs.replace(mission, zone=zone, reporting=Reporting(cutoff=cutoff, issue_days=issue_days))


WEEK = tuple(range(7))
NO_SUNDAY = (0, 1, 2, 3, 4, 5)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2023, 9, day) for day in (15, 16, 17, 18))


def test_a_day_is_from_cutoff_to_cutoff(mission: Mission) -> None:
    period = period_for(reported(mission, "Etc/GMT-4", WEEK), SATURDAY)
    assert period.span.start == datetime(2023, 9, 15, 15, 30, tzinfo=UTC)
    assert period.span.end == datetime(2023, 9, 16, 15, 30, tzinfo=UTC)
    assert (period.days, period.issued, period.first_day) == (1, SUNDAY, SATURDAY)


def test_without_an_issue_on_sunday_mondays_covers_two_days(mission: Mission) -> None:
    calendar = reported(mission, "Etc/GMT-4", NO_SUNDAY)
    monday = period_for(calendar, SUNDAY)
    assert (monday.days, monday.issued, monday.first_day) == (2, MONDAY, SATURDAY)
    assert monday.span.start == datetime(2023, 9, 15, 15, 30, tzinfo=UTC)
    assert monday.span.length == timedelta(hours=48)
    saturday = previous(calendar, monday)
    assert (saturday.day, saturday.days) == (FRIDAY, 1)
    assert compared_with(calendar, monday) == "previous reporting period"
    tuesday = period_for(calendar, MONDAY)
    assert compared_with(calendar, tuesday) == "previous reporting period"
    assert compared_with(calendar, period_for(calendar, date(2023, 9, 19))) == "previous 24 hours"


def test_a_day_inside_a_longer_period_names_the_day_to_ask_for(mission: Mission) -> None:
    with pytest.raises(ValueError, match="report of 2023-09-18 covers 2023-09-16 to 2023-09-17; ask for 2023-09-17"):
        period_for(reported(mission, "Etc/GMT-4", NO_SUNDAY), SATURDAY)


@pytest.mark.parametrize(("day", "hours"), [(date(2023, 3, 26), 23), (date(2023, 10, 29), 25), (date(2023, 6, 1), 24)])
def test_days_on_which_clocks_change_are_shorter_or_longer(mission: Mission, day: date, hours: int) -> None:
    assert period_for(reported(mission, "Europe/Kyiv", WEEK), day).span.length == timedelta(hours=hours)


@given(
    day=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    issue_days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    zone=st.sampled_from(["Europe/Kyiv", "Etc/GMT-4", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
    cutoff=st.times(),
)
def test_periods_follow_each_other_without_gap(
    mission: Mission, day: date, issue_days: tuple[int, ...], zone: str, cutoff: time
) -> None:
    calendar = reported(mission, zone, issue_days, cutoff)
    moment = datetime.combine(day, time(12), UTC)
    period = period_at(calendar, moment)
    assert period.span.contains(moment)
    assert period == period_for(calendar, period.day)
    assert period.issued.weekday() in issue_days
    before = previous(calendar, period)
    assert before.span.end == period.span.start
    assert period_at(calendar, period.span.start) == period
    assert period_at(calendar, period.span.start - timedelta(microseconds=1)) == before
    assert 1 <= period.days <= 7


def test_sectors(mission: Mission) -> None:
    lon = np.array([[10.1, 10.3], [10.5, 12.0]])
    assert sector_of(mission, lon, 0.0).tolist() == [["west", "west"], ["east", ""]]
    assert str(sector_of(mission, 10.5, 0.1)) == "east"
    assert sector_of(mission, [np.nan], [0.0]).tolist() == [""]


def test_names_by_party_in_their_order(mission: Mission) -> None:
    assert names(mission, "old-mill") == "Old Mill/Mill End"
    assert names(mission, "stone-bridge-place") == "Stone Bridge"
    turned = msgspec.structs.replace(mission, parties=mission.parties[::-1])
    assert names(turned, "old-mill") == "Mill End/Old Mill"
    with pytest.raises(KeyError):
        names(mission, "nowhere")


def test_the_nearest_place_with_distance_and_direction_from_it(mission: Mission) -> None:
    near = nearest_place(mission, [10.1, 10.32, np.nan], [0.01, 0.0, 0.0])
    assert near.place.tolist() == ["old-mill", "stone-bridge-place", ""]
    assert near.metres[:2] == pytest.approx([1106, 2226], abs=2)
    assert near.degrees[:2] == pytest.approx([0, 90], abs=0.1)
    assert np.isnan(near.metres[2])
    nothing = nearest_place(msgspec.structs.replace(mission, places={}), [10.1], [0.0])
    assert nothing.place.tolist() == [""]


def test_the_centre_of_the_area(mission: Mission) -> None:
    assert area_centre(mission) == pytest.approx((10.3, 0.0))
