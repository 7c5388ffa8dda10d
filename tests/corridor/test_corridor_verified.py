"""The last passage counted on the way to a settlement: the mission's own, of the class, in the direction driven."""

from datetime import date

import pytest

from hand_made import at, hold
from trucewatch import corridor
from trucewatch import domain as d
from trucewatch.mission import Mission, Period, period_for

DAY = date(2023, 6, 14)


@pytest.fixture(scope="module")
def period(exercise: Mission) -> Period:
    return period_for(exercise, DAY)


def passage(start: float, vehicle: str = "truck", **more: object) -> d.Passage:
    fields: dict[str, object] = {"source": "cp-hakari", "direction": "inbound", "count": d.Count(2, 2)} | more
    span = d.Span(at(14, start), at(14, start + 1))
    return d.Passage(crossing="crossing-hakari", span=span, vehicle=vehicle, **fields)  # type: ignore[arg-type]


def reach(mission: Mission, period: Period, *things: d.Account) -> corridor.Corridor:
    roads = [
        d.SegmentReport(source="pt-01", segment=name, status="open", when=d.When(at(14, 6), at(14, 6)))
        for name in mission.corridors[0].segments
    ]
    held = hold((f"e{i:03}", thing) for i, thing in enumerate([*things, *roads]))
    return corridor.assess(held, mission, period)


def row(picture: corridor.Corridor, place: str, vehicle: str = "any") -> dict:
    return picture.reach.filter(place=place, entry="", vehicle=vehicle).to_dicts()[0]


def test_the_latest_of_any_class_is_named_with_who_counted_it(exercise, period):
    picture = reach(exercise, period, passage(8), passage(11, "bus"), passage(9, "car"))
    found = row(picture, "lachin")
    assert (found["last_passage"], found["last_vehicle"]) == (at(14, 12), "bus")
    assert (found["last_crossing"], found["last_by"]) == ("crossing-hakari", "cp-hakari")
    why = picture.explain(found["id"])
    assert "Last counted on that way: buses" in why.says
    assert "not that the settlement was reached" in why.rule
    assert "e001" in why.entries


def test_a_class_has_its_own_and_the_other_direction_others_and_zero_none(exercise, period):
    picture = reach(
        exercise,
        period,
        passage(7),
        passage(11, "bus"),
        passage(12, "truck", direction="outbound"),
        passage(12.5, "truck", source="spk-aze"),
        passage(13, "truck", count=d.Count(0, 3)),
    )
    assert row(picture, "lachin", "truck")["last_passage"] == at(14, 8)


def test_before_the_crossing_nothing_was_counted_on_the_way(exercise, period):
    picture = reach(exercise, period, passage(8))
    assert row(picture, "tegh")["last_passage"] is None
    assert row(picture, "khankendi")["last_passage"] == at(14, 9)
    assert dict(picture.reach.schema) == corridor.REACH
