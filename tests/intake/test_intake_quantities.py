"""Counts and amounts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.intake.errors import UnreadableError
from trucewatch.intake.quantities import read_count, read_number, read_range, read_unit


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3", 3, 3),
        ("three", 3, 3),
        ("no", 0, 0),
        ("1,500", 1500, 1500),
        ("10 000", 10_000, 10_000),
        ("x3", 3, 3),
        ("10-15", 10, 15),
        ("10–15", 10, 15),
        ("between 10 and 15", 10, 15),
        ("10 to 15", 10, 15),
        ("about 40", 35, 45),
        ("~40", 35, 45),
        ("around 300", 250, 350),
        ("about 7", 6, 8),
        ("около 40", 35, 45),
        ("nearly 100", 75, 100),
        ("at least 5", 5, 10),
        ("5+", 5, 10),
        ("more than 5", 6, 10),
        ("up to 10", 1, 10),
        ("fewer than 10", 1, 9),
        ("dozens", 24, 99),
        ("a dozen", 12, 12),
        ("about a dozen", 10, 14),
        ("about 10", 7, 13),
        ("several", 3, 9),
    ],
)
def test_count(text: str, low: int, high: int) -> None:
    assert read_count(text) == (low, high)


@pytest.mark.parametrize(
    "text", ["-3", "many", "an undetermined number", "3.5", "15-10", "1e400", "5 min", "", "9" * 40]
)
def test_count_refuses(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_count(text)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("4,5", "", 4.5),
        ("4.5", "", 4.5),
        ("35.862", "", 35.862),
        ("0,125", "", 0.125),
        ("1,500", ".", 1500.0),
        ("1,500", ",", 1.5),
        ("1.500", ",", 1500.0),
        ("1.500,25", "", 1500.25),
        ("1,500.25", "", 1500.25),
        ("12,345,678", "", 12_345_678.0),
        ("1 500,25", "", 1500.25),
        ("1 500", "", 1500.0),
    ],
)
def test_number(text: str, decimal: str, value: float) -> None:
    assert read_number(text, decimal) == value  # type: ignore[arg-type]


def test_a_comma_that_may_be_thousands_is_not_guessed_at() -> None:
    with pytest.raises(UnreadableError, match=r"1500 or 1\.500"):
        read_number("1,500")


def test_units() -> None:
    assert [read_unit(word) for word in ("tons", "MT", "Pallets", "кг", "sacks")] == ["t", "t", "pallet", "kg", "sacks"]


@given(st.integers(0, 10**9))
def test_digits_are_exact(number: int) -> None:
    assert read_count(str(number)) == (number, number)
    assert read_count(f"{number:,}") == (number, number)
    assert read_number(f"{number:,}".replace(",", " ")) == number


@given(
    st.integers(1, 10**6), st.sampled_from(["about {}", "at least {}", "more than {}", "up to {}", "nearly {}", "{}+"])
)
def test_vague_words_never_narrow(number: int, words: str) -> None:
    low, high = read_count(words.format(number))
    assert 0 <= low <= high
    assert low <= number <= high or words == "more than {}"
    if words == "about {}":
        assert low < number < high


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_range_is_its_ends(one: int, two: int) -> None:
    low, high = sorted((one, two))
    assert read_count(f"{low}-{high}") == (low, high)


@given(st.decimals(0, 10**6, places=2))
def test_both_decimal_signs(number: object) -> None:
    text = str(number)
    assert read_number(text.replace(".", ","), ",") == read_number(text, ".")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        low, high = read_range(text)
    except UnreadableError:
        return
    assert 0 <= low <= high
