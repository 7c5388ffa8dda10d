"""From how far things are noticed: what was learned from who told of what others told of."""

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Column, Paragraph, Phrase, Section, Table, say
from ..editor import Editor, Row, rows

_FEW = "too few"


def noticing(editor: Editor) -> Section | None:
    """Every distance that was tried beside the mission file's, in an annex; None where none was learned."""
    frame = editor.pictures.ranges.frame
    lead = sentence(editor)
    if not lead:
        return None
    farther = frame.filter(state="farther")["type"].to_list()
    beyond = (
        say(
            f" {wording.sentence(wording.listed(_plural(code) for code in farther))} notice things beyond the range "
            "written down for them too; what lies there is left out of estimates until people change it."
        )
        if farther
        else ()
    )
    rule = say(
        " An incident that others told of, placed by them alone, is a trial of each watcher on duty; how much happened "
        "has no part in it. The incidents behind each line are given by the table of detection."
    )
    table = Table(
        "noticing",
        "Distances at which one in two is noticed, with 90 per cent intervals",
        (
            Column("Who", 1.1),
            Column("What", 1.1),
            Column("Light", 0.6),
            Column("Tried", 0.6, numeric=True),
            Column("Told of", 0.7, numeric=True),
            Column("Foretold by the mission file", 0.9, numeric=True),
            Column("Distance in the mission file", 0.9, numeric=True),
            Column("Distance learned", 1.4, numeric=True),
            Column("Had a tenth of the matches been missed", 1.1, numeric=True),
        ),
        tuple(_line(row) for row in rows(frame, pl.col("kind") != "")),
    )
    return Section(
        "annex-noticing", "Annex: how far things are noticed", (Paragraph((say(lead, beyond, rule),)), table)
    )


def sentence(editor: Editor) -> Phrase:
    """How many distances were learned and how many are the mission file's; empty where none was learned."""
    frame = editor.pictures.ranges.frame.filter(pl.col("kind") != "")
    learned = frame.filter(pl.col("state") != "table").height
    if not learned:
        return ()
    return say(
        f"Of {wording.number(frame.height)} distances at which its watchers notice things, {wording.number(learned)} "
        "are learned from who told of incidents that others told of; the rest are those of the mission file."
    )


def _line(row: Row) -> tuple[Phrase, ...]:
    match row["state"]:
        case "learned":
            learned = f"{_km(row['half_m'])} ({_km(row['low_m'])}{wording.DASH}{_km(row['high_m'])})"
        case "blind":
            learned = "notices none"
        case _:
            learned = _FEW
    return (
        say(wording.sentence(wording.label("source_types", row["type"]))),
        say(wording.label("kinds", row["kind"])),
        say(row["light"]),
        say(f"{row['trials']:,}"),
        say(f"{row['told']:,.0f}"),
        say(f"{row['foretold']:,.0f}"),
        say(_km(row["table_m"])),
        say(learned),
        say("" if row["if_missed_m"] is None else _km(row["if_missed_m"])),
    )


def _km(metres: float) -> str:
    return f"{metres / 1000:.1f} km"


def _plural(code: str) -> str:
    return vocabulary("source_types")[code].plural
