"""Days of cover: balances worked by hand, invariants, and intervals against the truth of the exercise."""

from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import domain as d
from trucewatch import supplies
from trucewatch.mission import Conversion, Loss, Mission, Need, Population, period_for
from trucewatch.supplies.conversion import convert
from trucewatch.supplies.stockflow import Ration, drivers, play, run_out

DAY = date(2023, 6, 14)
PALLET = Conversion(item="food", unit="pallet", low=0.8, high=1.2, to="t", source="a list")
ENERGY = Conversion(item="flour", unit="t", low=3.5e6, high=3.6e6, to="kcal", source="a table")


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    return msgspec.structs.replace(
        exercise,
        needs=(Need(item="food", amount=0.5, unit="kg", standard="basket", edition="1"),),
        populations=(Population(place="khankendi", low=20_000, high=20_000, on=date(2023, 6, 1), source="s"),),
        conversions=(PALLET, ENERGY),
        losses=(),
    )


def goods(
    amount: float, day: int, stage: str = "in_store", *, unit: str = "t", source: str = "relief-one"
) -> d.Consignment:
    when = d.When(at(day, 15.4), at(day, 15.4))
    said = d.Amount(amount, amount, unit)
    return d.Consignment(source=source, item="food", amount=said, stage=stage, when=when, at="khankendi")


def cover(mission: Mission, *things: d.Account, reach: str = "certainly") -> dict:
    period = period_for(mission, DAY)
    holdings = hold((f"e{i}", thing) for i, thing in enumerate(things))
    picture = supplies.assess(holdings, mission, period, {"khankendi": reach})
    row = picture.cover.row(0, named=True)
    assert picture.explain(row["id"]).entries == tuple(row["entries"])
    return row


def test_without_a_count_there_are_no_days(mission):
    row = cover(mission, goods(50, 13, "arrived"))
    assert (row["counted_on"], row["full_mid"], row["supplied_mid"]) == (None, None, None)


def test_a_stock_of_a_hundred_tonnes_lasts_twenty_thousand_people_ten_days(mission):
    row = cover(mission, goods(100, 14))
    assert row["full_mid"] == pytest.approx(10, abs=0.02)
    assert row["present_mid"] is None


def test_after_one_count_anything_up_to_the_need_may_have_been_eaten(mission):
    row = cover(mission, goods(100, 12), goods(30, 13, "arrived"))
    assert (row["stock_low"], row["stock_high"]) == (pytest.approx(111, abs=1), pytest.approx(129, abs=1))
    assert row["drivers"][0].startswith("the ration since the count")


def test_two_counts_show_the_present_ration(mission):
    row = cover(mission, goods(100, 10), goods(20, 12, "arrived"), goods(100, 14))
    assert row["ration_mid"] == pytest.approx(0.5, abs=0.01)
    assert row["present_mid"] == pytest.approx(20, abs=0.2)
    assert row["little_mid"] < 1


def test_the_ration_follows_the_stock_to_an_unknown_degree(mission):
    row = cover(mission, goods(100, 4), goods(20, 9))
    assert row["stock_low"] == 0
    assert row["ration_low"] < row["ration_high"] < 0.6
    assert row["stock_high"] > 2
    rule = Ration(np.array([[1.0, 1.0]], "f4"), np.array([[60.0, 60.0]], "f4"), np.array([[0.0, 1.0]], "f4"))
    assert rule.at(np.array([[30.0, 30.0]], "f4")).tolist() == [[1.0, 0.5]]


def test_losses_wear_a_stock_away(mission):
    spoilt = msgspec.structs.replace(mission, losses=(Loss(cause="pests", low=0.3, high=0.3, of="month", source="s"),))
    whole, worn = (cover(one, goods(100, 14)) for one in (mission, spoilt))
    lost = -np.log(0.7) / 30
    assert worn["full_mid"] == pytest.approx(np.log1p(lost * 10) / lost, abs=0.02)
    assert worn["full_mid"] < whole["full_mid"] - 0.5
    assert worn["losses"] == ["lost a month by pests: 30.0% to 30.0% (s)"]


def test_what_is_torn_at_unloading_and_lost_in_the_mill_is_not_eaten(mission):
    losses = (
        Loss(cause="handling", low=0.1, high=0.1, of="arriving", source="s"),
        Loss(item="cereal", cause="milling", low=0.25, high=0.25, of="eating", source="s"),
    )
    grain = msgspec.structs.replace(goods(100, 14), item="cereal")
    row = cover(msgspec.structs.replace(mission, losses=losses), grain)
    assert row["full_mid"] == pytest.approx(7.5, abs=0.05)
    came = cover(msgspec.structs.replace(mission, losses=losses), goods(0, 14), late(goods(100, 14, "arrived")))
    assert came["stock_mid"] == pytest.approx(90, abs=1)


def late(one: d.Consignment) -> d.Consignment:
    return msgspec.structs.replace(one, when=d.When(at(14, 15.45), at(14, 15.45)))


def test_what_households_keep_is_in_it_only_if_it_was_counted(mission):
    alone, asked = cover(mission, goods(100, 14)), cover(mission, goods(100, 14), goods(50, 10, "in_households"))
    assert (alone["households"], alone["full_mid"]) == (False, pytest.approx(10, abs=0.05))
    assert (asked["households"], asked["full_mid"]) == (True, pytest.approx(15, abs=0.05))
    long_ago = cover(mission, goods(100, 14), goods(50, 2, "in_households"))
    assert (long_ago["households"], long_ago["full_mid"]) == (False, pytest.approx(10, abs=0.05))


def test_goods_whose_end_nobody_told_of_may_have_come(mission):
    passed = msgspec.structs.replace(late(goods(40, 14, "inspected")), at="crossing-hakari", destination="khankendi")
    row = cover(mission, goods(100, 14), passed)
    assert row["untold"] == 1
    assert row["stock_high"] - row["stock_low"] == pytest.approx(40, abs=0.5)
    numbered = [msgspec.structs.replace(one, consignment="K7") for one in (passed, late(goods(38, 14, "arrived")))]
    told = cover(mission, goods(100, 14), *numbered)
    assert (told["untold"], told["stock_mid"]) == (0, pytest.approx(138, abs=0.5))
    seized = msgspec.structs.replace(numbered[0], stage="intercepted")
    assert cover(mission, goods(100, 14), numbered[0], seized)["stock_high"] == pytest.approx(100, abs=0.5)


def test_what_was_sent_on_is_taken_off(mission):
    sent = msgspec.structs.replace(late(goods(40, 14, "collected")), destination="askeran", consignment="K8")
    assert cover(mission, goods(100, 14), sent)["stock_mid"] == pytest.approx(60, abs=0.5)


def test_a_count_in_pallets_is_as_wide_as_their_weight(mission):
    row = cover(mission, goods(100, 14, unit="pallet"))
    assert 8 - 0.02 <= row["full_low"] < 8.4
    assert 11.6 < row["full_high"] <= 12
    assert row["drivers"][0].startswith("the count of the stock")
    assert cover(msgspec.structs.replace(mission, conversions=()), goods(100, 14, unit="pallet"))["full_mid"] is None


def test_what_parties_say_of_stocks_is_left_out(mission):
    assert cover(mission, goods(100, 14, source="spk-arm"))["counted_on"] is None


def test_where_no_lorry_can_come_supplies_do_not_go_on(mission):
    things = [goods(100, 14), *[goods(9, day, "arrived") for day in range(1, 14)]]
    cut, open_ = (cover(mission, *things, reach=reach) for reach in ("not", "certainly"))
    assert cut["supplied_mid"] == pytest.approx(cut["full_mid"], abs=1)
    assert open_["supplied_mid"] > cut["supplied_mid"] + 3


def test_conversions_follow_one_another_and_name_their_sources():
    found = convert((PALLET, ENERGY), "flour", "pallet", "kcal", 10, 10)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(10 * 0.8 * 3.5e6), pytest.approx(10 * 1.2 * 3.6e6))
    assert len(found.by) == 2
    assert convert((PALLET, ENERGY), "water", "pallet", "t", 1, 1) is None


amounts = st.floats(0, 500, width=32)


@given(amounts, st.floats(1, 50, width=32), st.floats(0, 50, width=32), st.sampled_from([0.95, 0.99, 1]))
def test_play_without_arrivals_is_the_stock_over_what_is_eaten_and_more_never_shortens_it(stock, eaten, came, share):
    left, used = np.full((2, 3), stock, np.float32), np.full((2, 3), eaten, np.float32)
    order = np.zeros((60, 3), np.intp)
    kept = np.full_like(left, share)
    none = play(left, used, kept, np.zeros((2, 1), np.float32), order, np.ones_like(left))
    assert np.allclose(none, run_out(left, used, kept, 60), atol=0.01 if share == 1 else 0.6)
    assert (play(left, used, kept, np.full((2, 1), came, np.float32), order, np.ones_like(left)) >= none - 0.01).all()


def test_drivers_name_what_moves_the_outcome():
    rng = np.random.default_rng(1)
    much, little = rng.uniform(1, 9, (1, 500)).astype("f4"), rng.uniform(1, 1.1, (1, 500)).astype("f4")
    found = drivers({"much": much, "little": little, "fixed": np.ones((1, 500), "f4")}, much * little)
    assert next(iter(found)) == "much"
    assert found["much"] > 0.9
    assert found["fixed"] == 0
