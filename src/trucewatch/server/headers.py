"""What every answer carries so that the browser runs and loads nothing but the mission's own page."""

from litestar.types import Message, Scope

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(**other: str) -> str:
    """The Content-Security-Policy of a page, with ``other`` sources where it needs them; none but this server's."""
    return "; ".join(f"{kind} {sources}" for kind, sources in {**_SOURCES, **other}.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


_RAW = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())


async def guarded(message: Message, _: Scope) -> None:
    """Put the headers on an answer as it is sent, a refusal too; those that its route set stay."""
    if message["type"] == "http.response.start":
        headers = list(message["headers"])
        told = {name.lower() for name, _ in headers}
        message["headers"] = [*headers, *(pair for pair in _RAW if pair[0] not in told)]
