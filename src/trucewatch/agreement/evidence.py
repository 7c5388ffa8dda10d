"""What the other pictures of a period hold, as far as promises are tested against it, and one such test."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import polars as pl

from trucewatch.coverage import Coverage
from trucewatch.incidents import INCIDENTS

VERDICTS = ("in_breach", "disputed", "not_observable", "complied")
"""What a test can come to, what weighs most first."""


def _nothing() -> pl.DataFrame:
    return pl.DataFrame()


@dataclass(frozen=True, eq=False)
class Seen:
    """What the mission saw in a period: frames of the rooms *incidents*, *coverage*, *ceasefire*, *corridor* and
    *supplies*, by the names they have there; ``wider`` is the looking of the period before too. By default nothing.
    """

    incidents: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INCIDENTS))
    coverage: Coverage | None = None
    wider: Coverage | None = None
    quiet: pl.DataFrame = field(default_factory=_nothing)
    segments: pl.DataFrame = field(default_factory=_nothing)
    crossings: pl.DataFrame = field(default_factory=_nothing)
    restrictions: pl.DataFrame = field(default_factory=_nothing)
    consignments: pl.DataFrame = field(default_factory=_nothing)


class Tested(NamedTuple):
    """One thing seen (``evidence``: the id of its row or entry), tested against a clause.

    ``party`` is whom it speaks of, "" where it names none; ``says`` why the verdict is what it is.
    """

    evidence: str
    kind: str
    party: str
    verdict: str
    start: datetime
    end: datetime
    says: str
    entries: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class Silence(NamedTuple):
    """What it means that nothing was seen: whether that is compliance, and why it could not have been seen.

    ``parts`` are the rows of coverage behind it.
    """

    enough: bool
    because: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
