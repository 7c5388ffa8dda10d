"""Who said what in the period, by which chain, with what stance, on which clause."""

from typing import Any

import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .tables import MACHINE_READ, STATEMENTS


def statements(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame STATEMENTS and its explanations by row id."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    found = [held for held in holdings.statements if held.thing.said_at.within(period.span)]
    for held in sorted(found, key=lambda held: (held.thing.said_at, held.id)):
        said = held.thing
        row: dict[str, Any] = {
            "id": f"say:{held.id}",
            "speaker": said.speaker,
            "side": mission.side(said.speaker),
            "source": said.source,
            "chain": list(said.chain),
            "to": said.to,
            "stance": said.stance,
            "clause": said.clause,
            "said_start": said.said_at.start,
            "said_end": said.said_at.end,
            "quoted": said.quoted,
            "grade_source": said.grading.source if said.grading else "",
            "grade_information": said.grading.information if said.grading else "",
            "url": said.url,
            "text": said.text,
            "proposed": said.proposed,
            "entry": held.id,
        }
        rows.append(row)
        stance = vocabulary("stances").get(said.stance)
        chain = f", by way of {' / '.join(said.chain)}" if said.chain else ""
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{said.speaker} {stance.label if stance else 'said'}"
            f"{', on clause ' + said.clause if said.clause else ''}{chain}; read in {said.source}."
            f"{MACHINE_READ if said.proposed else ''}",
            rule="statements of which the middle of the time they were made at falls in the period",
            entries=(held.id,),
        )
    return pl.DataFrame(rows, schema=STATEMENTS, orient="row"), reasons
