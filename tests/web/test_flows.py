"""What the mission's people do in a day, in real browsers on a real server."""

import re

from playwright.sync_api import Page, expect

from browsing import Enter


def _explosion(page: Page, text: str) -> None:
    page.goto("/log")
    page.locator("select[name=source]").select_option("op-07")
    page.get_by_label("When (local time of the mission)").fill("2023-08-04T12:34")
    page.get_by_label("Bearing, degrees").fill("90")
    page.get_by_label("In words").fill(text)
    page.get_by_role("button", name="Record it").click()


def _reword(page: Page, says: str) -> None:
    """Put a sentence with a figure in other words, after trying to change its figure too."""
    page.get_by_role("button", name=re.compile("^Change the words: Compared with")).first.click()
    written = page.get_by_role("dialog").get_by_label("The sentence")
    drafted = written.input_value()
    written.fill(drafted.replace("{", "{1", 1))
    page.get_by_role("dialog").get_by_label("Why", exact=True).fill("plainer")
    page.get_by_role("button", name="Record the words").click()
    expect(page.get_by_role("alert")).to_contain_text("figures and measures may not")
    _written(page, f"{says}{drafted}")
    expect(page.get_by_text(re.compile(f"^{says}Compared with")).first).to_be_visible()


def _written(page: Page, says: str) -> None:
    page.get_by_role("dialog").get_by_label("The sentence").fill(says)
    page.get_by_role("dialog").get_by_label("Why", exact=True).fill("plainer")
    page.get_by_role("button", name="Record the words").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_from_a_heard_explosion_to_a_published_report_that_verifies(enter: Enter) -> None:
    reporter, officer = enter("duty_officer"), enter("reporting_officer")
    officer.goto("/inbox")
    told = "heard to the east, <b>not</b> seen"
    _explosion(reporter, told)
    expect(reporter.get_by_test_id("recorded")).to_contain_text("is in the record")

    row = officer.get_by_role("row").filter(has_text=told)
    expect(row).to_be_visible()
    expect(officer.locator("b")).to_have_count(0)
    row.click()
    officer.get_by_role("button", name="Record the grade").click()
    expect(officer.get_by_text("Graded B2.")).to_be_visible()
    expect(row).to_have_count(0)

    officer.goto("/incidents?incidents.where=sources:eq:op-07")
    officer.get_by_role("link", name=re.compile(r"12:34")).first.click()
    expect(officer.get_by_role("heading", name=re.compile("explosion"))).to_be_visible()
    expect(officer.get_by_role("heading", name="Observation post 7: heard")).to_be_visible()

    officer.goto("/report")
    expect(officer.get_by_test_id("signatures")).to_contain_text("0 of 2")
    _reword(officer, "In a word, ")
    officer.get_by_role("button", name="Sign what you read").click()
    expect(officer.get_by_test_id("signatures")).to_contain_text("1 of 2")
    head = enter("head_of_mission")
    head.goto(officer.url)
    expect(head.get_by_role("button", name="Publish")).to_be_disabled()
    head.get_by_role("button", name="Sign what you read").click()
    expect(head.get_by_test_id("signatures")).to_contain_text("2 of 2")
    head.get_by_role("button", name="Publish").click()
    expect(head.get_by_test_id("published").get_by_role("link", name="report.pdf")).to_be_visible()

    head.get_by_text("Correct this report").click()
    head.get_by_test_id("published").get_by_role("button", name=re.compile("^Change the words: In a word")).click()
    published = head.get_by_role("dialog").get_by_label("The sentence").input_value()
    _written(head, published.replace("In a word, ", "To begin with, "))
    expect(head.get_by_test_id("errata")).to_contain_text("To begin with, ")

    public = enter("public")
    public.goto("/report")
    expect(public.get_by_test_id("published").get_by_role("link", name="report.pdf")).to_be_visible()
    expect(public.get_by_test_id("errata").get_by_role("link", name="errata.pdf")).to_be_visible()
    expect(public.get_by_test_id("errata").locator("ins")).to_contain_text("To begin with, ")
    public.goto("/record")
    public.get_by_role("button", name="Verify on the server").click()
    expect(public.get_by_test_id("verified")).to_contain_text("holds")
    public.get_by_role("button", name="Check the signature in this browser").click()
    expect(public.get_by_test_id("here")).to_contain_text("The signature holds")


def test_a_number_leads_to_its_rows_and_to_an_entry_proved_in_the_browser(enter: Enter) -> None:
    page = enter("analyst")
    page.get_by_text("In full, every figure with its rows").first.click()
    page.locator("button.figure[data-row^='cfv:area/explosions']").first.click()
    drawer = page.get_by_role("dialog", name="Why it stands")
    expect(drawer).to_contain_text("Rule")
    drawer.locator("button.figure[data-row^='inc:']").first.click()
    drawer.locator("summary").first.click()
    drawer.get_by_role("button", name="Prove it is in the record").first.click()
    expect(drawer).to_contain_text("its path leads to the signed root")
    assert "row=inc" in page.url
    page.keyboard.press("Escape")
    assert "row=" not in page.url


def test_a_filter_stands_in_the_address_and_in_what_is_taken_out(enter: Enter) -> None:
    page = enter("analyst")
    page.goto("/incidents")
    page.get_by_label("Column (incidents)").select_option("kind")
    asked = page.get_by_label("contains (incidents)")
    asked.fill("explosion")
    asked.press("Enter")
    expect(page.get_by_text("rows with this filter")).to_be_visible()
    assert "incidents.where=kind" in page.url
    with page.expect_download() as taken:
        page.get_by_role("link", name="csv", exact=True).first.click()
    rows = taken.value.path().read_text().splitlines()[1:]
    expect(page.get_by_text(f"{len(rows)} rows with this filter")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"{len(rows)} rows with this filter")).to_be_visible()


def test_without_the_server_reads_are_kept_and_writes_wait(enter: Enter) -> None:
    page = enter("observer")
    expect(page.get_by_text("Is the ceasefire holding?")).to_be_visible()
    page.get_by_role("link", name="Log an observation").click()
    expect(page.locator("select[name=source]")).to_be_visible()
    page.route("**/api/observations", lambda route: route.abort("connectionrefused"))
    page.get_by_label("When (local time of the mission)").fill("2023-08-02T08:00")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_test_id("waiting")).to_contain_text("1 waiting to be sent")


def test_the_page_opens_with_what_was_read_when_the_server_is_gone(enter: Enter) -> None:
    page = enter("observer", keeping=True)
    page.get_by_role("link", name="Incidents").click()
    expect(page.get_by_text("rows").first).to_be_visible()
    rows = page.get_by_text("rows").first.inner_text()
    page.goto("/incidents")
    expect(page.get_by_text(rows).first).to_be_visible()
    page.wait_for_function("caches.open('trucewatch-page').then(kept => kept.keys()).then(keys => keys.length > 5)")
    page.context.set_offline(True)
    page.goto("/incidents")
    expect(page.get_by_text(rows).first).to_be_visible()
    expect(page.get_by_text("The server is gone").first).to_be_visible()


def test_the_map_shows_what_its_time_and_kind_ask_for(enter: Enter) -> None:
    page = enter("analyst")
    stretches = []
    page.on("response", lambda answer: stretches.append(answer.status) if "ground.pmtiles" in answer.url else None)
    page.goto("/map?from=2023-08-04T00:00:00.000Z&to=2023-08-04T06:00:00.000Z&kind=explosion")
    expect(page.locator("[data-testid=map][data-ready=true]")).to_be_visible()
    shown = page.get_by_test_id("shown")
    expect(shown).to_contain_text(re.compile(r"^[1-9]\d* of \d+"))
    some = int(shown.inner_text().split()[0])
    page.get_by_role("button", name="Whole record").click()
    expect(shown).not_to_contain_text(re.compile(rf"^{some} of"))
    page.get_by_test_id("map").hover()
    expect(page.get_by_text(re.compile(r"Cursor: 38[ST]"))).to_be_visible()
    expect(page.get_by_text("The base of the map could not be read.")).to_have_count(0)
    assert len(stretches) >= 2
    assert set(stretches) == {206}


def test_a_role_is_offered_only_what_it_may_do(enter: Enter) -> None:
    page = enter("partner")
    pages = page.get_by_role("navigation").get_by_role("link")
    expect(pages.filter(has_text="Inbox")).to_have_count(0)
    expect(pages.filter(has_text="Accounts")).to_have_count(0)
    expect(pages.filter(has_text="Record")).to_have_count(1)
