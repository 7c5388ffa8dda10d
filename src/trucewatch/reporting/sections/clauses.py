"""The agreement: which clauses are kept as far as was seen, why that was not seen, and what became of findings."""

from collections.abc import Iterator
from itertools import groupby

import polars as pl

from trucewatch.agreement import VERDICTS

from .. import wording
from ..document import Bullets, Column, Note, Paragraph, Phrase, Quote, Section, Table, say
from ..editor import Editor, Row, figure, rows
from ..naming import versions

_DUE = {
    "none": "",
    "ahead": "ahead",
    "passed": "passed",
    "depends_on_rendering": "depends on the rendering",
}
_PROPOSED = (
    "What is said here of keeping a clause is proposed by rule from what the Mission saw; a finding is made by people. "
    "What names no side is held against none, and silence is compliance only where a breach could have been seen."
)


def clauses(editor: Editor) -> Section | None:
    """The clauses, whether kept, what is due, where renderings part, open cases; None if there is no agreement."""
    found = list(rows(editor.pictures.agreement.clauses))
    if not found:
        return None
    apart = tuple((_apart(editor, row),) for row in found if row["differences"])
    blocks: list[Bullets | Note | Paragraph | Table] = [
        Note((say(_PROPOSED),)),
        Paragraph((sentence(editor),)),
        kept_table(editor),
        _clauses(editor, found),
    ]
    if apart:
        blocks.append(Bullets(apart))
    return Section("clauses", "Clauses of the agreement", tuple(blocks), tuple(_handled(editor)))


def sentence(editor: Editor) -> Phrase:
    """How the clauses in force stand, as far as was seen: one figure a clause."""
    whole = list(rows(editor.pictures.agreement.compliance, pl.col("party") == "", pl.col("clause") != ""))
    said = []
    for verdict in VERDICTS:
        alike = [say(figure(editor.clause(row["clause"]), row)) for row in whole if row["verdict"] == verdict]
        if alike:
            said.append(say(f"{verdict_word(verdict)} ", editor.listing(alike)))
    accord = editor.pictures.agreement.compliance.row(by_predicate=pl.col("clause") == "", named=True)
    score = accord["score"]
    mean = say("; mean score ", figure(f"{score:.1f} of 3", accord), " over those seen") if score is not None else ()
    if not said:
        return say("No clause of the agreement was in force.")
    return say("Of the clauses in force, as far as seen: ", editor.listing(said), mean, ".")


def status(editor: Editor) -> Section:
    """The clauses, whether kept, what could not be seen, and what was said of each: for a meeting."""
    lines = tuple(
        (*_kept(editor, alike)[:4], _said_of(editor, alike[0]["clause"], first=first), _kept(editor, alike)[-1])
        for alike, first in _alike(editor)
    )
    columns = (
        Column("Clause", 1.5),
        Column("Bound", 1.6),
        Column("As far as seen", 0.9),
        Column("Evidence, or why none", 2.0),
        Column("Said of it since", 2.3),
        Column("Found by people", 0.7),
    )
    table = Table("status-table", "Clauses, those bound, and whether kept, as far as seen", columns, lines)
    return Section("status", "Whether the clauses are kept", (table,))


def _said_of(editor: Editor, clause: str, *, first: bool) -> Phrase:
    """How often each side, and others, took which stance on the clause, proposals aside; told once for each clause."""
    said = editor.pictures.agreement.statements.filter(
        pl.col("clause") == clause, pl.col("stance") != "", ~pl.col("proposed")
    )
    if said.is_empty() or not first:
        return say("nothing" if first else "")
    told = []
    for side, name in (*((party.id, party.short) for party in editor.mission.parties), ("", "others")):
        stances = said.filter(side=side).group_by("stance").len().sort("len", "stance", descending=[True, False])
        if stances.height:
            counted = (f"{wording.label('stances', stance)} {times}" for stance, times in stances.iter_rows())
            told.append(f"{name}: {wording.listed(counted)}")
    return say("; ".join(told))


def _alike(editor: Editor) -> Iterator[tuple[list[Row], bool]]:
    """The rows of a clause of which the same is said of those bound, and whether they are its first."""
    told = rows(editor.pictures.agreement.compliance, pl.col("party") != "")
    before = ""
    for _, group in groupby(told, key=_what_is_said):
        alike = list(group)
        yield alike, alike[0]["clause"] != before
        before = alike[0]["clause"]


def _what_is_said(row: Row) -> tuple[str, ...]:
    return row["clause"], row["verdict"], row["says"], row["confirmed"], row["reported"]


def verdict_word(verdict: str) -> str:
    """A verdict in words: "in breach", "not observable"."""
    return wording.label("outcomes", verdict)


def kept_table(editor: Editor) -> Table:
    """Each clause for each that is bound; those of whom the same is said stand in one row."""
    scores = dict(editor.pictures.agreement.compliance.filter(pl.col("party") == "").select("clause", "score").rows())
    columns = (
        Column("Clause", 1.4),
        Column("Bound", 1.1),
        Column("As far as seen", 1.0),
        Column("Why", 3.6),
        Column("Score of the clause", 0.6, numeric=True),
        Column("Found by people", 1.0),
    )
    lines = []
    for alike, first in _alike(editor):
        told, score = _kept(editor, alike), scores[alike[0]["clause"]]
        lines.append((*told[:4], say(f"{score:.0f}" if first and score is not None else ""), told[-1]))
    return Table("kept", "Clauses, those bound, and whether kept, as far as seen", columns, tuple(lines))


def _kept(editor: Editor, alike: list[Row]) -> tuple[Phrase, ...]:
    """Clause, those bound, verdict, why, and what people found."""
    row = alike[0]
    confirmed = f"{verdict_word(row['confirmed'])} (case {row['case']})" if row["confirmed"] else "no finding"
    return (
        say(editor.clause(row["clause"])),
        editor.listing(say(figure(editor.who(one["party"]), one)) for one in alike),
        say(verdict_word(row["verdict"])),
        say(
            Quote(wording.sentence(editor.pictures.naming.say(row["says"].partition(": ")[2])), exact=False),
            f" It reports of itself: {verdict_word(row['reported'])}." if row["reported"] else "",
        ),
        say(confirmed),
    )


def _handled(editor: Editor) -> list[Section]:
    """The cases that are open or moved in the period, and what else passed between the mission and the parties."""
    start = editor.period.span.start
    cases = list(rows(editor.pictures.agreement.cases, ~pl.col("closed") | (pl.col("moved") >= start)))
    log = list(rows(editor.pictures.agreement.steps, pl.col("in_period"), pl.col("case") == ""))
    found = []
    if cases:
        found.append(Section("cases", "Findings and what became of them", (cases_table(editor, cases),)))
    if log:
        items = tuple((_logged(editor, row),) for row in log)
        found.append(
            Section("contacts", "Hotline, liaison and reports of the parties on themselves", (Bullets(items),))
        )
    return found


def cases_table(editor: Editor, cases: list[Row]) -> Table:
    """Cases as they stand, with what is overdue."""
    return Table(
        "cases-table",
        "Cases, by number",
        (
            Column("Case", 0.8),
            Column("Clause", 1.6),
            Column("Side", 1.0),
            Column("Opened", 0.7),
            Column("Stands at", 1.9),
            Column("Next step due", 1.3),
        ),
        tuple(
            (
                say(figure(row["case"], row)),
                say(editor.clause(row["clause"])),
                say(editor.who(row["party"]) if row["party"] else "none named"),
                say(wording.short_day(editor.local(row["opened"]).date())),
                say(_stage(editor, row)),
                say(_next(row)),
            )
            for row in cases
        ),
    )


def _stage(editor: Editor, row: Row) -> str:
    outcome = f" ({verdict_word(row['outcome'])})" if row["outcome"] else ""
    moved = wording.short_day(editor.local(row["moved"]).date())
    return f"{wording.label('steps', row['stage'])}{outcome}, {moved}"


def _next(row: Row) -> str:
    if row["closed"]:
        return "closed"
    if row["due"] is None:
        return "none set"
    return f"{wording.short_day(row['due'])}{', overdue' if row['overdue'] else ''}"


def _logged(editor: Editor, row: Row) -> Phrase:
    party = f", {editor.who(row['party'])}" if row["party"] else ""
    clause = f", on {editor.clause(row['clause'])}" if row["clause"] else ""
    outcome = f": {verdict_word(row['outcome'])}" if row["outcome"] else ""
    lead = say(figure(wording.sentence(wording.label("steps", row["step"])), row), f"{party}{clause}{outcome}, ")
    when = editor.stamp(row["start"], row["end"])
    return say(lead, when, ": ", Quote(row["text"], exact=False)) if row["text"] else say(lead, when, ".")


def _clauses(editor: Editor, found: list[Row]) -> Table:
    return Table(
        "clauses-table",
        "Obligations, who is bound, and what is due",
        (
            Column("Clause", 1.25),
            Column("Obligation", 3.0),
            Column("Bound", 1.2),
            Column("Due", 1.2),
            Column("How it could be observed", 1.8),
            Column("Statements", 0.8, numeric=True),
        ),
        tuple(
            (
                say(figure(row["title"], row)),
                say(Quote(row["obligation"], exact=False)),
                say(wording.listed(editor.who(who) for who in row["bound"])),
                say(_due(row)),
                say(Quote(row["observable"] or "not stated", exact=False)),
                say(str(len(row["statements"]))),
            )
            for row in found
        ),
    )


def _due(row: Row) -> str:
    if row["due"] is None:
        return "no date"
    state = _DUE.get(row["due_state"], row["due_state"])
    return f"{wording.day(row['due'])}" + (f" ({state})" if state else "")


def _apart(editor: Editor, row: Row) -> Phrase:
    renderings = editor.pictures.agreement.renderings.filter(pl.col("clause") == row["clause"])
    published = versions(editor.mission)
    names = wording.listed(dict.fromkeys(published[version] for version in renderings["version"]))
    differences = editor.pictures.naming.say("; ".join(row["differences"]))
    return say(
        "The renderings of the clause ",
        figure(editor.clause(row["clause"]), row),
        f" ({names}) part on their date words: {differences}. The report takes neither for right.",
    )
