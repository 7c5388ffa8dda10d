"""Casualties and damage."""

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Bullets, Paragraph, Phrase, Quote, Section, say
from ..editor import Editor, Row, figure, rows
from .counts import events
from .words import claim_sentence


def harm(editor: Editor) -> Section:
    """Casualties and damage, as those who told of them put it."""
    consequences = [code for code, term in vocabulary("kinds").items() if term.columns["parent"] == "consequence"]
    items = [(_harm(editor, row),) for row in rows(events(editor), pl.col("kind").is_in(consequences))]
    items += [(claim_sentence(editor, row),) for row in _tolls(editor)]
    block = Bullets(tuple(items)) if items else Paragraph((harm_sentence(editor),))
    return Section("harm", "Civilian casualties and damage", (block,))


def harm_sentence(editor: Editor) -> Phrase:
    """The summary's line on casualties and damage: accounts and claims received, never a toll."""
    frame = events(editor)
    pieces: list[Phrase] = []
    for kind in ("casualty", "damage"):
        found = list(rows(frame, pl.col("kind") == kind))
        if found:
            low, high = (sum(row[f"count_{end}"] for row in found) for end in ("low", "high"))
            pieces.append(say(figure(wording.counted(low, high, vocabulary("kinds")[kind]), found[0])))
    told = [claim_sentence(editor, row) for row in _tolls(editor)[:2]]
    if not pieces and not told:
        return say("No account of civilian casualties or of damage in this period reached the Mission.")
    lead = say("The Mission received accounts of ", editor.listing(pieces), ".") if pieces else say()
    spaced = [piece for sentence in told for piece in (*say(" "), *sentence)]
    return say(lead, *(spaced if pieces else spaced[1:]))


def _tolls(editor: Editor) -> list[Row]:
    measured = pl.col("measure").is_in(("killed", "injured", "missing"))
    return list(rows(editor.pictures.agreement.claims, measured, pl.col("speaks_of_period")))


def _harm(editor: Editor, row: Row) -> Phrase:
    members = editor.pictures.incidents.members.filter(pl.col("incident") == row["id"])["observation"].to_list()
    seen = list(rows(editor.pictures.holdings.observations, pl.col("id").is_in(members)))
    what = wording.counted(row["count_low"], row["count_high"], vocabulary("kinds")[row["kind"]])
    where = editor.near(row["nearest"], row["nearest_m"], row["nearest_deg"])
    lead = say(f"{editor.stamp(row['start'], row['end'])}, ", where, ": ", figure(what, row))
    accounts = [say(editor.who(one["source"]), ": ", Quote(one["text"])) for one in seen if one["text"]]
    return say(lead, ". ", *(piece for account in accounts for piece in (*account, *say(" "))))
