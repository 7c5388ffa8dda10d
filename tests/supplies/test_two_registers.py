"""Two registers of one flow: lined up, one bridged from the other, how they are kept, and where a fall lies."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import hold
from trucewatch import domain as d
from trucewatch import intake, supplies
from trucewatch.mission import Conversion, Mission, MissionError, Register, load, period_for
from trucewatch.record import Held, Record
from trucewatch.supplies.bookkeeping import FEWEST as FEWEST_AMOUNTS
from trucewatch.supplies.bookkeeping import digits
from trucewatch.supplies.bridging import FEWEST, bridge, lag

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "gaza-crossings"
MONDAY = date(2023, 1, 2)
WEEKS, BLIND = 20, 4
AGENCY, OFFICE = "relief-one", "spk-arm"


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    """The exercise mission with an agency's list, which stops seeing the whole after sixteen weeks, and a party's."""
    last_seen = MONDAY + timedelta(weeks=WEEKS - BLIND, days=-1)
    agency = Register(flow="road", source=AGENCY, stage="at_crossing", since=MONDAY, until=last_seen, citation="itself")
    office = Register(flow="road", source=OFFICE, stage="at_crossing", since=MONDAY, citation="itself")
    pallet = Conversion(item="food", unit="pallet", low=0.5, high=1.0, to="t", source="a list")
    return msgspec.structs.replace(exercise, registers=(agency, office), conversions=(pallet,))


def load_of(source: str, day: date, *, amount: float = 20, unit: str = "t", number: str = "") -> d.Consignment:
    noon = datetime.combine(day, time(8), UTC)
    return d.Consignment(
        source=source,
        item="food",
        amount=d.Amount(amount, amount, unit),
        stage="at_crossing",
        when=d.When(noon, noon),
        at="crossing-hakari",
        consignment=number,
    )


def played(agency: list[int], office: list[int], *, late_d: int = 0) -> list[d.Consignment]:
    """Loads by week in both lists, three in four of the week's on Tuesday and Friday; the party dates them later."""
    found = []
    for source, weekly, shift in ((AGENCY, agency, 0), (OFFICE, office, late_d)):
        for week, count in enumerate(weekly):
            for i in range(count):
                day = MONDAY + timedelta(weeks=week, days=(1, 4, 1, 4, 2)[i % 5] + shift)
                found.append(load_of(source, day))
    return found


def told(mission: Mission, things: list[d.Consignment], weeks: int = WEEKS) -> supplies.Supplies:
    holdings = hold((f"e{i:05}", thing) for i, thing in enumerate(things))
    period = period_for(mission, MONDAY + timedelta(weeks=weeks, days=-1))
    return supplies.assess(holdings, mission, period, {})


def verdict(picture: supplies.Supplies, register: str = AGENCY) -> str:
    return picture.reckonings.filter(register=register)["verdict"].item()


def steady(level: int, seed: int) -> list[int]:
    return np.random.default_rng(seed).poisson(level, WEEKS).tolist()


def test_without_registers_there_are_no_rows(exercise):
    picture = told(exercise, [load_of(AGENCY, MONDAY)])
    for name in ("registers", "reckonings", "books"):
        frame = getattr(picture, name)
        assert (frame.height, dict(frame.schema)) == (0, getattr(supplies, name.upper()))


def test_a_fall_of_looking_is_not_reported_as_one_of_supplies(mission):
    true = steady(40, 1)
    seen = [n if week < WEEKS - BLIND else n // 2 for week, n in enumerate(true)]
    picture = told(mission, played(seen, [round(1.1 * n) for n in true]))
    row = picture.reckonings.filter(register=AGENCY).row(0, named=True)
    assert row["verdict"] == "looking"
    assert row["recorded_change"] < 0.7
    assert row["change_low"] < 1 < row["change_high"]
    blind = picture.registers.filter(register=AGENCY, basis="estimated")
    assert blind.height == BLIND
    held = [low <= n <= high for (low, high), n in zip(blind.select("low", "high").rows(), true[-BLIND:], strict=True)]
    assert sum(held) >= BLIND - 1
    assert (blind["low"] >= blind["lines"]).all()
    first = blind.row(0, named=True)
    assert len(picture.explain(first["id"]).entries) == first["lines"] + first["beside_lines"]


def test_a_fall_that_both_see_is_one_of_supplies(mission):
    level = steady(40, 2)
    true = [n if week < WEEKS - BLIND else n // 3 for week, n in enumerate(level)]
    assert verdict(told(mission, played(true, true))) == "supplies"
    assert verdict(told(mission, played(true, true)), OFFICE) == "supplies"


def test_a_fall_may_be_in_both(mission):
    level = steady(60, 3)
    true = [n if week < WEEKS - BLIND else n // 3 for week, n in enumerate(level)]
    seen = [n if week < WEEKS - BLIND else n // 10 for week, n in enumerate(true)]
    assert verdict(told(mission, played(seen, true))) == "both"


def test_what_does_not_fall_is_no_fall(mission):
    true = steady(40, 4)
    assert verdict(told(mission, played(true, true))) == "no_fall"


def test_where_nobody_watched_nothing_is_known(mission):
    closed = msgspec.structs.replace(mission.registers[1], until=mission.registers[0].until)
    both_blind = msgspec.structs.replace(mission, registers=(mission.registers[0], closed))
    true = steady(40, 5)
    seen, last = true[:-BLIND] + [0] * BLIND, MONDAY + timedelta(weeks=WEEKS, days=-1)
    picture = told(both_blind, [*played(seen, seen), load_of(AGENCY, last)])
    assert verdict(picture) == "not_told"
    blind = picture.registers.filter(register=AGENCY, basis="not_known")
    assert blind["lines"].to_list() == [None] * (BLIND - 1) + [1]
    assert blind.select("beside_lines", "low", "mid", "high").null_count().row(0) == (BLIND,) * 4
    watched = picture.registers.filter(register=AGENCY, watched=True)
    assert watched["lines"].null_count() == 0


def test_days_nobody_told_of_yet_are_not_days_without_loads(mission):
    true = steady(40, 12)
    arrived = [*true[:-2], 0, 0]
    picture = told(mission, played(arrived, arrived))
    assert picture.registers["end"].max() < period_for(mission, MONDAY + timedelta(weeks=WEEKS - 2)).span.end
    assert picture.registers.filter(register=AGENCY, basis="estimated").height == BLIND - 2


def test_a_register_nobody_has_taken_in_says_nothing(mission):
    picture = told(mission, [load_of(OFFICE, MONDAY + timedelta(days=9))])
    row = picture.registers.filter(register=AGENCY).row(0, named=True)
    assert (row["watched"], row["lines"], row["basis"]) == (False, None, "not_known")
    assert told(mission, []).registers.is_empty()


def test_of_three_registers_the_empty_ones_are_set_beside_the_one_that_speaks(mission):
    third = Register(flow="road", source="relief-two", stage="at_crossing", since=MONDAY, citation="itself")
    of_three = msgspec.structs.replace(mission, registers=(*mission.registers, third))
    picture = told(of_three, [load_of(OFFICE, MONDAY)], weeks=1)
    beside = {row["register"]: row["beside"] for row in picture.registers.iter_rows(named=True)}
    assert beside[AGENCY] == beside["relief-two"] == OFFICE


def test_too_few_weeks_in_common_give_no_estimate(mission):
    short = msgspec.structs.replace(mission.registers[0], until=MONDAY + timedelta(weeks=FEWEST - 1, days=-1))
    few = msgspec.structs.replace(mission, registers=(short, mission.registers[1]))
    true = steady(40, 6)
    picture = told(few, played(true, true))
    assert set(picture.registers.filter(register=AGENCY)["basis"]) == {"counted", "not_known"}


def test_days_that_the_other_dates_later_are_lined_up(mission):
    true = steady(40, 7)
    picture = told(mission, played(true, true, late_d=2))
    rows = picture.reckonings
    assert rows.filter(register=AGENCY)["lag_d"].item() == 2
    assert rows.filter(register=OFFICE)["lag_d"].item() == -2
    both = picture.registers.filter(register=AGENCY, watched=True)
    assert both["lines"].to_list()[:-1] == both["beside_lines"].to_list()[:-1]


def test_units_that_no_conversion_reaches_are_named(mission):
    things = [load_of(AGENCY, MONDAY, amount=10, unit=unit) for unit in ("t", "pallet", "unit not given")]
    picture = told(mission, [*things, load_of(OFFICE, MONDAY)], weeks=1)
    week = picture.registers.filter(register=AGENCY).row(0, named=True)
    assert (week["lines"], week["unweighed"], week["tonnes_low"], week["tonnes_high"]) == (3, 1, 15, 20)
    assert picture.books.filter(register=AGENCY)["left_out"].to_list() == [["unit not given (1)"]]


def test_a_numbered_load_told_twice_is_one_line(mission):
    twice = [load_of(AGENCY, MONDAY, number="K7"), load_of(AGENCY, MONDAY + timedelta(days=1), number="K7")]
    picture = told(mission, [*twice, load_of(OFFICE, MONDAY)], weeks=1)
    assert picture.registers.filter(register=AGENCY)["lines"].to_list() == [1]


def test_lines_put_in_after_later_days_are_late(mission):
    def held(name: str, day: int, file: str, entered: int) -> Held[d.Consignment]:
        thing = load_of(AGENCY, MONDAY + timedelta(days=day))
        evidence = (d.Evidence(sha256=file, name=f"{file}.csv"),)
        return Held(name, entered, datetime(2023, 2, entered, tzinfo=UTC), "tester", evidence, thing)

    rows = (held("a", 0, "one", 1), held("b", 5, "one", 1), held("c", 3, "two", 2), held("d", 6, "two", 2))
    holdings = replace(hold([]), consignments=rows)
    book = supplies.assess(holdings, mission, period_for(mission, MONDAY + timedelta(days=6)), {}).books
    found = book.filter(register=AGENCY).row(0, named=True)
    assert (found["lines"], found["late"], found["entries"]) == (4, 1, ["c"])


def test_every_row_is_explained(mission):
    true = steady(15, 8)
    seen = [n if week < WEEKS - BLIND else n // 2 for week, n in enumerate(true)]
    picture = told(mission, played(seen, true))
    ids = [row for name in ("registers", "reckonings", "books") for row in getattr(picture, name)["id"]]
    assert len(ids) == len(set(ids)) == 2 * WEEKS + 4
    for row in ids:
        found = picture.explain(row)
        assert found.id == row
        assert found.says
        assert found.rule
        assert set(found.parts) <= set(ids)


def test_the_order_of_the_entries_makes_no_difference(mission):
    things = played(steady(20, 9), steady(22, 10))
    assert told(mission, things).registers.drop("entries").equals(told(mission, things[::-1]).registers.drop("entries"))


def test_a_register_alone_and_one_of_nobody_are_faults(tmp_path):
    home = tmp_path / "mission"
    shutil.copytree(ROOT / "missions" / "gaza-2024", home)
    (home / "registers.csv").write_text(
        "flow,source,stage,item,since,until,citation\n"
        "a flow,unrwa,at_crossing,,2024-02-01,2024-01-01,x\nother,nobody,on_mars,gold,2024-01-01,,x\n"
    )
    with pytest.raises(MissionError) as raised:
        load(home)
    assert {fault.field for fault in raised.value.faults} == {"flow", "source", "stage", "item", "until"}


# --- the parts ---------------------------------------------------------------------------------------------------


@given(st.integers(-3, 3), st.integers(0, 10_000))
def test_the_lag_is_found(days, seed):
    flow = np.random.default_rng(seed).poisson(20, 120).astype(float)
    found, agreement = lag(flow[10:-10], flow[10 - days : -10 - days], np.ones(100, dtype=bool), 3)
    assert (found, agreement) == (days, pytest.approx(1))


def test_no_lag_is_made_up_where_nothing_varies():
    assert lag(np.ones(30), np.ones(30), np.ones(30, dtype=bool), 3) == (0, 0.0)


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=FEWEST + 2, max_size=30),
    st.integers(0, 2**32),
)
def test_draws_are_finite_never_below_nothing_and_the_same_again(weeks, seed):
    ours, theirs = np.array(weeks, dtype=float).T
    known = np.arange(len(ours)) < len(ours) - 2
    draws = bridge(ours, theirs, known, ~known, seed)
    assert draws.shape[1] == 2
    assert np.isfinite(draws).all()
    assert (draws >= 0).all()
    assert np.array_equal(draws, bridge(ours, theirs, known, ~known, seed))


def test_nine_intervals_in_ten_hold_what_was_hidden():
    rng = np.random.default_rng(11)
    held = []
    for seed in range(40):
        theirs = rng.lognormal(6, 0.5, 26).round()
        ratio = np.exp(rng.normal(-0.2, 0.2, 26) + rng.normal(0, 0.03, 26).cumsum())
        ours = rng.poisson(theirs * ratio).astype(float)
        hidden = np.zeros(26, dtype=bool)
        hidden[rng.choice(26, 8, replace=False)] = True
        low, high = np.quantile(bridge(np.where(hidden, 0, ours), theirs, ~hidden, hidden, seed), (0.05, 0.95), axis=0)
        held += ((low <= ours[hidden]) & (ours[hidden] <= high)).tolist()
    assert 0.85 <= np.mean(held) <= 0.95


def test_the_further_ahead_the_wider():
    ours = np.array([100.0, 120, 90, 70, 60, 85, 95, 130, 150, 140, *[0] * 12])
    theirs = np.full(22, 100.0)
    known = np.arange(22) < 10
    low, high = np.quantile(bridge(ours, theirs, known, ~known, 1), (0.05, 0.95), axis=0)
    assert (high - low)[-1] > 1.3 * (high - low)[0]


def test_heaping_is_graded_as_published():
    assert digits([20.0] * FEWEST_AMOUNTS).whipple == 500
    assert digits([10.0, 15, 20, 25, 30] * 40).grade == "very rough"
    assert digits([10.0, 15, 20, 25, 30] * 40).step == 5
    even = digits([float(n) for n in range(10, 210)])
    assert (even.whipple, even.grade, even.step) == (pytest.approx(100), "very accurate", 1)
    assert even.p == pytest.approx(1)
    assert digits([20.0] * (FEWEST_AMOUNTS - 1)) is None
    assert digits([20.5, 5.0] * FEWEST_AMOUNTS) is None


@given(st.lists(st.floats(0, 5000), max_size=400))
def test_any_amounts_can_be_tested(amounts):
    found = digits(amounts)
    assert found is None or (0 <= found.whipple <= 500 and 0 <= found.p <= 1 and 0 < found.commonest_share <= 1)


# --- the published lists -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the published lists are not beside the repository")
def test_the_fall_of_may_2024_is_one_of_looking(tmp_path):
    home = tmp_path / "mission"
    shutil.copytree(ROOT / "missions" / "gaza-2024", home)
    for path in DATA.glob("*.csv.gz"):
        shutil.copyfile(path, home / "lists" / path.name)
    mission = load(home)
    with Record.create(home / "record", origin="gaza-2024") as record:
        results = intake.take_in_feeds(record, mission)
        holdings = record.holdings()
    assert sorted((one.rows, one.kept, one.quarantined) for one in results) == [(28262, 28262, 0), (33692, 32954, 738)]
    picture = supplies.assess(holdings, mission, period_for(mission, date(2024, 5, 31)), {})
    row = picture.reckonings.filter(register="unrwa").row(0, named=True)
    assert (row["start"], row["end"]) == (datetime(2024, 5, 5, 21, tzinfo=UTC), datetime(2024, 5, 31, 21, tzinfo=UTC))
    assert row["lag_d"] == -1
    assert row["verdict"] == "looking"
    assert row["recorded_change"] < 0.7 < row["change_low"] < 1 < row["change_high"]
    books = picture.books.filter(pl.col("register") == "cogat").row(0, named=True)
    assert (books["grade"], books["step"], books["commonest"]) == ("very rough", 5, 20)
