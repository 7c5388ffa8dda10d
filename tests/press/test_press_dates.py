"""Words of time are reckoned from the right anchor, into intervals no narrower than the words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.intake.press.dates import Anchors, expressions

SPOKEN = date(2023, 9, 27)  # a Wednesday
EVENT = (date(2023, 9, 19), date(2023, 9, 19))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("He said so on Wednesday.", "2023-09-27", "2023-09-27"),
        ("They met yesterday.", "2023-09-26", "2023-09-26"),
        ("a role in the past week", "2023-09-20", "2023-09-27"),
        ("Last week it began.", "2023-09-18", "2023-09-24"),
        ("in the coming days", "2023-09-27", "2023-10-04"),
        ("set to meet Oct. 5 in the town", "2023-10-05", "2023-10-05"),
        ("on 3 June 2021", "2021-06-03", "2021-06-03"),
        ("After 24 hours, it was over.", "2023-09-20", "2023-09-20"),
        ("The next day it rained.", "2023-09-20", "2023-09-20"),
        ("three days ago", "2023-09-24", "2023-09-24"),
        ("within 72 hours", "2023-09-27", "2023-09-30"),
        ("in March 2022", "2022-03-01", "2022-03-31"),
    ],
)
def test_words_become_the_days_they_mean(words: str, first: str, last: str) -> None:
    (found,) = expressions(words, Anchors(SPOKEN, EVENT))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_a_plan_looks_ahead_and_a_report_back() -> None:
    (back,), (ahead,) = (expressions("on Friday", Anchors(SPOKEN), way) for way in ("past", "future"))
    assert back.first == date(2023, 9, 22)
    assert ahead.first == date(2023, 9, 29)


def test_by_and_before_set_a_time() -> None:
    dues = [one.due for one in expressions("by 15 November 2020, and on 1 December 2020", Anchors(SPOKEN))]
    assert dues == [True, False]


def test_without_an_event_nothing_is_made_up_for_the_next_day() -> None:
    assert expressions("The next day it rained.", Anchors(SPOKEN)) == []


@given(st.text(max_size=300), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_text_and_day_give_ordered_spans_inside_it(text: str, spoken: date) -> None:
    found = expressions(text, Anchors(spoken, (spoken, spoken)))
    assert all(0 <= one.start < one.end <= len(text) and one.first <= one.last for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(1, 400), st.sampled_from(["days", "weeks", "hours"]))
def test_so_long_ago_is_never_ahead(number: int, unit: str) -> None:
    for found in expressions(f"{number} {unit} ago", Anchors(SPOKEN)):
        assert found.last <= SPOKEN
        assert found.first >= SPOKEN - timedelta(days=number * 7 + 3)
