"""What left the house: read again as it was published, and corrected by further entries."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, JSONBody

from trucewatch import mission, reporting
from trucewatch.domain import Publication
from trucewatch.record import Draft, Receipt, RecordError

from ..entering import Asked, needs
from ..live import Live
from .publishing import Line, Reason


class Published(msgspec.Struct, frozen=True):
    """A report that left the house: the names of its files, and what was corrected since."""

    entry: str
    report: str
    known_at: int
    worded_at: int
    root: str
    files: tuple[str, ...]
    errata: tuple[reporting.Erratum, ...]


class Corrected(msgspec.Struct, frozen=True):
    """A correction: of the figure on ``row``, which then reads as the pictures say now; or of the words of a sentence.

    ``was`` and ``reads`` are the sentence of section ``section`` with the same in its braces.
    """

    reason: Reason
    row: Annotated[str, msgspec.Meta(max_length=400)] = ""
    section: Annotated[str, msgspec.Meta(max_length=200)] = ""
    was: Line = ""
    reads: Line = ""


@get("/api/published", guards=[needs("read")], sync_to_thread=True)
def published(state: State) -> list[Published]:
    """Every report that left the house, the latest first."""
    live: Live = state.live
    return [
        Published(
            entry=entry,
            report=one.report,
            known_at=one.known_at,
            worded_at=one.worded_at,
            root=one.root,
            files=tuple(one.files),
            errata=live.errata(entry),
        )
        for entry, one in reversed(live.publications())
    ]


@get("/api/published/{entry:str}/{name:str}", guards=[needs("read")], sync_to_thread=True)
def published_file(state: State, entry: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A file of a published report, byte for byte as it left the house; ``errata.pdf`` and ``errata.html`` are the
    sheet of what was corrected since.
    """
    live: Live = state.live
    held = _held(live, entry)
    if name in _SHEET and (found := live.errata(entry)):
        checkpoint = live.record.checkpoint(found[-1].seq)
        content = reporting.errata_files(reporting.errata(live.mission, entry, held, found, checkpoint))[name]
    elif name in held.files:
        try:
            content = live.record.evidence_path(held.files[name]).read_bytes()
        except RecordError:
            gone = "The report was published elsewhere; its files are not in this record."
            raise NotFoundException(gone) from None
    else:
        raise NotFoundException("There is no such file of a published report.")
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MEDIA.get(name.rpartition(".")[2], _BYTES), headers=disposition)


@get("/api/published/{entry:str}", guards=[needs("draft")], sync_to_thread=True)
def published_sentences(state: State, entry: FromPath[str]) -> tuple[reporting.Sentence, ...]:
    """The sentences of a published report whose words can be corrected."""
    return _as_published(state.live, _held(state.live, entry)).sentences


@post("/api/published/{entry:str}/errata", guards=[needs("publish")], sync_to_thread=True)
def correct(request: Asked, state: State, entry: FromPath[str], data: JSONBody[Corrected]) -> Receipt:
    """Correct a published report: its files stay as they are, and the correction is read beside them."""
    live: Live = state.live
    held = _held(live, entry)
    try:
        if data.row:
            now = live.report(live.pictures(mission.period_at(live.mission, held.period.start).day))
            decision = reporting.correct_figure(entry, held, now, data.row, data.reason)
        else:
            report = _as_published(live, held)
            decision = reporting.correct_words(
                entry, report, data.section, data.was, data.reads, data.reason, live.mission
            )
    except (reporting.ErratumError, reporting.WordingError) as refused:
        raise ValidationException(str(refused)) from None
    [receipt] = live.append([Draft(decision)], author=request.user.name)
    return receipt


def _held(live: Live, entry: str) -> Publication:
    held = dict(live.publications()).get(entry)
    if held is None:
        raise NotFoundException("There is no such published report.")
    return held


def _as_published(live: Live, held: Publication) -> reporting.Report:
    day = mission.period_at(live.mission, held.period.start).day
    return live.report(live.pictures(day, held.known_at), held.worded_at)


_SHEET = frozenset({"errata.pdf", "errata.html"})
_BYTES = "application/octet-stream"
_MEDIA = {"pdf": "application/pdf", "csv": "text/csv", "geojson": "application/geo+json", "html": _BYTES}

router = Router(
    "/", route_handlers=[published, published_file, published_sentences, correct], tags=["published reports"]
)
