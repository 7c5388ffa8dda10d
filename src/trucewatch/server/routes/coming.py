"""Coming in and going out: set-up, sessions, who I am, and the accounts."""

from typing import Annotated

import msgspec
from litestar import Response, Router, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.exceptions import NotAuthorizedException, ValidationException
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from ..accounts import SESSION, Account, AccountError, Accounts, Role, Session, Stage
from ..entering import COOKIE, Asked, needs, same_site
from ..rights import RIGHTS


class Me(msgspec.Struct, frozen=True):
    """Who came in, with what rights; ``csrf`` goes into the header of every write.

    At the stages ``second`` and ``enrol`` no right holds yet: a second factor is still to be given or enrolled.
    """

    name: str
    role: Role
    rights: tuple[str, ...]
    source: str
    sectors: tuple[str, ...]
    csrf: str
    stage: Stage


class Credentials(msgspec.Struct, frozen=True):
    """A name and its password."""

    name: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=1024)]


class SetUp(Credentials, frozen=True):
    """What makes the first administrator: the key that the server printed, and a name and password."""

    key: Annotated[str, msgspec.Meta(max_length=128)]


class NewAccount(Credentials, frozen=True, kw_only=True):
    """An account to be made."""

    role: Role
    source: Annotated[str, msgspec.Meta(max_length=128)] = ""
    sectors: tuple[str, ...] = ()
    delay_h: Annotated[float, msgspec.Meta(ge=0, le=87_600)] = 0.0


@post("/api/setup", status_code=HTTP_200_OK, sync_to_thread=True)
def set_up(state: State, data: JSONBody[SetUp]) -> Response[Me]:
    """Make the first administrator, with the key that the server printed at its first start."""
    accounts: Accounts = state.accounts
    try:
        accounts.set_up(data.key, data.name, data.password)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None
    return _entered(accounts, data)


@post("/api/session", status_code=HTTP_200_OK, sync_to_thread=True)
def enter(state: State, data: JSONBody[Credentials]) -> Response[Me]:
    """Come in: sets the session's cookie and answers with the token for its writes."""
    return _entered(state.accounts, data)


def _entered(accounts: Accounts, data: Credentials) -> Response[Me]:
    try:
        key, session = accounts.enter(data.name, data.password)
    except AccountError as refused:
        raise NotAuthorizedException(str(refused)) from None
    age = int(SESSION.total_seconds())
    cookie = Cookie(COOKIE, value=key, max_age=age, path="/", httponly=True, samesite="strict")
    return Response(me_of(session), cookies=[cookie])


@delete("/api/session", sync_to_thread=True)
def leave(request: Asked, state: State) -> None:
    """Go out."""
    same_site(request)
    state.accounts.leave(request.cookies.get(COOKIE, ""))


@get("/api/me", sync_to_thread=False)
def me(request: Asked) -> Me | None:
    """Who came in; null for nobody."""
    return None if request.auth is None else me_of(request.auth)


def me_of(session: Session) -> Me:
    """Who came in with a session."""
    account = session.account
    rights = tuple(sorted(RIGHTS[account.role]))
    return Me(account.name, account.role, rights, account.source, account.sectors, session.csrf, session.stage)


@get("/api/accounts", guards=[needs("administer")], sync_to_thread=True)
def accounts(state: State) -> tuple[Account, ...]:
    """Every account, closed ones too."""
    return state.accounts.all()  # type: ignore[no-any-return]


@post("/api/accounts", guards=[needs("administer")], sync_to_thread=True)
def add_account(state: State, data: JSONBody[NewAccount]) -> Account:
    """Make an account."""
    wanted = Account(name=data.name, role=data.role, source=data.source, sectors=data.sectors, delay_h=data.delay_h)
    try:
        return state.accounts.add(wanted, data.password)  # type: ignore[no-any-return]
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


@post("/api/accounts/{name:str}/close", guards=[needs("administer")], status_code=HTTP_200_OK, sync_to_thread=True)
def close_account(state: State, name: FromPath[str]) -> None:
    """Close an account; its sessions and tokens end at once."""
    try:
        state.accounts.set_closed(name, closed=True)
    except AccountError as refused:
        raise ValidationException(str(refused)) from None


router = Router("/", route_handlers=[set_up, enter, leave, me, accounts, add_account, close_account], tags=["accounts"])
