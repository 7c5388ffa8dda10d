"""What is corrected in a report after it was published.

The published files never change. A correction is a further entry on the publication: of a figure, which then reads as
the pictures of the same period say now, or of the words of a sentence, within the same bounds as before publication. No
number of a correction is typed by hand.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from trucewatch.domain import Decision, Explanation, Publication
from trucewatch.mission import Mission, period_at
from trucewatch.record import Checkpoint, Stored

from . import wording
from .document import Behind, Column, Errata, Figure, Note, Report, Section, Table, Text, phrases, say, walk
from .rewording import editable, reworded

ACT = "erratum"
"""The act of the decisions that correct a published report."""
GONE = "no figure any more"
"""What a figure reads that the pictures no longer have."""


_COLUMNS = (("Where", 1.6), ("As published", 2.2), ("Reads", 2.2), ("Why", 2.0), ("Entry", 1.2))


class ErratumError(Exception):
    """What is to be corrected is not in the published report, or reads the same now; the message names it."""


class Erratum(msgspec.Struct, frozen=True, kw_only=True):
    """A correction: entry ``id``, number ``seq``, of ``at`` (ISO 8601, UTC), says that ``was`` reads ``reads``.

    ``row`` is the figure's row, "" where words of section ``section`` are corrected; ``known_at`` the size of the
    record by which the figure reads so.
    """

    id: str
    seq: int
    at: str
    was: str
    reads: str
    reason: str
    row: str = ""
    section: str = ""
    known_at: int = 0


def correct_figure(entry: str, published: Publication, now: Report, row: str, reason: str) -> Decision:
    """The correction of a figure of the publication ``entry`` to what the report of the period says now.

    Raises ErratumError where the report had no such figure, or it reads the same.
    """
    if row not in published.figures:
        raise ErratumError(f"The published report has no figure on the row {row!r}.")
    was, reads = published.figures[row], now.figures.get(row, GONE)
    if was == reads:
        raise ErratumError(f"“{was}” ({row}) reads the same as known at {now.size} entries: nothing to correct.")
    value = {"row": row, "was": was, "reads": reads, "known_at": now.size}
    return Decision(act=ACT, on=(entry,), value=value, reason=reason)


def correct_words(
    entry: str, published: Report, section: str, was: str, reads: str, reason: str, mission: Mission
) -> Decision:
    """The correction of the words of a sentence of ``published``, which left the house as the publication ``entry``.

    Raises ErratumError where it has no such sentence, and WordingError where more than words would change.
    """
    said = (
        phrase
        for part, block in walk(published.sections)
        if part.id == section and not isinstance(block, Table)
        for phrase in phrases(block)
    )
    phrase = next((one for one in said if editable(one) == was), None)
    if phrase is None:
        raise ErratumError(f"The published report has no such sentence in its section {section!r}.")
    new = editable(reworded(phrase, reads, mission))
    if new == was:
        raise ErratumError("The sentence reads the same: nothing to correct.")
    return Decision(act=ACT, on=(entry,), value={"section": section, "was": was, "reads": new}, reason=reason)


def errata_of(entries: Iterable[Stored], publication: str) -> tuple[Erratum, ...]:
    """The corrections of the publication with this id, in the order of the record."""
    return tuple(
        Erratum(
            id=stored.entry.id,
            seq=stored.seq,
            at=stored.entry.entered_at.isoformat(),
            was=str(said.value.get("was", "")),
            reads=str(said.value.get("reads", "")),
            reason=said.reason,
            row=str(said.value.get("row", "")),
            section=str(said.value.get("section", "")),
            known_at=int(said.value.get("known_at", 0)),
        )
        for stored in entries
        if isinstance(said := stored.entry.payload, Decision) and said.act == ACT and publication in said.on
    )


def errata(
    mission: Mission, entry: str, published: Publication, found: Sequence[Erratum], checkpoint: Checkpoint
) -> Errata:
    """The sheet of corrections that goes with the publication ``entry``. The same entries give the same sheet.

    ``checkpoint`` is the state of the record with the last of the corrections ``found``.
    """
    period = period_at(mission, published.period.start)
    marking = "EXERCISE: simulated; nothing in this document happened" if mission.mode == "exercise" else ""
    lead = say(
        f"The report of {wording.day(period.issued)} left the house as entry {entry} of the record, made from "
        f"{published.known_at:,} entries, and stays as it was. What is below is corrected by further entries."
    )
    table = Table(
        "errata",
        "Corrections, in the order in which they were made",
        tuple(Column(*one) for one in _COLUMNS),
        tuple(
            (
                say(Text(one.row, "mono") if one.row else one.section),
                say(readable(one.was)),
                say(Figure(readable(one.reads), one.id)),
                say(one.reason),
                say(f"{one.seq:,}"),
            )
            for one in found
        ),
    )
    return Errata(
        id=f"{published.report}-errata-{entry}",
        title=f"Errata to the Daily Report, {wording.day(period.issued)}",
        mission=mission.name,
        subtitle=f"As known at {checkpoint.size:,} entries of the record",
        period=published.period,
        dated=datetime.fromisoformat(found[-1].at).replace(microsecond=0).isoformat(),
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        marking=marking,
        footer=f"Record {checkpoint.origin}, {checkpoint.size:,} entries, root {checkpoint.root[:16]}…",
        masthead=say(f"{len(found)} correction{'' if len(found) == 1 else 's'}."),
        sections=(Section("errata", "Errata", (Note((lead,)), table)),),
        rows={one.id: _explained(one) for one in found},
        entries={one.id: _told(one) for one in found},
    )


def readable(says: str) -> str:
    """A sentence in its form for changes as it is read: without braces and footnotes."""
    return says.replace("{*}", "").replace("{", "").replace("}", "")


def _explained(one: Erratum) -> Explanation:
    rule = f"as the pictures say at {one.known_at:,} entries" if one.row else "words changed by a person, no figure"
    says = f"“{readable(one.was)}” reads “{readable(one.reads)}”: {one.reason}"
    return Explanation(id=one.id, says=says, rule=rule, entries=(one.id,))


def _told(one: Erratum) -> Behind:
    return Behind(
        id=one.id,
        kind=f"decision, entry {one.seq} of the record",
        source="erratum",
        said=_explained(one).says,
        at=one.at,
    )
