"""The table of violations, for the annex and as data."""

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Column, Phrase, Sheet, SheetColumn, Table, say
from ..editor import Editor, Row, figure
from . import fires
from .counts import counted

_DEGREE_DIGITS = 5


def annex(editor: Editor) -> Table:
    """The table of violations, with the columns such tables have in the field."""
    spoken = fires.remarks(editor)
    return Table(
        "annex-violations",
        "Violations counted, each event once however many sources heard it",
        (
            Column("Mission position", 1.2),
            Column("Event location", 1.9),
            Column("Means", 0.65),
            Column("No.", 0.5, numeric=True),
            Column("Observation", 0.9),
            Column("Description", 1.1),
            Column("Weapon", 0.8),
            Column("Date, time", 1.05),
            Column("Also noticed by", 1.3),
            Column("Remark", 0.9),
        ),
        tuple(_annex_row(editor, row, seen, spoken.get(row["incident"], ())) for row, seen in _with_first(editor)),
    )


def sheet(editor: Editor) -> Sheet:
    """The table of violations as data; of a remote mission, one row that says why there is none."""
    heads = (
        *("Row", "Incident", "Sector", "Position", "Event location", "Longitude", "Latitude", "Radius m (CE90)"),
        *("Means", "Count", "Count low", "Count high", "Observation", "Description", "Direction of flight", "Weapon"),
        *("Start", "End", "Also noticed by", "Live-fire exercise", "Status", "Observations"),
    )
    columns = tuple(SheetColumn(head) for head in heads)
    if editor.remote:
        why = "not observed: the mission has nobody and no instrument on the ground"
        return Sheet("Violations", columns, (tuple(why if head == "Observation" else None for head in heads),))
    return Sheet(
        "Violations",
        columns,
        tuple(
            (
                row["tally"],
                row["incident"],
                row["sector"],
                editor.who(seen["source"]),
                _located(editor, row, seen),
                _rounded(row["lon"], _DEGREE_DIGITS),
                _rounded(row["lat"], _DEGREE_DIGITS),
                _rounded(row["radius_m"], 0),
                wording.label("means", row["means"]),
                row["count_best"],
                row["count_low"],
                row["count_high"],
                wording.label("kinds", row["kind"]),
                wording.label("assessments", row["assessment"]),
                seen["direction"],
                row["weapon"],
                editor.local(row["start"]).isoformat(),
                editor.local(row["end"]).isoformat(),
                "; ".join(_others(editor, row, seen)),
                "yes" if row["exercise"] else "no",
                row["status"],
                "; ".join(row["observations"]),
            )
            for row, seen in _with_first(editor)
        ),
    )


def _with_first(editor: Editor) -> list[tuple[Row, Row]]:
    """Each counted tally with its first direct observation: the one the position and bearing are given from."""
    frame = counted(editor)
    firsts = frame["observations"].list.first()
    seen = editor.pictures.holdings.observations.filter(pl.col("id").is_in(firsts.implode()))
    by_id = {row["id"]: row for row in seen.iter_rows(named=True)}
    return [(row, by_id[row["observations"][0]]) for row in frame.iter_rows(named=True)]


def _annex_row(editor: Editor, row: Row, seen: Row, fire: Phrase) -> tuple[Phrase, ...]:
    count = row["count_best"]
    said = (
        f"{count:,}"
        if row["count_low"] == row["count_high"]
        else f"{row['count_low']:,}{wording.DASH}{row['count_high']:,}"
    )
    flight = f", {seen['direction']}" if seen["direction"] else ""
    kind = vocabulary("kinds")[row["kind"]]
    return (
        say(editor.who(seen["source"])),
        say(_located(editor, row, seen)),
        say(wording.label("means", seen["means"])),
        say(figure(said, {"id": row["tally"]})),
        say(kind.label if count == 1 else kind.plural),
        say(wording.label("assessments", row["assessment"]), flight),
        say("N/K" if row["weapon"] == "N/K" else wording.label("weapons", row["weapon"])),
        say(editor.stamp(row["start"], row["end"])),
        say(", ".join(_others(editor, row, seen))),
        _remark(row, fire),
    )


def _remark(row: Row, fire: Phrase) -> Phrase:
    exercise = "live-fire exercise" if row["exercise"] else ""
    status = "" if row["status"] == "reported" else row["status"]
    said = "; ".join(word for word in (exercise, status) if word)
    return say(f"{said}; " if said and fire else said, fire) if said else fire


def _others(editor: Editor, row: Row, seen: Row) -> list[str]:
    return [editor.who(source) for source in row["sources"] if source != seen["source"]]


def _located(editor: Editor, row: Row, seen: Row) -> str:
    near = ""
    if row["nearest"] and row["nearest_m"] is not None:
        from_place = editor.end_of(row["nearest"])
        if row["nearest_m"] < editor.mission.places[row["nearest"]].radius_m:
            near = f"in or near {from_place}"
        else:
            near = wording.gloss(row["nearest_m"], row["nearest_deg"], from_place)
        near += f", ± {wording.distance(row['radius_m'])}"
    if seen["bearing_deg"] is None:
        return near or "unknown"
    band = wording.band(seen["near_m"], seen["far_m"])
    bearing = f"{band} {wording.direction(seen['bearing_deg'])}".strip()
    return f"{bearing} ({near})" if near else bearing


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
