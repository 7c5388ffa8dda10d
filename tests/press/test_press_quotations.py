"""Quotation marks in whatever state they come."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.intake.press.quotations import quotations
from trucewatch.intake.press.writing import Writing


def _quoted(text: str) -> list[str]:
    return [text[one.start : one.end] for one in quotations(text, Writing(text, plain=True).paragraphs)]


def test_pairs_of_every_kind() -> None:
    assert _quoted('He said “one two” and "three" and «four» and „five“.') == ["one two", "three", "four", "five"]


def test_a_mark_without_a_partner_opens_nothing_in_the_middle_of_a_paragraph() -> None:
    assert _quoted('A pipe of 5" was laid across the ford.') == []


def test_a_quotation_may_run_over_paragraphs() -> None:
    assert _quoted("“We hold the line.\n“We always will,” he said.") == ["We hold the line.", "We always will,"]


@given(st.text(alphabet='ab .,\n“”„«»"', max_size=200))
def test_quotations_lie_in_order_inside_the_text(text: str) -> None:
    found = quotations(text, Writing(text, plain=True).paragraphs)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
