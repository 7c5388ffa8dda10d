"""Days of cover: how long what was counted in store lasts, and what of it nobody counted."""

from collections.abc import Iterator

import polars as pl

from .. import wording
from ..document import Block, Column, Note, Phrase, Table, say
from ..editor import Editor, Row, figure, rows

_COUNTED = pl.col("counted_on").is_not_null()


def cover(editor: Editor) -> tuple[Block, ...]:
    """The table of settlements and items, with what it leaves out; nothing where no settlement has a need."""
    if editor.pictures.supplies.cover.is_empty():
        return ()
    counted = list(rows(editor.pictures.supplies.cover, _COUNTED))
    if not counted:
        return (Note((say("Nobody told of a stock, so no days of cover are given."),)),)
    missing = _by_item(editor)
    return (
        _table(editor, counted),
        Note(
            (
                *([say(f"Nobody counted: {'; '.join(missing)}.")] if missing else []),
                say(
                    "Days of cover are estimates. They hold what was counted in store and what is known to have come "
                    "and gone since, less losses and what was eaten. Intervals hold nine draws in ten; “or more” is "
                    "where the reckoning ends."
                ),
                *_what_is_in_it(editor, counted),
            )
        ),
    )


def _what_is_in_it(editor: Editor, counted: list[Row]) -> Iterator[Phrase]:
    """Whose households were asked, which losses are reckoned, and what may have come."""
    asked, unasked = ([row for row in counted if row["households"] is is_in] for is_in in (True, False))
    if asked:
        yield say("What households keep was counted and is in it: ", _stocks(editor, asked), ".")
    if unasked:
        yield say("What households keep was not counted and is not in it: ", _stocks(editor, unasked), ".")
    losses = list(dict.fromkeys(loss for row in counted for loss in row["losses"]))
    if losses:
        yield say(f"{wording.sentence('; '.join(losses))}.")
    else:
        yield say("No figure of losses in store is given to the Mission; none are reckoned.")
    for row in counted:
        if row["untold"]:
            goods = "1 consignment" if row["untold"] == 1 else f"{row['untold']} consignments"
            yield say(
                f"Of {goods} bound for {editor.end_of(row['place'])} nobody told the end: each came in half of the "
                "draws."
            )


def _stocks(editor: Editor, found: list[Row]) -> Phrase:
    return editor.listing(
        [say(f"{wording.label('items', row['item'])} at {editor.end_of(row['place'])}") for row in found]
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
    unasked = frame.filter(~pl.col("households"))
    return "; ".join([*_by_item(editor), *(["what households still had in stock"] if unasked.height else [])])


def _by_item(editor: Editor) -> list[str]:
    """What nobody counted in store, item by item, in words."""
    places: dict[str, list[str]] = {}
    for row in rows(editor.pictures.supplies.cover, ~_COUNTED):
        places.setdefault(row["item"], []).append(editor.end_of(row["place"]))
    settled = editor.pictures.supplies.cover["place"].n_unique()
    return [
        f"{wording.label('items', item)} in store "
        + ("anywhere" if len(there) == settled > 1 else f"at {wording.listed(there)}")
        for item, there in places.items()
    ]


def _table(editor: Editor, lasting: list[Row]) -> Table:
    return Table(
        "cover",
        "Estimated days for which what is in store lasts",
        (
            Column("Place", 1.2),
            Column("Item", 0.7),
            Column("At full ration", 1.0, numeric=True),
            Column("At present ration", 0.9, numeric=True),
            Column("Until less than half a ration is eaten", 1.0, numeric=True),
            Column("If supplies go on as now", 1.0, numeric=True),
            Column("Stock last counted", 0.8),
            Column("What spreads it most", 1.6),
        ),
        tuple(
            (
                say(editor.end_of(row["place"])),
                say(wording.label("items", row["item"])),
                say(figure(_lasts(row, "full"), row)),
                say(_lasts(row, "present")),
                say(_lasts(row, "little")),
                say(_lasts(row, "supplied")),
                say(wording.short_day(editor.local(row["counted_on"]))),
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
