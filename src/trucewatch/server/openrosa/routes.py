"""The addresses that ODK Collect, KoBoCollect and their kin ask for (OpenRosa 1.0), with the answers they accept.

Under ``/key/{token}`` for devices that carry their token in the address, under ``/openrosa`` with HTTP Digest.
"""

import asyncio
from collections.abc import Mapping
from email.utils import formatdate
from hashlib import md5
from typing import Annotated, Any

from litestar import Request, Response, Router, get, head, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.params import FromPath, QueryParameter

from . import desk, documents
from .devices import Device
from .digest import DigestError, signed_by
from .receiving import MOST_BYTES, RefusedError, receive
from .reception import Reception, reception_of

ADVERTISED_BYTES = 10_000_000
"""What phones are told a post may have; they split larger records."""

_XML = "text/xml"
_HEADERS = {
    "X-OpenRosa-Version": "1.0",
    "X-OpenRosa-Accept-Content-Length": str(ADVERTISED_BYTES),
    "Content-Language": "en",
}

Asked = Request[Any, Any, Any]


async def _by_token(token: FromPath[str], reception: NamedDependency[Reception]) -> Device:
    # 403, not 401: a phone that is asked to sign in would ask its user for a password that there is none of.
    device = await asyncio.to_thread(reception.devices.by_token, token)
    if device is None:
        raise PermissionDeniedException("This token is not known, or was taken back.")
    return device


async def _by_digest(request: Asked, reception: NamedDependency[Reception]) -> Device:
    target = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    signed = request.headers.get("authorization", "")
    return await asyncio.to_thread(signed_by, signed, request.method, target, reception.devices)


@get("/formList")
async def form_list(
    request: Asked,
    device: NamedDependency[Device],
    reception: NamedDependency[Reception],
    form_id: Annotated[str | None, QueryParameter(name="formID")] = None,
) -> Response[bytes]:
    forms = [form for form in reception.office.library.forms.values() if form_id in (None, form.id)]
    return _xml(documents.form_list(forms, _base(request, "/formList")))


@get("/forms/{name:str}")
async def form_xml(
    device: NamedDependency[Device], reception: NamedDependency[Reception], name: FromPath[str]
) -> Response[bytes]:
    form = reception.office.library.forms.get(name.removesuffix(".xml"))
    if form is None or not name.endswith(".xml"):
        raise NotFoundException(f"There is no form {name}.")
    return _xml(form.xml)


@get("/forms/{form_id:str}/manifest")
async def manifest(
    request: Asked, device: NamedDependency[Device], reception: NamedDependency[Reception], form_id: FromPath[str]
) -> Response[bytes]:
    form = reception.office.library.forms.get(form_id)
    if form is None:
        raise NotFoundException(f"There is no form {form_id}.")
    files = await asyncio.to_thread(lambda: {name: reception.office.file(name) for name in form.files})
    hashes = {name: md5(data, usedforsecurity=False).hexdigest() for name, data in files.items() if data is not None}
    return _xml(documents.manifest(form, hashes, _base(request, f"/forms/{form_id}/manifest")))


@get("/forms/{form_id:str}/media/{name:str}")
async def medium(
    device: NamedDependency[Device], reception: NamedDependency[Reception], form_id: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    form = reception.office.library.forms.get(form_id)
    data = await asyncio.to_thread(reception.office.file, name) if form and name in form.files else None
    if data is None:
        raise NotFoundException(f"The form has no file {name}.")
    kind = "text/csv" if name.endswith(".csv") else "application/octet-stream"
    return Response(data, media_type=kind)


@get("/entities/{dataset:str}/integrity")
async def integrity(
    device: NamedDependency[Device],
    reception: NamedDependency[Reception],
    dataset: FromPath[str],
    ids: Annotated[str, QueryParameter(name="id")] = "",
) -> Response[bytes]:
    if dataset not in reception.office.lists:
        raise NotFoundException(f"There is no list {dataset}.")
    return _xml(documents.integrity(filter(None, ids.split(","))))


@head("/submission", status_code=204)
async def may_submit(
    request: Asked, device: NamedDependency[Device], reception: NamedDependency[Reception]
) -> Response[None]:
    return Response(None, status_code=204, headers={"Location": str(request.url)})


@post("/submission", request_max_body_size=MOST_BYTES)
async def submit(
    request: Asked, device: NamedDependency[Device], reception: NamedDependency[Reception]
) -> Response[bytes]:
    _, options = request.content_type
    boundary = options.get("boundary", "")
    if not boundary:
        raise RefusedError(400, "A record is posted as multipart/form-data.")
    agent = request.headers.get("user-agent", "")
    receipt = await receive(request.stream(), boundary, reception.office, device, agent)
    reception.wake()
    said = "held already" if receipt.repeated else "received in full"
    return _xml(documents.response(f"The record was {said}: entry {receipt.id}."), 202 if receipt.repeated else 201)


def _base(request: Asked, tail: str) -> str:
    """The address that the phone knows this server by."""
    return f"{str(request.base_url).rstrip('/')}{request.scope['path'].removesuffix(tail)}"


def _xml(content: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    return Response(content, status_code=status, media_type=_XML, headers={**_HEADERS, **(headers or {})})


def _headed(response: Response[Any]) -> Response[Any]:
    response.headers.update(_HEADERS)
    response.headers["Date"] = formatdate(usegmt=True)
    return response


def _unsigned(_: Asked, error: DigestError) -> Response[bytes]:
    return _xml(documents.response("Sign in as a device."), 401, {"WWW-Authenticate": error.challenge})


def _refused(_: Asked, error: RefusedError) -> Response[bytes]:
    return _xml(documents.response(str(error)), error.status)


def _failed(_: Asked, error: HTTPException) -> Response[bytes]:
    return _xml(documents.response(error.detail), error.status_code)


def _broken(request: Asked, error: Exception) -> Response[bytes]:
    request.logger.exception("an OpenRosa request failed", exc_info=error)
    return _xml(documents.response("The server could not do this; try again."), 500)


def routers() -> list[Router]:
    """The addresses for devices that carry their token, and for those that sign in."""
    shared: dict[str, Any] = {
        "route_handlers": [form_list, form_xml, manifest, medium, integrity, may_submit, submit],
        "after_request": _headed,
        "exception_handlers": {
            DigestError: _unsigned,
            RefusedError: _refused,
            HTTPException: _failed,
            Exception: _broken,
        },
        "include_in_schema": False,
        "opt": {"anybody": True},
    }
    found = {"reception": Provide(reception_of, sync_to_thread=False)}
    return [
        Router(
            "/key/{token:str}",
            dependencies={**found, "device": Provide(_by_token)},
            **shared | {"route_handlers": [*shared["route_handlers"], *desk.handlers]},
        ),
        Router("/openrosa", dependencies={**found, "device": Provide(_by_digest)}, **shared),
    ]
