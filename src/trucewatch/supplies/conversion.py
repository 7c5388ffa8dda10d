"""Units brought together by the mission's table of conversions, whose intervals and sources travel along."""

from collections.abc import Sequence
from typing import NamedTuple

from trucewatch.domain import vocabulary
from trucewatch.mission import Conversion

_STEPS = 3
"""The longest chain of conversions followed: from a load to tonnes, from tonnes to energy, and one to spare."""


class Converted(NamedTuple):
    """From ``low`` to ``high``; ``by`` names each conversion used with its source."""

    low: float
    high: float
    by: tuple[str, ...]


def group(item: str) -> str:
    """The group of the vocabulary *items* that ``item`` belongs to."""
    return vocabulary("items")[item].columns["group"]


def convert(table: Sequence[Conversion], item: str, unit: str, to: str, low: float, high: float) -> Converted | None:
    """``low`` to ``high`` of ``unit`` of ``item`` in ``to``; None where the table shows no way.

    A conversion given for the item goes before one for its group, and that before one for any item. Bounds are
    multiplied by the bounds of each step: the interval holds every weight that the table allows.
    """
    return _walk(table, item, unit, to, Converted(low, high, ()), _STEPS)


def _walk(
    table: Sequence[Conversion], item: str, unit: str, to: str, so_far: Converted, steps: int
) -> Converted | None:
    if unit == to:
        return so_far
    if not steps:
        return None
    for scope in (item, group(item), ""):
        for row in table:
            if row.item == scope and row.unit == unit:
                word = f"{row.unit} of {row.item or 'any item'} as {row.low:g} to {row.high:g} {row.to} ({row.source})"
                onward = Converted(so_far.low * row.low, so_far.high * row.high, (*so_far.by, word))
                if found := _walk(table, item, row.to, to, onward, steps - 1):
                    return found
    return None
