"""The first start: the server prints a link that makes the administrator once; nobody has a password before."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from entering import PASSWORD, free_port, until_answered
from trucewatch import mission


def test_the_link_of_the_first_start_makes_the_administrator_once(browser: Browser, tmp_path: Path) -> None:
    home, said = tmp_path / "m", tmp_path / "said"
    mission.init(home)
    command = [sys.executable, "-c", "from trucewatch.cli import main; main()", "serve", "-m", str(home)]
    port = free_port()
    with said.open("w") as out:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=out)
    try:
        until_answered(f"http://127.0.0.1:{port}")
        link = re.search(r"http://\S+/setup#\S+", said.read_text())
        assert link
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(link[0])
        page.get_by_label("Name").fill("the first")
        page.get_by_label("Password").fill("too short")
        page.get_by_role("button", name="Make it and come in").click()
        expect(page.get_by_role("alert")).to_contain_text("at least 12 characters")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make it and come in").click()
        page.get_by_role("navigation").get_by_role("link", name="Accounts").wait_for()

        again = browser.new_context().new_page()
        again.goto(link[0])
        again.get_by_label("Name").fill("the second")
        again.get_by_label("Password").fill(PASSWORD)
        again.get_by_role("button", name="Make it and come in").click()
        expect(again.get_by_role("alert")).to_contain_text("used before")
    finally:
        process.terminate()
        process.wait(30)
