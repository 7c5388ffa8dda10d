"""What the mission is told of goods between their arrival and the plate."""

from typing import Literal

import msgspec


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
