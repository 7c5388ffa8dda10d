"""A new user's first visit: from an empty browser to the live map, and to the rows behind a number of the report.

Plays five days of the exercise mission (simulated), starts `trucewatch serve`, and drives a Chromium that has never
seen the page: make the first account, wait for the map, open the report, open a figure and the rows behind it. The
baseline of the last step, in the same run, is the command line on the same record: `trucewatch explain` of that row.

    python benchmarks/first_visit.py
"""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from trucewatch import intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.record import Record

MISSION = Path(__file__).parents[1] / "missions" / "exercise-lachin"
TRUCEWATCH = [sys.executable, "-c", "from trucewatch.cli import main; main()"]
GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]


def played(home: Path) -> Path:
    shutil.copytree(MISSION, home, ignore=shutil.ignore_patterns("record", "exercise"))
    loaded = mission.load(home)
    write(simulate(loaded, days=5, seed=7, start=date(2023, 8, 1)), home / "exercise")
    with Record.create(home / "record", origin="trucewatch/visit") as log:
        intake.take_in_feeds(log, loaded)
    return home


def visited(home: Path) -> tuple[dict[str, float], str]:
    """The seconds since the start of the server at which each step was reached, and the row that was opened."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began, steps = time.perf_counter(), dict[str, float]()
    command = [*TRUCEWATCH, "serve", "-m", str(home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        printed = re.search(r"http://\S+", server.stdout.readline())
        assert printed is not None
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=GL)
            page = browser.new_page()
            page.set_default_timeout(300_000)

            def reached(step: str) -> None:
                steps[step] = time.perf_counter() - began

            while True:
                with suppress(httpx.HTTPError):
                    httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
                    break
                time.sleep(0.1)
            page.goto(printed[0])
            page.get_by_label("Name").wait_for()
            reached("the page, asking for the first account")
            page.get_by_label("Name").fill("the head")
            page.get_by_label("Password").fill("correct horse battery staple")
            page.get_by_role("button", name="Make it and come in").click()
            page.get_by_role("navigation").wait_for()
            page.get_by_role("link", name="Map", exact=True).click()
            page.locator("[data-testid=map][data-ready=true]").wait_for()
            page.get_by_test_id("shown").filter(has_text=re.compile(r"^[1-9]")).wait_for()
            reached("the live map with its incidents")
            page.get_by_role("link", name="Report", exact=True).click()
            figure = page.locator("article.report button.figure[data-row^='cfv:']").first
            figure.wait_for()
            row = figure.get_attribute("data-row") or ""
            reached("the report")
            figure.click()
            drawer = page.get_by_role("dialog", name="Why it stands")
            drawer.locator("button.figure").first.wait_for()
            reached("the rows behind one of its numbers")
            browser.close()
    finally:
        server.terminate()
        server.wait(60)
    return steps, row


def main() -> None:
    home = played(Path(tempfile.mkdtemp()) / "m")
    steps, row = visited(home)
    for step, seconds in steps.items():
        print(f"{step}: {seconds:.1f} s after the start of the server")
    began = time.perf_counter()
    subprocess.run([*TRUCEWATCH, "explain", row, "-m", str(home)], check=True, stdout=subprocess.DEVNULL)
    alone = time.perf_counter() - began
    opened = steps["the rows behind one of its numbers"] - steps["the report"]
    print(f"from the number to its rows: {opened:.2f} s on the page, {alone:.1f} s by `trucewatch explain` ({row})")
    print(f"ratio to the command line: {alone / opened:.0f}")
    shutil.rmtree(home.parent)


if __name__ == "__main__":
    main()
