"""What people decide."""

from typing import Annotated

import typer

from trucewatch import domain, record

from .common import HERE, Author, MissionDir, UserError, app, opened, say


@app.command()
def decide(
    act: Annotated[str, typer.Argument(help=f"One of: {', '.join(domain.vocabulary('acts'))}.")],
    entries: Annotated[list[str], typer.Argument(help="The entries it is about.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    directory: MissionDir = HERE,
    value: Annotated[list[str] | None, typer.Option("--set", help="field=value that the act needs.")] = None,
    author: Author = "duty officer",
) -> None:
    """Record a person's decision: a grade, a merge, a split, an attribution or that none is made."""
    if act not in domain.vocabulary("acts"):
        raise UserError(f"There is no act {act!r}. There are: {', '.join(domain.vocabulary('acts'))}.")
    values = dict(pair.partition("=")[::2] for pair in value or ())
    decision = domain.Decision(act=act, on=tuple(entries), value=values, reason=reason)
    with opened(directory, write=True) as (_, log):
        if unknown := sorted(set(entries) - log.known(entries)):
            raise UserError(f"Not in the record: {', '.join(unknown)}.")
        (receipt,) = log.append([record.Draft(decision)], author=author)
    say(f"Entry {receipt.id}.")
