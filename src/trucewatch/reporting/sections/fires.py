"""Fires seen from space: what is more than usual, what they say of recorded incidents, and where clouds hid all."""

import polars as pl

from trucewatch.mission import nearest_place

from .. import wording
from ..document import Bullets, Paragraph, Phrase, Section, say
from ..editor import Editor, Row, figure, rows

_MOST = 10
_VERDICTS = (
    ("speaks", "fires speak for ", ""),
    ("usual", "of ", " the fires detected nearby are usual there and say nothing"),
    ("not_told", "of ", " it cannot be told whether the fires detected nearby are usual"),
)
_SEES = {
    "more": ": a rise of fires by as much is in the looking, and so much more is taken for usual everywhere.",
    "fewer": ": satellites see less than before, or some of it has gone out; what is usual is left as it was.",
}
_REMARKS = {
    "speaks": "fires seen from space speak for it",
    "usual": "fires seen from space are usual there",
    "not_told": "fires seen from space, whether usual there cannot be told",
}


def fires(editor: Editor) -> Section | None:
    """Excesses, and the incidents that fires speak for or not; None where no satellite is known to have looked."""
    lead = sentence(editor)
    if not lead:
        return None
    blocks: list[Paragraph | Bullets] = [Paragraph((lead, *_spoken(editor), *_candles(editor)))]
    frame = editor.pictures.ceasefire.fires.filter(pl.col("state") == "excess").sort("chance", "id")
    if frame.height:
        blocks.append(Bullets(tuple((_excess(editor, row),) for row in rows(frame.head(_MOST)))))
    return Section("fires", "Fires seen from space", tuple(blocks))


def sentence(editor: Editor) -> Phrase:
    """How many fires were detected, in how many cells and days more than usual, and what nobody could see."""
    frame = editor.pictures.ceasefire.fires
    if frame.is_empty():
        return ()
    seen = frame.drop_nulls("seen").sort("seen", "id", descending=[True, False])
    if seen.is_empty():
        hidden = figure("no fire could be detected", frame.row(0, named=True))
        return say("From space ", hidden, ": no overpass is known, or clouds hid the ground.")
    told = seen.drop_nulls("expected")
    total = figure(_counted(int(seen["seen"].sum())), seen.row(0, named=True))
    lead = say("Satellites detected ", total, " in the area. ")
    if told.is_empty():
        return say(lead, "What is usual in the season is not known, so they speak neither for nor against anything.")
    many = told.filter(pl.col("state") == "excess").height
    few = wording.number(many) if many else "none"
    more = f"In {few} of {wording.number(told.height)} cells and days they are more than usual in the season"
    unseen = frame.height - seen.height
    hidden_words = f"; in {wording.number(unseen)} clouds hid the ground or no overpass is known" if unseen else ""
    return say(lead, f"{more}{hidden_words}. A fire is no violation, and none detected is no quiet.")


def excesses(editor: Editor) -> Phrase:
    """The line on cells and days with more fires than usual; empty where there is none."""
    frame = editor.pictures.ceasefire.fires.filter(pl.col("state") == "excess").sort("chance", "id")
    if frame.is_empty():
        return ()
    where = "one cell and day" if frame.height == 1 else f"{wording.number(frame.height)} cells and days"
    return say(
        "Satellites detected ",
        figure("more fires than usual", frame.row(0, named=True)),
        f" in {where}; a fire is no violation.",
    )


def remarks(editor: Editor) -> dict[str, Phrase]:
    """What fires seen from space say of each incident that they may speak of."""
    found = rows(editor.pictures.ceasefire.corroborations)
    return {row["incident"]: say(figure(_REMARKS[row["verdict"]], row)) for row in found}


def _spoken(editor: Editor) -> tuple[Phrase, ...]:
    frame = editor.pictures.ceasefire.corroborations
    if frame.is_empty():
        return ()
    said = []
    for verdict, before, after in _VERDICTS:
        found = frame.filter(pl.col("verdict") == verdict)
        if found.height:
            said.append(say(before, figure(_incidents(found.height), found.row(0, named=True)), after))
    return (say("Of the incidents recorded, ", editor.listing(said), "."),)


def _candles(editor: Editor) -> tuple[Phrase, ...]:
    """What things that burn all year show of the satellites; empty where it cannot be told or nothing changed."""
    row = next(rows(editor.pictures.ceasefire.candles, pl.col("candle") == ""), None)
    if row is None or row["state"] not in _SEES:
        return ()
    times = figure(f"{row['factor']:.1f} times", row)
    interval = f" (90 per cent interval {row['low']:.1f} to {row['high']:.1f})"
    head = say("In the last four weeks satellites detected ", times, f" as much{interval} ")
    return (say(head, f"of what burns all year as is usual in the season{_SEES[row['state']]}"),)


def _excess(editor: Editor, row: Row) -> Phrase:
    near = nearest_place(editor.mission, [row["lon"]], [row["lat"]])
    where = editor.near(str(near.place[0]), float(near.metres[0]), float(near.degrees[0]))
    when = f"In the day up to {wording.short_day(editor.local(row['end']))}, in the cell about a point "
    besides = "" if row["incidents"] else " No incident was recorded there: that is no finding that there was one."
    least, most = (max(round(row[end]), 0) for end in ("excess_low", "excess_high"))
    return say(
        when,
        where,
        ": ",
        figure(_counted(row["seen"]), row),
        f" where {row['expected']:.2g} are usual, an excess of {least:,} to {most:,} (90 per cent interval).{besides}",
    )


def _counted(n: int) -> str:
    return f"{wording.number(n)} fire{'' if n == 1 else 's'}"


def _incidents(n: int) -> str:
    return f"{wording.number(n)} incident{'' if n == 1 else 's'}"
