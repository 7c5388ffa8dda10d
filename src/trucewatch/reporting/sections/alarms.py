"""Alarms: where more was recorded than the looking and the weeks before let expect."""

import polars as pl

from .. import wording
from ..alarm_chart import alarm_chart
from ..document import Bullets, Paragraph, Phrase, Picture, Section, say
from ..editor import Editor, Row, figure, rows


def alarms(editor: Editor) -> Section | None:
    """The last day's alarms with their figures, and the last days as a chart if any could be judged; or None."""
    lead = sentence(editor)
    if not lead:
        return None
    blocks: list[Paragraph | Bullets | Picture] = [Paragraph((lead,))]
    if raised := _last(editor, "alarm"):
        blocks.append(Bullets(tuple((_alarm(editor, row),) for row in raised)))
    if (editor.pictures.ceasefire.alarms["state"] != "not_told").any():
        blocks.append(alarm_chart(editor))
    return Section("alarms", "Alarms", tuple(blocks))


def sentence(editor: Editor) -> Phrase:
    """How many alarms there are on the last day of the period, and how many sectors could not be judged."""
    sectors = pl.col("sector") != ""
    raised, calm, untold = (_last(editor, state) for state in ("alarm", "none", "not_told"))
    if not (raised or calm or untold):
        return ()
    budget = f"{editor.mission.reporting.false_alarm_days:g} days"
    blind = [row for row in untold if row["sector"]]
    unknown = f" In {_sectors(len(blind))} it cannot be told: too little was watched, now or before." if blind else ""
    if not (raised or calm):
        return say(figure("No alarm could be reckoned", untold[0]), ": too little was watched, now or before.")
    if not raised:
        judged = sum(1 for row in calm if row["sector"])
        first = figure("No alarm", next((row for row in calm if row["sector"]), calm[0]))
        return say(
            first,
            f" in {_sectors(judged)}, by a rule under which chance gives one in about {budget} in the whole "
            f"Mission: that is no finding that nothing increased.{unknown}",
        )
    alone = editor.pictures.ceasefire.alarms.filter(sectors, pl.col("id").is_in([row["id"] for row in raised])).height
    places = f"{_sectors(alone)} alone" if alone else "no sector alone"
    together = " and in neighbouring sectors taken together" if alone < len(raised) else ""
    return say(
        figure("Alarm", raised[0]),
        f" in {places}{together}: more was recorded than chance and the looking explain, by a rule under which chance "
        f"gives one alarm in about {budget} in the whole Mission. It says nothing of who or why.{unknown}",
    )


def _last(editor: Editor, state: str) -> list[Row]:
    last = pl.col("end") == editor.period.span.end
    return list(rows(editor.pictures.ceasefire.alarms, last, pl.col("state") == state))


def _sectors(n: int) -> str:
    return f"{wording.number(n)} sector{'' if n == 1 else 's'}"


def _alarm(editor: Editor, row: Row) -> Phrase:
    where = wording.listed(editor.sector(sector) for sector in row["sectors"])
    since = wording.short_day(editor.local(row["since"]))
    return say(
        wording.sentence(where),
        ": ",
        figure(f"{row['seen']:,} incidents recorded", row),
        f" since {since}, where about {row['expected']:.1f} were to be expected from what was watched and from the "
        "weeks before (an estimate).",
    )
