"""One filled form of a field device, as XML: what it is, and the values in it.

Engines differ in namespaces, so elements are matched by their local names. There is no DTD, no entity and no network.
"""

import re
from collections.abc import Callable, Iterator

import msgspec
from lxml import etree

from ..errors import IntakeError, UnreadableError
from ..tracks import read_tracks

ENCRYPTED = frozenset(
    {
        "http://opendatakit.org/submissions",
        "http://www.opendatakit.org/xforms/encrypted",
    }
)
"""Namespaces of the manifest that stands in the place of an encrypted record."""

_GEOPOINT = re.compile(r"\s*(-?[\d.]+) (-?[\d.]+)(?: (-?[\d.]+))?(?: (-?[\d.]+))?\s*")
_MINUTE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_CE90 = 1.42
"""What turns the radius a phone gives (68 % of the probability, by Android's definition) into one of 90 %."""
_PLACED_M = 100.0
"""Error of a position without an accuracy: one put on the map by hand, or by an app that makes positions up."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """What a record does to an entry of an entity list: ``values`` are its properties by name."""

    dataset: str
    id: str
    create: bool
    update: bool
    label: str
    base_version: int | None
    trunk_version: int | None
    branch: str
    values: dict[str, str] = {}


class Instance(msgspec.Struct, frozen=True):
    """A filled form: ``form`` and ``version`` as it names them, its own id, and that of the record it edits or "".

    ``tracks`` are the track files that came with it, by name.
    """

    form: str
    version: str
    id: str
    replaces: str
    encrypted: bool
    root: etree._Element
    tracks: dict[str, bytes] = {}

    def nodes(self, path: str) -> list[etree._Element]:
        """The elements at ``path``, names divided by slashes; the root for ""."""
        return _under(self.root, path)

    def value(self, node: etree._Element, path: str) -> str:
        """The text at ``path`` from ``node``, from the root if it begins with a slash; "" where there is none.

        A name after ``@`` takes a part of it: ``lon``, ``lat`` and ``error`` (metres, 90 %) of a position, ``minute``
        of a moment, which leaves out the seconds a clock adds to what a person chose by the minute; ``bars`` turns the
        choices of a list into a cell of several; ``track`` takes the way out of the track file that is named, "" while
        it has not come. Raises UnreadableError for a value without such a part.
        """
        where, _, part = path.partition("@")
        found = _under(self.root if where.startswith("/") else node, where.strip("/"))
        text = (found[0].text or "").strip() if found else ""
        if part == TRACK:
            return _way(self.tracks[text], text) if text in self.tracks else ""
        return _PARTS[part](text) if part and text else text

    def entities(self) -> Iterator[Entity]:
        """What it does to entity lists."""
        for node in self.root.iter():
            if _name(node) == "entity" and node.get("dataset") and _name(node.getparent()) == "meta":
                yield _entity(node)

    def texts(self, node: etree._Element) -> set[str]:
        """All values at and below ``node``."""
        return {(one.text or "").strip() for one in node.iter() if isinstance(one.tag, str)} - {""}


def read_instance(data: bytes) -> Instance:
    """The record in ``data``. Raises IntakeError where it is no XML of a form, or has a document type."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise IntakeError("record", f"is not XML: {error}", "Look at its bytes in the evidence") from error
    if root.getroottree().docinfo.doctype:
        raise DoctypeError("record", "has a document type", "A record of a form has none: refuse it")
    meta = next(iter(_under(root, "meta")), None)
    encrypted = etree.QName(root).namespace in ENCRYPTED or root.get("encrypted") == "yes"
    return Instance(
        form=root.get("id") or etree.QName(root).namespace or "",
        version=root.get("version") or "",
        id=_of_meta(meta, "instanceID") or root.get("instanceID") or "",
        replaces=_of_meta(meta, "deprecatedID"),
        encrypted=encrypted,
        root=root,
    )


class DoctypeError(IntakeError):
    """The bytes carry a document type: they are no record of a form, and may be an attack on whoever reads them."""


def _of_meta(meta: etree._Element | None, name: str) -> str:
    found = _under(meta, name) if meta is not None else []
    return (found[0].text or "").strip() if found else ""


def _name(node: etree._Element | None) -> str:
    return etree.QName(node).localname if node is not None and isinstance(node.tag, str) else ""


def _under(node: etree._Element, path: str) -> list[etree._Element]:
    found = [node]
    for name in filter(None, path.split("/")):
        found = [child for parent in found for child in parent if _name(child) == name]
    return found


def _entity(node: etree._Element) -> Entity:
    label = next((one.text or "" for one in node if _name(one) == "label"), "")
    parent = node.getparent().getparent()
    return Entity(
        dataset=node.get("dataset", ""),
        id=node.get("id", "").removeprefix("uuid:"),
        create=node.get("create") in ("1", "true"),
        update=node.get("update") in ("1", "true"),
        label=label.strip(),
        base_version=_number(node.get("baseVersion")),
        trunk_version=_number(node.get("trunkVersion")),
        branch=node.get("branchId", ""),
        values={_name(one): (one.text or "").strip() for one in parent.iter() if _name(one) and not len(one)},
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _point(text: str) -> re.Match[str]:
    match = _GEOPOINT.fullmatch(text)
    if match is None:
        raise UnreadableError(f"{text[:60]!r} is not a position", "write latitude and longitude, divided by a space")
    return match


def _error(text: str) -> str:
    accuracy = float(_point(text)[4] or 0)
    return f"{accuracy * _CE90 if accuracy > 0 else _PLACED_M:.1f}"


def _minute(text: str) -> str:
    match = _MINUTE.fullmatch(text)
    if match is None:
        raise UnreadableError(f"{text[:60]!r} is not a moment", "write it as 2023-05-14T14:05+04:00")
    return f"{match[1]}{match[2] or ''}"


def _way(data: bytes, name: str) -> str:
    try:
        lines = read_tracks(data, name)
    except IntakeError as error:
        raise UnreadableError(f"{name} {error.reason}", error.mend) from error
    return ";".join(f"{fix.lat} {fix.lon} {fix.time}".rstrip() for line in lines for fix in line.fixes)


_PARTS: dict[str, Callable[[str], str]] = {
    "lon": lambda text: _point(text)[2],
    "lat": lambda text: _point(text)[1],
    "error": _error,
    "minute": _minute,
    "bars": lambda text: "|".join(text.split()),
}
TRACK = "track"
PARTS = frozenset({*_PARTS, TRACK})
"""What may stand after ``@`` in a path."""
