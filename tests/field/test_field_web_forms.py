"""Every shipped form filled in in a real browser at the desk, with and without a network; each record sent once."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import copytree, ignore_patterns

import httpx
import pytest
from field_world import CHROMIUM, Room, told
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sheets import Sheet

from trucewatch.domain import Point
from trucewatch.field import KEY_FILE
from trucewatch.record import Holdings, Record, where_of
from trucewatch.server.page import PAGE

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
    pytest.mark.skipif(not (PAGE / "forms.html").exists(), reason="the page is not built: make web"),
]
WORDS = '"markup" & <tags>, ёжик'


def photo() -> bytes:
    kept = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "a camera"
    Image.effect_noise((400, 300), 60).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


@contextmanager
def served(folder: Path, public: str) -> Iterator[Room]:
    """The operations room of a mission that has the public key ``public`` for protected forms."""
    mission = Path(__file__).parents[2] / "missions" / "exercise-lachin"
    home = copytree(mission, folder / "mission", ignore=ignore_patterns("record", "exercise"))
    (home / "forms").mkdir()
    (home / "forms" / KEY_FILE).write_text(public, encoding="ascii")
    with Room.started(home) as started:
        yield started


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, key: tuple[bytes, str]) -> Iterator[Room]:
    with served(tmp_path_factory.mktemp("desk"), key[1]) as started:
        yield started


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What a page must never do: fail, be refused by its policy, or ask another host."""
    found: list[str] = []
    yield found
    assert found == []


def opened(browser: BrowserContext, desk: Room, faults: list[str]) -> Page:
    """The list of forms, once every form and list is here."""
    page = browser.new_page()
    page.set_viewport_size({"width": 900, "height": 1000})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: faults.append(asked.url) if not ours(asked.url, desk) else None)
    page.goto(f"{desk.phone}/desk-forms")
    expect(page.locator("body")).to_have_attribute("data-ready", "yes", timeout=60_000)
    return page


def ours(url: str, desk: Room) -> bool:
    return url.startswith((desk.address, "data:", "blob:"))


def violation(sheet: Sheet, taken: bytes) -> None:
    sheet.pick("Who reports", "Observation post 1")
    first = sheet.repeat(0)
    first.write("When", "2023-06-14T21:05:00+04:00")
    first.write("True bearing in degrees, empty if not known", "400")
    sheet.send()
    expect(sheet.question("True bearing in degrees, empty if not known")).to_contain_text("0 to 360")
    first.write("True bearing in degrees, empty if not known", "67")
    first.write("How many", "3")
    first.press("How far", "2 to 5 km")
    first.pick("Weapon", "mortar")
    first.write("Anything else", WORDS)
    first.attach("Photo, as evidence", {"name": "снимок.jpg", "mimeType": "image/jpeg", "buffer": taken})


def patrol(sheet: Sheet) -> None:
    sheet.pick("Patrol", "Patrol")
    sheet.write("Began", "2023-06-14T10:00:00+04:00")
    sheet.mark("The way you went", (0.35, 0.4), (0.5, 0.45), (0.6, 0.35))
    sheet.write("Ended", "2023-06-14T13:00:00+04:00")


def checkpoint(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    sheet.choose("Checkpoint", "Hakari bridge")
    sheet.write("When you saw it", "2023-06-14T12:00:00+04:00")
    sheet.press("It is", "Restricted")
    sheet.write("Why, as seen or said", WORDS)


def convoy(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    sheet.write("When", "2023-06-14T12:30:00+04:00")
    sheet.write("Who carries or sends it", "an agency")
    sheet.pick("Where that was", "Hakari bridge")
    goods = sheet.repeat(0)
    goods.pick("Item", "flour")
    goods.write("How much", "12.5")
    sheet.press("Did you count vehicles going over?", "Yes")
    passing = sheet.repeat(1)
    passing.pick("Crossing", "Hakari bridge")
    passing.write("Counted from", "2023-06-14T12:00:00+04:00")
    passing.write("Counted until", "2023-06-14T13:00:00+04:00")
    passing.write("How many; 0 if none did", "0")


def needs(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    sheet.write("When you were told", "2023-06-14T15:00:00+04:00")
    sheet.press("Is the settlement on the list?", "No")
    sheet.write("Its name, in each spelling you were given", "Upper Mill")
    sheet.locate("Where it lies")
    sheet.write("Who told you, by office", "head of the village council")
    sheet.write("People there, as said", "120")


def facility(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    sheet.pick("Health facility", "District hospital")
    sheet.write("When you saw it", "2023-06-14T11:00:00+04:00")
    sheet.press("As a whole it is", "not functioning")


def restriction(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    sheet.locate("Where you were stopped")
    sheet.write("Since when", "2023-06-14T09:00:00+04:00")
    sheet.write("Until when", "2023-06-14T11:00:00+04:00")
    sheet.press("It was", "delay")
    sheet.write("Whom or what it kept from going on", "patrol 2")


def liaison(sheet: Sheet) -> None:
    sheet.pick("Where the Mission heard it", "Observation post 1")
    sheet.write("When it was said", "2023-06-14T16:00:00+04:00")
    sheet.write("Who said it, by office", "liaison officer")
    sheet.write("What was said", WORDS)


def weapons(sheet: Sheet) -> None:
    sheet.pick("Who reports", "Observation post 1")
    thing = sheet.repeat(0)
    thing.write("When", "2023-06-14T17:00:00+04:00")
    thing.mark("Where it stood, not where you stood", (0.5, 0.4))
    thing.write("How many", "2")
    thing.pick("Weapon", "artillery")


def fill_all(page: Page, taken: bytes) -> None:
    """Fill in every form that a browser may, and have each kept."""
    fillers = {
        "ceasefire-violation": lambda sheet: violation(sheet, taken),
        "patrol-log": patrol,
        "checkpoint-status": checkpoint,
        "convoy-delivery": convoy,
        "settlement-needs": needs,
        "health-facility": facility,
        "restriction": restriction,
        "liaison-log": liaison,
        "weapons-seen": weapons,
    }
    shown = page.eval_on_selector_all("#forms a", "links => links.map(link => link.hash.slice(1))")
    assert {*shown} == {*fillers, "protected-report"}
    for form, fill in fillers.items():
        sheet = Sheet.of(page, form)
        fill(sheet)
        sheet.send()
        expect(page.locator("#kept")).to_contain_text("kept")
        page.get_by_text("Forms · Формы").click()


def check(held: Holdings, desk: Room, taken: bytes) -> None:
    """Everything that was filled in is read, as it was filled in and once."""
    assert held.quarantined == ()
    seen, heard = held.observations.sort("start").iter_rows(named=True)
    assert (heard["source"], heard["count_low"], heard["weapon"], heard["text"]) == ("op-01", 3, "mortar", WORDS)
    where = where_of(seen)
    assert isinstance(where, Point)
    assert 44 < where.lon < 49
    assert seen["count_low"] == 2
    [watch] = [one.thing for one in held.watches]
    assert watch.state == "on"
    [status] = [one.thing for one in held.segment_reports]
    assert (status.segment, status.status, status.reason) == ("kornidzor-hakari", "restricted", WORDS)
    [goods] = [one.thing for one in held.consignments]
    assert (goods.item, goods.operator) == ("flour", "an agency")
    [passed] = [one.thing for one in held.passages]
    assert passed.count.high == 0
    told_of, said = sorted((one.thing for one in held.statements), key=lambda one: one.text)[::-1]
    assert "Upper Mill" in told_of.text
    assert said.text == WORDS
    [serving] = [one.thing for one in held.service_reports]
    assert (serving.facility, serving.level, serving.service) == ("hospital-askeran", "none", "")
    [kept_out] = [one.thing for one in held.restrictions]
    assert isinstance(kept_out.where, Point)
    assert kept_out.where.lat == pytest.approx(39.589, abs=1e-4)
    with Record.open(desk.home / "record", read_only=True) as record:
        posts = list(record.entries(kinds=("submission",)))
        files = {file.name: file.sha256 for stored in posts for file in stored.entry.evidence[1:]}
    assert len(posts) == 9
    assert [*files.values()] == [sha256(taken).hexdigest()], "the photo is the one that was taken, to the last byte"
    assert all(name.endswith(".jpg") for name in files)


def everything(held: Holdings) -> bool:
    road = (held.segment_reports, held.consignments, held.passages)
    kinds = (held.watches, *road, held.service_reports, held.restrictions)
    return all(kinds) and held.observations.height >= 2 and len(held.statements) >= 2


@pytest.mark.slow
def test_every_form_is_filled_in_without_a_network_and_sent_once_when_there_is_one(
    browser: BrowserContext, desk: Room, faults: list[str]
) -> None:
    taken = photo()
    page = opened(browser, desk, faults)
    browser.set_offline(True)
    page.reload()
    expect(page.locator("#forms a")).to_have_count(10)
    fill_all(page, taken)
    expect(page.locator("#outbox")).to_contain_text("9 kept here")
    page.close()
    browser.set_offline(False)
    again = opened(browser, desk, faults)
    expect(again.locator("#outbox")).to_contain_text("All sent")
    again.reload()
    check(told(desk, everything), desk, taken)


@pytest.mark.slow
def test_every_form_is_filled_in_with_a_network(
    browser: BrowserContext, tmp_path: Path, key: tuple[bytes, str], faults: list[str]
) -> None:
    taken = photo()
    with served(tmp_path, key[1]) as desk:
        page = opened(browser, desk, faults)
        fill_all(page, taken)
        expect(page.locator("#outbox")).to_contain_text("All sent")
        check(told(desk, everything), desk, taken)


def test_an_encrypted_form_is_refused(browser: BrowserContext, desk: Room, faults: list[str]) -> None:
    page = opened(browser, desk, faults)
    page.locator("#forms a[href='#protected-report']").click()
    expect(page.locator("#form")).to_contain_text("never in a browser")
    assert page.locator(".odk-form").count() == 0


def test_the_page_and_its_map_are_for_a_device_alone(desk: Room) -> None:
    page = httpx.get(f"{desk.phone}/desk-forms")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "nonce-" in policy
    assert policy != httpx.get(f"{desk.phone}/desk-forms").headers["Content-Security-Policy"]
    tile = httpx.get(f"{desk.phone}/desk-map/8/161/97")
    assert tile.headers["Content-Type"].startswith("image/svg+xml")
    for absent in ("8/256/97", "20/0/0"):
        assert httpx.get(f"{desk.phone}/desk-map/{absent}").status_code == 404
    for strange in ("desk-forms", "desk-map/8/161/97"):
        assert httpx.get(f"{desk.address}/key/{'x' * 43}/{strange}").status_code == 403
