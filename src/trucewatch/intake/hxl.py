"""HXL: hashtags of the Humanitarian Exchange Language as native columns.

A hashtag with its attributes ("#date+start") names a column whatever its header says. The tags and attributes are those
of the HXL core schema 1.1 (hxlstandard.org).
"""

import re

_TAG = re.compile(r"\s*#\s*[A-Za-z][A-Za-z0-9_]*(?:\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*\s*")

CROSSWALK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("#date+start", ("start", "from", "acq_date")),
    ("#date+end", ("end", "to")),
    ("#date+reported", ("said_on", "date")),
    ("#date+occurred", ("date", "from", "acq_date")),
    ("#date", ("date", "from", "said_on", "acq_date")),
    ("#time", ("time", "acq_time")),
    ("#geo+lat", ("lat", "latitude")),
    ("#geo+lon", ("lon", "longitude")),
    ("#geo+error", ("error_m",)),
    ("#geo+bearing", ("bearing",)),
    ("#geo+range", ("range", "range_m")),
    ("#loc+crossing", ("crossing",)),
    ("#loc+segment", ("segment",)),
    ("#loc+destination", ("destination",)),
    ("#loc+at", ("at",)),
    ("#loc+name", ("where", "at", "about")),
    ("#loc", ("where", "at", "about")),
    ("#event+id", ("ref",)),
    ("#meta+id", ("ref",)),
    ("#event+type", ("kind",)),
    ("#event+weapon", ("weapon",)),
    ("#event+means", ("means",)),
    ("#event+assessment", ("assessment",)),
    ("#event+direction", ("direction",)),
    ("#event+num", ("count",)),
    ("#event", ("kind",)),
    ("#meta+source", ("source",)),
    ("#source", ("source",)),
    ("#meta+grade", ("grade",)),
    ("#meta+url", ("url",)),
    ("#item+id", ("consignment",)),
    ("#item+num", ("amount",)),
    ("#item+unit", ("unit",)),
    ("#item+stage", ("stage",)),
    ("#item+name", ("item", "cargo")),
    ("#item", ("item", "cargo")),
    ("#indicator+num", ("amount", "count")),
    ("#indicator+unit", ("unit",)),
    ("#indicator+name", ("measure",)),
    ("#indicator", ("measure",)),
    ("#capacity+vehicle", ("vehicle", "vehicles")),
    ("#capacity+num", ("count",)),
    ("#access+type", ("category",)),
    ("#access+form", ("form",)),
    ("#access+status", ("status",)),
    ("#access+direction", ("direction",)),
    ("#access", ("category", "status")),
    ("#status", ("status", "stage", "state")),
    ("#org+claimant", ("claimant", "speaker")),
    ("#org+speaker", ("speaker",)),
    ("#org+by", ("by",)),
    ("#org+against", ("against",)),
    ("#org", ("operator", "claimant")),
    ("#cause", ("reason",)),
    ("#affected", ("affected",)),
    ("#description", ("text",)),
)
"""Hashtag with the attributes it needs, and the native columns it stands for: the first that the form has."""


def is_tag_row(cells: list[str]) -> bool:
    """True for the row of hashtags: it has one at least, and nothing else."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_TAG.fullmatch(cell) for cell in filled)


def tag(cell: str) -> str:
    """A hashtag cell in one spelling: lower case, attributes in order, no spaces."""
    head, *attributes = re.sub(r"\s+", "", cell).lower().split("+")
    return "+".join([head, *sorted(attributes)])


def native_columns(tags: list[str], columns: dict[str, str]) -> dict[int, str]:
    """Which position of a tag row is which of the native ``columns``; each column once, the closest tag first."""
    found: dict[int, str] = {}
    for pattern, natives in CROSSWALK:
        head, *needed = pattern.split("+")
        for position, cell in enumerate(tags):
            name, *attributes = cell.split("+")
            if position in found or name != head or not set(needed) <= set(attributes):
                continue
            native = next((name for name in natives if name in columns and name not in found.values()), None)
            if native:
                found[position] = native
    return found
