"""Domain structs survive the wire, refuse nonsense, and vocabularies hold together."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch import domain as d
from trucewatch.domain.vocabulary import VOCABULARIES

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
intervals = st.tuples(moments, st.timedeltas(timedelta(0), timedelta(days=400)))
lons, lats = st.floats(-180, 180), st.floats(-90, 90)
metres = st.floats(0.1, 1e6)

wheres = st.one_of(
    st.builds(d.Point, lons, lats, metres),
    st.builds(
        lambda lon, lat, b, w, near, band: d.Bearing(lon, lat, b, w, near, near + band),
        lons,
        lats,
        st.floats(0, 359.9),
        st.floats(0.1, 180),
        st.floats(0, 1e5),
        metres,
    ),
    st.builds(d.Cell, st.text(max_size=15), lons, lats, metres),
    st.builds(d.Place, st.text(max_size=15), lons, lats, metres, st.text(max_size=30)),
    st.builds(d.Polygon, st.lists(st.tuples(lons, lats), min_size=3, max_size=8).map(tuple)),
    st.just(d.Anywhere()),
)
whens = intervals.map(lambda pair: d.When(pair[0], pair[0] + pair[1], "Etc/GMT-4", "around then"))
observations = st.builds(
    d.Observation,
    source=st.text(max_size=10),
    kind=st.sampled_from(sorted(d.vocabulary("kinds"))),
    means=st.sampled_from(sorted(d.vocabulary("means"))),
    when=whens,
    where=wheres,
    count=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda p: d.Count(min(p), max(p), "item")),
    text=st.text(max_size=80),
)


@given(observations, moments)
def test_an_entry_survives_its_bytes(observation: d.Observation, moment: datetime) -> None:
    entry = d.Entry(id="e1", author="a", node="n", entered_at=moment, key="k", payload=observation)
    assert msgspec.json.decode(msgspec.json.encode(entry), type=d.Entry) == entry
    assert entry.kind == "observation"


@given(intervals, intervals)
def test_overlap_is_symmetric_and_bounded(a: tuple[datetime, timedelta], b: tuple[datetime, timedelta]) -> None:
    one, other = d.Span(a[0], a[0] + a[1]), d.Span(b[0], b[0] + b[1])
    assert one.overlap(other) == other.overlap(one)
    assert timedelta(0) <= one.overlap(other) <= min(one.length, other.length)


@given(whens, whens, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_meeting_in_time_is_symmetric_and_grows_with_slack(a: d.When, b: d.When, slack: timedelta) -> None:
    assert a.overlaps(b, slack) == b.overlaps(a, slack)
    assert not a.overlaps(b) or a.overlaps(b, slack)


@given(st.lists(moments, min_size=3, max_size=6, unique=True), whens)
def test_an_event_belongs_to_one_period_at_most(bounds: list[datetime], when: d.When) -> None:
    bounds.sort()
    periods = [d.Span(a, b) for a, b in pairwise(bounds)]
    assert sum(when.within(period) for period in periods) <= 1


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: d.Point(181, 0, 1),
        lambda: d.Point(0, 91, 1),
        lambda: d.Point(0, 0, 0),
        lambda: d.Bearing(0, 0, 360, 10, 0, 1),
        lambda: d.Bearing(0, 0, 10, 10, 5, 5),
        lambda: d.Polygon(((0, 0), (1, 1))),
        lambda: d.Around(0, 0, 10, 0, 0),
        lambda: d.Track((), 10),
        lambda: d.Count(5, 3),
        lambda: d.Amount(5, 3, "t"),
        lambda: d.Span(datetime(2023, 1, 2, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)),
        lambda: d.When(datetime(2023, 1, 2), datetime(2023, 1, 3)),  # noqa: DTZ001
    ],
)
def test_nonsense_is_refused(nonsense: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        nonsense()  # type: ignore[operator]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabularies_are_whole(name: str) -> None:
    terms = d.vocabulary(name)
    assert terms
    for term in terms.values():
        assert term.label, term.code
        assert term.label_ru, term.code
        assert term.source, term.code
        assert all(isinstance(value, str) for value in term.columns.values()), term.code


@pytest.mark.parametrize("name", VOCABULARIES)
def test_no_word_stands_for_two_codes(name: str) -> None:
    owner: dict[str, str] = {}
    for code, term in d.vocabulary(name).items():
        for word in {code.casefold(), term.label.casefold(), *(word.casefold() for word in term.also)}:
            assert owner.setdefault(word, code) == code, f"{word!r} stands for {owner[word]} and {code}"
            assert d.code_for(name, f"  {word} ") == code


def test_kinds_carry_the_crosswalks() -> None:
    for code, term in d.vocabulary("kinds").items():
        assert {"parent", "violation", "acled", "ucdp", "plover"} <= term.columns.keys()
        assert term.columns["violation"] in {"yes", "no"}
        if term.columns["violation"] == "yes":
            assert term.columns["acled"], code


def test_unknown_vocabulary_is_named() -> None:
    with pytest.raises(KeyError, match="kinds"):
        d.vocabulary("colours")
