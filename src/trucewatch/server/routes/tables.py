"""The pictures as tables: listed, filtered, and taken out in every format with the same filter."""

from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from ..entering import Asked, needs
from ..formats import FORMATS
from ..rights import tables_of
from ..shown import NAMES, Day, KnownAt, Sort, Where, ordered, shown, tag


class Table(msgspec.Struct, frozen=True):
    """A table: its columns with their types, and how many rows the account may see."""

    name: str
    columns: dict[str, str]
    rows: int


class Page(msgspec.Struct, frozen=True):
    """Some rows of a table out of ``total`` that the filter lets through."""

    rows: list[dict[str, Any]]
    total: int
    known_at: int
    day: str


@get("/api/tables", guards=[needs("read")], sync_to_thread=True)
def tables(request: Asked, state: State, day: Day = None, known_at: KnownAt = None) -> list[Table]:
    """Every table that the account may read."""
    found = []
    for name in tables_of(request.user, NAMES):
        frame = shown(state.live, request.user, name, None, day, known_at).frame
        found.append(Table(name, {column: str(dtype) for column, dtype in frame.schema.items()}, frame.height))
    return found


@get("/api/tables/{name:str}", guards=[needs("read")], sync_to_thread=True)
def table(
    request: Asked,
    state: State,
    name: FromPath[str],
    where: Where = None,
    sort: Sort = "",
    limit: Annotated[int, QueryParameter(ge=0, le=10_000)] = 100,
    offset: Annotated[int, QueryParameter(ge=0, le=2**40)] = 0,
    day: Day = None,
    known_at: KnownAt = None,
) -> Response[Page] | Response[bytes] | Response[None]:
    """Rows of a table; with ``.csv``, ``.xlsx``, ``.parquet``, ``.geojson`` or ``.hxl.csv`` after its name, all of
    them as a file.
    """
    bare, dot, suffix = name.partition(".")
    found = shown(state.live, request.user, bare, where, day, known_at)
    etag = tag(request.user, name, where, sort, limit, offset, found.day, found.known_at, found.frame.height)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return Response(None, status_code=304, headers=headers)
    frame = ordered(found.frame, sort)
    if not dot:
        rows = frame.slice(offset, limit).to_dicts()
        page = Page(rows, frame.height, found.known_at, found.day.isoformat())
        return Response(page, headers=headers)
    if suffix not in FORMATS:
        raise NotFoundException(f"There is no format .{suffix}; there are {', '.join(FORMATS)}.")
    media, write = FORMATS[suffix]
    file = f"{state.live.mission.id}-{bare}-{found.day}.{suffix}"
    disposition = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(write(frame), media_type=media, headers=headers | disposition)


router = Router("/", route_handlers=[tables, table], tags=["tables"])
