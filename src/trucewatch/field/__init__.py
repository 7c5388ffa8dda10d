"""What the mission's people carry: forms for phones, the lists they choose from, settings of a device, sealed records.

``Office`` serves a mission's forms and lists and reads what devices sent into the record; ``build`` makes a form phones
can load of tables or a workbook, ``lint`` says what would go wrong with it on them. Knows the record and intake, and no
server. Needs the extra ``field``.
"""

from .library import FOLDER, KEY_FILE, Library, library, shipped_forms
from .lint import Flaw, lint
from .lists import ENTITY_LISTS, Conflict, Lists
from .office import Office
from .photos import Look, Photo, alike, look_at, photos
from .sealed_files import Unsealing, export_sealed, open_sealed
from .sealing import Opened, SealError, new_key, read_key, unseal
from .settings import device_settings, settings_code, write_qr
from .tiles import tile, view
from .xlsform import FormError, XForm, build, read_xform, sheets_of

__all__ = [
    "ENTITY_LISTS",
    "FOLDER",
    "KEY_FILE",
    "Conflict",
    "Flaw",
    "FormError",
    "Library",
    "Lists",
    "Look",
    "Office",
    "Opened",
    "Photo",
    "SealError",
    "Unsealing",
    "XForm",
    "alike",
    "build",
    "device_settings",
    "export_sealed",
    "library",
    "lint",
    "look_at",
    "new_key",
    "open_sealed",
    "photos",
    "read_key",
    "read_xform",
    "settings_code",
    "sheets_of",
    "shipped_forms",
    "tile",
    "unseal",
    "view",
    "write_qr",
]
