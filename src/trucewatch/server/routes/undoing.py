"""Decisions that stand, and undoing one: a further entry that withdraws it, with who and why."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException, ValidationException
from litestar.params import FromPath, JSONBody, QueryParameter

from trucewatch.domain import Correction, Decision
from trucewatch.record import Draft, Receipt

from ..entering import Asked, needs
from ..rights import may

_FINAL = frozenset({"sign", "read", "release", "drop"})
"""Acts that something was done upon: they are not undone, but answered by a further act."""
_ATTRIBUTING = frozenset({"attribute", "decline"})


class Decided(msgspec.Struct, frozen=True):
    """A decision that stands, by whom and when."""

    id: str
    author: str
    entered_at: datetime
    act: str
    on: tuple[str, ...]
    value: dict[str, Any]
    reason: str
    undoable: bool


class Undone(msgspec.Struct, frozen=True):
    """Why a decision is withdrawn."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


@get("/api/decisions/standing", guards=[needs("entries")], sync_to_thread=True)
def decisions(
    request: Asked, state: State, on: Annotated[list[str] | None, QueryParameter(description="ids of entries")] = None
) -> list[Decided]:
    """The decisions about any of these entries that stand, the latest first."""
    wanted = set(on or ())
    return [
        Decided(
            held.id,
            held.author,
            held.entered_at,
            held.thing.act,
            held.thing.on,
            held.thing.value,
            held.thing.reason,
            _may_undo(request, held.thing.act),
        )
        for held in reversed(state.live.holdings().decisions)
        if wanted.intersection(held.thing.on)
    ]


def _may_undo(request: Asked, act: str) -> bool:
    right = "attribute" if act in _ATTRIBUTING else "decide"
    return act not in _FINAL and may(request.user, right)  # type: ignore[arg-type]


@post("/api/decisions/{entry:str}/undo", guards=[needs("decide")])
async def undo(request: Asked, state: State, entry: FromPath[str], data: JSONBody[Undone]) -> Receipt:
    """Withdraw a decision by a further entry; what held before it holds again. A second time gives the same answer."""
    found = state.live.record.find(entry)
    if found is None or not isinstance(found.entry.payload, Decision):
        raise NotFoundException(f"There is no decision {entry!r}.")
    act = found.entry.payload.act
    if act in _FINAL:
        raise ValidationException(f"Something was done upon a decision to {act}; it is answered by a further one.")
    if not _may_undo(request, act):
        raise PermissionDeniedException("Only the head of mission attributes, or undoes it.")
    draft = Draft(Correction(of=entry, account=None, reason=data.reason), key=f"undo:{entry}")
    receipts = await state.live.appended([draft], author=request.user.name)
    return receipts[0]  # type: ignore[no-any-return]


router = Router("/", route_handlers=[decisions, undo], tags=["record"])
