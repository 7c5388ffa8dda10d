"""Registers of one flow side by side: what each holds and would have held, how it is kept, and what a fall in it
means.
"""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .bookkeeping import digits
from .bridging import FEWEST
from .lines import quarantined
from .pairing import Kept, Pair, pairs
from .reckoning import reckon, week_id
from .tables import BOOKS, RECKONINGS, REGISTERS

_ENDS = (0.05, 0.5, 0.95)
_RULE = {
    "counted": "the register watched the whole of the flow on every day of the week: what it holds stands for what "
    "came",
    "estimated": "the register did not watch the whole flow; estimated from the other, which did, by how the two "
    "stood to each other in the weeks both watched, the ratio wandering as it did then; nine draws in ten. This is "
    "what the register would have held had it watched, and is wrong where the other has since come to be kept "
    "differently",
    "not_known": f"the register did not watch the whole flow, and none that did shares {FEWEST} watched weeks with it",
}


class Registers(NamedTuple):
    """The frames REGISTERS, RECKONINGS and BOOKS, and their explanations by row id."""

    weeks: pl.DataFrame
    reckonings: pl.DataFrame
    books: pl.DataFrame
    reasons: dict[str, Explanation]


def registers(holdings: Holdings, mission: Mission, period: Period) -> Registers:
    """The registers of every flow of the mission up to the end of ``period``."""
    found: tuple[list[dict[str, Any]], ...] = ([], [], [])
    reasons: dict[str, Explanation] = {}
    for flow in dict.fromkeys(register.flow for register in mission.registers):
        for pair in pairs(holdings, mission, flow, period.span.end):
            told = (
                _weeks(mission, flow, pair),
                [reckon(flow, pair, period.day)],
                [_book(holdings, flow, pair.ours, period)],
            )
            for rows, explained in zip(found, told, strict=True):
                rows += [row for row, _ in explained]
                reasons |= {why.id: why for _, why in explained}
    weeks, reckonings, books = (
        pl.DataFrame(rows, schema=schema, orient="row")
        for rows, schema in zip(found, (REGISTERS, RECKONINGS, BOOKS), strict=True)
    )
    return Registers(weeks, reckonings, books, reasons)


def _weeks(mission: Mission, flow: str, pair: Pair) -> list[tuple[dict[str, Any], Explanation]]:
    draws = iter(pair.draws.T)
    found = []
    for week, (start, end) in enumerate(pair.spans):
        own = pair.ours.between(start, end)
        weighed = [line.tonnes for line in own if line.tonnes]
        told = pair.watched[week] or own
        ends: list[float | None] = [None] * 3
        basis = "not_known"
        if pair.watched[week]:
            basis, ends = "counted", [float(len(own))] * 3
        elif pair.wanted[week]:
            basis, ends = "estimated", np.maximum(np.quantile(next(draws), _ENDS), len(own)).tolist()
        row: dict[str, Any] = {
            "id": week_id(flow, pair, week),
            "flow": flow,
            "register": pair.ours.source,
            "whose": mission.side(pair.ours.source),
            "beside": pair.theirs.source,
            "start": pair.span(week).start,
            "end": pair.span(week).end,
            "days": (end - start).days + 1,
            "watched": bool(pair.watched[week]),
            "lines": len(own) if told else None,
            "tonnes_low": sum(low for low, _ in weighed) if told else None,
            "tonnes_high": sum(high for _, high in weighed) if told else None,
            "unweighed": len(own) - len(weighed) if told else None,
            "beside_watched": bool(pair.they_watched[week]),
            "beside_lines": int(pair.their_lines[week]) if pair.they_watched[week] or pair.their_lines[week] else None,
            **dict(zip(("low", "mid", "high"), ends, strict=True)),
            "basis": basis,
            "entries": [line.entry for line in own],
        }
        theirs = [line.entry for line in pair.their_own(week)] if pair.wanted[week] else []
        found.append((row, _week_explained(row, f"{start} to {end}", theirs)))
    return found


def _week_explained(row: dict[str, Any], when: str, theirs: list[str]) -> Explanation:
    holds = "no lines, and did not watch" if row["lines"] is None else f"{row['lines']} lines"
    other = "no lines" if row["beside_lines"] is None else f"{row['beside_lines']} lines"
    says = f"{row['register']}, {when}: {holds}; {row['beside']} holds {other}"
    if row["basis"] == "estimated":
        says += f"; {row['low']:.0f} to {row['high']:.0f} lines had it watched the whole flow"
    return Explanation(id=row["id"], says=f"{says}.", rule=_RULE[row["basis"]], entries=(*row["entries"], *theirs))


def _book(holdings: Holdings, flow: str, kept: Kept, period: Period) -> tuple[dict[str, Any], Explanation]:
    own = [line for day in sorted(kept.lines) for line in kept.lines[day]]
    unit, times = Counter(line.unit for line in own).most_common(1)[0] if own else ("", 0)
    tested = digits([line.low for line in own if line.unit == unit and line.low == line.high])
    left = Counter(line.unit for line in own if line.tonnes is None)
    waiting = quarantined(holdings, kept.source)
    late = [line.entry for line in own if line.late]
    row: dict[str, Any] = dict.fromkeys(BOOKS)
    row |= {
        "id": f"flow:books:{flow}:{kept.source}:{period.day}",
        "flow": flow,
        "register": kept.source,
        "lines": len(own),
        "unit": unit,
        "unit_share": times / len(own) if own else None,
        **(tested._asdict() if tested else {}),
        "left_out": [f"{name} ({count})" for name, count in left.most_common()],
        "unweighed": sum(left.values()),
        "quarantined": len(waiting),
        "late": len(late),
        "entries": [*waiting, *late],
    }
    heaped = (
        f"Whipple's index {row['whipple']:.0f} ({row['grade']})" if tested else "too few amounts to test their digits"
    )
    return row, Explanation(
        id=row["id"],
        says=f"{kept.source}: {len(own)} lines, {heaped}; {row['unweighed']} cannot be brought to tonnes, "
        f"{len(late)} were put in late, {len(waiting)} rows wait in quarantine.",
        rule="Whipple's index (Siegel & Swanson 2004) and chi-square of last digits (Beber & Scacco 2012) over whole "
        "amounts of ten and more in the commonest unit. A line is late if an earlier file of the register had "
        "reached later days. How numbers were written says nothing of why",
        entries=tuple(row["entries"]),
    )
