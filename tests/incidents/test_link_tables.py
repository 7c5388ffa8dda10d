"""Event data linked without a mission: frames, files of other origin, and the verb."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch import cli, incidents
from trucewatch.exercise import bulk
from trucewatch.mission import Linking, Mission

SHARED = Path(__file__).parents[2] / "../shared/data"
needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the repository")

UCDP = """id,date_start,date_end,longitude,latitude,where_prec,type_of_violence
#event+id,#date+start,#date+end,#geo+lon,#geo+lat,#geo+prec,#event+type
11,2015-06-12T00:00:00,2015-06-12T00:00:00,37.80,48.00,1,1
12,2015-06-20,2015-06-22,37.90,48.10,2,3
"""
ACLED = """event_id_cnty,event_date,time_precision,sub_event_type,latitude,longitude,geo_precision
UKR1,12 June 2015,1,Armed clash,48.005,37.805,1
UKR2,2015-07-01,2,Shelling/artillery/missile attack,48.2,37.9,2
"""
FIRMS = """latitude,longitude,acq_date,acq_time,instrument,confidence
48.001,37.801,2015-06-12,115,VIIRS,n
10.0,10.0,2015-06-12,0115,MODIS,80
"""


def written(home: Path, name: str, text: str) -> Path:
    path = home / name
    path.write_text(text)
    return path


def events(mission: Mission, n: int, seed: int) -> pl.DataFrame:
    return (
        bulk(mission, n, seed)
        .rename({"ref": "id", "error_m": "radius_m"})
        .with_columns(count_low="count", count_high="count")
    )


def groups(found: incidents.Incidents) -> set[frozenset[str]]:
    return {frozenset(members) for members in found.frame["observations"].to_list()}


@settings(max_examples=5)
@given(seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(exercise: Mission, seed: int) -> None:
    frame = events(exercise, 300, 1)
    mixed = incidents.link(frame.sample(fraction=1, shuffle=True, seed=seed))
    assert mixed.frame.equals(incidents.link(frame).frame)


def test_most_rows_of_one_event_come_together_and_no_source_twice(exercise: Mission) -> None:
    frame = events(exercise, 3000, 2)
    found = incidents.link(frame)
    of_event = frame.join(found.members.select("incident", id="observation"), on="id")
    assert of_event.height == 3000
    together = of_event.group_by("incident").agg(pl.col("event").n_unique(), pl.len())
    assert (together["event"] == 1).mean() > 0.97
    assert of_event.group_by("event").agg(pl.col("incident").n_unique())["incident"].mean() < 1.1
    assert all(len(set(sources)) == len(sources) for sources in found.frame["sources"])
    assert found.explain(found.links["id"][0]).says


def test_rows_without_a_position_stand_alone() -> None:
    at = datetime(2023, 6, 1, tzinfo=UTC)
    rows = [{"id": name, "source": name, "kind": "clash", "start": at, "end": at + timedelta(minutes=5),
             "lon": None, "lat": None, "radius_m": None} for name in "ab"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=incidents.REQUIRED)
    assert groups(incidents.link(frame)) == {frozenset("a"), frozenset("b")}
    assert incidents.link(frame.clear()).frame.is_empty()


@pytest.mark.parametrize(
    ("column", "value"),
    [("radius_m", -1.0), ("lat", 99.0), ("lon", None), ("end", datetime(1990, 1, 1, tzinfo=UTC)), ("source", None),
     ("role", "witness"), ("id", "0"), ("count_low", 1000)],
)  # fmt: skip
def test_a_column_at_fault_is_named(exercise: Mission, column: str, value: object) -> None:
    frame = events(exercise, 5, 1)
    with pytest.raises(ValueError, match=f"^{column}: "):
        incidents.link(frame.with_columns(pl.lit(value).alias(column)))
    if column in incidents.REQUIRED:
        with pytest.raises(ValueError, match=f"^{column}: the column is missing"):
            incidents.link(frame.drop(column))


def test_regions_that_are_too_far_apart_are_refused(exercise: Mission) -> None:
    frame = events(exercise, 5, 1).with_columns(lon=pl.int_range(5) * 40.0 - 80.0)
    with pytest.raises(ValueError, match="region by region"):
        incidents.link(frame)


def test_tables_of_other_origin_are_known_by_their_columns(tmp_path: Path) -> None:
    ucdp, acled, firms = (incidents.read(written(tmp_path, f"{name}.csv", text))
                          for name, text in (("u", UCDP), ("a", ACLED), ("f", FIRMS)))  # fmt: skip
    assert (ucdp.mapping, acled.mapping, firms.mapping) == ("ucdp-ged", "acled", "firms")
    assert (ucdp.unread, acled.unread, firms.unread) == (1, 0, 0)
    day = timedelta(days=1)
    assert ucdp.frame.select(width=pl.col("end") - pl.col("start"))["width"].to_list() == [day, 3 * day]
    assert acled.frame.select(width=pl.col("end") - pl.col("start"))["width"].to_list() == [day, 7 * day]
    assert firms.frame["start"].to_list() == [datetime(2015, 6, 12, 1, 15, tzinfo=UTC)] * 2
    assert ucdp.frame["kind"].to_list() == ["clash", "casualty"]
    assert acled.frame["radius_m"].to_list() == [5000, 30000]
    assert firms.frame["id"].to_list() == ["f-1", "f-2"]


def test_one_clash_of_two_data_sets_and_a_fire(tmp_path: Path) -> None:
    firms = FIRMS.replace("10.0,10.0", "48.6,37.0")
    frames = [incidents.read(written(tmp_path, f"{n}.csv", text)).frame for n, text in enumerate((UCDP, ACLED, firms))]
    rows = pl.concat(frames, how="diagonal_relaxed")
    found = incidents.link(rows.with_columns(kind=pl.col("kind").replace("clash", "shelling")), Linking(minutes=60))
    assert frozenset({"11", "UKR1"}) in groups(found)
    assert set(found.unattached["observation"]) == {"2-2"}
    assert found.members.filter(observation="2-1")["role"].to_list() == ["corroborates"]


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    table = written(tmp_path, "mine.csv", "no,when,east,north\n7,2023-06-01 12:30,46.9,39.9\n8,later,46.9,39.9\n")
    mapping = written(
        tmp_path,
        "mine.toml",
        'form = "observations"\nzone = "Asia/Baku"\n[columns]\nref = "no"\nstart = "when"\nlon = "east"\n'
        'lat = "north"\n'
        '[constants]\nsource = "me"\nkind = "clash"\nerror_m = "500"\n',
    )
    read = incidents.read(table, mapping)
    assert read.unread == 1
    [row] = read.frame.to_dicts()
    assert (row["id"], row["start"], row["end"]) == (
        "7", datetime(2023, 6, 1, 8, 30, tzinfo=UTC), datetime(2023, 6, 1, 8, 31, tzinfo=UTC))  # fmt: skip


@given(st.text(max_size=200))
def test_a_file_of_anything_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text("id,start,source,kind,lon,lat,radius_m\n" + text, encoding="utf-8")
    try:
        read = incidents.read(path)
    except (ValueError, pl.exceptions.PolarsError):
        return
    assert read.frame["start"].null_count() == read.frame["lon"].null_count() == 0


@needs_data
@pytest.mark.parametrize(
    ("name", "rows"),
    [("ucdp-ged-ukraine/ged_ukraine_2014-2016_hxl.csv.gz", 656), ("ucdp-ged-car/ged_car_1991-2016.csv.gz", 1150)],
)
def test_ucdp_tables_are_read_whole(name: str, rows: int) -> None:
    read = incidents.read(SHARED / name)
    assert (read.mapping, read.frame.height) == ("ucdp-ged", rows)
    assert incidents.link(read.frame).frame.height == rows


def test_the_verb_writes_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["link", str(written(tmp_path, "u.csv", UCDP)), str(written(tmp_path, "a.csv", ACLED)), "-o", str(out)]

    def run(*more: str) -> object:
        monkeypatch.setattr("sys.argv", ["trucewatch", *words, *more])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code

    assert not run("--minutes", "60")
    assert "4 rows: 3 incidents, 1 of them told of by several rows" in capfd.readouterr().out
    assert pl.read_csv(out / "members.csv").height == 4
    assert not run("--format", "parquet")
    assert pl.read_parquet(out / "incidents.parquet").schema == incidents.INCIDENTS
    words[1] = str(written(tmp_path, "bad.csv", "a,b\n1,2\n"))
    assert run() == 1
    assert "neither its own columns" in capfd.readouterr().err
