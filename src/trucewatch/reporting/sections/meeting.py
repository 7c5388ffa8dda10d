"""What those who negotiate need: commitments, disputed figures, open remedies, what changed, and the days ahead."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from .. import wording
from ..behind import claimed
from ..document import Bullets, Column, Paragraph, Phrase, Quote, Section, Table, say
from ..editor import Editor, Row, figure, rows
from .clauses import cases_table, verdict_word

_COMMITS = ("affirms", "proposes")
_MANY_CLAUSES = 5
"""Up to how many clauses two commitments on each are told of each side, and one beyond; the latest first."""

_FIGURES = 7
_CHANGES = 6
_DATES = 6


def commitments(editor: Editor) -> Section:
    """What each side affirmed and proposed since the last meeting, by clause, side beside side."""
    parties = editor.mission.parties
    told: dict[str, dict[str, list[Row]]] = {}
    wanted = (pl.col("stance").is_in(_COMMITS), pl.col("side") != "")
    for row in rows(editor.pictures.agreement.statements.sort("said_end", "id", descending=True), *wanted):
        told.setdefault(row["clause"], {}).setdefault(row["side"], []).append(row)
    order = [clause.id for clause in editor.mission.clauses if clause.id in told] + [""] * ("" in told)
    most = 2 if len(order) <= _MANY_CLAUSES else 1
    columns = (Column("Clause", 1.0), *(Column(party.short, 2.2) for party in parties))
    lines = tuple(
        (
            say(editor.clause(clause) if clause else "no one clause"),
            *(_committed(editor, told[clause].get(party.id, []), most) for party in parties),
        )
        for clause in order
    )
    title = "Commitments since the last meeting, by each side"
    if not lines:
        return Section("commitments", title, (Paragraph((say("Neither side affirmed or proposed anything."),)),))
    caption = "What each affirmed or proposed, as it reached the Mission: a quotation only in quotation marks"
    return Section("commitments", title, (Table("commitments-table", caption, columns, lines),))


def _committed(editor: Editor, said: list[Row], most: int) -> Phrase:
    if not said:
        return say("nothing reached the Mission")
    told = [
        say(
            figure(editor.who(row["speaker"]), row),
            f" {wording.label('stances', row['stance'])}, {wording.short_day(editor.local(row['said_end']).date())}: ",
            Quote(row["text"], exact=row["quoted"]),
            " (read by a machine, not yet accepted by a person)" if row["proposed"] else "",
        )
        for row in said[:most]
    ]
    more = f" ({wording.number(len(said) - most)} earlier)" if len(said) > most else ""
    return say(*(piece for phrase in _apart(told) for piece in phrase), more)


def _apart(phrases: list[Phrase]) -> Iterator[Phrase]:
    for number, phrase in enumerate(phrases):
        if number:
            yield say(" · ")
        yield phrase


class _Topic(NamedTuple):
    """One thing that several speak of: their claims, and how the figures stand to each other."""

    measure: str
    about: str
    claims: tuple[Row, ...]
    together: Phrase


def disputed(editor: Editor) -> Section:
    """What both sides give figures of, or a side and others, with what the mission itself saw of it."""
    title, parties = "Figures of each side, and the record’s", editor.mission.parties
    topics = [*_compared(editor), *_apart_in_time(editor)]
    if not topics:
        return Section("disputed", title, (Paragraph((say("No two sides gave figures of the same thing."),)),))
    left = f"; {len(topics) - _FIGURES} more by: trucewatch export comparisons" if len(topics) > _FIGURES else ""
    table = Table(
        "disputed-table",
        f"What more than one speaks of, in the order of the parties{left}",
        (
            Column("Of what", 1.1),
            *(Column(party.short, 1.9) for party in parties),
            Column("Others", 1.5),
            Column("Side by side", 0.8),
            Column("The Mission’s own record", 0.9),
        ),
        tuple(_figures(editor, topic) for topic in topics[:_FIGURES]),
    )
    return Section("disputed", title, (table,))


def _compared(editor: Editor) -> list[_Topic]:
    """What two sides say of one thing over spans that meet: what differs first, of the parties first."""
    claims = {row["entry"]: row for row in rows(editor.pictures.agreement.claims)}
    parties = [party.id for party in editor.mission.parties]
    found = [
        row
        for row in rows(editor.pictures.agreement.comparisons, pl.col("kind") == "claims", pl.col("second") != "")
        if all(entry in claims for entry in row["entries"])
    ]
    found.sort(key=lambda row: row["first_end"], reverse=True)
    found.sort(key=lambda row: (row["outcome"] != "differ", row["second_side"] not in parties))
    told: dict[tuple[str, str], _Topic] = {}
    for row in found:
        word = row["outcome"].replace("_", " ")
        word += f", factor {row['ratio']:.1f}" if row["ratio"] and row["outcome"] == "differ" else ""
        both = tuple(claims[entry] for entry in row["entries"])
        topic = _Topic(both[0]["measure"], row["about"], both, say(figure(word, row)))
        told.setdefault((_subject(topic.measure), topic.about), topic)
    return list(told.values())


def _apart_in_time(editor: Editor) -> list[_Topic]:
    """What both parties speak of, of other days: the last claim of each."""
    compared = {(_subject(topic.measure), topic.about) for topic in _compared(editor)}
    last: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows(editor.pictures.agreement.claims.sort("end", "id"), pl.col("measure") != "event"):
        last.setdefault((_subject(row["measure"]), row["about"]), {})[row["side"]] = row
    return [
        _Topic(next(iter(said.values()))["measure"], about, tuple(said.values()), say("of other days"))
        for (subject, about), said in last.items()
        if sum(party.id in said for party in editor.mission.parties) > 1 and (subject, about) not in compared
    ]


def _subject(measure: str) -> str:
    return "corridor" if measure in ("corridor_open", "corridor_closed") else measure.removesuffix("_per_day")


def _figures(editor: Editor, topic: _Topic) -> tuple[Phrase, ...]:
    record = {row["claim"]: row for row in rows(editor.pictures.agreement.record)}
    sides = [*(party.id for party in editor.mission.parties), ""]
    against = topic.claims[0]["against"]
    what = "road open or closed" if _subject(topic.measure) == "corridor" else wording.label("measures", topic.measure)
    return (
        say(
            what + (f" by {editor.who(against)}" if against else ""),
            f", {editor.end_of(topic.about)}" if topic.about else "",
        ),
        *(_claimed(editor, [row for row in topic.claims if row["side"] == side]) for side in sides),
        topic.together,
        _own(editor, [record[row["id"]] for row in topic.claims if row["id"] in record]),
    )


def _claimed(editor: Editor, claims: list[Row]) -> Phrase:
    if not claims:
        return say("–")
    row = claims[0]
    days = editor.days(row["start"], row["end"])
    amount = editor.claims[row["entry"]].amount
    said = claimed(amount) if amount else wording.label("measures", row["measure"])
    words = say(": ", Quote(row["text"], exact=False)) if row["text"] else say(".")
    return say(f"{editor.who(row['claimant'])}, ", figure(said, row), f", {days}", words)


def _own(editor: Editor, own: list[Row]) -> Phrase:
    seen = [row for row in own if row["own_least"] is not None]
    if seen:
        row, least = seen[0], wording.amount(seen[0]["own_least"], seen[0]["own_least"], seen[0]["unit"])
        share = row["seen_share"]
        whose = "" if share is None else f", by whomever; {wording.share(share, share)} of area and time observed"
        return say("at least ", figure(least, row), whose)
    return say(figure(own[0]["outcome"].replace("_", " "), own[0])) if own else say("none")


def remedies(editor: Editor) -> Section:
    """The cases that are open, with what is overdue."""
    found = list(rows(editor.pictures.agreement.cases, ~pl.col("closed")))
    if not found:
        return Section("remedies", "Open remedies", (Paragraph((say("No case is open: people made no finding."),)),))
    return Section("remedies", "Open remedies", (cases_table(editor, found),))


def changes(editor: Editor, before: Editor, since: date) -> Section:
    """What is otherwise than in the stretch of the same length before the last meeting."""
    said = [*_verdicts(editor, before), *_turns(editor, before), *_moved(editor)]
    lead = say(
        f"Against the {wording.number(before.period.days)} days up to {wording.day(since)}: ",
        f"statements on the agreement by {_counted(editor)}; before, by {_counted(before)}.",
    )
    more = len(said) - _CHANGES
    items = tuple((phrase,) for phrase in said[:_CHANGES])
    if more > 0:
        items = (
            *items,
            (say(f"{wording.sentence(wording.number(more))} more by: trucewatch export compliance, steps."),),
        )
    blocks: tuple[Paragraph | Bullets, ...] = (Paragraph((lead,)),)
    if items:
        blocks = (*blocks, Bullets(items))
    return Section("changes", "What changed since the last meeting", blocks)


def _counted(editor: Editor) -> str:
    said = editor.pictures.agreement.statements.filter(~pl.col("proposed"))
    return wording.listed(f"{party.short} {said.filter(side=party.id).height}" for party in editor.mission.parties)


def _verdicts(editor: Editor, before: Editor) -> Iterator[Phrase]:
    was = dict(before.pictures.agreement.compliance.select("id", "verdict").iter_rows())
    for row in rows(editor.pictures.agreement.compliance, pl.col("party") == "", pl.col("clause") != ""):
        if was.get(row["id"], row["verdict"]) != row["verdict"]:
            now, then = verdict_word(row["verdict"]), verdict_word(was[row["id"]])
            yield say(
                f"{wording.sentence(editor.clause(row['clause']))}: ", figure(now, row), f", where it was {then}."
            )


def _turns(editor: Editor, before: Editor) -> Iterator[Phrase]:
    """For each side, the clauses on which its last word is another stance than its last word before."""
    then, now = _last(before), _last(editor)
    for party in editor.mission.parties:
        turned = [
            say(
                f"{editor.clause(clause.id)} ",
                figure(wording.label("stances", new["stance"]), new),
                " (before: ",
                figure(wording.label("stances", old["stance"]), old),
                ")",
            )
            for clause in editor.mission.clauses
            if (old := then.get((party.id, clause.id)))
            and (new := now.get((party.id, clause.id)))
            and old["stance"] != new["stance"]
        ]
        if turned:
            yield say(f"{party.short}, its last word: ", editor.listing(turned), ".")


def _last(editor: Editor) -> dict[tuple[str, str], Row]:
    said = editor.pictures.agreement.statements.filter(~pl.col("proposed")).sort("said_end", "id")
    return {(row["side"], row["clause"]): row for row in rows(said, pl.col("side") != "", pl.col("stance") != "")}


def _moved(editor: Editor) -> Iterator[Phrase]:
    for row in rows(editor.pictures.agreement.cases, pl.col("moved") >= editor.period.span.start):
        step = wording.label("steps", row["stage"])
        yield say("Case ", figure(row["case"], row), f" on {editor.clause(row['clause'])}: {step}.")


def dates(editor: Editor, name: str, on: date | None) -> Section:
    """The days ahead: the meeting, due days of clauses and of cases, the ends of clauses, the nearest first."""
    today, ahead = editor.period.day, []
    if on is not None:
        ahead.append((on, say(f"{name}.")))
    for row in rows(editor.pictures.agreement.clauses):
        title = editor.clause(row["clause"])
        if row["due"] and row["due"] > today:
            parted = "; the renderings part on the day" if row["differences"] else ""
            ahead.append((row["due"], say("Due: ", figure(title, row), f"{parted}.")))
        if row["until"] and row["until"] > today:
            ahead.append((row["until"], say("Ends: ", figure(title, row), ".")))
    for row in rows(editor.pictures.agreement.cases, pl.col("due").is_not_null()):
        late = " (overdue)" if row["overdue"] else ""
        party = editor.who(row["party"]) if row["party"] else "the Mission"
        ahead.append((row["due"], say("Next step of case ", figure(row["case"], row), f", {party}{late}.")))
    ahead.sort(key=lambda one: one[0])
    items = tuple((say(f"{wording.day(day)}: ", phrase),) for day, phrase in ahead[:_DATES])
    if not items:
        return Section("dates", "Days ahead", (Paragraph((say("No day ahead is known to the Mission."),)),))
    return Section("dates", "Days ahead", (Bullets(items),))
