"""Fires beside what is usual: numbers that add up, what is not told, and that a fire never makes an incident."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rates import NEAR, POST, burst, watch

from hand_made import hold
from trucewatch import coverage, incidents
from trucewatch.ceasefire import CANDLES, CORROBORATIONS, FIRES, Ceasefire, assess, burning, candles
from trucewatch.domain import Anywhere, Around, Count, Observation, Point, Span, Watch, When
from trucewatch.mission import Candle, Mission, Period, cutoff_days, period_for, previous
from trucewatch.record.frames import ObservationRows

SATELLITE = "viirs"
PAST_DAYS = 60
FAR = Point(46.2, 40.2, 300)


@pytest.fixture
def period(exercise: Mission) -> Period:
    return period_for(exercise, date(2023, 6, 21))


@pytest.fixture
def days(exercise: Mission, period: Period) -> tuple[Span, ...]:
    return cutoff_days(exercise, period.day, PAST_DAYS)


def fire(moment: datetime, where: Point = NEAR) -> Observation:
    return Observation(
        source=SATELLITE,
        kind="thermal_anomaly",
        means="detected",
        when=When(moment, moment + timedelta(minutes=1)),
        where=where,
        count=Count(1, 1),
    )


def overpass(day: Span, clear: float = 1.0, **more: object) -> Watch:
    start = day.start + timedelta(hours=8)
    span = Span(start, start + timedelta(minutes=1))
    fields: dict[str, object] = {"view": Anywhere(), "notices": ("detected",)} | more
    return Watch(source=SATELLITE, span=span, clear=clear, **fields)  # type: ignore[arg-type]


def assessed(mission: Mission, period: Period, told: list[Observation], watches: list[Watch]) -> Ceasefire:
    kept = ObservationRows()
    for number, one in enumerate(told):
        kept.add(f"o{number:04}", number, one)
    holdings = replace(hold((f"w{n}", one) for n, one in enumerate(watches)), observations=kept.frame())
    events = incidents.assess(holdings, mission)
    both = Span(previous(mission, period).span.start, period.span.end)
    looked = coverage.assess(holdings, mission, both, events.frame)
    return assess(events, looked, mission, period, holdings=holdings)


def at(found: Ceasefire, where: Point = NEAR) -> dict[str, object]:
    """The row of the cell that holds a point, on the last day."""
    near = ((pl.col("lon") - where.lon) * 0.77) ** 2 + (pl.col("lat") - where.lat) ** 2
    return found.fires.filter(pl.col("end") == found.fires["end"].max()).sort(near).row(0, named=True)


def test_without_overpass_or_fire_there_is_no_row(exercise: Mission, period: Period) -> None:
    found = assessed(exercise, period, [], [])
    assert (found.fires.schema, found.corroborations.schema) == (FIRES, CORROBORATIONS)
    assert found.fires.is_empty()


def test_a_fire_where_no_overpass_is_known_is_there_and_not_judged(exercise: Mission, period: Period) -> None:
    row = at(assessed(exercise, period, [fire(period.span.start + timedelta(hours=9))], []))
    assert (row["seen"], row["expected"], row["state"]) == (1, None, "not_told")
    other = at(assessed(exercise, period, [fire(period.span.start + timedelta(hours=9))], []), FAR)
    assert (other["seen"], other["state"]) == (None, "not_observed")


def test_under_clouds_nothing_was_seen_and_that_is_no_zero(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    sky = [*(overpass(day) for day in days[:-1]), overpass(days[-1], 0.0)]
    row = at(assessed(exercise, period, [], sky))
    assert (row["looks"], row["clear"], row["seen"], row["state"]) == (1, 0.0, None, "not_observed")
    clear = at(assessed(exercise, period, [], [*sky[:-1], overpass(days[-1], 0.4)]))
    assert (clear["clear"], clear["seen"], clear["state"]) == (0.4, 0, "usual")


def test_many_fires_where_none_are_usual_are_an_excess_and_make_no_incident(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    told = [fire(days[-1].start + timedelta(hours=8, seconds=n)) for n in range(12)]
    found = assessed(exercise, period, told, [overpass(day) for day in days])
    row = at(found)
    assert (row["seen"], row["state"]) == (12, "excess")
    assert float(str(row["expected"])) < 0.1
    assert float(str(row["excess_low"])) <= float(str(row["excess"])) <= float(str(row["excess_high"]))
    assert found.corroborations.is_empty()
    assert set(found.counts["value"].drop_nulls()) <= {0}
    explained = found.explain(str(row["id"]))
    assert "EXCESS" in explained.says
    assert {"o0000", f"w{len(days) - 1}"} <= set(explained.entries)


def test_as_many_as_burn_there_every_day_are_usual(exercise: Mission, period: Period, days: tuple[Span, ...]) -> None:
    told = [fire(day.start + timedelta(hours=8, seconds=n)) for day in days for n in range(12)]
    row = at(assessed(exercise, period, told, [overpass(day) for day in days]))
    assert (row["seen"], row["state"]) == (12, "usual")
    assert 6 < float(str(row["expected"])) < 16


@pytest.mark.parametrize(("every_day", "verdict"), [(False, "speaks"), (True, "usual")])
def test_a_fire_speaks_for_a_recorded_incident_only_where_it_is_not_usual(
    exercise: Mission, period: Period, days: tuple[Span, ...], every_day: bool, verdict: str
) -> None:
    told = burst(1, days[-1].start + timedelta(hours=7))
    where = Point(NEAR.lon, NEAR.lat, 300)
    burning_days = days if every_day else days[-1:]
    told += [fire(day.start + timedelta(hours=8), where) for day in burning_days]
    sky = [overpass(day) for day in days]
    found = assessed(exercise, period, told, [watch(exercise, Span(days[0].start, days[-1].end)), *sky])
    row = found.corroborations.row(0, named=True)
    assert (row["detections"], row["verdict"]) == (1, verdict)
    explained = found.explain(row["id"])
    assert explained.parts[0] == row["incident"]
    assert set(row["fires"]) <= set(found.fires["id"])
    for part in row["fires"]:
        assert row["incident"] in found.explain(part).parts


def test_an_overpass_over_a_part_says_nothing_of_the_rest(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    here = [overpass(day, view=Around(NEAR.lon, NEAR.lat, 10_000)) for day in days]
    found = assessed(exercise, period, [], [*here, overpass(days[-1], state="impaired")])
    assert (at(found)["looks"], at(found)["clear"], at(found)["seen"]) == (2, 1.0, 0)
    assert (at(found, FAR)["looks"], at(found, FAR)["clear"], at(found, FAR)["seen"]) == (1, 0.0, None)


def test_a_mission_with_nobody_on_the_ground_sees_fires_and_counts_nothing(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    remote = msgspec.structs.replace(exercise, presence="remote")
    told = [fire(days[-1].start + timedelta(hours=8), Point(NEAR.lon + 0.001 * n, NEAR.lat, 300)) for n in range(4)]
    found = assessed(remote, period, told, [overpass(day) for day in days])
    assert at(found)["state"] == "excess"
    assert at(found)["seen"] == 4
    assert found.counts.is_empty()
    assert set(found.explain(str(at(found)["id"])).entries) >= {"o0000", "o0003"}


def test_watches_of_satellites_are_nobody_on_the_ground(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    found = assessed(exercise, period, burst(2, days[-1].start), [overpass(day) for day in days])
    assert set(found.counts.filter(pl.col("sector") != "")["state"]) <= {"from_afar", "not_observed"}
    assert found.quiet.is_empty()
    assert POST not in set(found.quiet["source"])


def year(rng: np.random.Generator, rate: np.ndarray, spread: float) -> burning.Past:
    clear = rng.random((365, rate.shape[1]))
    mean = rate * clear
    seen = rng.poisson(rng.gamma(mean / spread + 1e-12, spread))
    return burning.Past(seen, clear, np.arange(1, 366))


def test_intervals_hold_nine_times_in_ten_and_the_spread_is_found_again() -> None:
    rng = np.random.default_rng(3)
    side = np.arange(12) * 5000.0
    xy = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    season = 0.15 * np.exp(np.sin(np.arange(365) / 58.0))
    rate = season[:, None] * rng.gamma(3.0, 1 / 3.0, len(xy))
    usual = burning.learn(year(rng, rate, 2.0), xy)
    assert 1.3 < usual.spread < 3.2
    now = year(rng, rate, 2.0)
    mean = np.array([usual.on(day) for day in now.day]) * now.clear
    above, here = (burning.chance(now.seen + more, mean, usual.spread) for more in (1, 0))
    pit = above + rng.random(mean.shape) * (here - above)
    assert 0.88 < float(((pit > 0.05) & (pit < 0.95)).mean()) < 0.92
    assert float((pit < 0.001).mean()) < 0.002


@given(seen=st.integers(0, 60), mean=st.floats(1e-6, 50), spread=st.sampled_from(burning.SPREADS.tolist()))
def test_more_fires_are_never_likelier_by_chance(seen: int, mean: float, spread: float) -> None:
    fewer, more = (float(burning.chance(np.array([n]), np.array([mean]), spread)[0]) for n in (seen, seen + 1))
    assert 0 <= more <= fewer <= 1
    least, most = (int(burning.quantile(share, np.array([mean]), spread)[0]) for share in (0.05, 0.95))
    assert 0 <= least <= most


KILNS = tuple(Point(46.2 + 0.15 * number, 39.9, 300) for number in range(3))


def with_candles(mission: Mission, **more: object) -> Mission:
    found = tuple(
        Candle(id=f"kiln-{n}", name="kiln", lon=at.lon, lat=at.lat, **more)  # type: ignore[arg-type]
        for n, at in enumerate(KILNS)
    )
    return msgspec.structs.replace(mission, candles=found)


def kilns(days: tuple[Span, ...], each: int, lately: int) -> list[Observation]:
    """Detections of every kiln a day, and so many a day in the last four weeks."""
    return [
        fire(day.start + timedelta(hours=8, seconds=n), where)
        for number, day in enumerate(days)
        for where in KILNS
        for n in range(lately if number >= len(days) - candles.WINDOW else each)
    ]


def test_a_new_satellite_is_no_excess_where_candles_show_it(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    told = kilns(days, 2, 6) + [fire(days[-1].start + timedelta(hours=8, seconds=n)) for n in range(4)]
    told += [fire(day.start + timedelta(hours=8), NEAR) for day in days[:-1]]
    sky = [overpass(day) for day in days]
    plain, corrected = (assessed(one, period, told, sky) for one in (exercise, with_candles(exercise)))
    assert plain.candles.is_empty()
    together = corrected.candles.filter(candle="").row(0, named=True)
    assert together["state"] == "more"
    assert together["low"] < together["factor"] < together["high"]
    assert 2 < together["factor"] < 4
    usual, more = at(plain), at(corrected)
    assert more["seen"] == usual["seen"] == 4
    assert float(str(more["expected"])) == pytest.approx(float(str(usual["expected"])) * together["factor"])
    assert float(str(more["chance"])) > float(str(usual["chance"]))
    for row in corrected.candles.iter_rows(named=True):
        assert "usual" in corrected.explain(row["id"]).says
    kiln = corrected.candles.filter(candle="kiln-0").row(0, named=True)
    assert (kiln["seen"], kiln["state"]) == (6 * candles.WINDOW, "counts")
    assert len(corrected.explain(kiln["id"]).entries) == kiln["seen"]


@pytest.mark.parametrize(("lately", "state"), [(4, "usual"), (1, "fewer")])
def test_a_candle_that_dims_makes_no_excess(
    exercise: Mission, period: Period, days: tuple[Span, ...], lately: int, state: str
) -> None:
    told, sky = kilns(days, 4, lately), [overpass(day) for day in days]
    plain, corrected = (assessed(one, period, told, sky) for one in (exercise, with_candles(exercise)))
    assert corrected.candles.filter(candle="")["state"].to_list() == [state]
    if state == "fewer":
        assert corrected.fires.equals(plain.fires)


def test_of_one_candle_of_none_and_of_one_that_is_out_nothing_is_told(
    exercise: Mission, period: Period, days: tuple[Span, ...]
) -> None:
    told, sky = kilns(days, 2, 6), [overpass(day) for day in days]
    out = with_candles(exercise, until=days[0].start.date())
    assert assessed(out, period, told, sky).candles.equals(pl.DataFrame(schema=CANDLES))
    alone = msgspec.structs.replace(exercise, candles=with_candles(exercise).candles[:1])
    found = assessed(alone, period, told, sky)
    assert found.candles.filter(candle="")["state"].to_list() == ["not_told"]
    assert "cannot be told" in found.explain(found.candles["id"][0]).says


@given(seen=st.lists(st.integers(0, 500), min_size=2, max_size=8), spread=st.floats(0.05, 20))
def test_the_strength_lies_in_its_interval_and_is_that_of_the_counts(seen: list[int], spread: float) -> None:
    found = candles.strength(np.array(seen), np.full(len(seen), 20.0), spread)
    assert found is not None
    assert 0 < found.low < found.factor < found.high
    assert (min(seen) + 0.4) / 20.5 <= found.factor <= (max(seen) + 0.6) / 20.5


def test_intervals_of_strength_hold_though_candles_differ() -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(200):
        expected = rng.uniform(10, 100, 12)
        seen = rng.poisson(2.0 * expected * rng.lognormal(-0.045, 0.3, 12))
        found = candles.strength(seen, expected, 0.1)
        assert found is not None
        held.append(found.low <= 2.0 * np.exp(-0.045) <= found.high)
    assert 0.8 <= np.mean(held) <= 0.98
