"""How things are said: properties over all numbers, and the shapes of the field."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.domain import vocabulary
from trucewatch.reporting import wording

COUNTS = st.integers(0, 10_000_000)


@given(COUNTS)
def test_an_exact_number_is_never_rounded(n: int) -> None:
    said = wording.number(n)
    spelled = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert (spelled.index(said) if n <= 10 else int(said.replace(",", ""))) == n


@given(st.integers(41, 10_000_000))
def test_a_rounded_number_is_near_and_says_that_it_is_rounded(n: int) -> None:
    word, figure = wording.about(n).split()
    rounded = int(figure.replace(",", ""))
    assert abs(rounded - n) <= max(2.5, 0.06 * n)
    assert word in ("about", "almost")
    if word == "almost":
        assert rounded > n


@given(COUNTS, COUNTS)
def test_a_tally_is_exact_only_if_its_bounds_are(one: int, other: int) -> None:
    low, high = sorted((one, other))
    hedged = any(word in wording.tally(low, high) for word in ("about", "almost", "between"))
    if low == high:
        assert wording.tally(low, high) == wording.number(low)
    else:
        assert hedged


@given(st.floats(1, 500_000))
def test_a_distance_is_within_its_step(metres: float) -> None:
    figure, unit = wording.distance(metres).split()
    said = float(figure) * (1000 if unit == "km" else 1)
    assert abs(said - metres) <= (50 if metres < 975 else 251 if metres < 9_750 else 501)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_share_never_says_none_of_something(one: float, other: float) -> None:
    low, high = sorted((one, other))
    said = wording.share(low, high)
    assert said.endswith(" per cent")
    if low > 0:
        assert not said.startswith("0 ")
        assert not said.startswith("0–")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0, 0, "no explosions"),
        (1, 1, "one explosion"),
        (11, 11, "11 explosions"),
        (10, 15, "between ten and 15 explosions"),
        (20, 50, "between 20 and 50 explosions"),
        (60, 70, "about 65 explosions"),
        (295, 297, "almost 300 explosions"),
        (2150, 2150, "2,150 explosions"),
    ],
)
def test_counted_things(low: int, high: int, said: str) -> None:
    assert wording.counted(low, high, vocabulary("kinds")["explosion"]) == said


@pytest.mark.parametrize(
    ("near", "far", "said"),
    [(2000, 4000, "at an assessed range of 2–4 km"), (800, 2000, "at an assessed range of 800 m – 2 km"),
     (2990, 3010, "at an assessed range of 3 km"), (0, 4000, "at an undetermined distance"),
     (100, 20000, "at an undetermined distance")],
)  # fmt: skip
def test_ranges(near: float, far: float, said: str) -> None:
    assert wording.ranged(near, far) == said


@pytest.mark.parametrize(
    ("said", "unit", "words"),
    [("about 19000", "person", "about 19,000 persons"), ("more than 2,000", "person", "more than 2,000 persons"),
     ("1", "vehicle", "1 vehicle"), ("17-23", "vehicles", "17-23 vehicles"), ("21043", "count", "21,043"),
     ("4623.5", "t", "4,623.5 t"), ("200", "g/person/day", "200 g/person a day")],
)  # fmt: skip
def test_a_figure_keeps_the_words_it_was_given_in(said: str, unit: str, words: str) -> None:
    assert wording.as_said(said, unit) == words


@given(st.integers(0, 10**9))
def test_separating_thousands_changes_no_digit(n: int) -> None:
    assert wording.as_said(f"about {n}", "count").replace(",", "") == f"about {n}"


@pytest.mark.parametrize(
    ("low", "high", "days", "words"),
    [(46, 46, 1, "46 t"), (30, 31, 30, "about 30.5 t"), (30.8, 30.8, 150, "about 30.8 t"), (36, 72, 69, "36–72 t")],
)
def test_a_share_of_a_total_is_about_its_middle_and_an_open_one_an_interval(
    low: float, high: float, days: float, words: str
) -> None:
    assert wording.a_day(low, high, "t", days) == words


def test_times_and_zones() -> None:
    zone = timezone(timedelta(hours=4))
    first, last = datetime(2023, 7, 12, 18, tzinfo=zone), datetime(2023, 7, 12, 22, 30, tzinfo=zone)
    assert wording.between(first, last) == "between 18:00 and 22:30 on 12 July"
    assert wording.between(first, last + timedelta(hours=9)) == "between 18:00 on 12 July and 07:30 on 13 July"
    assert wording.zone(first) == "UTC+4"
    assert wording.zone(datetime(2023, 7, 12, tzinfo=UTC)) == "UTC"
    assert wording.zone(datetime(2023, 7, 12, tzinfo=timezone(-timedelta(hours=3, minutes=30)))) == "UTC−3:30"
    assert wording.days(date(2022, 12, 12), date(2023, 1, 15)) == "12 December 2022 – 15 January 2023"
    assert wording.days(date(2023, 7, 12), date(2023, 7, 26)) == "12–26 July 2023"
    said = ["45 minutes", "one hour", "1.5 hours", "six hours", "36 hours"]
    assert [wording.hours(length) for length in (0.75, 1, 1.5, 6, 36)] == said


def test_grades_and_silence_and_lists() -> None:
    assert wording.grade("B", "2") == "B2: usually reliable source, probably true"
    assert wording.silence(["heard", "seen"]) == "heard or saw no ceasefire violation"
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.gloss(54_210, 225, "Stepanakert/Khankendi") == "54 km SW of Stepanakert/Khankendi"


@given(st.floats(0, 360))
def test_a_bearing_is_one_of_sixteen(degrees: float) -> None:
    assert re.fullmatch(r"[NSEW]{1,3}", wording.direction(degrees))


@given(st.floats(0, 400), st.floats(0, 400))
def test_ages(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert wording.ages(low, high).endswith(" old")
    assert wording.ages(low, low) == wording.age(low)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (1.0, "0 per cent"),
        (1.004, "0 per cent"),
        (0.9, "−10 per cent"),
        (1.35, "+35 per cent"),
        (0.001, "−100 per cent"),
        (3.46, "a factor of 3.5"),
        (41.7, "a factor of 42"),
    ],
)
def test_changes(ratio: float, said: str) -> None:
    assert wording.changed(ratio) == said
