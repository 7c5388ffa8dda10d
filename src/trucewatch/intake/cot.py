"""Cursor on Target, the messages of TAK and its kin: where somebody was, and what somebody marked on a map.

A file holds one event or many, one after the other as they come over a wire. Source: MITRE, Cursor on Target message
router, Event.xsd 2.0; a circular error there is one standard deviation.
"""

import re
from typing import Any, NamedTuple

from .errors import IntakeError

SIGMAS_90 = 2.146
"""Standard deviations of the circle that holds 90 % of a circular normal distribution."""
UNKNOWN_M = 9_999_999.0
"""What an error or a height says that is not known."""

_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")


class Event(NamedTuple):
    """Something at a place and moment, as the file writes them; ``who`` is the call sign, or the unit's id.

    ``moves`` tells the position of a unit from a mark; ``error_m`` is the radius of 90 %, "" if it is not known.
    """

    who: str
    time: str
    lon: str
    lat: str
    error_m: str
    moves: bool
    text: str


def is_cot(head: bytes) -> bool:
    """True if a file that begins so is Cursor on Target."""
    return re.search(rb"<event\s[^>]*\buid=", head) is not None


def read_events(data: bytes, name: str) -> tuple[Event, ...]:
    """The events in ``data``, a file called ``name``, in its order. Raises IntakeError."""
    try:
        from lxml import etree
    except ImportError:
        mend = "Install what reads it: pip install 'trucewatch[field]'"
        raise IntakeError(name, "is Cursor on Target, which this installation does not read", mend) from None
    if b"<!doctype" in data.lower():
        raise IntakeError(name, "has a document type, which no event has", "Export the events again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(b"<wire>" + _DECLARATION.sub(b"", data) + b"</wire>", parser)
    except etree.XMLSyntaxError as error:
        raise IntakeError(name, f"is damaged Cursor on Target ({error})", "Export the events again") from error
    return tuple(_event(node) for node in root.iter("event") if node.find("point") is not None)


def _event(node: Any) -> Event:
    point, contact = node.find("point"), node.find("detail/contact")
    callsign = contact.get("callsign", "") if contact is not None else ""
    moves = node.get("type", "").startswith("a-")
    said = (node.findtext("detail/remarks") or "").strip()
    return Event(
        who=callsign or node.get("uid", ""),
        time=node.get("time", ""),
        lon=point.get("lon", ""),
        lat=point.get("lat", ""),
        error_m=_error(point.get("ce", "")),
        moves=moves,
        text=said if moves else "; ".join(filter(None, (callsign, said))),
    )


def _error(sigma: str) -> str:
    try:
        metres = float(sigma)
    except ValueError:
        return ""
    return f"{metres * SIGMAS_90:.1f}" if 0 < metres < UNKNOWN_M else ""
