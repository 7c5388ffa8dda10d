"""What the record holds: its entries with every correction, withdrawal and decision applied.

Entries form a set that only grows. What stands is a function of that set, so the order in which entries arrived makes
no difference to it: of several corrections of one entry the one entered last stands, by (``entered_at``, ``id``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

import msgspec
import polars as pl

from trucewatch.domain import (
    Claim,
    Consignment,
    Correction,
    Decision,
    Entry,
    Inspection,
    Observation,
    Passage,
    Payload,
    Publication,
    Quarantined,
    Received,
    Redaction,
    Restriction,
    SegmentReport,
    ServiceReport,
    SourceText,
    Statement,
    Step,
    Submission,
    Watch,
    Weather,
)

from .frames import ObservationRows
from .grading import Grade
from .model import Held

REVISING = ("correction", "decision")
"""The kinds of entries that change what stands of others."""

_CLOSING = ("release", "drop")
_ACCOUNTS = (
    *(Observation, Watch, Passage, Consignment, SegmentReport, Restriction, Claim, Statement),
    *(Inspection, ServiceReport, Step, Weather),
)
_GRADED = (Observation, Claim, Statement)
_APPLIED = (Correction, Redaction)
"""What is not held but takes effect on what is."""


@dataclass(frozen=True)
class Holdings:
    """What the record held when it had ``known_at`` entries with the Merkle ``root`` (hex).

    Things are in order of their ids. ``observations`` is a frame with the columns OBSERVATIONS; ``quarantined`` are the
    rows nobody has released or dropped; ``decisions`` those not withdrawn. A decision to grade is applied: it stands
    over the grading of the account, also of one corrected later, until the next such decision. ``orphans`` are ids of
    corrections and decisions that had no effect, because an entry they name is not here or is of another kind.
    """

    known_at: int
    root: str
    observations: pl.DataFrame
    watches: tuple[Held[Watch], ...]
    passages: tuple[Held[Passage], ...]
    consignments: tuple[Held[Consignment], ...]
    segment_reports: tuple[Held[SegmentReport], ...]
    restrictions: tuple[Held[Restriction], ...]
    claims: tuple[Held[Claim], ...]
    statements: tuple[Held[Statement], ...]
    inspections: tuple[Held[Inspection], ...]
    service_reports: tuple[Held[ServiceReport], ...]
    steps: tuple[Held[Step], ...]
    weather: tuple[Held[Weather], ...]
    decisions: tuple[Held[Decision], ...]
    publications: tuple[Held[Publication], ...]
    received: tuple[Held[Received], ...]
    submissions: tuple[Held[Submission], ...]
    texts: tuple[Held[SourceText], ...]
    quarantined: tuple[Held[Quarantined], ...]
    orphans: tuple[str, ...]

    def said_by(self, moment: datetime) -> Self:
        """These holdings without what others claimed and said, and what passed with the parties, after ``moment``."""
        return replace(
            self,
            claims=tuple(one for one in self.claims if one.thing.said_at is None or one.thing.said_at <= moment),
            statements=tuple(one for one in self.statements if one.thing.said_at.start <= moment),
            steps=tuple(one for one in self.steps if one.thing.when.start <= moment),
        )


def hold(revising: Iterable[Entry], entries: Iterable[tuple[int, Entry]], known_at: int, root: str) -> Holdings:
    """Apply the ``revising`` entries (those of the kinds REVISING) to all ``entries``, given with their numbers."""
    revisions = _revisions(revising)
    orphans = {entry.id for revision in revisions.values() for entry in revision.all()}
    observations = ObservationRows()
    others: dict[type, list[Held[Any]]] = defaultdict(list)
    for seq, entry in entries:
        if isinstance(entry.payload, _APPLIED):
            continue
        thing: Payload | None = entry.payload
        revised_by: tuple[str, ...] = ()
        if (revision := revisions.get(entry.id)) is not None:
            thing = revision.standing(entry.payload)
            revised_by = revision.effective(entry.payload)
            orphans.difference_update(revised_by)
        if isinstance(thing, Observation):
            observations.add(entry.id, seq, thing)
        elif thing is not None:
            held = Held(entry.id, seq, entry.entered_at, entry.author, entry.evidence, thing, revised_by)
            others[type(thing)].append(held)

    def kept(kind: type) -> tuple[Held[Any], ...]:
        return tuple(sorted(others[kind], key=lambda held: held.id))

    return Holdings(
        known_at=known_at,
        root=root,
        observations=observations.frame(),
        watches=kept(Watch),
        passages=kept(Passage),
        consignments=kept(Consignment),
        segment_reports=kept(SegmentReport),
        restrictions=kept(Restriction),
        claims=kept(Claim),
        statements=kept(Statement),
        inspections=kept(Inspection),
        service_reports=kept(ServiceReport),
        steps=kept(Step),
        weather=kept(Weather),
        decisions=kept(Decision),
        publications=kept(Publication),
        received=kept(Received),
        submissions=kept(Submission),
        texts=kept(SourceText),
        quarantined=kept(Quarantined),
        orphans=tuple(sorted(orphans)),
    )


@dataclass(frozen=True)
class _Revision:
    """What was done to one entry after it was entered: ids and contents, each list in order of time."""

    corrections: list[tuple[Entry, Correction]] = field(default_factory=list)
    grades: list[tuple[Entry, Grade]] = field(default_factory=list)
    closings: list[Entry] = field(default_factory=list)

    def all(self) -> Iterator[Entry]:
        yield from (entry for entry, _ in self.corrections)
        yield from (entry for entry, _ in self.grades)
        yield from self.closings

    def corrected(self, thing: Payload) -> Payload | None:
        if not self.corrections:
            return thing
        account = self.corrections[-1][1].account
        return account if account is None or isinstance(thing, _ACCOUNTS) else thing

    def standing(self, original: Payload) -> Payload | None:
        """What stands in the place of ``original``; None if that is nothing."""
        thing = self.corrected(original)
        if isinstance(thing, Quarantined) and self.closings:
            return None
        if isinstance(thing, _GRADED):
            grading = thing.grading
            for entry, grade in self.grades:
                grading = grade.over(grading, entry.author)
            return msgspec.structs.replace(thing, grading=grading)
        return thing

    def effective(self, original: Payload) -> tuple[str, ...]:
        """The ids of the revisions that this kind of thing can have, in order of time."""
        graded = isinstance(original, _GRADED) or isinstance(self.corrected(original), _GRADED)
        entries = [
            entry
            for entry, correction in self.corrections
            if correction.account is None or isinstance(original, _ACCOUNTS)
        ]
        entries += [entry for entry, _ in self.grades if graded]
        entries += [entry for entry in self.closings if isinstance(original, Quarantined)]
        return tuple(entry.id for entry in sorted(entries, key=_time))


def _time(entry: Entry) -> tuple[datetime, str]:
    return entry.entered_at, entry.id


def _revisions(revising: Iterable[Entry]) -> dict[str, _Revision]:
    """The revisions by the id of the entry that they come down to."""
    entries = sorted(revising, key=_time)
    corrects = {entry.id: entry.payload.of for entry in entries if isinstance(entry.payload, Correction)}
    revisions: dict[str, _Revision] = defaultdict(_Revision)

    def first(entry_id: str) -> str:
        """The entry that a chain of corrections began with."""
        passed = set()
        while entry_id in corrects and entry_id not in passed:
            passed.add(entry_id)
            entry_id = corrects[entry_id]
        return entry_id

    for entry in entries:
        if isinstance(entry.payload, Correction):
            revisions[first(entry.id)].corrections.append((entry, entry.payload))
    for entry in entries:
        decision = entry.payload
        if not isinstance(decision, Decision):
            continue
        if entry.id in revisions and revisions[entry.id].corrected(decision) is None:
            continue
        for target in decision.on:
            if decision.act == "grade":
                revisions[first(target)].grades.append((entry, Grade.of(decision)))
            elif decision.act in _CLOSING:
                revisions[first(target)].closings.append(entry)
    return dict(revisions)
