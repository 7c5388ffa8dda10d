"""The tables with positions as OGC API - Features (Part 1: Core, GeoJSON), so that GIS programs open them."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import polars as pl
from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, QueryParameter

from ..entering import Asked, needs
from ..filters import FilterError, condition
from ..formats import feature
from ..rights import tables_of
from ..shown import NAMES, shown

CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
)
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_RESERVED = frozenset({"bbox", "datetime", "limit", "offset", "f"})


def _link(request: Asked, path: str, rel: str, media: str = "application/json") -> dict[str, str]:
    return {"href": f"{str(request.base_url).rstrip('/')}{path}", "rel": rel, "type": media}


@get("/ogc", guards=[needs("read")], sync_to_thread=False)
def landing(request: Asked, state: State) -> dict[str, Any]:
    """The landing page."""
    return {
        "title": state.live.mission.name,
        "links": [
            _link(request, "/ogc", "self"),
            _link(request, "/ogc/conformance", "conformance"),
            _link(request, "/ogc/collections", "data"),
            _link(request, "/schema/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        ],
    }


@get("/ogc/conformance", guards=[needs("read")], sync_to_thread=False)
def conformance() -> dict[str, Any]:
    """The classes of the standard that are kept."""
    return {"conformsTo": CONFORMS}


@get("/ogc/collections", guards=[needs("read")], sync_to_thread=True)
def collections(request: Asked, state: State) -> dict[str, Any]:
    """Every table with positions that the account may see."""
    found = [_collection(request, state, name) for name in tables_of(request.user, NAMES)]
    links = [_link(request, "/ogc/collections", "self")]
    return {"links": links, "collections": [one for one in found if one is not None]}


@get("/ogc/collections/{name:str}", guards=[needs("read")], sync_to_thread=True)
def collection(request: Asked, state: State, name: FromPath[str]) -> dict[str, Any]:
    """One table with positions."""
    found = _collection(request, state, name)
    if found is None:
        raise NotFoundException(f"The table {name!r} has no positions.")
    return found


def _collection(request: Asked, state: State, name: str) -> dict[str, Any] | None:
    frame = shown(state.live, request.user, name, None, None, None).frame
    if "lon" not in frame.columns:
        return None
    placed = frame.select("lon", "lat").drop_nulls()
    bounds = None if placed.is_empty() else [*placed.min().row(0), *placed.max().row(0)]
    extent = {} if bounds is None else {"extent": {"spatial": {"bbox": [bounds], "crs": _CRS84}}}
    here = f"/ogc/collections/{name}"
    links = [_link(request, here, "self"), _link(request, f"{here}/items", "items", "application/geo+json")]
    return {"id": name, "title": name, "itemType": "feature", "crs": [_CRS84], "links": links} | extent


@get("/ogc/collections/{name:str}/items", guards=[needs("read")], sync_to_thread=True)
def items(
    request: Asked,
    state: State,
    name: FromPath[str],
    bbox: Annotated[str, QueryParameter(max_length=200)] = "",
    when: Annotated[str, QueryParameter(name="datetime", max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1000,
    offset: Annotated[int, QueryParameter(ge=0, le=2**40)] = 0,
) -> Response[bytes]:
    """Features of a table in a box and an interval; every other parameter names a column and the value it must have."""
    wanted = [f"{key}:eq:{value}" for key, value in request.query_params.multi_items() if key not in _RESERVED]
    if bbox:
        wanted.append(f":within:{bbox}")
    frame = shown(state.live, request.user, name, wanted, None, None).frame
    if when:
        frame = frame.filter(_during(when, frame.schema))
    rows = frame.slice(offset, limit)
    asked = [f"{key}={value}" for key, value in request.query_params.multi_items() if key != "offset"]
    links = [_link(request, f"/ogc/collections/{name}/items", "self", "application/geo+json")]
    if offset + rows.height < frame.height:
        following = "&".join([*asked, f"offset={offset + rows.height}"])
        links.append(_link(request, f"/ogc/collections/{name}/items?{following}", "next", "application/geo+json"))
    page = {
        "type": "FeatureCollection",
        "features": [feature(row) for row in rows.to_dicts()],
        "numberMatched": frame.height,
        "numberReturned": rows.height,
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "links": links,
    }
    return Response(msgspec.json.encode(page), media_type="application/geo+json")


@get("/ogc/collections/{name:str}/items/{row:str}", guards=[needs("read")], sync_to_thread=True)
def item(request: Asked, state: State, name: FromPath[str], row: FromPath[str]) -> Response[bytes]:
    """One feature by its id."""
    found = shown(state.live, request.user, name, None, None, None).frame
    rows = found.filter(pl.col("id") == row).to_dicts() if "id" in found.columns else []
    if not rows:
        raise NotFoundException(f"There is no {row!r} in {name!r}.")
    links = [_link(request, f"/ogc/collections/{name}", "collection")]
    return Response(msgspec.json.encode(feature(rows[0]) | {"links": links}), media_type="application/geo+json")


def _during(when: str, schema: pl.Schema) -> pl.Expr:
    if "start" not in schema or "end" not in schema:
        raise ValidationException("datetime: this table has no moments")
    first, _, last = when.partition("/")
    parts = [f"end:ge:{first}"] if first not in {"", ".."} else []
    parts += [f"start:le:{last or first}"] if (last or first) not in {"", ".."} else []
    try:
        return condition(parts, schema)
    except FilterError as wrong:
        raise ValidationException(f"datetime: {wrong}") from None


router = Router(
    "/", route_handlers=[landing, conformance, collections, collection, items, item], tags=["OGC API - Features"]
)
