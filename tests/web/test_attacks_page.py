"""Text that means to run is shown as text on every page that shows it, and in the report that leaves the house."""

import httpx
import pytest
from playwright.sync_api import expect

from browsing import Enter
from entering import PASSWORD

TEXT = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script><a href=\'javascript:window.ran=1\'>here</a>'
PAGES = (
    "/",
    "/map",
    "/inbox",
    "/log",
    "/plan",
    "/incidents",
    "/ceasefire",
    "/statements",
    "/report",
    "/record",
    "/admin",
    "/account",
)


@pytest.mark.slow
def test_what_somebody_wrote_never_runs_on_a_page_that_shows_it(enter: Enter, address: str) -> None:
    with httpx.Client(base_url=address, timeout=120) as client:
        me = client.post("/api/session", json={"name": "the administrator", "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = me["csrf"]
        when = {"start": "2023-08-04T06:00:00Z", "end": "2023-08-04T06:01:00Z"}
        where = {"type": "point", "lon": 46.7, "lat": 39.9, "error_m": 500}
        report = {"kind": "explosion", "means": "heard", "source": "op-07", "when": when, "where": where, "text": TEXT}
        seen = client.post("/api/observations", json=report).raise_for_status().json()["id"]
        decided = {"act": "dispute", "on": [seen], "reason": TEXT, "value": {TEXT: TEXT}}
        decision = client.post("/api/decisions", json=decided).raise_for_status().json()["id"]
        draft = client.get("/api/reports/2023-08-04").json()
        sentence = next(one for one in draft["sentences"] if "{" in one["drafted"])
        words = {"known_at": draft["known_at"], "section": sentence["section"], "drafted": sentence["drafted"]}
        says = f"<img src=x onerror=window.ran> {sentence['drafted']}"
        edit = client.post("/api/reports/2023-08-04/words", json=words | {"says": says, "reason": TEXT})
        entries = (seen, decision, edit.raise_for_status().json()["id"])
    page = enter("administrator")
    expect(page.get_by_test_id("standing")).not_to_have_attribute("data-known", "")
    for path in (*PAGES, *(f"/record?row={entry}" for entry in entries)):
        page.goto(path)
        page.locator("main h1").first.wait_for()
        if "row=" in path:
            page.get_by_role("dialog", name="Why it stands").locator("strong, .alarm").first.wait_for()
        assert page.evaluate("window.ran") is None, path
        assert page.locator("img[src=x], a[href^='javascript:']").count() == 0, path
    expect(page.get_by_role("dialog", name="Why it stands")).to_contain_text("<img src=x")
