"""Restrictions of movement and access: those the mission met, and those it was told of."""

from collections import defaultdict

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Bullets, Column, Figure, Paragraph, Phrase, Quote, Section, Table, say
from ..editor import Editor, Row, figure, rows
from . import looking


def restriction_sentence(editor: Editor) -> Phrase:
    """How many restrictions the mission itself met, with the figure before."""
    totals = list(rows(editor.pictures.corridor.restriction_totals, pl.col("own")))
    count, previous = sum(row["count"] for row in totals), sum(row["previous"] for row in totals)
    lost = sum(row["hours"] for row in totals)
    met = [row for row in totals if row["count"]]
    if not count:
        return say(
            f"No restriction of the Mission’s freedom of movement was reported ({editor.before_long}: {previous})",
            _kept_out(editor),
            ".",
        )
    alike: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in met:
        alike[row["form"], row["by"]].append(row)
    pieces = [_met(editor, found) for found in alike.values()]
    return say(
        f"The Mission’s freedom of movement was restricted on {wording.number(count)} "
        f"occasion{'' if count == 1 else 's'} ({editor.before_long}: {previous}), at a cost of {wording.hours(lost)}: ",
        editor.listing(pieces),
        ".",
    )


def _kept_out(editor: Editor) -> Phrase:
    """The watches that were denied, where nobody entered what denied them as a restriction."""
    denied = [row for row in looking.down(editor) if row["state"] == "denied"]
    if not denied:
        return ()
    pieces = (
        say(editor.who(row["source"]), " for ", figure(wording.hours(row["hours"]), row), _why(row)) for row in denied
    )
    return say("; yet access was denied to ", editor.listing(pieces))


def _why(row: Row) -> Phrase:
    return say(" (", Quote(row["reason"]), ")") if row["reason"] else ()


def _met(editor: Editor, alike: list[Row]) -> Phrase:
    """Restrictions of one form by the same actor, wherever the mission's sources stood."""
    first, count = alike[0], sum(row["count"] for row in alike)
    return say(figure(f"{wording.number(count)} {_form(first['form'], count)}", first), _by(editor, first))


def section(editor: Editor) -> Section:
    """Restrictions by OCHA's nine categories with what they hid, then each of them."""
    return Section("restrictions", "Restrictions of movement and access", (*restrictions(editor), *by_category(editor)))


def by_category(editor: Editor) -> tuple[Table, ...]:
    """The nine categories of access constraints, 0 where no account reached the mission; none without any account."""
    access = editor.pictures.corridor.access
    if not access.select(pl.col("own").fill_null(0) + pl.col("told"))["own"].sum():
        return ()
    table = Table(
        "access",
        "Access constraints by OCHA’s nine categories: accounts that reached the Mission, and what its own hid from "
        "it. No account is not no constraint",
        (
            Column("Category", 2.2),
            Column("Met by the Mission", 0.8, numeric=True),
            Column("Told of", 0.6, numeric=True),
            Column(editor.before_long.capitalize(), 0.8, numeric=True),
            Column("Hours", 0.7, numeric=True),
            Column("Hours of watching lost", 0.9, numeric=True),
            Column("Area-hours, at the most (km² h)", 1.0, numeric=True),
            Column("Vehicles passed unseen, by estimate", 1.1, numeric=True),
        ),
        tuple(
            (
                say(figure(wording.label("access", row["category"]), row)),
                say("no presence" if row["own"] is None else str(row["own"])),
                say(str(row["told"])),
                say(str(row["previous"])),
                say(f"{row['hours']:.1f}"),
                say("" if row["watch_h"] is None else f"{row['watch_h']:.1f}"),
                say("" if row["area_km2h"] is None else f"{row['area_km2h']:,.0f}"),
                say("" if row["missed_low"] is None else wording.amount(row["missed_low"], row["missed_high"], "")),
            )
            for row in rows(access)
        ),
    )
    return (table,)


def annex(editor: Editor) -> Table:
    """The annex of restrictions, those met by the mission first."""
    return Table(
        "annex-restrictions",
        "Restrictions, as met by the Mission and as others told of them",
        (
            Column("No.", 0.35, numeric=True),
            Column("Source", 1.2),
            Column("Form", 0.8),
            Column("Category", 1.2),
            Column("By, as far as seen or told", 1.0),
            Column("Affected", 1.0),
            Column("Place", 1.1),
            Column("Time", 1.2),
            Column("Hours", 0.5, numeric=True),
            Column("Reason given or seen", 1.6),
        ),
        tuple(
            (
                say(figure(str(number), row)),
                say(editor.who(row["source"]), "" if row["own"] else " (told)"),
                say(wording.label("restrictions", row["form"])),
                say(wording.label("access", row["category"])),
                say(editor.who(row["by"]) if row["by"] else "not known"),
                say(editor.who(row["affected"]) if row["affected"] else ""),
                say(editor.place(row["place"])) if row["place"] else say(""),
                say(editor.stamp(row["start"], row["end"])),
                say(f"{row['hours']:.1f}"),
                say(row["reason"] or row["text"]),
            )
            for number, row in enumerate(_restricted(editor), start=1)
        ),
    )


def restrictions(editor: Editor) -> list[Bullets | Paragraph]:
    found = _restricted(editor)
    first = Paragraph((restriction_sentence(editor),)) if not editor.remote else None
    items = tuple((_restriction(editor, row),) for row in found[:12])
    blocks: list[Bullets | Paragraph] = [first] if first else []
    if items:
        blocks.append(Bullets(items))
    if len(found) > 12:
        blocks.append(Paragraph((say(f"The other {len(found) - 12} are in the annex of restrictions."),)))
    if not blocks:
        blocks.append(Paragraph((say("No account of a restriction reached the Mission."),)))
    return blocks


def _restriction(editor: Editor, row: Row) -> Phrase:
    when = wording.between(editor.local(row["start"]), editor.local(row["end"]))
    what = Figure(wording.label("restrictions", row["form"]), row["id"])
    at = say(" at ", editor.place(row["place"])) if row["place"] else say("")
    by = f" by {editor.who(row['by'])}" if row["by"] else ""
    reason = say(": ", Quote(row["reason"])) if row["reason"] else say("")
    who = editor.who(row["source"])
    lead = say(f"{who}, {when}: ") if row["own"] else say(f"{who} told the Mission of this, {when}: ")
    hid = f" It cost {wording.hours(row['watch_h'])} of watching." if row["watch_h"] else ""
    if row["missed_low"] is not None:
        missed = wording.amount(row["missed_low"], row["missed_high"], "vehicle")
        where = wording.listed(editor.end_of(crossing) for crossing in row["crossings"])
        hid += f" By estimate {missed} passed {where} in {wording.hours(row['missed_h'])} that nobody watched."
    return say(lead, what, at, by, f" ({wording.label('access', row['category'])})", reason, f".{hid}")


def _by(editor: Editor, row: Row) -> str:
    return f" by {editor.who(row['by'])}" if row["by"] else " by whom is not known"


def _form(form: str, count: int) -> str:
    term = vocabulary("restrictions")[form]
    return term.label if count == 1 else term.plural


def _restricted(editor: Editor) -> list[Row]:
    found = rows(editor.pictures.corridor.restrictions)
    return sorted(found, key=lambda row: (not row["own"], row["start"], row["id"]))
