"""Who is asking: the cookie of a session or a bearer token, and the token that a session's writes must carry."""

import secrets
from base64 import b64decode
from collections.abc import Callable

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import Guard

from .accounts import Account, AccountError, Accounts, Session, Stage
from .rights import Right, may

COOKIE = "trucewatch"
CSRF_HEADER = "X-CSRF-Token"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

Asked = Request[Account, Session | None, State]
"""A request behind a guard: somebody came in."""


class Entrance(AbstractAuthenticationMiddleware):
    """Puts the account behind a request into ``request.user``; None for whoever did not come in."""

    async def authenticate_request(self, connection: ASGIConnection) -> AuthenticationResult:  # type: ignore[type-arg]
        """Find the session or token; a token that is not known is refused, a session that ran out is not."""
        accounts: Accounts = connection.app.state.accounts
        scheme, _, credentials = connection.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic" and _reads_feed(connection):
            session = _basic(accounts, credentials.strip())
        else:
            key, is_token = key_of(connection)
            session = (_of(accounts.bearer, key) if is_token else None) or _of(accounts.session, key)
            if session is None and is_token:
                raise NotAuthorizedException("This token is not known; ask the administrator for one.")
        came_in = session is not None and session.stage == "in"
        return AuthenticationResult(user=session.account if came_in and session else None, auth=session)


def key_of(connection: ASGIConnection) -> tuple[str, bool]:  # type: ignore[type-arg]
    """What somebody comes in with, and whether it came as a bearer token; else it is the cookie of a session."""
    scheme, _, token = connection.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip(), True
    return connection.cookies.get(COOKIE, ""), False


def _reads_feed(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Spreadsheets know Basic alone. It is taken for reading records and nowhere else: browsers send it unasked."""
    return connection.url.path.startswith("/v1/") and connection.scope["method"] in _READING  # type: ignore[typeddict-item]


def _basic(accounts: Accounts, credentials: str) -> Session | None:
    """The session of an account's name and one of its bearer tokens, never its password."""
    try:
        name, _, token = b64decode(credentials, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    session = _of(accounts.bearer, token)
    return session if session and session.account.name == name else None


def _of(find: Callable[[str], Session | None], key: str) -> Session | None:
    if not key:
        return None
    try:
        return find(key)
    except AccountError:
        return None


def needs(right: Right) -> Guard:
    """A guard that lets through whoever has ``right``; a session's writes only with its token in the header."""

    async def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        account: Account | None = connection.user
        if account is None:
            raise NotAuthorizedException("Come in first: POST /api/session and the second factor, or a bearer token.")
        same_site(connection)
        if not may(account, right):
            raise PermissionDeniedException(f"The role {account.role} may not do this ({right}).")

    guard.right = right  # type: ignore[attr-defined]
    return guard


def stands(*stages: Stage) -> Guard:
    """A guard of what people do with their own account: it lets through a session that is so far in."""

    async def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        session: Session | None = connection.auth
        if session is None or not session.csrf:
            raise NotAuthorizedException("Come in first: POST /api/session.")
        same_site(connection)
        if session.stage not in stages:
            raise PermissionDeniedException("Give the second factor first, or it was given already.")

    guard.stages = stages  # type: ignore[attr-defined]
    return guard


def same_site(connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Refuse a session's write that does not carry the session's token (cross-site request forgery)."""
    session: Session | None = connection.auth
    if connection.scope["method"] in _READING or session is None or not session.csrf:  # type: ignore[typeddict-item]
        return
    if not secrets.compare_digest(connection.headers.get(CSRF_HEADER, "").encode(), session.csrf.encode()):
        raise PermissionDeniedException(f"Send the session's token as {CSRF_HEADER}.")
