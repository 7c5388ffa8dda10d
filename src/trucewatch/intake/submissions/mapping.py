"""Mapping files of forms: which domain objects a filled form is read into, without code."""

import tomllib
from hashlib import sha256

import msgspec

from ..errors import IntakeError
from ..forms import FORMS
from .instance import PARTS, TRACK


class Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows of one of the forms of tables (``FORMS``) that a filled form holds.

    There is one row for each element at ``each`` ("" for one in all). ``columns`` names for each native column the
    path of its value (several are joined by a space), from that element or, with a leading slash, from the root;
    ``constants`` and ``values`` are those of a mapping of tables. An element whose path in ``needs`` is empty, or whose
    value at a path of ``only`` is none of those listed, makes no row.
    """

    form: str
    each: str = ""
    needs: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = {}
    columns: dict[str, str | tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


class FormMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the filled forms of one form id become rows of tables; none for a form that is only kept."""

    form: str
    about: str = ""
    rows: tuple[Rows, ...] = ()

    @property
    def reads_tracks(self) -> bool:
        """True if what it reads depends on track files that come with the record."""
        paths = (path for rows in self.rows for native in rows.columns for path in paths_of(rows, native))
        return any(path.endswith(f"@{TRACK}") for path in paths)


class MappedForm(msgspec.Struct, frozen=True):
    """A mapping and the bytes it was read from."""

    mapping: FormMapping
    source: bytes

    @property
    def stamp(self) -> str:
        """The form's id and the SHA-256 of the mapping, so that a record can be read again exactly as it was."""
        return f"{self.mapping.form}@{sha256(self.source).hexdigest()}"


def parse_form_mapping(data: bytes, name: str) -> MappedForm:
    """The mapping written in ``data``. Raises IntakeError naming the field at fault."""
    try:
        mapping = msgspec.convert(tomllib.loads(data.decode("utf-8")), FormMapping)
    except UnicodeDecodeError as error:
        raise IntakeError(name, "is not UTF-8", "Save the mapping as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise IntakeError(name, f"is not TOML: {error}", "Correct the line") from error
    except msgspec.ValidationError as error:
        raise IntakeError(name, str(error), "Fields of a mapping are described in docs/field-guide.md") from error
    for rows in mapping.rows:
        _check(rows, name)
    return MappedForm(mapping, data)


def paths_of(rows: Rows, native: str) -> tuple[str, ...]:
    """The paths that the native column is read from."""
    said = rows.columns.get(native, ())
    return (said,) if isinstance(said, str) else said


def _check(rows: Rows, name: str) -> None:
    form = FORMS.get(rows.form)
    if form is None or form.by_patrol:
        known = ", ".join(known for known, one in FORMS.items() if not one.by_patrol)
        raise IntakeError(name, f"a filled form cannot be read as {rows.form!r}", f"Use one of {known}")
    strange = (rows.columns.keys() | rows.constants.keys() | rows.values.keys()) - form.columns.keys()
    if strange:
        raise IntakeError(
            name, f"{', '.join(sorted(strange))}: no column of {form.name}", f"Use {', '.join(form.columns)}"
        )
    for path in (path for native in rows.columns for path in paths_of(rows, native)):
        part = path.partition("@")[2]
        if part and part not in PARTS:
            raise IntakeError(name, f"{path}: there is no part {part!r}", f"Use one of {', '.join(sorted(PARTS))}")
