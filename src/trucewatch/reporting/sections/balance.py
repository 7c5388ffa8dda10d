"""How the mission looked, counted and graded on each side of the line."""

import polars as pl

from .. import wording
from ..document import Column, Paragraph, Phrase, Section, Table, say
from ..editor import Editor, Row, figure, rows

_LABELS = {
    "hours_on": "Hours on watch",
    "hours_impaired": "Hours impaired",
    "hours_denied": "Hours denied",
    "observations": "Observations",
    "assessed": "of these assessed (outgoing, impact …)",
    "range_given": "of those with a number: given as a range",
    "round_numbers": "of those of ten or more: ending in 0 or 5",
    "graded": "of these graded",
    "claims_graded": "Claims the side made of the period: graded",
}


def balance(editor: Editor) -> Section | None:
    """Effort, access, rounding, hedging and grading on both sides, in an annex; None where nothing was reckoned."""
    frame = editor.pictures.ceasefire.balance
    if frame.is_empty():
        return None
    lead = say(
        "Posts, cameras and sensors of the Mission by the side of the line on which they stand, whoever fired what "
        "they noticed. A difference is no fault: it is what a reader of both sides’ figures has to know."
    )
    parties = [party.short for party in editor.mission.parties]
    table = Table(
        "balance",
        "Effort, access, rounding, hedging and grading by side",
        (Column("", 2.2), *(Column(f"On the side of {party}", 1, numeric=True) for party in parties)),
        tuple(
            (say(_LABELS[measure]), *(_value(row) for row in rows(frame, pl.col("measure") == measure)))
            for measure in frame["measure"].unique(maintain_order=True)
        ),
    )
    return Section("annex-balance", "Annex: both sides compared", (Paragraph((lead,)), table))


def sentence(editor: Editor) -> Phrase:
    """How long the mission looked on each side of the line, and was kept from it; empty where nothing was reckoned."""
    measured = rows(editor.pictures.ceasefire.balance, pl.col("measure").is_in(("hours_on", "hours_denied")))
    hours = {(row["measure"], row["party"]): row for row in measured}
    if not hours:
        return ()
    sides = []
    for party in editor.mission.parties:
        on, denied = hours["hours_on", party.id], hours["hours_denied", party.id]
        looked = say("on the side of ", party.short, " its watches looked for ", figure(wording.hours(on["value"]), on))
        kept_out = figure(wording.hours(denied["value"]), denied)
        sides.append(say(looked, " and were kept out for ", kept_out) if denied["value"] else looked)
    return say("Taken together, ", editor.listing(sides), ".")


def _value(row: Row) -> Phrase:
    if row["value"] is None:
        return say(figure("none made", row))
    if row["of"] is None:
        return say(figure(f"{row['value']:,.0f}", row))
    return say(figure(f"{wording.share(row['value'], row['value'])} of {row['of']:,}", row))
