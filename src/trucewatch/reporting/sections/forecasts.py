"""What the record will hold tomorrow and in a week, as a forecast, and how such forecasts have held."""

import polars as pl

from .. import wording
from ..document import Column, Paragraph, Phrase, Section, Table, say
from ..editor import Editor, Row, figure, rows
from ..fan_chart import fan_chart
from ..score_chart import score_chart

_SPANS = {"day": "next 24 hours", "week": "next seven days"}
_LENGTHS = {"day": "24 hours", "week": "seven days"}


def forecasts(editor: Editor) -> Section | None:
    """Forecasts by sector with their intervals and their own past; None where none could be made."""
    frame = editor.pictures.ceasefire.forecasts
    if frame["expected"].null_count() == frame.height:
        return None
    lead = say(
        "Forecasts, not counts: incidents that the Mission would record within reach of its watches if they look as in "
        "the last seven days. They say nothing of what anybody intends."
    )
    table = Table(
        "forecasts-table",
        "Incidents to be recorded, with 90 per cent intervals, and how often the intervals of the last days held",
        (
            Column("Sector", 1.6),
            Column("Time", 1.2),
            Column("Forecast", 1.2, numeric=True),
            Column("Past intervals that held", 1.2, numeric=True),
        ),
        tuple(_line(editor, row) for row in rows(frame)),
    )
    fan = fan_chart(editor)
    blocks = (Paragraph((lead,)), table) if fan is None else (Paragraph((lead,)), table, fan)
    past = _past(editor)
    return Section("forecasts", "Forecasts", blocks, () if past is None else (past,))


def _past(editor: Editor) -> Section | None:
    """How the forecasts of the last days did; None where none could have been made."""
    scores = editor.pictures.ceasefire.scores
    chart = score_chart(editor)
    if chart is None:
        return None
    lead = say(
        "What the forecasts of the last days would have been, from the days before each alone, beside what was then "
        "recorded. Lower scores are better; they are measured by conflictology, the last 30 values as they were."
    )
    table = Table(
        "scores-table",
        "Scores of past forecasts: CRPS in incidents, and the log score",
        (
            Column("Sector", 1.6),
            Column("Time", 1.2),
            Column("Forecasts", 0.8, numeric=True),
            Column("Intervals that held", 1, numeric=True),
            Column("CRPS", 0.8, numeric=True),
            Column("Conflictology", 0.9, numeric=True),
            Column("Log score", 0.8, numeric=True),
        ),
        tuple(
            _scored(editor, sector.id, span, group)
            for sector in editor.mission.sectors
            for span in _SPANS
            if (group := scores.filter(pl.col("sector") == sector.id, pl.col("span") == span)).height
        ),
    )
    return Section("past-forecasts", "How past forecasts did", (Paragraph((lead,)), table, chart))


def _scored(editor: Editor, sector: str, span: str, scores: pl.DataFrame) -> tuple[Phrase, ...]:
    latest = scores.sort("start").row(-1, named=True)
    crps, peer, log = scores.select(pl.col("crps", "peer_crps", "log_score").mean()).row(0)
    return (
        say(wording.sentence(editor.sector(sector).removeprefix("the "))),
        say(_LENGTHS[span]),
        say(figure(f"{scores.height}", latest)),
        say(f"{scores['held'].sum()} of {scores.height}"),
        *(say(f"{value:.2f}") for value in (crps, peer, log)),
    )


def _line(editor: Editor, row: Row) -> tuple[Phrase, ...]:
    name = wording.sentence(editor.sector(row["sector"]).removeprefix("the "))
    when = say(_SPANS[row["span"]])
    if row["expected"] is None:
        return (say(name), when, say(figure("none made", row)), say(""))
    said = figure(f"{row['expected']:,.0f} ({row['low']:,}{wording.DASH}{row['high']:,})", row)
    return (say(name), when, say(said), say(f"{row['past_held']} of {row['past']}" if row["past"] else "none yet"))
