"""The report of a day: read, signed by two, published, and read again as it was published."""

from datetime import date
from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, JSONBody

from trucewatch import reporting
from trucewatch.domain import Decision, Evidence
from trucewatch.record import Draft, Receipt, RecordError

from ..entering import Asked, needs
from ..live import Live
from ..shown import KnownAt, pictures_of

SIGNERS = 2
"""How many different people sign a report before it leaves the house."""


class Signature(msgspec.Struct, frozen=True):
    """Who signed the report as known at a size of the record."""

    by: str
    known_at: int
    entry: str


class DraftReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report to be read before it is signed: its text, what is weakest in it, where it may not be even-handed."""

    id: str
    title: str
    subtitle: str
    marking: str
    known_at: int
    root: str
    sections: tuple[reporting.Section, ...]
    weakest: tuple[reporting.Weak, ...]
    imbalances: tuple[reporting.Imbalance, ...]
    signatures: tuple[Signature, ...]
    published: tuple[int, ...]


class Sized(msgspec.Struct, frozen=True):
    """The size of the record that a report is signed or published as known at."""

    known_at: int


@get("/api/reports/{day:date}", guards=[needs("draft")], sync_to_thread=True)
def draft(request: Asked, state: State, day: FromPath[date], known_at: KnownAt = None) -> DraftReport:
    """The report of the period that ends on ``day``, as it would be published now or was known then."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, known_at))
    return DraftReport(
        id=report.id,
        title=report.title,
        subtitle=report.subtitle,
        marking=report.marking,
        known_at=report.size,
        root=report.root,
        sections=report.sections,
        weakest=reporting.weakest(report),
        imbalances=reporting.imbalances(report, live.mission),
        signatures=_signatures(live, report.id),
        published=tuple(one.known_at for _, one in live.publications() if one.report == report.id),
    )


@post("/api/reports/{day:date}/sign", guards=[needs("sign")], sync_to_thread=True)
def sign(request: Asked, state: State, day: FromPath[date], data: JSONBody[Sized]) -> Receipt:
    """Sign the report as known at a size of the record: the one that was read."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, data.known_at))
    value: dict[str, Any] = {"known_at": report.size, "root": report.root}
    decision = Decision(act="sign", on=(report.id,), value=value, reason="read and signed")
    key = f"sign:{report.id}:{report.size}:{request.user.name}"
    [receipt] = live.append([Draft(decision, key=key)], author=request.user.name)
    return receipt


@post("/api/reports/{day:date}/publish", guards=[needs("publish")], sync_to_thread=True)
def publish(request: Asked, state: State, day: FromPath[date], data: JSONBody[Sized]) -> Receipt:
    """Publish the report as signed: its files become evidence of the entry that says it left the house."""
    live: Live = state.live
    report = live.report(pictures_of(live, request.user, day, data.known_at))
    signers = {one.by for one in _signatures(live, report.id) if one.known_at == report.size}
    if len(signers) < SIGNERS:
        raise ValidationException(
            f"{len(signers)} of {SIGNERS} people signed this report as known at {report.size} entries."
        )
    kept = {name: live.record.keep(content) for name, content in reporting.render(report).items()}
    evidence = tuple(Evidence(sha256=sha256, name=name) for name, sha256 in kept.items())
    key = f"publish:{report.id}:{report.size}"
    publication = reporting.publication(report, kept)
    [receipt] = live.append([Draft(publication, key=key, evidence=evidence)], author=request.user.name)
    return receipt


def _signatures(live: Live, report: str) -> tuple[Signature, ...]:
    signed = (one.entry for one in live.record.entries(kinds=["decision"]))
    return tuple(
        Signature(entry.author, int(entry.payload.value["known_at"]), entry.id)
        for entry in signed
        if isinstance(entry.payload, Decision) and entry.payload.act == "sign" and report in entry.payload.on
    )


class Published(msgspec.Struct, frozen=True):
    """A report that left the house, and the names of its files."""

    entry: str
    report: str
    known_at: int
    root: str
    files: tuple[str, ...]


@get("/api/published", guards=[needs("read")], sync_to_thread=True)
def published(state: State) -> list[Published]:
    """Every report that left the house, the latest first."""
    return [
        Published(entry, one.report, one.known_at, one.root, tuple(one.files))
        for entry, one in reversed(state.live.publications())
    ]


@get("/api/published/{entry:str}/{name:str}", guards=[needs("read")], sync_to_thread=True)
def published_file(state: State, entry: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A file of a published report, byte for byte as it left the house."""
    live: Live = state.live
    held = dict(live.publications()).get(entry)
    if held is None or name not in held.files:
        raise NotFoundException("There is no such file of a published report.")
    try:
        content = live.record.evidence_path(held.files[name]).read_bytes()
    except RecordError:
        raise NotFoundException("The report was published elsewhere; its files are not in this record.") from None
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MEDIA.get(name.rpartition(".")[2], _BYTES), headers=disposition)


_BYTES = "application/octet-stream"
_MEDIA = {"pdf": "application/pdf", "csv": "text/csv", "geojson": "application/geo+json", "html": _BYTES}

router = Router("/", route_handlers=[draft, sign, publish, published, published_file], tags=["reports"])
