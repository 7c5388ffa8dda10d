"""A server killed while phones post: what it acknowledged is in the record, once, with its files."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from queue import Empty, SimpleQueue

import httpx
import pytest
from field_world import filled, free_port, new_id, sound, violation

from trucewatch.field import Office
from trucewatch.mission import load
from trucewatch.record import Record
from trucewatch.server.openrosa import Devices


class Phones:
    """Several phones that post the records of a queue, each again until it is acknowledged, as Collect does."""

    def __init__(self, address: str, uploads: int) -> None:
        self.address = address
        self.waiting: SimpleQueue[str] = SimpleQueue()
        self.photos = {new_id(): random.randbytes(20_000) for _ in range(uploads)}
        for instance in self.photos:
            self.waiting.put(instance)
        self.acknowledged: set[str] = set()
        self.tries = 0
        self.threads = [threading.Thread(target=self._post) for _ in range(4)]

    def _post(self) -> None:
        with httpx.Client(timeout=10) as client:
            while True:
                try:
                    instance = self.waiting.get_nowait()
                except Empty:
                    return
                while instance not in self.acknowledged:
                    self.tries += 1
                    try:
                        answer = client.post(self.address, files=self._parts(instance))
                    except httpx.HTTPError:
                        time.sleep(0.05)
                        continue
                    if answer.status_code in (201, 202):
                        self.acknowledged.add(instance)

    def _parts(self, instance: str) -> list[tuple[str, tuple[str, bytes, str]]]:
        xml = filled("ceasefire-violation", violation(sound(photo="фото.jpg")), instance)
        return [
            ("xml_submission_file", ("record.xml", xml, "text/xml")),
            ("фото.jpg", ("фото.jpg", self.photos[instance], "image/jpeg")),
        ]


def killed(home: Path, uploads: int, kills: int, chance: random.Random) -> None:
    Record.create(home / "record", origin="test/field").close()
    devices = Devices(home / "record" / "accounts.db")
    port = free_port()
    phones = Phones(f"http://127.0.0.1:{port}/key/{devices.add('phone')}/submission", uploads)
    for thread in phones.threads:
        thread.start()
    script = str(Path(__file__).with_name("serve_field.py"))
    for _ in range(kills):
        with subprocess.Popen([sys.executable, script, str(home), str(port)], stderr=subprocess.DEVNULL) as server:
            before = len(phones.acknowledged)
            while len(phones.acknowledged) < min(before + uploads // (kills + 1), uploads):
                assert server.poll() is None, "it must run until it is killed"
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.2))
            server.send_signal(signal.SIGKILL)
    with subprocess.Popen([sys.executable, script, str(home), str(port)], stderr=subprocess.DEVNULL) as server:
        for thread in phones.threads:
            thread.join(timeout=120)
        server.send_signal(signal.SIGKILL)
    assert phones.acknowledged == phones.photos.keys()
    with Record.open(home / "record") as record:
        office = Office(record, load(home), devices.holder)
        office.catch_up()
        held = record.holdings()
        outcome = record.verify()
        posts = Counter(post.thing.instance for post in held.submissions)
        assert posts == Counter(dict.fromkeys(phones.photos, 1))
        for post in held.submissions:
            [photo] = [evidence for evidence in post.evidence if evidence.name == "фото.jpg"]
            assert record.evidence_path(photo.sha256).read_bytes() == phones.photos[post.thing.instance]
        assert held.observations.height == uploads
        assert not held.quarantined
        assert outcome.ok
        assert not list((record.home / "evidence" / "unfinished").iterdir())


def test_two_kills(home: Path) -> None:
    killed(home, 40, 2, random.Random(2))


@pytest.mark.slow
def test_twenty_kills_under_five_hundred_uploads(home: Path) -> None:
    killed(home, 500, 20, random.Random(20))
