"""Serves OpenRosa for a mission directory on a port until it is killed; run by the crash tests."""

import sys
from pathlib import Path

from field_world import served
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

from trucewatch.mission import load
from trucewatch.record import Record


def application(home: Path) -> Litestar:
    record = Record.open(home / "record")
    return served(record, load(home))


async def main() -> None:
    server = Server(
        application(Path(sys.argv[1])), address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.ASGI
    )
    await server.serve()


if __name__ == "__main__":
    import asyncio

    asyncio.run(main())
