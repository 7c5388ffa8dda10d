"""A report is read, put in other words, signed by two, published once, read again as it left the house, corrected."""

import hashlib

from litestar.testing import TestClient

from entering import Enter
from trucewatch.server.rights import INSIDE_ONLY, OUTSIDE

DAY = "/api/reports/2023-08-04"


def test_a_report_leaves_the_house_when_two_people_signed_it_and_the_outside_sees_that_alone(enter: Enter) -> None:
    assert enter("public").get("/api/answers").status_code == 404
    draft = enter("reporting_officer").get(DAY).json()
    assert draft["marking"].startswith("EXERCISE")
    assert draft["sections"]
    assert draft["weakest"]
    size = {"known_at": draft["known_at"], "worded_at": draft["worded_at"]}
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


def test_words_are_changed_by_people_and_the_changed_text_is_what_is_signed_and_published(enter: Enter) -> None:
    officer = enter("reporting_officer")
    draft = officer.get(DAY).json()
    sentence = next(one for one in draft["sentences"] if "recorded fewer" in one["drafted"])
    at = {"known_at": draft["known_at"]}
    words = at | {"section": sentence["section"], "drafted": sentence["drafted"], "reason": "plainer"}
    figure = sentence["drafted"].split("{")[1].split("}")[0]
    other = words | {"says": sentence["drafted"].replace(f"{{{figure}}}", "{about 12}")}
    refused = officer.post(f"{DAY}/words", json=other)
    assert refused.status_code == 400
    assert figure in refused.json()["detail"]
    says = sentence["drafted"].replace("the Mission recorded", "so-called observers recorded")
    edited = officer.post(f"{DAY}/words", json=words | {"says": says}).json()
    now = officer.get(DAY, params=at).json()
    assert now["worded_at"] == edited["seq"]
    assert "loaded word “so-called”" in {one["what"] for one in now["imbalances"]}
    assert officer.get(f"/api/entries/{edited['id']}").json()["author"] == "the reporting_officer"

    old, new = at | {"worded_at": draft["worded_at"]}, at | {"worded_at": now["worded_at"]}
    officer.post(f"{DAY}/sign", json=old)
    assert officer.post(f"{DAY}/sign", json=new).status_code == 201
    head = enter("head_of_mission")
    head.post(f"{DAY}/sign", json=new)
    published = head.post(f"{DAY}/publish", json=new)
    assert published.status_code == 201, published.text
    entry = published.json()["id"]
    assert "so-called observers" in enter("public").get(f"/api/published/{entry}/report.html").text

    head = enter("head_of_mission")
    address = f"/api/published/{entry}/errata"
    assert head.get(f"/api/published/{entry}/errata.pdf").status_code == 404
    [was] = [one["says"] for one in head.get(f"/api/published/{entry}").json() if one["entry"]]
    wrong = {"section": sentence["section"], "was": was, "reads": f"{was} 99", "reason": "typing"}
    assert "99" in head.post(address, json=wrong).json()["detail"]
    right = wrong | {"reads": was.replace("so-called observers", "observers")}
    assert head.post(address, json=right).status_code == 201
    same = head.post(address, json={"row": next(iter(_figures(head, entry))), "reason": "late"})
    assert "nothing to correct" in same.json()["detail"]
    public = enter("public")
    [listed] = [one for one in public.get("/api/published").json() if one["entry"] == entry]
    assert [one["reads"] for one in listed["errata"]] == [right["reads"]]
    assert public.get(f"/api/published/{entry}/errata.pdf").content.startswith(b"%PDF")
    sealed = public.get(f"/api/published/{entry}/report.pdf").content
    assert hashlib.sha256(sealed).hexdigest() == _published(enter("head_of_mission"), entry)["files"]["report.pdf"]


def _published(client: TestClient, entry: str) -> dict[str, dict[str, str]]:
    return client.get(f"/api/entries/{entry}").json()["payload"]  # type: ignore[no-any-return]


def _figures(client: TestClient, entry: str) -> dict[str, str]:
    return _published(client, entry)["figures"]
