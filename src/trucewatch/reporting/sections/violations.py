"""Ceasefire violations by sector, hotspots, and other count rules."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from trucewatch.domain import vocabulary
from trucewatch.mission import nearest_place

from .. import wording
from ..document import Bullets, Column, Note, Paragraph, Phrase, Picture, Section, Table, say
from ..editor import Editor, Row, figure, rows
from . import alarms, attribution, estimates, fires, following, forecasts, lists
from .counts import MISSION_WIDE, count_row, events, sector_coverage

_INFERRED = (
    *(estimates.estimates, lists.lists, alarms.alarms, attribution.attribution, forecasts.forecasts),
    *(fires.fires, following.following),
)
_HOUR = timedelta(hours=1)


def violations(editor: Editor, chart: Picture | None, incident_map: Picture) -> Section:
    """What was recorded by sector against the figure before; exercises, the estimate, hotspots, other count rules."""
    if editor.remote:
        return _remote(editor, incident_map)
    reporting = editor.mission.reporting
    sectors = [_sector_sentence(editor, sector.id) for sector in editor.mission.sectors]
    blocks: list[Bullets | Note | Paragraph | Picture | Table] = [Paragraph((headline(editor),))]
    blocks.append(Bullets(tuple((sentence,) for sentence in sectors)))
    if chart is not None:
        blocks.append(chart)
    blocks.append(incident_map)
    if exercises := _exercises(editor):
        blocks.append(Paragraph((exercises,)))
    told = (section(editor) for section in _INFERRED)
    parts = [part for part in told if part is not None]
    if hotspots := list(rows(editor.pictures.ceasefire.hotspots)):
        parts.append(Section("hotspots", "Hotspots", (Bullets(tuple((_hotspot(editor, row),) for row in hotspots)),)))
    others = [
        rule for rule in editor.mission.count_rules if rule not in (reporting.headline_rule, reporting.explosion_rule)
    ]
    if others:
        parts.append(Section("rules", "The same incidents under other count rules", (_rules(editor),)))
    return Section("violations", "Ceasefire violations", tuple(blocks), tuple(parts))


def headline(editor: Editor) -> Phrase:
    """The mission-wide figure, with explosions and the figures before."""
    return _recorded(editor, MISSION_WIDE, "its area")


def _recorded(editor: Editor, sector: str, where: str) -> Phrase:
    """One sector's figure. Where nothing was observed there is no figure, and none is made up."""
    reporting = editor.mission.reporting
    row = count_row(editor, sector, reporting.headline_rule)
    looked = sector_coverage(editor, sector)
    if row is None or row["value"] is None:
        known = row or looked
        observed = say(figure("did not observe", known)) if known else say("did not observe")
        return say("The Mission ", observed, f" {where} at any hour and has no figure for it.")
    explosions = count_row(editor, sector, reporting.explosion_rule)
    afar = ", from outside it: nobody watched it" if row["state"] == "from_afar" else ""
    if not row["high"]:
        seen = (
            say("in the ", _share(looked), f" of the area-hours of {where} that it observed{_before(editor, row)}")
            if looked
            else say(where)
        )
        return say(
            "The Mission recorded ",
            figure("no ceasefire violations", row),
            " ",
            seen,
            _previous(editor, row, explosions),
            ".",
        )
    including = (
        say(", including ", figure(_explosions(explosions["low"], explosions["high"], explosions["value"]), explosions))
        if explosions and explosions["high"]
        else say("")
    )
    count = figure(wording.tally(row["low"], row["high"], row["value"]), row)
    noun = "ceasefire violation" if row["low"] == row["high"] == 1 else "ceasefire violations"
    change = wording.change(row["change"]) if editor.as_long and row["change"] != "none" else ""
    hours = "" if editor.as_long else f" in the {wording.hours(editor.period.span.length / _HOUR)} of this period"
    head = (
        say(
            f"Compared with the {editor.before}, the Mission recorded {change} ceasefire violations in {where}: ", count
        )
        if change
        else say(f"In {where}, the Mission recorded ", count, f" {noun}{hours}")
    )
    share = (
        say(", having observed ", _share(looked), f" of its area-hours{_before(editor, row)}") if looked else say("")
    )
    return say(head, afar, including, _previous(editor, row, explosions), share, ".")


def _previous(editor: Editor, row: Row, explosions: Row | None) -> str:
    if row["previous"] is None:
        return f" (no figure for the {editor.before})"
    before = wording.tally(*_earlier(row)) if row["previous_high"] else "none"
    which = "" if editor.as_long else f" in the {editor.before_long}"
    if explosions and explosions["previous_high"]:
        earlier = _explosions(*_earlier(explosions))
        return f" (previously {before}{which}, including {earlier})"
    return f" (previously {before}{which})"


def _earlier(row: Row) -> tuple[int, int, int]:
    return row["previous_low"], row["previous_high"], row["previous"]


def _before(editor: Editor, row: Row) -> str:
    """The share of a sector observed in the period that its figure is set against."""
    if row["previous"] is None:
        return ""
    observed = pl.col("sector") == row["sector"], pl.col("state").str.starts_with("observed_")
    share = sum(one["share"] for one in rows(editor.pictures.sectors_before, *observed))
    return f" (previously {wording.share(share, share)})"


def _explosions(low: int, high: int, likely: int) -> str:
    return wording.counted(low, high, vocabulary("kinds")["explosion"], likely)


def _share(looked: Row) -> Phrase:
    return say(figure(wording.share(looked["share"], looked["share"]), looked))


def _sector_sentence(editor: Editor, sector: str) -> Phrase:
    return _recorded(editor, sector, editor.sector(sector))


def _exercises(editor: Editor) -> Phrase:
    row = count_row(editor, MISSION_WIDE, editor.mission.reporting.headline_rule)
    if row is None or not row["exercise"]:
        return ()
    return say(
        "Of these, ",
        figure(wording.number(row["exercise"]), row),
        " were assessed by those who observed them as part of a live-fire exercise; they are counted, and marked in "
        "the annex.",
    )


def _hotspot(editor: Editor, row: Row) -> Phrase:
    count = wording.tally(row["low"], row["high"], row["value"])
    near = nearest_place(editor.mission, [row["lon"]], [row["lat"]])
    where = editor.near(str(near.place[0]), float(near.metres[0]), float(near.degrees[0]))
    noun = "violation was" if count == "one" else "violations were"
    return say(figure(wording.sentence(count), row), f" ceasefire {noun} recorded ", where, " and around that point.")


def _rules(editor: Editor) -> Table:
    mission = editor.mission
    return Table(
        "rules-table",
        "Mission-wide figures of the same incidents, rule by rule",
        (
            Column("Count rule", 3),
            Column("Whose rule", 1.4),
            Column("Figure", 1, numeric=True),
            Column("Previously" if editor.as_long else editor.before_long.capitalize(), 1, numeric=True),
        ),
        tuple(
            (
                say(rule.name),
                say(editor.who(rule.whose) if rule.whose else "the Mission"),
                say(figure(_range(row["low"], row["high"]), row)),
                say("no figure" if row["previous"] is None else _range(row["previous_low"], row["previous_high"])),
            )
            for rule in mission.count_rules.values()
            if (row := count_row(editor, MISSION_WIDE, rule.id)) is not None and row["value"] is not None
        ),
    )


def _range(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}{wording.DASH}{high:,}"


def _remote(editor: Editor, incident_map: Picture) -> Section:
    told = events(editor).filter(pl.col("violation"))
    sentences: Sequence[Phrase] = (
        say(
            "The Mission has nobody and no instrument on the ground. It observed nothing in this period and states no "
            "count of ceasefire violations of its own; what the parties and others say is under claims."
        ),
    )
    blocks: list[Note | Paragraph | Picture | Bullets] = [Note(tuple(sentences))]
    if told.height:
        blocks.append(incident_map)
    burning = fires.fires(editor)
    return Section("violations", "Ceasefire violations", tuple(blocks), (burning,) if burning else ())
