"""What became of findings, and what passed between the mission and the parties: cases, steps, overdue marks."""

from collections import defaultdict
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Step, vocabulary
from trucewatch.mission import Period
from trucewatch.record import Held, Holdings

from .tables import CASES, STEPS

_REPORTS = ("self_report", "third_party")
_RULE = (
    "steps up to the end of the period, in order of time; a case stands at its last step, and is overdue if the day "
    "by which the next step was due has passed without one"
)


def cases(holdings: Holdings, period: Period) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames CASES and STEPS and their explanations."""
    steps = sorted(
        (held for held in holdings.steps if held.thing.when.start < period.span.end),
        key=lambda held: (held.thing.when, held.id),
    )
    of_case: defaultdict[str, list[Held[Step]]] = defaultdict(list)
    for held in steps:
        if held.thing.case:
            of_case[held.thing.case].append(held)
    rows = [_case(number, held, period) for number, held in sorted(of_case.items())]
    told = [_step(held, period) for held in steps]
    reasons = {
        row["id"]: Explanation(id=row["id"], says=row["says"], rule=_RULE, entries=(row["entry"],)) for row in told
    }
    for row in rows:
        reasons[row["id"]] = Explanation(
            id=row["id"], says=row["says"], rule=_RULE, parts=tuple(f"step:{held.id}" for held in of_case[row["case"]])
        )
    return (
        pl.DataFrame(rows, schema=CASES, orient="row"),
        pl.DataFrame(told, schema=STEPS, orient="row"),
        reasons,
    )


def _case(number: str, steps: list[Held[Step]], period: Period) -> dict[str, Any]:
    first, last = steps[0].thing, steps[-1].thing
    closed = any(held.thing.step == "closed" for held in steps)
    due = None if closed else last.due
    overdue = due is not None and period.day > due
    clause = next((held.thing.clause for held in steps if held.thing.clause), "")
    party = next((held.thing.party for held in steps if held.thing.party), "")
    state = f"{vocabulary('steps')[last.step].label}, {last.when.start:%Y-%m-%d}"
    says = f"Case {number}, opened {first.when.start:%Y-%m-%d}: {state}"
    if last.outcome:
        says += f" ({vocabulary('outcomes')[last.outcome].label})"
    if due is not None:
        says += f"; next step due {due}" + (f", overdue by {(period.day - due).days} days" if overdue else "")
    return {
        "id": f"case:{number}",
        "case": number,
        "clause": clause,
        "party": party,
        "opened": first.when.start,
        "stage": last.step,
        "outcome": last.outcome,
        "moved": last.when.start,
        "due": due,
        "closed": closed,
        "overdue": overdue,
        "says": f"{says}.",
        "steps": [f"step:{held.id}" for held in steps],
    }


def _step(held: Held[Step], period: Period) -> dict[str, Any]:
    step = held.thing
    says = vocabulary("steps")[step.step].label + (f", of {step.party}" if step.party else "")
    says += f": {vocabulary('outcomes')[step.outcome].label}" if step.outcome else ""
    says += f", {step.when.start:%Y-%m-%d %H:%M} UTC"
    return {
        "id": f"step:{held.id}",
        "case": step.case,
        "step": step.step,
        "clause": step.clause,
        "party": step.party,
        "source": step.source,
        "outcome": step.outcome,
        "start": step.when.start,
        "end": step.when.end,
        "in_period": step.when.within(period.span),
        "due": step.due,
        "rows": list(step.rows),
        "says": f"{says}. {step.text}".strip(),
        "text": step.text,
        "entry": held.id,
    }


def confirmed_by_people(clause: str, period: Period, holdings: Holdings) -> dict[str, Held[Step]]:
    """The last finding of people on the clause, by party, of cases that are still open when the period ends."""
    steps = [held for held in holdings.steps if held.thing.case and held.thing.when.start < period.span.end]
    closed = {held.thing.case for held in steps if held.thing.step == "closed"}
    found = [
        held
        for held in sorted(steps, key=lambda held: (held.thing.when, held.id))
        if held.thing.step == "finding" and held.thing.clause == clause and held.thing.case not in closed
    ]
    return {held.thing.party: held for held in found}


def reported(clause: str, party: str, period: Period, holdings: Holdings) -> list[Held[Step]]:
    """What ``party`` reported of itself, and others of it, on the clause in the period, by time."""
    told = [
        held
        for held in holdings.steps
        if held.thing.step in _REPORTS
        and (held.thing.clause, held.thing.party) == (clause, party)
        and held.thing.when.within(period.span)
    ]
    return sorted(told, key=lambda held: (held.thing.when, held.id))
