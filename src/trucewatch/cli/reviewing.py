"""What a machine read out of the press: the queue, and what people decide about it."""

import csv
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from trucewatch import domain, intake, mission
from trucewatch.mission import Mission
from trucewatch.record import Record

from .common import HERE, AsJson, Author, MissionDir, a_day, app, complain, opened, print_json, say

review_app = typer.Typer(
    help="What a machine read out of texts: see it in its words, accept, correct or reject it.",
    invoke_without_command=True,
)
app.add_typer(review_app, name="review")

Entry = Annotated[str, typer.Argument(help="The id that `review list` shows.")]


_KEYS = "[a]ccept  [c]orrect  [d]ays  [r]eject  [s]kip  [q]uit"


@review_app.callback()
def review(context: typer.Context, directory: MissionDir = HERE, author: Author = "duty officer") -> None:
    """Without a command: walk the queue, one key for each proposal."""
    if context.invoked_subcommand is not None:
        return
    with opened(directory, write=True) as (loaded, log):
        waiting = list(intake.press.queue(log))
        for number, one in enumerate(waiting, start=1):
            say(f"\n{number} of {len(waiting)}  {_in_words(one, loaded)}")
            say(_in_text(one))
            if not _settle(log, loaded, one.id, author):
                break
        say(f"{sum(1 for _ in intake.press.queue(log))} wait for review.")


def _settle(log: Record, loaded: Mission, entry: str, author: str) -> bool:
    """Ask until the proposal is settled or skipped; False to stop."""
    while True:
        say(_KEYS)
        key = typer.getchar().casefold()
        try:
            match key:
                case "a":
                    intake.press.accept(log, loaded, entry, {}, author=author)
                case "c":
                    said = typer.prompt("field=value, several parted by ;").split(";")
                    changes = dict(change.strip().partition("=")[::2] for change in said)
                    intake.press.accept(log, loaded, entry, changes, author=author)
                case "d":
                    days = typer.prompt("day, or first/last (YYYY-MM-DD)")
                    intake.press.accept(log, loaded, entry, {"days": days}, author=author)
                case "r":
                    intake.press.reject(log, entry, typer.prompt("why"), author=author)
                case "s" | "q":
                    return key == "s"
                case _:
                    continue
        except intake.IntakeError as refused:
            complain(str(refused))
            continue
        return True


@review_app.command("list")
def review_list(
    directory: MissionDir = HERE,
    limit: Annotated[int, typer.Option(help="How many to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """What waits for a person: what speaks of a clause first, the least sure before the surer."""
    with opened(directory, write=False) as (loaded, log):
        waiting = list(intake.press.queue(log))
    if as_json:
        print_json([{"id": one.id, **msgspec.to_builtins(one.account)} for one in waiting])
        return
    for one in waiting[:limit]:
        say(f"{one.id}  {_in_words(one, loaded)}")
        say(_in_text(one))
    left = len(waiting) - limit
    say(f"{left} more wait." if left > 0 else f"{len(waiting)} wait for review.")


def _in_words(one: intake.press.Waiting, loaded: Mission) -> str:
    account, reading = one.account, one.account.reading
    assert reading is not None
    if isinstance(account, domain.Statement):
        stance = account.stance or "stance?"
        parts = [account.speaker, stance, account.clause or "no clause", _days(account.said_at, loaded)]
    else:
        what = f"{account.measure} {reading.event} {reading.realis}"
        parts = [account.claimant, what, _days(account.span, loaded)]
    return " · ".join([*parts, f"{reading.least_sure:.2f}"])


def _in_text(one: intake.press.Waiting) -> str:
    """The words read, marked in what stands around them."""
    before, words, after = (" ".join(part.split()) for part in (one.before, one.words, one.after))
    return f"    …{before} [[{words}]] {after}…"


def _days(when: domain.When | domain.Span, loaded: Mission) -> str:
    """The local days it speaks of, as ``correct`` takes them: one, or first/last."""
    zone, last = ZoneInfo(loaded.zone), max(when.start, when.end - timedelta(microseconds=1))
    first, last = when.start.astimezone(zone), last.astimezone(zone)
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d}/{last:%Y-%m-%d}"


@review_app.command("accept")
def review_accept(
    entries: Annotated[list[str], typer.Argument(help="The ids that `review list` shows.")],
    directory: MissionDir = HERE,
    author: Author = "duty officer",
) -> None:
    """Let proposals stand as they are."""
    with opened(directory, write=True) as (loaded, log):
        for entry in entries:
            say(f"Entry {intake.press.accept(log, loaded, entry, {}, author=author).id}.")


@review_app.command("correct")
def review_correct(
    entry: Entry,
    changes: Annotated[
        list[str],
        typer.Argument(
            help="field=value: speaker, stance, clause, claimant, measure, about, text, days, event, realis."
        ),
    ],
    directory: MissionDir = HERE,
    author: Author = "duty officer",
) -> None:
    """Put fields of a proposal right and let it stand."""
    pairs = dict(change.partition("=")[::2] for change in changes)
    with opened(directory, write=True) as (loaded, log):
        say(f"Entry {intake.press.accept(log, loaded, entry, pairs, author=author).id}.")


@review_app.command("reject")
def review_reject(
    entry: Entry,
    reason: Annotated[str, typer.Option(help="Why nobody said this.")],
    directory: MissionDir = HERE,
    author: Author = "duty officer",
) -> None:
    """Withdraw a proposal; it stays in the record."""
    with opened(directory, write=True) as (_, log):
        say(f"Entry {intake.press.reject(log, entry, reason, author=author).id}.")


@review_app.command("ask")
def review_ask(
    endpoint: Annotated[
        str, typer.Option(help="Address of an API of chat completions, such as http://localhost:8000/v1.")
    ],
    model: Annotated[str, typer.Option(help="The model to ask.")],
    key: Annotated[str, typer.Option(envvar="TRUCEWATCH_ENDPOINT_KEY", help="Its key, if it needs one.")] = "",
    seconds: Annotated[float, typer.Option(help="How long it may be silent.")] = 60.0,
    directory: MissionDir = HERE,
    author: Author = "language model",
) -> None:
    """Have a language model propose statements that were missed in articles of the press; they wait for review.

    Only words that stand in the text survive, at the lowest grade. Texts of other sources are not sent.
    """
    asked = intake.press.Endpoint(address=endpoint, model=model, key=key, seconds=seconds)
    with opened(directory, write=True) as (loaded, log):
        for one in intake.press.ask(log, loaded, asked, author=author):
            say(f"{one.text}: {_worth(one)}")


def _worth(one: intake.press.Asked) -> str:
    heeded = one.heeded
    if heeded is None:
        return one.reason
    return (
        f"{one.proposed} proposed of {heeded.said} in the answer; {heeded.dropped} dropped as not in the text; of "
        f"{heeded.known} read before, speaker the same in {heeded.same_speaker}, stance in {heeded.same_stance}"
    )


@review_app.command("clauses")
def review_clauses(
    file: Annotated[Path, typer.Argument(help="The text of an agreement or communiqué.")],
    signed: Annotated[str, typer.Option(help="Local day on which it was signed (YYYY-MM-DD).")],
    directory: MissionDir = HERE,
) -> None:
    """Read an agreement into drafts of clauses.csv, for a person to check; writes nothing."""
    day = a_day(signed, "--signed")
    found = intake.press.clause_drafts(file.read_text(encoding="utf-8"), mission.load(directory), day)
    table = csv.writer(sys.stdout)
    table.writerow(["id", "title", "bound", "obligation", "topic", "about", "starts", "due", "due_inclusive"])
    for one in found:
        inclusive = "" if one.inclusive is None else f"text={'yes' if one.inclusive else 'no'}"
        table.writerow(
            [
                one.id,
                one.title,
                "|".join(one.bound),
                one.obligation,
                one.topic,
                one.about,
                one.starts or "",
                one.due or "",
                inclusive,
            ]
        )


@review_app.command("export")
def review_export(directory: MissionDir = HERE) -> None:
    """What people accepted and corrected, as rows that the model can be trained on."""
    with opened(directory, write=False) as (loaded, log):
        rows = list(intake.press.reviewed(log, loaded))
    table = csv.DictWriter(sys.stdout, ["stance", "topic", "event", "realis", "cue", "text"])
    table.writeheader()
    table.writerows(rows)
