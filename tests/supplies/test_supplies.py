"""Supplies: one consignment counted once, accounts kept apart, shares as intervals with who gives each number."""

import random
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import domain as d
from trucewatch import supplies
from trucewatch.mission import Baseline, Mission, Need, Period, Population, period_for

DAY = date(2023, 6, 14)
FRAMES = ("consignments", "flows", "needs", "against")
ROAD = "lachin-corridor"


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def goods(
    low: float,
    stage: str = "at_crossing",
    hour: float = 8,
    *,
    high: float | None = None,
    unit: str = "t",
    item: str = "flour",
    source: str = "cp-hakari",
    name: str = "",
    place: str = "crossing-hakari",
) -> d.Consignment:
    amount = d.Amount(low, low if high is None else high, unit)
    when = d.When(at(14, hour), at(14, hour))
    return d.Consignment(source=source, item=item, amount=amount, stage=stage, when=when, at=place, consignment=name)


def claim(
    measure: str,
    amount: float,
    first: date,
    last: date,
    *,
    claimant: str = "spk-arm",
    unit: str = "t",
    about: str = ROAD,
) -> d.Claim:
    start = at(1) + (first - date(2023, 6, 1))
    end = at(1) + (last - date(2023, 6, 1))
    return d.Claim(
        claimant=claimant,
        source=claimant,
        measure=measure,
        amount=d.Amount(amount, amount, unit),
        span=d.Span(start, end),
        about=about,
    )


def assess(mission: Mission, period: Period, *things: d.Account) -> supplies.Supplies:
    return supplies.assess(hold((f"e{i:03}", thing) for i, thing in enumerate(things)), mission, period, {})


def all_explained(picture: supplies.Supplies) -> None:
    ids = [row_id for name in FRAMES for row_id in getattr(picture, name)["id"]]
    assert len(ids) == len(set(ids))
    for row_id in ids:
        found = picture.explain(row_id)
        assert (found.id, bool(found.says), bool(found.rule)) == (row_id, True, True)
        assert all(part in ids for part in found.parts)


def test_frames_have_the_declared_columns_even_when_empty(exercise, period):
    picture = assess(exercise, period)
    for name in FRAMES:
        assert dict(getattr(picture, name).schema) == getattr(supplies, name.upper())
    assert picture.flows.height == picture.against.height == 0


def test_a_consignment_seen_at_several_stages_is_one(exercise, period):
    picture = assess(
        exercise,
        period,
        goods(20, "at_crossing", 8, name="K7"),
        goods(20, "inspected", 9, name="K7"),
        goods(18, "arrived", 12, name="K7", place="khankendi"),
    )
    assert picture.consignments.select("stage", "at", "amount_low").row(0) == ("arrived", "khankendi", 18.0)
    assert picture.consignments["history"].to_list() == [
        [
            "at the crossing at crossing-hakari, 20 t, 2023-06-14 08:00 UTC",
            "inspected at crossing-hakari, 20 t, 2023-06-14 09:00 UTC",
            "arrived at khankendi, 18 t, 2023-06-14 12:00 UTC",
        ]
    ]
    assert picture.flows["amount_low"].sum() == 18.0
    seen = {row["stage"]: row["seen_low"] for row in picture.flows.to_dicts()}
    assert seen == {"at_crossing": 20.0, "inspected": 20.0, "arrived": 18.0}
    all_explained(picture)


def test_differing_quantities_are_an_interval_and_flagged(exercise, period):
    picture = assess(exercise, period, goods(20, name="K7"), goods(23, name="K7", source="pt-01"))
    row = picture.flows.to_dicts()[0]
    assert (row["amount_low"], row["amount_high"], row["differ"], row["consignments"]) == (20.0, 23.0, True, 1)


def test_without_numbers_two_sources_at_one_time_may_mean_the_same_goods(exercise, period):
    def together(hour: float, *amounts: tuple[str, float]) -> list[d.Consignment]:
        when = d.When(at(14, hour), at(14, hour + 1))
        return [msgspec.structs.replace(goods(t, source=s), when=when) for s, t in amounts]

    picture = assess(
        exercise, period, *together(8, ("cp-hakari", 20), ("pt-01", 15)), *together(12, ("pt-01", 5), ("pt-01", 7))
    )
    row = picture.flows.to_dicts()[0]
    assert (row["amount_low"], row["amount_high"], row["consignments"]) == (20.0 + 12, 35.0 + 12, 3)


def test_accounts_are_kept_apart(exercise, period):
    picture = assess(
        exercise,
        period,
        goods(20, name="K7"),
        goods(25, name="K7", source="relief-one"),
        goods(30, name="K7", source="spk-arm"),
        goods(10, name="K7", source="spk-aze"),
    )
    flows = {(row["account"], row["whose"]): row["amount_low"] for row in picture.flows.to_dicts()}
    assert flows == {("mission", ""): 20.0, ("agency", ""): 25.0, ("party", "arm"): 30.0, ("party", "aze"): 10.0}
    assert all(len(row["elsewhere"]) == 3 for row in picture.consignments.to_dicts())


def test_units_are_converted_only_as_stated(exercise, period):
    bare = msgspec.structs.replace(exercise, conversions=())
    picture = assess(bare, period, goods(2), goods(500, unit="kg"), goods(4, unit="pallets"), goods(9, unit="truck"))
    assert {row["unit"]: row["amount_low"] for row in picture.flows.to_dicts()} == {"t": 2.5, "pallets": 4, "truck": 9}
    shares = picture.against.filter(of="baseline").to_dicts()
    assert {row["amount_low"] for row in shares} == {2.5}
    assert all("pallets, truck" in row["note"] for row in shares)


def test_an_account_of_later_does_not_reach_back(exercise, period):
    picture = assess(exercise, period, goods(20, hour=8, name="K7"), goods(20, "arrived", 20, name="K7"))
    assert picture.flows["stage"].to_list() == ["at_crossing"]


def test_what_came_in_before_does_not_come_in_again(exercise, period):
    picture = assess(
        exercise, period, goods(20, hour=-20, name="K7"), goods(20, "arrived", 8, name="K7", place="khankendi")
    )
    assert picture.against.filter(of="baseline").height == 0
    now, before = (picture.flows.filter(stage=stage).to_dicts()[0] for stage in ("arrived", "at_crossing"))
    assert (now["amount_low"], now["previous_low"]) == (20.0, None)
    assert (before["amount_low"], before["previous_low"]) == (0.0, 20.0)


def test_shares_of_need_are_intervals_that_name_whose_population(exercise, period):
    mission = msgspec.structs.replace(
        exercise,
        needs=(Need(item="food", amount=555, unit="g", standard="basket", edition="1"),),
        populations=(
            Population(place="area", low=50_000, high=120_000, on=date(2023, 6, 1), source="s"),
            Population(place="area", low=120_000, high=120_000, on=date(2023, 6, 1), source="s", claimant="arm"),
            Population(place="area", low=9, high=9, on=date(2023, 7, 1), source="s", claimant="aze"),
        ),
    )
    picture = assess(mission, period, goods(10), goods(4, item="mixed"), goods(3, item="medicine"))
    assert [round(need, 2) for need in picture.needs["amount_high"]] == [66.6, 66.6]
    wide, narrow = picture.against.filter(of="need").to_dicts()
    assert (wide["amount_low"], wide["amount_high"]) == (10.0, 14.0)
    assert wide["share_low"] == pytest.approx(10 / 66.6)
    assert wide["share_high"] == pytest.approx(14 / 27.75)
    assert (narrow["of_whose"], wide["of_whose"]) == ("arm", "")
    assert wide["bound"] == "at_least"
    assert "mixed goods" in wide["note"]
    all_explained(picture)


def test_remote_only_claims_against_baseline_and_need(exercise):
    """4,623 t in 150 days, the baseline of 400 t a day, and 555 g a day for 120,000 people: 30.8 t, 7.7 % and 46 %."""
    remote = msgspec.structs.replace(
        exercise,
        presence="remote",
        baselines=(
            Baseline(
                measure="supplies_t_per_day", about=ROAD, amount=400, unit="t/day", source="spk-arm", claimant="arm"
            ),
        ),
        needs=(Need(item="food", amount=0.555, unit="kg", standard="basket", edition="1"),),
        populations=(
            Population(place="area", low=120_000, high=120_000, on=date(2023, 1, 1), source="s", claimant="arm"),
        ),
    )
    total = claim("supplies_t", 4623, date(2022, 12, 12), date(2023, 5, 11))
    picture = assess(remote, period_for(remote, date(2023, 5, 10)), total, goods(50))
    baseline, need = picture.against.to_dicts()
    assert baseline["amount_low"] == pytest.approx(30.82)
    assert baseline["share_low"] == baseline["share_high"] == pytest.approx(0.07705)
    assert (baseline["account"], baseline["says"], baseline["of_whose"]) == ("claim", "spk-arm", "arm")
    assert need["share_high"] == pytest.approx(0.4628, abs=1e-4)
    assert need["bound"] == "at_most"
    assert "at most 46.3 %" in picture.explain(need["id"]).says
    later = assess(remote, period_for(remote, date(2023, 6, 14)), total, goods(50))
    assert later.against.filter(account="claim")["timing"].to_list() == ["earlier", "earlier"]
    assert later.flows["account"].to_list() == ["checkpoint"]
    assert set(later.against["bound"]) == {"as_said", "at_most"}


def test_what_does_not_convert_has_no_share(exercise, period):
    picture = assess(exercise, period, claim("supplies_t", 12, DAY, date(2023, 6, 15), unit="pallets"))
    assert picture.against.height == 0
    odd = Baseline(measure="supplies_t_per_day", about=ROAD, amount=9, unit="truck/day", source="s", claimant="arm")
    mission = msgspec.structs.replace(exercise, baselines=(odd,))
    row = assess(mission, period, goods(10)).against.filter(of="baseline").to_dicts()[0]
    assert (row["share_low"], row["share_high"]) == (None, None)
    assert "not converted" in row["note"]


def test_the_mission_of_public_claims_has_no_flow_of_its_own(lachin):
    period = period_for(lachin, DAY)
    picture = assess(lachin, period, goods(10, source=next(iter(lachin.sources))))
    assert "mission" not in {*picture.flows["account"], *picture.against["account"]}
    all_explained(picture)


hours = st.floats(-40, 20).map(lambda hour: round(hour, 1))
consignments = st.lists(
    st.builds(
        lambda low, more, stage, hour, unit, item, source, name: goods(
            low, stage, hour, high=low + more, unit=unit, item=item, source=source, name=name
        ),
        st.integers(0, 40),
        st.integers(0, 10),
        st.sampled_from(list(d.vocabulary("stages"))),
        hours,
        st.sampled_from(["t", "kg", "pallets"]),
        st.sampled_from(["flour", "mixed", "water", "medicine"]),
        st.sampled_from(["cp-hakari", "pt-01", "relief-one", "spk-arm", "spk-aze"]),
        st.sampled_from(["", "", "K1", "K2"]),
    ),
    max_size=20,
)
flow_claims = st.lists(
    st.builds(
        lambda amount, measure, start, length, claimant: claim(
            measure, amount, date(2023, 6, start), date(2023, 6, start + length), claimant=claimant
        ),
        st.integers(0, 5000),
        st.sampled_from(["supplies_t", "food_t"]),
        st.integers(1, 14),
        st.integers(0, 14),
        st.sampled_from(["spk-arm", "spk-aze", "relief-one"]),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(things=consignments, claims=flow_claims, seed=st.integers(0, 1000))
def test_the_order_of_entries_makes_no_difference(exercise, period, things, claims, seed):
    named = [(f"e{i:03}", thing) for i, thing in enumerate([*things, *claims])]
    shuffled = list(named)
    random.Random(seed).shuffle(shuffled)
    one, other = (supplies.assess(hold(order), exercise, period, {}) for order in (named, shuffled))
    for name in FRAMES:
        assert getattr(one, name).equals(getattr(other, name))
    assert one.reasons == other.reasons
    all_explained(one)


@settings(max_examples=60, deadline=None)
@given(things=consignments, claims=flow_claims)
def test_totals_never_count_twice_and_intervals_are_in_order(exercise, period, things, claims):
    named = {f"e{i:03}": thing for i, thing in enumerate([*things, *claims])}
    picture = assess(exercise, period, *named.values())
    used = [entry for row in picture.consignments.to_dicts() for entry in row["entries"]]
    assert len(used) == len(set(used))
    accounts = {(row["account"], row["whose"], row["unit"]) for row in picture.flows.to_dicts()}
    for account, whose, unit in accounts:
        rows = picture.flows.filter(account=account, whose=whose, unit=unit)
        members = {entry for entries in rows["entries"] for entry in entries}
        most: dict[tuple[str, str], float] = {}
        for entry in members:
            thing = named[entry]
            amount = d.canonical(thing.amount)
            key = (thing.consignment or entry, thing.item)
            most[key] = max(most.get(key, 0.0), amount.high)
        assert rows["amount_high"].sum() <= sum(most.values()) + 1e-9
    for row in picture.flows.to_dicts():
        assert 0 <= row["amount_low"] <= row["amount_high"]
        assert row["amount_low"] <= row["seen_low"] <= row["seen_high"]
    for row in picture.against.to_dicts():
        assert row["amount_low"] <= row["amount_high"]
        assert row["of_low"] <= row["of_high"]
        if row["share_low"] is not None:
            assert 0 <= row["share_low"] <= row["share_high"]


@settings(max_examples=40, deadline=None)
@given(things=consignments, claims=flow_claims)
def test_what_others_say_never_changes_the_missions_own_count(exercise, period, things, claims):
    named = [(f"e{i:03}", thing) for i, thing in enumerate([*things, *claims])]
    own = [(name, thing) for name, thing in named if exercise.own(thing.source)]
    full, bare = (supplies.assess(hold(order), exercise, period, {}) for order in (named, own))
    assert full.flows.filter(account="mission").equals(bare.flows)
    assert full.against.filter(account="mission").equals(bare.against)
