"""However many incidents there are, a view holds them all: gathered, or each by itself."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from entering import PASSWORD, Enter
from trucewatch.server import Account, accounts_of, app
from trucewatch.server.crowds import hours, squares

AREA = "45.5,38.5,48,41"
DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
MOMENTS = st.integers(0, 30 * 365 * 86_400).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(st.lists(DEGREES, max_size=60), st.integers(0, 22))
def test_squares_hold_every_incident_once(places: list[tuple[float, float]], zoom: int) -> None:
    frame = pl.DataFrame(
        {"id": [f"inc:{n}" for n in range(len(places))], "lon": [x for x, _ in places], "lat": [y for _, y in places]},
        schema={"id": pl.String, "lon": pl.Float64, "lat": pl.Float64},
    )
    gathered = squares(frame, zoom)
    assert sum(one.n for one in gathered) == len(places)
    assert all((one.n == 1) == bool(one.row) for one in gathered)
    alone = {one.row: (one.lon, one.lat) for one in gathered if one.row}
    held = dict(zip(frame["id"], places, strict=True))
    assert all(abs(lon - held[row][0]) < 1e-5 and abs(lat - held[row][1]) < 1e-5 for row, (lon, lat) in alone.items())


def test_two_at_one_place_are_one_square_at_any_zoom() -> None:
    frame = pl.DataFrame({"id": ["inc:a", "inc:b"], "lon": [46.75, 46.75], "lat": [39.8, 39.8]})
    assert [(one.n, one.row) for one in squares(frame, 22)] == [(2, "")]


@given(st.lists(MOMENTS, max_size=60))
def test_hours_hold_every_beginning_once(moments: list[datetime]) -> None:
    frame = pl.DataFrame({"start": moments}, schema={"start": pl.Datetime("us", "UTC")})
    said = hours(frame)
    assert sum(said.counts) == len(moments)
    assert len(said.counts) <= 2_001
    if said.first is not None:
        last = said.first + timedelta(hours=said.step_h * len(said.counts))
        assert said.first <= min(moments) <= max(moments) < last


def test_a_view_counts_what_the_list_counts(enter: Enter) -> None:
    client = enter("analyst")
    for where in ([], ["kind:eq:explosion"], ["start:lt:2023-08-03T00:00:00", "violation:eq:true"]):
        crowd = client.get("/api/map/crowd", params={"bbox": AREA, "zoom": 8, "where": where}).json()
        assert (
            crowd["total"] == client.get("/api/tables/incidents", params={"where": where, "limit": 1}).json()["total"]
        )
        assert crowd["inside"] == len(crowd["incidents"]) == len(crowd["uncertainty"])
        assert crowd["inside"] + crowd["unplaced"] == crowd["total"]
        began = client.get("/api/map/hours", params={"where": where}).json()
        assert sum(began["counts"]) == crowd["total"]


def test_a_view_without_a_box_is_refused(enter: Enter) -> None:
    client = enter("analyst")
    assert client.get("/api/map/crowd").status_code == 400
    assert client.get("/api/map/crowd", params={"bbox": "a,b"}).status_code == 400


def test_a_sharper_region_is_an_ellipse_inside_its_circle(enter: Enter) -> None:
    drawn = enter("analyst").get("/api/map/crowd", params={"bbox": AREA}).json()
    rows = enter("analyst").get("/api/tables/incidents", params={"limit": 1000}).json()["rows"]
    axes = {row["id"]: (row["major_m"], row["minor_m"]) for row in rows}
    row = max(
        (one["properties"]["incident"] for one in drawn["uncertainty"]), key=lambda row: axes[row][0] - axes[row][1]
    )
    ring = next(one for one in drawn["uncertainty"] if one["properties"]["incident"] == row)["geometry"]["coordinates"][
        0
    ]
    north = (max(y for _, y in ring) - min(y for _, y in ring)) * 111_320
    major, minor = axes[row]
    assert 2 * minor * 0.98 <= north <= 2 * major * 1.02


def test_the_watches_of_the_period_are_for_the_mission_alone(enter: Enter) -> None:
    drawn = enter("duty_officer").get("/api/map/watch").json()["features"]
    assert {one["geometry"]["type"] for one in drawn} >= {"Polygon"}
    assert all(enter("duty_officer").get(f"/api/explain/{one['id']}").status_code == 200 for one in drawn[:3])
    assert enter("public").get("/api/map/watch").status_code == 404


def test_the_ground_is_sent_a_stretch_at_a_time(played: Path, tmp_path: Path, enter: Enter) -> None:
    assert enter("analyst").get("/api/map/ground.pmtiles").status_code == 404
    home = tmp_path / "m"
    shutil.copytree(played, home, ignore=shutil.ignore_patterns("exercise", "record"))
    with accounts_of(home) as accounts:
        accounts.add(Account(name="the analyst", role="analyst"), PASSWORD)
    archive = b"PMTiles\x03" + bytes(range(200))
    (home / "ground.pmtiles").write_bytes(archive)
    told = (home / "mission.toml").read_text()
    (home / "mission.toml").write_text(told.replace("[mission]", '[mission]\nbase = "ground.pmtiles"'))
    with TestClient(app(home)) as client:
        client.post("/api/session", json={"name": "the analyst", "password": PASSWORD})
        part = client.get("/api/map/ground.pmtiles", headers={"Range": "bytes=8-17"})
        assert (part.status_code, part.content) == (206, archive[8:18])
        assert part.headers["Content-Range"] == f"bytes 8-17/{len(archive)}"
        assert client.get("/api/map/ground.pmtiles", headers={"Range": "bytes=200-9999"}).content == archive[200:]
        assert client.get("/api/map/ground.pmtiles", headers={"Range": "bytes=500-"}).status_code == 416
        client.cookies.clear()
        assert client.get("/api/map/ground.pmtiles").status_code == 401
