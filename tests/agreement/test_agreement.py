"""The agreement: claims side by side and against the record, statements, clauses in several renderings."""

import json
import random
from datetime import date
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import agreement
from trucewatch import domain as d
from trucewatch.agreement.clauses import date_words
from trucewatch.mission import Clause, ClauseText, Mission, Period, period_for

DAY = date(2023, 6, 14)
ROAD = "lachin-corridor"
FRAMES = (
    *("claims", "comparisons", "record", "statements", "clauses", "renderings"),
    *("findings", "compliance", "cases", "steps"),
)
RENDERINGS = Path(__file__).parents[2] / "../shared/data/statement-2020-11-10/statement_2020-11-10_versions.json"


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def claim(
    claimant: str,
    measure: str,
    amount: float | None = None,
    first: int = 10,
    last: int = 20,
    *,
    unit: str = "",
    about: str = ROAD,
    high: float | None = None,
    said: int | None = None,
) -> d.Claim:
    """Of midnight of June ``first`` to midnight of June ``last``."""
    return d.Claim(
        claimant=claimant,
        source=claimant,
        measure=measure,
        amount=None if amount is None else d.Amount(amount, amount if high is None else high, unit),
        span=d.Span(at(first), at(last)),
        about=about,
        said_at=None if said is None else at(said, 10),
    )


def assess(mission: Mission, period: Period, *things: d.Account) -> agreement.Agreement:
    return agreement.assess(hold((f"e{i:03}", thing) for i, thing in enumerate(things)), mission, period)


def compared(picture: agreement.Agreement) -> list[dict]:
    return picture.comparisons.filter(kind="claims").to_dicts()


def all_explained(picture: agreement.Agreement) -> None:
    ids = [row_id for name in FRAMES for row_id in getattr(picture, name)["id"]]
    assert len(ids) == len(set(ids))
    for row_id in ids:
        found = picture.explain(row_id)
        assert (found.id, bool(found.says), bool(found.rule)) == (row_id, True, True)
        assert all(part in ids for part in found.parts)


def test_frames_have_the_declared_columns_even_when_empty(exercise, period):
    picture = assess(exercise, period)
    for name in FRAMES:
        assert dict(getattr(picture, name).schema) == getattr(agreement, name.upper())
    assert picture.claims.height == picture.statements.height == 0


def test_claims_stand_in_the_parties_order_and_only_those_of_the_period(exercise, period):
    picture = assess(
        exercise,
        period,
        claim("relief-one", "vehicles", 20),
        claim("spk-aze", "vehicles", 30),
        claim("spk-arm", "vehicles", 10, 1, 3, said=14),
        claim("spk-arm", "vehicles", 10, 1, 3),
    )
    rows = picture.claims.to_dicts()
    assert [row["claimant"] for row in rows] == ["spk-arm", "spk-aze", "relief-one"]
    assert [row["side"] for row in rows] == ["arm", "aze", ""]
    assert (rows[0]["speaks_of_period"], rows[0]["said_in_period"], rows[0]["per_day_low"]) == (False, True, 5.0)
    assert rows[1]["per_day_low"] == 3.0
    all_explained(picture)


def test_figures_of_two_sides_are_compared_a_day(exercise, period):
    """2,558 in 150 days is 17.1 a day, 644 in 35 days 18.4: they agree; 920 a day does not."""
    early = claim("spk-aze", "vehicles", 644)
    early = msgspec.structs.replace(early, span=d.Span(at(14) - 34 * (at(2) - at(1)), at(15)))
    long = claim("spk-arm", "vehicles", 2558)
    long = msgspec.structs.replace(long, span=d.Span(at(14) - 149 * (at(2) - at(1)), at(15)))
    rows = compared(assess(exercise, period, early, long))
    assert len(rows) == 1
    row = rows[0]
    assert (row["first"], row["second"], row["measure"], row["unit"]) == (
        "spk-arm",
        "spk-aze",
        "vehicles_per_day",
        "count/day",
    )
    assert row["first_low"] == pytest.approx(17.053, abs=1e-3)
    assert row["ratio"] == pytest.approx(1.079, abs=1e-3)
    assert row["outcome"] == "agree"
    apart = compared(assess(exercise, period, early, claim("spk-arm", "vehicles_per_day", 920)))
    assert apart[0]["outcome"] == "differ"


def test_units_must_meet_and_tonnes_do(exercise, period):
    rows = compared(
        assess(
            exercise,
            period,
            claim("spk-arm", "supplies_t", 300, unit="t"),
            claim("spk-aze", "supplies_t_per_day", 31_000, unit="kg/day"),
            claim("spk-aze", "supplies_t", 12, unit="pallets"),
        )
    )
    assert [(row["first_low"], row["second_low"], row["outcome"]) for row in rows] == [(30.0, 31.0, "agree")]


def test_two_voices_of_one_side_are_no_second_side(exercise, period):
    mission = msgspec.structs.replace(
        exercise,
        sources=exercise.sources | {"min-arm": msgspec.structs.replace(exercise.sources["spk-arm"], id="min-arm")},
    )
    rows = compared(assess(mission, period, claim("spk-arm", "killed", 3), claim("min-arm", "killed", 3)))
    assert [(row["outcome"], row["second"]) for row in rows] == [("one_sided", ""), ("one_sided", "")]


def test_a_partner_may_lie_outside_the_period_but_not_outside_the_span(exercise, period):
    now = claim("spk-arm", "vehicles", 100, 5, 15)
    touching = claim("spk-aze", "vehicles", 80, 1, 9)
    apart = claim("spk-aze", "vehicles", 80, 1, 5)
    assert [row["second"] for row in compared(assess(exercise, period, now, touching))] == ["spk-aze"]
    assert [row["outcome"] for row in compared(assess(exercise, period, now, apart))] == ["one_sided"]


def test_losses_of_two_parties_are_not_compared(exercise, period):
    rows = compared(assess(exercise, period, claim("spk-arm", "killed", 213), claim("spk-aze", "killed", 192)))
    assert [(row["first_low"], row["second_low"], row["outcome"], row["ratio"]) for row in rows] == [
        (213.0, 192.0, "not_comparable", None)
    ]
    told = compared(assess(exercise, period, claim("spk-arm", "killed", 213), claim("relief-one", "killed", 210)))
    assert [row["outcome"] for row in told] == ["agree"]


def test_open_against_closed_differs_and_sums_over_other_spans_are_not_compared(exercise, period):
    rows = compared(
        assess(
            exercise,
            period,
            claim("spk-arm", "corridor_closed"),
            claim("spk-aze", "corridor_open"),
            claim("spk-arm", "injured", 3, 10, 15),
            claim("spk-aze", "injured", 3, 10, 20),
        )
    )
    assert [row["outcome"] for row in rows] == ["differ", "one_sided", "one_sided"]


def test_baselines_are_one_sided_unless_both_sides_give_one(exercise, lachin, period):
    both = assess(exercise, period).comparisons.filter(kind="baselines")
    assert set(both["outcome"]) == {"differ"}
    alone = assess(lachin, period_for(lachin, DAY)).comparisons.filter(kind="baselines")
    assert set(alone["outcome"]) == {"one_sided"}
    assert alone.height == len(lachin.baselines)


def test_what_each_asserts_of_the_other_is_not_the_same_thing(exercise, period):
    ours, theirs = claim("spk-arm", "violations", 7), claim("spk-aze", "violations", 9)
    ours, theirs = (
        msgspec.structs.replace(ours, against="aze"),
        msgspec.structs.replace(theirs, against="arm"),
    )
    rows = compared(assess(exercise, period, ours, theirs))
    assert [(row["first"], row["against"], row["outcome"]) for row in rows] == [
        ("spk-arm", "aze", "one_sided"),
        ("spk-aze", "arm", "one_sided"),
    ]
    admitted = msgspec.structs.replace(claim("spk-aze", "violations", 5), against="aze")
    assert [row["outcome"] for row in compared(assess(exercise, period, ours, admitted))] == ["differ"]


def test_each_side_keeps_its_own_words_on_the_corridor(exercise, period):
    [row] = compared(assess(exercise, period, claim("spk-arm", "corridor_closed"), claim("spk-aze", "corridor_open")))
    assert (row["first_measure"], row["second_measure"], row["outcome"]) == (
        "corridor_closed",
        "corridor_open",
        "differ",
    )
    [alone] = compared(assess(exercise, period, claim("spk-aze", "corridor_open")))
    assert (alone["measure"], alone["first_measure"]) == ("corridor_open", "corridor_open")


def test_a_claim_against_the_record(exercise, period):
    def passage(count: int, source: str = "cp-hakari") -> d.Passage:
        return d.Passage(
            source=source,
            crossing="crossing-hakari",
            direction="inbound",
            span=d.Span(at(14, 8), at(14, 9)),
            vehicle="truck",
            count=d.Count(count, count),
        )

    picture = assess(
        exercise,
        period,
        claim("spk-arm", "vehicles", 10),
        claim("spk-aze", "vehicles", 100),
        claim("spk-arm", "corridor_closed"),
        claim("spk-aze", "corridor_open"),
        claim("spk-arm", "killed", 3),
        claim("spk-arm", "vehicles", 5, 14, 15, about="aghdam-road"),
        passage(20),
        passage(15, "pt-01"),
        passage(99, "spk-aze"),
    )
    rows = {row["claim"].removeprefix("claim:"): row for row in picture.record.to_dicts()}
    assert (rows["e000"]["outcome"], rows["e000"]["own_least"], rows["e000"]["entries"]) == ("at_odds", 20.0, ["e006"])
    assert rows["e001"]["outcome"] == "not_contradicted"
    assert (rows["e002"]["outcome"], rows["e003"]["outcome"]) == ("at_odds", "not_contradicted")
    assert (rows["e004"]["outcome"], rows["e005"]["outcome"]) == ("not_compared", "not_observed")
    assert picture.explain("claim:record:e004").says.startswith("The mission's rows of this name no side")
    assert picture.explain("claim:record:e005").says == "The mission did not observe this."
    remote = msgspec.structs.replace(exercise, presence="remote")
    assert set(assess(remote, period, claim("spk-arm", "vehicles", 10), passage(20)).record["outcome"]) == {
        "not_observed"
    }


def test_supplies_of_the_record_count_a_consignment_once(exercise, period):
    def goods(tonnes: float, name: str, stage: str = "at_crossing", unit: str = "t") -> d.Consignment:
        return d.Consignment(
            source="cp-hakari",
            item="flour",
            amount=d.Amount(tonnes, tonnes, unit),
            stage=stage,
            when=d.When(at(14, 8), at(14, 8)),
            at="crossing-hakari",
            consignment=name,
        )

    things = [
        goods(20, "K1"),
        goods(20, "K1"),
        goods(9, "K2"),
        goods(20, "K1", "inspected"),
        goods(9, "K3", unit="boxes"),
    ]
    row = assess(exercise, period, claim("spk-arm", "supplies_t", 25, unit="t"), *things).record.to_dicts()[0]
    assert (row["own_least"], row["claim_high"], row["outcome"]) == (29.0, 25.0, "at_odds")


def test_statements_keep_their_chain_and_clause(exercise, period):
    said = d.Statement(
        speaker="spk-aze",
        source="wire-one",
        said_at=d.When(at(14, 9), at(14, 10)),
        text="...",
        chain=("Wire One", "a ministry"),
        stance="rejects",
        clause="ex-2",
    )
    outside = msgspec.structs.replace(said, said_at=d.When(at(14, 15), at(14, 23)))
    picture = assess(exercise, period, said, outside)
    assert picture.statements.select("id", "side", "clause").rows() == [("say:e000", "aze", "ex-2")]
    assert picture.clauses.filter(clause="ex-2")["statements"].to_list() == [["say:e000"]]
    assert "Wire One / a ministry" in picture.explain("say:e000").says
    all_explained(picture)


def due_clause(**inclusive: bool) -> Clause:
    texts = tuple(ClauseText(clause="c", version=v, text="Left by 14 June 2023.", source="s") for v in ("one", "two"))
    return Clause(
        id="c",
        title="Leave",
        bound=("aze", "arm", "third"),
        obligation="Leaves.",
        topic="t",
        due=DAY,
        due_inclusive=inclusive,
        texts=texts,
    )


def test_the_day_due_depends_on_the_rendering(exercise):
    mission = msgspec.structs.replace(exercise, clauses=(due_clause(one=True, two=False),))
    states = {}
    for day in (13, 14, 15):
        row = assess(mission, period_for(mission, date(2023, 6, day))).clauses.to_dicts()[0]
        states[day] = row["due_state"]
        assert row["bound"] == ["arm", "aze", "third"]
    assert states == {13: "ahead", 14: "depends_on_rendering", 15: "passed"}
    on_the_day = assess(mission, period_for(mission, DAY)).renderings
    assert on_the_day["due_state"].to_list() == ["ahead", "passed"]


@pytest.mark.skipif(
    not RENDERINGS.exists(), reason="the shared renderings of the statement of 10 November 2020 are absent"
)
def test_date_words_in_the_real_renderings():
    versions = json.loads(RENDERINGS.read_text(encoding="utf-8"))["versions"]
    words = {version["id"]: date_words(version["points"]["6"]) for version in versions}
    aghdam = {version["id"]: date_words(version["points"]["2"])[date(2020, 11, 20)] for version in versions}
    assert aghdam == {"armenia-pm": "by", "azerbaijan-mfa": "before", "russia-mfa": "before"}
    assert {key: found[date(2020, 12, 1)] for key, found in words.items()} == {
        "armenia-pm": "by",
        "azerbaijan-mfa": "by",
        "russia-mfa": "before",
    }


def test_the_renderings_of_the_public_mission_part_in_their_date_words(lachin):
    picture = assess(lachin, period_for(lachin, DAY))
    parted = picture.clauses.filter(pl.col("differences").list.len() > 0)
    assert parted.height >= 1
    assert any("'by'" in text and "'before'" in text for texts in parted["differences"] for text in texts)
    all_explained(picture)


@given(text=st.text())
def test_date_words_take_any_text(text):
    assert all(isinstance(day, date) for day in date_words(text + " by 31 February 2023"))


@given(day=st.dates(date(1000, 1, 1)), word=st.sampled_from(["by", "before", "no later than", "until"]))
def test_date_words_read_both_orders(day, word):
    month = f"{day:%B}"
    assert date_words(f"Done {word} {day.day} {month} {day.year}.") == {day: word}
    assert date_words(f"Done {word} {month} {day.day}, {day.year}.") == {day: word}


VOICES = ("spk-arm", "spk-aze", "relief-one")
claims = st.lists(
    st.builds(
        lambda who, measure, low, more, first, length: claim(
            who,
            measure,
            None if measure.startswith("corridor") else low,
            first,
            first + length,
            high=None if measure.startswith("corridor") else low + more,
        ),
        st.sampled_from(VOICES),
        st.sampled_from(["vehicles", "vehicles_per_day", "corridor_open", "corridor_closed", "killed", "population"]),
        st.integers(0, 1000),
        st.integers(0, 50),
        st.integers(1, 15),
        st.integers(0, 14),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(things=claims, seed=st.integers(0, 1000))
def test_the_order_of_entries_makes_no_difference(exercise, period, things, seed):
    named = [(f"e{i:03}", thing) for i, thing in enumerate(things)]
    shuffled = list(named)
    random.Random(seed).shuffle(shuffled)
    one, other = (agreement.assess(hold(order), exercise, period) for order in (named, shuffled))
    for name in FRAMES:
        assert getattr(one, name).equals(getattr(other, name))
    assert one.reasons == other.reasons
    all_explained(one)


@settings(max_examples=60, deadline=None)
@given(things=claims)
def test_swapping_the_parties_changes_nothing_but_the_names(exercise, period, things):
    swap = {"spk-arm": "spk-aze", "spk-aze": "spk-arm"}
    mirrored = [msgspec.structs.replace(thing, claimant=swap.get(thing.claimant, thing.claimant)) for thing in things]

    def essence(picture: agreement.Agreement) -> list[tuple]:
        return sorted(
            (row["outcome"], row["ratio"] or 0.0, row["unit"], sorted(row["entries"])) for row in compared(picture)
        )

    one, other = assess(exercise, period, *things), assess(exercise, period, *mirrored)
    assert essence(one) == essence(other)
    assert sorted(one.record["outcome"]) == sorted(other.record["outcome"])
    for row in compared(one):
        assert row["ratio"] is None or row["ratio"] >= 1
        if row["second"]:
            assert row["first_side"] != "aze" or row["second_side"] != "arm"
