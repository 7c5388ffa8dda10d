"""How many fires are usual in a place and season, and how surprising a number of them is.

Satellites detect in cell c on a day d of the year a number of fires with mean (clear looks) x m[d, c] x f[c]: m the
rate a clear look that is usual about the cell in the season, f the cell's own factor (a steel works burns all year),
each Gamma about what is usual one step wider (empirical Bayes; Clayton and Kaldor 1987), the more firmly, the less the
cells differ. One thing that burns gives several detections, so the variance is (1 + spread) times the mean: negative
binomial with size mean / spread, a Poisson number of clusters of logarithmic size (Quenouille 1949). Days of the week
do not matter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree
from scipy.special import gammaln
from scipy.stats import nbinom

from . import estimating
from .estimating import Floats, Ints

BIN = 5
"""Days of the year are taken together by so many."""

SEASON_DAYS = 15.0
"""Standard deviation of how far days of the year speak for each other."""

REACH_M = 12_000.0
"""Distance over which what is usual in one place falls to 1/e of its weight for another; nothing beyond three times."""

DOUBT = 3.0
"""Fires that the whole area weighs like, beside those of a neighbourhood."""

SPREADS: Floats = np.geomspace(0.05, 30, 28)
"""The values tried for ``spread``."""

_BINS = 74
_BLOCK = 14


@dataclass(frozen=True)
class Past:
    """Past days: numbers detected and clear looks (days, cells), and the day of the year (days,), from 1."""

    seen: Ints
    clear: Floats
    day: Ints

    def part(self, chosen: NDArray[np.bool_]) -> "Past":
        return Past(self.seen[chosen], self.clear[chosen], self.day[chosen])


@dataclass(frozen=True)
class Usual:
    """What is usual: ``rate`` a clear look (seasons, cells), ``known`` clear looks behind it, ``spread``."""

    rate: Floats
    known: Floats
    spread: float

    def on(self, day: int) -> Floats:
        """The rate a clear look in each cell on a day of the year."""
        return np.asarray(self.rate[(day - 1) // BIN])

    def looked(self, day: int) -> Floats:
        """How many clear looks at each cell in the same season stand behind that rate."""
        return np.asarray(self.known[(day - 1) // BIN])


def learn(past: Past, xy: Floats) -> Usual:
    """What is usual after ``past``, with the ``spread`` that makes each half of the past likeliest after the other.

    ``xy`` (cells, 2) are the middles of the cells in metres.
    """
    near = _neighbourhood(xy)
    half = (np.arange(len(past.day)) // _BLOCK) % 2 == 0
    halves = past.part(half), past.part(~half)
    likely = np.zeros(len(SPREADS))
    for told, judged in (halves, halves[::-1]):
        rate, _ = _rates(told, near)
        likely += _likelihoods(judged, rate)
    rate, known = _rates(past, near)
    return Usual(rate, known, float(SPREADS[int(np.argmax(likely))]))


def _neighbourhood(xy: Floats) -> sparse.csr_matrix:
    """How far each cell speaks for each other (cells, cells), 1 for itself."""
    tree = KDTree(xy)
    near = tree.sparse_distance_matrix(tree, 3 * REACH_M, output_type="coo_matrix")
    weights = sparse.csr_matrix((np.exp(-near.data / REACH_M), (near.row, near.col)), shape=near.shape)
    weights.setdiag(1.0)
    return weights


def _rates(past: Past, near: sparse.csr_matrix) -> tuple[Floats, Floats]:
    """Rates a clear look, and season-weighted clear looks: (seasons, cells)."""
    season = (past.day - 1) // BIN
    seen, clear = (np.zeros((_BINS, past.seen.shape[1])) for _ in range(2))
    np.add.at(seen, season, past.seen)
    np.add.at(clear, season, past.clear)
    apart = np.abs(np.subtract.outer(np.arange(_BINS), np.arange(_BINS)))
    apart = BIN * np.minimum(apart, _BINS - apart)
    about = np.exp(-0.5 * (apart / SEASON_DAYS) ** 2)
    counted, looked = about @ seen, about @ clear
    everywhere = ((1 + counted.sum(axis=1)) / (1 + looked.sum(axis=1)))[:, None]
    usual = (DOUBT + (near @ counted.T).T) / (DOUBT / everywhere + (near @ looked.T).T)
    mine, expected = seen.sum(axis=0), (clear * usual).sum(axis=0)
    firm = estimating.clumping(mine.astype(np.int64), expected)
    return usual * (firm + mine) / (firm + expected), looked


def _likelihoods(past: Past, rate: Floats) -> Floats:
    """The log likelihood of each of ``SPREADS``."""
    mean = past.clear * rate[(past.day - 1) // BIN]
    some = (past.seen > 0) & (mean > 0)
    total, n, at = mean.sum(), past.seen[some], mean[some]
    found = []
    for spread in SPREADS:
        size = at / spread
        noticed = gammaln(n + size) - gammaln(size) - gammaln(n + 1) + n * np.log(spread / (1 + spread))
        found.append(noticed.sum() - total / spread * np.log1p(spread))
    return np.array(found)


def chance(seen: Ints, mean: Floats, spread: float) -> Floats:
    """The probability of as many fires as ``seen`` or more where ``mean`` are usual."""
    return np.asarray(nbinom.sf(seen - 1, np.maximum(mean, 1e-12) / spread, 1 / (1 + spread)))


def quantile(share: float, mean: Floats, spread: float) -> Ints:
    """The least number with at least ``share`` of the probability at or below it."""
    found = nbinom.ppf(share, np.maximum(mean, 1e-12) / spread, 1 / (1 + spread))
    return np.asarray(np.maximum(found, 0).astype(np.int64))
