"""Days of cover: how long what was counted in store lasts, and what of it nobody counted."""

from collections.abc import Iterator

import polars as pl

from .. import wording
from ..document import Block, Column, Note, Phrase, Table, say
from ..editor import Editor, Row, figure, rows

_COUNTED = pl.col("counted_on").is_not_null()


def cover(editor: Editor) -> tuple[Block, ...]:
    """The table of settlements and items, with what it leaves out; nothing where no settlement has a need."""
    lasting = list(rows(editor.pictures.supplies.cover))
    if not lasting:
        return ()
    return (
        _table(editor, lasting),
        Note(
            (
                say(
                    "Days of cover are estimates. They hold what was counted in store and reported as arrived; "
                    "what households keep is not in them. Intervals hold nine draws in ten; “or more” is where the "
                    "reckoning ends."
                ),
            )
        ),
    )


def cover_sentences(editor: Editor) -> Iterator[Phrase]:
    """For the summary: how long each counted stock lasts at full ration."""
    for row in rows(editor.pictures.supplies.cover, _COUNTED):
        counted = wording.short_day(editor.local(row["counted_on"]))
        what = f"{wording.label('items', row['item'])} in store at {editor.end_of(row['place'])}, counted on {counted},"
        yield say(
            f"Estimate: {what} and what is known to have come since last ",
            figure(_lasts(row, "full"), row),
            " at full ration (90 per cent interval).",
        )


def uncounted(editor: Editor) -> str:
    """What is not known of stocks, in words."""
    frame = editor.pictures.supplies.cover
    if frame.filter(_COUNTED).is_empty():
        return "what people still had in stock"
    places: dict[str, list[str]] = {}
    for row in rows(frame, ~_COUNTED):
        places.setdefault(row["item"], []).append(editor.end_of(row["place"]))
    named = [f"{wording.label('items', item)} in store at {wording.listed(there)}" for item, there in places.items()]
    return "; ".join([*named, "what households still had in stock"])


def _table(editor: Editor, lasting: list[Row]) -> Table:
    return Table(
        "cover",
        "Estimated days for which what is in store lasts",
        (
            Column("Place", 1.2),
            Column("Item", 0.7),
            Column("At full ration", 1.0, numeric=True),
            Column("At present ration", 1.0, numeric=True),
            Column("If supplies go on as now", 1.0, numeric=True),
            Column("Stock last counted", 0.9),
            Column("What spreads it most", 1.7),
        ),
        tuple(
            (
                say(editor.end_of(row["place"])),
                say(wording.label("items", row["item"])),
                say(figure(_lasts(row, "full"), row)),
                say(_lasts(row, "present")),
                say(_lasts(row, "supplied")),
                say("no count" if row["counted_on"] is None else wording.short_day(editor.local(row["counted_on"]))),
                say("; ".join(row["drivers"])),
            )
            for row in lasting
        ),
    )


def _lasts(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None:
        return "not known"
    more = " or more" if high >= row["horizon_d"] else ""
    span = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    return f"{span}{more} days"
