"""A mission that phones can talk to, and short ways for tests to do what phones do."""

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.field import Office
from trucewatch.mission import Mission, load
from trucewatch.record import Holdings, Record
from trucewatch.server import Account, accounts_of
from trucewatch.server.openrosa import Devices, Reception, routers, webhook

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse"
ROOM_PASSWORD = "a long enough password"
INSTANCE = """<?xml version="1.0"?>
<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="1">{body}
<orx:meta><orx:instanceID>{instance}</orx:instanceID>{replaces}</orx:meta></data>"""


def new_id() -> str:
    return f"uuid:{uuid.uuid4()}"


def filled(form: str, body: str, instance: str, replaces: str = "") -> bytes:
    edit = f"<orx:deprecatedID>{replaces}</orx:deprecatedID>" if replaces else ""
    return INSTANCE.format(form=form, body=body, instance=instance, replaces=edit).encode()


def violation(*sounds: str, post: str = "op-01") -> str:
    """The body of a ceasefire violation form with these repeats."""
    return f"<post_code>{post}</post_code><elsewhere>no</elsewhere>" + "".join(sounds)


def sound(at: str = "2023-06-14T21:05:33.120+04:00", bearing: str = "67", count: str = "3", photo: str = "") -> str:
    return (
        f"<sounds><noticed_at>{at}</noticed_at><means>heard</means><kind>explosion</kind><count>{count}</count>"
        f"<bearing>{bearing}</bearing><range>2-5</range><weapon>mortar</weapon><assessment>undetermined</assessment>"
        f"<note>two dogs barking</note><photo>{photo}</photo></sounds>"
    )


@dataclass
class World:
    """The mission, its record and forms, the token of its device, and a client of the server."""

    mission: Mission
    record: Record
    reception: Reception
    token: str
    client: TestClient[Litestar]

    @classmethod
    @contextmanager
    def started(cls, home: Path) -> Iterator[Self]:
        mission = load(home)
        with Record.create(home / "record", origin="test/field") as record:
            token = Devices(home / "record" / "accounts.db").add("phone 1", "op-01")
            application = served(record, mission)
            with TestClient(application, base_url="http://node.local") as client:
                yield cls(mission, record, application.state.reception, token, client)

    @property
    def base(self) -> str:
        return f"/key/{self.token}"

    @property
    def office(self) -> Office:
        return self.reception.office

    def holdings(self) -> Holdings:
        """What the record holds once all posts are read."""
        self.office.catch_up()
        return self.record.holdings()

    def send(self, xml: bytes, files: dict[str, bytes] | None = None, *, more: bool = False) -> Response:
        """Post a record as Collect does: the XML first, then the files by their names."""
        parts: list[tuple[str, tuple[str | None, bytes, str] | tuple[None, bytes]]] = [
            ("xml_submission_file", ("record.xml", xml, "text/xml"))
        ]
        parts += [(name, (name, data, "image/jpeg")) for name, data in (files or {}).items()]
        if more:
            parts.append(("*isIncomplete*", (None, b"yes")))
        return self.client.post(f"{self.base}/submission?deviceID=test", files=parts)


def served(record: Record, mission: Mission) -> Litestar:
    """The server as the mission runs it, but for its other routes."""

    @asynccontextmanager
    async def life(application: Litestar):
        async with Reception.opened(record, mission, record.home / "accounts.db", lambda _: None) as reception:
            application.state.reception = reception
            yield

    return Litestar([*routers(), webhook], lifespan=[life], openapi_config=None)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Room:
    """A server process: its address, that of its phone (with the token), and the mission's directory."""

    address: str
    phone: str
    home: Path

    @classmethod
    @contextmanager
    def started(cls, home: Path) -> Iterator[Self]:
        """With an analyst, one who sees a sector, and the public, all of ROOM_PASSWORD."""
        Record.create(home / "record", origin="test/room").close()
        token = Devices(home / "record" / "accounts.db").add("phone 1", "op-01")
        with accounts_of(home) as accounts:
            accounts.add(Account(name="analyst", role="analyst"), ROOM_PASSWORD)
            accounts.add(Account(name="part", role="analyst", sectors=("north",)), ROOM_PASSWORD)
            accounts.add(Account(name="public", role="public"), ROOM_PASSWORD)
        address = f"http://127.0.0.1:{free_port()}"
        serving = (
            "import sys, pathlib, trucewatch.server as s; s.serve(pathlib.Path(sys.argv[1]), port=int(sys.argv[2]))"
        )
        command = [sys.executable, "-c", serving, str(home), address.rpartition(":")[2]]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            try:
                for _ in range(300):
                    with suppress(httpx.HTTPError):
                        httpx.get(f"{address}/key/{token}/formList")
                        break
                    time.sleep(0.1)
                yield cls(address, f"{address}/key/{token}", home)
            finally:
                server.terminate()


def told(room: Room, enough: Callable[[Holdings], bool]) -> Holdings:
    """What the record holds once ``enough`` of it has come."""
    for _ in range(300):
        with Record.open(room.home / "record", read_only=True) as record:
            held = record.holdings()
        if enough(held):
            return held
        time.sleep(0.1)
    raise AssertionError(f"it did not come: {[row.thing.problems for row in held.quarantined]}")
