"""Whether outgoing fire on one side followed that on another: a sequence in time, never a reason."""

import polars as pl

from .. import wording
from ..document import Bullets, Paragraph, Phrase, Section, say
from ..editor import Editor, Row, figure, rows

_SHOWN = {
    "follows": "more often than chance, the weeks, the hours and days bad on both sides explain",
    "not_shown": "that this is more often than chance explains is not shown",
}


def following(editor: Editor) -> Section | None:
    """One sentence for each order of the parties; None where too little is known of either side."""
    told = list(rows(editor.pictures.ceasefire.following, pl.col("state") != "not_told"))
    if not told:
        return None
    lead = say(
        "Incidents of ten weeks that were assessed as outgoing and noticed by sources of the Mission on one side of "
        "the line alone. That one came after another says nothing of why, nor of who began."
    )
    items = tuple((_sentence(editor, row),) for row in told)
    return Section("following", "What came after what", (Paragraph((lead,)), Bullets(items)))


def _sentence(editor: Editor, row: Row) -> Phrase:
    return say(
        f"Of {wording.number(row['of_first'])} on the side of {editor.who(row['first'])}, ",
        figure(f"{wording.number(row['followed'])} were followed", row),
        f" within three hours by one on the side of {editor.who(row['second'])}: {_SHOWN[row['state']]}.",
    )
