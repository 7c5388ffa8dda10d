"""The second factor: given at coming in, enrolled by its owner, required of roles and reset by the administrator."""

from importlib.util import find_spec
from typing import Annotated, Any

import msgspec
from litestar import Router, delete, get, post, put
from litestar.connection import Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, ValidationException
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from ..accounts import AccountError, Accounts, Role, Session
from ..entering import Asked, key_of, needs, stands
from ..factors import Factor, Factors
from ..passkeys import ALGORITHMS, Assertion, Enrolment, encoded
from .coming import Me, me_of

Text = Annotated[str, msgspec.Meta(max_length=200)]
Halfway = Request[None, Session, State]
"""A request of a session that is on its way in."""


class Code(msgspec.Struct, frozen=True):
    """A code by the clock, or a recovery code."""

    code: Text


class Offer(msgspec.Struct, frozen=True):
    """A secret for an app that makes codes: as text, as an address, as a picture to be photographed ("" for none)."""

    id: str
    secret: str
    uri: str
    picture: str


class Confirmed(msgspec.Struct, frozen=True):
    """A code that shows that the app has the secret, and what the factor is to be called."""

    code: Text
    label: Text = ""


class Enrolled(msgspec.Struct, frozen=True):
    """Recovery codes, shown this once; none where the account has some."""

    recovery: tuple[str, ...]


class Question(msgspec.Struct, frozen=True):
    """What the browser asks of a key: a challenge (base64url) on a site, for an account, of the keys it has."""

    challenge: str
    site: str
    user: str
    name: str
    keys: tuple[str, ...]
    algorithms: tuple[int, ...]


class NewKey(Enrolment, frozen=True):
    """A key that was made, and what it is to be called."""

    label: Text = ""


@post("/api/session/code", guards=[stands("second")], status_code=HTTP_200_OK, sync_to_thread=True)
def give_code(request: Halfway, state: State, data: JSONBody[Code]) -> Me:
    """Come in wholly, with a code by the clock or a recovery code; each is good once."""
    key = _key(request)
    try:
        state.factors.pass_code(key, request.auth.account.name, data.code)
    except AccountError as refused:
        raise NotAuthorizedException(str(refused)) from None
    return _now_in(state, key)


@post("/api/session/key", guards=[stands("second")], status_code=HTTP_200_OK, sync_to_thread=True)
def give_key(request: Halfway, state: State, data: JSONBody[Assertion]) -> Me:
    """Come in wholly, with what a key signed."""
    key = _key(request)
    try:
        state.factors.pass_key(key, request.auth.account.name, data)
    except AccountError as refused:
        raise NotAuthorizedException(str(refused)) from None
    return _now_in(state, key)


@post("/api/session/question", guards=[stands("second", "enrol", "in")], status_code=HTTP_200_OK, sync_to_thread=True)
def ask_key(request: Halfway, state: State) -> Question:
    """What a key is to be asked, to come in or to be enrolled."""
    factors: Factors = state.factors
    name, site = request.auth.account.name, _site(request)
    asked = factors.ask(_key(request))
    return Question(asked, site, encoded(name.encode()), name, factors.keys(name, site), ALGORITHMS)


@get("/api/factors", guards=[stands("in", "second", "enrol")], sync_to_thread=True)
def factors(request: Halfway, state: State) -> tuple[Factor, ...]:
    """The second factors of whoever asks."""
    return state.factors.of(request.auth.account.name)  # type: ignore[no-any-return]


@post("/api/factors/code", guards=[stands("in", "enrol")], status_code=HTTP_200_OK, sync_to_thread=True)
def offer_code(request: Halfway, state: State) -> Offer:
    """A secret for an app that makes codes; it counts once a code of it was given."""
    offered = state.factors.offer_code(request.auth.account.name, f"Trucewatch {state.live.mission.id}")
    return Offer(offered.id, offered.secret, offered.uri, _pictured(offered.uri))


@post("/api/factors/code/{factor:str}", guards=[stands("in", "enrol")], status_code=HTTP_200_OK, sync_to_thread=True)
def confirm_code(request: Halfway, state: State, factor: FromPath[str], data: JSONBody[Confirmed]) -> Enrolled:
    """Put the secret to use, given a code made of it."""
    try:
        recovery = state.factors.confirm_code(request.auth.account.name, factor, data.code, data.label)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None
    return _enrolled(request, state, recovery)


@post("/api/factors/key", guards=[stands("in", "enrol")], status_code=HTTP_200_OK, sync_to_thread=True)
def add_key(request: Halfway, state: State, data: JSONBody[NewKey]) -> Enrolled:
    """Enrol a key that was made for the last question."""
    key, name = _key(request), request.auth.account.name
    try:
        recovery = state.factors.add_key(key, name, data, _site(request), data.label)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None
    return _enrolled(request, state, recovery)


@delete("/api/factors/{factor:str}", guards=[stands("in")], sync_to_thread=True)
def remove_factor(request: Halfway, state: State, factor: FromPath[str]) -> None:
    """Take one of the own second factors away."""
    try:
        state.factors.remove(request.auth.account.name, factor)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


@get("/api/required", guards=[needs("administer")], sync_to_thread=True)
def required(state: State) -> tuple[Role, ...]:
    """The roles that come in with a second factor only."""
    return state.factors.required()  # type: ignore[no-any-return]


@put("/api/required", guards=[needs("administer")], sync_to_thread=True)
def require(state: State, data: JSONBody[tuple[Role, ...]]) -> tuple[Role, ...]:
    """Have these roles come in with a second factor only; whoever has none enrols one at the next coming in."""
    state.factors.require(data)
    return state.factors.required()  # type: ignore[no-any-return]


@post("/api/accounts/{name:str}/reset", guards=[needs("administer")], status_code=HTTP_200_OK, sync_to_thread=True)
def reset_factors(request: Asked, state: State, name: FromPath[str]) -> None:
    """Take the second factors of somebody who lost them away, and end their sessions."""
    try:
        state.factors.reset(name)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


def _key(request: Request[Any, Any, Any]) -> str:
    return key_of(request)[0]


def _site(request: Request[Any, Any, Any]) -> str:
    return request.url.hostname or ""


def _now_in(state: State, key: str) -> Me:
    accounts: Accounts = state.accounts
    session = accounts.session(key)
    if session is None:
        raise NotAuthorizedException("The session has ended; come in again.")
    return me_of(session)


def _enrolled(request: Halfway, state: State, recovery: tuple[str, ...]) -> Enrolled:
    if request.auth.stage == "enrol":
        state.accounts.passed(_key(request))
    return Enrolled(recovery)


def _pictured(uri: str) -> str:
    """The address as a QR code, a data URI; "" where the extra ``field``, which draws it, is not installed."""
    if find_spec("segno") is None:
        return ""
    import segno

    return str(segno.make(uri, micro=False).svg_data_uri(scale=4, border=4, light="#fff"))


router = Router(
    "/",
    route_handlers=[
        give_code,
        give_key,
        ask_key,
        factors,
        offer_code,
        confirm_code,
        add_key,
        remove_factor,
        required,
        require,
        reset_factors,
    ],
    tags=["second factor"],
)
