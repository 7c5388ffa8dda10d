"""Every page, in light and dark, for every reader: no barrier that axe-core finds, and no text out of its language."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import ROOT, Enter

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    *("/", "/map", "/inbox", "/inbox?tab=blind", "/inbox?tab=quarantine", "/log", "/plan", "/incidents", "/ceasefire"),
    *("/corridor", "/supplies", "/agreement", "/statements", "/report", "/record", "/account", "/admin"),
)
TAGS = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
RUN = f"axe.run(document, {{runOnly: {TAGS}}}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"


@pytest.mark.skipif(not Path(AXE).exists(), reason="axe-core is not installed: run npm ci in web")
@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
def test_no_page_has_a_barrier(enter: Enter, dark: bool) -> None:
    page = enter("administrator", dark=dark)
    session = page.context.new_cdp_session(page)
    for address in PAGES:
        page.goto(address)
        page.get_by_role("heading", level=1).wait_for()
        expect(page.get_by_text("Reading …")).to_have_count(0)
        asked = {"expression": f"{AXE.read_text()};{RUN}", "awaitPromise": True, "returnByValue": True}
        assert session.send("Runtime.evaluate", asked)["result"]["value"] == [], address


@pytest.mark.slow
def test_a_phone_needs_no_sideways_scrolling(enter: Enter) -> None:
    page = enter("head_of_mission", size={"width": 390, "height": 844})
    for address in PAGES[:-1]:
        page.goto(address)
        page.get_by_role("heading", level=1).wait_for()
        expect(page.get_by_text("Reading …")).to_have_count(0)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address


def test_every_page_speaks_russian(enter: Enter) -> None:
    page = enter("head_of_mission")
    page.get_by_role("button", name="Русский").click()
    for link in page.get_by_role("navigation").get_by_role("link").all():
        assert any("а" <= letter <= "я" for letter in link.inner_text().lower())
    expect(page.get_by_role("heading", name="Соблюдается ли прекращение огня?")).to_be_visible()


def test_the_keyboard_finds_any_page(enter: Enter) -> None:
    page = enter("analyst")
    page.keyboard.press("Control+k")
    page.keyboard.type("corri")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Corridor")).to_be_visible()


def test_a_day_of_the_coverage_calendar_opens_its_row_by_key(enter: Enter) -> None:
    page = enter("analyst")
    page.goto("/ceasefire")
    part = page.locator(".chart .opening[data-row^='cov:']").first
    part.focus()
    part.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("of the area-hours of")
