"""Forms of movement: passages, consignments, segment reports, restrictions."""

from ...domain import Account, Consignment, Passage, Restriction, SegmentReport
from ..desk import Desk
from ..errors import UnreadableError
from ..rows import Row, code_reader
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

_VEHICLE, _ITEM, _STAGE = map(code_reader, ("vehicles", "items", "stages"))
_FORM, _CATEGORY = map(code_reader, ("restrictions", "access"))
_INBOUND = frozenset({"in", "inbound", "entry", "entering", "въезд"})
_OUTBOUND = frozenset({"out", "outbound", "exit", "leaving", "выезд"})
_BOTH = frozenset({"both", "both ways", "both directions"})


def _passage(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    crossing = row.needed("crossing", desk.crossing, "")
    direction = row.needed("direction", lambda text: _way(text, crossing, desk), "")
    span = cells.span(row, desk)
    vehicle = row.needed("vehicle", _VEHICLE, "")
    count = cells.count(row, None)
    if row.problems or source is None or span is None or count is None:
        return ()
    return (
        Passage(
            source=source.id,
            crossing=crossing,
            direction=direction,
            span=span,
            vehicle=vehicle,
            count=count,
            operator=row.text("operator"),
            cargo=row.text("cargo"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


def _way(text: str, crossing: str, desk: Desk) -> str:
    known = desk.mission.crossings.get(crossing)
    if known is None:
        return text
    said = text.casefold()
    if said == known.inbound.casefold() or said in _INBOUND:
        return known.inbound
    if said == known.outbound.casefold() or said in _OUTBOUND:
        return known.outbound
    raise UnreadableError(f"{text[:60]!r} is no direction of {crossing}", f"write {known.inbound} or {known.outbound}")


PASSAGES = Form(
    name="passages",
    needs=("crossing", "vehicle", "count"),
    columns={
        **WHO,
        **cells.TIME,
        "crossing": "id or name of a crossing of the mission",
        "direction": "the crossing's inbound or outbound code; in, out, entry, exit",
        "vehicle": "a word of the vocabulary of vehicles",
        "count": "how many went over while somebody counted; 0 says that none did",
        "unit": "what is counted, if not items",
        "operator": "whose vehicles, as seen or said",
        "cargo": "what they carried, as seen or said",
        **ABOUT,
    },
    read=_passage,
)


def _consignment(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    item = row.needed("item", _ITEM, "")
    amount = cells.amount(row, desk)
    if not row.text("amount"):
        row.fault("amount", "is empty", "fill it in, or drop the row: nothing can be said of an unknown amount")
    elif amount and not amount.unit:
        row.fault("unit", "is empty", "say of what unit the amount is: t, kg, l, pallet, truck")
    stage = row.needed("stage", _STAGE, "")
    when = cells.when(row, desk)
    at = row.read("at", desk.point, "")
    destination = row.read("destination", desk.point, "")
    if row.problems or source is None or when is None or amount is None:
        return ()
    return (
        Consignment(
            source=source.id,
            item=item,
            amount=amount,
            stage=stage,
            when=when,
            at=at,
            destination=destination,
            operator=row.text("operator"),
            consignment=row.text("consignment"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


CONSIGNMENTS = Form(
    name="consignments",
    needs=("item", "amount", "stage"),
    columns={
        **WHO,
        **cells.TIME,
        "consignment": "number of the consignment, the same at each of its stages",
        "item": "a word of the vocabulary of items",
        "amount": "how much: 12, 12,5, about 20, 10-15",
        "unit": "t, kg, l, m3, pallet, truck, or as the source has it; needed",
        "stage": "notified, waiting, at crossing, inspected, collected, intercepted, arrived",
        "at": "the crossing, place or segment where that was; empty where the source does not say",
        "destination": "the crossing or place it is bound for",
        "operator": "who carries or sends it",
        **ABOUT,
    },
    read=_consignment,
)

_STATUS = {
    "open": ("open", "passable", "открыта", "открыт"),
    "restricted": ("restricted", "partly open", "one lane", "ограничена"),
    "closed": ("closed", "blocked", "impassable", "закрыта", "закрыт"),
}
_STATUS_OF = {word: status for status, words in _STATUS.items() for word in words}


def _status(text: str) -> str:
    found = _STATUS_OF.get(text.casefold())
    if found is None:
        raise UnreadableError(f"{text[:60]!r} is not a status of a road", "write open, restricted or closed")
    return found


def _segment(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    segment = row.needed("segment", desk.segment, "")
    status = row.needed("status", _status, "")
    direction = row.read("direction", lambda text: _end_of(text, segment, desk), "both")
    vehicles = row.read("vehicles", lambda text: tuple(dict.fromkeys(map(_VEHICLE, cells.listed(text)))), ())
    when = cells.when(row, desk)
    if row.problems or source is None or when is None:
        return ()
    return (
        SegmentReport(
            source=source.id,
            segment=segment,
            status=status,  # type: ignore[arg-type]
            when=when,
            direction=direction,
            vehicles=vehicles,
            reason=row.text("reason"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


def _end_of(text: str, segment: str, desk: Desk) -> str:
    known = desk.mission.segments.get(segment)
    if text.casefold() in _BOTH or known is None:
        return "both"
    found = desk.place(text)
    if found not in (known.start, known.end):
        raise UnreadableError(f"{text[:60]!r} is no end of {segment}", f"write {known.start}, {known.end} or both")
    return found


SEGMENTS = Form(
    name="segments",
    needs=("segment", "status"),
    columns={
        **WHO,
        **cells.TIME,
        "segment": "id or name of a segment of a corridor",
        "status": "open, restricted or closed",
        "direction": "the end of the segment it speaks of the way to; empty for both",
        "vehicles": "classes of vehicles it speaks of, divided by bars; empty for all",
        "reason": "why, as seen or said",
        **ABOUT,
    },
    read=_segment,
)


def _restriction(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    form = row.needed("form", _FORM, "")
    category = row.needed("category", _CATEGORY, "")
    span = cells.span(row, desk)
    where = cells.place(row, desk)
    if row.problems or source is None or span is None:
        return ()
    return (
        Restriction(
            source=source.id,
            form=form,
            category=category,
            span=span,
            where=where,
            by=desk.said_party(row.text("by")),
            affected=row.text("affected"),
            reason=row.text("reason"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


RESTRICTIONS = Form(
    name="restrictions",
    needs=("form", "category"),
    columns={
        **WHO,
        **cells.TIME,
        **cells.PLACE,
        "form": "denial, delay, conditional, impediment",
        "category": "a word of the vocabulary of access constraints",
        "by": "who imposed it, as far as seen or told: a party, or in words; empty where not known",
        "affected": "whom or what it kept from going on",
        "reason": "the reason given",
        **ABOUT,
    },
    read=_restriction,
)
