"""The daily report, put together from its sections: what the pictures hold is said, nothing is computed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from trucewatch.domain import Explanation

from . import wording
from .behind import behind, behind_edit
from .calendar_chart import calendar_chart
from .chart import counts_chart
from .document import Behind, Footing, Mark, Paragraph, Phrase, Picture, Report, Section, figures, say
from .editor import Editor
from .edits import Edit
from .features import features
from .flow_chart import flow_chart
from .indicators import indicators
from .mapped import introduce
from .maps import coverage_map, incident_map
from .pictures import Pictures
from .rewording import worded
from .sections import (
    access,
    balance,
    clauses,
    counts,
    harm,
    health,
    looking,
    noticing,
    restricted,
    sheets,
    standing,
    supply,
    violations,
    violations_table,
    words,
)
from .sections.summary import summary
from .strength import weakest_of
from .strip import strip_maps

_NOT_FIGURES = ("inc",)
"""Rows whose ids may be others in another state of the record: no figures of a publication."""


def daily(pictures: Pictures, edits: Sequence[Edit] = ()) -> Report:
    """The daily report on the period of ``pictures``, in the words of ``edits`` where these still fit.

    The same pictures and edits give the same report.
    """
    editor = Editor(pictures)
    people = worded(_text(editor), edits, pictures.mission)
    text = people.sections
    annexes = _annexes(editor)
    rows = pictures.explained((*figures(text), *figures(annexes)))
    entries = behind(pictures.holdings, pictures.mission, {entry for row in rows.values() for entry in row.entries})
    footings = _footings(pictures, rows, entries)
    said = figures(text)
    now = {row: figure for row, figure in said.items() if row.partition(":")[0] not in _NOT_FIGURES and row in rows}
    told = indicators(editor)
    sections = [
        *text,
        standing.reissue(editor, now, told),
        standing.weakest_section(weakest_of(text, footings)),
        *annexes,
        standing.verify(editor, "report", edits=people.edits, worded_at=people.at),
        standing.figures_table(said, rows),
    ]
    mission, period, checkpoint = pictures.mission, pictures.period, pictures.checkpoint
    return Report(
        id=report_id(pictures),
        title=f"Daily Report, {wording.day(period.issued)}",
        mission=mission.name,
        subtitle=_subtitle(editor),
        period=period.span,
        dated=period.span.end.astimezone(UTC).isoformat(),
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        marking=editor.marking,
        footer=editor.source_line,
        masthead=_masthead(editor),
        sections=introduce(tuple(section for section in sections if section is not None)),
        figures=now,
        rows=rows | {edit.id: edit.explained() for edit in people.edits},
        entries=entries | {edit.id: behind_edit(edit) for edit in people.edits},
        footings=footings,
        sheets=sheets.sheets(editor),
        indicators=told,
        features=features(editor, counts.events(editor)),
        worded_at=people.at or checkpoint.size,
        sentences=people.sentences,
        lapsed=people.lapsed,
    )


def report_id(pictures: Pictures) -> str:
    """What the daily report of these pictures is called in the record."""
    return f"{pictures.mission.id}-{pictures.period.day.isoformat()}"


def _text(editor: Editor) -> tuple[Section, ...]:
    pictured = counts.events(editor)
    recorded = Picture(
        "map-incidents",
        "Recorded events, posts, and roads, each by the least favourable status of its directions and vehicles.",
        incident_words(editor),
        incident_map(editor, pictured),
    )
    blind: list[Picture] = []
    chart = None
    if not editor.remote:
        cells = editor.pictures.coverage_by_cell()
        looked = Picture(
            "map-coverage",
            "Cells by the share of their hours observed. What was not noticed in one hour says nothing of the others.",
            coverage_words(editor),
            coverage_map(editor, cells, pictured),
        )
        blind = [one for one in (looked, calendar_chart(editor)) if one is not None]
        chart = counts_chart(editor)
    found = (
        summary(editor),
        violations.violations(editor, chart, recorded),
        looking.looking(editor, blind),
        harm.harm(editor),
        access.access(editor, strip_maps(editor)),
        supply.supply(editor, flow_chart(editor)),
        health.health(editor),
        words.words(editor),
        clauses.clauses(editor),
    )
    return tuple(section for section in found if section is not None)


def incident_words(editor: Editor) -> str:
    """The map of incidents for those who cannot see it."""
    placed = counts.events(editor).drop_nulls("lon")
    by_sector = {sector.name: placed.filter(placed["sector"] == sector.id).height for sector in editor.mission.sectors}
    listed = wording.listed(f"{count} in {name}" for name, count in by_sector.items() if count) or "none in any sector"
    return f"Map of the mission's area with sectors, places, posts and roads by status. Placed events: {listed}."


def coverage_words(editor: Editor) -> str:
    """The map of coverage for those who cannot see it."""
    said = []
    for sector in editor.mission.sectors:
        row = counts.sector_coverage(editor, sector.id)
        if row is not None:
            said.append(f"{sector.name} {wording.share(row['share'], row['share'])}")
    return f"Map of cells by the share of hours observed. Share of area-hours observed: {wording.listed(said)}."


def _annexes(editor: Editor) -> tuple[Section, ...]:
    annexes: list[Section] = []
    if not editor.remote:
        table = violations_table.annex(editor)
        title = "Annex: table of ceasefire violations"
        notes = say(
            "Only events that the Mission’s own posts, patrols, cameras and sensors noticed are listed, live-fire "
            "exercises included. Details are assessments of those who observed and may not be precise; N/K is not "
            "known. An event that several noticed is entered once. A shorter list does not mean that less happened: "
            "see what was not observed."
        )
        annexes.append(Section("annex-1", title, (Paragraph((notes,)), table), wide=True))
        if silent := looking.silence(editor):
            annexes.append(Section("annex-silence", "Annex: explicit silence", (silent,), wide=True))
    if compared := balance.balance(editor):
        annexes.append(compared)
    if learned := noticing.noticing(editor):
        annexes.append(learned)
    met = restricted.annex(editor)
    if met.rows:
        annexes.append(Section("annex-2", "Annex: restrictions of movement and access", (met,), wide=True))
    return tuple(annexes)


def _footings(pictures: Pictures, rows: Mapping[str, Explanation], entries: Mapping[str, Behind]) -> dict[str, Footing]:
    spreads, unseen = pictures.spreads(), pictures.unseen()
    whole: dict[str, tuple[str, ...]] = {}

    def rests_on(row: str, passed: frozenset[str] = frozenset()) -> tuple[str, ...]:
        if row not in whole:
            mine = rows[row]
            parts = (entry for part in mine.parts if part not in passed for entry in rests_on(part, passed | {row}))
            whole[row] = tuple(dict.fromkeys((*mine.entries, *parts)))
        return whole[row]

    return {
        row: _footing(
            [entries[one] for one in rests_on(row) if one in entries],
            pictures,
            spread=spreads.get(row, 0.0),
            absence=row in unseen or row.startswith("cov:"),
        )
        for row in rows
    }


def _footing(entries: Sequence[Behind], pictures: Pictures, *, spread: float, absence: bool) -> Footing:
    end = pictures.period.span.end
    ages = [(end - datetime.fromisoformat(entry.at)).total_seconds() / 3600 for entry in entries]
    return Footing(
        grade=min((entry.grade for entry in entries if entry.grade), default=""),
        sources=len({entry.source for entry in entries}),
        age_h=round(max(0.0, min(ages, default=0.0)), 2),
        spread=round(spread, 4),
        absence=absence,
    )


def _subtitle(editor: Editor) -> str:
    end = editor.local(editor.period.span.end)
    return f"Based on information received as of {wording.clock(end)} ({wording.zone(end)}), {wording.day(end.date())}"


def _masthead(editor: Editor) -> Phrase:
    start, end = (editor.local(moment) for moment in (editor.period.span.start, editor.period.span.end))
    covers = "24 hours" if editor.period.days == 1 else f"{wording.number(editor.period.days)} days"
    cutoff = (
        f"The cut-off is {wording.clock(end)} of {wording.day(end.date())} in the mission’s zone "
        f"({wording.zone(end)}), {wording.clock(end.astimezone(UTC))} UTC. Times are given in {wording.zone(end)}."
    )
    disclaimer = editor.mission.reporting.disclaimer
    lead = "EXERCISE. " if editor.mission.mode == "exercise" and not disclaimer.startswith("EXERCISE") else ""
    first = say(f"{lead}This report covers the {covers} {wording.between(start, end)}.", Mark(cutoff))
    if editor.remote:
        return say(
            first,
            " Every figure in it is that of the party, agency or outlet it is given under; the Mission has none.",
        )
    instruments = f"The table of ceasefire violations is in the annex. {looking.down_footnote(editor)}"
    return say(
        first, " Details of each event are in the annex.", Mark(instruments), f" {disclaimer}" if disclaimer else ""
    )
