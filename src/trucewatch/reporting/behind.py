"""Entries in words: what stands behind a figure, for the panel of the page and for ``explain``."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from trucewatch.domain import (
    Amount,
    Claim,
    Consignment,
    Decision,
    Inspection,
    Passage,
    Restriction,
    SegmentReport,
    ServiceReport,
    SourceText,
    Span,
    Statement,
    Step,
    Watch,
    Weather,
    vocabulary,
)
from trucewatch.mission import Mission
from trucewatch.record import Held, Holdings

from . import wording
from .document import Behind
from .edits import Edit

_INSTANT = timedelta(microseconds=1)

Thing = (
    Watch
    | Passage
    | Consignment
    | SegmentReport
    | Restriction
    | Claim
    | Statement
    | Inspection
    | ServiceReport
    | Step
    | Weather
    | Decision
    | SourceText
)


def behind(holdings: Holdings, mission: Mission, ids: Collection[str]) -> dict[str, Behind]:
    """The entries among ``ids`` that the holdings have, each told in words. Times in the mission's zone."""
    wanted, zone = set(ids), ZoneInfo(mission.zone)
    told: dict[str, Behind] = {}
    observed = holdings.observations.filter(pl.col("id").is_in(sorted(wanted)))
    for row in observed.iter_rows(named=True):
        told[row["id"]] = Behind(
            id=row["id"],
            kind=_numbered("observation", row["seq"], row["grade_source"] or "", row["grade_information"] or ""),
            source=source_name(mission, row["source"]),
            said=observation_in_words(row, zone),
            at=row["end"].isoformat(),
            grade=f"{row['grade_source']}{row['grade_information']}"
            if row["grade_source"]
            else _usual(mission, row["source"]),
        )
    for held in _held(holdings):
        if held.id in wanted:
            told[held.id] = _tell(held, mission, zone)
    return told


def behind_edit(edit: Edit) -> Behind:
    """The entry that changed the words of a sentence, told like any other decision."""
    kind = _numbered("decision", edit.seq)
    return Behind(id=edit.id, kind=kind, source=edit.author, said=edit.explained().says, at=edit.at)


def source_name(mission: Mission, source: str) -> str:
    """What a source is called; its id where the register lacks it."""
    known = mission.sources.get(source)
    return known.name if known else source


def claimed(amount: Amount) -> str:
    """A claim's figure in its own words; its interval only where it has none."""
    if amount.said:
        return wording.as_said(amount.said, amount.unit)
    return wording.amount(amount.low, amount.high, amount.unit)


def observation_in_words(row: dict[str, Any], zone: tzinfo) -> str:
    """An observation (a row of the observations) as one line: when, how many of what, by what means, which way."""
    kind = vocabulary("kinds").get(row["kind"])
    what = wording.counted(row["count_low"], row["count_high"], kind) if kind else row["kind"]
    parts = [_moments(row["start"], row["end"], zone), what, wording.label("means", row["means"])]
    if row["assessment"] not in ("", "undetermined"):
        parts.append(wording.label("assessments", row["assessment"]))
    if row["bearing_deg"] is not None:
        parts.append(f"{wording.direction(row['bearing_deg'])} {wording.ranged(row['near_m'], row['far_m'])}")
    line = ", ".join(parts)
    return f"{line}. {row['text']}" if row["text"] else line


def _usual(mission: Mission, source: str) -> str:
    """The reliability the register gives a source (a letter); "" where it lacks it."""
    known = mission.sources.get(source)
    return known.grade if known else ""


def _held(holdings: Holdings) -> Iterator[Held[Any]]:
    yield from holdings.watches
    yield from holdings.passages
    yield from holdings.consignments
    yield from holdings.segment_reports
    yield from holdings.restrictions
    yield from holdings.claims
    yield from holdings.statements
    yield from holdings.inspections
    yield from holdings.service_reports
    yield from holdings.steps
    yield from holdings.weather
    yield from holdings.decisions
    yield from holdings.texts


def _numbered(kind: str, seq: int, source: str = "", information: str = "") -> str:
    graded = f"; {wording.grade(source, information)}" if source and information else ""
    return f"{kind}, entry {seq} of the record{graded}"


def _tell(held: Held[Any], mission: Mission, zone: tzinfo) -> Behind:
    thing: Thing = held.thing
    match thing:
        case Decision():
            source = held.author
        case SourceText():
            source = source_name(mission, thing.outlet)
        case _:
            source = source_name(mission, thing.source)
    grading = thing.grading if isinstance(thing, Claim | Statement) else None
    given = (grading.source, grading.information) if grading else ()
    return Behind(
        id=held.id,
        kind=_numbered(str(thing.__struct_config__.tag), held.seq, *given),
        source=source,
        said=_words(thing, mission, zone),
        at=_end(thing, held.entered_at).isoformat(),
        grade=f"{grading.source}{grading.information}" if grading else _usual(mission, getattr(thing, "source", "")),
        evidence=tuple(evidence.sha256 for evidence in held.evidence),
    )


def _end(thing: Thing, entered_at: datetime) -> datetime:
    match thing:
        case (
            Consignment(when=when)
            | SegmentReport(when=when)
            | Statement(said_at=when)
            | Inspection(when=when)
            | ServiceReport(when=when)
            | Step(when=when)
        ):
            return when.end
        case SourceText(published=when):
            return when.end
        case Decision():
            return entered_at
        case _:
            return thing.span.end


def _words(thing: Thing, mission: Mission, zone: tzinfo) -> str:
    match thing:
        case Watch(span=span, state=state, reason=reason, clear=clear):
            line = f"watch {state}, {_moments(span.start, span.end, zone)}"
            line += f", {clear:.0%} of the ground clear of clouds" if clear < 1 else ""
            line += f" ({reason})" if reason else ""
        case Passage(crossing=crossing, direction=direction, span=span, vehicle=vehicle, count=count):
            name = mission.crossings[crossing].name if crossing in mission.crossings else crossing
            what = wording.counted(count.low, count.high, vocabulary("vehicles")[vehicle])
            line = f"{what} {direction} at {name}, {_moments(span.start, span.end, zone)}"
        case Consignment(item=item, amount=amount, stage=stage, when=when, at=at):
            quantity = wording.amount(amount.low, amount.high, amount.unit)
            line = f"{quantity} of {wording.label('items', item)} {wording.label('stages', stage)}, {at}, "
            line += _moments(when.start, when.end, zone)
        case SegmentReport(segment=segment, status=status, when=when, reason=reason):
            name = mission.segments[segment].name if segment in mission.segments else segment
            line = f"{name}: {status}, {_moments(when.start, when.end, zone)}"
            line += f" ({reason})" if reason else ""
        case Restriction(form=form, category=category, span=span, affected=affected, reason=reason):
            line = f"{wording.label('restrictions', form)} ({wording.label('access', category)}), "
            line += _moments(span.start, span.end, zone)
            line += f", {affected}" if affected else ""
            line += f" ({reason})" if reason else ""
        case Claim(measure=measure, amount=amount, span=span):
            figure = f": {claimed(amount)}" if amount else ""
            line = f"{wording.label('measures', measure)}{figure}, {_days(span, zone)}"
        case Statement(speaker=speaker, said_at=when):
            line = f"{speaker}, {_moments(when.start, when.end, zone)}"
        case Inspection(site=site, weapon=weapon, count=count, access=access, when=when):
            name = mission.sites[site].name if site in mission.sites else site
            shown = wording.counted(count.low, count.high, vocabulary("weapons")[weapon]) if count else "not counted"
            line = f"{name}, {access} access, {wording.label('weapons', weapon)}: {shown}, "
            line += _moments(when.start, when.end, zone)
        case ServiceReport(facility=facility, service=service, level=level, reasons=reasons, when=when):
            name = mission.facilities[facility].name if facility in mission.facilities else facility
            part = f", {wording.label('services', service)}" if service else ""
            why = f" ({wording.listed(wording.label('barriers', reason) for reason in reasons)})" if reasons else ""
            line = f"{name}{part}: {wording.label('functioning', level)}{why}, "
            line += _moments(when.start, when.end, zone)
        case Step(step=step, party=party, case=number, outcome=outcome, when=when):
            line = wording.label("steps", step) + (f", {source_name(mission, party)}" if party else "")
            line += f", case {number}" if number else ""
            line += f": {wording.label('outcomes', outcome)}" if outcome else ""
            line += f", {_moments(when.start, when.end, zone)}"
        case Weather(span=span):
            line = f"weather, {_moments(span.start, span.end, zone)}: {_weather(thing)}"
        case SourceText(title=title, kind=kind, dated=dated, published=when, findings=findings):
            line = f"{kind} “{title}”, published {_days(Span(when.start, when.end), zone)} (day {dated})"
            return "; ".join((line, *findings))
        case Decision(act=act, reason=reason, value={"drafted": drafted, "says": says}):
            return f"{wording.label('acts', act)}: “{drafted}” now reads “{says}”; {reason}"
        case Decision(act=act, reason=reason, value={"was": was, "reads": reads}):
            return f"{wording.label('acts', act)}: “{was}” reads “{reads}”; {reason}"
        case Decision(act=act, reason=reason):
            return f"{wording.label('acts', act)}: {reason}"
    return f"{line}. {thing.text}" if thing.text else line


def _weather(thing: Weather) -> str:
    parts = ["fog"] if thing.fog else []
    if thing.visibility_m is not None:
        parts.append(f"visibility {wording.distance(thing.visibility_m)}")
    if thing.wind_ms is not None:
        parts.append(f"wind {thing.wind_ms:g} m/s")
        parts[-1] += "" if thing.wind_from_deg is None else f" from {wording.direction(thing.wind_from_deg)}"
    return ", ".join(parts)


def _moments(start: datetime, end: datetime, zone: tzinfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    if first.date() == last.date():
        until = "" if last == first else f"–{wording.clock(last)}"
        return f"{wording.day(first.date())}, {wording.clock(first)}{until}"
    return f"{wording.day(first.date())}, {wording.clock(first)} – {wording.day(last.date())}, {wording.clock(last)}"


def _days(span: Span, zone: tzinfo) -> str:
    first, last = span.start.astimezone(zone), span.end.astimezone(zone)
    return wording.days(first.date(), max(first, last - _INSTANT).date())
