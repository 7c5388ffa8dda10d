"""What somebody may try who means ill: rows by guessed ids, scripts in texts, bodies that are too much."""

import gzip
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from litestar.testing import TestClient

from entering import PASSWORD, Enter
from trucewatch.domain import Count, Evidence, Observation, Point, When
from trucewatch.intake import IntakeError
from trucewatch.intake.tables import open_tables
from trucewatch.record import Draft
from trucewatch.server import Account

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
REPORT = {
    "kind": "explosion",
    "means": "heard",
    "source": "op-07",
    "when": {"start": "2023-08-01T10:00:00Z", "end": "2023-08-01T10:01:00Z"},
    "where": {"type": "point", "lon": 46.7, "lat": 39.9, "error_m": 500},
}


@pytest.fixture(scope="session")
def limited(served: TestClient) -> str:
    """An analyst who sees one sector only."""
    sector = next(iter(served.app.state.live.mission.sectors)).id
    served.app.state.accounts.add(Account(name="the limited", role="analyst", sectors=(sector,)), PASSWORD)
    return sector


def test_an_account_of_one_sector_gets_no_row_of_another_by_its_id(enter: Enter, limited: str) -> None:
    everything = enter("analyst").get("/api/tables/incidents", params={"limit": 10_000}).json()["rows"]
    inside = {row["id"] for row in everything if row["sector"] == limited}
    elsewhere = [row["id"] for row in everything if row["sector"] != limited]
    an_entry = enter("analyst").get("/api/entries", params={"limit": 1}).json()[0]["entry"]["id"]
    client = enter("limited")
    seen = client.get("/api/tables/incidents", params={"limit": 10_000}).json()["rows"]
    assert {row["id"] for row in seen} == inside
    assert elsewhere
    assert client.get(f"/api/explain/{elsewhere[0]}").status_code == 404
    assert client.get(f"/ogc/collections/incidents/items/{elsewhere[0]}").status_code == 404
    assert client.get(f"/api/explain/{an_entry}").status_code == 404
    for path in ("/api/entries", f"/api/entries/{an_entry}"):
        assert client.get(path).status_code == 403
    for shown in inside:
        explained = client.get(f"/api/explain/{shown}")
        assert explained.status_code == 200
        assert explained.json()["entries"] == []


def test_an_account_of_one_sector_is_told_nothing_of_the_whole_mission(enter: Enter, limited: str) -> None:
    client = enter("limited")
    assert client.get("/api/answers").status_code == 403
    assert client.get("/api/map/coverage").status_code == 404
    assert client.get("/api/reports/2023-08-04").status_code == 403
    shown = client.get("/api/map/incident").json()
    assert 0 < shown["total"] == client.get("/api/tables/incidents").json()["total"]


@pytest.mark.parametrize("field", ["text", "direction", "source"])
def test_a_script_in_a_text_stays_text(enter: Enter, field: str) -> None:
    client = enter("duty_officer")
    answer = client.post("/api/observations", json=REPORT | {field: SCRIPT})
    if answer.status_code == 201:
        answer = client.get(f"/api/entries/{answer.json()['id']}")
        assert answer.json()["payload"][field] == SCRIPT
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_evidence_that_could_run_is_not_run_and_its_name_leads_nowhere(enter: Enter) -> None:
    client = enter("duty_officer")
    live = client.app.state.live
    page = f"<html>{SCRIPT}</html>".encode()
    evidence = Evidence(sha256=live.record.keep(page), name='../../etc/"x\r\nSet-Cookie: a=b; .html')
    [receipt] = live.append([Draft(_heard(), key="attack", evidence=(evidence,))], author="a")
    got = client.get(f"/api/entries/{receipt.id}/evidence/{evidence.sha256}")
    assert got.content == page
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")
    assert "set-cookie" not in got.headers


def test_that_evidence_was_read_is_in_the_record_once_a_day(enter: Enter) -> None:
    client = enter("analyst")
    live = client.app.state.live
    evidence = Evidence(sha256=live.record.keep(b"a photo"), name="photo.jpg")
    [receipt] = live.append([Draft(_heard(), key="photo", evidence=(evidence,))], author="a")
    for _ in range(2):
        assert client.get(f"/api/entries/{receipt.id}/evidence/{evidence.sha256}").content == b"a photo"
    after = [line.entry for line in live.record.entries(after=receipt.seq)]
    assert [(one.author, one.payload.act, one.payload.on) for one in after] == [("the analyst", "read", (receipt.id,))]


def _heard() -> Observation:
    start = datetime(2023, 8, 1, 10, tzinfo=UTC)
    return Observation(
        source="op-07",
        kind="explosion",
        means="heard",
        when=When(start, start),
        where=Point(46.7, 39.9, 500.0),
        count=Count(1, 1),
    )


def test_a_body_that_is_too_much_is_refused(enter: Enter) -> None:
    client = enter("duty_officer")
    huge = client.post("/api/observations", content=b"[" * (5 * 2**20), headers={"Content-Type": "application/json"})
    assert huge.status_code == 413
    deep = client.post("/api/observations", content=b"[" * 200_000, headers={"Content-Type": "application/json"})
    assert deep.status_code == 400
    long = client.post("/api/observations", json=REPORT | {"text": "x" * 20_001})
    assert long.status_code == 400


@pytest.mark.parametrize("token", ["", "x", "'; drop table tokens; --", "é" * 40])
def test_a_token_that_is_none_lets_nobody_in(enter: Enter, token: str) -> None:
    client = enter("")
    header = {"Authorization": b"Bearer " + token.encode()}
    assert client.get("/api/entries", headers=header).status_code == 401


def test_no_file_of_the_machine_is_served(enter: Enter, played: Path) -> None:
    client = enter("")
    for path in ("/../record/log.key", "/%2e%2e/%2e%2e/record/log.key", "/..%2f..%2fetc/passwd", "//etc/passwd"):
        answer = client.get(path)
        assert (played / "record" / "log.key").read_bytes() not in answer.content
        assert b"root:" not in answer.content


def test_no_write_of_a_session_is_taken_without_its_token(enter: Enter) -> None:
    """Cross-site request forgery: the browser sends the cookie along, another site cannot send the token."""
    client = enter("administrator")
    token = client.headers.pop("X-CSRF-Token")
    writes = {
        (method, route.path.replace("{day:date}", "2023-08-04"))
        for route in client.app.routes
        if route.path.startswith("/api/")
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods & {"POST", "PUT", "PATCH", "DELETE"}
    } - {("POST", "/api/setup"), ("POST", "/api/session")}
    assert len(writes) > 15
    for method, path in sorted(writes):
        for forged in ({}, {"X-CSRF-Token": token[:-1]}, {"X-CSRF-Token": "é".encode()}):
            answer = client.request(method, re.sub(r"\{\w+:\w+\}", "1", path), json={}, headers=forged)
            assert (answer.status_code, "X-CSRF-Token" in answer.text) == (403, True), (method, path)


def test_nobody_takes_away_or_confirms_the_second_factor_of_another(enter: Enter) -> None:
    client = enter("analyst")
    offer = client.post("/api/factors/code").json()
    other = enter("partner")
    assert other.post(f"/api/factors/code/{offer['id']}", json={"code": "123456"}).status_code == 400
    assert other.delete(f"/api/factors/{offer['id']}").status_code == 400
    assert other.get("/api/factors").json() == []


def test_a_packed_body_is_not_unpacked(enter: Enter) -> None:
    bomb = gzip.compress(b"[" * 100_000_000, compresslevel=1)
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert enter("duty_officer").post("/api/observations", content=bomb, headers=packed).status_code == 400


def test_a_spreadsheet_that_is_a_bomb_or_lies_about_it_is_refused_before_it_is_read(tmp_path: Path) -> None:
    sheet = io.BytesIO()
    book = xlsxwriter.Workbook(sheet, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["source", "kind"])
    book.close()
    honest, liar = tmp_path / "bomb.xlsx", tmp_path / "liar.xlsx"
    with zipfile.ZipFile(sheet) as good, zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bad:
        for member in good.infolist():
            bad.writestr(member.filename, good.read(member))
        with bad.open("xl/media/image1.png", "w", force_zip64=True) as blown:
            for _ in range(65):
                blown.write(bytes(2**24))
    assert honest.stat().st_size < 10 * 2**20
    with zipfile.ZipFile(sheet) as good, zipfile.ZipFile(liar, "w", zipfile.ZIP_DEFLATED) as bad:
        for member in good.infolist():
            bad.writestr(member.filename, good.read(member))
        bad.writestr("xl/worksheets/sheet9.xml", bytes(2**22))
    liar.write_bytes(liar.read_bytes().replace((2**22).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    for file, said in ((honest, "MB unpacked"), (liar, "damaged")):
        with pytest.raises(IntakeError, match=said):
            open_tables(file)
