"""The corridor, its crossings, and restrictions of movement."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Bullets, Column, Paragraph, Phrase, Picture, Section, Table, say
from ..editor import Editor, Row, figure, rows
from .crossings import crossings
from .restricted import by_category, restrictions

STATUS = {
    "open": "open",
    "restricted": "restricted",
    "closed": "closed",
    "disputed": "disputed",
    "not_observed": "not observed",
}
"""The words for a segment's status."""


def access(editor: Editor, strips: Sequence[Picture]) -> Section:
    """Corridor status by segment (``strips``), what passed at the crossings, what could not be observed, and why."""
    return Section(
        "corridor",
        "Corridor and crossings",
        (*_overview(editor), *strips, *_segments(editor)),
        (
            Section("reach", "Who can be reached", tuple(_reach(editor))),
            Section("crossings", "Crossing points", tuple(crossings(editor))),
            Section(
                "restrictions", "Restrictions of freedom of movement", (*restrictions(editor), *by_category(editor))
            ),
        ),
    )


def corridors(editor: Editor, strips: Sequence[Picture]) -> Section:
    """Corridor status by segment (``strips``) and who can be reached, at the end of the period."""
    reach = Section("reach", "Who can be reached", tuple(_reach(editor)))
    return Section("corridor", "The corridor", (*_overview(editor), *strips, *_segments(editor)), (reach,))


def corridor_sentence(editor: Editor, corridor: str) -> Phrase:
    """Whether a corridor could be passed end to end, as far as the mission saw, by direction."""
    name = editor.end_of(corridor)
    found = list(rows(editor.pictures.corridor.passable, pl.col("corridor") == corridor))
    if not found:
        return say(f"The Mission has no segment of the {name} to report on.")
    answers = {row["passable"] for row in found}
    if answers == {"yes"}:
        return say(
            f"Every segment of the {name} was seen ",
            figure("passable", found[0]),
            f" in both directions{aged(found)}.",
        )
    if answers == {"not_known"}:
        hanging = sorted({segment for row in found for segment in row["hangs"]})
        several = "all of its segments" if len(hanging) > 3 else _segments_named(editor, hanging)
        return say(
            f"Whether the {name} could be passed end to end is ",
            figure("not known to the Mission", found[0]),
            f": it did not observe {several}.",
        )
    parts = []
    for (direction, answer), group in groupby(found, key=lambda row: (row["direction"], row["passable"])):
        alike = list(group)
        classes = wording.listed(vocabulary("vehicles")[row["vehicle"]].plural for row in alike)
        said = {"yes": "passable", "no": "not passable", "not_known": "not known to be passable"}[answer]
        parts.append(say(figure(said, alike[0]), f" towards {editor.end_of(direction)} for {classes}{aged(alike)}"))
    return say(f"The {name} was ", editor.listing(parts), ".")


def reach_sentences(editor: Editor) -> tuple[Phrase, ...]:
    """Which settlements could be reached by the mission's segments, which not, and of which that is not known."""
    found = defaultdict(list)
    for row in rows(editor.pictures.corridor.reach, pl.col("entry") == "", pl.col("vehicle") == "any"):
        found[row["reach"]].append(row)
    said = []
    way = " could be reached from an end of a corridor over segments seen open or restricted"
    for stale, alike in _by_staleness(found["certainly"]):
        said.append(
            say(
                f"On evidence {_oldest(alike)}, " if stale else "",
                _places(editor, alike),
                f"{way}; whether that still holds is not known." if stale else f"{way}.",
            )
        )
    if found["possibly"]:
        lacking = dict.fromkeys(segment for row in found["possibly"] for segment in row["unknown"])
        several = "segments" if len(lacking) > 1 else "a segment"
        said.append(
            say(
                "Whether ",
                _places(editor, found["possibly"], last="or"),
                f" could be reached is not known to the Mission: it depends on {several} not observed or in dispute.",
            )
        )
    if found["not"]:
        said.append(
            say("Every way over its segments that the Mission knows to ", _places(editor, found["not"]), " was closed.")
        )
    said += [
        _throughput(editor, row) for row in (*found["certainly"], *found["possibly"]) if row["t_day_most"] is not None
    ]
    if found["not_known"]:
        count = len(found["not_known"])
        named = figure(f"{wording.number(count)} settlement{'' if count == 1 else 's'}", found["not_known"][0])
        said.append(
            say("No segment the Mission reports on leads to ", named, "; whether they can be reached is not known.")
        )
    return tuple(said)


def _throughput(editor: Editor, row: Row) -> Phrase:
    """The most that can come through by the capacities of segments, and a smallest set that limits it."""
    return say(
        "By the capacities in the mission file at most ",
        figure(wording.amount(row["t_day_most"], row["t_day_most"], "t/day"), row),
        f" can reach {editor.end_of(row['place'])}, limited by {_segments_named(editor, row['t_day_cut'])}: a smallest "
        "set, there may be others as small.",
    )


def _by_staleness(found: list[Row]) -> Iterator[tuple[bool, list[Row]]]:
    for stale in (False, True):
        if alike := [row for row in found if row["stale"] == stale]:
            yield stale, alike


def aged(found: list[Row]) -> str:
    """How old the stale evidence among ``found`` is, as the end of a clause; "" where none is stale."""
    stale = [row for row in found if row["stale"] and row["age_most_h"] is not None]
    return f", on evidence {_oldest(stale)}" if stale else ""


def _oldest(found: list[Row]) -> str:
    ages = [row["age_most_h"] for row in found]
    return wording.ages(min(ages), max(ages))


def _overview(editor: Editor) -> list[Bullets]:
    return [Bullets(tuple((corridor_sentence(editor, corridor.id),) for corridor in editor.mission.corridors))]


def _places(editor: Editor, found: list[Row], last: str = "and") -> Phrase:
    return editor.listing((say(figure(editor.end_of(row["place"]), row)) for row in found), last=last)


def _reach(editor: Editor) -> list[Paragraph | Table]:
    """What can be reached in sentences, then settlement by settlement from each entry, with what it hangs on."""
    reach = editor.pictures.corridor.reach.filter(pl.col("vehicle") == "any")
    if reach.is_empty():
        return [Paragraph((say("The Mission has no road segment to report on."),))]
    said = reach_sentences(editor)
    entries = [entry for entry in dict.fromkeys(reach["entry"]) if entry]
    by_place: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows(reach, pl.col("reach") != "not_known"):
        by_place[row["place"]][row["entry"]] = row
    if not by_place:
        return [Paragraph(said)]
    return [
        Paragraph(said),
        Table(
            "reach",
            "Settlements by entry: reached certainly where every segment driven was seen open or restricted; possibly "
            "if segments not observed or disputed were open; minutes are driving time without stops",
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
        say(_segments_named(editor, of_all["hangs"]) if of_all and of_all["hangs"] else ""),
        say(_segments_named(editor, of_all["cut"]) if of_all and of_all["cut"] else ""),
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
        stale = f", on evidence {_oldest([row])}" if row["stale"] else ""
        restricted = ", restricted" if row["restricted"] else ""
        return say(figure("certainly", row), f", {row['minutes']:.0f} min{restricted}{stale}")
    if row["reach"] == "possibly":
        return say(figure("possibly", row), f", {row['minutes_possible']:.0f} min")
    return say(figure("no", row))


def _segments_named(editor: Editor, segments: list[str]) -> str:
    return wording.listed(editor.end_of(segment) for segment in segments)


def _segments(editor: Editor) -> list[Paragraph | Table]:
    frame = editor.pictures.corridor.segments
    dark = [
        next(rows(frame, pl.col("segment") == segment))
        for segment in dict.fromkeys(frame["segment"])
        if frame.filter(pl.col("segment") == segment, pl.col("age_most_h").is_not_null()).is_empty()
    ]
    blocks: list[Paragraph | Table] = []
    if dark:
        named = editor.listing(say(figure(editor.end_of(row["segment"]), row)) for row in dark)
        blocks.append(
            Paragraph((say("The Mission has no evidence of its own, old or new, on ", named, ": not observed."),))
        )
    seen = frame.filter(~pl.col("segment").is_in([row["segment"] for row in dark]))
    return [*blocks, _status(editor, seen)] if seen.height else blocks


def _status(editor: Editor, frame: pl.DataFrame) -> Table:
    lines: list[tuple[Phrase, ...]] = []
    for segment in dict.fromkeys(frame["segment"]):
        of_segment = list(rows(frame, pl.col("segment") == segment))
        alike: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in of_segment:
            alike[row["status"], row["last_known"] or "", row["reason"] or ""].append(row)
        classes = Counter(row["direction"] for row in of_segment)
        lines += [_segment(editor, segment, group, classes) for group in alike.values()]
    return Table(
        "segments",
        "Status of road segments, by the Mission’s own evidence",
        (
            Column("Segment", 1.5),
            Column("Status", 0.9),
            Column("Direction and vehicles", 2.0),
            Column("Since", 1.1),
            Column("Evidence", 1.2),
            Column("Source", 1.1),
            Column("Remark", 1.4),
        ),
        tuple(lines),
    )


def _probability(share: float) -> str:
    """A probability in words that are never certain."""
    return "over 99%" if share > 0.99 else "under 1%" if share < 0.01 else f"{share:.0%}"


def _segment(editor: Editor, segment: str, group: list[Row], classes: Counter[str]) -> tuple[Phrase, ...]:
    """One line of the table of segments: rows of a segment that say the same."""
    first = group[0]
    since = sorted(row["since"] for row in group if row["since"] is not None)
    ages = [row["age_most_h"] for row in group if row["age_most_h"] is not None]
    stale = [row for row in group if row["stale"] and row["age_most_h"] is not None]
    evidence = wording.ages(min(ages), max(ages)) if ages else "none"
    if first["status"] == "not_observed" and ages:
        evidence += f", then {STATUS.get(first['last_known'], first['last_known'])}"
    if (stale or first["status"] == "not_observed") and first["p_open"] is not None:
        evidence += f"; estimated probability of being open: {_probability(first['p_open'])}"
    claims = {claim for row in group for claim in row["claims"]}
    beside = f"{wording.number(len(claims))} claim{'' if len(claims) == 1 else 's'} beside it" if claims else ""
    remarks = [first["reason"] or "", beside]
    return (
        say(editor.end_of(segment)),
        say(figure(STATUS[first["status"]], first)),
        _ways(editor, group, classes),
        say(editor.stamp(since[0], since[-1]) if since and first["status"] != "not_observed" else ""),
        say(evidence, " (stale)" if stale and first["status"] != "not_observed" else ""),
        say(wording.listed(dict.fromkeys(editor.who(row["source"]) for row in group if row["source"]))),
        say("; ".join(filter(None, remarks))),
    )


def _ways(editor: Editor, group: list[Row], classes: Counter[str]) -> Phrase:
    """Directions and vehicles of rows that say the same; ``classes`` counts the rows each direction has in all."""
    by_direction: dict[str, list[Row]] = defaultdict(list)
    for row in group:
        by_direction[row["direction"]].append(row)
    whole = [direction for direction, found in by_direction.items() if len(found) == classes[direction]]
    if len(whole) == len(classes) > 1:
        return say("both directions, all vehicles")
    parts = []
    for direction, found in by_direction.items():
        vehicles = [say(figure(vocabulary("vehicles")[row["vehicle"]].plural, row)) for row in found]
        which = say("all vehicles") if direction in whole else editor.listing(vehicles)
        parts.append(say(f"towards {editor.end_of(direction)}: ", which))
    return say(*(piece for place, part in enumerate(parts) for piece in (*(say("; ") if place else ()), *part)))
