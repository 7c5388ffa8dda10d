"""The corridor, its crossings, and restrictions of movement."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Bullets, Column, Paragraph, Phrase, Picture, Section, Table, say
from ..editor import Editor, Row, figure, rows
from .crossings import crossings
from .reaching import aged, reach, roads_named
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
            Section("reach", "Who can be reached", tuple(reach(editor))),
            Section("crossings", "Crossing points", tuple(crossings(editor))),
            Section(
                "restrictions", "Restrictions of freedom of movement", (*restrictions(editor), *by_category(editor))
            ),
        ),
    )


def corridors(editor: Editor, strips: Sequence[Picture]) -> Section:
    """Corridor status by segment (``strips``) and who can be reached, at the end of the period."""
    reached = Section("reach", "Who can be reached", tuple(reach(editor)))
    return Section("corridor", "The corridor", (*_overview(editor), *strips, *_segments(editor)), (reached,))


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
        several = "all of its segments" if len(hanging) > 3 else roads_named(editor, hanging)
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


def _overview(editor: Editor) -> list[Bullets]:
    return [Bullets(tuple((corridor_sentence(editor, corridor.id),) for corridor in editor.mission.corridors))]


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
