"""The map, a layer at a time."""

from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, QueryParameter

from trucewatch import reporting

from ..crowds import APART, COLUMNS, MOST_ZOOM, Hours, Square, hours, squares
from ..entering import Asked, needs
from ..filters import FilterError, condition
from ..rights import OUTSIDE, limited
from ..shown import Day, KnownAt, Where, pictures_of, shown, tag

INSIDE_LAYERS = frozenset({"observation", "post", "watch", "plan"})
"""Layers that nobody outside the mission sees: where its people are and will be, and what they told."""
IN_PART_LAYERS = frozenset({"sector", "place", "incident", "uncertainty"})
"""Layers for whoever sees a part of the mission only: the ground, and the incidents of that part."""


@get("/api/map/{layer:str}", guards=[needs("read")], sync_to_thread=True)
def features(
    request: Asked,
    state: State,
    layer: FromPath[str],
    where: Where = None,
    limit: Annotated[int, QueryParameter(ge=0, le=100_000, description="the latest so many incidents")] = 5_000,
    day: Day = None,
    known_at: KnownAt = None,
) -> Response[bytes] | Response[None]:
    """The features of a layer as GeoJSON; ``where`` filters the incidents that it shows."""
    outside = request.user.role in OUTSIDE
    hidden = (outside and layer in INSIDE_LAYERS) or (limited(request.user) and layer not in IN_PART_LAYERS)
    if layer not in reporting.LAYERS or hidden:
        raise NotFoundException(f"There is no layer {layer!r}; there are {', '.join(reporting.LAYERS)}.")
    incidents = shown(state.live, request.user, "incidents", where, day, known_at)
    etag = tag(request.user, layer, where, limit, incidents.day, incidents.known_at, incidents.frame.height)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return Response(None, status_code=304, headers=headers)
    pictures = pictures_of(state.live, request.user, day, known_at)
    drawn = reporting.layer(pictures, layer, incidents.frame.sort("start").tail(limit))
    collection = {"type": "FeatureCollection", "features": drawn, "total": incidents.frame.height}
    return Response(msgspec.json.encode(collection), media_type="application/geo+json", headers=headers)


@get("/api/cot", guards=[needs("read")], sync_to_thread=True)
def cursor_on_target(
    request: Asked, state: State, where: Where = None, day: Day = None, known_at: KnownAt = None
) -> Response[bytes]:
    """Incidents as Cursor on Target, one event a line; for the mission's people also where patrols were last."""
    incidents = shown(state.live, request.user, "incidents", where, day, known_at)
    inside = request.user.role not in OUTSIDE and not limited(request.user)
    pictures = pictures_of(state.live, request.user, day, known_at)
    drawn = reporting.cursor_on_target(pictures, incidents.frame, patrols=inside)
    return Response(drawn, media_type="application/cot+xml")


class Crowd(msgspec.Struct, frozen=True):
    """Incidents of a view: gathered in ``squares``, or where they are few each by itself as GeoJSON features.

    ``total`` is how many the filter lets through, ``unplaced`` how many of them have no place, ``inside`` how many lie
    in the view.
    """

    total: int
    unplaced: int
    inside: int
    squares: list[Square]
    incidents: tuple[dict[str, Any], ...]
    uncertainty: tuple[dict[str, Any], ...]


@get("/api/map/crowd", guards=[needs("read")], sync_to_thread=True)
def crowd(
    request: Asked,
    state: State,
    bbox: Annotated[str, QueryParameter(max_length=100, description="west,south,east,north in degrees")],
    zoom: Annotated[int, QueryParameter(ge=0, le=MOST_ZOOM)] = 8,
    where: Where = None,
    day: Day = None,
    known_at: KnownAt = None,
) -> Response[Crowd] | Response[None]:
    """Every incident that ``where`` asks for and a view holds, however many there are."""
    every = shown(state.live, request.user, "incidents", where, day, known_at, COLUMNS)
    etag = tag(request.user, "crowd", bbox, zoom, where, every.day, every.known_at, every.frame.height)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return Response(None, status_code=304, headers=headers)
    box = f":within:{bbox}"
    try:
        inside = every.frame.filter(condition([box], every.frame.schema))
    except FilterError as wrong:
        raise ValidationException(str(wrong)) from None
    apart = inside.height <= APART
    drawn: dict[str, tuple[dict[str, Any], ...]] = {"incident": (), "uncertainty": ()}
    if apart:
        few = shown(state.live, request.user, "incidents", [*(where or ()), box], day, known_at).frame.sort("start")
        pictures = pictures_of(state.live, request.user, day, known_at)
        drawn = {layer: reporting.layer(pictures, layer, few) for layer in drawn}
    answer = Crowd(
        total=every.frame.height,
        unplaced=every.frame["lon"].null_count(),
        inside=inside.height,
        squares=[] if apart else squares(inside, zoom),
        incidents=drawn["incident"],
        uncertainty=drawn["uncertainty"],
    )
    return Response(answer, headers=headers)


@get("/api/map/hours", guards=[needs("read")], sync_to_thread=True)
def beginnings(
    request: Asked, state: State, where: Where = None, day: Day = None, known_at: KnownAt = None
) -> Response[Hours]:
    """How many incidents began in each hour, or stretch of hours, of those that ``where`` asks for."""
    found = shown(state.live, request.user, "incidents", where, day, known_at, ("start",))
    headers = {
        "ETag": tag(request.user, "hours", where, found.day, found.known_at),
        "Cache-Control": "private, no-cache",
    }
    return Response(hours(found.frame), headers=headers)


router = Router("/", route_handlers=[features, crowd, beginnings, cursor_on_target], tags=["map"])
