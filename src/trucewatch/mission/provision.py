"""People and what they need: figures, standards, and what goods come to by the time they are eaten."""

from datetime import date
from typing import Literal

import msgspec


class Population(msgspec.Struct, frozen=True, kw_only=True):
    """People in need at ``place`` (a place or sector id, or "area") between ``low`` and ``high``, and who says so."""

    place: str
    low: int
    high: int
    on: date
    source: str
    claimant: str = ""
    note: str = ""


class AgeShare(msgspec.Struct, frozen=True, kw_only=True):
    """The ``share`` of the people of ``place`` (as for populations) that belongs to ``group``, and who found so.

    ``group`` is a code of the vocabulary *energy*: an age and sex, or a state that adds to the need of some of them.
    """

    place: str
    group: str
    share: float
    source: str
    note: str = ""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A standard: ``amount`` of ``unit`` of ``item`` for so many ``persons`` and ``days``, with edition and page.

    Where the standard is a range, ``most`` is its upper end.
    """

    item: str
    amount: float
    most: float | None = None
    unit: str
    persons: float = 1.0
    days: float = 1.0
    standard: str
    edition: str
    page: str = ""
    note: str = ""

    @property
    def each(self) -> tuple[float, float]:
        """What one person needs a day, least and most, in ``unit``."""
        shared = self.persons * self.days
        return self.amount / shared, (self.amount if self.most is None else self.most) / shared


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """What one ``unit`` of ``item`` (a code or a group of the vocabulary *items*, "" for any) comes to.

    From ``low`` to ``high`` of ``to``: "t", "l", "kcal" or the unit of a need. ``source`` says who found so.
    """

    item: str = ""
    unit: str
    low: float
    high: float
    to: str
    source: str


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """The share of ``item`` (a code or a group of the vocabulary *items*, "" for any) that is lost by ``cause``.

    From ``low`` to ``high``: of what is brought into store (*arriving*), of what is in store each thirty days
    (*month*), or of what is made ready to eat, as by milling (*eating*). ``source`` says who found so.
    """

    item: str = ""
    cause: str
    low: float
    high: float
    of: Literal["arriving", "month", "eating"]
    source: str


class Facility(msgspec.Struct, frozen=True, kw_only=True):
    """A health facility at ``place``: what ``kind`` it is, in words, and which ``services`` it is meant to give.

    ``services`` are codes of the vocabulary of that name. What it was like is never said here: reports say so.
    """

    id: str
    name: str
    place: str
    kind: str = ""
    services: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
