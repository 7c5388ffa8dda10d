"""A report is read, signed by two, published once, and read again by the outside as it left the house."""

import hashlib

from entering import Enter
from trucewatch.server.rights import INSIDE_ONLY, OUTSIDE

DAY = "/api/reports/2023-08-04"


def test_a_report_leaves_the_house_when_two_people_signed_it_and_the_outside_sees_that_alone(enter: Enter) -> None:
    assert enter("public").get("/api/answers").status_code == 404
    draft = enter("reporting_officer").get(DAY).json()
    assert draft["marking"].startswith("EXERCISE")
    assert draft["sections"]
    assert draft["weakest"]
    size = {"known_at": draft["known_at"]}
    for _ in range(2):
        assert enter("reporting_officer").post(f"{DAY}/sign", json=size).status_code == 201
    head = enter("head_of_mission")
    refused = head.post(f"{DAY}/publish", json=size)
    assert refused.status_code == 400
    assert "1 of 2" in refused.json()["detail"]
    assert head.post(f"{DAY}/sign", json=size).status_code == 201
    first = head.post(f"{DAY}/publish", json=size)
    assert first.status_code == 201, first.text
    assert head.post(f"{DAY}/publish", json=size).json()["id"] == first.json()["id"]

    entry = first.json()["id"]
    payload = head.get(f"/api/entries/{entry}").json()["payload"]
    public = enter("public")
    pdf = public.get(f"/api/published/{entry}/report.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert hashlib.sha256(pdf.content).hexdigest() == payload["files"]["report.pdf"]
    assert public.get(f"/api/published/{entry}/..%2f..%2flog.key").status_code == 404
    assert public.get("/api/answers").json()["known_at"] == draft["known_at"]
    assert public.get("/api/tables/incidents").json()["known_at"] == draft["known_at"]
    for role in sorted(OUTSIDE):
        client = enter(role)
        names = {table["name"] for table in client.get("/api/tables").json()}
        assert names
        assert not names & INSIDE_ONLY
        assert client.get("/api/tables/observations").status_code == 404
