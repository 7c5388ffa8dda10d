"""What others told of events, as leads to follow: never counted, beside the incidents they may be of."""

import polars as pl

from .. import wording
from ..document import Bullets, Note, Phrase, Quote, Section, say
from ..editor import Editor, Row, figure, rows

_MOST = 15
_NOTE = (
    "A lead is what a person of the Mission accepted as told by others. It is no observation: no count, place or time "
    "of an incident rests on it, and an outlet that copies another, or this report, is no further witness."
)


def leads(editor: Editor) -> Section | None:
    """The leads that speak of the period; None where there are none, or nobody was there to follow them."""
    if editor.remote:
        return None
    span = editor.period.span
    found = list(rows(editor.pictures.incidents.leads, pl.col("start") < span.end, pl.col("end") > span.start))
    if not found:
        return None
    items = tuple((_lead(editor, row),) for row in found[:_MOST])
    if len(found) > _MOST:
        items = (
            *items,
            (say(f"{wording.sentence(wording.number(len(found) - _MOST))} more: trucewatch export leads."),),
        )
    return Section("leads", "Leads from others, not counted", (Bullets(items), Note((say(_NOTE),))))


def _lead(editor: Editor, row: Row) -> Phrase:
    who = wording.listed(editor.who(one) for one in row["claimants"])
    carriers = wording.listed(editor.who(one) for one in row["carriers"])
    where = f", {editor.end_of(row['place'])}" if row["place"] else ""
    parted = f" The tellings part on {'; '.join(row['differs'])}." if row["differs"] else ""
    return say(
        f"{wording.sentence(who)}, of {editor.days(row['start'], row['end'])}{where}: ",
        figure(row["event"].casefold() or "event", row),
        " – ",
        Quote(row["text"], exact=False),
        f" (read in {carriers}; {_witnesses(row)}).{parted} {_beside(row)}",
    )


def _witnesses(row: Row) -> str:
    if row["n_origins"] == 0:
        return "the Mission’s own words come back, no witness"
    return "one origin" if row["n_origins"] == 1 else f"{wording.number(row['n_origins'])} independent origins"


def _beside(row: Row) -> str:
    found = len(row["incidents"])
    if found:
        noun = "incident" if found == 1 else "incidents"
        return f"It may be of {wording.number(found)} {noun} that the Mission recorded."
    return "No incident that the Mission recorded fits; that is no proof that nothing happened."
