"""Filled forms as tables, shaped as ODK Central's OData feed shapes them: one of records, one for each repeat."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from trucewatch.field import XForm
from trucewatch.intake.submissions import Instance

Values = dict[str, Any]

RECORDS = "Submissions"


def table_names(form: XForm) -> tuple[str, ...]:
    """The tables of a form: the records, and each repeat by its path with dots."""
    return (RECORDS, *(f"{RECORDS}.{path.replace('/', '.')}" for path in form.repeats))


def rows_of(
    records: Iterable[tuple[Values, Instance | None]], form: XForm, table: str, *, expand: bool
) -> Iterator[Values]:
    """The rows of ``table``: each record's own values first. Repeats stand in the row if ``expand``, or as a link."""
    for system, instance in records:
        if table == RECORDS:
            yield {**system, **(_values(instance.root, "", form, system["__id"], expand) if instance else {})}
        elif instance is not None:
            path = table.removeprefix(f"{RECORDS}.").replace(".", "/")
            for number, node in enumerate(instance.nodes(path), start=1):
                yield {
                    "__id": f"{system['__id']}#{number}",
                    f"__{RECORDS}-id": system["__id"],
                    **_values(node, path, form, system["__id"], expand),
                }


def _values(node: etree._Element, path: str, form: XForm, record: str, expand: bool) -> Values:
    found: Values = {}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        at = f"{path}/{name}".lstrip("/")
        if at in form.repeats:
            if expand:
                found.setdefault(name, []).append(_values(child, at, form, record, expand))
            else:
                found[f"{name}@odata.navigationLink"] = f"{RECORDS}('{record}')/{name}"
        elif len(child):
            found[name] = _values(child, at, form, record, expand)
        else:
            found[name] = (child.text or "").strip() or None
    return found
