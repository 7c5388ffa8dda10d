"""Incidents and patrols as Cursor on Target, for TAK and its kin: one event a line, as a server takes them off a wire.

Everything is a neutral mark: an incident says where and when, and its words what; it never says whose. What comes of a
simulated mission says so in ``opex`` and in its words. Source: MITRE, Cursor on Target message router, Event.xsd 2.0; a
circular error there is one standard deviation of a circular normal distribution.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import polars as pl

from trucewatch.domain import Track, vocabulary

from .editor import Editor, rows
from .pictures import Pictures

_MARK, _PATROL = "b-m-p-s-m", "a-n-G"
_SEEN, _MEASURED = "h-e", "m-g"
_SIGMAS_90 = 2.146
"""Standard deviations of the circle that holds 90 % of a circular normal distribution."""
_UNKNOWN = "9999999.0"
_FRESH = timedelta(days=1)
"""How long a mark stays on others' maps."""


def cursor_on_target(pictures: Pictures, incidents: pl.DataFrame, *, patrols: bool) -> bytes:
    """``incidents`` of the pictures that have a place, and with ``patrols`` where each of theirs was last."""
    editor = Editor(pictures)
    marks = [*_incidents(editor, incidents), *(_patrols(editor) if patrols else ())]
    return b"".join(ET.tostring(mark, encoding="utf-8") + b"\n" for mark in marks)


def _incidents(editor: Editor, incidents: pl.DataFrame) -> Iterator[ET.Element]:
    for row in rows(incidents, pl.col("lon").is_not_null()):
        kind = vocabulary("kinds")[row["kind"]].label
        low, high = row["count_low"], row["count_high"]
        number = f"{low}" if low == high else f"{low} to {high}"
        remarks = [f"{number} {kind}", f"status: {row['status']}", *(["live-fire exercise"] if row["exercise"] else [])]
        error = f"{row['radius_m'] / _SIGMAS_90:.1f}"
        at = (row["lon"], row["lat"], error)
        yield _event(editor, row["id"], _MARK, _SEEN, (row["start"], row["end"]), at, kind, "; ".join(remarks))


def _patrols(editor: Editor) -> Iterator[ET.Element]:
    views = {held.id: held.thing.view for held in editor.pictures.holdings.watches}
    last: dict[str, tuple[datetime, str, float, float]] = {}
    for row in rows(editor.pictures.coverage.watches):
        view = views[row["entry"]]
        if isinstance(view, Track):
            lon, lat, _ = view.fixes[-1]
            last[row["source"]] = max(
                last.get(row["source"], (row["end"], "", 0.0, 0.0)), (row["end"], row["id"], lon, lat)
            )
    for source, (moment, watch, lon, lat) in last.items():
        name = editor.mission.sources[source].name
        yield _event(
            editor, watch, _PATROL, _MEASURED, (moment, moment), (lon, lat, _UNKNOWN), name, "last fix of its track"
        )


def _event(
    editor: Editor,
    row: str,
    kind: str,
    how: str,
    when: tuple[datetime, datetime],
    at: tuple[float, float, str],
    name: str,
    remarks: str,
) -> ET.Element:
    """An event; its uid names the mission and the row that explains it."""
    mission = editor.mission
    simulated = mission.mode == "exercise"
    start, end = when
    event = ET.Element(
        "event",
        version="2.0",
        uid=f"trucewatch.{mission.id}.{row}",
        type=kind,
        how=how,
        opex="s" if simulated else "o",
        time=_utc(start),
        start=_utc(start),
        stale=_utc(end + _FRESH),
    )
    lon, lat, error = at
    ET.SubElement(event, "point", lat=f"{lat:.6f}", lon=f"{lon:.6f}", hae=_UNKNOWN, ce=error, le=_UNKNOWN)
    detail = ET.SubElement(event, "detail")
    ET.SubElement(detail, "contact", callsign=name)
    ET.SubElement(detail, "remarks").text = f"EXERCISE, simulated. {remarks}" if simulated else remarks
    return event


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
