"""Which health facilities and services work, as far as anybody saw; what parties say stands beside it."""

from collections.abc import Iterator

import polars as pl

from .. import wording
from ..document import Column, Note, Phrase, Section, Table, say
from ..editor import Editor, Row, figure, rows

_WHOLE = pl.col("service") == ""
_FULL = "full"


def health(editor: Editor) -> Section | None:
    """The section with a row for each facility; None where the mission lists none."""
    found = list(rows(editor.pictures.supplies.services, _WHOLE))
    if not found:
        return None
    return Section(
        "services",
        "Health services",
        (
            _table(editor, found),
            Note(
                (
                    say(
                        "Levels are those of HeRAMS. Each is the latest that a source which speaks for no party told, "
                        "as old as it says; a facility nobody saw is not observed, which says nothing of how it works. "
                        "What parties say sets no level."
                    ),
                )
            ),
        ),
    )


def health_sentences(editor: Editor) -> Iterator[Phrase]:
    """For the summary: the facilities by level, then those that are disputed and those nobody saw."""
    found = list(rows(editor.pictures.supplies.services, _WHOLE))
    if not found:
        return
    said: dict[str, list[Row]] = {}
    for row in found:
        said.setdefault(_standing(row), []).append(row)
    parts = [
        say(f"{standing}: ", editor.listing(say(figure(_called(editor, row), row), _aged(row)) for row in group))
        for standing, group in said.items()
    ]
    joined = [piece for place, part in enumerate(parts) for piece in ((*say("; "), *part) if place else part)]
    yield say("Health facilities, ", *joined, ".")


def unseen(editor: Editor) -> str:
    """The facilities nobody saw, in words."""
    found = rows(editor.pictures.supplies.services, _WHOLE, pl.col("state") == "not_observed")
    return wording.listed(_called(editor, row) for row in found)


def _table(editor: Editor, found: list[Row]) -> Table:
    return Table(
        "services",
        "Health facilities by how they were last seen working",
        (
            Column("Facility", 1.4),
            Column("Level", 0.9),
            Column("Why", 1.0),
            Column("Services that do not work fully", 1.6),
            Column("Access, building, equipment", 1.3),
            Column("Last seen, by whom", 1.2),
            Column("Parties say", 1.6),
        ),
        tuple(
            (
                say(_called(editor, row)),
                say(figure(wording.sentence(_standing(row)), row)),
                say(wording.listed(wording.label("barriers", reason) for reason in row["reasons"])),
                say("; ".join(_lacking(editor, row["facility"]))),
                say("; ".join(_condition(row))),
                say(_seen(editor, row)),
                say("; ".join(editor.pictures.naming.say(claim) for claim in row["claimed"])),
            )
            for row in found
        ),
    )


def _called(editor: Editor, row: Row) -> str:
    return f"{editor.mission.facilities[row['facility']].name}, {editor.end_of(row['place'])}"


def _standing(row: Row) -> str:
    if row["state"] == "disputed":
        return "disputed"
    return "not observed" if row["level"] is None else wording.label("functioning", row["level"])


def _aged(row: Row) -> str:
    return f" (seen {row['age_d']:.0f} days before)" if row["state"] == "earlier" else ""


def _lacking(editor: Editor, facility: str) -> Iterator[str]:
    """Services of a facility that do not work fully, are disputed or were not seen."""
    found = rows(editor.pictures.supplies.services, ~_WHOLE, pl.col("facility") == facility)
    for row in found:
        if row["level"] != _FULL:
            yield f"{wording.label('services', row['service'])}: {_standing(row)}"


def _condition(row: Row) -> Iterator[str]:
    if row["access"]:
        yield wording.label("accessibility", row["access"])
    for part in ("building", "equipment"):
        if row[part]:
            yield f"{part} {wording.label('damage', row[part])}"


def _seen(editor: Editor, row: Row) -> str:
    if row["seen_on"] is None:
        return "nobody"
    day = wording.short_day(editor.local(row["seen_on"]))
    old = ", old" if row["stale"] else ""
    who = wording.listed(
        editor.mission.sources[source].name for source in row["by"] if source in editor.mission.sources
    )
    return f"{day}{old}, {who}"
