"""The brief for a meeting: two pages on which every sentence has its source, in the same words for both sides."""

from collections.abc import Iterable
from datetime import UTC, date
from typing import NamedTuple

from trucewatch.domain import Explanation

from . import wording
from .behind import behind
from .document import Brief, Phrase, figures, say
from .editor import Editor
from .mapped import introduce
from .pictures import Pictures
from .sections import clauses, meeting


class Meeting(NamedTuple):
    """A meeting to come: what it is called, the day it is held (None where not known), and the day of the last one."""

    name: str
    on: date | None
    since: date


def brief(pictures: Pictures, before: Pictures, held: Meeting) -> Brief:
    """The brief for the meeting ``held``.

    ``pictures`` are of the stretch since the last meeting, ``before`` of one as long before it. The same pictures give
    the same brief.
    """
    editor = Editor(pictures)
    sections = (
        meeting.commitments(editor),
        clauses.status(editor),
        meeting.disputed(editor),
        meeting.remedies(editor),
        meeting.changes(editor, Editor(before), held.since),
        meeting.dates(editor, held.name, held.on),
    )
    rows = _explained(pictures, before, figures(sections))
    entries = behind(pictures.holdings, pictures.mission, {entry for row in rows.values() for entry in row.entries})
    mission, checkpoint = pictures.mission, pictures.checkpoint
    return Brief(
        id=f"{mission.id}-brief-{pictures.period.day.isoformat()}",
        title=f"Brief for {held.name}",
        mission=mission.name,
        subtitle=_subtitle(editor, held),
        period=pictures.period.span,
        dated=pictures.period.span.end.astimezone(UTC).isoformat(),
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        marking=editor.marking,
        footer=editor.source_line,
        masthead=_masthead(editor),
        sections=introduce(sections),
        rows=rows,
        entries=entries,
    )


def _explained(pictures: Pictures, before: Pictures, wanted: Iterable[str]) -> dict[str, Explanation]:
    """The rows ``wanted`` and what they were made from; those that stand only in the stretch before, from there."""
    found: dict[str, Explanation] = {}
    for row in wanted:
        try:
            found |= pictures.explained([row])
        except KeyError:
            found |= before.explained([row])
    return dict(sorted(found.items()))


def _subtitle(editor: Editor, held: Meeting) -> str:
    end = editor.local(editor.period.span.end)
    until = f"{wording.clock(end)} ({wording.zone(end)}), {wording.day(end.date())}"
    meets = f"Meeting of {wording.day(held.on)}. " if held.on else ""
    return f"{meets}Since the meeting of {wording.day(held.since)}; information received as of {until}"


def _masthead(editor: Editor) -> Phrase:
    sides = wording.listed(party.short for party in editor.mission.parties)
    disclaimer = f" {editor.mission.reporting.disclaimer}" if editor.mission.reporting.disclaimer else ""
    return say(f"The same is asked and said of each: {sides}, in this order throughout.{disclaimer}")
