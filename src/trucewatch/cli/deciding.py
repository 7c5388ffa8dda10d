"""What people decide, and what they take back."""

from typing import Annotated
from uuid import uuid4

import typer

from trucewatch import ceasefire, domain, record

from .common import HERE, AsJson, Author, MissionDir, UserError, app, entered, opened

_ELSEWHERE = {
    "release": "quarantine mend",
    "drop": "quarantine drop",
    "reword": "words change",
    "erratum": "errata",
    "sign": "serve",
    "read": "serve",
}
"""Acts that stand on more than a decision, and the command that does them."""
_ACTS = tuple(act for act in domain.vocabulary("acts") if act not in _ELSEWHERE)

Reason = Annotated[str, typer.Option(help="Why.")]


@app.command()
def decide(
    act: Annotated[str, typer.Argument(help=f"One of: {', '.join(_ACTS)}.")],
    entries: Annotated[list[str], typer.Argument(help="The entries it is about; an incident by any entry of it.")],
    reason: Reason,
    directory: MissionDir = HERE,
    value: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="field=value that the act needs: source=B, information=2 (grade); party=ID (attribute); "
            "hypothesis=ID, speaks=for or against, evidence=ENTRY|ENTRY (weigh).",
        ),
    ] = None,
    author: Author = "duty officer",
    as_json: AsJson = False,
) -> None:
    """Record a person's decision: a grade, a merge, a split, an attribution or that none is made."""
    if act in _ELSEWHERE:
        raise UserError(f"To {act} has a command of its own: trucewatch {_ELSEWHERE[act]}")
    if act not in _ACTS:
        raise UserError(f"There is no act {act!r}. There are: {', '.join(_ACTS)}.")
    values = dict(pair.partition("=")[::2] for pair in value or ())
    on = tuple(entry.removeprefix("inc:") for entry in entries)
    decision = domain.Decision(act=act, on=on, value=values, reason=reason)
    with opened(directory, write=True) as (loaded, log):
        if unknown := sorted(set(on) - log.known(on)):
            raise UserError(f"Not in the record: {', '.join(unknown)}.")
        if wrong := ceasefire.misnamed(decision, loaded):
            raise UserError(f"{wrong} (--set)")
        try:
            (receipt,) = log.append([record.Draft(decision)], author=author)
        except ValueError as refused:
            raise UserError(str(refused)) from None
    entered(receipt, as_json=as_json)


@app.command()
def withdraw(
    entry: Annotated[str, typer.Argument(help="The entry: an account of anything, or a decision.")],
    reason: Reason,
    directory: MissionDir = HERE,
    author: Author = "duty officer",
    as_json: AsJson = False,
) -> None:
    """Withdraw an account or a decision by a further entry; both stay in the record."""
    with opened(directory, write=True) as (_, log):
        found = log.find(entry)
        if found is None:
            raise UserError(f"Not in the record: {entry}.")
        payload = found.entry.payload
        if isinstance(payload, domain.Decision) and payload.act in _ELSEWHERE:
            raise UserError(f"Something was done upon {entry} ({payload.act}): it is answered by a further act.")
        if not isinstance(payload, domain.Account | domain.Decision):
            raise UserError(f"{entry} is neither an account nor a decision.")
        correction = domain.Correction(of=entry, account=None, reason=reason)
        (receipt,) = log.append([record.Draft(correction, key=f"withdraw:{uuid4()}")], author=author)
    entered(receipt, as_json=as_json)
