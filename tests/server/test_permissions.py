"""Who may do what: every route of the application, whatever it is under, against every role."""

import re
from typing import NamedTuple

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from entering import Enter
from trucewatch.server.rights import RIGHTS

OPEN = {
    *("/api/setup", "/api/session", "/api/me", "/api/mission", "/v1/sessions", "/health"),
    *("/", "/{path:path}", "/schema", "/schema/{path:str}", "/schema/openapi.json"),
}
"""Routes for anybody: coming in, the page itself, and what describes the server."""
DEVICES = ("/key/{token:str}/", "/openrosa/", "/hook/")
"""Routes for devices and gateways, which come in by a token, digest or signature of their own."""
ENDLESS = "/api/live"
FILLED = {"day": "2023-08-04", "layer": "sector", "sha256": "0" * 64, "project": "1", "name": "incidents", "z": "1"}


class Way(NamedTuple):
    """A method and path with the right that it needs, or the stages at which it is one's own matter."""

    method: str
    path: str
    right: str
    own: bool

    @property
    def address(self) -> str:
        return re.sub(r"\{(\w+):\w+\}", lambda found: FILLED.get(found[1], "1"), self.path)


def ways(client: TestClient) -> list[Way]:
    application = client.app
    assert isinstance(application, Litestar)
    found = []
    for route in application.routes:
        for handler in getattr(route, "route_handlers", ()):
            guards = [getattr(guard, "func", guard) for guard in handler.resolve_guards()]
            # Of several guards each must let through; all but one of these ask for the same right.
            right = next((guard.right for guard in guards if hasattr(guard, "right")), "")
            own = any(hasattr(guard, "stages") for guard in guards)
            found += [Way(method, route.path, right, own) for method in handler.http_methods - {"OPTIONS"}]
    return found


def test_every_route_is_for_a_right_for_oneself_for_devices_or_known_to_be_for_anybody(served: TestClient) -> None:
    unguarded = {way.path for way in ways(served) if not way.right and not way.own}
    assert {path for path in unguarded if not path.startswith(DEVICES)} == OPEN
    assert len({way.path for way in ways(served)} - unguarded) > 50


def test_a_device_without_a_token_gets_nothing(enter: Enter) -> None:
    client = enter("")
    for way in ways(client):
        if way.path.startswith(DEVICES):
            assert client.request(way.method, way.address).status_code in {400, 401, 403, 404}, way


def test_a_second_factor_is_ones_own_matter(enter: Enter) -> None:
    client = enter("")
    own = [way for way in ways(client) if way.own]
    assert len(own) > 6
    for way in own:
        assert client.request(way.method, way.address, json={}).status_code == 401, way


@pytest.mark.parametrize("role", ["", *RIGHTS])
def test_a_role_is_refused_what_it_has_no_right_to(enter: Enter, role: str) -> None:
    client = enter(role)
    for way in ways(client):
        if not way.right or way.path == ENDLESS:
            continue
        status = client.request(way.method, way.address, json={} if way.method in {"POST", "PUT"} else None).status_code
        if not role:
            assert status == 401, way
        elif way.right in RIGHTS[role]:
            assert status not in {401, 403}, (way, status)
            assert status < 500, (way, status)
        else:
            assert status == 403, (way, status)
