"""Forms of keeping the agreement: visits to storage sites, and the log of what passes between mission and parties."""

from datetime import date

from ...domain import Account, Inspection, Step
from ..desk import Desk
from ..errors import UnreadableError
from ..rows import Row, code_reader
from ..times import read_day
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

_WEAPON, _STEP, _OUTCOME = map(code_reader, ("weapons", "steps", "outcomes"))
_ACCESS = {
    "full": ("full", "granted", "yes", "all"),
    "partial": ("partial", "partly", "limited"),
    "denied": ("denied", "refused", "no access", "no"),
}
_ACCESS_OF = {word: access for access, words in _ACCESS.items() for word in words}


def _access(text: str) -> str:
    found = _ACCESS_OF.get(text.casefold())
    if found is None:
        raise UnreadableError(f"{text[:60]!r} is not a kind of access", "write full, partial or denied")
    return found


def _inspection(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    site = row.needed("site", desk.site, "")
    weapon = row.needed("weapon", _WEAPON, "")
    access = row.read("access", _access, "full")
    when = cells.when(row, desk)
    count = cells.count(row, None) if row.text("count") or access == "full" else None
    if access == "denied" and count is not None:
        row.fault("count", "is given where access was denied", "leave it empty, or say partial")
    if row.problems or source is None or when is None:
        return ()
    return (
        Inspection(
            source=source.id,
            site=site,
            weapon=weapon,
            when=when,
            access=access,  # type: ignore[arg-type]
            count=count,
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


INSPECTIONS = Form(
    name="inspections",
    needs=("site", "weapon"),
    columns={
        **WHO,
        **cells.TIME,
        "site": "id or name of a storage site of the mission",
        "weapon": "a word of the vocabulary of weapons",
        "access": "full (also if empty), partial where not all was shown, denied",
        "count": "how many stood there; 0 says that none did; empty where nobody could count",
        "unit": "what is counted, if not items",
        **ABOUT,
    },
    read=_inspection,
)


def _step(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    step = row.needed("step", _STEP, "")
    when = cells.when(row, desk)
    clause = row.read("clause", desk.clause, "")
    party = row.read("party", desk.claimant, "")
    outcome = row.read("outcome", _OUTCOME, "")
    due: date | None = row.read("due", lambda text: read_day(text, desk.times), None)
    if step == "finding" and not (row.text("case") and clause and outcome):
        row.fault("case", "a finding names its case, its clause and its outcome", "fill in case, clause and outcome")
    if row.problems or source is None or when is None:
        return ()
    return (
        Step(
            source=source.id,
            step=step,
            when=when,
            case=row.text("case"),
            clause=clause,
            party=party,
            outcome=outcome,
            due=due,
            rows=cells.listed(row.text("rows")),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


CASES = Form(
    name="cases",
    needs=("step", "case"),
    columns={
        **WHO,
        **cells.TIME,
        "case": "number of the case; empty for what belongs to none, such as a call on the hotline",
        "step": "a word of the vocabulary of steps: hotline, finding, notified, answer, remedy, recheck, closed",
        "clause": "id or title of the clause it is about",
        "party": "the party it concerns: notified, answering, reporting of itself",
        "outcome": "a word of the vocabulary of outcomes; needed of a finding",
        "due": "the day by which the next step is expected",
        "rows": "ids of rows or entries it is about, divided by bars",
        **ABOUT,
    },
    read=_step,
)
