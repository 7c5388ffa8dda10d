"""The ground under the map: the mission's own PMTiles archive, a stretch of bytes at a time."""

import re
from typing import Annotated

from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import HeaderParameter
from litestar.status_codes import HTTP_206_PARTIAL_CONTENT, HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE

from ..entering import needs

LONGEST = 4 * 2**20
"""The most bytes that are sent at once; whoever asks for more gets so many, and asks again."""
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})", re.ASCII)


@get("/api/map/ground.pmtiles", guards=[needs("read")], status_code=HTTP_206_PARTIAL_CONTENT, sync_to_thread=True)
def ground(
    state: State, stretch: Annotated[str, HeaderParameter(name="Range", max_length=100)] = "bytes=0-"
) -> Response[bytes]:
    """Bytes of the archive that the mission file names as ``base`` (RFC 9110, section 14: one range from its start).

    Answers 404 where the mission has none.
    """
    archive = state.live.mission.base
    if archive is None:
        raise NotFoundException("The mission file names no base of the map.")
    size = archive.stat().st_size
    asked = _RANGE.fullmatch(stretch)
    first = int(asked[1]) if asked else size
    if first >= size:
        raise HTTPException(
            status_code=HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE,
            detail="Ask for one stretch of the archive by its first byte: bytes=FIRST-LAST.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    last = min(int(asked[2]) if asked and asked[2] else size - 1, size - 1, first + LONGEST - 1)
    with archive.open("rb") as file:
        file.seek(first)
        data = file.read(max(0, last - first + 1))
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
        "Content-Range": f"bytes {first}-{last}/{size}",
        "ETag": f'"{size:x}-{archive.stat().st_mtime_ns:x}"',
    }
    return Response(data, status_code=HTTP_206_PARTIAL_CONTENT, media_type="application/vnd.pmtiles", headers=headers)


router = Router("/", route_handlers=[ground], tags=["map"])
