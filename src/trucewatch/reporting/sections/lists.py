"""What the lists of the parties, agencies and press add to the mission's: how many outbreaks of fire none has."""

import polars as pl

from .. import wording
from ..document import Bullets, Column, Phrase, Section, Table, say
from ..editor import Editor, Row, figure, rows

_STRATA = {"Explosions/Remote violence": "explosions and shelling", "Battles": "small arms and clashes"}
_WHY = {
    "too_few_lists": "there are fewer than three lists",
    "too_few_shared": "too few are on more than one list",
    "loud_listed_more": "what is loud is listed more often, so what is quiet is missed by all alike",
    "loudness_unknown": "whether what is quiet is missed by all alike cannot be told",
}


def lists(editor: Editor) -> Section | None:
    """The estimate from several lists, and what it comes to by other tolerances; None where no lists are compared."""
    frame = editor.pictures.ceasefire.lists
    usual = list(rows(frame, pl.col("tolerance") == "usual"))
    if not usual:
        return None
    items = tuple((_sentence(editor, row),) for row in usual)
    return Section("lists", "Several lists compared", (Bullets(items), _table(editor)))


def _sentence(editor: Editor, row: Row) -> Phrase:
    listed = wording.listed(
        f"{wording.number(n)} by {_whose(editor, name)}" for name, n in zip(row["lists"], row["listed"], strict=True)
    )
    head = say(
        f"{wording.sentence(_stratum(row))} in sectors, {editor.days(row['start'], row['end'])}: ",
        figure(f"{row['seen']:,} outbreaks of fire listed", row),
        f" ({listed}; {wording.number(row['several'])} by more than one). ",
    )
    if row["total"] is None:
        return say(head, f"No estimate of those on no list is made: {_WHY[row['reason']]}.")
    interval = f"90 per cent interval {wording.about(row['low'])} to {wording.about(row['high'])}"
    if row["bound"] == "lower":
        return say(
            head,
            f"Estimate, a lower bound: at least {wording.about(row['low'])} took place (likeliest "
            f"{wording.about(row['total'])}, {interval}); {_WHY[row['reason']]}.",
        )
    same = list(rows(editor.pictures.ceasefire.lists.drop_nulls("total"), pl.col("stratum") == row["stratum"]))
    least, most = min(one["low"] for one in same), max(one["high"] for one in same)
    matched = f"{wording.about(least)} to {wording.about(most)} by how strictly accounts are matched"
    return say(
        head,
        f"Estimate, not a count: {wording.about(row['total'])} took place ({interval}; {matched}).",
    )


def _table(editor: Editor) -> Table:
    return Table(
        "lists-table",
        "What the estimate comes to by what passes for the same outbreak of fire. What others list is their account, "
        "not the Mission’s finding",
        (
            Column("Outbreaks", 1.8),
            Column("Accounts matched", 1.0),
            Column("Listed by any", 0.9, numeric=True),
            Column("By several", 0.9, numeric=True),
            Column("Estimated in all", 1.6, numeric=True),
        ),
        tuple(_line(row) for row in rows(editor.pictures.ceasefire.lists.sort("stratum", maintain_order=True))),
    )


def _line(row: Row) -> tuple[Phrase, ...]:
    if row["total"] is None:
        said = "none made"
    else:
        least = f"at least {row['low']:,}: " if row["bound"] == "lower" else ""
        said = f"{least}{row['total']:,} ({row['low']:,}{wording.DASH}{row['high']:,})"
    return (
        say(wording.sentence(_stratum(row))),
        say(row["tolerance"]),
        say(f"{row['seen']:,}"),
        say(f"{row['several']:,}"),
        say(figure(said, row)),
    )


def _stratum(row: Row) -> str:
    return _STRATA.get(row["stratum"], row["stratum"]) or "all together"


def _whose(editor: Editor, name: str) -> str:
    return {"mission": "the Mission", "agencies": "agencies", "press": "the press"}.get(name, editor.who(name))
