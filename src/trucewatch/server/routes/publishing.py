"""The report of a day: read, put in other words, signed by two and published."""

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

import msgspec
from litestar import Router, get, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException
from litestar.params import FromPath, JSONBody, QueryParameter

from trucewatch import reporting
from trucewatch.domain import Decision, Evidence
from trucewatch.record import Draft, Receipt

from ..entering import Asked, needs
from ..live import Live
from ..shown import KnownAt, pictures_of

SIGNERS = 2
"""How many different people sign a report before it leaves the house."""

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Line = Annotated[str, msgspec.Meta(max_length=8000)]


class Signature(msgspec.Struct, frozen=True):
    """Who signed the report as known at a size of the record, in the words it had at another."""

    by: str
    known_at: int
    worded_at: int
    entry: str


class DraftReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report to be read before it is signed: its text, what is weakest in it, where it may not be even-handed.

    ``sentences`` are those whose words may be changed; ``lapsed`` the changes that no longer fit what is drafted.
    """

    id: str
    title: str
    subtitle: str
    marking: str
    known_at: int
    worded_at: int
    root: str
    sections: tuple[reporting.Section, ...]
    sentences: tuple[reporting.Sentence, ...]
    lapsed: tuple[reporting.Lapsed, ...]
    weakest: tuple[reporting.Weak, ...]
    imbalances: tuple[reporting.Imbalance, ...]
    signatures: tuple[Signature, ...]
    published: tuple[str, ...]


class Sized(msgspec.Struct, frozen=True):
    """What is signed or published: as known at a size of the record, in the words of a size of the record."""

    known_at: Annotated[int, msgspec.Meta(ge=0, le=2**62)]
    worded_at: Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class OtherWords(msgspec.Struct, frozen=True):
    """A sentence of a draft in other words: ``drafted`` as the draft gives it, ``says`` with the same in its braces."""

    known_at: Annotated[int, msgspec.Meta(ge=0, le=2**62)]
    section: Annotated[str, msgspec.Meta(max_length=200)]
    drafted: Line
    says: Line
    reason: Reason


@get("/api/reports/{day:date}", guards=[needs("draft")], sync_to_thread=True)
def draft(
    request: Asked,
    state: State,
    day: FromPath[date],
    known_at: KnownAt = None,
    worded_at: Annotated[
        int | None, QueryParameter(description="in the words of this size of the record", ge=0, le=2**62)
    ] = None,
) -> DraftReport:
    """The report of the period that ends on ``day``, as it would be published now or was known and worded then."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, known_at), worded_at)
    same = (one for one in live.publications() if one[1].report == report.id and one[1].known_at == report.size)
    return DraftReport(
        id=report.id,
        title=report.title,
        subtitle=report.subtitle,
        marking=report.marking,
        known_at=report.size,
        worded_at=report.worded_at,
        root=report.root,
        sections=report.sections,
        sentences=report.sentences,
        lapsed=report.lapsed,
        weakest=reporting.weakest(report),
        imbalances=reporting.imbalances(report, live.mission),
        signatures=_signatures(live, report.id),
        published=tuple(entry for entry, one in same if one.worded_at == report.worded_at),
    )


@post("/api/reports/{day:date}/words", guards=[needs("draft")], sync_to_thread=True)
def reword(request: Asked, state: State, day: FromPath[date], data: JSONBody[OtherWords]) -> Receipt:
    """Put a sentence of the draft in other words. Refused, and named, is whatever else would change with them."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, data.known_at))
    try:
        decision = reporting.reword(report, data.section, data.drafted, data.says, data.reason, live.mission)
    except reporting.WordingError as refused:
        raise ValidationException(str(refused)) from None
    [receipt] = live.append([Draft(decision, key=f"reword:{uuid4()}")], author=request.user.name)
    return receipt


@post("/api/reports/{day:date}/sign", guards=[needs("sign")], sync_to_thread=True)
def sign(request: Asked, state: State, day: FromPath[date], data: JSONBody[Sized]) -> Receipt:
    """Sign the report as known and worded at a size of the record: the one that was read."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, data.known_at), data.worded_at)
    value: dict[str, Any] = {"known_at": report.size, "root": report.root, "worded_at": report.worded_at}
    decision = Decision(act="sign", on=(report.id,), value=value, reason="read and signed")
    key = f"sign:{report.id}:{report.size}:{report.worded_at}:{request.user.name}"
    [receipt] = live.append([Draft(decision, key=key)], author=request.user.name)
    return receipt


@post("/api/reports/{day:date}/publish", guards=[needs("publish")], sync_to_thread=True)
def publish(request: Asked, state: State, day: FromPath[date], data: JSONBody[Sized]) -> Receipt:
    """Publish the report as signed: its files become evidence of the entry that says it left the house."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, data.known_at), data.worded_at)
    signed = _signatures(live, report.id)
    signers = {one.by for one in signed if (one.known_at, one.worded_at) == (report.size, report.worded_at)}
    if len(signers) < SIGNERS:
        raise ValidationException(
            f"{len(signers)} of {SIGNERS} people signed this report as known at {report.size} entries, "
            f"worded at {report.worded_at}."
        )
    kept = {name: live.record.keep(content) for name, content in reporting.render(report).items()}
    evidence = tuple(Evidence(sha256=sha256, name=name) for name, sha256 in kept.items())
    key = f"publish:{report.id}:{report.size}:{report.worded_at}"
    publication = reporting.publication(report, kept)
    [receipt] = live.append([Draft(publication, key=key, evidence=evidence)], author=request.user.name)
    return receipt


def _signatures(live: Live, report: str) -> tuple[Signature, ...]:
    signed = (one.entry for one in live.record.entries(kinds=["decision"]))
    return tuple(
        Signature(entry.author, known_at, int(entry.payload.value.get("worded_at", known_at)), entry.id)
        for entry in signed
        if isinstance(entry.payload, Decision) and entry.payload.act == "sign" and report in entry.payload.on
        for known_at in (int(entry.payload.value["known_at"]),)
    )


router = Router("/", route_handlers=[draft, reword, sign, publish], tags=["reports"])
