"""Mapping files, the shipped ones on the published tables they are for."""

import csv
import gzip
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from intake_world import SHARED, accounted, mission, source, take_text

from trucewatch.intake import FORMS, FileResult, IntakeError, shipped, take_in
from trucewatch.intake.mapping import load_mapping
from trucewatch.mission import Crossing, Mission, Place
from trucewatch.record import Record

needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the repository")


def elsewhere(home: Path) -> Mission:
    """The mission of the tests with the sources, crossings and places that the published tables speak of."""
    home.mkdir(exist_ok=True)
    plain = mission(home)
    crossings = {
        name: Crossing(id=name, name=name, segment="road-1", lon=34.3, lat=31.2, inbound="in", outbound="out")
        for name in ("rafah", "kerem-shalom", "erez")
    }
    regions = {
        name: Place(id=name, name=name, lon=30.0 + number, lat=49.0)
        for number, name in enumerate(("Kyiv City", "Cherkaska oblast", "Rivnenska oblast"))
    }
    names = ("unrwa", "cogat", "ucdp", "alerts")
    return mission(
        home,
        sources=tuple(source(name, "agency") for name in names),
        crossings=plain.crossings | crossings,
        places=plain.places | regions,
    )


def sample(record: Record, world: Mission, path: Path, rows: int, mapping: str) -> FileResult:
    """Take in the first ``rows`` rows of a published table."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        text = "".join(islice(file, rows + 1))
    return take_text(record, world, text, path.name.removesuffix(".gz"), mapping=mapping)


def test_every_shipped_mapping_is_of_a_form() -> None:
    assert shipped()
    for name in shipped():
        mapped = load_mapping(name, Path())
        assert mapped.mapping.about
        form = FORMS[mapped.mapping.form]
        assert not (mapped.mapping.columns.keys() | mapped.mapping.constants.keys()) - form.columns.keys()


@needs_data
def test_two_lists_of_one_flow(record: Record, tmp_path: Path) -> None:
    world = elsewhere(tmp_path / "gaza")
    received = sample(
        record, world, SHARED / "gaza-crossings/unrwa_received_to_2024-05-31.csv.gz", 3000, "unrwa-received"
    )
    recorded = sample(
        record, world, SHARED / "gaza-crossings/cogat_consignments_to_2024-05-31.csv.gz", 3000, "cogat-consignments"
    )
    assert accounted(received)
    assert accounted(recorded)
    holdings = record.holdings()
    units = Counter(held.thing.amount.unit for held in holdings.consignments if held.thing.source == "unrwa")
    assert units["pallet"] > 2000
    with gzip.open(SHARED / "gaza-crossings/cogat_consignments_to_2024-05-31.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in islice(csv.DictReader(file), 3000) if row["Route"] == "Land Crossings"]
    given = [row for row in rows if row["Aid (tons)"] != "-"]
    assert (recorded.rows, recorded.kept) == (len(rows), len(given))
    tonnes = sum(held.thing.amount.low for held in holdings.consignments if held.thing.source == "cogat")
    assert tonnes == pytest.approx(sum(float(row["Aid (tons)"]) for row in given))
    assert {
        held.thing.fields["Aid (tons)"] for held in holdings.quarantined if held.thing.file.startswith("cogat")
    } == {"-"}
    days = {held.thing.when.said for held in holdings.consignments if held.thing.source == "cogat"}
    assert days <= {row["Date"] for row in rows}


@pytest.mark.slow
@needs_data
def test_both_lists_whole(record: Record, tmp_path: Path) -> None:
    world = elsewhere(tmp_path / "gaza")
    for name, mapping, rows in (
        ("unrwa_received", "unrwa-received", 28262),
        ("cogat_consignments", "cogat-consignments", 33692),
    ):
        path = SHARED / f"gaza-crossings/{name}_to_2024-05-31.csv.gz"
        [result] = take_in(record, world, path, mapping=mapping)
        assert (result.rows, accounted(result)) == (rows, True)
        [again] = take_in(record, world, path, mapping=mapping)
        assert again.repeated == rows


@needs_data
def test_ged_with_its_tags(record: Record, tmp_path: Path) -> None:
    world = elsewhere(tmp_path / "ged")
    path = SHARED / "ucdp-ged-ukraine/ged_ukraine_2014-2016_hxl.csv.gz"
    [result] = take_in(record, world, path, mapping="ucdp-ged")
    assert (result.rows, result.kept, result.quarantined) == (656, 656, 0)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        ids = [row["id"] for row in csv.DictReader(file) if row["id"]]
    frame = record.holdings().observations
    assert sorted(frame["ref"].to_list()) == sorted(ids)
    assert frame["radius_m"].min() == 2000.0


@needs_data
def test_air_raid_alerts(record: Record, tmp_path: Path) -> None:
    world = elsewhere(tmp_path / "alerts")
    path = SHARED / "air-raid-two-observers/volunteer_2022-02-25_2023-12-31.csv.gz"
    result = sample(record, world, path, 400, "air-raid-alerts")
    assert accounted(result)
    assert result.kept > 20
    assert len(record.holdings().restrictions) == result.kept
    assert all(
        "did you mean" in p.mend or "add it" in p.mend for q in record.holdings().quarantined for p in q.thing.problems
    )


@needs_data
def test_fires_of_a_year_in_short_columns(record: Record, world: Mission) -> None:
    with gzip.open(SHARED / "ukraine-fires/firms_ukraine_2021.csv.gz", "rt", encoding="utf-8") as file:
        text = "".join(islice(file, 2001))
    result = take_text(record, world, text, "firms.csv")
    assert (result.form, result.rows, result.kept) == ("fires", 2000, 2000)
    path = SHARED / "ukraine-fires/viirs_nrt_full_columns_sample_2025-11-08.csv"
    [full] = take_in(record, world, path)
    assert (full.form, full.kept) == ("fires", 8)


MAPPING = """
form = "observations"
skip_rows = 1
dates = "mdy"
year = 2023
zone = "UTC"

[columns]
date = "Day"
time = ["Hour", "Half"]
kind = "Event"
text = "Note"

[constants]
source = "op-1"
means = "heard"

[values.kind]
"Boom" = "explosion"
"*" = "burst"

[[filters]]
column = "State"
without = ["void"]
"""
FOREIGN = (
    "A title, of some length\nDay;Hour;Half;Event;Note;State\n05/04;2:05;pm;boom;x;ok\n5/4/2023;3:00;pm;rattle;;VOID\n"
)


def test_a_foreign_table(record: Record, world: Mission) -> None:
    (world.home / "foreign.toml").write_text(MAPPING)
    text = FOREIGN.replace("05/04;", "05/04/2023;")
    result = take_text(record, world, text, mapping="foreign.toml")
    assert (result.rows, result.kept, result.mapping) == (1, 1, "foreign.toml")
    assert any("1 rows left out" in notice for notice in result.notices)
    [row] = record.holdings().observations.rows(named=True)
    assert (row["kind"], row["start"].isoformat()) == ("explosion", "2023-05-04T14:05:00+00:00")


def test_a_table_without_a_heading(record: Record, world: Mission) -> None:
    (world.home / "bare.toml").write_text(
        'form = "observations"\nheader = ["who", "when", "what"]\n'
        '[columns]\nsource = "who"\nstart = "when"\nkind = "what"\n[constants]\nmeans = "heard"\n'
    )
    assert take_text(record, world, "op-1,2023-05-14 08:00,burst\n", mapping="bare.toml").kept == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("form = ", "not TOML"),
        ('form = "observations"\ncolour = "red"', "colour"),
        ("[columns]\n", "form"),
        ('form = "observations"\n[columns]\nshade = "Event"\n', "no column of observations"),
        ('form = "observations"\n[columns]\nkind = "Evnt"\n', "no column 'Evnt'"),
        ('form = "poems"\n', "no form"),
        ('form = "observations"\nzone = "Mars/Olympus"\n', "Mars"),
        ('form = "observations"\nencoding = "utf-99"\n', "no encoding"),
    ],
)
def test_faults_of_a_mapping(record: Record, world: Mission, text: str, said: str) -> None:
    (world.home / "wrong.toml").write_text(text)
    with pytest.raises(IntakeError, match=said):
        take_text(record, world, FOREIGN, mapping="wrong.toml")
    assert record.size == 0
