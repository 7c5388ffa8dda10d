"""Changes that people made to the words of a report, as the record holds them."""

from collections.abc import Iterable

import msgspec

from trucewatch.domain import Decision, Explanation
from trucewatch.record import Stored

ACT = "reword"
"""The act of the decisions that change words."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of the text in the form that people change: what stays as it is, is in braces.

    It is number ``number`` of block ``block`` of section ``section``. ``drafted`` is what the pictures said, ``says``
    what it says now, ``entry`` the entry that changed it ("" for none).
    """

    section: str
    block: int
    number: int
    drafted: str
    says: str
    entry: str = ""


class Edit(msgspec.Struct, frozen=True):
    """Words changed by ``author`` at ``at`` (ISO 8601, UTC): in section ``section``, ``drafted`` reads ``says``.

    Entry ``id``, number ``seq`` of the record, says so. It holds as long as the section has a sentence drafted so:
    where a later state of the record brings other figures, the person is asked again.
    """

    id: str
    seq: int
    at: str
    author: str
    section: str
    drafted: str
    says: str
    reason: str

    def explained(self) -> Explanation:
        """Why the sentence reads as it does."""
        return Explanation(
            id=self.id,
            says=f"“{self.drafted}” now reads “{self.says}”: {self.reason}",
            rule="words changed by a person; figures, names and measures stayed as they were drafted",
            entries=(self.id,),
        )


class Lapsed(msgspec.Struct, frozen=True):
    """An edit that the text does not carry, and why."""

    edit: Edit
    why: str


def edits_of(entries: Iterable[Stored], report: str, *, at: int | None = None) -> tuple[Edit, ...]:
    """The changes of the words of ``report`` among the entries, up to number ``at``; of each sentence the last."""
    last: dict[tuple[str, str], Edit] = {}
    for stored in entries:
        said = stored.entry.payload
        if not isinstance(said, Decision) or said.act != ACT or report not in said.on:
            continue
        if at is not None and stored.seq > at:
            continue
        section, drafted, says = (str(said.value.get(name, "")) for name in ("section", "drafted", "says"))
        last[section, drafted] = Edit(
            id=stored.entry.id,
            seq=stored.seq,
            at=stored.entry.entered_at.isoformat(),
            author=stored.entry.author,
            section=section,
            drafted=drafted,
            says=says,
            reason=said.reason,
        )
    return tuple(last.values())
