"""The form of health facilities and their services: how each was working, as HeRAMS asks it."""

from ...domain import Account, ServiceReport
from ..desk import Desk
from ..rows import Row, code_reader
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

_LEVEL, _SERVICE, _BARRIER = map(code_reader, ("functioning", "services", "barriers"))
_ACCESS, _DAMAGE = map(code_reader, ("accessibility", "damage"))


def _reasons(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_BARRIER(word) for word in cells.listed(text)))


def _service(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    facility = row.needed("facility", desk.facility, "")
    level = row.needed("level", _LEVEL, "")
    service = row.read("service", _SERVICE, "")
    reasons = row.read("reasons", _reasons, ())
    if level == "full" and reasons:
        row.fault("reasons", "are given though it works fully", "leave them empty, or say partial")
    when = cells.when(row, desk)
    access = row.read("access", _ACCESS, "")
    building, equipment = (row.read(column, _DAMAGE, "") for column in ("building", "equipment"))
    if row.problems or source is None or when is None:
        return ()
    return (
        ServiceReport(
            source=source.id,
            facility=facility,
            when=when,
            level=level,
            service=service,
            reasons=reasons,
            access=access,
            building=building,
            equipment=equipment,
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


SERVICES = Form(
    name="services",
    needs=("facility", "level"),
    columns={
        **WHO,
        **cells.TIME,
        "facility": "id or name of a health facility of the mission",
        "service": "a word of the vocabulary of services; empty for the facility as a whole",
        "level": "fully, partially or not functioning: a word of the vocabulary of functioning",
        "reasons": "why not fully: words of the vocabulary of barriers, divided by bars",
        "access": "fully, partially or not accessible: a word of the vocabulary of accessibility",
        "building": "condition of the building: a word of the vocabulary of damage",
        "equipment": "condition of the equipment, likewise",
        **ABOUT,
    },
    read=_service,
)
