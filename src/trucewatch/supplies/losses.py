"""What is lost of goods: as they are brought into store, while they lie there, as they are made ready to eat."""

from collections.abc import Iterable, Sequence

from trucewatch.mission import Loss

from .conversion import group

Shares = tuple[float, float]
"""The least and the most that is left, as shares."""


def left(table: Sequence[Loss], item: str, *of: str) -> Shares:
    """What is left of ``item`` after its losses of the kinds ``of`` (*arriving*, *eating*), one after the other."""
    found = [loss for kind in of for loss in _of(table, item, kind)]
    least = most = 1.0
    for loss in found:
        least, most = least * (1 - loss.high), most * (1 - loss.low)
    return least, most


def monthly(table: Sequence[Loss], items: Iterable[str]) -> tuple[Loss, ...]:
    """The losses in store of thirty days, one for each cause, wide enough for every one of ``items``."""
    by_item = [{loss.cause: loss for loss in _of(table, item, "month")} for item in sorted(set(items))]
    causes = dict.fromkeys(cause for found in by_item for cause in found)
    return tuple(_widest(cause, by_item) for cause in causes)


def _widest(cause: str, by_item: Sequence[dict[str, Loss]]) -> Loss:
    known = [found[cause] for found in by_item if cause in found]
    everywhere = len(known) == len(by_item)
    return Loss(
        cause=cause,
        low=min(loss.low for loss in known) if everywhere else 0.0,
        high=max(loss.high for loss in known),
        of="month",
        source="; ".join(dict.fromkeys(loss.source for loss in known)),
    )


def _of(table: Sequence[Loss], item: str, kind: str) -> list[Loss]:
    """Of each cause the row for the item, else for its group, else for any item."""
    scopes = ("", group(item), item)
    found = {loss.cause: loss for scope in scopes for loss in table if (loss.item, loss.of) == (scope, kind)}
    return list(found.values())
