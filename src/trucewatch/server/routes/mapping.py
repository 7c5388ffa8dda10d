"""The map, a layer at a time."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from trucewatch import reporting

from ..entering import Asked, needs
from ..rights import OUTSIDE, limited
from ..shown import Day, KnownAt, Where, pictures_of, shown, tag

INSIDE_LAYERS = frozenset({"observation", "post"})
"""Layers that nobody outside the mission sees: where its people are, and what they told."""
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


router = Router("/", route_handlers=[features], tags=["map"])
