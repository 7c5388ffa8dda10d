"""Needs by standard, and how much of them came: worked by hand, and nothing said where nobody told of anything."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import domain as d
from trucewatch import supplies
from trucewatch.mission import AgeShare, Conversion, Mission, Need, Population, load, period_for

DAY = date(2023, 6, 29)
MISSIONS = Path(__file__).parents[2] / "missions"
ENERGY = Need(item="food", amount=2100, unit="kcal", standard="WFP full ration", edition="1")
SURVIVAL = Need(item="water", amount=7.5, most=15, unit="l", standard="Sphere survival", edition="2011")
KIT = Need(item="medical_kit", amount=1, unit="kit", persons=10_000, days=90, standard="IEHK", edition="2017")
FLOUR = Conversion(item="flour", unit="t", low=3.5e6, high=3.6e6, to="kcal", source="a table")
DIESEL = Conversion(item="fuel", unit="t", low=1200, high=1200, to="l", source="a norm")


def people(place: str, low: int, high: int, claimant: str = "") -> Population:
    return Population(place=place, low=low, high=high, on=date(2023, 6, 1), source="s", claimant=claimant)


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    return msgspec.structs.replace(
        exercise,
        needs=(ENERGY, SURVIVAL, KIT),
        populations=(
            people("khankendi", 10_000, 20_000),
            people("askeran", 1_000, 1_000),
            people("area", 50_000, 50_000),
        ),
        conversions=(FLOUR, DIESEL),
        losses=(),
    )


def goods(amount: float, day: int, item: str = "flour", unit: str = "t", **told: str) -> d.Consignment:
    when = d.When(at(day, 10), at(day, 10))
    fields = {"source": "relief-one", "stage": "arrived", "at": "khankendi"} | told
    return d.Consignment(item=item, amount=d.Amount(amount, amount, unit), when=when, **fields)


def assess(mission: Mission, *things: d.Account) -> supplies.Supplies:
    holdings = hold((f"e{i}", thing) for i, thing in enumerate(things))
    picture = supplies.assess(holdings, mission, period_for(mission, DAY), {})
    for row in picture.met.iter_rows(named=True):
        told = picture.explain(row["id"])
        assert (told.entries, bool(told.parts)) == (tuple(row["entries"]), True)
        assert all(picture.explain(part) for part in told.parts)
    return picture


def met(mission: Mission, *things: d.Account, item: str = "food", place: str = "khankendi") -> dict:
    return assess(mission, *things).met.filter(item=item, place=place).row(0, named=True)


def test_flour_is_energy_for_so_many_people(mission):
    row = met(mission, goods(0, 1), goods(84, 20))
    days = (row["end"] - row["start"]) / timedelta(days=1)
    assert days == 28
    assert (row["came_low"], row["came_high"]) == (pytest.approx(84 * 3.5e6 / 28), pytest.approx(84 * 3.6e6 / 28))
    assert (row["standard_low"], row["standard_high"]) == (2100, 2100)
    assert row["each_low"] == pytest.approx(84 * 3.5e6 / 28 / 20_000)
    assert row["share_low"] == pytest.approx(84 * 3.5e6 / 28 / (20_000 * 2100))
    assert row["share_high"] == pytest.approx(84 * 3.6e6 / 28 / (10_000 * 2100))


def test_where_nobody_told_of_any_there_is_no_share_and_not_nothing(mission):
    water = met(mission, goods(84, 20), item="water")
    assert (water["came_low"], water["share_low"], water["last"]) == (None, None, None)
    assert water["need_low"] == 75_000
    assert met(mission, goods(84, 20), place="askeran")["share_low"] is None


def test_what_came_before_the_window_is_not_in_it_and_the_window_never_begins_before_anything_was_told(mission):
    assert met(mission, goods(84, 1))["share_low"] is None
    short = met(mission, goods(10, 27))
    assert (short["end"] - short["start"]) < timedelta(days=3)


def test_a_range_of_a_standard_widens_the_need_and_a_kit_is_for_many_people(mission):
    water = met(mission, goods(700, 20, "water", "m3"), item="water")
    assert (water["standard_low"], water["standard_high"]) == (7.5, 15)
    assert (water["need_low"], water["need_high"]) == (75_000, 300_000)
    kits = met(mission, goods(1, 20, "medical_kit", "kit"), item="medical_kit")
    assert kits["need_high"] == pytest.approx(20_000 / 10_000 / 90)


def test_a_consignment_that_two_tell_of_counts_once_and_parties_not_at_all(mission):
    twice = [goods(84, 20, consignment="K1", source=one) for one in ("relief-one", "relief-two")]
    assert met(mission, *twice)["came_low"] == met(mission, twice[0])["came_low"]
    assert met(mission, goods(84, 20, source="spk-arm"))["share_low"] is None


def test_what_was_sent_on_is_taken_off_where_it_left_and_added_where_it_came(mission):
    sent = [
        goods(8, 21, stage="collected", consignment="S", destination="askeran"),
        goods(8, 21, consignment="S", at="askeran"),
    ]
    hub, other = (met(mission, goods(84, 20), *sent, place=place) for place in ("khankendi", "askeran"))
    start = (hub["end"] - hub["start"]) / timedelta(days=1)
    assert hub["came_low"] == pytest.approx((84 * 3.5e6 - 8 * 3.6e6) / start)
    assert other["came_low"] == pytest.approx(8 * 3.5e6 / start)


def test_a_sector_counts_the_settlements_somebody_told_of_and_names_the_others(mission):
    row = met(mission, goods(84, 20), place="centre")
    assert (row["told_of"], row["not_told_of"]) == (["khankendi"], ["askeran"])
    assert row["need_high"] == 20_000 * 2100
    with_own = msgspec.structs.replace(mission, populations=(*mission.populations, people("centre", 30_000, 30_000)))
    assert met(with_own, goods(84, 20), place="centre")["need_high"] == 30_000 * 2100


def test_the_area_has_what_entered_it_not_what_was_moved_within(mission):
    entered = goods(84, 20, stage="inspected", at="crossing-hakari", consignment="K1", destination="khankendi")
    inside = goods(8, 21, stage="collected", consignment="S", destination="askeran")
    row = met(mission, entered, goods(84, 20, consignment="K1"), inside, place="area")
    assert row["came_low"] * (row["end"] - row["start"]).days == pytest.approx(84 * 3.5e6, rel=0.2)
    assert len(row["entries"]) == 1
    outside = goods(5, 22, stage="collected", at="goris", destination="khankendi")
    assert met(mission, entered, outside, place="area")["came_low"] > row["came_low"], "Goris has no figure of people"


def test_goods_of_unknown_end_are_in_the_upper_bound_alone(mission):
    passed = goods(40, 21, stage="inspected", at="crossing-hakari", destination="khankendi", consignment="K2")
    without, row = met(mission, goods(84, 20)), met(mission, goods(84, 20), passed)
    assert (row["untold"], row["came_low"]) == (1, without["came_low"])
    assert row["came_high"] > without["came_high"]


def test_units_that_no_conversion_reaches_are_named(mission):
    assert met(mission, goods(84, 20), goods(9, 20, "sugar", "sack"))["left_out"] == ["sack of sugar"]


def test_energy_by_age_and_sex_is_the_mean_of_the_groups(mission):
    ages = [("male_20_59", 0.5), ("female_20_59", 0.5), ("pregnant", 0.1)]
    shares = tuple(AgeShare(place="area", group=group, share=share, source="census") for group, share in ages)
    rows = assess(msgspec.structs.replace(mission, ages=shares), goods(84, 20)).met
    row = rows.filter(item="food", place="khankendi", standard="energy by age and sex").row(0, named=True)
    assert row["standard_low"] == pytest.approx(0.5 * 2460 + 0.5 * 1990 + 0.1 * 285)
    assert "census" in row["page"]


def test_a_published_requirement_is_made_again_from_ages_and_sexes():
    """Checchi et al. (2024) recommend 2,059 kcal a person and day for the people of Gaza."""
    gaza = load(MISSIONS / "gaza-2024")
    needed = supplies.assess(hold([]), gaza, period_for(gaza, date(2024, 3, 1)), {}).needs
    own = needed.filter(standard="energy by age and sex").row(0, named=True)
    assert own["per_person_low"] == pytest.approx(2059, abs=1)


lots = st.lists(
    st.tuples(
        st.floats(0, 100),
        st.integers(1, 29),
        st.sampled_from(["flour", "water", "mixed", "fuel"]),
        st.sampled_from(["t", "l", "truck"]),
        st.sampled_from(["arrived", "inspected", "collected", "intercepted", "in_store"]),
        st.sampled_from(["", "K1", "K2"]),
        st.sampled_from(["relief-one", "relief-two", "spk-aze"]),
        st.sampled_from(["", "khankendi", "askeran"]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(lots)
def test_bounds_are_in_order_never_below_nothing_and_null_together(exercise, told):
    mission = msgspec.structs.replace(
        exercise, needs=(ENERGY, SURVIVAL), populations=(people("khankendi", 9, 99), people("area", 9, 9)), losses=()
    )
    things = [
        goods(amount, day, item, unit, stage=stage, consignment=name, source=source, destination=bound)
        for amount, day, item, unit, stage, name, source, bound in told
    ]
    for row in assess(mission, *things).met.iter_rows(named=True):
        bounds = [(row[f"{name}_low"], row[f"{name}_high"]) for name in ("came", "each", "share")]
        assert len({low is None for low, _ in bounds} | {high is None for _, high in bounds}) == 1
        assert all(low is None or 0 <= low <= high for low, high in bounds)
