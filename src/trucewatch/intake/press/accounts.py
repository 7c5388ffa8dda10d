"""What was read into accounts of the record: statements and claims, each a machine's proposal with its characters."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ...domain import Claim, Grading, Reading, Span, Statement, When
from ...mission import Mission
from ..times import DAY, Clock, on_day
from .findings import Days, Field, Found, Spoken, Told

GATE = {"stance": 0.4, "clause": 0.3}
"""Confidence below which a field is left to a person: it stays empty."""

NOBODY = "speaker not read"
"""The speaker of words that nobody was found to have said."""


def accounts(found: Found, text: str, mission: Mission, outlet: str, url: str) -> list[Statement | Claim]:
    """The statements and claims of one text, in order of their characters. A claim is never a fact of the mission's.

    Credibility stands at 6 (cannot be judged) until a person grades it; reliability is the outlet's of the register.
    """
    source = mission.sources.get(outlet)
    grading = Grading(source=source.grade if source else "F", information="6")  # type: ignore[arg-type]
    zone = mission.zone
    made: list[tuple[int, Statement | Claim]] = [
        (said.start, _statement(said, found.model, text, zone, outlet, url, grading)) for said in found.spoken
    ]
    made += [(told.start, _claim(told, found.model, text, zone, outlet, url, grading)) for told in found.told]
    return [account for _, account in sorted(made, key=lambda pair: pair[0])]


def _statement(said: Spoken, model: str, text: str, zone: str, outlet: str, url: str, grading: Grading) -> Statement:
    fields = {"speaker": said.speaker, "stance": said.stance, "clause": said.clause, "realis": said.realis}
    return Statement(
        speaker=said.speaker.value or NOBODY,
        source=outlet,
        said_at=when(said.said, text, zone),
        text=" ".join(text[said.start : said.end].split()),
        chain=(outlet, *said.chain[:-1]),
        stance=said.stance.value if said.stance.sure >= GATE["stance"] else "",
        clause=said.clause.value if said.clause.sure >= GATE["clause"] else "",
        quoted=said.quoted,
        chars=(said.start, said.end),
        url=url,
        grading=grading,
        reading=Reading(
            model=model,
            sure={name: round(field.sure, 2) for name, field in fields.items()},
            spans=_spans(fields, {"said_at": said.said, "speaks_of": said.about}),
            event=said.event.value,
            realis=said.realis.value,
            speaks_of=when(said.about, text, zone) if said.about else None,
        ),
    )


def _claim(told: Told, model: str, text: str, zone: str, outlet: str, url: str, grading: Grading) -> Claim:
    fields = {"claimant": told.claimant, "event": told.event, "realis": told.realis, "about": told.place}
    at = when(told.when, text, zone)
    return Claim(
        claimant=told.claimant.value or outlet,
        source=outlet,
        measure=told.what,
        span=Span(at.start, at.end + timedelta(seconds=1)),
        amount=told.amount,
        about=told.place.value,
        url=url,
        grading=grading,
        text=" ".join(text[told.start : told.end].split()),
        reading=Reading(
            model=model,
            sure={name: round(field.sure, 2) for name, field in fields.items()},
            spans={"text": (told.start, told.end)} | _spans(fields, {"span": told.when}),
            event=told.event.value,
            realis=told.realis.value,
        ),
    )


def _spans(fields: dict[str, Field], times: dict[str, Days | None]) -> dict[str, tuple[int, int]]:
    spans = {name: (field.start, field.end) for name, field in fields.items() if field.end > field.start}
    return spans | {name: (days.start, days.end) for name, days in times.items() if days and days.end > days.start}


def when(days: Days, text: str, zone: str) -> When:
    """The local days as a closed interval in UTC, with the words that said so."""
    first, last = _day(days.first, zone)[0], _day(days.last, zone)[1]
    return When(first, last - timedelta(seconds=1), zone, " ".join(text[days.start : days.end].split()))


def _day(day: date, zone: str) -> tuple[datetime, datetime]:
    span = on_day(day, Clock(0, 0, DAY), ZoneInfo(zone)).span()
    return span.start, span.end
