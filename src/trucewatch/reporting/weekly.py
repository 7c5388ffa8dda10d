"""The weekly report: the crossing points, the corridor, supplies and restrictions of seven days."""

from datetime import UTC, timedelta

from . import wording
from .behind import behind
from .document import Bullets, Phrase, Section, Weekly, figures, say
from .editor import Editor
from .flow_chart import flow_chart
from .mapped import introduce
from .pictures import Pictures
from .sections import access, crossings, health, restricted, sheets, standing, supply, week
from .strip import strip_maps


def weekly(pictures: Pictures) -> Weekly:
    """The weekly report on ``pictures`` of seven days. The same pictures give the same report."""
    editor = Editor(pictures)
    text = [section for section in _text(editor) if section is not None]
    said = figures(text)
    rows = pictures.explained(said)
    entries = behind(pictures.holdings, pictures.mission, {entry for row in rows.values() for entry in row.entries})
    since = pictures.period.first_day - timedelta(days=1)
    sections = (*text, standing.verify(editor, "weekly", since=since), standing.figures_table(said, rows))
    mission, period, checkpoint = pictures.mission, pictures.period, pictures.checkpoint
    return Weekly(
        id=f"{mission.id}-week-{period.day.isoformat()}",
        title=f"Weekly Report, {editor.days(period.span.start, period.span.end)}",
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
        sections=introduce(sections),
        rows=rows,
        entries=entries,
        sheets=(week.sheet(editor), *sheets.weekly(editor)),
    )


def _text(editor: Editor) -> tuple[Section | None, ...]:
    annexed = restricted.annex(editor)
    return (
        _summary(editor),
        week.operations(editor) if not editor.remote else None,
        week.crossing_parts(editor) if not editor.remote else None,
        week.others(editor),
        access.corridors(editor, strip_maps(editor)),
        supply.supply(editor, flow_chart(editor)),
        health.health(editor),
        restricted.section(editor),
        week.trend(editor) if not editor.remote else None,
        Section("annex-restrictions", "Annex: restrictions of movement and access", (annexed,), wide=True)
        if annexed.rows
        else None,
    )


def _summary(editor: Editor) -> Section:
    items: list[tuple[Phrase, ...]] = [
        (access.corridor_sentence(editor, corridor.id),) for corridor in editor.mission.corridors
    ]
    if passages := crossings.crossing_sentences(editor):
        items.append(passages)
    items += supply.supply_points(editor)
    if serving := tuple(health.health_sentences(editor)):
        items.append(serving)
    if not editor.remote:
        items.append((restricted.restriction_sentence(editor),))
    return Section("summary", "Summary", (Bullets(tuple(items)),))


def _subtitle(editor: Editor) -> str:
    end = editor.local(editor.period.span.end)
    return f"Based on information received as of {wording.clock(end)} ({wording.zone(end)}), {wording.day(end.date())}"


def _masthead(editor: Editor) -> Phrase:
    start, end = (editor.local(moment) for moment in (editor.period.span.start, editor.period.span.end))
    disclaimer = f" {editor.mission.reporting.disclaimer}" if editor.mission.reporting.disclaimer else ""
    first = f"This report covers the seven days {wording.between(start, end)} ({wording.zone(end)})."
    if editor.remote:
        return say(
            first, " The Mission observes nothing itself; every figure is that of whom it is given under.", disclaimer
        )
    return say(
        first,
        " Counts are the Mission’s own, made while it was watching; estimates of what passed unwatched are called so; "
        f"figures of others stand under their names.{disclaimer}",
    )
