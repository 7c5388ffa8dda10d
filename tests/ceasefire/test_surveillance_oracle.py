"""The R package *surveillance* (Debian: r-cran-surveillance) as an oracle, where it computes the same thing."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from trucewatch.ceasefire import surprise
from trucewatch.ceasefire.estimating import Fit, probability
from trucewatch.ceasefire.forecasting import Foretold

pytestmark = pytest.mark.slow

SCORES = """
d <- read.csv("in.csv")
s <- surveillance::scores(d$x, d$mu, d$size, which = c("logs", "rps"))
write.table(s, "out.csv", sep = ",", row.names = FALSE, col.names = FALSE)
"""
CUSUM = """
d <- read.csv("in.csv")
control <- list(range = seq_len(nrow(d)), mu0 = d$mu, alpha = 1 / d$size[1], c.ARL = 1e9, theta = log({times}),
                dir = "inc", ret = "value", Mtilde = 1, M = -1)
s <- surveillance::glrnb(surveillance::sts(observed = matrix(d$x, ncol = 1)), control = control)
write.table(s@upperbound, "out.csv", sep = ",", row.names = FALSE, col.names = FALSE)
"""


@pytest.fixture(scope="module")
def package() -> None:
    try:
        there = subprocess.run(["Rscript", "-e", "library(surveillance)"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("R is not installed: no oracle")
    if there.returncode:
        pytest.skip("the R package surveillance is not installed: no oracle")


def told(script: str, home: Path, x: np.ndarray, mu: np.ndarray, size: np.ndarray) -> np.ndarray:
    """What ``script`` makes of the columns, by R."""
    lines = [",".join(map(repr, (int(a), float(b), float(c)))) for a, b, c in zip(x, mu, size, strict=True)]
    (home / "in.csv").write_text("\n".join(["x,mu,size", *lines]), encoding="utf-8")
    subprocess.run(["Rscript", "-e", script], cwd=home, check=True, capture_output=True)
    return np.loadtxt(home / "out.csv", delimiter=",")


@pytest.mark.usefixtures("package")
def test_scores_of_negative_binomial_forecasts_are_theirs(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    mu, size = rng.gamma(2, 3, 60), rng.uniform(0.4, 20, 60)
    x = rng.poisson(mu * rng.gamma(size, 1 / size))
    theirs = told(SCORES, tmp_path, x, mu, size)
    for happened, mean, firm, (log, crps) in zip(x, mu, size, theirs, strict=True):
        ours = Foretold(probability(np.arange(3000), np.array(mean), np.array(firm)))
        assert ours.log_score(int(happened)) == pytest.approx(log, rel=1e-6)
        assert ours.crps(int(happened)) == pytest.approx(crps, rel=1e-5)


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("place", range(len(surprise.RATIOS)))
def test_the_ratios_of_alarms_sum_to_their_cusum(tmp_path: Path, place: int) -> None:
    rng = np.random.default_rng(2)
    days = 120
    exposure = rng.uniform(0.05, 0.9, (1, surprise.FIRST + days))
    known = Fit(mean=8.0, shape=1e12, size=1.7)
    seen = rng.poisson(8.0 * exposure * rng.gamma(1.7, 1 / 1.7, exposure.shape))
    seen[:, -40:] *= 2
    ratios = surprise.log_ratios(seen, exposure, known)[0, :, place]
    cusum, ours = 0.0, []
    for ratio in ratios:
        cusum = max(0.0, cusum + float(ratio))
        ours.append(cusum)
    mu = 8.0 * exposure[0, surprise.FIRST :]
    script = CUSUM.replace("{times}", repr(surprise.RATIOS[place]))
    theirs = told(script, tmp_path, seen[0, surprise.FIRST :], mu, np.full(days, 1.7))
    assert max(ours) > 5
    assert np.allclose(ours, theirs, atol=1e-6)
