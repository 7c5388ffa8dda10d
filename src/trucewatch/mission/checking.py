"""What several checks of a mission's tables ask of a row: ids that are unique, names and codes that exist."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..domain import vocabulary
from .faults import Fault, one_of
from .parts import Located
from .tables import Row

WHOLE_AREA = "area"
"""The id that stands for the whole area of the mission."""

NOT_IN_IDS = frozenset(" \t\n:|/,")

Ids = Mapping[str, frozenset[str]]
"""The ids a table gives, by table name."""


def unique(rows: Iterable[tuple[Located[Any], object, str]], field: str) -> Iterator[Fault]:
    """A fault for each row whose key an earlier one has; rows with their keys and what these are."""
    first: dict[object, tuple[Located[Any], str]] = {}
    for at, key, what in rows:
        before, meant = first.setdefault(key, (at, what))
        if before is not at:
            yield at.row.fault(field, f"is already the {meant} in {before.row.file}:{before.row.line}", "change one")


def named(row: Row, field: str, value: str, known: Collection[str], what: str) -> Iterator[Fault]:
    """A fault if ``value`` is the id of no ``what``."""
    if value not in known:
        yield row.fault(field, f"is the id of no {what}", one_of(value, [k for k in known if k]), value)


def term(row: Row, field: str, code: str, name: str) -> Iterator[Fault]:
    """A fault if ``code`` is none of the vocabulary ``name``."""
    if code not in vocabulary(name):
        yield row.fault(field, f"is no code of the vocabulary {name}", one_of(code, list(vocabulary(name))), code)
