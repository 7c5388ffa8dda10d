"""Text messages and e-mails from a gateway, signed: durable before they are answered, read like filled forms after.

The signature is that of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0): HMAC-SHA256 over
``id.timestamp.body`` with the gateway's secret. One that is older or newer than five minutes is refused; the same
message again is acknowledged and adds nothing.
"""

import asyncio
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import UTC, datetime
from hmac import compare_digest, digest
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotAuthorizedException, ValidationException
from litestar.params import FromPath, HeaderParameter

from trucewatch.domain import Evidence, Submission
from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import MESSAGE, Message, read_message, record_of
from trucewatch.record import Draft, Record

from .devices import Gateway
from .reception import Reception, reception_of

TOLERATED_S = 300
"""How far the clock of a gateway may be off."""
MOST_BYTES = 30_000_000
_PREFIX = "v1,"


class Taken(msgspec.Struct, frozen=True):
    """The answer: the entry that holds the message, and whether it was there already."""

    entry: str
    repeated: bool


def sign(secret: bytes, number: str, stamp: str, body: bytes) -> str:
    """The signature of a message, as the header ``webhook-signature`` carries it."""
    mac = digest(secret, f"{number}.{stamp}.".encode() + body, "sha256")
    return _PREFIX + b64encode(mac).decode("ascii")


@post("/hook/{name:str}", status_code=200, request_max_body_size=MOST_BYTES, opt={"anybody": True})
async def take(
    request: Request[Any, Any, Any],
    reception: NamedDependency[Reception],
    name: FromPath[str],
    number: Annotated[str, HeaderParameter(name="webhook-id", min_length=1, max_length=200)],
    stamp: Annotated[str, HeaderParameter(name="webhook-timestamp", pattern=r"^\d{1,12}$")],
    signature: Annotated[str, HeaderParameter(name="webhook-signature", max_length=2000)],
) -> Response[Taken]:
    """Take in a message."""
    body = await request.body()
    gateway = await asyncio.to_thread(reception.devices.gateway, name)
    if gateway is None or not _signed(gateway.secret, number, stamp, body, signature):
        raise NotAuthorizedException("No gateway of this name signed this.")
    if abs(datetime.now(UTC).timestamp() - int(stamp)) > TOLERATED_S:
        raise NotAuthorizedException("The signature is too old, or the gateway's clock is off by minutes.")
    kind, _ = request.content_type
    try:
        message = read_message(body, kind)
    except IntakeError as error:
        raise ValidationException(str(error)) from error
    draft = await asyncio.to_thread(_draft, reception.office.record, gateway, f"{name}:{number}", message, body)
    [receipt] = await asyncio.wrap_future(reception.office.record.submit([draft], author=f"gateway {name}"))
    reception.wake()
    return Response(Taken(receipt.id, receipt.repeated))


def _signed(secret: bytes, number: str, stamp: str, body: bytes, said: str) -> bool:
    """Whether one of the signatures holds: a gateway that changes its secret sends two."""
    expected = b64decode(sign(secret, number, stamp, body).removeprefix(_PREFIX))
    for one in said.split(" "):
        try:
            if one.startswith(_PREFIX) and compare_digest(b64decode(one.removeprefix(_PREFIX)), expected):
                return True
        except Base64Error:
            continue
    return False


def _draft(record: Record, gateway: Gateway, number: str, message: Message, body: bytes) -> Draft:
    """The record of the message with its files. The bytes as they came name the sender: they stay beside the log."""
    code = digest(gateway.secret, message.sender.strip().casefold().encode(), "sha256").hex()[:10]
    sha256 = record.keep(record_of(message, number, code if message.sender.strip() else ""))
    files = tuple(Evidence(record.keep(one.data), one.name or "file") for one in message.attachments)
    payload = Submission(form=MESSAGE, form_version="1", instance=number, sha256=sha256, device=gateway.name)
    # Keyed with what only the gateway and the mission know: a bare hash in the log would betray a guessed sender.
    known = digest(gateway.secret, number.encode() + b"\x00" + body, "sha256").hex()
    return Draft(payload, key=f"message:{known}", evidence=(Evidence(sha256, number), *files), private=body)


router = Router(
    "/",
    route_handlers=[take],
    dependencies={"reception": Provide(reception_of, sync_to_thread=False)},
    include_in_schema=False,
)
"""The address that gateways post to."""
