"""The forms: the layouts of tables that intake knows, each with its native columns and its reader."""

from .cameras import CAMERA_LOG
from .events import FIRES, OBSERVATIONS
from .form import Form
from .keeping import CASES, INSPECTIONS
from .looking import PATROLS, TRACKS, WATCHES, joined
from .movement import CONSIGNMENTS, PASSAGES, RESTRICTIONS, SEGMENTS
from .overpasses import OVERPASSES
from .serving import SERVICES
from .speech import CLAIMS, STATEMENTS
from .weather import WEATHER

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        OBSERVATIONS,
        CAMERA_LOG,
        WATCHES,
        TRACKS,
        PATROLS,
        PASSAGES,
        CONSIGNMENTS,
        SEGMENTS,
        RESTRICTIONS,
        CLAIMS,
        STATEMENTS,
        INSPECTIONS,
        SERVICES,
        CASES,
        FIRES,
        OVERPASSES,
        WEATHER,
    )
}

__all__ = ["FORMS", "Form", "joined"]
