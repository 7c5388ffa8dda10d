"""Two people at one incident: they see each other, one decides, and the decision is undone by a further entry."""

import pytest
from playwright.sync_api import expect

from browsing import Enter


@pytest.mark.slow
def test_two_at_one_incident_see_each_other_and_undo_what_was_merged(enter: Enter) -> None:
    officer, head = enter("duty_officer"), enter("head_of_mission")
    officer.goto("/incidents?incidents.where=kind:eq:explosion&incidents.where=start:lt:2023-08-04T00:00:00")
    officer.get_by_role("row").nth(2).get_by_role("link").click()
    expect(officer.get_by_role("heading", name="Who tells of it")).to_be_visible()
    expect(officer.get_by_test_id("others")).to_have_count(0)
    head.goto(officer.url)
    expect(head.get_by_test_id("others")).to_contain_text("the duty_officer")
    expect(officer.get_by_test_id("others")).to_contain_text("the head_of_mission")

    officer.get_by_label("Decision").select_option("merge")
    officer.get_by_test_id("close").get_by_role("checkbox").first.check()
    officer.get_by_label("Reason").fill("one bang, heard by both")
    officer.get_by_role("button", name="Record the decision").click()
    expect(officer.get_by_text("Recorded as an entry.")).to_be_visible()
    decided = officer.get_by_test_id("decisions").get_by_role("listitem").filter(has_text="one bang, heard by both")
    expect(decided).to_have_count(1)
    decided.get_by_role("button", name="Undo").click()
    expect(officer.get_by_text("Withdrawn by a further entry")).to_be_visible()
    expect(decided).to_have_count(0)

    head.goto("/agreement")
    expect(officer.get_by_test_id("others")).to_have_count(0)
