"""What the report stands on: what changed since an earlier issue, its weakest statements, and how to verify it."""

from collections.abc import Mapping, Sequence
from datetime import date

from trucewatch.domain import Explanation

from .. import wording
from ..document import Bullets, Column, Figure, Note, Paragraph, Phrase, Quote, Section, Sheet, Table, Text, say
from ..editor import Editor
from ..edits import Edit
from ..strength import Weak

_KINDS = {
    "cfv": "ceasefire figure",
    "cov": "share observed",
    "quiet": "explicit silence",
    "seg": "state of a road",
    "reach": "way to a settlement",
    "pass": "passages",
    "rst": "restriction",
    "flow": "supplies",
    "claim": "claim",
    "say": "statement or clause",
    "kept": "a clause kept or broken",
    "case": "case",
    "step": "step of a case or contact",
}


def reissue(editor: Editor, now: Mapping[str, str], told: Sheet) -> Section | None:
    """Figures of an earlier issue on the same period, then and now; None if this is the first issue.

    ``now`` are this report's figures by row, as ``Publication.figures`` keeps them; ``told`` its indicators, by which
    a figure is labelled: by what is counted under which rule and where, never by what it says now.
    """
    earlier = editor.pictures.earlier
    if earlier is None:
        return None
    changed = [row for row in dict.fromkeys((*earlier.figures, *now)) if earlier.figures.get(row) != now.get(row)]
    lead = (
        f"An issue on this period was published before, from the record at {earlier.known_at:,} entries; this one is "
        f"made from {editor.pictures.holdings.known_at:,}. "
    )
    if not changed:
        return Section("reissue", "What changed since the earlier issue", (Note((say(lead, "No figure changed."),)),))
    labels = {str(row): wording.sentence(f"{name}, {place}") for row, _, _, place, name, *_ in told.rows}
    table = Table(
        "reissued",
        "Figures that changed",
        (Column("Figure", 3.4), Column("Then", 1.2), Column("Now", 1.2), Column("Row", 2.2)),
        tuple(
            (
                say(labels.get(row) or _KINDS.get(row.partition(":")[0], "entry")),
                say(earlier.figures.get(row, "not in it")),
                say(Figure(now[row], row)) if row in now else say("not in it"),
                say(Text(row, "mono")),
            )
            for row in changed
        ),
    )
    count = f"{wording.sentence(wording.number(len(changed)))} figure{'' if len(changed) == 1 else 's'} changed."
    return Section("reissue", "What changed since the earlier issue", (Note((say(lead, count),)), table))


def weakest_section(weak: Sequence[Weak]) -> Section:
    """The statements that stand on least, with why: for the reader as for the one who signs."""
    items = tuple((say(Quote(one.says, exact=False)), say(Text(f"({wording.listed(one.why)})", "em"))) for one in weak)
    blocks = (Bullets(items),) if items else (Paragraph((say("No statement of this report rests on a row."),)),)
    return Section("weakest", "Where this report is weakest", blocks)


def verify(
    editor: Editor, verb: str, *, since: date | None = None, edits: Sequence[Edit] = (), worded_at: int = 0
) -> Section:
    """The state of the record the report was made from, who changed its words, and how anybody can make it again.

    That is by ``verb``; ``since`` is the cut-off day that a stretch longer than a period of the calendar starts on,
    ``worded_at`` the entry of the last of the ``edits``.
    """
    checkpoint = editor.pictures.checkpoint
    of = f"--day {editor.period.day} --known-at {checkpoint.size}"
    stretch = f" --since {since}" if since else ""
    words = f" --worded-at {worded_at}" if edits else ""
    changed = [edit for edit in edits if edit.says != edit.drafted]
    sentences = (
        say(
            "This report was made from the record ",
            Text(checkpoint.origin, "mono"),
            f" at {checkpoint.size:,} entries, root ",
        ),
        say(Text(checkpoint.root, "mono"), "."),
        say(
            "Whoever has the record can check it with ",
            Text("trucewatch verify", "mono"),
            ". From the record at this size and the mission file of the SHA-256 below, both, these same files come out "
            "again with ",
        ),
        say(Text(f"trucewatch {verb} {of}{words}", "mono"), "."),
        say("Each figure opens its row: on the page by a click, on paper by its row in the table below and "),
        say(Text(f"trucewatch explain ROW {of}{stretch}", "mono"), "."),
    )
    mission = say("Mission file: SHA-256 ", Text(editor.mission.fingerprint, "mono"), ".")
    by_hand = (Paragraph((_by_hand(changed),)),) if changed else ()
    return Section("verify", "How to verify this report", (Paragraph(sentences), *by_hand, Paragraph((mission,))))


def _by_hand(changed: Sequence[Edit]) -> Phrase:
    sentences = f"{wording.sentence(wording.number(len(changed)))} sentence{' was' if len(changed) == 1 else 's were'}"
    entries = [piece for edit in changed for piece in (Text(", "), Figure(edit.id[:13], edit.id))][1:]
    told = "entry" if len(changed) == 1 else "entries"
    return say(
        f"{sentences} put in other words by people of the mission, every figure as drafted: {told} ", *entries, "."
    )


def figures_table(figures: Mapping[str, str], rows: Mapping[str, Explanation]) -> Section:
    """Every figure of the text by its row, with what the row says."""
    table = Table(
        "figures",
        "Figures of the text and the rows they stand on",
        (Column("Figure as said", 1.4), Column("Row", 2.6), Column("What the row says", 4)),
        tuple(
            (say(Figure(text, row)), say(Text(row, "mono")), say(rows[row].says if row in rows else ""))
            for row, text in figures.items()
        ),
    )
    return Section("figures-annex", "Figures and their rows", (table,), wide=True)
