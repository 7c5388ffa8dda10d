"""What stands: revisions applied, whatever the order of arrival; observations framed without loss."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from record_drafts import NOON, drafts, observation

from trucewatch.domain import (
    Amount,
    Anywhere,
    Bearing,
    Cell,
    Claim,
    Correction,
    Decision,
    Entry,
    Grading,
    Payload,
    Place,
    Point,
    Polygon,
    Problem,
    Quarantined,
    Received,
    Span,
    Watch,
    When,
    Where,
)
from trucewatch.places import Frame, distance_m, region
from trucewatch.record import OBSERVATIONS, Draft, Holdings, Record, where_of
from trucewatch.record.holdings import REVISING, hold


def entry(number: int, payload: Payload, minute: int | None = None) -> Entry:
    moment = NOON + timedelta(minutes=number if minute is None else minute)
    return Entry(
        id=f"e{number:04}", author=f"author {number}", node="hq", entered_at=moment, key=str(number), payload=payload
    )


def held(entries: Iterable[Entry]) -> Holdings:
    numbered = list(enumerate(entries, start=1))
    return hold([entry for _, entry in numbered if entry.kind in REVISING], numbered, len(numbered), "")


def without_numbers(holdings: Holdings) -> dict[str, Any]:
    """Everything in holdings but where in the log it came to stand."""
    plain = {}
    for name, value in vars(holdings).items():
        if name == "observations":
            plain[name] = value.drop("seq").to_dicts()
        elif isinstance(value, tuple) and value and not isinstance(value[0], str):
            plain[name] = [msgspec.structs.replace(item, seq=0) for item in value]
        else:
            plain[name] = value
    return plain


def claim(amount: float, **fields: Any) -> Claim:
    return Claim(
        claimant="ministry",
        source="agency",
        measure="violations",
        span=Span(NOON, NOON + timedelta(days=1)),
        amount=Amount(amount, amount, "violation"),
        **fields,
    )


QUARANTINED = Quarantined(
    file="log.csv", sha256="0" * 64, form="observations", row=3, fields={"count": "x"}, mapping="",
    problems=(Problem("count", "x", "is not a number", "write 3"),),
)  # fmt: skip


def test_the_latest_correction_stands_and_chains_come_down_to_the_first_entry() -> None:
    first, second, third = (observation(0, text=text) for text in ("first", "second", "third"))
    holdings = held(
        [
            entry(1, first),
            entry(2, Correction(of="e0001", account=third, reason="typed wrong"), minute=9),
            entry(3, Correction(of="e0002", account=second, reason="typed wrong"), minute=5),
            entry(4, claim(3)),
            entry(5, Correction(of="e0004", account=claim(4), reason="misread")),
            entry(6, Correction(of="e0005", account=claim(5), reason="misread again")),
        ]
    )
    assert holdings.observations["text"].to_list() == ["third"]
    assert holdings.observations["id"].to_list() == ["e0001"]
    [corrected] = holdings.claims
    assert (corrected.id, corrected.thing.amount, corrected.revised_by) == (
        "e0004", Amount(5, 5, "violation"), ("e0005", "e0006")
    )  # fmt: skip
    assert corrected.author == "author 4"
    assert holdings.orphans == ()


def test_of_corrections_entered_at_once_the_one_with_the_greater_id_stands() -> None:
    corrections = [
        entry(number, Correction(of="e0001", account=claim(number), reason=""), minute=7) for number in (3, 2)
    ]
    assert held([entry(1, claim(0)), *corrections]).claims[0].thing == claim(3)


def test_a_withdrawn_account_is_gone_and_a_later_correction_brings_it_back() -> None:
    entries = [entry(1, observation()), entry(2, Correction(of="e0001", account=None, reason="seen twice"))]
    assert held(entries).observations.is_empty()
    entries.append(entry(3, Correction(of="e0002", account=observation(text="after all"), reason="")))
    assert held(entries).observations["text"].to_list() == ["after all"]


def test_an_account_can_turn_out_to_be_of_another_kind() -> None:
    holdings = held([
        entry(1, observation()), entry(2, Correction(of="e0001", account=claim(1), reason="told, not heard")),
        entry(3, claim(2)), entry(4, Correction(of="e0003", account=observation(), reason="heard, not told")),
    ])  # fmt: skip
    assert [held.id for held in holdings.claims] == ["e0001"]
    assert holdings.observations["id"].to_list() == ["e0003"]


def test_gradings_judge_source_and_information_apart_and_outlast_corrections() -> None:
    def grade(of: str, **value: str) -> Decision:
        return Decision(act="grade", on=(of,), value=value)

    entries = [
        entry(1, observation(grading=Grading("C", "3"))),
        entry(2, grade("e0001", source="B")),
        entry(3, claim(1)),
        entry(4, grade("e0003", information="2")),
        entry(5, grade("e0003", source="A", information="1")),
        entry(6, Correction(of="e0001", account=observation(text="corrected"), reason="")),
        entry(7, grade("e0006", information="1")),
    ]
    holdings = held(entries)
    row = holdings.observations.row(0, named=True)
    assert (row["text"], row["grade_source"], row["grade_information"]) == ("corrected", "B", "1")
    [graded] = holdings.claims
    assert graded.thing.grading == Grading("A", "1", by="author 5")
    assert graded.revised_by == ("e0004", "e0005")
    withdrawn = entry(8, Correction(of="e0005", account=None, reason="graded the wrong row"))
    assert held([*entries, withdrawn]).claims[0].thing.grading == Grading("F", "2", by="author 4")


@pytest.mark.parametrize("act", ["release", "drop"])
def test_quarantine_is_open_until_somebody_closes_it(act: str) -> None:
    entries = [entry(1, QUARANTINED), entry(2, QUARANTINED), entry(3, Decision(act=act, on=("e0001",)))]
    assert [row.id for row in held(entries).quarantined] == ["e0002"]
    entries.append(entry(4, Correction(of="e0003", account=None, reason="not that row")))
    holdings = held(entries)
    assert [row.id for row in holdings.quarantined] == ["e0001", "e0002"]
    assert holdings.decisions == ()


def test_revisions_without_effect_are_named() -> None:
    received = Received(name="log.csv", sha256="0" * 64, form="observations")
    holdings = held(
        [
            entry(1, received),
            entry(2, Correction(of="nowhere", account=claim(1), reason="")),
            entry(3, Correction(of="e0001", account=claim(1), reason="a file is no account")),
            entry(4, Decision(act="grade", on=("e0001",), value={"source": "A"})),
            entry(5, Decision(act="drop", on=("e0001",))),
            entry(6, Decision(act="merge", on=("inc:1", "inc:2"))),
            entry(7, Correction(of="e0008", account=None, reason="in a circle")),
            entry(8, Correction(of="e0007", account=None, reason="in a circle")),
        ]
    )
    assert holdings.orphans == ("e0002", "e0003", "e0004", "e0005", "e0007", "e0008")
    assert [file.thing for file in holdings.received] == [received]


@st.composite
def revised_records(draw: st.DrawFn) -> list[Entry]:
    """Accounts, then corrections, withdrawals and decisions that name any entry made before or after them."""
    count = draw(st.integers(1, 12))
    any_id = st.sampled_from([f"e{number:04}" for number in range(count)])
    accounts = st.one_of(
        st.builds(observation, st.integers(0, 99), text=st.text(max_size=3)), st.builds(claim, st.integers(0, 9))
    )
    payloads = st.one_of(
        accounts,
        st.just(QUARANTINED),
        st.builds(Correction, of=any_id, account=st.one_of(st.none(), accounts), reason=st.just("")),
        st.builds(
            Decision,
            act=st.just("grade"),
            on=st.tuples(any_id),
            value=st.fixed_dictionaries({"source": st.sampled_from("ABCDEF")}),
        ),
        st.builds(Decision, act=st.sampled_from(["release", "drop"]), on=st.tuples(any_id)),
    )
    return [entry(number, draw(payloads), minute=draw(st.integers(0, 3))) for number in range(count)]


@given(revised_records(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(entries: list[Entry], chance: Any) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert without_numbers(held(shuffled)) == without_numbers(held(entries))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(cuts=st.sets(st.integers(1, 299), max_size=4))
def test_the_split_into_batches_makes_no_difference(tmp_path_factory: pytest.TempPathFactory, cuts: set[int]) -> None:
    made = [Draft(claim(number), key=f"c{number}") if number % 3 else drafts(1, number)[0] for number in range(300)]
    with Record.create(tmp_path_factory.mktemp("split") / "record", origin="o") as record:
        receipts = [
            receipt
            for start, stop in pairwise([0, *sorted(cuts), 300])
            for receipt in record.append(made[start:stop], author="a")
        ]
        holdings = record.holdings()
        assert [receipt.seq for receipt in receipts] == list(range(1, 301))
        assert holdings.root == record.checkpoint().root
    wanted = [draft.payload.ref for draft in made if not isinstance(draft.payload, Claim)]
    assert holdings.observations["ref"].to_list() == wanted
    assert [item.thing for item in holdings.claims] == [
        draft.payload for draft in made if isinstance(draft.payload, Claim)
    ]


def test_holdings_as_known_earlier(record: Record) -> None:
    [first] = record.append([Draft(claim(1), key="1")], author="a")
    record.append([Draft(Correction(of=first.id, account=claim(2), reason=""), key="2")], author="b")
    record.append(drafts(1), author="a")
    for known_at, amount, rows in ((0, None, 0), (1, 1.0, 0), (2, 2.0, 0), (3, 2.0, 1), (None, 2.0, 1)):
        holdings = record.holdings(known_at)
        assert [item.thing.amount.low for item in holdings.claims if item.thing.amount] == ([amount] if amount else [])
        assert holdings.observations.height == rows
        assert holdings.root == record.checkpoint(holdings.known_at).root


def test_other_accounts_are_held_whole(record: Record) -> None:
    watch = Watch(source="post-1", span=Span(NOON, NOON + timedelta(hours=8)), view=Anywhere(), state="impaired")
    [receipt] = record.append([Draft(watch)], author="a")
    [standing] = record.holdings().watches
    stored = next(record.entries()).entry
    assert (standing.thing, standing.id, standing.seq) == (watch, receipt.id, 1)
    assert standing.entered_at == stored.entered_at


lonlats = (st.floats(40, 50), st.floats(35, 45))
wheres = st.one_of(
    st.builds(Point, *lonlats, st.floats(1, 5000)),
    st.builds(Bearing, *lonlats, st.floats(0, 359.9), st.floats(0.5, 90), st.floats(0, 2000), st.floats(2001, 20_000)),
    st.builds(Cell, st.sampled_from(["38SPJ1234", "38SPJ12"]), *lonlats, st.sampled_from([100.0, 1000.0])),
    st.builds(Place, st.text(min_size=1), *lonlats, st.floats(1, 5000), st.text()),
    st.just(Polygon(((46.0, 39.0), (46.1, 39.0), (46.1, 39.1)))),
    st.just(Anywhere()),
)


@given(st.lists(wheres, min_size=1, max_size=6))
def test_a_row_gives_back_its_region(regions: list[Where]) -> None:
    frame = held(entry(number, observation(number, where)) for number, where in enumerate(regions)).observations
    assert dict(frame.schema) == OBSERVATIONS
    assert [where_of(row) for row in frame.to_dicts()] == regions
    placed = frame.filter(pl.col("where_type") != "anywhere")
    assert placed.select("lon", "lat", "radius_m").null_count().row(0) == (0, 0, 0)
    assert (placed["radius_m"] > 0).all()


def test_a_row_says_all_that_was_observed() -> None:
    said = observation(
        3,
        kind="burst",
        when=When(NOON, NOON + timedelta(minutes=20), "Etc/GMT-4", "around 14h"),
        weapon="HMG",
        assessment="outgoing",
        direction="W to E",
        sequence="s1",
        exercise=True,
        origin="post-2",
        grading=Grading("B", "2"),
        text="Տեքստ, mətn",
    )
    row = held([entry(1, said)]).observations.row(0, named=True)
    assert (row["start"], row["end"], row["zone"], row["said"]) == (
        NOON, NOON + timedelta(minutes=20), "Etc/GMT-4", "around 14h"
    )  # fmt: skip
    for name in ("source", "kind", "means", "weapon", "assessment", "direction", "sequence", "exercise", "origin"):
        assert row[name] == getattr(said, name)
    assert (row["text"], row["ref"], row["unit"], row["count_low"]) == ("Տեքստ, mətn", "3", "item", 1)
    assert (row["grade_source"], row["grade_information"]) == ("B", "2")


def test_times_are_framed_in_utc_whatever_zone_they_were_stored_in() -> None:
    from datetime import timezone

    local = NOON.astimezone(timezone(timedelta(hours=4)))
    frame = held([entry(1, observation(0, when=When(local, local))), entry(2, observation(0))]).observations
    assert frame["start"].to_list() == [NOON, NOON]


def test_an_empty_record_frames_to_all_columns() -> None:
    frame = held([]).observations
    assert_frame_equal(frame, pl.DataFrame(schema=OBSERVATIONS))


def test_the_summary_of_a_cell_holds_nine_tenths() -> None:
    frame = held([entry(1, observation(0, Cell("38SPJ12", 46.5, 39.7, 1000.0)))]).observations
    chance = np.random.default_rng(1)
    points = chance.uniform(-500, 500, (200_000, 2))
    assert np.mean(np.hypot(*points.T) <= frame["radius_m"][0]) == pytest.approx(0.9, abs=0.005)


def test_the_summary_of_a_bearing_is_the_mean_of_its_region_and_holds_nine_tenths() -> None:
    said = [Bearing(46.5, 39.7, 67.5, 11.25, 2000.0, 4000.0), Bearing(46.5, 39.7, 270.0, 45.0, 500.0, 6000.0)]
    frame = held(entry(number, observation(number, where)) for number, where in enumerate(said)).observations
    for bearing, row in zip(said, frame.to_dicts(), strict=True):
        plane = Frame(46.5, 39.7)
        drawn = region(bearing, plane, shapely.box(45, 38, 48, 41)).sample(np.random.default_rng(1), 50_000)
        apart = np.hypot(*(drawn - np.ravel(plane.xy(row["lon"], row["lat"]))).T)
        assert np.mean(apart <= row["radius_m"]) == pytest.approx(0.9, abs=0.01)
        assert distance_m(row["lon"], row["lat"], *plane.lonlat(*drawn.mean(axis=0))) < 0.01 * bearing.far_m


def test_the_summary_of_a_polygon() -> None:
    square = Polygon(((46.0, 39.0), (46.01, 39.0), (46.01, 39.01), (46.0, 39.01)))
    row = held([entry(1, observation(0, square))]).observations.row(0, named=True)
    assert (row["lon"], row["lat"]) == pytest.approx((46.005, 39.005), abs=1e-5)
    assert row["radius_m"] == pytest.approx(550, rel=0.03)
    flat = Polygon(((46.0, 39.0), (46.01, 39.0), (46.02, 39.0)))
    assert held([entry(1, observation(0, flat))]).observations["radius_m"][0] > 0


def test_where_of_names_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="'blob'"):
        where_of({"where_type": "blob"})


def test_what_others_said_later_is_left_out() -> None:
    early, late, undated = (claim(n, said_at=at) for n, at in ((1, NOON), (2, NOON + timedelta(days=1)), (3, None)))
    all_held = held([entry(number, one) for number, one in enumerate((early, late, undated))])
    assert [one.thing.amount.low for one in all_held.said_by(NOON).claims] == [1, 3]
    assert all_held.said_by(NOON + timedelta(days=1)).claims == all_held.claims


def test_known_at_counts_entries_not_time(tmp_path: Path) -> None:
    with Record.create(tmp_path / "r", origin="o") as record:
        record.append(drafts(2), author="a")
        assert record.holdings(record.size_at(datetime.now(UTC))).known_at == 2
