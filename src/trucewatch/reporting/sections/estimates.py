"""What was not recorded, as an estimate, and whether a change is in the world or in the looking."""

import polars as pl

from .. import wording
from ..document import Bullets, Column, Phrase, Picture, Section, Table, say
from ..editor import Editor, Row, figure, rows
from ..estimates_chart import estimates_chart

_VERDICT = {
    "world": "the change is in what happened; neither chance nor the looking explains it",
    "looking": "the looking can explain the change recorded; whether anything else changed cannot be told",
    "not_told": "whether anything changed cannot be told",
}
_SHORT = {"world": "in the world", "looking": "in the looking", "not_told": "cannot be told"}


def estimates(editor: Editor) -> Section | None:
    """The estimates in sentences, by sector and by day; None where none was made."""
    found = sentences(editor)
    if not found:
        return None
    blocks: list[Bullets | Picture | Table] = [Bullets(tuple((one,) for one in found)), _table(editor)]
    if chart := estimates_chart(editor):
        blocks.append(chart)
    return Section("estimates", "Estimate of what was not recorded", tuple(blocks))


def sentences(editor: Editor) -> tuple[Phrase, ...]:
    """Recorded, noticeable, estimated, and where the change lies, for all sectors; none where no estimate was made.

    Of the period, and if it is shorter of the last seven days: what hides in the chance of a day shows in a week.
    """
    whole = editor.pictures.ceasefire.rates.filter(pl.col("sector") == "")
    period = next(rows(whole, pl.col("span") == "period"), None)
    if period is None:
        return ()
    week = list(rows(whole.sort("start"), pl.col("span") == "week"))[-1]
    if editor.period.days >= week["days"] or week["total"] is None:
        return (_estimate(editor, period),)
    return _estimate(editor, period), _week(week)


def _estimate(editor: Editor, row: Row) -> Phrase:
    if row["total"] is None:
        no = figure("no estimate", row)
        return say("The Mission makes ", no, " of what it did not record: it watched too little to found one on.")
    interval = f"{_about(row['low'])} to {_about(row['high'])}"
    several = "" if row["sectors_estimated"] == 1 else "s"
    head = say(
        "Estimate, not a count: in the parts of ",
        f"{wording.number(row['sectors_estimated'])} sector{several} within reach of its watches, where it would have "
        f"noticed {wording.share(row['detection'], row['detection'])} of incidents and recorded "
        f"{wording.number(row['seen'])}, the Mission estimates {wording.about(row['total'])} (90 per cent interval ",
        figure(interval, row),
        ").",
    )
    if row["ratio"] is None:
        return say(head, " No sector was watched in both periods, so it cannot be told whether anything changed.")
    return say(head, f" Against the {editor.before}, {_change(row, _down(editor))}")


def _week(row: Row) -> Phrase:
    head = say(
        f"In the last seven days the Mission recorded {wording.number(row['seen'])} incidents and estimates "
        f"{wording.about(row['total'])} (90 per cent interval ",
        figure(f"{_about(row['low'])} to {_about(row['high'])}", row),
        ").",
    )
    if row["ratio"] is None:
        return say(head, " No sector was watched in the seven days before too.")
    return say(head, f" Against the seven days before, {_change(row)}")


def _change(row: Row, down: str = "") -> str:
    recorded = (
        f"recorded incidents a day changed by {wording.changed(row['recorded_ratio'])}"
        if row["recorded_ratio"] is not None
        else "no incidents had been recorded"
    )
    looking = f", the share noticeable by {wording.changed(row['detection_ratio'])}" if row["detection_ratio"] else ""
    return (
        f"{recorded}{looking}{down}; corrected, the change is {wording.changed(row['ratio'])} "
        f"({wording.changed(row['ratio_low'])} to {wording.changed(row['ratio_high'])}): {_VERDICT[row['verdict']]}."
    )


def _down(editor: Editor) -> str:
    sources = editor.mission.sources
    cameras = {one.id for one in sources.values() if one.type == "camera" and editor.mission.own(one.id)}
    impaired = editor.pictures.coverage.watches.filter(pl.col("state") != "on", pl.col("flag") == "")["source"]
    down = cameras & {*impaired, *editor.pictures.coverage.unreported}
    if not down:
        return ""
    verb = "was" if len(down) == 1 else "were"
    return (
        f" ({wording.number(len(down))} of {wording.number(len(cameras))} cameras {verb} not working for all or part "
        "of this period)"
    )


def _about(n: int) -> str:
    return wording.about(n) if n else "none"


def _table(editor: Editor) -> Table:
    return Table(
        "estimates-table",
        "Estimates, with 90 per cent intervals, of incidents within reach of the watches; a change is of the rate "
        "a day against the period before, corrected for what would have been noticed",
        (
            Column("Sector", 1.6),
            Column("Recorded", 0.8, numeric=True),
            Column("Would have noticed", 1, numeric=True),
            Column("Estimated", 1.3, numeric=True),
            Column("Change of the record", 1.1, numeric=True),
            Column("Change, corrected", 1.6, numeric=True),
            Column("The change is", 1.1),
        ),
        tuple(_line(editor, row) for row in rows(editor.pictures.ceasefire.rates, pl.col("span") == "period")),
    )


def _line(editor: Editor, row: Row) -> tuple[Phrase, ...]:
    name = wording.sentence(editor.sector(row["sector"]).removeprefix("the ")) if row["sector"] else "All sectors"
    recorded = "" if row["seen"] is None else f"{row['seen']:,}"
    if row["total"] is None:
        unknown = figure("no estimate", row)
        return (say(name), say(recorded), say("not known"), say(unknown), say(""), say(""), say(_SHORT["not_told"]))
    changes = ("", "")
    if row["ratio"] is not None:
        first = "" if row["recorded_ratio"] is None else wording.changed(row["recorded_ratio"])
        ends = (wording.changed(row[end]) for end in ("ratio", "ratio_low", "ratio_high"))
        changes = (first, "{} ({} to {})".format(*ends))
    return (
        say(name),
        say(recorded),
        say(wording.share(row["detection"], row["detection"])),
        say(figure(f"{row['total']:,} ({row['low']:,}{wording.DASH}{row['high']:,})", row)),
        *(say(change) for change in changes),
        say(_SHORT[row["verdict"]]),
    )
