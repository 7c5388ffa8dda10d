"""What the mission can say, why it says so, and how far the server has come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, JSONBody
from litestar.response import ServerSentEvent
from litestar.status_codes import HTTP_200_OK
from litestar.types import SSEData

from trucewatch import reporting
from trucewatch.domain import Explanation
from trucewatch.reporting import Answers

from ..entering import Asked, needs
from ..live import Live
from ..live import State as Standing
from ..rights import limited, may
from ..shown import Day, KnownAt, pictures_of, sees


class Party(msgspec.Struct, frozen=True):
    """A party, in the order of the mission file."""

    id: str
    name: str
    short: str


class About(msgspec.Struct, frozen=True):
    """The mission that is served; ``mode`` is ``exercise`` for a simulated one.

    ``names`` are those of places, corridors, segments and crossings by id, ``rules`` those of count rules; ``ground``
    says whether the map has a base of the mission's own.
    """

    id: str
    name: str
    mode: str
    presence: str
    zone: str
    parties: tuple[Party, ...]
    sectors: dict[str, str]
    names: dict[str, str]
    rules: dict[str, str]
    ground: bool


@get("/api/mission", sync_to_thread=False)
def about(state: State) -> About:
    """The mission's name, mode, zone, parties, sectors and names; for anybody."""
    served = state.live.mission
    return About(
        id=served.id,
        name=served.name,
        mode=served.mode,
        presence=served.presence,
        zone=served.zone,
        parties=tuple(Party(party.id, party.name, party.short) for party in served.parties),
        sectors={sector.id: sector.name for sector in served.sectors},
        names=reporting.titles(served),
        rules={rule.id: rule.name for rule in served.count_rules.values()},
        ground=served.base is not None,
    )


@get("/api/state", guards=[needs("read")], sync_to_thread=True)
def standing(state: State) -> Standing:
    """How many entries there are, how many the latest pictures know of, and whether more are being drawn."""
    return state.live.state  # type: ignore[no-any-return]


@get("/api/answers", guards=[needs("read")], sync_to_thread=True)
def answers(request: Asked, state: State, day: Day = None, known_at: KnownAt = None) -> Answers:
    """The four answers. Whoever is outside the mission gets those of the last published report."""
    if limited(request.user):
        raise PermissionDeniedException("The answers are of the whole mission, and this account sees a part of it.")
    return reporting.four_answers(pictures_of(state.live, request.user, day, known_at))


@get("/api/explain/{row:path}", guards=[needs("read")], sync_to_thread=True)
def explain(request: Asked, state: State, row: FromPath[str], day: Day = None, known_at: KnownAt = None) -> Explanation:
    """Why a row of any table, or an entry, stands as it does. Entries are named to whoever may read them."""
    pictures = pictures_of(state.live, request.user, day, known_at)
    wanted = row.removeprefix("/")
    missing = NotFoundException(f"There is no row or entry {wanted!r}.")
    if not sees(pictures, request.user, wanted):
        raise missing
    try:
        found = pictures.explain(wanted)
    except KeyError:
        raise missing from None
    return found if may(request.user, "entries") else msgspec.structs.replace(found, entries=())


@get("/api/live", guards=[needs("read")])
async def live(request: Asked, state: State) -> ServerSentEvent:
    """What happens, as server-sent events: entries and pictures. Begins with the state.

    Whoever may not see the whole record is told of pictures only.
    """
    told = _ALL if may(request.user, "entries") else frozenset({"pictures"})
    return ServerSentEvent(_events(state.live, told), headers={"Cache-Control": "no-store"})


_ALL = frozenset({"entries", "pictures", "presence"})


class Looking(msgspec.Struct, frozen=True):
    """That a window of somebody's, ``tab``, shows a row, or does no more."""

    tab: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    row: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    here: bool


@post("/api/presence", guards=[needs("entries")], status_code=HTTP_200_OK, sync_to_thread=False)
def presence(request: Asked, state: State, data: JSONBody[Looking]) -> list[str]:
    """Say that you look at a row, at least every 45 seconds, and when no more; who looks at it now."""
    return state.live.presence.say(request.user.name, data.tab, data.row, here=data.here)  # type: ignore[no-any-return]


async def _events(served: Live, told: frozenset[str]) -> AsyncIterator[SSEData]:
    queue = served.listeners.listen()
    try:
        size = await asyncio.to_thread(lambda: served.state)
        yield {"event": "state", "data": msgspec.json.encode(size).decode()}
        while not served.listeners.closed:
            try:
                event = await asyncio.wait_for(queue.get(), timeout=20)
            except TimeoutError:
                yield {"comment": "still here"}
                continue
            if event.type in told:
                yield {"event": event.type, "data": msgspec.json.encode(event.data).decode()}
    finally:
        served.listeners.unlisten(queue)


router = Router("/", route_handlers=[about, standing, answers, explain, live, presence], tags=["answers"])
