"""The four answers anybody may ask of the mission, each with its figures and with what the mission does not know."""

import msgspec
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trucewatch.domain import Explanation

from . import verdicts, wording
from .document import Figure, Phrase, plain
from .editor import Editor, rows
from .pictures import Pictures
from .sections import (
    access,
    balance,
    clauses,
    counts,
    cover,
    crossings,
    estimates,
    fires,
    health,
    looking,
    met,
    noticing,
    reaching,
    supply,
    violations,
    words,
)
from .verdicts import Bar


class Answer(msgspec.Struct, frozen=True):
    """One answer: a verdict, the sentences it is drawn from, and what is not known.

    ``says`` is the sentences as one text, ``figures`` those in it by row id; ``bars`` are figures to be drawn.
    """

    verdict: Phrase
    says: str
    sentences: tuple[Phrase, ...]
    figures: dict[str, str]
    bars: tuple[Bar, ...]
    not_known: str


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """Does the ceasefire hold, is the corridor open, what came in, and where did nobody look."""

    mission: str
    mode: str
    period: str
    known_at: int
    ceasefire: Answer
    corridor: Answer
    supplies: Answer
    not_observed: Answer


def four_answers(pictures: Pictures) -> Answers:
    """The four answers for the period of ``pictures``."""
    editor = Editor(pictures)
    start, end = editor.local(pictures.period.span.start), editor.local(pictures.period.span.end)
    return Answers(
        mission=pictures.mission.name,
        mode=pictures.mission.mode,
        period=f"{wording.between(start, end)} {end.year} ({wording.zone(end)})",
        known_at=pictures.holdings.known_at,
        ceasefire=_ceasefire(editor),
        corridor=_corridor(editor),
        supplies=_supplies(editor),
        not_observed=_not_observed(editor),
    )


def print_answers(answers: Answers, out: Console) -> None:
    """The four answers on a terminal."""
    if answers.mode == "exercise":
        out.print(Text("EXERCISE: simulated; nothing below happened", style="bold red"))
    out.print(Text(f"{answers.mission}, {answers.period}, as known at {answers.known_at:,} entries", style="bold"))
    table = Table(show_header=False, box=None, padding=(0, 2, 1, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    answered = {
        "Ceasefire": answers.ceasefire,
        "Corridor": answers.corridor,
        "Supplies": answers.supplies,
        "Not observed": answers.not_observed,
    }
    for name, answer in answered.items():
        rest = " ".join(plain(sentence) for sentence in answer.sentences if sentence != answer.verdict)
        cell = Text(plain(answer.verdict), style="bold").append(f"\n{rest}" if rest else "", style="not bold")
        if answer.not_known:
            cell.append(f"\nNot known: {answer.not_known}", style="italic")
        for row, figure in answer.figures.items():
            cell.append(f"\n{figure}", style="bold").append(f"  {row}", style="dim")
        table.add_row(name, cell)
    out.print(table)


def print_explanation(explanation: Explanation, out: Console) -> None:
    """Why a row stands as it does, on a terminal."""
    out.print(Text(explanation.id, style="bold"))
    out.print(Text(explanation.says))
    out.print(Text(f"Rule: {explanation.rule}", style="dim"))
    for name, ids in (("Made from rows", explanation.parts), ("Rests on entries", explanation.entries)):
        if ids:
            out.print(Text(f"{name} ({len(ids)}):"))
            for each in ids:
                out.print(Text(f"  {each}"))


def _answer(verdict: Phrase, sentences: tuple[Phrase, ...], bars: tuple[Bar, ...], not_known: str) -> Answer:
    says = " ".join(plain(sentence) for sentence in sentences)
    found = [piece for sentence in sentences for piece in sentence if isinstance(piece, Figure)]
    return Answer(verdict, says, sentences, {piece.row: piece.text for piece in reversed(found)}, bars, not_known)


def _ceasefire(editor: Editor) -> Answer:
    verdict = verdicts.ceasefire(editor)
    if editor.remote:
        compared = list(rows(editor.pictures.agreement.comparisons, pl.col("measure") == "violations"))
        said = tuple(words.comparison_sentence(editor, row) for row in compared[:2])
        lead = (looking.not_observed(editor), *said, *filter(None, (fires.sentence(editor),)), *_clauses(editor))
        not_known = "whether and how often the ceasefire was violated: the Mission observes nothing itself"
        return _answer(verdict, lead, (), not_known)
    missing = [sector for sector in editor.mission.sectors if _blind(editor, sector.id)]
    unseen = wording.listed(editor.sector(sector.id) for sector in missing)
    unknown = (
        "what happened in the hours and places not observed",
        *([f"{unseen} at any hour"] if unseen else []),
        *editor.pictures.incidents.warnings,
    )
    told = (
        violations.headline(editor),
        *estimates.sentences(editor),
        noticing.sentence(editor),
        fires.excesses(editor),
        *_clauses(editor),
    )
    said = tuple(one for one in told if one)
    return _answer(verdict, said, verdicts.count_bars(editor), "; ".join(unknown))


def _clauses(editor: Editor) -> tuple[Phrase, ...]:
    return (clauses.sentence(editor),) if editor.mission.clauses else ()


def _blind(editor: Editor, sector: str) -> bool:
    row = counts.sector_coverage(editor, sector)
    return row is None or not row["share"]


def _corridor(editor: Editor) -> Answer:
    sentences = tuple(access.corridor_sentence(editor, corridor.id) for corridor in editor.mission.corridors)
    frame = editor.pictures.corridor.segments
    unseen = dict.fromkeys(frame.filter(pl.col("status") == "not_observed")["segment"].to_list())
    not_known = f"the state of {wording.listed(editor.end_of(segment) for segment in unseen)}" if unseen else ""
    reached = reaching.reach_sentences(editor)
    said = (*sentences, *reached, *crossings.crossing_sentences(editor))
    return _answer(verdicts.corridor(editor), said, verdicts.passage_bars(editor), not_known)


def _supplies(editor: Editor) -> Answer:
    untold = met.unheard(editor)
    not_known = f"what passed while no crossing was watched; {cover.uncounted(editor)}" + (
        f"; what came of {untold}" if untold else ""
    )
    unseen = health.unseen(editor)
    not_known += f"; how these health facilities work: {unseen}" if unseen else ""
    said = (*supply.supply_sentences(editor), *health.health_sentences(editor))
    return _answer(verdicts.supplies(editor), said, verdicts.share_bars(editor), not_known)


def _not_observed(editor: Editor) -> Answer:
    said = looking.not_observed(editor)
    sentences = tuple(one for one in (said, balance.sentence(editor)) if one)
    return _answer(said, sentences, verdicts.looking_bars(editor), "whatever happened there and then")
