"""XLSForms into the XForms that phones load.

A form is written as tables in Markdown or as a workbook. Lists of choices named like a vocabulary take their words from
it in both languages: all of them where the form lists none, those it lists where it leaves the labels empty. The
version of a form is what its author wrote and a digest of what was built, so that no two contents ever share one.
"""

import re
from dataclasses import asdict
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from trucewatch.domain import vocabulary
from trucewatch.domain.vocabulary import VOCABULARIES
from trucewatch.intake import IntakeError

LANGUAGES = {"label::English (en)": "label", "label::Русский (ru)": "label_ru"}
"""Columns of labels, and the field of a vocabulary's term that fills each."""

_SAVE_TO = "{http://www.opendatakit.org/xforms/entities}saveto"
_FILE = re.compile(r"jr://(?:file|file-csv|images|audio|video)/([^/]+)")


_UNBUILT = (PyXFormError, AttributeError, LookupError, TypeError)
"""What pyxform raises for a form at fault: its own error, and others where it did not foresee the fault."""


class FormError(IntakeError):
    """A form that cannot be built."""


class XForm(msgspec.Struct, frozen=True, kw_only=True):
    """A built form: the bytes that phones get, and what a server must know of them.

    ``files`` are the lists and media it asks for; ``uploads`` the names of its questions for files; ``saved`` gives the
    entity property that an answer becomes; ``repeats`` are the paths of what is filled in again and again. ``hash`` is
    the MD5 (hex) by which phones know its bytes.
    """

    id: str
    version: str
    title: str
    xml: bytes
    files: tuple[str, ...]
    uploads: tuple[str, ...]
    saved: dict[str, str]
    repeats: tuple[str, ...]
    encrypted: bool

    @property
    def hash(self) -> str:
        return md5(self.xml, usedforsecurity=False).hexdigest()


def build(source: bytes, name: str, *, public_key: str = "") -> XForm:
    """The form written in ``source``, a file called ``name``; encrypted for ``public_key`` (base64) if one is given.

    Raises FormError.
    """
    if name.endswith(".xml"):
        return read_xform(source)
    sheets = sheets_of(source, name)
    _fill_choices(sheets)
    settings = sheets.setdefault("settings", [{}])[0]
    if not settings.get("form_id") and not settings.get("id_string"):
        settings["form_id"] = Path(name).stem
    if public_key:
        settings["public_key"] = public_key
    digest = sha256(msgspec.json.encode(sheets, order="deterministic")).hexdigest()[:10]
    settings["version"] = f"{settings.get('version', '1')}.{digest}"
    sheets["settings_header"] = [dict.fromkeys(settings)]
    try:
        built = convert(sheets, form_name="data", warnings=[])
    except _UNBUILT as error:
        raise FormError(name, str(error), "Correct the form; `trucewatch form check` reads it again") from error
    return read_xform(built.xform.encode("utf-8"))


def sheets_of(source: bytes, name: str) -> dict[str, Any]:
    """The sheets of a form as pyxform has them. Raises FormError."""
    try:
        found = asdict(get_xlsform(source, file_type=Path(name).suffix))
    except PyXFormError as error:
        raise FormError(name, str(error), "Correct the form; `trucewatch form check` reads it again") from error
    sheets = {sheet: rows for sheet, rows in found.items() if rows is not None}
    if not sheets.get("survey"):
        raise FormError(name, "has no sheet called survey", "Put the questions into one")
    return sheets


def read_xform(xml: bytes) -> XForm:
    """What a built form says of itself. Raises FormError where it is none."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise FormError("form", f"is not an XForm: {error}", "Build it of an XLSForm") from error
    instance = root.find(".//{*}model/{*}instance/*")
    if instance is None or not (form_id := instance.get("id") or etree.QName(instance).namespace):
        raise FormError("form", "is not an XForm: it has no primary instance with an id", "Build it of an XLSForm")
    submission = root.find(".//{*}model/{*}submission")
    named = [
        match[1] for value in root.xpath("//@src | //*[local-name()='value']/text()") if (match := _FILE.match(value))
    ]
    binds = list(root.iter("{*}bind"))
    uploads = [_question(bind) for bind in binds if bind.get("type") == "binary"]
    title = root.findtext(".//{*}title") or form_id
    return XForm(
        id=form_id,
        version=instance.get("version") or "",
        title=title.strip(),
        xml=xml,
        files=tuple(dict.fromkeys(named)),
        uploads=tuple(dict.fromkeys(uploads)),
        saved={_question(bind): bind.get(_SAVE_TO) for bind in binds if bind.get(_SAVE_TO)},
        repeats=tuple(
            node.get("nodeset", "").split("/", 2)[-1] for node in root.iter("{*}repeat") if node.get("nodeset")
        ),
        encrypted=submission is not None and bool(submission.get("base64RsaPublicKey")),
    )


def _question(bind: etree._Element) -> str:
    return str(bind.get("nodeset", "")).rpartition("/")[2]


def _fill_choices(sheets: dict[str, Any]) -> None:
    said: list[dict[str, str]] = sheets.get("choices", [])
    listed = {row.get("list_name") or row.get("list name", "") for row in said}
    wanted: list[dict[str, str]] = []
    for row in sheets["survey"]:
        kind, _, name = row.get("type", "").partition(" ")
        if kind in ("select_one", "select_multiple") and name in VOCABULARIES and name not in listed:
            listed.add(name)
            wanted += [{"list_name": name, "name": code} for code in vocabulary(name)]
    bare = [row for row in said if row.get("list_name") in VOCABULARIES and not any(map(row.get, LANGUAGES))]
    for row in (*wanted, *bare):
        term = vocabulary(row["list_name"]).get(row["name"])
        if term is None:
            raise FormError(
                "form", f"{row['name']!r} is not in the vocabulary of {row['list_name']}", "Give it labels of its own"
            )
        row.update({column: getattr(term, name) or term.label for column, name in LANGUAGES.items()})
    if wanted or bare:
        sheets["choices"] = [*said, *wanted]
        header = sheets.get("choices_header") or [{"list_name": None, "name": None}]
        sheets["choices_header"] = [header[0] | dict.fromkeys(LANGUAGES)]
