"""Forms of speech: claims of facts and figures, and statements."""

from datetime import datetime

from ...domain import Account, Amount, Claim, Span, Statement, vocabulary
from ..desk import Desk
from ..rows import Row, code_reader
from ..times import read_stamp
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

_MEASURE, _STANCE = map(code_reader, ("measures", "stances"))


def _claim(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    claimant = row.needed("claimant", desk.claimant, "")
    measure = row.needed("measure", _MEASURE, "")
    span = _days(row, desk)
    amount = cells.amount(row, desk)
    if amount and not amount.unit:
        unit = vocabulary("measures")[measure].columns["unit"] if measure else ""
        amount = Amount(amount.low, amount.high, unit, amount.said)
    about = row.read("about", desk.subject, "")
    against = row.read("against", desk.party, "")
    said_at = row.read("said_on", lambda text: _said_at(text, desk), None)
    grading = cells.grading(row)
    if row.problems or source is None or span is None:
        return ()
    return (
        Claim(
            claimant=claimant,
            source=source.id,
            measure=measure,
            span=span,
            amount=amount,
            about=about,
            against=against,
            basis=row.text("basis"),
            said_at=said_at,
            url=row.text("url"),
            grading=grading,
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


def _days(row: Row, desk: Desk) -> Span | None:
    """From the start of `from` to the end of `to`, both inclusive; `to` empty is the day of `from`."""
    first = row.needed("from", lambda text: read_stamp(text, desk.times), None)
    last = row.read("to", lambda text: read_stamp(text, desk.times), first)
    if first is None or last is None:
        return None
    end = last.span().end
    if end < first.start:
        row.fault("to", "ends before it starts", "check the two days")
        return None
    return Span(first.start, end)


def _said_at(text: str, desk: Desk) -> datetime:
    return read_stamp(text, desk.times).start


CLAIMS = Form(
    name="claims",
    needs=("claimant", "measure"),
    columns={
        "ref": WHO["ref"],
        "claimant": "who asserts it: a party, or a source of the register",
        "source": "where the mission read or heard it: a source of the register",
        "measure": "a word of the vocabulary of measures",
        "amount": "the figure: 4623, about 100, 17-23; empty where none is claimed",
        "unit": "its unit; the measure's if empty",
        "from": "first day the claim speaks of, mission zone",
        "to": "last day, inclusive; empty for the one day",
        "about": "the corridor, crossing, segment, sector or place it is about",
        "against": "the party it accuses",
        "basis": "what the claimant says it rests on",
        "said_on": "when it was said: a day or a moment",
        "url": "where it was published",
        "grade": "reliability of the source and credibility of the information: B2",
        **ABOUT,
    },
    read=_claim,
)


def _statement(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    speaker = row.needed("speaker", desk.said_speaker, "")
    said_at = row.needed("said_on", lambda text: read_stamp(text, desk.times), None)
    stance = row.read("stance", _STANCE, "")
    clause = row.read("clause", desk.clause, "")
    quoted = cells.truth(row, "quoted")
    grading = cells.grading(row)
    text = row.needed("text", str, "")
    if row.problems or source is None or said_at is None:
        return ()
    return (
        Statement(
            speaker=speaker,
            source=source.id,
            said_at=said_at.when(desk.zone_name),
            text=text,
            chain=cells.listed(row.text("chain")),
            to=desk.said_speaker(row.text("to")),
            stance=stance,
            clause=clause,
            quoted=quoted,
            url=row.text("url"),
            grading=grading,
            ref=row.text("ref"),
        ),
    )


STATEMENTS = Form(
    name="statements",
    needs=("speaker", "text"),
    columns={
        "ref": WHO["ref"],
        "speaker": "who said it: a party, a source of the register, or an office in words",
        "source": "where the mission read or heard it: a source of the register",
        "said_on": "when it was said: a day or a moment",
        "chain": "outlets it came through, outermost first, divided by bars",
        "to": "to whom it was said",
        "stance": "a word of the vocabulary of stances",
        "clause": "id of the clause of the agreement it speaks of",
        "quoted": "yes where `text` is a quotation",
        "url": "where it was published",
        "grade": "reliability of the source and credibility of the information: B2",
        "text": "what was said",
    },
    read=_statement,
)
