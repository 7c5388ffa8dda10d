"""What the mission's people carry: forms for phones, the lists they choose from, settings of a device, sealed records.

``Office`` serves a mission's forms and lists and reads what devices sent into the record; ``build`` makes a form phones
can load of tables or a workbook, ``lint`` says what would go wrong with it on them. Knows the record and intake, and no
server. Needs the extra ``field``.
"""

from .library import FOLDER, KEY_FILE, Library, library, shipped_forms
from .lists import ENTITY_LISTS, Conflict, Lists
from .office import Office
from .xlsform import FormError, XForm, build, read_xform, sheets_of

__all__ = [
    "ENTITY_LISTS",
    "FOLDER",
    "KEY_FILE",
    "Conflict",
    "FormError",
    "Library",
    "Lists",
    "Office",
    "XForm",
    "build",
    "library",
    "read_xform",
    "sheets_of",
    "shipped_forms",
]
