"""An answer at a glance: a verdict that says no more than the sentences behind it, and the figures it stands on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
import polars as pl

from . import wording
from .document import Phrase, say
from .editor import Editor, Row, figure, rows
from .sections import access, counts, reaching, supply

_CHANGED = {
    "world": "the change is in what happened",
    "looking": "the looking can explain the change",
    "not_told": "whether anything changed cannot be told",
}
_PASSABLE = {
    "yes": "passable both ways as far as seen",
    "no": "not passable",
    "not_known": "not known end to end",
    "some": "passable for some or one way, not for all",
    "none_seen": "not passable for some or one way, not known for others",
}
_MISSION = "mission"
_MOST_SHARES = 4


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of an answer: what it is of, how it is said, and the row it stands on.

    ``low``, ``best`` and ``high`` lie between 0 and ``most``, the end of the axis that the bars of ``group`` share;
    they are None where nothing was observed.
    """

    group: str
    name: str
    says: str
    row: str
    low: float | None
    best: float | None
    high: float | None
    most: float


def ceasefire(editor: Editor) -> Phrase:
    """What was recorded in the whole area, and whether that is a change."""
    if editor.remote:
        return say("Not observed by the Mission.")
    row = counts.count_row(editor, counts.MISSION_WIDE, editor.mission.reporting.headline_rule)
    if row is None or row["value"] is None:
        return say("Not observed: there is no figure for the area.")
    noun = "violation" if row["high"] == 1 else "violations"
    if not row["high"]:
        count = say(figure(f"No {noun}", row), " recorded where the Mission looked")
    else:
        count = say(
            figure(f"{wording.sentence(wording.tally(row['low'], row['high'], row['value']))} {noun}", row), " recorded"
        )
    rate = next(rows(editor.pictures.ceasefire.rates, pl.col("span") == "period", pl.col("sector") == ""), None)
    if rate is None or rate["ratio"] is None:
        return say(*count, "; it cannot be told whether that is a change.")
    return say(*count, f"; {_CHANGED[rate['verdict']]}.")


def corridor(editor: Editor) -> Phrase:
    """Whether each corridor could be passed end to end, corridors of one answer together."""
    alike: dict[str, list[Phrase]] = defaultdict(list)
    for one in editor.mission.corridors:
        found = list(rows(editor.pictures.corridor.passable, pl.col("corridor") == one.id))
        if found:
            alike[_answer(found)].append(say(figure(editor.end_of(one.id), found[0]), reaching.aged(found)))
    if not alike:
        return access.corridor_sentence(editor, editor.mission.corridors[0].id) if editor.mission.corridors else say()
    said = [
        say(wording.sentence(_PASSABLE[answer]), ": ", editor.listing(names), ". ") for answer, names in alike.items()
    ]
    return tuple(piece for one in said for piece in one)


def _answer(found: list[Row]) -> str:
    answers = {row["passable"] for row in found}
    if len(answers) == 1:
        return str(*answers)
    return "some" if "yes" in answers else "none_seen"


def supplies(editor: Editor) -> Phrase:
    """How the mission's own count stands to what is called usual; else what it counted, or that it counted nothing."""
    sentences = supply.supply_sentences(editor)
    own = any(row["account"] == _MISSION for row in _shares(editor))
    return sentences[1] if own else sentences[0]


def count_bars(editor: Editor) -> tuple[Bar, ...]:
    """Items recorded by sector, between least and most; a sector that nobody watched has none."""
    if editor.remote:
        return ()
    found = [
        (sector, row)
        for sector in editor.mission.sectors
        if (row := counts.count_row(editor, sector.id, editor.mission.reporting.headline_rule)) is not None
    ]
    most = max((row["high"] or 0 for _, row in found), default=0) or 1
    return tuple(
        _bar(
            "Recorded by sector",
            sector.name,
            "not observed" if row["value"] is None else _tally(row["low"], row["high"], row["value"]),
            row,
            (row["low"], row["value"], row["high"]),
            most,
        )
        for sector, row in found
    )


def passage_bars(editor: Editor) -> tuple[Bar, ...]:
    """Vehicles seen at each crossing while it was watched, both ways."""
    found = [
        (f"{editor.end_of(row['crossing'])}, {way}", row, row[f"{way}_low"], row[f"{way}_high"])
        for row in rows(editor.pictures.corridor.crossings, pl.col("what") == "vehicles")
        for way in ("inbound", "outbound")
    ]
    most = max((high or 0 for _, _, _, high in found), default=0) or 1
    return tuple(
        _bar("Vehicles seen while watched", name, _seen(row, low, high), row, _between(row, low, high), most)
        for name, row, low, high in found
    )


def _seen(row: Row, low: int | None, high: int | None) -> str:
    if not row["watched_h"]:
        return "not watched"
    count = _tally(low or 0, high or 0)
    return f"{count} in {row['watched_h']:g} of {row['hours']:g} h"


def _tally(low: int, high: int, likely: int | None = None) -> str:
    return wording.tally(low, high, likely) if high else "none"


def _between(row: Row, low: int | None, high: int | None) -> tuple[float | None, float | None, float | None]:
    if not row["watched_h"]:
        return None, None, None
    return low or 0, None, high or 0


def share_bars(editor: Editor) -> tuple[Bar, ...]:
    """The mission's own count, else the first one given, as a share of every figure that it is set against."""
    found = list(islice(_shares(editor), _MOST_SHARES))
    most = max((row["share_high"] for row in found), default=0) or 1
    return tuple(
        _bar(
            "Of what is called usual or needed",
            wording.sentence(supply.set_against(editor, row)),
            supply.share_said(row),
            row,
            (row["share_low"], None, row["share_high"]),
            max(1.0, most),
        )
        for row in found
    )


def _shares(editor: Editor) -> Iterable[Row]:
    found = list(rows(editor.pictures.supplies.against, pl.col("share_low").is_not_null()))
    own = [row for row in found if row["account"] == _MISSION]
    return own or found


def looking_bars(editor: Editor) -> tuple[Bar, ...]:
    """The share of each sector's hours and cells that was observed."""
    return tuple(_looked(editor))


def _looked(editor: Editor) -> Iterator[Bar]:
    if editor.remote:
        return
    for sector in editor.mission.sectors:
        row = counts.sector_coverage(editor, sector.id)
        if row is not None:
            share = row["share"]
            says = wording.share(share, share) if share else "not observed"
            ends = (0, share, share) if share else (None, None, None)
            yield _bar("Area-hours observed", sector.name, says, row, ends, 1)


def _bar(
    group: str, name: str, says: str, row: Row, ends: tuple[float | None, float | None, float | None], most: float
) -> Bar:
    low, best, high = ends
    return Bar(group=group, name=name, says=says, row=row["id"], low=low, best=best, high=high, most=most)
