"""The duty officer's fast screens in a real browser: without a network, closed and opened again, sent once."""

import pytest
from field_world import CHROMIUM, Room, told
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")


def desk(browser: BrowserContext, room: Room) -> Page:
    page = browser.new_page()
    page.goto(f"{room.phone}/desk")
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    return page


def test_explosions_heard_without_a_network_are_sent_once_when_there_is_one(
    browser: BrowserContext, room: Room
) -> None:
    page = desk(browser, room)
    page.evaluate("navigator.serviceWorker.ready")
    before = told(room, lambda _: True).observations.height
    browser.set_offline(True)
    page.reload()
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    box = page.locator("#dial").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    assert page.locator("#bearing").text_content() == "90°"
    page.click("#ranges button[value='2-5']")
    page.click("[data-step='1']")
    page.click("#more")
    page.click("#heard .send")
    expect(page.locator("#outbox")).to_contain_text("1 kept here")
    page.close()
    browser.set_offline(False)
    again = desk(browser, room)
    expect(again.locator("#outbox")).to_contain_text("All sent")
    held = told(room, lambda held: held.observations.height >= before + 2)
    again.reload()
    assert held.observations.height == before + 2
    first, second = held.observations.sort("seq").tail(2).iter_rows(named=True)
    assert (first["source"], first["kind"], {first["count_low"], second["count_low"]}) == ("op-01", "explosion", {1, 2})
    assert first["sequence"] == second["sequence"] != ""


def test_a_checkpoint_and_a_count_are_reported(browser: BrowserContext, room: Room) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time("2023-06-14T12:00:00")
    page.goto(f"{room.phone}/desk")
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.click("nav [data-screen='checkpoint']")
    page.select_option("#place", label="Hakari bridge")
    page.click("#checkpoint .send")
    assert "Say how it is" in page.locator("#outbox").inner_text(), "nothing is open because nobody said otherwise"
    page.click("#statuses button[value='restricted']")
    page.fill("#reason", 'works <on> the road & "more"')
    page.click("#checkpoint .send")
    held = told(room, lambda held: bool(held.segment_reports))
    [status] = [one.thing for one in held.segment_reports]
    assert (status.segment, status.status, status.reason) == (
        "kornidzor-hakari",
        "restricted",
        'works <on> the road & "more"',
    )
    page.click("nav [data-screen='counter']")
    page.click("#counter .send")
    assert "minute" in page.locator("#since").inner_text(), "a count of no length would count for nothing"
    for _ in range(3):
        page.click("#tallies button[value='truck']")
    page.clock.set_fixed_time("2023-06-14T12:10:00")
    page.click("#counter .send")
    held = told(room, lambda held: bool(held.passages))
    passed = {one.thing.vehicle: one.thing.count.high for one in held.passages}
    assert passed == {"truck": 3, "car": 0, "bus": 0, "ambulance": 0, "foot": 0, "tanker": 0}
    assert not faults
