"""The forms of a mission: those that come with the program, and its own in the folder ``forms`` of the mission."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from trucewatch.intake.submissions import MESSAGE, MappedForm, parse_form_mapping
from trucewatch.mission import Mission

from .xlsform import FormError, XForm, build

FOLDER = "forms"
"""Where a mission keeps its own forms, the mappings beside them under the same name, and the key of protected ones."""

KEY_FILE = "protected.pub"
"""The public key (base64 of its DER form) for which protected forms are encrypted."""

PROTECTED = frozenset({"protected-report"})
"""Shipped forms that are offered encrypted or not at all."""

_WRITTEN = (".md", ".xlsx", ".xml")
_SHIPPED = files(__package__) / "forms"


class Library(msgspec.Struct, frozen=True):
    """Built forms by id, their mappings by form id, and the mission's own media by file name."""

    forms: dict[str, XForm]
    mappings: dict[str, MappedForm]
    media: dict[str, bytes]


def library(mission: Mission) -> Library:
    """The forms that phones of ``mission`` are offered; one of the mission's own stands for a shipped one of its id.

    A protected form is offered only where the mission has a public key. Raises FormError, IntakeError.
    """
    own = mission.home / FOLDER
    key = (own / KEY_FILE).read_text(encoding="ascii").strip() if (own / KEY_FILE).is_file() else ""
    forms: dict[str, XForm] = {}
    mappings: dict[str, MappedForm] = {}
    media: dict[str, bytes] = {}
    for name, source in [*_shipped(), *_own(own)]:
        stem, _, kind = name.rpartition(".")
        if f".{kind}" in _WRITTEN:
            protected = stem in PROTECTED
            if protected and not key:
                continue
            form = build(source, name, public_key=key if protected else "")
            forms[form.id] = form
        elif kind == "toml":
            mapped = parse_form_mapping(source, name)
            mappings[mapped.mapping.form] = mapped
        elif name != KEY_FILE:
            media[name] = source
    missing = sorted(mappings.keys() - forms.keys() - PROTECTED - {MESSAGE})
    if missing:
        raise FormError(str(own), f"has mappings for forms that are not there: {', '.join(missing)}", "Add the forms")
    return Library(forms, mappings, media)


def shipped_forms() -> dict[str, bytes]:
    """The sources of the forms that come with the program, by file name."""
    return {name: source for name, source in _shipped() if name.endswith(".md")}


def _shipped() -> Iterator[tuple[str, bytes]]:
    for item in sorted(_SHIPPED.iterdir(), key=lambda item: item.name):
        if item.is_file():
            yield item.name, item.read_bytes()


def _own(folder: Path) -> Iterator[tuple[str, bytes]]:
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                yield path.name, path.read_bytes()
