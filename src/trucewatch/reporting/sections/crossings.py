"""The crossings: what was counted, what is estimated beyond it, what could not be observed and why."""

from collections import defaultdict

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Bullets, Column, Note, Paragraph, Phrase, Quote, Table, Text, say
from ..editor import Editor, Row, figure, rows

_EVEN_H = 0.05
_GAP = {"not_watched": "not watched", "impaired": "watch impaired", "denied": "access denied"}


def crossing_sentences(editor: Editor) -> tuple[Phrase, ...]:
    """What passed each watched crossing; the crossings that nobody watched, in one sentence."""
    sums = list(rows(editor.pictures.corridor.crossings))
    blind = [row for row in sums if not row["watched_h"] and row["what"] == "vehicles"]
    sentences = []
    for row in sums:
        if row["watched_h"]:
            beyond = estimate_sentence(editor, row["crossing"], row["what"])
            sentences.append(say(_crossing_sentence(editor, row), *((" ", beyond) if beyond else ())))
    if blind:
        names = editor.listing(say(figure(editor.end_of(row["crossing"]), row)) for row in blind)
        sentences.append(say("The Mission did not watch ", names, " and does not know what passed there."))
    return tuple(sentences)


def crossings(editor: Editor) -> list[Paragraph | Table | Bullets | Note]:
    corridor = editor.pictures.corridor
    blocks: list[Paragraph | Table | Bullets | Note] = []
    if sentences := crossing_sentences(editor):
        blocks.append(Bullets(tuple((sentence,) for sentence in sentences)))
    counted = [row for row in rows(corridor.passages) if row["count"] is not None]
    if counted:
        beyond = {(row["crossing"], row["direction"], row["of"]): row for row in rows(corridor.unseen)}
        blocks.append(
            Table(
                "passages",
                "Passages counted by the Mission while it was watching",
                (
                    Column("Crossing", 1.2),
                    Column("Direction", 0.9),
                    Column("Class", 1.2),
                    Column("Counted", 0.8, numeric=True),
                    Column("Estimated beyond", 0.8, numeric=True),
                    Column(editor.before_long.capitalize(), 0.8, numeric=True),
                    Column("Hours watched", 0.9, numeric=True),
                    Column("A day, at the least", 0.9, numeric=True),
                ),
                tuple(
                    _passage(editor, row, beyond.get((row["crossing"], row["direction"], row["vehicle"])))
                    for row in counted
                ),
            )
        )
        if beyond:
            blocks.append(Note((caution(list(beyond.values())),)))
    told = list(rows(corridor.told))
    if told:
        blocks.append(Bullets(tuple((told_sentence(editor, row),) for row in told)))
    watched = corridor.crossings.filter(pl.col("watched_h") > 0)["crossing"]
    gaps = list(rows(corridor.gaps, pl.col("crossing").is_in(watched.implode())))
    if gaps:
        items = tuple((gap_sentence(editor, crossing, group),) for crossing, group in _by_crossing(gaps).items())
        blocks.append(Paragraph((say(Text("What could not be observed, and why.", "strong")),)))
        blocks.append(Bullets(items))
    if not blocks:
        blocks.append(Paragraph((say("The Mission has no crossing point to report on."),)))
    return blocks


def estimate_sentence(editor: Editor, crossing: str, what: str) -> Phrase | None:
    """What is estimated to have passed ``crossing`` while nobody watched, of *vehicles* or *persons*; None without."""
    ways = {
        row["direction"]: row
        for row in rows(
            editor.pictures.corridor.unseen,
            pl.col("crossing") == crossing,
            pl.col("of") == what,
            pl.col("low").is_not_null(),
        )
    }
    there = editor.mission.crossings[crossing]
    inbound, outbound = ways.get(there.inbound), ways.get(there.outbound)
    if inbound is None or outbound is None:
        return None
    hours, whole = inbound["estimated_h"], inbound["unwatched_h"]
    return say(
        "By estimate ",
        figure(wording.amount(inbound["low"], inbound["high"], ""), inbound),
        f" more {what} passed inbound and ",
        figure(wording.amount(outbound["low"], outbound["high"], ""), outbound),
        f" outbound in {_part(hours, whole)} not watched.",
    )


def _part(estimated: float, whole: float) -> str:
    """The hours that an estimate speaks of: "the 12 hours", "eight hours of the 12 hours"."""
    said = f"the {wording.hours(whole)}"
    return said if whole - estimated < _EVEN_H else f"{wording.hours(estimated)} of {said}"


def _crossing_sentence(editor: Editor, row: Row) -> Phrase:
    name = editor.end_of(row["crossing"])
    counts = ((row[f"{way}_low"], row[f"{way}_high"]) for way in ("inbound", "outbound"))
    inbound, outbound = ("none" if low is None or not high else wording.tally(low, high) for low, high in counts)
    before = ""
    if row["previous_inbound"] is not None and row["previous_outbound"] is not None:
        earlier = f"{wording.number(row['previous_inbound'])} and {wording.number(row['previous_outbound'])}"
        watched = f"{wording.hours(row['previous_watched_h'])} of watching out of {wording.hours(editor.hours_before)}"
        before = f" ({editor.before}: {earlier} in {watched})"
    return say(
        f"At {name}, the Mission saw ",
        figure(
            f"{inbound} {row['what']} inbound and {outbound} outbound".replace(
                f"none {row['what']}", f"no {row['what']}"
            ),
            row,
        ),
        f" in {wording.hours(row['watched_h'])} of watching out of {wording.hours(row['hours'])}{before}.",
    )


def caution(estimated: list[Row]) -> Phrase:
    """What the estimates rest on and leave out."""
    apart = [row for row in estimated if row["unwatched_h"] - row["estimated_h"] >= _EVEN_H]
    without = " Hours of the day that were hardly ever watched are in none of them." if apart else ""
    return say(
        "What is estimated beyond the count is what passed in the hours not watched, as far as they were like the "
        f"hours watched in the last four weeks; nine intervals in ten should hold it. It is no observation.{without}"
    )


def beyond_cell(row: Row | None) -> Phrase:
    """An estimate (a row of UNSEEN) for a table; empty without one."""
    if row is None:
        return say("")
    if row["low"] is None:
        return say(figure("not estimated", row))
    said = wording.amount(row["low"], row["high"], "")
    part = "" if row["unwatched_h"] - row["estimated_h"] < _EVEN_H else f" in {row['estimated_h']:.1f} h"
    return say(figure(said, row), part)


def _passage(editor: Editor, row: Row, beyond: Row | None) -> tuple[Phrase, ...]:
    low, high = row["count_low"], row["count_high"]
    count = f"{row['count']:,}" if low == high else f"{low:,}{wording.DASH}{high:,}"
    return (
        say(editor.end_of(row["crossing"])),
        say(row["direction"]),
        say(vocabulary("vehicles")[row["vehicle"]].plural),
        say(figure(count, row)),
        beyond_cell(beyond),
        say("not watched" if row["previous"] is None else f"{row['previous']:,}"),
        say(f"{row['watched_h']:.1f} of {row['hours']:.0f}"),
        say(f"{row['per_day']:.1f}"),
    )


def told_sentence(editor: Editor, row: Row) -> Phrase:
    """A count that somebody told the mission of, marked as theirs."""
    count = wording.counted(row["count_low"], row["count_high"], vocabulary("vehicles")[row["vehicle"]])
    where = editor.end_of(row["crossing"])
    said = say(f"{editor.who(row['source'])} told the Mission of ", figure(count, row))
    return say(said, f" {row['direction']} at {where}. This figure is not the Mission’s.")


def _by_crossing(gaps: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in gaps:
        found[row["crossing"]].append(row)
    return found


def gap_sentence(editor: Editor, crossing: str, gaps: list[Row]) -> Phrase:
    """When ``crossing`` was not observed: those times whose reason is known, then the longest."""
    total = sum(row["hours"] for row in gaps)
    shown = sorted(gaps, key=lambda row: (not row["reason"], -row["hours"], row["start"]))[:3]
    parts = []
    for row in sorted(shown, key=lambda row: row["start"]):
        when = wording.between(editor.local(row["start"]), editor.local(row["end"]))
        part = say(figure(when, row), f" ({_GAP.get(row['state'], row['state'])}")
        parts.append(say(part, ": ", Quote(row["reason"]), ")") if row["reason"] else say(part, ")"))
    more = f", and {wording.number(len(gaps) - 3)} other times" if len(gaps) > 3 else ""
    head = f"{editor.end_of(crossing)} was not observed for {wording.hours(total)}: "
    return say(head, editor.listing(parts), f"{more}. What passed in that time is not known to the Mission.")
