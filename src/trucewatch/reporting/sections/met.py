"""How much of each need was brought where, by standard, and of what nobody told."""

from collections.abc import Iterator
from itertools import groupby

import polars as pl

from .. import wording
from ..document import Block, Column, Note, Phrase, Table, say
from ..editor import Editor, Row, figure, rows

_TOLD = pl.col("share_low").is_not_null()
_RARE = 0.01
"""Standards below this amount a person and day are of goods that come for many people at once."""


def needs_met(editor: Editor) -> tuple[Block, ...]:
    """The table of settlements, sectors and the area, with what nobody told of; nothing where nothing is needed."""
    told = list(rows(editor.pictures.supplies.met, _TOLD))
    untold = unheard(editor)
    if not told and not untold:
        return ()
    blocks: list[Block] = [_table(editor, told)] if told else []
    notes = [
        say(
            "A share of a need says what came, by sources that speak for no party, not what people have: stocks, "
            "harvests, wells and pipes are not in it, nor is what nobody reported."
        )
    ]
    if untold:
        notes.append(say(f"Nobody told of any that came, so no share is given: {untold}."))
    return (*blocks, Note(tuple(notes)))


def met_sentences(editor: Editor) -> Iterator[Phrase]:
    """For the summary: of each item's first standard, the share that came to each settlement."""
    found = rows(editor.pictures.supplies.met, _TOLD, pl.col("kind") == "settlement")
    said = set[str]()
    for (item, standard), group in groupby(found, key=lambda row: (row["item"], row["standard"])):
        if item in said:
            continue
        said.add(item)
        told = list(group)
        shares = [
            say(figure(wording.share(row["share_low"], row["share_high"]), row), f" at {editor.end_of(row['place'])}")
            for row in told
        ]
        need = f"Of the need for {wording.label('items', item)} ({standard}), there came {_since(editor, told[0])}: "
        yield say(need, editor.listing(shares), ".")


def unheard(editor: Editor) -> str:
    """Items and the settlements where nobody told of any coming, in words."""
    frame = editor.pictures.supplies.met.filter(pl.col("kind") == "settlement")
    told = {(row["item"], row["place"]) for row in rows(frame, _TOLD)}
    places: dict[str, list[str]] = {}
    for item, place in frame.select("item", "place").unique(maintain_order=True).iter_rows():
        if (item, place) not in told:
            places.setdefault(item, []).append(editor.end_of(place))
    settled = frame["place"].n_unique()
    return "; ".join(
        f"{wording.label('items', item)} {'anywhere' if len(at) == settled > 1 else 'at ' + wording.listed(at)}"
        for item, at in places.items()
    )


def _table(editor: Editor, told: list[Row]) -> Table:
    return Table(
        "met",
        f"What came of needs by standard, {_since(editor, told[0])}",
        (
            Column("Place", 1.3),
            Column("Item", 0.8),
            Column("Standard", 2.0),
            Column("Came", 1.2, numeric=True),
            Column("Of the need", 0.9, numeric=True),
            Column("Last came", 0.7),
            Column("Remark", 1.4),
        ),
        tuple(
            (
                say(editor.end_of(row["place"])),
                say(wording.label("items", row["item"])),
                say(_standard(row)),
                say(_came(row)),
                say(figure(wording.share(row["share_low"], row["share_high"]), row)),
                say(wording.short_day(editor.local(row["last"]))),
                say(_remark(editor, row)),
            )
            for row in told
        ),
    )


def _standard(row: Row) -> str:
    if row["standard_high"] < _RARE:
        return str(row["standard"])
    each = wording.amount(row["standard_low"], row["standard_high"], row["unit"])
    return f"{row['standard']}: {each} a person and day"


def _came(row: Row) -> str:
    """What came, for one person a day; all of it where the standard is for many people at once."""
    if row["standard_high"] >= _RARE:
        return f"{wording.amount(row['each_low'], row['each_high'], row['unit'])} a person and day"
    days = (row["end"] - row["start"]).total_seconds() / 86400
    return wording.amount(row["came_low"] * days, row["came_high"] * days, row["unit"])


def _remark(editor: Editor, row: Row) -> str:
    untold = f"{row['untold']} of which nobody told the end, in the upper bound" if row["untold"] else ""
    unheard_of = wording.listed(editor.end_of(place) for place in row["not_told_of"])
    left_out = f"not converted: {', '.join(row['left_out'])}" if row["left_out"] else ""
    return "; ".join(filter(None, (untold, f"without {unheard_of}" if unheard_of else "", left_out)))


def _since(editor: Editor, row: Row) -> str:
    return f"over {editor.days(row['start'], row['end'])}"
