"""What each role may do, and which rows it may see: plain predicates, applied where rows cross the wire."""

from datetime import datetime, timedelta
from typing import Literal

import polars as pl

from .accounts import Account, Role

Right = Literal[
    "read",
    "inside",
    "entries",
    "observe",
    "mend",
    "decide",
    "attribute",
    "draft",
    "sign",
    "publish",
    "verify",
    "administer",
]
"""*inside*: to see what is the mission's own affair, such as where its people are and will be."""

_OFFICER: frozenset[Right] = frozenset({"read", "inside", "entries", "observe", "mend", "decide", "verify"})
RIGHTS: dict[Role, frozenset[Right]] = {
    "observer": frozenset({"read", "inside", "observe"}),
    "duty_officer": _OFFICER,
    "reporting_officer": _OFFICER | {"draft", "sign"},
    "analyst": frozenset({"read", "inside", "entries", "verify"}),
    "head_of_mission": _OFFICER | {"attribute", "draft", "sign", "publish"},
    "partner": frozenset({"read", "verify"}),
    "party_liaison": frozenset({"read", "verify"}),
    "public": frozenset({"read", "verify"}),
    "administrator": _OFFICER | {"draft", "administer"},
}
"""What each role may do. Two different people sign a report; whoever administers accounts signs none."""

IN_PART: frozenset[Right] = frozenset({"read", "inside", "observe", "verify"})
"""Rights that do not need the whole mission to be seen."""

OUTSIDE: frozenset[Role] = frozenset(role for role, rights in RIGHTS.items() if "inside" not in rights)
"""Roles that are not of the mission: they see what was published, as it was published."""

PROTECTED: dict[str, tuple[str, ...]] = {
    "observations": ("text", "said", "count_said", "ref", "origin"),
    "watches": ("source",),
    "consignments": ("source",),
    "passages-told": ("source",),
    "restrictions": ("remark",),
}
"""Columns that nobody outside the mission sees: the words and ways by which a source could be recognised."""
INSIDE_ONLY = frozenset({"observations", "watches", "members", "links", "plan"})
"""Tables that nobody outside the mission sees at all: where its people are and will be, and who told what."""

_MOMENTS = ("end", "span_end", "period_end", "period_start", "start", "said_at", "hour")


def may(account: Account, right: Right) -> bool:
    """Whether ``account`` has ``right``; whoever sees a part of the mission only has those in IN_PART alone."""
    return right in RIGHTS[account.role] and (right in IN_PART or not limited(account))


def limited(account: Account) -> bool:
    """Whether ``account`` sees a part of the mission only, by sectors or by delay."""
    return bool(account.sectors or account.delay_h)


def tables_of(account: Account, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the tables ``names`` that ``account`` may read."""
    return tuple(name for name in names if account.role not in OUTSIDE or name not in INSIDE_ONLY)


def visible(frame: pl.DataFrame, table: str, account: Account, now: datetime) -> pl.DataFrame:
    """The rows and columns of ``table`` that ``account`` may see at ``now``.

    What cannot be told to be old enough, or to lie in a sector of the account's, is not shown.
    """
    if account.role in OUTSIDE:
        frame = frame.drop(PROTECTED.get(table, ()), strict=False)
    if account.delay_h:
        moment = next((name for name in _MOMENTS if name in frame.columns), None)
        old = pl.lit(value=False) if moment is None else pl.col(moment) <= now - timedelta(hours=account.delay_h)
        frame = frame.filter(old)
    if account.sectors:
        inside = pl.col("sector").is_in(account.sectors) if "sector" in frame.columns else pl.lit(value=False)
        frame = frame.filter(inside)
    return frame
