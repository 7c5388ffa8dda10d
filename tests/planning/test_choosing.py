"""Choosing stays: what is chosen first, what the chosen take from the others, and how near to the best it comes."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from trucewatch.planning.choosing import EVERY, choose

SHARES = st.floats(0, 0.875, width=16)


def test_two_of_three_go_where_most_is_missed_and_the_third_where_nobody_looked() -> None:
    detection = np.eye(4) * 0.5
    chosen = choose(detection, np.array([3.0, 2.0, 1.0, 0.0]), np.array([0.0, 1.0, 2.0, 9.0]), list("abcd"), 4)
    assert [(one.candidate, one.why) for one in chosen] == [
        (0, "missed"),
        (1, "missed"),
        (3, "unwatched"),
        (2, "missed"),
    ]
    assert EVERY == 3


def test_a_second_stay_gets_only_what_the_first_leaves() -> None:
    detection = np.array([[0.5, 0.0], [0.5, 0.5]])
    first, second = choose(detection, np.array([4.0, 1.0]), np.zeros(2), ["a", "b"], 2)
    assert first.candidate == 1
    assert second.noticed.tolist() == [0.25, 0.0]


def test_no_place_twice_and_nothing_where_nothing_is_to_be_won() -> None:
    detection = np.array([[0.9], [0.8], [0.1]])
    chosen = choose(detection, np.ones(1), np.zeros(1), ["a", "a", "b"], 9)
    assert [one.candidate for one in chosen] == [0, 2]
    assert choose(detection, np.zeros(1), np.zeros(1), ["a", "b", "c"], 3) == []
    assert choose(np.zeros((0, 1)), np.ones(1), np.ones(1), [], 3) == []


@given(
    arrays.arrays(np.float64, (6, 5), elements=SHARES),
    arrays.arrays(np.float64, 5, elements=st.floats(0, 10, width=16)),
)
def test_what_is_noticed_is_never_more_than_there_is_and_near_the_best(
    detection: np.ndarray, missed: np.ndarray
) -> None:
    chosen = choose(detection, missed, np.zeros(5), list("abcdef"), 2)
    noticed = sum((one.noticed for one in chosen), np.zeros(5))
    assert (noticed <= 1 + 1e-9).all()
    best = max(float((1 - np.prod(1 - detection[list(pair)], axis=0)) @ missed) for pair in combinations(range(6), 2))
    assert float(noticed @ missed) >= (1 - 1 / np.e) * best - 1e-9
    assert float(noticed @ missed) == pytest.approx(
        float((1 - np.prod(1 - detection[[one.candidate for one in chosen]], axis=0)) @ missed)
    )
