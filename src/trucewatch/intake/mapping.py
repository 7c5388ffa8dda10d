"""Mapping files: how a foreign table is read as one of the forms, without code."""

import tomllib
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from .errors import IntakeError
from .quantities import Decimal
from .times import DateOrder


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keeps the rows whose cell in ``column`` (a header of the file) is one of ``only``, and none of ``without``."""

    column: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a foreign table becomes a form.

    ``columns`` names for each native column the header of the file (several are joined by a space); a header is
    given as it stands or, in an HXL table, as its hashtag. ``constants`` fill native columns that the file leaves
    empty. ``values`` translates cells of a native column, case not counting; ``"*"`` stands for every value that has
    no translation of its own, ``""`` for an empty cell. ``skip_rows`` first lines are passed over. ``header`` gives
    the names of the columns where the file has none.
    """

    form: str
    about: str = ""
    columns: dict[str, str | tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    filters: tuple[Filter, ...] = ()
    sheet: str = ""
    header: tuple[str, ...] = ()
    skip_rows: int = 0
    encoding: str = ""
    delimiter: str = ""
    decimal: Decimal = ""
    dates: DateOrder = ""
    year: int | None = None
    zone: str = ""
    declination_deg: float | None = None


class Mapped(msgspec.Struct, frozen=True):
    """A mapping with the name it is spoken of by, and the bytes it was read from (empty for none)."""

    mapping: Mapping
    name: str = ""
    source: bytes = b""

    @property
    def stamp(self) -> str:
        """Name and SHA-256, so that a row can be read again later exactly as it was: "" for none."""
        return f"{self.name}@{sha256(self.source).hexdigest()}" if self.source else ""


def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the program."""
    return tuple(sorted(item.name.removesuffix(".toml") for item in _SHIPPED.iterdir() if item.name.endswith(".toml")))


def load_mapping(chosen: str | Path, home: Path) -> Mapped:
    """The mapping in the file ``chosen``, relative to ``home`` if not found as it stands, or shipped under that name.

    Raises IntakeError naming the file and the field at fault.
    """
    for path in (Path(chosen), home / chosen):
        if path.is_file():
            return parse_mapping(path.read_bytes(), path.name)
    item = _SHIPPED / f"{chosen}.toml"
    if "/" not in str(chosen) and item.is_file():
        return parse_mapping(item.read_bytes(), str(chosen))
    raise IntakeError(
        str(chosen), "is no mapping file", f"Give its path, or one of the shipped: {', '.join(shipped())}"
    )


def parse_mapping(data: bytes, name: str) -> Mapped:
    """The mapping written in ``data``. Raises IntakeError."""
    try:
        mapping = msgspec.convert(tomllib.loads(data.decode("utf-8")), Mapping)
        if mapping.zone:
            ZoneInfo(mapping.zone)
    except UnicodeDecodeError as error:
        raise IntakeError(name, "is not UTF-8", "Save the mapping as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise IntakeError(name, f"is not TOML: {error}", "Correct the line") from error
    except (msgspec.ValidationError, LookupError, ValueError) as error:
        raise IntakeError(name, str(error), "Fields of a mapping are described in docs/intake.md") from error
    return Mapped(mapping, name, data)


_SHIPPED = files(__package__) / "mappings"
