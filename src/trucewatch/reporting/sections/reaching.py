"""Who can be reached, what that hangs on, and what the roads can carry."""

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Column, Paragraph, Phrase, Table, say
from ..editor import Editor, Row, figure, rows

_MOST_NAMED = 4
"""How many roads a sentence or cell names."""


def reach_sentences(editor: Editor) -> tuple[Phrase, ...]:
    """Which settlements could be reached by the mission's segments, which not, and of which that is not known."""
    found = defaultdict(list)
    for row in rows(editor.pictures.corridor.reach, pl.col("entry") == "", pl.col("vehicle") == "any"):
        found[row["reach"]].append(row)
    said = []
    land = editor.pictures.corridor.ground
    network = land is not None and land.whole
    way = " could be reached from an end of a corridor over segments seen open or restricted"
    for stale, alike in _by_staleness(found["certainly"]):
        said.append(
            say(
                f"On evidence {oldest(alike)}, " if stale else "",
                _places(editor, alike),
                f"{way}; whether that still holds is not known." if stale else f"{way}.",
            )
        )
    if found["possibly"]:
        lacking = dict.fromkeys(segment for row in found["possibly"] for segment in row["unknown"])
        road = "road" if network else "segment"
        several = f"{road}s" if len(lacking) > 1 else f"a {road}"
        said.append(
            say(
                "Whether ",
                _places(editor, found["possibly"], last="or"),
                f" could be reached is not known to the Mission: it depends on {several} not observed or in dispute.",
            )
        )
    if found["not"]:
        over = "the road network" if network else "its segments"
        said.append(
            say(f"Every way over {over} that the Mission knows to ", _places(editor, found["not"]), " was closed.")
        )
    said += [
        _throughput(editor, row) for row in (*found["certainly"], *found["possibly"]) if row["t_day_most"] is not None
    ]
    if found["not_known"]:
        count = len(found["not_known"])
        named = figure(f"{wording.number(count)} settlement{'' if count == 1 else 's'}", found["not_known"][0])
        they = "it" if count == 1 else "they"
        what = "road of the network" if network else "segment the Mission reports on"
        said.append(say(f"No {what} leads to ", named, f"; whether {they} can be reached is not known."))
    return (*said, *_apart(editor))


def _throughput(editor: Editor, row: Row) -> Phrase:
    """The most that can come through by the capacities of segments, and a smallest set that limits it."""
    return say(
        "By the capacities in the mission file at most ",
        figure(wording.amount(row["t_day_most"], row["t_day_most"], "t/day"), row),
        f" can reach {editor.end_of(row['place'])}, limited by {roads_named(editor, row['t_day_cut'])}: a smallest "
        "set, there may be others as small.",
    )


def _apart(editor: Editor) -> Iterator[Phrase]:
    """What was not laid on the road network, because it is too far off."""
    snaps = editor.pictures.corridor.snaps
    off = list(rows(snaps, pl.col("what") != "settlement", ~pl.col("joined")))
    if off:
        named = editor.listing(say(figure(editor.end_of(row["thing"]), row)) for row in off)
        stray = "lies" if len(off) == 1 else "lie"
        yield say(named, f" {stray} too far off the roads of the network to be taken for one of them.")


def _by_staleness(found: list[Row]) -> Iterator[tuple[bool, list[Row]]]:
    for stale in (False, True):
        if alike := [row for row in found if row["stale"] == stale]:
            yield stale, alike


def _places(editor: Editor, found: list[Row], last: str = "and") -> Phrase:
    return editor.listing((say(figure(editor.end_of(row["place"]), row)) for row in found), last=last)


def reach(editor: Editor) -> list[Paragraph | Table]:
    """What can be reached in sentences, then settlement by settlement from each entry, with what it hangs on."""
    found_of_any = editor.pictures.corridor.reach.filter(pl.col("vehicle") == "any")
    if found_of_any.is_empty():
        return [Paragraph((say("The Mission has no road segment to report on."),))]
    said = reach_sentences(editor)
    entries = [entry for entry in dict.fromkeys(found_of_any["entry"]) if entry]
    by_place: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows(found_of_any, pl.col("reach") != "not_known"):
        by_place[row["place"]][row["entry"]] = row
    if not by_place:
        return [Paragraph(said)]
    land = editor.pictures.corridor.ground
    road = "road" if land is not None and land.whole else "segment"
    return [
        Paragraph(said),
        Table(
            "reach",
            f"Settlements by entry: reached certainly where every {road} driven was seen open or restricted; possibly "
            f"if {road}s not observed or disputed were open; minutes are driving time without stops",
            (
                Column("Settlement", 1.4),
                *(Column(f"From {editor.end_of(entry)}", 1.1) for entry in entries),
                Column("Cut off if one of these closes", 1.7),
                Column("A smallest set that cuts it off", 1.7),
                Column("Last counted on the way", 2.2),
            ),
            tuple(_reached(editor, place, found, entries) for place, found in by_place.items()),
        ),
    ]


def _reached(editor: Editor, place: str, found: dict[str, Row], entries: list[str]) -> tuple[Phrase, ...]:
    of_all = found.get("")
    return (
        say(editor.end_of(place)),
        *(_reach_cell(found[entry]) if entry in found else say("entry") for entry in entries),
        say(roads_named(editor, of_all["hangs"]) if of_all and of_all["hangs"] else ""),
        say(roads_named(editor, of_all["cut"]) if of_all and of_all["cut"] else ""),
        _last_counted(editor, of_all),
    )


def _last_counted(editor: Editor, row: Row | None) -> Phrase:
    """The last passage the mission counted on the way: what, when, by whom."""
    if row is None or row["last_passage"] is None:
        return say("")
    what = vocabulary("vehicles")[row["last_vehicle"]].plural
    when = editor.local(row["last_passage"])
    by = editor.who(row["last_by"])
    return say(figure(f"{what}, until {wording.clock(when)} of {wording.short_day(when)}", row), f", {by}")


def _reach_cell(row: Row) -> Phrase:
    if row["reach"] == "certainly":
        stale = f", on evidence {oldest([row])}" if row["stale"] else ""
        restricted = ", restricted" if row["restricted"] else ""
        return say(figure("certainly", row), f", {row['minutes']:.0f} min{restricted}{stale}")
    if row["reach"] == "possibly":
        return say(figure("possibly", row), f", {row['minutes_possible']:.0f} min")
    return say(figure("no", row))


def roads_named(editor: Editor, segments: list[str]) -> str:
    """Segments and other roads as they are called, each once; of many the first and how many more."""
    land = editor.pictures.corridor.ground
    called = dict.fromkeys(
        editor.end_of(road) if land is None or road in editor.mission.segments else land.called(road)
        for road in segments
    )
    first = list(called)[:_MOST_NAMED]
    more = len(called) - len(first)
    return wording.listed([*first, *([f"{wording.number(more)} more"] if more else [])])


def aged(found: list[Row]) -> str:
    """How old the stale evidence among ``found`` is, as the end of a clause; "" where none is stale."""
    stale = [row for row in found if row["stale"] and row["age_most_h"] is not None]
    return f", on evidence {oldest(stale)}" if stale else ""


def oldest(found: list[Row]) -> str:
    ages = [row["age_most_h"] for row in found]
    return wording.ages(min(ages), max(ages))
