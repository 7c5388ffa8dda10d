"""Where and when the mission was looking, and where it was not: silence only where somebody listened."""

from collections import defaultdict
from collections.abc import Sequence

import polars as pl

from .. import wording
from ..document import Bullets, Column, Figure, Note, Paragraph, Phrase, Picture, Section, Table, Text, say
from ..editor import Editor, Row, figure, rows
from .counts import MISSION_WIDE, sector_coverage

STATE = {
    "observed_events": "observed, with events",
    "observed_quiet": "observed, nothing noticed",
    "impaired": "observer impaired",
    "not_observed": "not observed",
}


def looking(editor: Editor, pictures: Sequence[Picture]) -> Section:
    """The share of each sector that was observed, explicit silence with its hours, and what was not working."""
    if editor.remote:
        return Section("looking", "What was not observed", (Note((_nothing(),)),))
    blocks: list[Bullets | Note | Paragraph | Picture | Table] = [Note((not_observed(editor),)), _sectors(editor)]
    blocks.append(Paragraph((say(Text("Terrain and weather.", "strong")), _terrain(editor), _weather(editor))))
    blocks.extend(pictures)
    if silent := list(rows(editor.pictures.ceasefire.quiet)):
        blocks.append(Paragraph((say(Text("Explicit silence.", "strong")), _silence_sentence(editor, silent))))
    if fell_out := down(editor):
        blocks.append(_impaired(editor, fell_out))
    return Section("looking", "What was observed, and what was not", tuple(blocks))


def not_observed(editor: Editor) -> Phrase:
    """The summary's line: how much of area and hours was observed, and which sectors not at all."""
    if editor.remote:
        return _nothing()
    whole = sector_coverage(editor, MISSION_WIDE)
    unseen = [
        sector for sector in editor.mission.sectors if (row := sector_coverage(editor, sector.id)) and not row["share"]
    ]
    blind = (
        f" It did not observe {wording.listed(editor.sector(sector.id) for sector in unseen)} at any hour."
        if unseen
        else ""
    )
    if whole is None:
        return say(f"What share of its area the Mission observed is not known.{blind}")
    if not whole["share"]:
        return say("The Mission ", figure("observed no part", whole), " of its area at any hour.")
    return say(
        "The Mission observed ",
        figure(wording.share(whole["share"], whole["share"]), whole),
        f" of the area-hours of its area; what happened in the rest is not known to it.{blind}",
    )


def _terrain(editor: Editor) -> Phrase:
    (row,) = rows(editor.pictures.coverage.conditions, pl.col("condition") == "terrain")
    if row["known"] is None:
        hides = "What the lie of the land hides from those who see is "
        return say(hides, figure("not known", row), ": the Mission has no heights of it.")
    return say(
        "Where the ground is in the way, or its height is not known, those who see are not taken to observe what is "
        "behind it; heights are ",
        figure(f"known of {wording.share(row['known'], row['known'])}", row),
        " of the ground.",
    )


def _weather(editor: Editor) -> Phrase:
    known = {row["condition"]: row for row in rows(editor.pictures.coverage.conditions)}

    whole = all(known[condition]["known"] == 1 for condition in ("visibility", "wind"))

    def told(condition: str) -> Figure:
        share = known[condition]["known"]
        return figure("no part" if share is None else wording.share(share, share), known[condition])

    return say(
        "The visibility was known for ",
        told("visibility"),
        " of the hours of those who see, the wind for ",
        told("wind"),
        " of the hours of those who hear",
        "." if whole else "; for the rest they are taken to notice as far as usual.",
    )


def down_footnote(editor: Editor) -> str:
    """The footnote on cameras and other instruments that were not working."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in down(editor):
        source = editor.mission.sources.get(row["source"])
        if source and source.type in ("camera", "acoustic"):
            found[row["source"]].append(row)
    if not found:
        return "No camera or sensor was reported not to be working."
    said = wording.listed(
        f"{editor.who(source)} ({wording.hours(sum(row['hours'] for row in group))}"
        f"{': ' + group[0]['reason'] if group[0]['reason'] else ''})"
        for source, group in found.items()
    )
    return f"Not working, or not as usual, for part of the period or all of it: {said}."


def _nothing() -> Phrase:
    return say(
        "Nothing in this period was observed by the Mission: it has nobody and no instrument on the ground. That it "
        "reports no event of its own says nothing on whether there were any."
    )


def down(editor: Editor) -> list[Row]:
    return list(rows(editor.pictures.coverage.watches, pl.col("state") != "on", pl.col("flag") == ""))


def _sectors(editor: Editor) -> Table:
    ids = [*(sector.id for sector in editor.mission.sectors), MISSION_WIDE]
    found = [(sector, row) for sector in ids if (row := sector_coverage(editor, sector)) is not None]
    return Table(
        "coverage",
        "Share of each sector’s area-hours in each of the four states",
        (Column("Sector", 1.6), *(Column(wording.sentence(label), 1, numeric=True) for label in STATE.values())),
        tuple(
            (
                say(wording.sentence(editor.sector(sector).removeprefix("the ")) if sector else "The whole area"),
                *(
                    say(figure(wording.share(one["share"], one["share"]), one)) if one else say("")
                    for one in (row["states"].get(state) for state in STATE)
                ),
            )
            for sector, row in found
        ),
    )


def silence(editor: Editor) -> Table | None:
    """The annex of explicit silence: one line a source, each of its silent watches opening its row."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows(editor.pictures.ceasefire.quiet):
        by_source[row["source"]].append(row)
    if not by_source:
        return None
    return Table(
        "annex-silence",
        "Watches that noticed no ceasefire violation; each speaks for its own hours and reach only",
        (
            Column("Source", 1.3),
            Column("Near", 1.3),
            Column("Means", 0.8),
            Column("Watches", 4),
            Column("Hours", 0.6, numeric=True),
        ),
        tuple(_silence(editor, source, watches) for source, watches in by_source.items()),
    )


def _silence(editor: Editor, source: str, watches: list[Row]) -> tuple[Phrase, ...]:
    known = editor.mission.sources.get(source)
    spans = [say(figure(editor.stamp(row["start"], row["end"]), row)) for row in watches]
    return (
        say(editor.who(source)),
        say(editor.end_of(known.near)) if known and known.near else say(""),
        say(wording.noticed(watches[0]["means"])),
        editor.listing(spans),
        say(f"{sum(row['hours'] for row in watches):.1f}"),
    )


def _silence_sentence(editor: Editor, silent: list[Row]) -> Phrase:
    sources = dict.fromkeys(row["source"] for row in silent)
    longest = max(silent, key=lambda row: (row["hours"], row["id"]))
    when = wording.between(editor.local(longest["start"]), editor.local(longest["end"]))
    said = wording.silence(longest["means"])
    return say(
        f"{wording.sentence(wording.number(len(sources)))} of the Mission’s posts, patrols, cameras and sensors had "
        f"watches in which they noticed no violation, the longest that of {editor.who(longest['source'])}, which ",
        figure(said, longest),
        f" {when}. A watch speaks for its own hours and reach only; all are in the annex.",
    )


def _impaired(editor: Editor, fell_out: list[Row]) -> Table:
    return Table(
        "impaired",
        "Observers and instruments impaired or kept out",
        (
            Column("Source", 1.6),
            Column("State", 1),
            Column("Time", 1.8),
            Column("Hours", 0.7, numeric=True),
            Column("Reason given", 2.5),
        ),
        tuple(
            (
                say(editor.who(row["source"])),
                say("access denied" if row["state"] == "denied" else "impaired"),
                say(editor.stamp(row["start"], row["end"])),
                say(figure(f"{row['hours']:.1f}", row)),
                say(row["reason"] or "not stated"),
            )
            for row in fell_out
        ),
    )
