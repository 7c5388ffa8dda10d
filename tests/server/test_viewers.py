"""Many who watch live at once."""

import asyncio

import httpx

from entering import Served

VIEWERS = 200


async def told(running: Served) -> list[str]:
    """Open every viewer's stream; the first event of each, read while all the others stay open."""
    header = {"Authorization": f"Bearer {running.token}"}
    limits = httpx.Limits(max_connections=VIEWERS + 1)
    everybody = asyncio.Barrier(VIEWERS)
    async with httpx.AsyncClient(base_url=running.address, headers=header, timeout=60, limits=limits) as client:

        async def first() -> str:
            async with client.stream("GET", "/api/live") as stream:
                event = await anext(aiter(stream.aiter_lines()))
                await everybody.wait()
                return event

        events = await asyncio.gather(*(first() for _ in range(VIEWERS)))
        (await client.get("/api/state")).raise_for_status()
    return events


def test_two_hundred_watch_live_and_nobody_waits_for_another(running: Served) -> None:
    events = asyncio.run(asyncio.wait_for(told(running), 60))
    assert events == ["event: state"] * VIEWERS
