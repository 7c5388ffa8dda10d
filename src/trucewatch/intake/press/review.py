"""What people do about what a machine read: accept it, correct it, or reject it. Each is an entry of the record."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from ...domain import Claim, Correction, Span, Statement, When, vocabulary
from ...mission import Mission
from ...record import Draft, Held, Receipt, Record
from ..errors import IntakeError
from .accounts import when
from .findings import Days
from .labels import shipped

_MUST = {"stance": "stances", "measure": "measures", "realis": "realis"}
_OF_READING = ("event", "realis")
_CHANGEABLE = {
    Statement: ("speaker", "to", "stance", "clause", "text", "days", *_OF_READING),
    Claim: ("claimant", "measure", "about", "against", "text", "days", *_OF_READING),
}


class Waiting(NamedTuple):
    """A proposal that waits for a person: its entry, the account, and its words with what stands around them."""

    id: str
    account: Statement | Claim
    before: str
    words: str
    after: str


_AROUND = 90


def queue(record: Record) -> Iterator[Waiting]:
    """The proposals nobody has settled: those on a clause first, then events, the least sure before the surer."""
    holdings = record.holdings()
    held: list[Held[Statement] | Held[Claim]] = [*holdings.statements, *holdings.claims]
    texts: dict[str, str] = {}
    for one in sorted((one for one in held if one.thing.proposed), key=_urgency):
        digest = one.evidence[0].sha256
        if digest not in texts:
            texts[digest] = record.evidence_path(digest).read_bytes().decode("utf-8", "replace")
        text, account = texts[digest], one.thing
        assert account.reading is not None
        chars = account.chars if isinstance(account, Statement) else account.reading.spans.get("text")
        start, end = chars or (0, 0)
        yield Waiting(
            one.id, account, text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
        )


def _urgency(held: Held[Statement] | Held[Claim]) -> tuple[bool, bool, float, str]:
    account = held.thing
    assert account.reading is not None
    on_clause = isinstance(account, Statement) and bool(account.clause)
    return (not on_clause, not isinstance(account, Claim), account.reading.least_sure, held.id)


def accept(record: Record, mission: Mission, entry: str, changes: dict[str, str], *, author: str) -> Receipt:
    """Let a proposal stand, with some fields corrected. Raises IntakeError where one cannot.

    ``days`` is a local day, or the first and last of several ("2023-09-25/2023-09-27"): of a statement those on which
    it was made, of a claim those that it speaks of.
    """
    held = _waiting(record, entry)
    account = held.thing
    fields = _CHANGEABLE[type(account)]
    for name, value in changes.items():
        if name not in fields:
            raise IntakeError(entry, f"has no field {name!r}", f"Fields are {', '.join(fields)}")
        if value and name in _MUST and value not in vocabulary(_MUST[name]):
            raise IntakeError(
                entry, f"{value!r} is no code of {_MUST[name]}", f"There are {', '.join(vocabulary(_MUST[name]))}"
            )
        if value and name == "event" and value not in shipped().axes["event"].classes:
            raise IntakeError(entry, f"{value!r} is no root of PLOVER", "Write it as CONSULT, ASSAULT, …, or none")
        if value and name == "clause" and all(clause.id != value for clause in mission.clauses):
            raise IntakeError(entry, f"there is no clause {value!r}", "See clauses.csv")
    assert account.reading is not None
    of_reading = {name: changes[name] for name in _OF_READING if name in changes}
    reading = msgspec.structs.replace(account.reading, accepted_by=author, **of_reading)
    plain = {name: value for name, value in changes.items() if name not in (*_OF_READING, "days")}
    dated = _on_days(account, changes["days"], entry, mission) if "days" in changes else {}
    settled = msgspec.structs.replace(account, **plain, **dated, reading=reading)
    reason = "corrected in review" if changes else "accepted in review"
    correction = Correction(of=held.id, account=settled, reason=reason)
    return record.append([Draft(correction, key=f"review:{held.id}")], author=author)[0]


def reject(record: Record, entry: str, reason: str, *, author: str) -> Receipt:
    """Withdraw a proposal; it stays in the record. Raises IntakeError if it does not wait for review."""
    held = _waiting(record, entry)
    correction = Correction(of=held.id, account=None, reason=reason)
    return record.append([Draft(correction, key=f"review:{held.id}")], author=author)[0]


def reviewed(record: Record, mission: Mission) -> Iterator[dict[str, str]]:
    """What people accepted or corrected, as rows that the model can be trained on; the topic is that of the clause."""
    topics = {clause.id: clause.topic for clause in mission.clauses}
    holdings = record.holdings()
    everything: list[Held[Statement] | Held[Claim]] = [*holdings.statements, *holdings.claims]
    for held in everything:
        account = held.thing
        if account.reading is None or not account.reading.accepted_by:
            continue
        yield {
            "stance": account.stance if isinstance(account, Statement) else "reports",
            "topic": topics.get(account.clause, "none") if isinstance(account, Statement) else "none",
            "event": account.reading.event,
            "realis": account.reading.realis,
            "cue": "say" if isinstance(account, Statement) else "",
            "text": account.text,
        }


def _on_days(account: Statement | Claim, said: str, entry: str, mission: Mission) -> dict[str, When | Span]:
    first, _, last = said.partition("/")
    try:
        days = Days(date.fromisoformat(first), date.fromisoformat(last or first))
        at = when(days, "", mission.zone)
    except ValueError:
        raise IntakeError(entry, f"{said!r} is no day or days", "Write 2023-09-25, or 2023-09-25/2023-09-27") from None
    if isinstance(account, Statement):
        return {"said_at": at}
    return {"span": Span(at.start, at.end + timedelta(seconds=1))}


def _waiting(record: Record, entry: str) -> Held[Statement] | Held[Claim]:
    holdings = record.holdings()
    everything: list[Held[Statement] | Held[Claim]] = [*holdings.statements, *holdings.claims]
    for held in everything:
        if held.id == entry and held.thing.proposed:
            return held
    raise IntakeError(entry, "does not wait for review", "List the queue: trucewatch review list")
