"""Two tellings of one thing are known for it, and where they part is said."""

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.domain import likeness, parting


def test_a_figure_does_not_make_another_story() -> None:
    one, other = "Four shells struck the market of Dunmere overnight", "12 shells struck Dunmere market in the night"
    assert likeness(one, other) >= 0.6
    assert parting(one, other) == ("number 4 against 12",)


def test_names_and_denial_part_tellings() -> None:
    assert parting("They visited Osmar on Monday", "They visited Letha on Monday") == ("name Osmar against Letha",)
    assert parting("our troops opened fire", "our troops never opened fire") == ("one denies what the other affirms",)


def test_what_one_leaves_out_is_no_conflict() -> None:
    assert parting("two shells struck the market", "shells struck the market of Dunmere") == ()


def test_few_words_in_common_are_no_likeness() -> None:
    assert likeness("the road is open", "the road is closed to lorries") == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_mutual_and_a_text_never_parts_from_itself(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert parting(one, one) == ()
    assert len(parting(one, other)) == len(parting(other, one))
