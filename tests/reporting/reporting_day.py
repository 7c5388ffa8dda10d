"""One day of the exercise mission, made by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from trucewatch import domain as d
from trucewatch.mission import Mission
from trucewatch.record import Draft, Record
from trucewatch.reporting import Pictures

DAY = date(2023, 6, 14)


def at(day: int, hour: float) -> datetime:
    """A moment of June 2023, UTC; the period of DAY runs from the 13th, 15.5 h, to the 14th, 15.5 h."""
    return datetime.fromtimestamp(datetime(2023, 6, day, tzinfo=UTC).timestamp() + hour * 3600, UTC)


def heard(ref: str, source: str, hour: float, number: int, kind: str = "explosion", **more: object) -> d.Observation:
    moment = at(14, hour)
    fields: dict[str, object] = {
        "means": "heard",
        "when": d.When(moment, moment, "Etc/GMT-4"),
        "where": d.Bearing(46.86512, 39.96433, 45.0, 11.25, 2000.0, 4000.0),
        "count": d.Count(number, number),
        "ref": ref,
    }
    return d.Observation(source=source, kind=kind, **(fields | more))  # type: ignore[arg-type]


def watch(source: str, mission: Mission, start: datetime, end: datetime, **more: object) -> d.Watch:
    known = mission.sources[source]
    view = d.Around(known.lon, known.lat, known.range_m, known.facing_deg, known.field_deg)  # type: ignore[arg-type]
    return d.Watch(source=source, span=d.Span(start, end), view=view, **more)  # type: ignore[arg-type]


def accounts(mission: Mission) -> list[d.Account]:
    start, end = at(12, 15.5), at(14, 15.5)
    whole = d.Span(at(13, 20), at(14, 20))
    crossing = mission.crossings[next(iter(mission.crossings))]
    noon = d.When(at(14, 11), at(14, 11))
    first, second = (party.id for party in mission.parties[:2])
    speakers = [
        next(s.id for s in mission.sources.values() if s.type == "party" and s.party == side)
        for side in (first, second)
    ]
    return [
        watch("op-07", mission, start, end),
        watch("op-08", mission, start, end),
        watch("cam-03", mission, at(13, 15.5), at(14, 3), state="impaired", reason="fog"),
        watch("op-05", mission, at(13, 20), at(14, 4)),
        heard("1", "op-07", 2.0, 3),
        heard("2", "op-08", 2.02, 3, where=d.Bearing(46.90489, 39.97967, 0.0, 11.25, 500.0, 2500.0)),
        heard("3", "op-07", 6.0, 55, kind="shot", weapon="small_arms", count=d.Count(50, 60, said="about 55")),
        heard("4", "op-07", 9.0, 2, exercise=True, assessment="outgoing"),
        heard("5", "residents", 4.0, 1, kind="casualty", means="told", where=d.Anywhere(), text="a shepherd was hurt"),
        d.Passage(
            source="cp-hakari",
            crossing=crossing.id,
            direction=crossing.inbound,
            span=d.Span(at(14, 4), at(14, 12)),
            vehicle="truck",
            count=d.Count(12, 12),
        ),
        d.SegmentReport(
            source="cp-hakari", segment=crossing.segment, status="restricted", when=noon, reason="papers checked"
        ),
        d.Consignment(
            source="relief-one", item="food", amount=d.Amount(10, 12, "t"), stage="arrived", when=noon, at="khankendi"
        ),
        *(
            d.Restriction(
                source=patrol,
                form="denial",
                category="movement",
                span=d.Span(at(14, 5), at(14, 8)),
                where=d.Anywhere(),
                by=side,
                reason="no reason given",
            )
            for patrol, side in (("pt-03", first), ("pt-04", second))
        ),
        *(
            d.Claim(
                claimant=who,
                source=who,
                measure="vehicles_per_day",
                span=whole,
                about=mission.corridors[0].id,
                amount=d.Amount(low, low, "count/day"),
                grading=d.Grading("C", "3"),
            )
            for who, low in zip(speakers, (17, 18), strict=True)
        ),
        *(
            d.Statement(
                source=who, speaker=who, said_at=noon, text="The road must be open.", quoted=True, stance="demands"
            )
            for who in speakers
        ),
    ]


def picture(home: Path, mission: Mission, things: Sequence[d.Payload], day: date = DAY) -> Pictures:
    """What a record of ``things`` shows of ``day``."""
    with Record.create(home, origin=f"trucewatch/{mission.id}") as log:
        log.append([Draft(thing) for thing in things], author="tester")
        return Pictures.of(log.holdings(), mission, day, checkpoint=log.checkpoint())
