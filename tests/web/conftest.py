"""A real server with the built page, and a real browser that notes what the page must never do."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from browsing import ROOT, Enter, ground, retold
from entering import PASSWORD
from trucewatch import intake, mission
from trucewatch.exercise import simulate, write
from trucewatch.record import Draft, Record
from trucewatch.server import ROLES, Account, accounts_of
from trucewatch.server.page import PAGE

GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
WIDE: ViewportSize = {"width": 1360, "height": 860}

expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Five days of the exercise mission, served with the page, built first where it is missing."""
    if not (PAGE / "index.html").exists():
        for command in (["npm", "ci"], ["npm", "run", "build"]):
            subprocess.run(command, cwd=ROOT / "web", check=True)
    home = tmp_path_factory.mktemp("room") / "exercise"
    skipped = shutil.ignore_patterns("record", "exercise")
    shutil.copytree(ROOT / "missions" / "exercise-lachin", home, ignore=skipped)
    (home / "ground.pmtiles").write_bytes(ground())
    told = (home / "mission.toml").read_text("utf-8")
    (home / "mission.toml").write_text(told.replace("[mission]", '[mission]\nbase = "ground.pmtiles"', 1), "utf-8")
    loaded = mission.load(home)
    write(simulate(loaded, days=5, seed=7, start=date(2023, 8, 1)), home / "exercise")
    with Record.create(home / "record", origin="trucewatch/room") as log:
        intake.take_in_feeds(log, loaded)
        log.append([Draft(one) for one in retold()], author="the analyst")
    with accounts_of(home) as accounts:
        for role in ROLES:
            accounts.add(Account(name=f"the {role}", role=role), PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from trucewatch.cli import main; main()", "serve", "-m", str(home)]
    process = subprocess.Popen([*command, "--port", str(port)])
    served = f"http://127.0.0.1:{port}"
    try:
        _until_drawn(served)
        yield served
    finally:
        process.terminate()
        process.wait(30)


def _until_drawn(served: str) -> None:
    with httpx.Client(base_url=served) as client:
        for _ in range(300):
            try:
                client.post("/api/session", json={"name": "the analyst", "password": PASSWORD}).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        client.get("/api/answers", timeout=120).raise_for_status()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = shutil.which("chromium")
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", *GL])
        yield launched
        launched.close()


@pytest.fixture
def enter(address: str, browser: Browser) -> Iterator[Enter]:
    opened, wrong = [], []

    def enter(role: str, *, dark: bool = False, size: ViewportSize = WIDE, keeping: bool = False) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport=size,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            service_workers="allow" if keeping else "block",
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: wrong.append(said.text) if _wrong(said) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 500 else None)
        page.on("request", lambda asked: wrong.append(asked.url) if _elsewhere(asked.url, address) else None)
        page.goto("/")
        page.get_by_label("Name").fill(f"the {role}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Come in").click()
        page.get_by_role("navigation").wait_for()
        return page

    yield enter
    for context in opened:
        context.close()
    assert wrong == [], "an error of the page or the server, or a request to another host"


def _wrong(said: ConsoleMessage) -> bool:
    """An error of the page; what the browser says of a refused or unanswered request is none."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _elsewhere(url: str, address: str) -> bool:
    return not url.startswith((address, "blob:", "data:"))
