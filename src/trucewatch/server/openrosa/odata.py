"""What OData clients (Excel, Power BI) ask of a form's feed besides its rows: the model, and rows by when they came.

Source: OData 4.0 Common Schema Definition Language, as ODK Central writes it.
"""

import operator
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from trucewatch.field import XForm

from .tables import RECORDS, Values

VERSION = {"OData-Version": "4.0"}
"""The header that clients insist on."""

_EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
_EDM = "http://docs.oasis-open.org/odata/ns/edm"
_SYSTEM = {
    "submissionDate": "Edm.DateTimeOffset",
    "submitterName": "Edm.String",
    "attachmentsPresent": "Edm.Int64",
    "deviceId": "Edm.String",
    "formVersion": "Edm.String",
}
_COMPARED = re.compile(r"__system/submissionDate (lt|le|eq|ne|ge|gt) (\S+)")


class FilterError(Exception):
    """A filter that is not offered."""


def metadata(form: XForm) -> bytes:
    """The model of a form's feed: a type for each of its tables, one for each group of questions."""
    space = re.sub(r"\W", "_", form.id)
    root = etree.Element(f"{{{_EDMX}}}Edmx", Version="4.0", nsmap={"edmx": _EDMX})
    services = etree.SubElement(root, f"{{{_EDMX}}}DataServices")
    schema = etree.SubElement(services, f"{{{_EDM}}}Schema", Namespace=space, nsmap={None: _EDM})
    system = _under(schema, "ComplexType", Name="__system")
    for name, kind in _SYSTEM.items():
        _under(system, "Property", Name=name, Type=kind)
    sets: list[str] = []

    def table(node: etree._Element, path: str) -> None:
        name = RECORDS if not path else f"{RECORDS}.{path.replace('/', '.')}"
        sets.append(name)
        kind = _under(schema, "EntityType", Name=name, OpenType="true")
        _under(_under(kind, "Key"), "PropertyRef", Name="__id")
        _under(kind, "Property", Name="__id", Type="Edm.String", Nullable="false")
        if path:
            _under(kind, "Property", Name=f"__{RECORDS}-id", Type="Edm.String", Nullable="false")
        else:
            _under(kind, "Property", Name="__system", Type=f"{space}.__system")
        fill(kind, node, path)

    def fill(kind: etree._Element, node: etree._Element, path: str) -> None:
        children = {etree.QName(child).localname: child for child in node if isinstance(child.tag, str)}
        for name, child in children.items():
            at = f"{path}/{name}".lstrip("/")
            if at in form.repeats:
                _under(
                    kind,
                    "NavigationProperty",
                    Name=name,
                    Type=f"Collection({space}.{RECORDS}.{at.replace('/', '.')})",
                )
                table(child, at)
            elif len(child):
                group = at.replace("/", "_")
                _under(kind, "Property", Name=name, Type=f"{space}.{group}")
                fill(_under(schema, "ComplexType", Name=group, OpenType="true"), child, at)
            else:
                _under(kind, "Property", Name=name, Type="Edm.String")

    table(etree.fromstring(form.xml).find(".//{*}model/{*}instance/*"), "")
    container = _under(schema, "EntityContainer", Name=space)
    for name in sets:
        _under(container, "EntitySet", Name=name, EntityType=f"{space}.{name}")
    model: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return model


def came(rows: Iterable[Values], asked: str) -> list[Values]:
    """The rows of records that came when ``asked`` says: ``__system/submissionDate ge MOMENT``, several joined by
    ``and``. Raises FilterError for any other filter.
    """
    tests: list[tuple[Callable[[Any, Any], bool], datetime]] = []
    for part in re.split(r"\s+and\s+", asked.strip()):
        match = _COMPARED.fullmatch(part.strip().removeprefix("(").removesuffix(")"))
        if match is None:
            raise FilterError(
                "Rows are filtered by __system/submissionDate alone: `__system/submissionDate ge MOMENT`."
            )
        try:
            moment = datetime.fromisoformat(match[2])
        except ValueError:
            raise FilterError(f"{match[2]} is not a moment: write it as 2023-06-14T00:00:00Z.") from None
        tests.append((getattr(operator, match[1]), moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    return [
        row
        for row in rows
        if all(holds(datetime.fromisoformat(row["__system"]["submissionDate"]), moment) for holds, moment in tests)
    ]


def _under(node: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(node, f"{{{_EDM}}}{name}", attributes)
