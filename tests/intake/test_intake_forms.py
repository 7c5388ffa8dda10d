"""Rows of each form into accounts."""

from datetime import UTC, datetime, timedelta

import pytest
from intake_world import accounted, mission, source, take_text

from trucewatch.domain import Anywhere, Around, Bearing, Cell, Place, Point, Span, Track
from trucewatch.intake.errors import UnreadableError
from trucewatch.intake.forms.cameras import read_sequence
from trucewatch.mission import Mission
from trucewatch.record import Record, where_of

FIRST = "source,date,time,kind"


def observed(record: Record) -> list[dict[str, object]]:
    return record.holdings().observations.sort("seq").rows(named=True)


def problems(record: Record) -> dict[str, str]:
    return {problem.field: problem.reason for held in record.holdings().quarantined for problem in held.thing.problems}


def test_an_observation_with_everything(record: Record, world: Mission) -> None:
    result = take_text(
        record,
        world,
        "ref,source,date,time,until,means,kind,count,unit,weapon,assessment,direction,sequence,exercise,origin,grade,"
        "bearing,range,text\n"
        "7,op-1,2023-05-14,14:05,14:20,heard,Explosions,about 40,rounds,mortar 120mm,out,W to E,s1,yes,wire,B2,"
        "ENE,2-4km,loud\n",
    )
    assert (result.form, result.kept, result.quarantined) == ("observations", 1, 0)
    [row] = observed(record)
    assert row["start"] == datetime(2023, 5, 14, 10, 5, tzinfo=UTC)
    assert row["end"] == datetime(2023, 5, 14, 10, 20, tzinfo=UTC)
    assert (row["kind"], row["means"], row["weapon"], row["assessment"]) == ("explosion", "heard", "mortar", "outgoing")
    assert (row["count_low"], row["count_high"], row["count_said"], row["unit"]) == (35, 45, "about 40", "rounds")
    assert where_of(row) == Bearing(46.5, 39.6, 67.5, 11.25, 2000.0, 4000.0)
    assert (row["direction"], row["sequence"], row["exercise"], row["origin"]) == ("W to E", "s1", True, "wire")
    assert (row["grade_source"], row["grade_information"], row["ref"], row["text"]) == ("B", "2", "7", "loud")


@pytest.mark.parametrize(
    ("columns", "cells", "where"),
    [
        ("bearing,range", "67,about 3 km", Bearing(46.5, 39.6, 67.0, 5.0, 2000.0, 4000.0)),
        ("bearing,range", "NW,", Bearing(46.5, 39.6, 315.0, 11.25, 0.0, 9000.0)),
        ("bearing,range", ",1-2 km", Bearing(46.5, 39.6, 0.0, 180.0, 1000.0, 2000.0)),
        ("bearing,range,lon,lat", "N,1-2 km,46.6,39.7", Bearing(46.6, 39.7, 0.0, 11.25, 1000.0, 2000.0)),
        ("bearing,range,where", "N,1-2 km,Kornijor", Bearing(46.53, 39.548, 0.0, 11.25, 1000.0, 2000.0)),
        ("lon,lat,error_m", '"46,60000","39,70000",250', Point(46.6, 39.7, 250.0)),
        ("where", "Корнидзор", Place("kornidzor", 46.53, 39.548, 1000.0, "Корнидзор")),
        ("where", "", Bearing(46.5, 39.6, 0.0, 180.0, 0.0, 9000.0)),
    ],
)
def test_where(record: Record, world: Mission, columns: str, cells: str, where: object) -> None:
    take_text(record, world, f"{FIRST},means,{columns}\nop-1,2023-05-14,14:05,burst,heard,{cells}\n")
    assert not problems(record)
    [row] = observed(record)
    assert where_of(row) == where


def test_a_source_without_position_leaves_it_open(record: Record, world: Mission) -> None:
    take_text(record, world, f"{FIRST}\nwire,2023-05-14,,shelling\ncam-1,2023-05-14,09:00,flash\n")
    told, seen = observed(record)
    assert (told["means"], seen["means"]) == ("told", "recorded")
    assert where_of(told) == Anywhere()
    assert where_of(seen) == Bearing(46.5, 39.6, 90.0, 30.0, 0.0, 5000.0)
    assert told["end"] - told["start"] == timedelta(hours=24, seconds=-1)  # type: ignore[operator]


def test_mgrs_keeps_its_cell(record: Record, world: Mission) -> None:
    take_text(record, world, f"{FIRST},where\nwire,2023-05-14,,shelling,38S NJ 5432 9876\n")
    [row] = observed(record)
    assert isinstance(where_of(row), Cell)


def test_every_fault_of_a_row_is_named_with_its_mend(record: Record, world: Mission) -> None:
    result = take_text(
        record,
        world,
        "Source,Date,Time,Means,Kind,Count,Bearing,Grade,Weapon\n"
        "op-9,14.05.2023,25:61,herd,exploson,-3,67 mag,Z9,catapult\n",
    )
    assert (result.kept, result.quarantined) == (0, 1)
    [held] = record.holdings().quarantined
    row = held.thing
    assert (row.file, row.row, row.form, row.fields["Kind"]) == ("log.csv", 2, "observations", "exploson")
    assert {problem.field for problem in row.problems} == {
        "Source", "Time", "Means", "Kind", "Count", "Bearing", "Grade", "Weapon",
    }  # fmt: skip
    assert all(problem.reason and problem.mend for problem in row.problems)
    mends = {problem.field: problem.mend for problem in row.problems}
    assert "'op-1'" in mends["Source"]
    assert "'explosion'" in mends["Kind"]
    assert record.evidence_path(row.sha256).read_bytes().startswith(b"Source,Date")


def test_nothing_seen_is_no_observation(record: Record, world: Mission) -> None:
    take_text(record, world, f"{FIRST},means,count\nop-1,2023-05-14,,burst,heard,0\n")
    assert "counts nothing" in problems(record)["count"]


def test_a_magnetic_bearing_needs_a_declination(record: Record, world: Mission) -> None:
    (world.home / "declined.toml").write_text('form = "observations"\ndeclination_deg = 6.0\n')
    text = f"{FIRST},means,bearing,range\nop-1,2023-05-14,,burst,heard,357 mag,1-2 km\n"
    assert take_text(record, world, text, mapping="declined.toml").kept == 1
    [row] = observed(record)
    assert row["bearing_deg"] == 3.0


def test_watches(record: Record, world: Mission) -> None:
    result = take_text(
        record,
        world,
        "ref,source,start,end,state,notices,reason,lon,lat,range_m,facing_deg,field_deg\n"
        "1,op-1,2023-05-14T20:00,2023-05-15T08:00,on,,,,,,,\n"
        "2,cam-1,2023-05-14 08:00,12:00,impaired,,fog,,,,,\n"
        "3,pat-1,2023-05-14 08:00,09:00,on,heard|saw,,46.6,39.7,1500,10,90\n"
        "4,pat-1,2023-05-14 08:00,09:00,on,,,,,,,\n"
        "5,op-1,2023-05-14 08:00,2023-05-14 08:00,asleep,,,,,,,\n"
        "6,op-2,2023-05-14 20:00,08:00,on,,,,,,,\n",
    )
    assert (result.form, result.kept, result.quarantined) == ("watches", 4, 2)
    watches = {held.thing.ref: held.thing for held in record.holdings().watches}
    assert watches["1"].span.length == watches["6"].span.length == timedelta(hours=12)
    assert watches["1"].view == Around(46.5, 39.6, 9000.0)
    assert (watches["2"].state, watches["2"].notices) == ("impaired", ("recorded",))
    assert watches["2"].view == Around(46.5, 39.6, 5000.0, 90.0, 60.0)
    assert watches["3"].view == Around(46.6, 39.7, 1500.0, 10.0, 90.0)
    assert watches["3"].notices == ("heard", "seen")


TRACK = """source,patrol,time,lon,lat,reach_m
pat-1,alpha,2023-05-14T08:00:00Z,46.50,39.60,800
pat-1,alpha,2023-05-14T08:10:00Z,46.51,39.61,800
pat-1,bravo,2023-05-14T09:00:00Z,46.70,39.70,
"""


def test_tracks_make_one_watch_a_patrol(record: Record, world: Mission) -> None:
    result = take_text(record, world, TRACK)
    assert (result.form, result.rows, result.kept) == ("tracks", 3, 3)
    alpha, bravo = sorted((held.thing for held in record.holdings().watches), key=lambda watch: watch.ref)
    assert alpha.view == Track(((46.5, 39.6, 0.0), (46.51, 39.61, 600.0)), 800.0)
    assert bravo.view == Track(((46.7, 39.7, 0.0),), 1000.0)
    assert alpha.span.length == timedelta(minutes=10)


def test_a_track_only_grows(record: Record, world: Mission) -> None:
    take_text(record, world, TRACK)
    assert take_text(record, world, TRACK).repeated == 3
    later = "source,patrol,time,lon,lat\npat-1,alpha,2023-05-14T08:20:00Z,46.52,39.62\n"
    assert take_text(record, world, later, "later.csv").corrected == 1
    alpha = next(held for held in record.holdings().watches if held.thing.ref == "alpha")
    assert isinstance(alpha.thing.view, Track)
    assert [seconds for *_, seconds in alpha.thing.view.fixes] == [0.0, 600.0, 1200.0]
    assert alpha.revised_by


def test_gpx(record: Record, world: Mission) -> None:
    points = "".join(
        f'<trkpt lat="39.6{i}" lon="46.5{i}"><time>2023-05-14T08:0{i}:00Z</time></trkpt>' for i in range(5)
    )
    gpx = (
        '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>pat-1</name><trkseg>{points}</trkseg></trk></gpx>"
    )
    result = take_text(record, world, gpx, "walk.gpx")
    assert (result.form, result.kept) == ("tracks", 5)
    [held] = record.holdings().watches
    assert (held.thing.source, held.thing.ref) == ("pat-1", "walk.1")


def test_passages(record: Record, world: Mission) -> None:
    result = take_text(
        record,
        world,
        "ref,source,start,end,crossing,direction,vehicle,count\n"
        "1,cp-1,2023-05-14T08:00,2023-05-14T20:00,Hakari Bridge,in,Trucks,12\n"
        "2,cp-1,2023-05-14T08:00,2023-05-14T20:00,bridge,outbound,bus,0\n"
        "3,cp-1,2023-05-14T08:00,2023-05-14T20:00,bridge,sideways,bus,1\n"
        "4,cp-1,2023-05-14T08:00,2023-05-14T20:00,brigde,in,bus,1\n"
        "5,cp-1,2023-05-14T08:00,2023-05-14T20:00,bridge,in,bus,\n",
    )
    assert (result.form, result.kept, result.quarantined) == ("passages", 2, 3)
    one, two = sorted((held.thing for held in record.holdings().passages), key=lambda passage: passage.ref)
    assert (one.crossing, one.direction, one.vehicle, one.count.best) == ("bridge", "inbound", "truck", 12)
    assert (two.direction, two.count.high) == ("outbound", 0)
    assert "did you mean" in record.holdings().quarantined[1].thing.problems[0].mend


def test_consignments(record: Record, world: Mission) -> None:
    result = take_text(
        record,
        world,
        "ref;source;date;item;amount;unit;stage;at;destination\n"
        "1;aid;14.05.2023;wheat flour;12,5;tons;delivered;Stepanakert;\n"
        "2;aid;14.05.2023;diesel;1 500;litres;at the crossing;bridge;Khankendi\n"
        "3;aid;14.05.2023;food;1,500;t;arrived;;\n"
        "4;aid;14.05.2023;food;;t;arrived;;\n"
        "5;aid;14.05.2023;food;3;;arrived;Atlantis;\n",
    )
    assert (result.form, result.kept, result.quarantined) == ("consignments", 2, 3)
    one, two = sorted((held.thing for held in record.holdings().consignments), key=lambda item: item.ref)
    assert (one.item, one.amount.low, one.amount.unit, one.stage, one.at) == (
        "flour",
        12.5,
        "t",
        "arrived",
        "khankendi",
    )
    assert (two.amount.high, two.amount.unit, two.at, two.destination) == (1500.0, "l", "bridge", "khankendi")


def test_segments_and_restrictions(record: Record, world: Mission) -> None:
    segments = take_text(
        record,
        world,
        "source,date,time,segment,status,direction,vehicles,reason\n"
        "cp-1,2023-05-14,09:00,Kornidzor to Lachin,blocked,Berdzor,truck|buses,protest\n"
        "cp-1,2023-05-14,09:00,road-1,open,Khankendi,,\n",
        "roads.csv",
    )
    assert (segments.kept, segments.quarantined) == (1, 1)
    [road] = record.holdings().segment_reports
    assert (road.thing.status, road.thing.direction, road.thing.vehicles) == ("closed", "lachin", ("truck", "bus"))
    restrictions = take_text(
        record,
        world,
        "source,start,end,form,category,by,affected,where\n"
        "pat-1,2023-05-14T08:00,2023-05-14T09:30,denied,movement,Party B,patrol,1 km N of Lachin\n",
        "denied.csv",
    )
    assert restrictions.kept == 1
    [denied] = record.holdings().restrictions
    assert (denied.thing.form, denied.thing.category, denied.thing.by) == ("denial", "movement", "b")
    assert isinstance(denied.thing.where, Bearing)


def test_claims_and_statements(record: Record, world: Mission) -> None:
    claims = take_text(
        record,
        world,
        "claimant,source,measure,amount,from,to,about,against,said_on,grade\n"
        "Party A,wire,ceasefire violations,17-23,2023-05-14,2023-05-15,Northern sector,B,2023-05-16,C3\n"
        "aid,wire,killed,,14 May 2023,,,,,\n"
        "nobody,wire,killed,1,2023-05-14,2023-05-13,,,,\n",
        "claims.csv",
    )
    assert (claims.form, claims.kept, claims.quarantined) == ("claims", 2, 1)
    one, two = (held.thing for held in record.holdings().claims)
    assert (one.claimant, one.measure, one.about, one.against) == ("a", "violations", "north", "b")
    assert one.amount is not None
    assert (one.amount.low, one.amount.high, one.amount.unit) == (17.0, 23.0, "count")
    assert one.span.length == timedelta(days=2)
    assert (two.amount, two.span.length) == (None, timedelta(days=1))
    statements = take_text(
        record,
        world,
        "speaker,source,said_on,chain,stance,clause,quoted,text\n"
        "Party B,wire,2023-05-14 10:00,wire|agency,denies,s6,yes,We did not.\n"
        "A spokesperson,wire,2023-05-14,,,s66,no,Nothing.\n",
        "said.csv",
    )
    assert (statements.kept, statements.quarantined) == (1, 1)
    [said] = record.holdings().statements
    assert (said.thing.speaker, said.thing.stance, said.thing.chain) == ("b", "rejects", ("wire", "agency"))
    assert said.thing.quoted


@pytest.mark.parametrize(
    "text",
    [
        (
            "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
            "bright_ti5,frp,daynight\n39.6,46.5,320.6,0.5,0.4,2023-05-14,0115,N,VIIRS,n,2.0NRT,275.6,9.2,N\n"
        ),
        (
            "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,"
            "daynight,type\n39.6,46.5,320.6,0.5,0.4,2023-05-14,115,Terra,72,6.1NRT,275.6,9.2,N,0\n"
        ),
        "LATITUDE,LONGITUDE,SCAN,TRACK,ACQ_DATE,ACQ_TIME\n39.6,46.5,0.5,0.4,2023-05-14,01:15:00\n",
    ],
)
def test_every_variant_of_fires(record: Record, world: Mission, text: str) -> None:
    result = take_text(record, world, text, "fires.csv")
    assert (result.form, result.kept, result.quarantined) == ("fires", 1, 0)
    [row] = observed(record)
    assert row["start"] == datetime(2023, 5, 14, 1, 15, tzinfo=UTC)
    assert (row["kind"], row["means"], row["source"]) == ("thermal_anomaly", "detected", "viirs")
    assert row["radius_m"] == pytest.approx(320.2, abs=0.1)


def test_overpasses_are_watches_of_the_satellite_less_the_clouds(record: Record, world: Mission) -> None:
    rows = (
        "acq_date,acq_time,satellite,cloud,lon,lat,range_m\n"
        "2023-05-14,0115,N,62.5,,,\n"
        "2023-05-14,,N,100 %,46.5,39.6,20000\n"
        "2023-05-14,1315,N,120,,,\n"
        "2023-05-15,1315,N,10,46.5,39.6,\n"
    )
    result = take_text(record, world, rows, "overpasses.csv")
    assert (result.form, result.kept, result.quarantined) == ("overpasses", 2, 2)
    one, other = sorted((held.thing for held in record.holdings().watches), key=lambda watch: watch.clear, reverse=True)
    assert (one.source, one.clear, one.view, one.notices) == ("viirs", 0.375, Anywhere(), ("detected",))
    assert one.span == Span(datetime(2023, 5, 14, 1, 15, tzinfo=UTC), datetime(2023, 5, 14, 1, 16, tzinfo=UTC))
    assert (other.clear, other.view, other.span.length) == (0.0, Around(46.5, 39.6, 20_000.0), timedelta(days=1))
    assert {"cloud", "range_m"} <= set(problems(record))


def test_fires_of_two_satellites_and_none(record: Record, world: Mission) -> None:
    two = mission(world.home, sources=(source("modis", "satellite"),))
    rows = "latitude,longitude,acq_date,acq_time,instrument\n39.6,46.5,2023-05-14,0115,{}\n"
    assert take_text(record, two, rows.format("MODIS"), "fires.csv").kept == 1
    assert take_text(record, two, rows.format("AVHRR"), "other.csv").quarantined == 1
    assert observed(record)[0]["source"] == "modis"
    assert "no satellite" in problems(record)["source"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "one projectile from W to E, followed by two undetermined explosions",
            [(1, "projectile", "undetermined", "W to E"), (2, "explosion", "undetermined", "")],
        ),
        (
            "The camera recorded, in sequence, 3 bursts, about 10 shots and then 2 explosions assessed as outgoing.",
            [(3, "burst", "undetermined", ""), (7, "shot", "undetermined", ""), (2, "explosion", "outgoing", "")],
        ),
        (
            "two explosions, all assessed as impacts; 4 tracer rounds (NW to SE)",
            [(2, "explosion", "impact", ""), (4, "tracer", "undetermined", "NW to SE")],
        ),
        ("an outgoing explosion", [(1, "explosion", "outgoing", "")]),
    ],
)
def test_sequences(text: str, steps: list[tuple[int, str, str, str]]) -> None:
    read = [(step.count.low, step.kind, step.assessment, step.direction) for step in read_sequence(text)]
    assert read == steps


@pytest.mark.parametrize(
    "text",
    [
        "explosions",
        "two bangs",
        "2 explosions near the school",
        "one outgoing explosion assessed as impact",
        "0 shots",
        "3",
    ],
)
def test_sequences_not_understood(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_sequence(text)


def test_camera_log(record: Record, world: Mission) -> None:
    text = (
        "ref,source,start,record\n"
        '1,cam-1,2023-05-14T22:10:05,"one projectile from W to E, followed by two undetermined explosions"\n'
        "2,cam-1,2023-05-14T22:15:00,something odd\n"
    )
    result = take_text(record, world, text)
    assert (result.form, result.kept, result.quarantined) == ("camera_log", 1, 1)
    one, two = observed(record)
    assert (one["kind"], two["kind"], one["sequence"], two["sequence"]) == ("projectile", "explosion", "1", "1")
    shorter = text.replace("one projectile from W to E, followed by ", "")
    again = take_text(record, world, shorter, "log2.csv")
    assert (again.corrected, again.repeated) == (1, 1)
    [left] = observed(record)
    assert (left["kind"], left["count_low"]) == ("explosion", 2)
    assert accounted(again)
