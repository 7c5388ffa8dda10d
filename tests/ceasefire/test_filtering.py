"""The spatial filter: one day by quadrature, what cannot be known, how often its intervals hold, where it is used."""

from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from test_rates import NEAR, burst, hold

from trucewatch import coverage, incidents
from trucewatch.ceasefire import assess, filtering, history
from trucewatch.ceasefire.estimating import Floats, Ints
from trucewatch.ceasefire.filtering import Field, Told
from trucewatch.coverage import EXPOSURE
from trucewatch.domain import Span
from trucewatch.mission import Mission, Sector, area_centre, period_for, previous
from trucewatch.places import Frame, Grid
from trucewatch.record.frames import ObservationRows

LINE = np.abs(np.subtract.outer(np.arange(32.0), np.arange(32.0)))


@pytest.mark.parametrize(("seen", "looked"), [(0, 0.3), (3, 0.9), (40, 0.5)])
def test_a_day_of_one_sector_agrees_with_quadrature(seen: int, looked: float) -> None:
    size, prior = 2.0, Told(np.array([1.0]), np.array([[0.25]]))
    told, likely = filtering.update(prior, np.array([seen]), np.array([looked]), size)
    x = np.linspace(-4, 6, 20_001)
    chance = size / (size + looked * np.exp(x))
    given_x = chance**size * (1 - chance) ** seen * np.prod([(size + i) / (i + 1) for i in range(seen)])
    joint = given_x * np.exp(-((x - 1) ** 2) / 0.5) / np.sqrt(0.5 * np.pi)
    whole = joint.sum() * (x[1] - x[0])
    mean = (x * joint).sum() / joint.sum()
    assert told.mean[0] == pytest.approx(mean, abs=0.01)
    assert told.covariance[0, 0] == pytest.approx(((x - mean) ** 2 * joint).sum() / joint.sum(), rel=0.06)
    assert likely == pytest.approx(np.log(whole), abs=0.02)


@given(
    seen=st.lists(st.integers(0, 100_000), min_size=5, max_size=5),
    looked=st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1)), min_size=5, max_size=5),
    size=st.sampled_from(filtering.OPTIONS["size"]),
    reach=st.sampled_from(filtering.OPTIONS["reach"]),
)
def test_whatever_was_noticed_less_is_uncertain_after_it(
    seen: list[int], looked: list[float], size: float, reach: float
) -> None:
    prior, _ = filtering.start(LINE[:5, :5], Field(2.0, spread=2.0, reach=reach))
    exposure = np.array(looked)
    told, likely = filtering.update(prior, np.where(exposure > 0, seen, 0), exposure, size)
    assert np.isfinite(likely)
    assert np.isfinite(told.mean).all()
    assert (np.diag(told.covariance) <= np.diag(prior.covariance) + 1e-9).all()
    assert np.linalg.eigvalsh(told.covariance).min() > -1e-9


def test_a_day_nobody_watched_says_nothing() -> None:
    prior, _ = filtering.start(LINE, Field(2.0))
    told, likely = filtering.update(prior, np.zeros(32, np.int64), np.zeros(32), 1.5)
    assert told is prior
    assert likely == 0
    with pytest.raises(ValueError, match="nothing could have been noticed"):
        filtering.fit(np.zeros((32, 28), np.int64), np.zeros((32, 28)), LINE)


def test_paths_without_a_record_are_the_prior_s() -> None:
    like = Field(2.0, spread=0.6, wander=0.2)
    drawn = np.log(filtering.paths(np.zeros((4, 9), np.int64), np.zeros((4, 9)), LINE[:4, :4], like, 4000, rng(1)))
    prior, wander = filtering.start(LINE[:4, :4], like)
    for day in (0, 8):
        assert drawn[:, day].mean(axis=1) == pytest.approx(prior.mean, abs=0.08)
        assert np.cov(drawn[:, day]) == pytest.approx(prior.covariance + day * wander, abs=0.12)
    assert np.cov(drawn[:, 8] - drawn[:, 7]) == pytest.approx(wander, abs=0.003)


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def simulated(seed: int) -> tuple[Ints, Floats, Ints]:
    """Numbers seen, detection and numbers that happened, where neighbours are alike and a fifth is not watched."""
    chance = rng(seed)
    field = np.linalg.cholesky(np.exp(-LINE / 4) + 1e-9 * np.eye(32)) @ chance.standard_normal(32)
    looked = chance.uniform(0.05, 0.6, (32, 28)) * (chance.random((32, 28)) < 0.8)
    happened = chance.poisson(3 * np.exp(0.8 * field[:, None]) * chance.gamma(1.5, 1 / 1.5, looked.shape))
    return chance.binomial(happened, looked), looked, happened


def test_intervals_hold_nine_times_in_ten_and_sectors_not_watched_follow_their_neighbours() -> None:
    inside, near = [], []
    for seed in range(3):
        seen, looked, happened = simulated(seed)
        looked[16], seen[16] = 0, 0
        like = filtering.fit(seen, looked, LINE)
        week, month = filtering.draws(seen, looked, LINE, [(21, 28), (0, 28)], like, log_sd=0.0, n=400, seed=1)
        low, high = np.quantile(week.unseen, (0.05, 0.95), axis=1)
        missed = (happened - seen)[:, 21:].sum(axis=1)
        inside += ((missed >= low) & (missed <= high)).tolist()
        usual = np.log(np.median(month.rate, axis=1))
        near.append(abs(usual[16] - usual[[15, 17]].mean()))
        spread = np.log(month.rate).std(axis=1)
        assert spread[16] > 1.2 * spread[[15, 17]].max()
    assert 0.83 <= float(np.mean(inside)) <= 0.99
    assert max(near) < 0.3


def test_less_certain_detection_widens_the_total() -> None:
    seen, looked, _ = simulated(7)
    like = filtering.fit(seen, looked, LINE)
    widths = []
    for log_sd in (0.0, 0.5):
        (drawn,) = filtering.draws(seen, looked, LINE, [(21, 28)], like, log_sd=log_sd, n=200, seed=1)
        assert (drawn.unseen >= 0).all()
        low, high = np.quantile(drawn.unseen.sum(axis=0), (0.05, 0.95))
        widths.append(np.log(high / low))
    assert widths[1] > widths[0]


def test_it_suits_thirty_sectors_watched_on_fourteen_days() -> None:
    looked = np.zeros((40, 28))
    looked[:30, ::2] = 0.1
    assert filtering.suits(looked)
    looked[0, 0] = 0
    assert not filtering.suits(looked)


def test_it_is_used_where_it_suits_and_explained(exercise: Mission) -> None:
    sectors = 32
    west, south, east, north = exercise.area.bounds
    edges = np.linspace(west, east, sectors + 1)
    strips = [
        Sector(f"s{n}", f"Strip {n}", exercise.area & box(edges[n], south, edges[n + 1], north)) for n in range(sectors)
    ]
    mission = msgspec.structs.replace(exercise, sectors=tuple(strips))
    period = period_for(mission, date(2023, 6, 21))
    days = history(mission, period)
    kept = ObservationRows()
    for number, one in enumerate(one for day in days[-28:] for one in burst(3, day.start)):
        kept.add(f"o{number:04}", number, one)
    holdings = replace(hold([]), observations=kept.frame())
    events = incidents.assess(holdings, mission)
    own = int(np.searchsorted(edges, NEAR.lon) - 1)
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    cell = int(grid.cell_of(np.array([NEAR.lon]), np.array([NEAR.lat]))[0])
    rows = [
        (day.start, cell if n == own else -2 - n, f"s{n}", "explosion", 1.0, 0.5)
        for day in days[-28:]
        for n in range(sectors)
    ]
    exposed = pl.DataFrame(rows, schema=EXPOSURE, orient="row")
    both = Span(previous(mission, period).span.start, period.span.end)
    found = assess(events, coverage.assess(holdings, mission, both, events.frame), mission, period, exposed)
    told = found.rates.drop_nulls("total")
    assert set(told["method"]) == {"spatial_filter"}
    assert (told["seen"] + told["unseen"] == told["total"]).all()
    week = told.filter(span="week", sector=f"s{own}").sort("start").row(-1, named=True)
    assert week["seen"] == 21
    assert week["low"] <= 42 <= week["high"]
    assert "Laplace filter" in found.explain(week["id"]).rule
