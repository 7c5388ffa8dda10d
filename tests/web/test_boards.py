"""What the boards show beside the mission's own record, to whom, and that no picture is left off them."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from browsing import ROOT, Enter
from entering import PASSWORD
from trucewatch.reporting import TABLES


def _why(page: Page, table: str, row: str) -> str:
    """Why the first row of a table stands, its reasons opened by the row's last cell."""
    page.get_by_role("region", name=table, exact=True).locator(f"button.figure[data-row^='{row}']").first.click()
    drawer = page.get_by_role("dialog", name="Why it stands")
    expect(drawer).to_contain_text("Rule")
    said = drawer.inner_text()
    page.keyboard.press("Escape")
    return said


def test_what_others_told_stands_beside_the_record_with_who_is_independent_and_where_they_part(enter: Enter) -> None:
    page = enter("analyst")
    page.goto("/incidents")
    lead = page.get_by_role("region", name="leads", exact=True).get_by_role("row").nth(1)
    expect(lead).to_contain_text("Meridian Wire")
    expect(lead).to_contain_text("Kura Courier")
    expect(lead).to_contain_text("one denies what the other affirms")
    assert "counted nowhere" in _why(page, "leads", "lead:")
    page.goto("/statements")
    again = page.get_by_role("region", name="restatements", exact=True).get_by_role("row").nth(1)
    expect(again).to_contain_text("one denies what the other affirms")
    assert "told 2 times" in _why(page, "restatements", "say:same:")


def test_where_to_look_tomorrow_is_shown_to_the_mission_and_to_nobody_else(enter: Enter) -> None:
    page = enter("observer")
    page.get_by_role("link", name="Where to look").click()
    stays = page.get_by_role("region", name="plan", exact=True).get_by_role("row")
    expect(stays).to_have_count(7)
    expect(page.locator("[data-testid=map][data-ready=true]")).to_be_visible()
    assert "incidents" in _why(page, "plan", "plan:")
    partner = enter("partner")
    expect(partner.get_by_role("link", name="Record")).to_be_visible()
    expect(partner.get_by_role("link", name="Where to look")).to_have_count(0)
    partner.goto("/plan")
    expect(partner.get_by_role("heading", name="No such page")).to_be_visible()
    partner.goto("/map")
    expect(partner.get_by_text("Places", exact=True)).to_be_visible()
    expect(partner.get_by_text("Stays advised")).to_have_count(0)


def test_every_picture_is_on_a_page() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "web" / "src").rglob("*.tsx")]
    shown = {name for text in sources for name in re.findall(r'name="([a-z-]+)"|useTable<\w+>\("([a-z-]+)"', text)}
    assert set(TABLES) <= {name for names in shown for name in names}


@pytest.mark.slow
def test_a_password_is_changed_a_session_ended_and_a_token_made_and_withdrawn(enter: Enter, address: str) -> None:
    name, new = f"the newcomer {time.time_ns()}", "another long enough one"
    with httpx.Client(base_url=address) as client:
        me = client.post("/api/session", json={"name": "the administrator", "password": PASSWORD}).json()
        wanted = {"name": name, "password": PASSWORD, "role": "analyst"}
        client.post("/api/accounts", json=wanted, headers={"X-CSRF-Token": me["csrf"]}).raise_for_status()
        client.post("/api/session", json={"name": name, "password": PASSWORD}).raise_for_status()
    page = enter(name.removeprefix("the "))
    page.goto("/account")
    expect(page.get_by_test_id("sessions").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="End the session").click()
    expect(page.get_by_test_id("sessions").get_by_role("listitem")).to_have_count(1)

    page.get_by_label("What the token is for").fill("the nightly script")
    page.get_by_label("Password as it is").last.fill(PASSWORD)
    page.get_by_role("button", name="Make a token").click()
    token = page.get_by_test_id("token").inner_text()
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{address}/api/state", headers=bearer).status_code == 200
    page.get_by_role("button", name="Withdraw the nightly script").click()
    expect(page.get_by_test_id("tokens").get_by_role("listitem")).to_have_count(0)
    assert httpx.get(f"{address}/api/state", headers=bearer).status_code == 401

    page.get_by_label("Password as it is").first.fill("not the password")
    page.get_by_label("New password").fill(new)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_label("Password as it is").first.fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Every other session has ended")).to_be_visible()
    changed = {"name": name, "password": new}
    assert httpx.post(f"{address}/api/session", json=changed).status_code == 200
