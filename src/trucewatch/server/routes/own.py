"""One's own account: its password, its open sessions, the tokens of its scripts."""

from typing import Annotated

import msgspec
from litestar import Router, delete, get, post, put
from litestar.datastructures import State
from litestar.exceptions import ValidationException
from litestar.params import FromPath, JSONBody

from ..accounts import AccountError
from ..entering import Asked, key_of, stands
from ..keyring import Keyring, Open, Token

Password = Annotated[str, msgspec.Meta(max_length=1024)]
OWN = stands("in")


class Changed(msgspec.Struct, frozen=True):
    """The password as it is and as it is to be."""

    password: Password
    new: Password


class Wanted(msgspec.Struct, frozen=True):
    """What a token is to be called, and the password again."""

    label: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    password: Password


class Issued(msgspec.Struct, frozen=True):
    """A token, shown this once."""

    token: str


@put("/api/password", guards=[OWN], sync_to_thread=True)
def change_password(request: Asked, state: State, data: JSONBody[Changed]) -> None:
    """Change the own password; the other sessions end, tokens stay."""
    keyring: Keyring = state.keyring
    try:
        keyring.change_password(request.user.name, key_of(request)[0], data.password, data.new)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


@get("/api/sessions", guards=[OWN], sync_to_thread=True)
def sessions(request: Asked, state: State) -> tuple[Open, ...]:
    """Where the own account is in."""
    return state.keyring.sessions(request.user.name, key_of(request)[0])  # type: ignore[no-any-return]


@delete("/api/sessions/{session:str}", guards=[OWN], sync_to_thread=True)
def end_session(request: Asked, state: State, session: FromPath[str]) -> None:
    """End one of the own sessions."""
    try:
        state.keyring.end(request.user.name, session)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


@get("/api/tokens", guards=[OWN], sync_to_thread=True)
def tokens(request: Asked, state: State) -> tuple[Token, ...]:
    """The own tokens, without their secrets."""
    return state.keyring.tokens(request.user.name)  # type: ignore[no-any-return]


@post("/api/tokens", guards=[OWN], sync_to_thread=True)
def issue_token(request: Asked, state: State, data: JSONBody[Wanted]) -> Issued:
    """A token with which a script comes in with the own rights, for the password given again."""
    try:
        return Issued(state.keyring.issue(request.user.name, data.password, data.label))
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


@delete("/api/tokens/{token:str}", guards=[OWN], sync_to_thread=True)
def withdraw_token(request: Asked, state: State, token: FromPath[str]) -> None:
    """Take one of the own tokens away."""
    try:
        state.keyring.withdraw(request.user.name, token)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


router = Router(
    "/",
    route_handlers=[change_password, sessions, end_session, tokens, issue_token, withdraw_token],
    tags=["my account"],
)
