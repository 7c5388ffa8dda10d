"""What Spark works out is what the laptop works out. Needs the extra ``cluster`` and Java."""

import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from trucewatch import incidents
from trucewatch.exercise import bulk
from trucewatch.mission import Linking, Mission

pyspark = pytest.importorskip("pyspark", reason="the extra cluster is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize(("tile_s", "bundles"), [(86400.0, 8), (3600.0, 3)])
def test_spark_links_as_the_laptop_does(spark: object, exercise: Mission, tile_s: float, bundles: int) -> None:
    from trucewatch import cluster

    frame = bulk(exercise, 4000, 5).rename({"ref": "id", "error_m": "radius_m"})
    rule = Linking()
    here, there = incidents.link(frame, rule), cluster.link(spark, frame, rule, bundles, tile_s)
    assert np.count_nonzero(here.frame["n_sources"].to_numpy() > 1) > 500
    for name in ("frame", "members", "tallies", "links"):
        assert_frame_equal(getattr(there, name), getattr(here, name), abs_tol=1e-9)
