"""A second factor enrolled and given in a real browser: its virtual authenticator signs, an app's codes are typed."""

import time
from base64 import b32decode
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from entering import PASSWORD


@pytest.fixture
def somebody(address: str) -> str:
    """A new analyst."""
    name = f"analyst {uuid4()}"
    with httpx.Client(base_url=address) as client:
        me = client.post("/api/session", json={"name": "the administrator", "password": PASSWORD}).json()
        wanted = {"name": name, "password": PASSWORD, "role": "analyst"}
        client.post("/api/accounts", json=wanted, headers={"X-CSRF-Token": me["csrf"]}).raise_for_status()
    return name


def come_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Go out").first.click()
    page.get_by_label("Password", exact=True).wait_for()


def test_a_security_key_and_codes_let_in_through_the_page(address: str, browser: Browser, somebody: str) -> None:
    context = browser.new_context(base_url=f"http://localhost:{urlsplit(address).port}")
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto("/")
    come_in(page, somebody)
    page.get_by_role("link", name="My account").click()
    page.get_by_role("button", name="Enrol a security key").click()
    expect(page.get_by_test_id("recovery").get_by_role("listitem")).to_have_count(10)
    recovery = page.get_by_test_id("recovery").get_by_role("listitem").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_test_id("factors").get_by_role("listitem")).to_have_count(1)

    leave(page)
    come_in(page, somebody)
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_role("navigation").wait_for()

    page.goto("/account")
    page.get_by_role("button", name="Enrol an app that makes codes").click()
    secret = b32decode(page.get_by_test_id("secret").inner_text())
    code = TOTP(secret, 6, SHA1(), 30)
    page.get_by_label("A code that the app shows now").fill(code.generate(int(time.time())).decode())
    page.get_by_role("button", name="Put it to use").click()
    expect(page.get_by_test_id("factors").get_by_role("listitem")).to_have_count(2)

    leave(page)
    come_in(page, somebody)
    page.get_by_label("Code of the app").fill("000000")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_label("Code of the app").fill(recovery)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("navigation").wait_for()
    context.close()
    assert wrong == []
