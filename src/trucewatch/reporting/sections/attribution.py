"""Who people of the mission hold to have done it, and where they declined to say."""

import polars as pl

from .. import wording
from ..document import Bullets, Column, Paragraph, Phrase, Quote, Section, Table, say
from ..editor import Editor, Row, figure, rows

_OTHERS = {
    "third": "somebody else",
    "accident": "an accident",
    "exercise": "live-fire exercise",
    "mine": "a mine or remnant of war",
    "unknown": "none of these",
}


def attribution(editor: Editor) -> Section | None:
    """Each incident that people entered evidence about or decided on, with every hypothesis; None if there is none."""
    found = list(rows(editor.pictures.ceasefire.attributions))
    if not found:
        return None
    lead = say(
        "People of the Mission attribute incidents, or decline to; its software attributes nothing. All hypotheses "
        "are listed: that nothing was entered for one does not rule it out."
    )
    items = tuple((_outcome(editor, row),) for row in found)
    return Section("attribution", "Attribution", (Paragraph((lead,)), Bullets(items), _table(editor)))


def _outcome(editor: Editor, row: Row) -> Phrase:
    incident = next(rows(editor.pictures.incidents.frame, pl.col("id") == row["incident"]))
    what = wording.label("kinds", incident["kind"])
    where = editor.near(incident["nearest"], incident["nearest_m"], incident["nearest_deg"])
    head = say(f"{wording.sentence(what)}, {editor.stamp(incident['start'], incident['end'])}, ", where, ": ")
    if row["outcome"] == "open":
        return say(head, figure("evidence was entered, nothing decided", row), ".")
    if row["outcome"] == "declined":
        return say(head, figure("declined to attribute", row), ", because: ", Quote(row["reason"]), ".")
    said = figure(f"attributed to {_named(editor, row['hypothesis'])}", row)
    return say(head, said, f" by {row['author']}, because: ", Quote(row["reason"]), f".{_standard(row)}")


def _standard(row: Row) -> str:
    if row["meets"] is None:
        return " The mission file gives no standard for it."
    spoke = f"{wording.number(row['sources_for'])} source{'' if row['sources_for'] == 1 else 's'}"
    verdict = "as many as" if row["meets"] else "fewer than"
    return (
        f" {wording.sentence(spoke)} entered for it, {verdict} the {wording.number(row['sources_needed'])} that the "
        f"standard of the mandate ({row['standard']}) asks."
    )


def _named(editor: Editor, hypothesis: str) -> str:
    return _OTHERS.get(hypothesis) or editor.who(hypothesis)


def _table(editor: Editor) -> Table:
    columns = (
        Column("Hypothesis", 1.4),
        Column("Entries for it", 0.8, numeric=True),
        Column("Entries against it", 0.8, numeric=True),
        Column("Sources for it", 0.8, numeric=True),
    )
    lines = tuple(
        (
            say(f"{wording.sentence(_named(editor, row['hypothesis']))}"),
            say(figure(str(len(row["speaks_for"])), row)),
            say(str(len(row["speaks_against"]))),
            say(str(row["sources_for"])),
        )
        for row in rows(editor.pictures.ceasefire.hypotheses)
    )
    return Table(
        "hypotheses", "Evidence that people entered, by hypothesis, in the order of the incidents", columns, lines
    )
