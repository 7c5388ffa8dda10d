"""The XML documents of OpenRosa, as phones insist on having them."""

from collections.abc import Iterable, Mapping

from lxml import etree

from trucewatch.field import ENTITY_LISTS, XForm

_LIST = "http://openrosa.org/xforms/xformsList"
_MANIFEST = "http://openrosa.org/xforms/xformsManifest"
_RESPONSE = "http://openrosa.org/http/response"


def form_list(forms: Iterable[XForm], base: str) -> bytes:
    """The list of forms; ``base`` is the address it stands under. One without a hash would void the whole list."""
    root = _root("xforms", _LIST)
    for form in forms:
        node = etree.SubElement(root, f"{{{_LIST}}}xform")
        for name, text in (
            ("formID", form.id),
            ("name", form.title),
            ("version", form.version),
            ("hash", f"md5:{form.hash}"),
            ("downloadUrl", f"{base}/forms/{form.id}.xml"),
        ):
            _text(node, _LIST, name, text)
        if form.files:
            _text(node, _LIST, "manifestUrl", f"{base}/forms/{form.id}/manifest")
    return _bytes(root)


def manifest(form: XForm, hashes: Mapping[str, str], base: str) -> bytes:
    """The files of a form that there are, with the MD5 (hex) of each in ``hashes``."""
    root = _root("manifest", _MANIFEST)
    for name, digest in hashes.items():
        listed = name.removesuffix(".csv")
        entities = name.endswith(".csv") and listed in ENTITY_LISTS
        node = etree.SubElement(root, f"{{{_MANIFEST}}}mediaFile", {"type": "entityList"} if entities else {})
        _text(node, _MANIFEST, "filename", name)
        _text(node, _MANIFEST, "hash", f"md5:{digest}")
        _text(node, _MANIFEST, "downloadUrl", f"{base}/forms/{form.id}/media/{name}")
        if entities:
            _text(node, _MANIFEST, "integrityUrl", f"{base}/entities/{listed}/integrity")
    return _bytes(root)


def integrity(ids: Iterable[str]) -> bytes:
    """Which entities were deleted: none is, ever. This document has no namespace."""
    root = etree.Element("data")
    entities = etree.SubElement(root, "entities")
    for one in ids:
        entity = etree.SubElement(entities, "entity", id=one)
        etree.SubElement(entity, "deleted").text = "false"
    return _bytes(root)


def response(message: str) -> bytes:
    """The envelope of every other answer."""
    root = _root("OpenRosaResponse", _RESPONSE)
    _text(root, _RESPONSE, "message", message)
    return _bytes(root)


def _root(name: str, namespace: str) -> etree._Element:
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})


def _text(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
