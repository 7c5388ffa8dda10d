"""What others say: claims side by side, and statements."""

from datetime import timedelta

from trucewatch.domain import Claim, vocabulary

from .. import wording
from ..behind import claimed
from ..document import Bullets, Column, Note, Paragraph, Phrase, Quote, Section, Table, say
from ..editor import Editor, Row, figure, rows
from .leads import leads

_DAY = timedelta(days=1)
_OUTCOME = {
    "not_compared": "not set against it",
    "not_observed": "not observed by the Mission",
    "could_not_be_seen": "more than the Mission recorded, and could not have been seen whole from where it looked",
    "confirmed": "confirmed by what the Mission saw",
    "not_contradicted": "not contradicted by what the Mission saw",
    "at_odds": "at odds with what the Mission saw",
}
_EVENT = ("event", "meeting", "deadline")
_PROPOSED = "; read by a machine, not yet accepted by a person"
_AT_ODDS = (
    "The Mission did not watch at all hours and places: a figure higher than its record is at odds with it only where "
    "all could have been seen; what is said of a road only where the Mission saw the opposite. What it recorded "
    "of violations names no side."
)


def words(editor: Editor) -> Section:
    """Claims compared, each claim against the mission's own record, and statements by the time they were made."""
    blocks: list[Bullets | Note | Paragraph | Table] = []
    compared = list(rows(editor.pictures.agreement.comparisons))
    if compared:
        blocks.append(side_by_side(editor, compared))
    claims = list(rows(editor.pictures.agreement.claims))
    if claims:
        blocks.append(_claims(editor, claims))
        if not editor.remote:
            blocks.append(Note((say(_AT_ODDS),)))
    else:
        blocks.append(Paragraph((say("No claim about this period, and none made in it, reached the Mission."),)))
    statements = list(rows(editor.pictures.agreement.statements))
    parts = [Section("statements", "Statements", (_statements(editor, statements),))] if statements else []
    if led := leads(editor):
        parts.append(led)
    return Section("claims", "Claims and statements, side by side", tuple(blocks), tuple(parts))


def comparison_sentence(editor: Editor, row: Row) -> Phrase:
    """What two sides say of one thing, in the parties' order and in the same words, and how it compares."""
    usual = row["kind"] == "baselines"
    first = _figure_of(editor, row, "first", usual=usual)
    lead = say(_of_what(editor, row), ": ", first)
    if row["outcome"] == "one_sided":
        named = "what is usual" if usual else "it"
        return say(lead, f". No other side’s figure for {named} reached the Mission: ", figure("one-sided", row), ".")
    second = _figure_of(editor, row, "second", usual=usual)
    return say(lead, "; ", second, "; the two ", figure(_verdict(row), row), ".")


def claim_sentence(editor: Editor, row: Row) -> Phrase:
    """One claim, under the name of who makes it, in its own figure and, of an event, in its own words."""
    what = wording.label("measures", row["measure"])
    about = f" ({editor.end_of(row['about'])})" if row["about"] else ""
    against = f", and names {editor.who(row['against'])}" if row["against"] else ""
    when = editor.days(row["start"], row["end"])
    amount = _amount(editor, row)
    said = say(figure(what, row)) if amount is None else say(f"{what}, ", figure(amount, row))
    words = say(": ", Quote(row["text"], exact=False)) if row["measure"] in _EVENT and row["text"] else say(".")
    return say(f"{editor.who(row['claimant'])} says: ", said, f"{about}, {when}{against}", words)


def _of_what(editor: Editor, row: Row) -> str:
    by = f" by {editor.who(row['against'])}" if row["against"] else ""
    return f"{wording.sentence(wording.label('measures', row['measure']))}{by}, {editor.end_of(row['about'])}"


def _figure_of(editor: Editor, row: Row, which: str, *, usual: bool) -> Phrase:
    """What one side says, in its figure or, where it gives none, by the measure it asserts ("corridor open")."""
    low, high = row[f"{which}_low"], row[f"{which}_high"]
    start, end = row[f"{which}_start"], row[f"{which}_end"]
    days = f" ({editor.days(start, end)})" if start is not None and end is not None and not usual else ""
    who = editor.who(row[which])
    if low is None:
        return say(f"{who} says: ", figure(wording.label("measures", row[f"{which}_measure"]), row), days)
    if usual:
        return say(f"{who} calls ", figure(wording.amount(low, high, row["unit"]), row), " usual")
    claim = editor.claims[row["entries"][0 if which == "first" else -1]]
    amount, per_day = claim_figures(claim, low, high, row["unit"])
    return say(f"{who} says ", figure(amount, row), per_day, days)


def claim_figures(claim: Claim, low: float, high: float, unit: str) -> tuple[str, str]:
    """A claim's figure as it was made, and what it comes to a day (``low`` to ``high``); "" where that is the same."""
    amount = claimed(claim.amount) if claim.amount else wording.amount(low, high, unit)
    length = claim.span.length / _DAY
    divided = unit.endswith("/day") and not _is_rate(claim.measure) and length != 1
    verb = "read as" if wording.open_ended(low, high) else "that is"
    return amount, f", {verb} {wording.a_day(low, high, unit, length)}" if divided else ""


def side_by_side(editor: Editor, compared: list[Row]) -> Table:
    """Claims compared (rows of COMPARISONS), each figure under its claimant, in the parties' order."""
    return Table(
        "comparisons",
        "What the sides say of one thing, in the order of the parties",
        (
            Column("Of what", 1.8),
            Column("One side", 2.0),
            Column("Another", 2.0),
            Column("The two", 1.2),
        ),
        tuple(
            (
                say(_of_what(editor, row)),
                _with_side(editor, row, "first"),
                say("none reached the Mission") if row["outcome"] == "one_sided" else _with_side(editor, row, "second"),
                say(figure(_verdict(row), row)),
            )
            for row in compared
        ),
    )


def _with_side(editor: Editor, row: Row, which: str) -> Phrase:
    """What one side says, with the side a body is listed under where it is not the party itself."""
    said = _figure_of(editor, row, which, usual=row["kind"] == "baselines")
    side = row[f"{which}_side"]
    listed = side and side != row[which]
    return say(said, f" ({editor.who(side)})") if listed else said


def _verdict(row: Row) -> str:
    if row["outcome"] == "one_sided":
        return "one-sided"
    if row["outcome"] == "agree":
        return "near each other, not the same" if _apart(row) else "agree"
    if row["outcome"] == "not_comparable":
        return "not compared: whose losses is not said"
    return "differ" if row["ratio"] is None else f"differ by a factor of {row['ratio']:.1f}".removesuffix(".0")


def _apart(row: Row) -> bool:
    """True if the intervals of two figures do not meet."""
    if row["first_low"] is None or row["second_low"] is None:
        return False
    return bool(max(row["first_low"], row["second_low"]) > min(row["first_high"], row["second_high"]))


def _is_rate(measure: str) -> bool:
    return str(vocabulary("measures")[measure].columns["unit"]).endswith("/day")


def _amount(editor: Editor, row: Row) -> str | None:
    amount = editor.claims[row["entry"]].amount
    return claimed(amount) if amount else None


def _claims(editor: Editor, claims: list[Row]) -> Table:
    record = {row["claim"]: row for row in rows(editor.pictures.agreement.record)}
    return Table(
        "claims-table",
        "Claims, under the name of who makes them, and what the Mission saw of the matter",
        (
            Column("Claimant", 1.2),
            Column("Measure", 1.3),
            Column("About", 1.6),
            Column("Days", 1.2),
            Column("Figure or words", 1.1),
            Column("A day", 0.8, numeric=True),
            Column("Read in; grade", 1.6),
            Column("The Mission’s own record", 1.4),
        ),
        tuple(_claim(editor, row, record.get(row["id"]) or record.get(row["entry"])) for row in claims),
    )


def _claim(editor: Editor, row: Row, seen: Row | None) -> tuple[Phrase, ...]:
    grade = f"{row['grade_source'] or ''}{row['grade_information'] or ''}"
    per_day = (
        ""
        if row["per_day_low"] is None
        else wording.a_day(
            row["per_day_low"],
            row["per_day_high"],
            row["per_day_unit"].removesuffix("/day"),
            1 if _is_rate(row["measure"]) else row["days"],
        )
    )
    amount = _amount(editor, row)
    measure = wording.label("measures", row["measure"])
    against = f" by {editor.who(row['against'])}" if row["against"] else ""
    return (
        say(editor.who(row["claimant"])),
        say(measure + against) if amount is not None else say(figure(measure, row), against),
        say(editor.end_of(row["about"]) if row["about"] else ""),
        say(editor.days(row["start"], row["end"])),
        _figure_or_words(amount, row),
        say(per_day),
        say(
            editor.who(row["source"]),
            f"; {grade}" if grade else "; not graded",
            _PROPOSED if row["proposed"] else "",
        ),
        say(_OUTCOME["not_observed"]) if seen is None else say(figure(_OUTCOME[seen["outcome"]], seen)),
    )


def _figure_or_words(amount: str | None, row: Row) -> Phrase:
    """A claim's figure, its words where it has none; both of an event, which the figure alone does not tell."""
    if amount is None:
        return say(Quote(row["text"], exact=False))
    told = say(": ", Quote(row["text"], exact=False)) if row["measure"] in _EVENT and row["text"] else ()
    return say(figure(amount, row), told)


def _statements(editor: Editor, statements: list[Row]) -> Bullets:
    """The first statements by time; one that several outlets tell stands once, with where their tellings part."""
    again = {said: row for row in rows(editor.pictures.agreement.restatements) for said in row["statements"]}
    once = [row for row in statements if row["id"] not in again or again[row["id"]]["statements"][0] == row["id"]]
    return Bullets(
        tuple(
            (say(_statement(editor, row), _retold(editor, again[row["id"]]) if row["id"] in again else ""),)
            for row in once[:25]
        )
    )


def _retold(editor: Editor, row: Row) -> Phrase:
    carriers = wording.listed(editor.who(one) for one in row["carriers"])
    witnesses = f"{wording.number(row['n_origins'])} independent" if row["n_origins"] else "none of them independent"
    parted = f"; the tellings part on {'; '.join(row['differs'])}" if row["differs"] else ""
    count = figure(wording.number(len(row["statements"])), row)
    return say(". Told ", count, f" times, in {carriers}, {witnesses}{parted}.")


def _statement(editor: Editor, row: Row) -> Phrase:
    chain = wording.listed((editor.who(one) for one in row["chain"]), last="citing")
    source = chain or editor.who(row["source"])
    stance = f" [{wording.label('stances', row['stance'])}]" if row["stance"] else ""
    clause = f" on {editor.clause(row['clause'])}" if row["clause"] else ""
    text = Quote(row["text"], exact=row["quoted"])
    when = editor.stamp(row["said_start"], row["said_end"])
    lead = say(figure(editor.who(row["speaker"]), row), f"{clause}{stance}, {when}: ")
    return say(lead, text, f" (read in {source}{_PROPOSED if row['proposed'] else ''})")
