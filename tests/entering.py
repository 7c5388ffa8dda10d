"""What the tests of the server share: everybody's password, and how to come in as a role."""

import time
from collections.abc import Callable
from typing import NamedTuple

from litestar.testing import TestClient

PASSWORD = "correct horse battery staple"
Enter = Callable[[str], TestClient]
"""Come in as a role: the client with its session's cookie and token; "" goes out."""


class Served(NamedTuple):
    """A server process: its address, and a token of the administrator's."""

    address: str
    token: str


def wait_for_pictures(client: TestClient) -> None:
    """Until the first pictures are drawn, however busy the machine is."""
    live = client.app.state.live
    while live.state.known_at is None:
        time.sleep(0.1)
