"""A mission that phones can talk to, and short ways for tests to do what phones do."""

import uuid
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.field import Office
from trucewatch.mission import Mission, load
from trucewatch.record import Record
from trucewatch.server.openrosa import Background, Devices, openrosa

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
    office: Office
    devices: Devices
    token: str
    client: TestClient[Litestar]

    @classmethod
    @contextmanager
    def started(cls, home: Path) -> Iterator[Self]:
        mission = load(home)
        with Record.create(home / "record", origin="test/field") as record:
            devices = Devices(home / "record" / "accounts.db")
            token = devices.add("phone 1", "op-01")
            office = Office(record, mission, devices.holder)
            with TestClient(served(office, devices), base_url="http://node.local") as client:
                yield cls(mission, record, office, devices, token, client)

    @property
    def base(self) -> str:
        return f"/key/{self.token}"

    def send(self, xml: bytes, files: dict[str, bytes] | None = None, *, more: bool = False) -> Response:
        """Post a record as Collect does: the XML first, then the files by their names."""
        parts: list[tuple[str, tuple[str | None, bytes, str] | tuple[None, bytes]]] = [
            ("xml_submission_file", ("record.xml", xml, "text/xml"))
        ]
        parts += [(name, (name, data, "image/jpeg")) for name, data in (files or {}).items()]
        if more:
            parts.append(("*isIncomplete*", (None, b"yes")))
        return self.client.post(f"{self.base}/submission?deviceID=test", files=parts)


def served(office: Office, devices: Devices) -> Litestar:
    """The server as the mission runs it, but for its other routes."""
    background = Background(office, lambda: None)

    @asynccontextmanager
    async def life(_: Litestar):
        async with background.running():
            yield

    return Litestar(openrosa(office, devices, background), lifespan=[life], openapi_config=None)
