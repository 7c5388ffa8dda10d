"""Registers of one flow: what each holds, what it would have held, whether a fall is in the supplies or in the
looking.
"""

from collections.abc import Iterator

import polars as pl

from .. import wording
from ..document import Block, Bullets, Column, Note, Phrase, Table, say
from ..editor import Editor, Row, figure, rows
from ..register_chart import register_chart

_SHOWN_WEEKS = 4
_SYMBOLS = ("t", "kg", "l", "m3")

_VERDICT = {
    "looking": "the fall lies in the looking as far as can be told, and no fall of supplies is shown",
    "supplies": "the fall lies in the supplies",
    "both": "less came, and less was seen of what came",
    "no_fall": "no fall is recorded",
    "not_told": "it cannot be told whether less came",
}
_BASIS = {"counted": "watched, counted", "estimated": "not watched, estimated", "not_known": "not watched"}


def registers(editor: Editor) -> tuple[Block, ...]:
    """The registers in sentences, a chart and a table of the last weeks; nothing where the mission lists none."""
    supplies = editor.pictures.supplies
    weeks = supplies.registers.filter(pl.col("lines").is_not_null())
    if weeks.is_empty():
        return ()
    sentences = [(_reckoned(editor, row),) for row in rows(supplies.reckonings)]
    sentences += [(_kept(editor, row),) for row in rows(supplies.books, pl.col("lines") > 0)]
    return (
        Bullets(tuple(sentences)),
        *(register_chart(editor, flow) for flow in weeks["flow"].unique(maintain_order=True)),
        _weeks(editor),
        Note(
            (
                say(
                    "A line is one load in a register, not one lorry. An estimate says what a register would have "
                    "held had it watched, if the other is still kept as it was when both watched: nobody can check "
                    "that from the lists. How numbers are written down says nothing of why."
                ),
            )
        ),
    )


def register_sentences(editor: Editor) -> Iterator[Phrase]:
    """For the summary: each register that fell or ceased to watch, and where its fall lies."""
    fell = pl.col("lines_before").is_not_null() & ~(pl.col("watched") & (pl.col("verdict") == "no_fall"))
    for row in rows(editor.pictures.supplies.reckonings, fell):
        yield _reckoned(editor, row)


def _reckoned(editor: Editor, row: Row) -> Phrase:
    register, other = editor.who(row["register"]), editor.who(row["beside"])
    flow = row["flow"].replace("-", " ")
    if row["lines_before"] is None:
        return say(f"{register} ({flow}): ", figure("no comparison", row), " can be made with earlier weeks.")
    stretch = editor.days(row["start"], row["end"])
    held = f"{row['lines_now']:,.0f} lines a day ({stretch}), {row['lines_before']:,.0f} a day in the weeks before"
    head = f"{register} ({flow}) holds {held}"
    if row["watched"]:
        return say(f"{head}; it watched throughout: ", figure(_VERDICT[row["verdict"]], row), ".")
    if row["low"] is None:
        return say(f"{head}; it did not watch the whole of this: ", figure(_VERDICT[row["verdict"]], row), ".")
    return say(
        f"{head}; it did not watch the whole of this. By {other}, it would have held ",
        figure(f"{row['low']:,.0f} to {row['high']:,.0f} a day", row),
        f" (90 per cent interval): {_VERDICT[row['verdict']]}.",
    )


def _kept(editor: Editor, row: Row) -> Phrase:
    register = editor.who(row["register"])
    parts = [f"{row['lines']:,} lines"]
    if row["whipple"] is not None:
        unit = row["unit"] if row["unit"] in _SYMBOLS else f"{row['unit']}s"
        parts.append(
            f"Whipple’s index of round digits {row['whipple']:.0f} of 500 in its amounts in {unit} ({row['grade']}, "
            f"100 being none)"
        )
        if row["step"] > 1:
            parts.append(f"nineteen in twenty of these are multiples of {row['step']}")
    if row["unweighed"]:
        parts.append(
            f"{row['unweighed']:,} lines in units that cannot be brought to tonnes ({'; '.join(row['left_out'])})"
        )
    if row["late"]:
        parts.append(f"{row['late']:,} lines put in after later days had been told of")
    if row["quarantined"]:
        parts.append(f"{row['quarantined']:,} rows of its files in quarantine, not counted here")
    return say(f"How {register} is kept: ", figure(parts[0], row), f"; {'; '.join(parts[1:])}." if parts[1:] else ".")


def _weeks(editor: Editor) -> Table:
    frame = editor.pictures.supplies.registers
    latest = frame["start"].unique().sort().tail(_SHOWN_WEEKS)
    shown = frame.filter(pl.col("start").is_in(latest.implode())).sort("flow", "start", maintain_order=True)
    return Table(
        "registers",
        f"Registers of one flow side by side, the last {wording.number(len(latest))} weeks",
        (
            Column("Week", 1.0),
            Column("Register", 1.3),
            Column("Lines", 0.7, numeric=True),
            Column("Tonnes", 0.9, numeric=True),
            Column("Lines of the other", 0.8, numeric=True),
            Column("Held or would have held", 1.0, numeric=True),
            Column("How", 1.0),
        ),
        tuple(_week(editor, row) for row in rows(shown)),
    )


def _week(editor: Editor, row: Row) -> tuple[Phrase, ...]:
    held = "not known" if row["low"] is None else wording.amount(row["low"], row["high"], "")
    tonnes = "not known" if row["tonnes_low"] is None else wording.amount(row["tonnes_low"], row["tonnes_high"], "t")
    unweighed = f" and {row['unweighed']:,} lines unweighed" if row["unweighed"] else ""
    return (
        say(editor.days(row["start"], row["end"])),
        say(editor.who(row["register"])),
        say("not known" if row["lines"] is None else f"{row['lines']:,}"),
        say(f"{tonnes}{unweighed}"),
        say("not known" if row["beside_lines"] is None else f"{row['beside_lines']:,}"),
        say(figure(held, row)),
        say(_BASIS[row["basis"]]),
    )
