"""The built page of the operations room, and what stands in for it where it was not built."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

PAGE = Path(str(files(__package__) / "page"))

_NOT_BUILT = (
    "<!doctype html><html lang=en><title>Trucewatch</title><p>The server runs; its page is not built. "
    "Build it with <code>make web</code> (Node 20), or use the API: <a href=/schema>/schema</a>.</html>"
)
_MEDIA = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_FOREVER = "public, max-age=31536000, immutable"


@get(["/", "/{path:path}"], include_in_schema=False)
async def page(request: Request[Any, Any, Any], path: FromPath[str] = "") -> Response[str] | File:
    """A file of the page; for every other address the page itself, which finds its way from there."""
    wanted = path.strip("/")
    if wanted.startswith(("api/", "ogc/", "schema")):
        raise NotFoundException(f"There is no {request.url.path}.")
    index = PAGE / "index.html"
    if not index.exists():
        return Response(_NOT_BUILT, media_type=MediaType.HTML)
    file = (PAGE / wanted).resolve()
    if wanted and file.is_file() and file.is_relative_to(PAGE.resolve()):
        cache = _FOREVER if wanted.startswith("assets/") else "no-cache"
        media = _MEDIA.get(file.suffix, "application/octet-stream")
        return File(file, content_disposition_type="inline", media_type=media, headers={"Cache-Control": cache})
    return File(
        index, content_disposition_type="inline", media_type=MediaType.HTML, headers={"Cache-Control": "no-cache"}
    )


router = Router("/", route_handlers=[page])
