"""The record over the wire: its entries and evidence, what is reported and decided, what waits to be mended."""

from itertools import islice
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException, ValidationException
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import File
from litestar.status_codes import HTTP_200_OK

from trucewatch import ceasefire, domain, intake
from trucewatch.domain import Count, Decision, Entry, Grading, Observation, When, Where
from trucewatch.record import Checkpoint, Draft, Receipt, RecordError, Stored, Verification

from ..accounts import Account
from ..entering import Asked, needs
from ..live import Live
from ..reading import note
from ..rights import may

_RESERVED = frozenset({"release", "drop", "sign", "read", "reword", "erratum"})
"""Acts that have a route of their own."""
MOST = 1_000
"""The most reports of one batch."""
_SAFE = frozenset({"image/png", "image/jpeg", "text/plain"})


class Line(msgspec.Struct, frozen=True):
    """An entry at its place in the record."""

    seq: int
    entry: Entry


class Waiting(msgspec.Struct, frozen=True):
    """A row in quarantine."""

    id: str
    row: domain.Quarantined


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody saw or heard, as it is reported. ``source`` may be left out by an observer who reports as one."""

    kind: str
    means: str
    when: When
    where: Where
    source: str = ""
    count: Count = Count(1, 1)
    weapon: str = "N/K"
    assessment: str = "undetermined"
    direction: str = ""
    exercise: bool = False
    grading: Grading | None = None
    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class Keyed(Reported, frozen=True, kw_only=True):
    """One report of several; sent again with the same ``key`` it gets the first answer."""

    key: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Decided(msgspec.Struct, frozen=True):
    """What a person decides about entries, and why."""

    act: str
    on: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=1000)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    value: dict[str, str] = {}


class Mended(msgspec.Struct, frozen=True):
    """Cells of a quarantined row, put right; or, with ``drop``, why the row is no account of anything."""

    fields: dict[str, str] = {}
    drop: str = ""


Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=200)]


@get("/api/entries", guards=[needs("entries")], sync_to_thread=True)
def entries(
    state: State,
    after: Annotated[int, QueryParameter(ge=0, le=2**62)] = 0,
    kind: Annotated[str, QueryParameter(max_length=40)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
) -> list[Line]:
    """Entries in the order of the record, from number ``after`` on."""
    stored = state.live.record.entries(after=after, kinds=[kind] if kind else ())
    return [Line(one.seq, one.entry) for one in islice(stored, limit)]


@get("/api/entries/{entry:str}", guards=[needs("entries")], sync_to_thread=True)
def entry_of(state: State, entry: FromPath[str]) -> Entry:
    """One entry by its id."""
    return _found(state.live, entry).entry


@get("/api/entries/{entry:str}/evidence/{sha256:str}", guards=[needs("entries")], sync_to_thread=True)
def evidence(request: Asked, state: State, entry: FromPath[str], sha256: FromPath[str]) -> File:
    """A file that an entry rests on, as it was received. Shown in the browser only if it cannot run there.

    That somebody read it is in the record: an entry for each account, file and day.
    """
    live: Live = state.live
    kept = _found(live, entry).entry.evidence
    named = next((one for one in kept if one.sha256 == sha256), None)
    if named is None:
        raise NotFoundException("That entry has no such evidence.")
    try:
        path = live.record.evidence_path(sha256)
    except RecordError as gone:
        raise NotFoundException(str(gone)) from None
    note(live, request.user, (entry,), sha256, "evidence read")
    with path.open("rb") as file:
        media = _media(file.read(16))
    return File(
        path,
        filename=named.name.replace("/", "_").replace("\\", "_")[-150:],
        media_type=media if media in _SAFE else "application/octet-stream",
        content_disposition_type="inline" if media in _SAFE else "attachment",
    )


def _found(live: Live, entry: str) -> Stored:
    found = live.record.find(entry)
    if found is None:
        raise NotFoundException(f"There is no entry {entry!r}.")
    return found


def _media(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n"):
        return "image/png"
    return "image/jpeg" if head.startswith(b"\xff\xd8\xff") else "application/octet-stream"


@post("/api/observations", guards=[needs("observe")])
async def observe(request: Asked, state: State, data: JSONBody[Reported], key: Key = "") -> Receipt:
    """Report something. Durable when answered; the same ``Idempotency-Key`` again gets the first answer."""
    return await _appended(state.live, _draft(state.live, request.user, data, key), request.user.name)


@post("/api/observations/batch", guards=[needs("observe")])
async def observe_all(request: Asked, state: State, data: JSONBody[list[Keyed]]) -> list[Receipt]:
    """Report several things in one durable transaction: all of them or, if one cannot be recorded, none.

    Their receipts, in order. A refusal names the report by its number, counted from 0.
    """
    if not 1 <= len(data) <= MOST:
        raise ValidationException(f"A batch has 1 to {MOST} reports; this one has {len(data)}.")
    drafts = []
    for number, one in enumerate(data):
        try:
            drafts.append(_draft(state.live, request.user, one, one.key))
        except (ValidationException, PermissionDeniedException) as refused:
            raise type(refused)(f"[{number}] {refused.detail}") from None
    try:
        return await state.live.appended(drafts, author=request.user.name)  # type: ignore[no-any-return]
    except ValueError as refused:
        raise ValidationException(str(refused)) from None


def _draft(live: Live, account: Account, data: Reported, key: str) -> Draft:
    source = data.source or account.source
    if account.source and source != account.source:
        raise PermissionDeniedException(f"This account reports as {account.source}, not as {source}.")
    _check(live, data, source)
    fields = {name: getattr(data, name) for name in Reported.__struct_fields__ if name != "source"}
    return Draft(Observation(source=source, **fields), key=f"http:{account.name}:{key}" if key else "")


def _check(live: Live, data: Reported, source: str) -> None:
    if source not in live.mission.sources:
        raise ValidationException(f"source: the mission has no source {source!r}")
    for field, words in (("kind", "kinds"), ("means", "means"), ("weapon", "weapons"), ("assessment", "assessments")):
        if (said := getattr(data, field)) not in domain.vocabulary(words):
            raise ValidationException(f"{field}: there is no {said!r}; there are {', '.join(domain.vocabulary(words))}")


@post("/api/decisions", guards=[needs("decide")])
async def decide(request: Asked, state: State, data: JSONBody[Decided], key: Key = "") -> Receipt:
    """Decide: a grade, a merge, a split, an attribution or that none is made. It is undone by a further decision."""
    account, live = request.user, state.live
    if data.act not in domain.vocabulary("acts") or data.act in _RESERVED:
        acts = [act for act in domain.vocabulary("acts") if act not in _RESERVED]
        raise ValidationException(f"act: there is no {data.act!r}; there are {', '.join(acts)}")
    if data.act in {"attribute", "decline"} and not may(account, "attribute"):
        raise PermissionDeniedException("Only the head of mission attributes, or declines to.")
    if unknown := sorted(set(data.on) - live.record.known(data.on)):
        raise ValidationException(f"on: not in the record: {', '.join(unknown)}")
    decision = Decision(act=data.act, on=data.on, value=dict(data.value), reason=data.reason)
    if wrong := ceasefire.misnamed(decision, live.mission):
        raise ValidationException(wrong)
    draft = Draft(decision, key=f"http:{account.name}:{key}" if key else "")
    return await _appended(live, draft, account.name)


async def _appended(live: Live, draft: Draft, author: str) -> Receipt:
    try:
        [receipt] = await live.appended([draft], author=author)
    except ValueError as refused:
        raise ValidationException(str(refused)) from None
    return receipt


@get("/api/quarantine", guards=[needs("mend")], sync_to_thread=True)
def quarantine(state: State) -> list[Waiting]:
    """Rows that could not be read, with what is wrong and how to mend it."""
    held = state.live.holdings().quarantined
    return [Waiting(one.id, one.thing) for one in held]


@post("/api/quarantine/{entry:str}", guards=[needs("mend")], sync_to_thread=True)
def mend(request: Asked, state: State, entry: FromPath[str], data: JSONBody[Mended]) -> Receipt | None:
    """Read a quarantined row again with some cells changed and release it; or drop it."""
    live, author = state.live, request.user.name
    try:
        if data.drop:
            intake.drop(live.record, entry, data.drop, author=author)
            live.arrived([Receipt(live.record.size, entry, repeated=False)])
            return None
        receipt = intake.mend(live.record, live.mission, entry, data.fields, author=author)
    except (intake.IntakeError, RecordError, ValueError) as refused:
        raise ValidationException(str(refused)) from None
    live.arrived([receipt])
    return receipt


class Standing(msgspec.Struct, frozen=True):
    """The record as it was last signed, and the key to check the signature with."""

    key: str
    checkpoint: Checkpoint


class Proof(msgspec.Struct, frozen=True):
    """That entry number ``seq`` is in the record: its leaf's audit path (hex) to the root of the checkpoint."""

    seq: int
    path: tuple[str, ...]
    checkpoint: Checkpoint


@get("/api/record", guards=[needs("verify")], sync_to_thread=True)
def record(state: State) -> Standing:
    """What the record was when it was last signed."""
    return Standing(state.live.record.key.text(), state.live.record.checkpoint())


@get("/api/record/proof/{entry:str}", guards=[needs("verify")], sync_to_thread=True)
def proof(state: State, entry: FromPath[str]) -> Proof:
    """That an entry is in the record; what the entry says is not shown."""
    kept = state.live.record
    seq, checkpoint = _found(state.live, entry).seq, kept.checkpoint()
    return Proof(seq, tuple(node.hex() for node in kept.inclusion(seq, checkpoint.size)), checkpoint)


@post("/api/record/verify", guards=[needs("verify")], status_code=HTTP_200_OK, sync_to_thread=True)
def verify(state: State) -> Verification:
    """Check every entry, checkpoint and evidence file now."""
    return state.live.record.verify()  # type: ignore[no-any-return]


router = Router(
    "/",
    route_handlers=[entries, entry_of, evidence, observe, observe_all, decide, quarantine, mend, record, proof, verify],
    tags=["record"],
)
