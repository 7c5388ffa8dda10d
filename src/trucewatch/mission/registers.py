"""Which sources keep lists of one flow, and when each is known to have seen the whole of it."""

from datetime import date

import msgspec


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """A list that ``source`` keeps of a flow, and a window in which it is known to have watched the whole of it.

    Lists with the same ``flow`` speak of the same goods: those of ``item`` (a code or a group of the vocabulary
    *items*, "" for any) at ``stage``. ``until`` is the window's last day, None where it is still open. A window counts
    as far as the register's lines reach: what it has not told of yet is not taken for days without loads. A register
    with several windows has several rows. ``citation`` says who vouches for the window.
    """

    flow: str
    source: str
    stage: str
    item: str = ""
    since: date
    until: date | None = None
    citation: str

    def watched(self, first: date, last: date) -> bool:
        """True if every day from ``first`` to ``last`` lies in the window."""
        return self.since <= first and (self.until is None or last <= self.until)
