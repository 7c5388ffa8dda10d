"""The exercise is the same for the same arguments, true to its own truth, and fair to both sides."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from trucewatch.exercise import Simulation, bulk, simulate, write
from trucewatch.exercise.ledgers import kept
from trucewatch.exercise.process import Process, events, weather
from trucewatch.exercise.stage import stage
from trucewatch.exercise.watching import effort, notices
from trucewatch.mission import Mission

START = date(2023, 8, 1)
OBSERVED = ("duty-log", "patrol-log", "camera-log", "sensor-log")


@pytest.fixture(scope="module")
def played(exercise: Mission) -> Simulation:
    return simulate(exercise, days=21, seed=3, start=START)


@pytest.fixture(scope="module")
def written(played: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("exercise")
    write(played, directory)
    return directory


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of the exercise as a reader of that sort of file gives them."""
    if path.suffix == ".xlsx":
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]
    if path.suffix == ".parquet":
        return [
            {name: "" if cell is None else str(cell) for name, cell in row.items()}
            for row in pl.read_parquet(path).iter_rows(named=True)
        ]
    raw = path.read_bytes()
    text = raw.decode("cp1251" if "1251" in path.name else "utf-8")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_same_arguments_give_the_same_bytes(exercise: Mission, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(simulate(exercise, days=4, seed=11, start=START), tmp_path / name)
    one, two = (sorted(path for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("one", "two"))
    assert [path.name for path in one] == [path.name for path in two]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, two, strict=True))


def test_another_seed_is_another_mission(exercise: Mission, played: Simulation) -> None:
    other = simulate(exercise, days=21, seed=4, start=START)
    assert not other.truth["events"].equals(played.truth["events"])


def test_writing_again_leaves_only_the_new_exercise(exercise: Mission, tmp_path: Path) -> None:
    write(simulate(exercise, days=3, seed=1, start=START), tmp_path)
    paths = write(simulate(exercise, days=1, seed=1, start=START), tmp_path)
    assert sorted(paths) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert not list(tmp_path.rglob("*2023-08-02*"))


def test_every_link_points_at_its_row(played: Simulation, written: Path) -> None:
    links = played.truth["links"]
    books = {file.name: file.book for file in played.files}
    for name, group in links.partition_by("file", as_dict=True).items():
        book = books[str(name[0])]
        rows = rows_of(written / "sources" / str(name[0]))
        for link in group.iter_rows(named=True):
            row = (
                dict(zip(book.columns, rows[link["row"] - 2].values(), strict=True))
                if book.headings
                else rows[link["row"] - 2]
            )
            assert row.get("ref", "") == link["ref"]
            assert row.get("source", "") == link["source"]


def test_rows_without_a_link_are_about_no_event(played: Simulation, written: Path) -> None:
    linked = set(played.truth["links"].select("file", "row").rows())
    for path in (written / "sources").iterdir():
        if path.name.startswith(OBSERVED):
            assert {(path.name, number) for number, _ in enumerate(rows_of(path), start=2)} <= linked


def test_observers_stand_by_their_event(played: Simulation) -> None:
    """Minute stamps lie within minutes of the true start; sensors' circles hold nine in ten of the true places."""
    truth = played.truth["links"].join(played.truth["events"], on="event")
    sensors = [file for file in played.files if file.name.startswith("sensor-log")]
    places = {event: (lon, lat) for event, lon, lat in truth.select("event", "lon", "lat").iter_rows()}
    inside = []
    for file in sensors:
        for report in file.rows:
            lon, lat = places[report.event]
            east = (float(report.cells["lon"]) - lon) * 111_320 * np.cos(np.radians(lat))
            north = (float(report.cells["lat"]) - lat) * 111_320
            inside.append(np.hypot(east, north) <= float(report.cells["error_m"]))
    assert len(inside) > 100
    assert 0.84 < np.mean(inside) < 0.96


def test_faults_are_what_the_files_hold(played: Simulation, written: Path) -> None:
    faults = played.truth["faults"]
    assert faults.height > 5
    for fault in faults.iter_rows(named=True):
        row = rows_of(written / "sources" / fault["file"])[fault["row"] - 2]
        assert row[fault["field"]] == fault["value"] != fault["meant"]


def test_nobody_reports_while_off_duty_or_kept_out(played: Simulation) -> None:
    effort = {(row["source"], row["hour"]): row["state"] for row in played.truth["effort"].iter_rows(named=True)}
    midnight = pl.lit(datetime(2023, 7, 31, 20, tzinfo=UTC))
    noticed = (
        played.truth["links"]
        .filter((pl.col("role") == "direct") & (pl.col("source") != ""))
        .join(played.truth["events"], on="event")
        .with_columns(hour=((pl.col("start") - midnight).dt.total_seconds() // 3600))
    )
    states = {effort.get((source, hour), "on") for source, hour in noticed.select("source", "hour").iter_rows()}
    assert states == {"on"}


def test_teams_count_only_while_they_are_on_and_say_what_they_lost(exercise: Mission) -> None:
    long = simulate(exercise, days=30, seed=3, start=date(2023, 8, 1), intensity=0.05)
    teams = {source.id for source in exercise.sources.values() if source.type == "checkpoint"}
    state = {(row["crossing"], row["hour"]): row["state"] for row in long.truth["shifts"].iter_rows(named=True)}
    midnight = datetime(2023, 7, 31, 20, tzinfo=UTC)
    rows = {
        name: [report.cells for file in long.files if file.book.form == name for report in file.rows]
        for name in ("passages", "watches", "restrictions")
    }
    counted = set()
    for cells in rows["passages"]:
        first, end = (
            round((datetime.fromisoformat(cells[edge]) - midnight) / timedelta(hours=1)) for edge in ("start", "end")
        )
        assert {state[cells["crossing"], hour] for hour in range(first, end)} == {"on"}
        counted.add(first % 24)
    assert counted == {1, 4, 7, 10, 13, 16, 19, 22}
    lost = [cells for cells in rows["watches"] if cells["source"] in teams]
    assert {cells["state"] for cells in lost} == {"impaired", "denied"}
    refused = [cells["start"] for cells in lost if cells["state"] == "denied"]
    assert refused == [cells["start"] for cells in rows["restrictions"] if cells["source"] in teams]


def test_some_watchers_on_duty_heard_nothing_of_events(played: Simulation) -> None:
    links, effort = played.truth["links"], played.truth["effort"]
    heard = links.filter(pl.col("role") == "direct").group_by("source").len()
    hours = effort.filter(pl.col("state") == "on").group_by("source").len(name="hours")
    quiet = hours.join(heard, on="source", how="left").with_columns(pl.col("len").fill_null(0))
    assert (quiet["len"] < quiet["hours"]).all()
    seen_by_all = links.filter(pl.col("role") == "direct").group_by("event").agg(pl.col("source").n_unique())
    assert seen_by_all["source"].max() < hours.height
    assert seen_by_all.height < played.truth["events"].height


def test_daily_totals_are_the_events(played: Simulation) -> None:
    days, events = played.truth["days"], played.truth["events"]
    assert days["count"].sum() == events["count"].sum()
    assert days["events"].sum() == events.height
    recorded = played.truth["links"].filter(pl.col("role") == "direct")["event"].n_unique()
    assert days["recorded_events"].sum() == recorded
    local = events["start"].dt.convert_time_zone("Etc/GMT-4")
    on_day = local.dt.offset_by("4h30m").dt.date() == date(2023, 8, 5)
    assert days.filter(pl.col("day") == date(2023, 8, 5))["count"].sum() == events.filter(on_day)["count"].sum()


def test_claims_flatter_both_sides_alike(exercise: Mission) -> None:
    ratios: dict[tuple[str, str], list[float]] = {}
    for seed in range(6):
        played = simulate(exercise, days=14, seed=seed, start=START)
        fired = {
            by: played.truth["events"].filter((pl.col("by") == by) & ~pl.col("exercise"))["count"].sum()
            for by in ("arm", "aze")
        }
        said = {(a, b): 0.0 for a in fired for b in fired}
        for report in next(file for file in played.files if file.name == "claims.csv").rows:
            if report.cells["measure"] == "violations":
                key = report.cells["claimant"], report.cells["against"]
                said[key] += float(report.cells["amount"].removeprefix("about "))
        for (claimant, against), amount in said.items():
            ratios.setdefault((claimant, against), []).append(amount / max(int(fired[against]), 1))
    for claimant, other in (("arm", "aze"), ("aze", "arm")):
        assert np.mean(ratios[claimant, claimant]) < 0.4
        assert np.mean(ratios[claimant, other]) > 1.3
    assert np.mean(ratios["arm", "aze"]) == pytest.approx(np.mean(ratios["aze", "arm"]), rel=0.25)


def test_others_list_by_their_own_rule_and_both_sides_by_one_measure(exercise: Mission) -> None:
    """Each side lists what the other fired and hardly what it fired itself; there are copies and doubles."""
    shares: dict[str, list[float]] = {"arm": [], "aze": []}
    against: dict[str, list[tuple[int, int]]] = {"arm": [], "aze": []}
    roles: set[tuple[str, str]] = set()
    for seed in range(6):
        played = simulate(exercise, days=14, seed=seed, start=START)
        fired = played.truth["events"].filter(~pl.col("exercise"), pl.col("kind") != "flare")
        links = played.truth["links"].filter(pl.col("role").is_in(["listed", "copied", "doubled"]))
        about = links.join(played.truth["events"].select("event", "by", "exercise", "kind"), on="event")
        assert not about["exercise"].any()
        assert "flare" not in set(about["kind"])
        roles |= set(about.select(pl.col("file").str.head(6), "role").rows())
        for side, other in (("arm", "aze"), ("aze", "arm")):
            own = about.filter(pl.col("source") == f"spk-{side}")
            against[side].append((int((own["by"] == other).sum()), own.height))
            shares[side].append(own.height / max(fired.filter(by=other)["episode"].n_unique(), 1))
    assert all(np.divide(*np.sum(told, axis=0)) > 0.8 for told in against.values())
    assert {role for list_, role in roles if list_ == "press-"} == {"listed", "copied", "doubled"}
    assert {role for list_, role in roles if list_ != "press-"} == {"listed", "doubled"}
    assert np.mean(shares["arm"]) == pytest.approx(np.mean(shares["aze"]), rel=0.25)


def test_the_side_that_refuses_access_more_is_drawn_not_fixed(exercise: Mission) -> None:
    harder = set()
    for seed in range(12):
        effort = simulate(exercise, days=14, seed=seed, start=START).truth["effort"]
        hours = effort.filter(pl.col("state") == "denied").group_by("source").len()
        sides = {"arm": 0, "aze": 0}
        for source, n in hours.iter_rows():
            sides[exercise.sources[source].party] += n
        harder.add(max(sides, key=sides.__getitem__))
    assert harder == {"arm", "aze"}


def test_figures_stay_near_the_fitted_ones(exercise: Mission) -> None:
    """Loose bounds around the table of docs/exercise.md, so that a change of the process is noticed."""
    days = simulate(exercise, days=200, seed=1, start=START).truth["days"].filter(pl.col("kind") != "flare")
    daily = np.zeros((2, 201))
    explosions = days.filter(pl.col("kind") == "explosion")["recorded_count"].sum() / days["recorded_count"].sum()
    for day, region, count in days.select("day", "region", "recorded_count").iter_rows():
        daily[region, (day - START).days] += count
    daily = daily[:, 1:200]
    ratio = np.log((daily[:, 1:] + 1) / (daily[:, :-1] + 1))
    assert 40 < daily.mean() < 100
    assert 22 < np.median(daily) < 45
    assert 0.08 < (daily == 0).mean() < 0.2
    assert 0.5 < (np.abs(ratio) >= np.log(2)).mean() < 0.8
    assert 0.25 < explosions < 0.42
    assert daily.var() / daily.mean() > 50


def test_intensity_and_error_scale_what_they_name(exercise: Mission) -> None:
    def total(intensity: float) -> int:
        return simulate(exercise, days=60, seed=2, start=START, intensity=intensity).truth["events"].height

    assert total(0.0) == 0
    assert 2.0 < total(3.0) / total(1.0) < 4.0
    exact = simulate(exercise, days=5, seed=2, start=START, error=0.0)
    counts = {row["event"]: row["count"] for row in exact.truth["events"].iter_rows(named=True)}
    plain = [
        (int(report.cells["count"]), counts[report.event])
        for file in exact.files
        if file.name.startswith("duty-log")
        for report in file.rows
        if report.cells["count"].isdigit()
    ]
    assert len(plain) > 20
    assert all(said == true for said, true in plain)


def test_stocks_balance(played: Simulation) -> None:
    stocks = played.truth["stocks"]
    assert stocks.height == 4 * 21
    for _, place in stocks.group_by("place"):
        change = place.sort("day").with_columns(change=pl.col("stock_t").diff()).drop_nulls()
        gone = change["sent_t"] + change["lost_t"] + change["consumed_t"]
        assert np.allclose(change["change"], change["arrived_t"] - gone)
        assert (place["stock_t"] >= 0).all()


def test_nothing_passes_a_closed_segment_but_the_few(played: Simulation, exercise: Mission) -> None:
    closed = played.truth["segments"].filter(pl.col("status") == "closed")
    for crossing in exercise.crossings.values():
        hours = closed.filter(pl.col("segment") == crossing.segment)["hour"]
        over = played.truth["passages"].filter(
            (pl.col("crossing") == crossing.id) & pl.col("hour").is_in(hours.implode())
        )
        assert set(over["vehicle"]) <= {"ambulance", "peacekeeper", "truck"}


def test_texts_say_exercise(played: Simulation) -> None:
    for file in played.files:
        for report in file.rows:
            text = report.cells.get("text", "")
            assert not text or text.startswith(("EXERCISE.", "УЧЕНИЕ."))


def test_both_sides_are_watched_alike(exercise: Mission) -> None:
    for kind in ("post", "camera", "acoustic", "patrol", "party", "press"):
        sides = [source.party for source in exercise.sources.values() if source.type == kind]
        assert sides.count("arm") == sides.count("aze") > 0


def test_only_an_exercise_is_played(exercise: Mission) -> None:
    live = msgspec.structs.replace(exercise, mode="live")
    for call in (lambda: simulate(live, days=1, seed=1, start=START), lambda: bulk(live, 10, 1)):
        with pytest.raises(ValueError, match="not an exercise"):
            call()
    with pytest.raises(ValueError, match="days must be 1"):
        simulate(exercise, days=0, seed=1, start=START)


def test_bulk_is_a_machine_table_with_the_truth_apart(exercise: Mission) -> None:
    table = bulk(exercise, 5000, 1)
    assert table.height == 5000
    assert table.equals(bulk(exercise, 5000, 1))
    assert table.columns[-1] == "event"
    assert table["event"].n_unique() == 2500
    assert table.null_count().sum_horizontal().item() == 0
    assert (table["end"] >= table["start"]).all()
    assert set(table["source"]) <= set(exercise.sources)
    assert table.select("ref").is_unique().all()


def test_a_facility_works_fully_only_where_all_its_services_do(played: Simulation) -> None:
    services = played.truth["services"]
    whole = services.filter(service="").select("facility", "day", whole="level")
    parts = services.filter(pl.col("service") != "").join(whole, on=["facility", "day"])
    assert (parts.filter(whole="full")["level"] == "full").all()
    assert (parts.filter(whole="none")["level"] == "none").all()
    reports = [report for file in played.files if file.book.form == "services" for report in file.rows]
    sides = [report for report in reports if report.cells["source"].startswith("spk-")]
    seen = {report.cells["facility"] for report in reports if report not in sides}
    assert sides
    assert seen == {*services["facility"]} - {"clinic-aghdara"}, "nobody gets to the last"


def test_registers_begin_before_the_exercise_and_lose_sight_when_the_mission_file_says_so(exercise: Mission) -> None:
    """A team lists all that it watches and less than half of it afterwards; sides forget units."""
    played = simulate(exercise, days=28, seed=7, start=START, intensity=0.05)
    loads = played.truth["loads"]
    team = loads.filter(pl.col("source") == "cp-hakari")
    watched = team.filter("watched")
    assert watched["day"].max() == date(2023, 8, 13)
    assert watched["day"].min() == date(2023, 5, 22)
    assert (watched["came"] == watched["listed"]).all()
    blind = team.filter(~pl.col("watched"))
    assert 0.2 < blind["listed"].sum() / blind["came"].sum() < 0.7
    rows = [(file.name, report) for file in played.files if file.name.startswith("loads") for report in file.rows]
    units = {name[:9]: {report.cells["unit"] for one, report in rows if one[:9] == name[:9]} for name, _ in rows}
    assert units == {"loads-202": {"t"}, "loads-one": {"l", ""}, "loads-two": {"t", ""}}
    sides = loads.filter(pl.col("source") != "cp-hakari")
    assert (sides["listed"] <= sides["came"]).all()
    assert 0.7 < sides["listed"].sum() / sides["came"].sum() < 1.0
    assert any(report.late for _, report in rows)


def test_both_sides_keep_their_registers_alike(exercise: Mission) -> None:
    shares: dict[str, list[float]] = {"spk-arm": [], "spk-aze": []}
    halved = []
    for seed in range(20):
        played = kept(exercise, START, 28, np.random.default_rng(seed))
        halved.append(played.halved)
        for source, told in shares.items():
            one = played.loads.filter(pl.col("source") == source)
            told.append(one["listed"].sum() / one["came"].sum())
    assert np.mean(shares["spk-arm"]) == pytest.approx(np.mean(shares["spk-aze"]), rel=0.05)
    assert set(halved) == {True, False}


def test_the_weather_that_is_sent_is_about_that_of_the_truth_and_some_days_are_missing(
    played: Simulation, written: Path
) -> None:
    truth = {row["hour"]: row for row in played.truth["weather"].iter_rows(named=True)}
    first = datetime.combine(START, datetime.min.time())
    hours = set()
    for path in sorted((written / "sources").glob("weather-*.csv")):
        for row in rows_of(path):
            hour = int((datetime.fromisoformat(row["start"]).replace(tzinfo=None) - first) / timedelta(hours=1))
            true = truth[hour]
            assert float(row["visibility_m"]) == pytest.approx(true["visibility_m"], rel=0.5, abs=60)
            assert float(row["wind_ms"]) == pytest.approx(true["wind"], abs=3)
            if true["wind"] > 2:
                off = (float(row["wind_from"]) - true["wind_from"] + 180) % 360 - 180
                assert abs(off) < 50
            hours.add(hour)
    days = {hour // 24 for hour in hours}
    assert 12 <= len(days) < 21
    assert len(hours) == 24 * len(days)


def test_nothing_is_seen_beyond_the_visibility_and_more_is_heard_down_the_wind(exercise: Mission) -> None:
    scene = stage(exercise)
    days = 40
    rng = np.random.default_rng(4)
    sky = weather(days, rng, rng)
    happened = events(scene, Process(), days, 3.0, rng)
    found = notices(scene, happened, effort(scene, sky, days, rng), sky, rng)
    told = happened[found["event"].to_numpy()].rename({"x": "ex", "y": "ey"}).hstack(found.drop("event"))
    hour = (told["t0"].to_numpy() // 3600).astype(int)
    dx, dy = (told[a].to_numpy() - told[b].to_numpy() for a, b in (("ex", "x"), ("ey", "y")))
    seen = told["seen"].to_numpy()
    assert (np.hypot(dx, dy)[seen] <= sky.visibility_m[hour[seen]]).all()
    heard = told["heard"].to_numpy() & (sky.wind[hour] > 5)
    along = np.cos(np.arctan2(dx, dy) - np.radians(sky.wind_from[hour]))[heard]
    far = np.hypot(dx, dy)[heard] > 9000
    assert (far & (along > 0.5)).sum() > 1.3 * (far & (along < -0.5)).sum() > 30


def test_works_burn_all_the_time_and_are_seen_when_the_sky_is_clear(exercise: Mission) -> None:
    played = simulate(exercise, days=28, seed=7, start=START, intensity=0.0)
    works = played.truth["works"]
    fires = [report.cells for file in played.files if file.name == "fires.csv" for report in file.rows]
    cloud = played.truth["weather"]["cloud"].to_numpy().reshape(28, 24)[:, 0]
    for lon, lat in works.select("lon", "lat").iter_rows():
        near = [
            cells
            for cells in fires
            if abs(float(cells["longitude"]) - lon) < 0.008 and abs(float(cells["latitude"]) - lat) < 0.008
        ]
        assert 0.6 < len(near) / (2 * (1 - cloud).sum()) < 1.1
