"""Who would be cut off, or reached, if roads were closed or open."""

from typing import Annotated, Any

from litestar import Router, get
from litestar.datastructures import State
from litestar.exceptions import PermissionDeniedException, ValidationException
from litestar.params import QueryParameter

from ..entering import Asked, needs
from ..rights import limited
from ..shown import Day, KnownAt, pictures_of

Roads = Annotated[
    list[str] | None,
    QueryParameter(description="segments, or roads of the network by their reference", max_items=200),
]
Classes = Annotated[
    list[str] | None,
    QueryParameter(description="the classes of vehicles it is asked for; all where none is named", max_items=20),
]


@get("/api/whatif", guards=[needs("read")], sync_to_thread=True)
def what_if(
    request: Asked,
    state: State,
    closed: Roads = None,
    opened: Roads = None,
    vehicle: Classes = None,
    day: Day = None,
    known_at: KnownAt = None,
) -> list[dict[str, Any]]:
    """What would change of who can be reached, were roads closed or open and all else as it stands.

    By settlement, entry ("" for any) and class of vehicles: the answer and the minutes, before and after. Only what
    changes is given.
    """
    if limited(request.user):
        raise PermissionDeniedException("The answer is of the whole mission, and this account sees a part of it.")
    pictures = pictures_of(state.live, request.user, day, known_at)
    try:
        changed = pictures.corridor.what_if(closed=closed or (), opened=opened or (), vehicles=vehicle or ())
    except ValueError as unusable:
        raise ValidationException(str(unusable)) from None
    return changed.to_dicts()


router = Router("/", route_handlers=[what_if], tags=["answers"])
