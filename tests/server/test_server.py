"""Coming in, what is seen, filters that mean the same everywhere, and writes that stay."""

import io

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from entering import PASSWORD, Enter
from trucewatch.server.accounts import FAILURES, Account

HEARD = {
    "kind": "explosion",
    "means": "heard",
    "source": "op-07",
    "when": {"start": "2023-08-01T10:00:00Z", "end": "2023-08-01T10:01:00Z"},
    "where": {
        "type": "bearing",
        "lon": 46.7,
        "lat": 39.9,
        "bearing_deg": 90,
        "half_width_deg": 11.25,
        "near_m": 1000,
        "far_m": 3000,
    },
}


def test_a_write_without_the_sessions_token_is_refused(enter: Enter) -> None:
    client = enter("duty_officer")
    del client.headers["X-CSRF-Token"]
    assert client.post("/api/observations", json=HEARD).status_code == 403
    assert client.post("/api/observations", json=HEARD, headers={"X-CSRF-Token": "x"}).status_code == 403


def test_wrong_passwords_lock_an_account_and_say_nothing_of_names(enter: Enter) -> None:
    client = enter("")
    client.app.state.accounts.add(Account(name="the locked", role="partner"), PASSWORD)
    unknown = client.post("/api/session", json={"name": "nobody", "password": PASSWORD})
    for _ in range(FAILURES):
        wrong = client.post("/api/session", json={"name": "the locked", "password": "wrong wrong wrong"})
        assert (wrong.status_code, wrong.json()["detail"]) == (401, unknown.json()["detail"])
    locked = client.post("/api/session", json={"name": "the locked", "password": PASSWORD})
    assert locked.status_code == 401
    assert "locked" in locked.json()["detail"]


def test_a_filter_means_the_same_in_list_count_and_every_format(enter: Enter) -> None:
    client = enter("analyst")
    asked = {"where": ["kind:eq:explosion", "sector:ne:"], "sort": "-start"}
    page = client.get("/api/tables/incidents", params=asked | {"limit": 10_000}).json()
    assert 0 < page["total"] == len(page["rows"])
    ids = [row["id"] for row in page["rows"]]
    assert all(row["kind"] == "explosion" for row in page["rows"])
    csv = pl.read_csv(client.get("/api/tables/incidents.csv", params=asked).content, infer_schema_length=0)
    parquet = pl.read_parquet(io.BytesIO(client.get("/api/tables/incidents.parquet", params=asked).content))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/api/tables/incidents.xlsx", params=asked).content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    features = client.get("/api/tables/incidents.geojson", params=asked).json()["features"]
    assert (
        ids
        == csv["id"].to_list()
        == parquet["id"].to_list()
        == [row[head.index("id")] for row in rows]
        == [f["id"] for f in features]
    )


@pytest.mark.parametrize(
    "where", ["kind", "nope:eq:1", "kind:like:x", "start:lt:yesterday", "start:within:1", "lon:gt:east", "lon:null:?"]
)
def test_a_filter_that_cannot_be_read_is_named(enter: Enter, where: str) -> None:
    answer = enter("analyst").get("/api/tables/incidents", params={"where": where})
    assert answer.status_code == 400
    assert where.split(":")[0] in answer.json()["detail"]


def test_what_did_not_change_is_not_sent_again(enter: Enter) -> None:
    client = enter("analyst")
    first = client.get("/api/tables/incidents")
    again = client.get("/api/tables/incidents", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_report_is_in_the_record_once_and_under_the_reporters_name(enter: Enter) -> None:
    client = enter("duty_officer")
    first = client.post("/api/observations", json=HEARD, headers={"Idempotency-Key": "one"})
    assert first.status_code == 201, first.text
    again = client.post("/api/observations", json=HEARD, headers={"Idempotency-Key": "one"}).json()
    assert (again["id"], again["repeated"]) == (first.json()["id"], True)
    entry = client.get(f"/api/entries/{again['id']}").json()
    assert entry["author"] == "the duty_officer"
    assert entry["payload"]["kind"] == "explosion"
    proof = client.get(f"/api/record/proof/{again['id']}").json()
    assert proof["seq"] == first.json()["seq"]
    assert client.post("/api/record/verify").json()["findings"] == []


def test_several_reports_are_recorded_together_or_not_at_all(enter: Enter) -> None:
    client = enter("duty_officer")
    several = [HEARD | {"text": f"shot {number}", "key": f"shot-{number}"} for number in range(3)]
    first = client.post("/api/observations/batch", json=several)
    assert first.status_code == 201, first.text
    ids = [receipt["id"] for receipt in first.json()]
    assert len(set(ids)) == 3
    again = client.post("/api/observations/batch", json=several).json()
    assert [(receipt["id"], receipt["repeated"]) for receipt in again] == [(one, True) for one in ids]
    before = client.get("/api/state").json()["size"]
    refused = client.post("/api/observations/batch", json=[HEARD | {"key": "good"}, HEARD | {"kind": "earthquake"}])
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith("[1] kind:")
    assert client.get("/api/state").json()["size"] == before
    assert client.post("/api/observations/batch", json=[]).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"source": "nobody"},
        {"kind": "earthquake"},
        {"when": {"start": "2023-08-01T10:00:00Z", "end": "2023-08-01T09:00:00Z"}},
        {"where": {"type": "point", "lon": 400, "lat": 0, "error_m": 1}},
        {"count": {"low": -1, "high": 2}},
    ],
)
def test_a_report_that_cannot_be_is_refused_in_words(enter: Enter, change: dict[str, object]) -> None:
    answer = enter("duty_officer").post("/api/observations", json=HEARD | change)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_only_the_head_of_mission_attributes(enter: Enter) -> None:
    entry = enter("duty_officer").get("/api/entries", params={"limit": 1}).json()[0]["entry"]["id"]
    decision = {"act": "decline", "on": [entry], "reason": "no crater was seen"}
    assert enter("duty_officer").post("/api/decisions", json=decision).status_code == 403
    assert enter("head_of_mission").post("/api/decisions", json=decision).status_code == 201


def test_evidence_is_had_only_through_its_entry(enter: Enter) -> None:
    client = enter("duty_officer")
    held = next(line["entry"] for line in client.get("/api/entries").json() if line["entry"]["evidence"])
    kept = held["evidence"][0]["sha256"]
    got = client.get(f"/api/entries/{held['id']}/evidence/{kept}")
    assert got.status_code == 200
    assert got.headers["content-disposition"].startswith("attachment")
    for tried in ("..%2f..%2flog.key", "../../log.key", "0" * 64, "log.key"):
        assert client.get(f"/api/entries/{held['id']}/evidence/{tried}").status_code in {404, 400}


def test_nothing_but_the_missions_own_page_may_run(enter: Enter) -> None:
    policy = enter("").get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
