"""The application: routes, guards and headers around one live mission."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from litestar import Litestar, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from trucewatch import __version__

from . import page
from .accounts import Accounts
from .entering import Entrance
from .factors import Factors
from .headers import guarded
from .keyring import Keyring
from .live import DrawingError, Live
from .routes import (
    answers,
    coming,
    entries,
    ground,
    health,
    mapping,
    ogc,
    own,
    published,
    publishing,
    second,
    tables,
    undoing,
    whatif,
    words,
)

LARGEST_BODY = 4 * 2**20
"""Bytes that a request may carry; field devices have a limit of their own."""


def app(directory: Path, *, database: str | None = None) -> Litestar:
    """The operations room of the mission in ``directory``, as an ASGI application.

    It opens the record for writing as it starts and lets go of it as it stops.
    """
    openrosa = _openrosa()

    @asynccontextmanager
    async def opened(application: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            live = Live(directory, database=database)
            stack.callback(live.close)
            accounts = Accounts(live.record.home / "accounts.db")
            stack.callback(accounts.close)
            application.state.live, application.state.accounts = live, accounts
            application.state.factors = Factors(accounts)
            application.state.keyring = Keyring(accounts)
            if openrosa is not None:
                devices = live.record.home / "accounts.db"
                reception = openrosa.Reception.opened(live.record, live.mission, devices, live.arrived)
                application.state.reception = await stack.enter_async_context(reception)
            yield

    phones = [] if openrosa is None else [*openrosa.routers(), openrosa.central, openrosa.webhook]
    return Litestar(
        route_handlers=[
            coming.router,
            second.router,
            own.router,
            answers.router,
            tables.router,
            words.router,
            mapping.router,
            ground.router,
            entries.router,
            undoing.router,
            publishing.router,
            published.router,
            ogc.router,
            health.router,
            whatif.router,
            *phones,
            page.router,
        ],
        lifespan=[opened],
        middleware=[DefineMiddleware(Entrance, exclude_from_auth_key="anybody")],
        before_send=[guarded],
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=2, minimum_size=2_000, exclude=["/api/live", "/api/map/ground.pmtiles"]
        ),
        request_max_body_size=LARGEST_BODY,
        exception_handlers={DrawingError: _drawing, RecursionError: _too_deep},
        openapi_config=OpenAPIConfig(
            title="Trucewatch",
            version=__version__,
            path="/schema",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
    )


def _drawing(_: Request[Any, Any, Any], __: DrawingError) -> Response[dict[str, Any]]:
    said = {"status_code": 503, "detail": "The pictures are being drawn for the first time; ask again in a while."}
    return Response(said, status_code=503, headers={"Retry-After": "10"})


def _too_deep(_: Request[Any, Any, Any], __: RecursionError) -> Response[dict[str, Any]]:
    said = {"status_code": 400, "detail": "The body is nested too deep to be what it should be."}
    return Response(said, status_code=400)


def _openrosa() -> ModuleType | None:
    """What phones speak, where the extra ``field`` is installed."""
    try:
        from . import openrosa
    except ModuleNotFoundError:
        return None
    return openrosa
