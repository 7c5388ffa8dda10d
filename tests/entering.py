"""What the tests of the server share: everybody's password, and how to come in as a role."""

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
