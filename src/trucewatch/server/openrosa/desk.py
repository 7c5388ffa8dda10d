"""What a browser at the desk gets under a device's address: the duty officer's fast screens, and all forms.

The page of all forms is built with the page of the operations room; it runs ``@getodk/web-forms``.
"""

import asyncio
from importlib.resources import files
from secrets import token_urlsafe
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from trucewatch.field import tile, view

from ..headers import policy
from ..page import PAGE
from .devices import Device
from .reception import Reception

_SCREENS = files(__package__) / "screens"
_KINDS = {
    "index.html": "text/html",
    "desk.css": "text/css",
    **dict.fromkeys(("desk.js", "outbox.js", "records.js", "worker.js"), "text/javascript"),
}
_FRESH = {"Cache-Control": "no-cache"}
_MOST_ZOOM = 19


@get("/desk")
async def screens(device: NamedDependency[Device]) -> Response[bytes]:
    """The fast screens of the duty officer, which post as this device."""
    return _page("index.html")


@get("/desk/{name:str}")
async def screens_file(
    request: Request[Any, Any, Any], device: NamedDependency[Device], name: FromPath[str]
) -> Response[bytes]:
    if name not in _KINDS:
        raise NotFoundException(f"There is no file {name}.")
    answer = _page(name)
    answer.headers["Service-Worker-Allowed"] = request.scope["path"].removesuffix(f"/{name}")
    return answer


@get("/desk-forms")
async def forms(device: NamedDependency[Device], reception: NamedDependency[Reception]) -> Response[str]:
    """All forms, filled in in the browser. Their engine is WebAssembly and makes styles, which carry the nonce."""
    built = PAGE / "forms.html"
    if not built.exists():
        raise NotFoundException("This page is not built. Build it with `make web` (Node 20).")
    nonce = token_urlsafe(16)
    x, y, zoom = view(reception.office.mission)
    told = f'<script nonce="{nonce}" data-view="{x:.0f} {y:.0f} {zoom}" '
    text = (await asyncio.to_thread(built.read_text, "utf-8")).replace("<script ", told)
    allowed = policy(
        **{
            "script-src": "'self' 'wasm-unsafe-eval'",
            "style-src": f"'self' 'nonce-{nonce}'",
            "font-src": "'self' data:",
            "media-src": "'self' blob:",
        }
    )
    return Response(text, media_type="text/html", headers={**_FRESH, "Content-Security-Policy": allowed})


@get("/desk-map/{zoom:int}/{x:int}/{y:int}")
async def map_tile(
    device: NamedDependency[Device],
    reception: NamedDependency[Reception],
    zoom: FromPath[int],
    x: FromPath[int],
    y: FromPath[int],
) -> Response[bytes]:
    """The ground that positions are chosen on."""
    if not (0 <= zoom <= _MOST_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
        raise NotFoundException("There is no such tile.")
    drawn = await asyncio.to_thread(tile, reception.office.mission, zoom, x, y)
    return Response(drawn, media_type="image/svg+xml", headers=_FRESH)


def _page(name: str) -> Response[bytes]:
    return Response((_SCREENS / name).read_bytes(), media_type=_KINDS[name], headers=_FRESH)


handlers = [screens, screens_file, forms, map_tile]
"""The addresses of the desk, for devices that carry their token in the address."""
