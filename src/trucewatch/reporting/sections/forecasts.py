"""What the record will hold tomorrow and in a week, as a forecast, and how such forecasts have held."""

from .. import wording
from ..document import Column, Paragraph, Phrase, Section, Table, say
from ..editor import Editor, Row, figure, rows

_SPANS = {"day": "next 24 hours", "week": "next seven days"}


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
    return Section("forecasts", "Forecasts", (Paragraph((lead,)), table))


def _line(editor: Editor, row: Row) -> tuple[Phrase, ...]:
    name = wording.sentence(editor.sector(row["sector"]).removeprefix("the "))
    when = say(_SPANS[row["span"]])
    if row["expected"] is None:
        return (say(name), when, say(figure("none made", row)), say(""))
    said = figure(f"{row['expected']:,.0f} ({row['low']:,}{wording.DASH}{row['high']:,})", row)
    return (say(name), when, say(said), say(f"{row['past_held']} of {row['past']}" if row["past"] else "none yet"))
