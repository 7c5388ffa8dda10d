"""Units meet by stated conversions only; totals become figures a day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch import domain as d

START = datetime(2022, 12, 12, tzinfo=UTC)


def claim(measure: str, amount: d.Amount | None, days: float) -> d.Claim:
    return d.Claim(
        claimant="x", source="x", measure=measure, amount=amount, span=d.Span(START, START + timedelta(days=days))
    )


@pytest.mark.parametrize(
    ("measure", "amount", "unit", "days", "expected"),
    [
        ("supplies_t", 4623, "t", 150, ("supplies_t_per_day", 30.82, "t/day")),
        ("supplies_t", 4623, "", 150, ("supplies_t_per_day", 30.82, "t/day")),
        ("supplies_t_per_day", 30820, "kg/day", 0, ("supplies_t_per_day", 30.82, "t/day")),
        ("food_t", 150, "tonnes", 150, ("food_t", 1, "t/day")),
        ("vehicles", 644, "vehicles", 35, ("vehicles_per_day", 18.4, "count/day")),
        ("vehicles_per_day", 920, "count/day", 0, ("vehicles_per_day", 920, "count/day")),
    ],
)
def test_a_claim_comes_to_so_much_a_day(measure, amount, unit, days, expected):
    found = d.daily(claim(measure, d.Amount(amount, amount, unit), days))
    assert found is not None
    assert (found.measure, found.low, found.unit) == (expected[0], pytest.approx(expected[1]), expected[2])


@pytest.mark.parametrize(
    ("measure", "unit", "days"),
    [
        ("supplies_t", "pallets", 10),
        ("supplies_t", "l", 10),
        ("vehicles", "t", 10),
        ("vehicles", "count", 0),
        ("killed", "", 9),
    ],
)
def test_what_does_not_convert_is_not_turned_into_anything(measure, unit, days):
    assert d.daily(claim(measure, d.Amount(5, 5, unit), days)) is None
    assert d.daily(claim(measure, None, days)) is None


@given(low=st.floats(0, 1e6), more=st.floats(0, 1e6), unit=st.sampled_from([*d.CONVERSIONS, "pallets", "KG ", ""]))
def test_conversion_keeps_the_interval_and_is_done_once(low, more, unit):
    once = d.canonical(d.Amount(low, low + more, unit, "said"))
    assert once.low <= once.high
    assert d.canonical(once) == once
    assert once.said == "said"
