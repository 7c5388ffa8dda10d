"""Whether the agreement is kept: what is proposed, what people find, and what becomes of it."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import polars as pl
import typer
from rich.table import Table

from trucewatch import domain, record
from trucewatch.domain import When, utc, vocabulary
from trucewatch.mission import Mission

from .common import (
    HERE,
    AsJson,
    Author,
    Day,
    KnownAt,
    MissionDir,
    UserError,
    a_day,
    app,
    entered,
    opened,
    out,
    pictures_of,
    print_json,
    say,
)

case_app = typer.Typer(help="Breaches proposed, findings of people, and what becomes of them.")
app.add_typer(case_app, name="case")


@case_app.command("proposed")
def proposed(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Breaches that the record shows and no open finding of people speaks of."""
    pictures = pictures_of(directory, day, known_at)
    waiting = pictures.agreement.compliance.filter(
        pl.col("party") != "", pl.col("verdict") == "in_breach", pl.col("confirmed") == ""
    )
    if as_json:
        print_json(waiting.to_dicts())
        return
    for row in waiting.iter_rows(named=True):
        say(f"{row['id']}  {pictures.naming.say(row['says'])}")
    if waiting.is_empty():
        say("Nothing that is proposed waits for a finding.")


@case_app.command("list")
def cases(directory: MissionDir = HERE, day: Day = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Every case as it stands at the end of the period, the overdue marked."""
    found = pictures_of(directory, day, known_at).agreement.cases
    if as_json:
        print_json(found.to_dicts())
        return
    table = Table("case", "clause", "party", "stands at", "next due", "", box=None)
    for row in found.iter_rows(named=True):
        stage = vocabulary("steps")[row["stage"]].label
        mark = "closed" if row["closed"] else "overdue" if row["overdue"] else ""
        table.add_row(row["case"], row["clause"], row["party"], stage, str(row["due"] or ""), mark)
    if found.is_empty():
        say("There is no case.")
    else:
        out.print(table)


@case_app.command("step")
def step(
    kind: Annotated[str, typer.Argument(metavar="STEP", help=f"One of: {', '.join(vocabulary('steps'))}.")],
    source: Annotated[str, typer.Option(help="Whose account it is: a source of the register.")],
    case: Annotated[str, typer.Option(help="Number of the case; none for a call or contact outside any.")] = "",
    clause: Annotated[str, typer.Option(help="Id of the clause.")] = "",
    party: Annotated[str, typer.Option(help="The party it concerns.")] = "",
    outcome: Annotated[str, typer.Option(help=f"One of: {', '.join(vocabulary('outcomes'))}.")] = "",
    due: Annotated[str | None, typer.Option(help="Day by which the next step is expected (YYYY-MM-DD).")] = None,
    at: Annotated[str | None, typer.Option("--at", help="When it was taken (ISO 8601); now if not said.")] = None,
    rows: Annotated[list[str] | None, typer.Option("--row", help="A row or entry it is about.")] = None,
    text: Annotated[str, typer.Option(help="What was found, said or done.")] = "",
    directory: MissionDir = HERE,
    author: Author = "duty officer",
    as_json: AsJson = False,
) -> None:
    """Enter a step of a case: a finding, its notification, an answer, a remedy, a check, the closing."""
    with opened(directory, write=True) as (loaded, log):
        moment = _moment(at, loaded) if at else datetime.now(UTC)
        bound = {one.id for one in loaded.parties} | loaded.sources.keys()
        _known("step", kind, vocabulary("steps"))
        _known("source", source, loaded.sources)
        _known("clause", clause, {one.id for one in loaded.clauses} | {""})
        _known("party", party, bound | {""})
        _known("outcome", outcome, vocabulary("outcomes").keys() | {""})
        if kind == "finding" and not (case and clause and outcome):
            raise UserError("A finding names its case, its clause and its outcome: --case, --clause, --outcome.")
        taken = domain.Step(
            source=source,
            step=kind,
            when=When(moment, moment, loaded.zone),
            case=case,
            clause=clause,
            party=party,
            outcome=outcome,
            due=a_day(due, "--due") if due else None,
            rows=tuple(rows or ()),
            text=text,
        )
        (receipt,) = log.append([record.Draft(taken)], author=author)
    entered(receipt, as_json=as_json)


def _moment(said: str, loaded: Mission) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise UserError(f"--at {said!r} is no moment such as 2023-05-14T19:30.") from None
    return utc(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(loaded.zone)))


def _known(what: str, said: str, known: Collection[str]) -> None:
    if said not in known:
        raise UserError(f"There is no {what} {said!r}. There are: {', '.join(sorted(filter(None, known)))}.")
